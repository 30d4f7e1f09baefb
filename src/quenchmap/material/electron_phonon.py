r"""Power from electrons to phonons, Eq. (A6) with one factor (tanh - tanh). Temperatures in T_c, power in Sigma T_c^n.

Two processes: a quasiparticle of energy $E$ emits a phonon $\Omega$ (scattering), or two of energies $E, E'$ recombine into one.
Both weights are written as products that keep their relative accuracy when exponentially small and as $T_{ph} \to T$.
"""

import math

import numpy as np
from jaxtyping import Array, Float

from quenchmap.material.gap import GapModel, gap
from quenchmap.numerics.quadrature import midpoints
from quenchmap.precision import jax, jnp

_CUTOFF = 40.0  # energies up to the cutoff times the larger temperature: e^-40 = 4e-18
_ENERGY_NODES = 48
_PHONON_NODES = 40
_PAIR_NODES = 64


def electron_phonon_power(
    T: Float[Array, "*#shape"],
    T_phonon: Float[Array, "*#shape"],
    cooling_exponent: Float[Array, "*#shape"],
    gap_model: GapModel = "sheahen",
) -> Float[Array, "*shape"]:
    r"""Power per volume from electrons at $T$ to phonons at $T_{ph}$, Eq. (A6); $T^n - T_{ph}^n$ in the normal state.

    Args:
        T: Electron temperature over T_c, from 0.02 up, broadcast with the others. The gap is that of the electrons.
        T_phonon: Phonon temperature over T_c.
        cooling_exponent: Exponent n, any real number from 3 to 7.
        gap_model: Which gap; see `quenchmap.material.gap`.

    Returns:
        Power over Sigma T_c^n, broadcast shape; negative where the phonons are hotter.

    Accuracy:
        Relative error below 1e-10, also where exponentially small and for T close to T_phonon.

    Example:
        >>> electron_phonon_power(jnp.array([0.5, 1.2]), 0.3, 5.0).round(6)
        Array([0.008771, 2.48589 ], dtype=float64)
    """
    return (jnp.asarray(T, float) - T_phonon) * electron_phonon_conductance(T, T_phonon, cooling_exponent, gap_model)


def electron_phonon_conductance(
    T: Float[Array, "*#shape"],
    T_phonon: Float[Array, "*#shape"],
    cooling_exponent: Float[Array, "*#shape"],
    gap_model: GapModel = "sheahen",
) -> Float[Array, "*shape"]:
    r"""Power over temperature difference, $Q/(T - T_{ph})$, finite and positive at $T = T_{ph}$; see `electron_phonon_power`."""
    T, Tp, n = jnp.broadcast_arrays(jnp.asarray(T, float), jnp.asarray(T_phonon, float), jnp.asarray(cooling_exponent, float))
    d = gap(T, gap_model)
    superconducting = d > 0
    safe = jnp.where(superconducting, d, 1.0)
    return jnp.where(superconducting, electron_phonon_integral(T, Tp, safe, n), power_difference_quotient(T, Tp, n))


def electron_phonon_integral(T: Array, T_phonon: Array, d: Array, n: Array) -> Array:
    """The double integral of `electron_phonon_conductance` for a positive gap `d` given beside the temperature; all of one shape."""
    scale = jnp.exp(jax.scipy.special.gammaln(n)) * _zeta(n)
    return (2 * _scattering(T, T_phonon, d, n) + _recombination(T, T_phonon, d, n)) / scale


def power_difference_quotient(T: Array, Tp: Array, n: Array) -> Array:
    """(T^n - Tp^n)/(T - Tp) without cancellation."""
    log = jnp.log(T / Tp)
    close = jnp.abs(log) < 1e-8
    log = jnp.where(close, 1.0, log)
    return jnp.where(close, n * jnp.sqrt(T * Tp) ** (n - 1), Tp ** (n - 1) * jnp.expm1(n * log) / jnp.expm1(log))


def _phonon_factor(omega: Array, T: Array, Tp: Array) -> Array:
    r"""$\frac{e^{-\Omega/T} - e^{-\Omega/T_{ph}}}{(1 - e^{-\Omega/T_{ph}})(T - T_{ph})}$, finite and smooth at $T = T_{ph}$."""
    x = omega / jnp.maximum(T, Tp)
    gap_in_exponent = omega * jnp.abs(T - Tp) / (T * Tp)  # |Omega/T - Omega/T_ph|
    small = gap_in_exponent < 1e-5
    safe = jnp.where(small, 1.0, gap_in_exponent)
    quotient = jnp.where(small, 1 - gap_in_exponent / 2 + gap_in_exponent**2 / 6, -jnp.expm1(-safe) / safe)
    return jnp.exp(-x) * quotient * omega / (T * Tp) / -jnp.expm1(-omega / Tp)


def _scattering(T: Array, Tp: Array, d: Array, n: Array) -> Array:
    r"""Quasiparticles that emit or absorb a phonon $\Omega = E' - E$.

    $$\int_0^\infty d\Omega\,\Omega^{n-2} \int_\Delta^\infty dE\,\frac{E E' - \Delta^2}{\sqrt{E^2-\Delta^2}\sqrt{E'^2-\Delta^2}}
      \,\frac{e^{-E/T}}{(1+e^{-E/T})(1+e^{-E'/T})}\,\frac{e^{-\Omega/T} - e^{-\Omega/T_{ph}}}{(1-e^{-\Omega/T_{ph}})(T-T_{ph})}$$
    """
    # Omega = scale * exp(y - e^-y): algebraic and logarithmic ends at 0 become double-exponentially small
    h = 7.4 / _PHONON_NODES
    y = -3.6 + h * np.arange(_PHONON_NODES)
    omega_nodes = np.exp(y - np.exp(-y))
    omega_weights = h * omega_nodes * (1 + np.exp(-y))
    T_max = jnp.maximum(T, Tp)
    x, weight = midpoints(_ENERGY_NODES)

    def at_node(total: Array, node: Array) -> tuple[Array, None]:
        omega, d_omega = T_max * node[0], T_max * node[1]
        a = jnp.minimum(omega, 2 * d)
        b = jnp.maximum(omega, 2 * d)
        V = jnp.arcsinh(jnp.sqrt(_CUTOFF * T / a))
        s = a * jnp.sinh(jnp.asarray(x).reshape(-1, *[1] * T.ndim) * V) ** 2
        coherence = 2 * (d * omega + s * (2 * d + omega + s)) / jnp.sqrt((s + b) * (s + a + b))
        edge, photon = jnp.exp(-d / T), jnp.exp(-omega / T)
        boltzmann = jnp.exp(-s / T)
        inner = V * jnp.einsum("i,i...", weight, coherence * boltzmann / ((1 + edge * boltzmann) * (1 + edge * photon * boltzmann)))
        return total + d_omega * omega ** (n - 2) * _phonon_factor(omega, T, Tp) * edge * inner, None

    total, _ = jax.lax.scan(at_node, jnp.zeros_like(T), jnp.stack([jnp.asarray(omega_nodes), jnp.asarray(omega_weights)], axis=1))
    return total


def _recombination(T: Array, Tp: Array, d: Array, n: Array) -> Array:
    r"""Pairs that recombine into a phonon $\Omega = E + E'$, or are broken by one.

    $$\int_\Delta^\infty dE \int_\Delta^\infty dE'\,\Omega^{n-2}\,\frac{E E' + \Delta^2}{\sqrt{E^2-\Delta^2}\sqrt{E'^2-\Delta^2}}
      \,\frac{1}{(1+e^{-E/T})(1+e^{-E'/T})}\,\frac{e^{-\Omega/T} - e^{-\Omega/T_{ph}}}{(1-e^{-\Omega/T_{ph}})(T-T_{ph})}$$
    """
    x, weight = midpoints(_PAIR_NODES)
    U = jnp.arccosh(1 + _CUTOFF * jnp.maximum(T, Tp) / d)
    u = jnp.asarray(x).reshape(-1, *[1] * T.ndim) * U
    E = d * jnp.cosh(u)
    blocking = 1 / (1 + jnp.exp(-E / T))

    def at_node(total: Array, node: tuple[Array, Array]) -> tuple[Array, None]:
        other, other_blocking = node
        omega = E + other
        integrand = (E * other + d * d) * omega ** (n - 2) * _phonon_factor(omega, T, Tp) * blocking * other_blocking
        return total + jnp.einsum("i,i...", weight, integrand), None

    total, _ = jax.lax.scan(at_node, jnp.zeros_like(T), (E, blocking))
    return U**2 * total / _PAIR_NODES


def _zeta(n: Array) -> Array:
    """Riemann's zeta function for n >= 3, differentiable: nine terms and the Euler-Maclaurin tail, error below 1e-16."""
    k = 10.0
    terms = sum((j ** (-n) for j in np.arange(2.0, k)), jnp.ones_like(n))
    tail = k ** (1 - n) / (n - 1) + 0.5 * k**-n
    factor, power = n * k ** (-n - 1), 1
    for order, bernoulli in ((2, 1 / 6), (4, -1 / 30), (6, 1 / 42), (8, -1 / 30), (10, 5 / 66)):
        tail = tail + bernoulli / math.factorial(order) * factor
        factor = factor * (n + power) * (n + power + 1) / k**2
        power += 2
    return terms + tail
