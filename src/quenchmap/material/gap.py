"""Superconducting gap. Temperatures in T_c, energies in k_B T_c."""

import math
from typing import Literal, TypeAlias, get_args

import numpy as np
from jaxtyping import Array, Float
from scipy.special import zeta

from quenchmap.errors import closest
from quenchmap.precision import jax, jnp

#: Weak-coupling gap at zero temperature over k_B T_c, Eq. (A2).
ZERO_TEMPERATURE_GAP = math.pi * math.exp(-np.euler_gamma)

#: "sheahen": the interpolation (A1) of the paper; "bcs": the self-consistent weak-coupling gap.
GapModel: TypeAlias = Literal["sheahen", "bcs"]


def checked_gap_model(gap_model: str) -> GapModel:
    """`gap_model` itself, refused with the close matches when unknown."""
    if gap_model not in get_args(GapModel):
        raise ValueError(
            f"`gap_model` must be 'sheahen' (Eq. A1 of the paper) or 'bcs' (self-consistent), but gap_model={gap_model!r}. "
            f"{closest(str(gap_model), get_args(GapModel))}"
        )
    return gap_model  # type: ignore[return-value]


def gap_squared(T: Float[Array, "*shape"], gap_model: GapModel = "sheahen") -> Float[Array, "*shape"]:
    r"""Square of the gap, which vanishes linearly at T_c and is 0 above.

    Args:
        T: Temperature over T_c, positive, any shape.
        gap_model: Which gap; see `GapModel`.

    Returns:
        $\Delta^2(T)$ over $(k_B T_c)^2$, same shape; its derivative is finite everywhere.

    Accuracy:
        Relative error below 1e-14 at any distance from T_c.

    Example:
        >>> gap_squared(jnp.array([0.5, 1.0])).round(6)
        Array([2.874431, 0.      ], dtype=float64)
    """
    checked_gap_model(gap_model)
    superconducting = T < 1
    T = jnp.where(superconducting, T, 0.5)  # any safe value: keeps the gradient above T_c finite
    squared = _sheahen_squared(T) if gap_model == "sheahen" else _bcs_squared(T)
    return jnp.where(superconducting, squared, 0.0)


def gap(T: Float[Array, "*shape"], gap_model: GapModel = "sheahen") -> Float[Array, "*shape"]:
    r"""Gap of the chosen model: `sheahen_gap` or `bcs_gap`."""
    squared = gap_squared(T, gap_model)
    superconducting = squared > 0
    return jnp.where(superconducting, jnp.sqrt(jnp.where(superconducting, squared, 1.0)), 0.0)


def sheahen_gap(T: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    r"""Gap in Sheahen's interpolation, Eq. (A1).

    $$\Delta(T) = \Delta_0 \sqrt{\cos(\pi T^2 / 2)} \text{ below } T_c, \quad 0 \text{ above.}$$

    Args:
        T: Temperature over T_c, positive, any shape.

    Returns:
        Gap over k_B T_c, same shape. Its derivative diverges at T_c from below, as it should.

    Accuracy:
        Follows the formula to rounding; the formula itself is within 3.1 % of `bcs_gap` (worst at T = 0.85).

    Example:
        >>> sheahen_gap(jnp.array([0.5, 1.0])).round(6)
        Array([1.695415, 0.      ], dtype=float64)
    """
    return gap(T, "sheahen")


def bcs_gap(T: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    r"""Self-consistent gap of weak-coupling BCS theory.

    $$\ln\frac{\Delta_0}{\Delta} = 2\int_\Delta^\infty \frac{f(E)\,dE}{\sqrt{E^2-\Delta^2}}, \qquad
      \ln\frac{1}{T} = 2\pi T \sum_{\omega_n > 0}\left(\frac{1}{\omega_n} - \frac{1}{\sqrt{\omega_n^2+\Delta^2}}\right),$$

    two forms of one equation, used where each keeps its digits: the first for $\Delta > \pi T / 2$, the second,
    expanded in $(\Delta/2\pi T)^2$, nearer to T_c.

    Args:
        T: Temperature over T_c, positive, any shape.

    Returns:
        Gap over k_B T_c, same shape.

    Accuracy:
        Relative error below 1e-14; differentiable to any order (implicit-function theorem).

    Example:
        >>> bcs_gap(jnp.array([0.5, 0.9, 1.0])).round(6)
        Array([1.687827, 0.928402, 0.      ], dtype=float64)
    """
    return gap(T, "bcs")


def temperature_at_gap(value: Float[Array, "*shape"], gap_model: GapModel = "sheahen") -> Float[Array, "*shape"]:
    r"""Temperature at which the gap has a given value, the inverse of `gap`.

    Args:
        value: Gap over k_B T_c, any shape; for the gap edge $2\Delta(T_g) = \hbar\omega$ pass half the photon energy.
        gap_model: Which gap.

    Returns:
        Temperature over T_c, same shape: 1 for a gap of 0; NaN where `value` exceeds the gap at zero temperature.

    Accuracy:
        Relative error below 1e-13 in 1 - T (explicit for "sheahen", the gap equation at known gap for "bcs").
    """
    checked_gap_model(gap_model)
    legal = (value >= 0) & (value < ZERO_TEMPERATURE_GAP)
    value = jnp.where(legal, value, 1.0)
    if gap_model == "sheahen":
        T = jnp.sqrt(1 - 2 / jnp.pi * jnp.arcsin((value / ZERO_TEMPERATURE_GAP) ** 2))
    else:
        T = _bcs_temperature(value)
    return jnp.where(legal, T, jnp.nan)


def _sheahen_squared(T: Array) -> Array:
    return ZERO_TEMPERATURE_GAP**2 * jnp.sin(jnp.pi / 2 * (1 - T) * (1 + T))  # cos(pi T^2 / 2) without cancellation near T_c


_TERMS = 40
_K = np.arange(1, _TERMS + 1)
# ln(1/T) = sum_k -binom(-1/2, k) (2^(2k+1) - 1) zeta(2k+1) x^(2k), x = Delta/(2 pi T)
_SERIES = -np.cumprod((-0.5 - np.arange(_TERMS)) / _K) * (2.0 ** (2 * _K + 1) - 1) * zeta(2 * _K + 1)
_STEP = 0.125
_U = _STEP * np.arange(0, 41)  # E = Delta cosh u up to u = 5: f(E) < 1e-40 for Delta > pi T / 2
_WEIGHT = np.where(_U == 0, _STEP / 2, _STEP)


def _pair_sum(y: Array) -> Array:
    """Matsubara sum of the gap equation as a power series in y = (Delta/2 pi T)^2 < 1/16, divided by y."""
    return jnp.polyval(jnp.asarray(_SERIES[::-1]), y)


def _thermal_integral(d: Array) -> Array:
    r"""$2\int_0^\infty du / (e^{d \cosh u} + 1)$, d = Delta/T, by the trapezoidal rule, exponentially convergent."""
    return 2 * jnp.sum(_WEIGHT * jax.nn.sigmoid(-d[..., None] * np.cosh(_U)), axis=-1)


def _gap_equation(squared: Array, T: Array) -> Array:
    """Residual of the gap equation in Delta^2, scaled to have a slope of order one near T_c too."""
    y = squared / (2 * jnp.pi * T) ** 2
    near = y < 1 / 16
    y_near = jnp.where(near, y, 0.01)
    y_far = jnp.where(near, 1.0, y)
    series = y_near * _pair_sum(y_near) + jnp.log(T)
    integral = _thermal_integral(2 * jnp.pi * jnp.sqrt(y_far)) + 0.5 * jnp.log(jnp.where(near, 1.0, squared) / ZERO_TEMPERATURE_GAP**2)
    return jnp.where(near, series, integral)


@jax.custom_jvp
def _bcs_squared(T: Array) -> Array:
    slope = jax.grad(lambda s, t: jnp.sum(_gap_equation(s, t)))
    # the start is within 7 %: quadratic convergence to rounding in five
    return jax.lax.fori_loop(0, 6, lambda _, s: s - _gap_equation(s, T) / slope(s, T), _sheahen_squared(T))


@_bcs_squared.defjvp
def _(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    (T,), (dT,) = primals, tangents
    squared = _bcs_squared(T)
    by_gap, by_T = jax.grad(lambda s, t: jnp.sum(_gap_equation(s, t)), argnums=(0, 1))(squared, T)
    return squared, -by_T / by_gap * dT


@jax.custom_jvp
def _bcs_temperature(value: Array) -> Array:
    T = jnp.sqrt(1 - 2 / jnp.pi * jnp.arcsin((value / ZERO_TEMPERATURE_GAP) ** 2))  # good to a few percent near T_c
    # Far below T_c the logarithm of the gap equation is nearly linear in d = Delta/T: Newton on it converges from anywhere.
    log_integral = jax.value_and_grad(lambda d: jnp.sum(jnp.log(_thermal_integral(d))))
    logs = jax.vmap(log_integral)
    d = jnp.ravel(jnp.maximum(value / T, 1.0))
    target = jnp.log(jnp.log(ZERO_TEMPERATURE_GAP / jnp.ravel(value)))

    def in_logarithm(_: int, d: Array) -> Array:
        level, slope = logs(d)
        return jnp.maximum(d - (level - target) / slope, 0.5)

    d = jax.lax.fori_loop(0, 8, in_logarithm, d).reshape(jnp.shape(value))
    T = jnp.where(d > 2, value / d, T)
    slope = jax.grad(lambda t: jnp.sum(_gap_equation(value**2, t)))
    return jax.lax.fori_loop(0, 6, lambda _, t: t - _gap_equation(value**2, t) / slope(t), T)


@_bcs_temperature.defjvp
def _(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    (value,), (d_value,) = primals, tangents
    T = _bcs_temperature(value)
    by_gap, by_T = jax.grad(lambda v, t: jnp.sum(_gap_equation(v**2, t)), argnums=(0, 1))(value, T)
    return T, -by_gap / by_T * d_value
