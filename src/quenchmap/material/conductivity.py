r"""Complex conductivity of a superconductor in the dirty limit (Mattis and Bardeen), Eq. (A3).

Three integrals make it: thermal quasiparticles and broken pairs absorb ($\sigma_1$), the condensate responds out of
phase ($\sigma_2$). Each integrand has inverse square roots at the gap edges, which meet as $\hbar\omega \to 0$, as
$\hbar\omega \to 2\Delta$ and as $\Delta \to 0$. In the distance $s$ from one edge, $s = a \sinh^2 v$ with $a$ the distance of the
*nearest* other edge leaves an integrand that is even in $v$ and analytic in a strip of fixed width at any parameters;
fixed nodes in $v$ then converge exponentially and uniformly.

Temperatures in T_c, energies in k_B T_c, conductivities in sigma_N. The convention is $e^{+i\omega t}$: $\sigma = \sigma_1 - i\sigma_2$.
"""

import numpy as np
from jaxtyping import Array, Complex, Float

from quenchmap.material.gap import GapModel, gap
from quenchmap.numerics.quadrature import even_gauss_legendre, midpoints
from quenchmap.precision import jnp

_THERMAL_NODES = 64
_PAIR_NODES = 28
_CONDENSATE_NODES = 32
_CUTOFF = 36.0  # e^-36 = 2e-16
_TINY = 1e-14  # nearest edges closer than this are as good as merged


def conductivity(
    T: Float[Array, "*#shape"], photon_energy: Float[Array, "*#shape"], gap_model: GapModel = "sheahen"
) -> Complex[Array, "*shape"]:
    r"""Complex conductivity $\sigma_1 - i\sigma_2$ of the superconductor, Eq. (A3); 1 in the normal state.

    Args:
        T: Temperature over T_c, from 0.02 up, broadcast with `photon_energy`.
        photon_energy: $\hbar\omega$ over k_B T_c, from 0.001 to 10.
        gap_model: Which gap; see `quenchmap.material.gap`.

    Returns:
        Conductivity over its normal value, broadcast shape.

    Accuracy:
        Relative error of $\sigma_1$, $\sigma_2$ and Re 1/sigma below 1e-10 (measured against 30 digits), also where they
        are exponentially small, through $\hbar\omega = 2\Delta(T)$ and through T_c.

    Example:
        >>> conductivity(jnp.array([0.5, 1.2]), jnp.array(2.0)).round(6)
        Array([0.062929-2.37584j, 1.      -0.j     ], dtype=complex128)
    """
    T, photon_energy = jnp.broadcast_arrays(jnp.asarray(T, float), jnp.asarray(photon_energy, float))
    s1, s2 = conductivity_at_gap(T, photon_energy, gap(T, gap_model))
    return s1 - 1j * s2


def ac_resistivity(
    T: Float[Array, "*#shape"], photon_energy: Float[Array, "*#shape"], gap_model: GapModel = "sheahen"
) -> Float[Array, "*shape"]:
    r"""Dissipation at given current, $\sigma_N\,\mathrm{Re}(1/\sigma) = \sigma_1/(\sigma_1^2+\sigma_2^2)$; see `conductivity`.

    Example:
        >>> ac_resistivity(jnp.array([0.3, 0.95]), jnp.array(2.0)).round(6)
        Array([6.95000e-04, 1.06896e+00], dtype=float64)
    """
    T, photon_energy = jnp.broadcast_arrays(jnp.asarray(T, float), jnp.asarray(photon_energy, float))
    return ac_resistivity_at_gap(T, photon_energy, gap(T, gap_model))


def superfluid_weight(T: Float[Array, "*shape"], gap_model: GapModel = "sheahen") -> Float[Array, "*shape"]:
    r"""Limit $\lim_{\omega\to0} \hbar\omega\,\sigma_2/\sigma_N = \pi\Delta\tanh(\Delta/2T)$: the kinetic inductance is its inverse.

    Args:
        T: Temperature over T_c, any shape.

    Returns:
        Weight over k_B T_c, same shape; 0 above T_c.
    """
    d = gap(T, gap_model)
    return jnp.pi * d * jnp.tanh(d / (2 * T))


def ac_resistivity_at_gap(T: Array, photon_energy: Array, d: Array) -> Array:
    """`ac_resistivity` for a gap given beside the temperature; all of one shape."""
    s1, s2 = conductivity_at_gap(T, photon_energy, d)
    return s1 / (s1**2 + s2**2)


def conductivity_at_gap(T: Array, photon_energy: Array, d: Array) -> tuple[Array, Array]:
    """The real and (negative) imaginary part for a gap `d` given beside the temperature; all of one shape."""
    superconducting = d > 0
    d = jnp.where(superconducting, d, 1.0)  # any safe value: keeps gradients in the normal state finite
    s1 = _thermal_absorption(T, photon_energy, d) + _pair_breaking(T, photon_energy, d)
    s2 = jnp.where(photon_energy < 2 * d, _condensate_below(T, photon_energy, d), _condensate_above(T, photon_energy, d))
    return jnp.where(superconducting, s1, 1.0), jnp.where(superconducting, s2, 0.0)


# In the integrals below the nodes run along a new leading axis: XLA then fuses integrand and sum over whole rows of points.


def _along_nodes(x: np.ndarray, values: Array) -> Array:
    """Nodes times one value per point, shape (nodes, *shape)."""
    return jnp.asarray(x).reshape(-1, *[1] * values.ndim) * values


def _weighted_sum(weight: np.ndarray, integrand: Array) -> Array:
    return jnp.einsum("i,i...", weight, integrand)


def _thermal_absorption(T: Array, w: Array, d: Array) -> Array:
    r"""$\frac{2}{w}\int_\Delta^\infty [f(\epsilon) - f(\epsilon+w)]\,\Upsilon(\epsilon)\,d\epsilon$."""
    x, weight = midpoints(_THERMAL_NODES)
    a = jnp.maximum(jnp.minimum(w, 2 * d), _TINY)
    b = jnp.maximum(w, 2 * d)
    V = jnp.arcsinh(jnp.sqrt(_CUTOFF * T / a))
    s = a * jnp.sinh(_along_nodes(x, V)) ** 2
    e = d + s
    # Upsilon de = 2 [e (e + w) + d^2] / sqrt((s + b) (s + a + b)) dv: s and s + a are turned into dv
    coherence = 2 * (e * (e + w) + d * d)
    roots = jnp.sqrt((s + b) * (s + a + b))
    # f(e) - f(e + w) = e^{-e/T} (1 - e^{-w/T}) / [(1 + e^{-e/T}) (1 + e^{-(e+w)/T})]; e^{-d/T} (1 - e^{-w/T}) stays outside
    edge, photon = jnp.exp(-d / T), jnp.exp(-w / T)
    boltzmann = jnp.exp(-s / T)
    total = V * _weighted_sum(weight, coherence * boltzmann / (roots * (1 + edge * boltzmann) * (1 + edge * photon * boltzmann)))
    return 2 * edge * -jnp.expm1(-w / T) / w * total


def _pair_breaking(T: Array, w: Array, d: Array) -> Array:
    r"""Broken pairs, none for $w < 2\Delta$.

    $$\frac{1}{w}\int_\Delta^{w-\Delta} \tanh\frac{w-E}{2T}\,\frac{E(w-E)-\Delta^2}{\sqrt{E^2-\Delta^2}\sqrt{(w-E)^2-\Delta^2}}\,dE$$
    """
    breaking = w > 2 * d
    half = 0.5 * jnp.where(breaking, w - 2 * d, 1.0)  # the range of E below the middle E = w/2
    x, weight = even_gauss_legendre(_PAIR_NODES)
    V = jnp.arcsinh(jnp.sqrt(half / (2 * d)))
    s = 2 * d * jnp.sinh(_along_nodes(x, V)) ** 2  # E - d
    u = 2 * half - s  # w - E - d
    coherence = 2 * (2 * d * half + s * u) / jnp.sqrt(u * (u + 2 * d))
    tanh_sum = jnp.tanh((u + d) / (2 * T)) + jnp.tanh((s + d) / (2 * T))
    return jnp.where(breaking, V * _weighted_sum(weight, coherence * tanh_sum) / w, 0.0)


def _condensate_below(T: Array, w: Array, d: Array) -> Array:
    r"""$\frac1w\int_{\Delta-w}^{\Delta} \tanh\frac{\epsilon+w}{2T}\,|\Upsilon|\,d\epsilon$ for $w < 2\Delta$, folded about its middle."""
    w = jnp.where(w < 2 * d, w, d)
    a = jnp.maximum(2 * d - w, _TINY)
    x, weight = even_gauss_legendre(_CONDENSATE_NODES)
    V = jnp.arcsinh(jnp.sqrt(w / (2 * a)))
    p = a * jnp.sinh(_along_nodes(x, V)) ** 2  # distance from the lower end; the mirror point is as far from the upper one
    q = w - p

    def point(p: Array) -> Array:  # the integrand times sqrt(p (w - p)) at e = d - w + p
        return jnp.tanh((d + p) / (2 * T)) * (d * a + a * p + p * p) / jnp.sqrt((p + a) * (p + 2 * d))

    # dp / sqrt(p q) = 2 sqrt((p + a) / q) dv
    return V * _weighted_sum(weight, (point(p) + point(q)) * 2 * jnp.sqrt((p + a) / q)) / w


def _condensate_above(T: Array, w: Array, d: Array) -> Array:
    r"""The same from $-\Delta$ to $\Delta$ for $w \ge 2\Delta$, made even in $\epsilon$ so that it stays exact as $\Delta \to 0$."""
    w = jnp.where(w >= 2 * d, w, 3 * d)
    a = jnp.maximum(w - 2 * d, _TINY)
    x, weight = even_gauss_legendre(_CONDENSATE_NODES)
    V = jnp.arcsinh(jnp.sqrt(d / a))
    p = a * jnp.sinh(_along_nodes(x, V)) ** 2
    e = d - p
    # With r(e) = sqrt((w + e)^2 - d^2) and t(e) = tanh((w + e)/2T) the integrand is (e (e + w) + d^2) t/r over sqrt(d^2 - e^2)
    r_minus = jnp.sqrt((a + p) * (a + 2 * d + p))
    r_plus = jnp.sqrt((w + e - d) * (w + e + d))
    t_minus = jnp.tanh((w - e) / (2 * T))
    t_plus = jnp.tanh((w + e) / (2 * T))
    t_difference = jnp.tanh(e / T) * (1 - t_plus * t_minus)
    sum_ = t_plus * r_minus + t_minus * r_plus
    difference = t_difference * r_minus - t_minus * 4 * w * e / (r_minus + r_plus)
    even = ((e * e + d * d) * sum_ + e * w * difference) / (r_plus * r_minus)
    # de / sqrt(d^2 - e^2) = 2 sqrt((a + p) / (2 d - p)) dv
    return V * _weighted_sum(weight, even * 2 * jnp.sqrt((a + p) / (2 * d - p))) / w
