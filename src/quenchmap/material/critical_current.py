r"""Depairing current of a dirty superconductor (Kupriyanov and Lukichev). Temperatures in T_c, energies in k_B T_c.

A uniform superflow of phase gradient q breaks pairs at the rate $\Gamma = \hbar D q^2/2$. The Usadel equation at each
Matsubara frequency $\omega_n = (2n+1)\pi T$, the gap equation and the current are

$$\Delta\cos\theta_n - \omega_n\sin\theta_n - \Gamma\sin\theta_n\cos\theta_n = 0, \qquad
  \ln\frac{1}{T} = 2\pi T\sum_{n\ge0}\left(\frac{1}{\omega_n} - \frac{\sin\theta_n}{\Delta}\right), \qquad
  j = \frac{\sigma_N}{e}\, q\; 2\pi T\sum_{n\ge0}\sin^2\theta_n,$$

and the critical current is the largest j over q. The ratio $j_c/(1-T)^{3/2}$ is smooth from 0 to T_c: it is solved once,
on first use, at Chebyshev nodes and from then on evaluated as a series.
"""

from functools import lru_cache

import numpy as np
from jaxtyping import Array, Float
from numpy.polynomial import chebyshev

from quenchmap.material.gap import ZERO_TEMPERATURE_GAP
from quenchmap.numerics.kernel import Kernel
from quenchmap.precision import jax, jnp

_DEGREE = 63
_FREQUENCIES = 128  # summed one by one, the rest by the Euler-Maclaurin formula: relative error 4e-11


def critical_current(T: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    r"""Depairing current density in units of $\sigma_N [\Delta_0/(2e)] (\hbar D/\Delta_0)^{-1/2}$.

    Args:
        T: Temperature over T_c, not negative, any shape.

    Returns:
        Critical current density, same shape: 1.491 at T = 0 (Romijn et al. and the paper's Ref. [44] write 1.5),
        $3.865\,(1-T)^{3/2}$ near T_c, 0 above. The gap in it is the self-consistent one whatever the `gap_model` elsewhere.

    Accuracy:
        Relative error below 1e-10 for 0 <= T < 1.

    Example:
        >>> critical_current(jnp.array([0.0, 0.5, 1.0])).round(6)
        Array([1.491373, 1.000718, 0.      ], dtype=float64)
    """
    return _critical_current(jnp.asarray(T, float))


@Kernel
def _critical_current(T: Array) -> Array:
    superconducting = T < 1
    T = jnp.where(superconducting, T, 0.5)  # any safe value: keeps the gradient above T_c finite
    ratio = _chebyshev_series(_ratio_coefficients(), 2 * T - 1)
    return jnp.where(superconducting, (1 - T) ** 1.5 * ratio, 0.0)


def depairing_current(T: np.ndarray, pair_breaking: np.ndarray) -> np.ndarray:
    r"""Current density j of a superflow, in the unit of `critical_current`, as a function of its pair breaking.

    Args:
        T: Temperature over T_c, between 0 and 1, both excluded.
        pair_breaking: $\Gamma$ over k_B T_c, where a gap is left; up to that of the critical current, about $0.45\,(1 - T)$.
    """
    T, G = np.asarray(T, float), np.asarray(pair_breaking, float)
    gap = _gap_in_superflow(T, G)
    _, sin, cos = _angles(2 * np.pi * T, G, gap)
    # The integral of sin^2 over the frequencies beyond Omega, with d omega = (Gamma sin - gap/sin^2) d theta
    s, c = sin[-1], cos[-1]
    slope = 2 * s * c / (G * s - gap / s**2)
    integral = gap * np.arctan2(s, c) - G * (1 - c) ** 2 * (2 + c) / 3
    weight = _sum_over_frequencies(sin[:-1] ** 2, integral, slope, T)
    return 2 * np.sqrt(2 * G / ZERO_TEMPERATURE_GAP) * weight / ZERO_TEMPERATURE_GAP


def _gap_in_superflow(T: np.ndarray, G: np.ndarray) -> np.ndarray:
    """Solution of the gap equation at pair breaking G: Newton's method in the squared gap, which is nearly linear in T and G."""
    squared = 0.65 * ZERO_TEMPERATURE_GAP**2 * np.cos(np.pi / 2 * T**2)  # right within a few percent at the critical current
    for _ in range(6):
        residual = _gap_equation(T, G, np.sqrt(squared))
        step = 1e-6 * squared
        slope = (_gap_equation(T, G, np.sqrt(squared + step)) - residual) / step
        squared = np.maximum(squared - residual / slope, 0.1 * squared)
    return np.sqrt(squared)


def _gap_equation(T: np.ndarray, G: np.ndarray, gap: np.ndarray) -> np.ndarray:
    omega, sin, cos = _angles(2 * np.pi * T, G, gap)
    # 1/omega - sin/gap without cancellation: gap - omega sin = omega (tan - sin) + G sin
    terms = (sin * (1 - cos) / cos + G * sin / omega) / gap
    s, c = sin[-1], cos[-1]
    integral = np.log(gap * (1 + c) / (2 * omega[-1] * s)) + G / (2 * gap) * (np.arctan2(s, c) - s * c)
    slope = -1 / omega[-1] ** 2 - c / gap / (G * s - gap / s**2)
    return _sum_over_frequencies(terms[:-1], integral, slope, T) + np.log(T)


def _angles(spacing: np.ndarray, G: np.ndarray, gap: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Matsubara frequencies along a new first axis, last the middle Omega to the next one, with sin and cos of the pairing angles."""
    n = np.append(np.arange(_FREQUENCIES) + 0.5, _FREQUENCIES)
    omega = n.reshape(-1, *[1] * np.ndim(gap)) * spacing
    # omega u + G u / sqrt(1 + u^2) = gap for u = tan(theta): concave and rising, so Newton's method climbs to the root from below
    u = np.maximum(gap / (omega + G), (gap - G) / omega)
    for _ in range(9):
        root = np.sqrt(1 + u**2)
        u = u - (omega * u + G * u / root - gap) / (omega + G / root**3)
    cos = 1 / np.sqrt(1 + u**2)
    return omega, u * cos, cos


def _sum_over_frequencies(terms: np.ndarray, integral: np.ndarray, slope: np.ndarray, T: np.ndarray) -> np.ndarray:
    """2 pi T sum of a function of the frequency: its first terms, and beyond them its integral and slope at their end."""
    spacing = 2 * np.pi * T
    return spacing * terms.sum(axis=0) + integral + spacing**2 / 24 * slope


def _largest_current(T: np.ndarray) -> np.ndarray:
    """Maximum of `depairing_current` over the pair breaking, by Newton's method in its logarithm."""
    log_G = np.log(0.45 * (1 - T))  # right within 7 % at any temperature
    step = 1e-3
    for _ in range(3):
        below, here, above = (np.log(depairing_current(T, np.exp(log_G + shift))) for shift in (-step, 0.0, step))
        log_G = log_G - 0.5 * step * (above - below) / (above - 2 * here + below)
    return depairing_current(T, np.exp(log_G))  # flat at its maximum: the error of log_G, 1e-6, enters squared


@lru_cache
def _ratio_coefficients() -> np.ndarray:
    """Chebyshev coefficients of j_c / (1 - T)^(3/2) on [0, 1]."""
    x = chebyshev.chebpts1(_DEGREE + 1)
    T = (1 + x) / 2
    return chebyshev.chebfit(x, _largest_current(T) / (1 - T) ** 1.5, _DEGREE)


def _chebyshev_series(coefficients: np.ndarray, x: Array) -> Array:
    """Clenshaw's recurrence; a loop, since unrolled it would be slow to compile."""

    def step(later: tuple[Array, Array], c: Array) -> tuple[tuple[Array, Array], None]:
        return (c + 2 * x * later[0] - later[1], later[0]), None

    zero = jnp.zeros_like(x)
    (b1, b2), _ = jax.lax.scan(step, (zero, zero), jnp.asarray(coefficients[:0:-1]))
    return coefficients[0] + x * b1 - b2
