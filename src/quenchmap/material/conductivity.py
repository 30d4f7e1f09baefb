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
from quenchmap.numerics.quadrature import crowded, even_gauss_legendre, midpoints
from quenchmap.precision import jnp

_THERMAL_NODES = 52
_PAIR_NODES = 28
_CONDENSATE_NODES = 20
_CROWDING = 0.3  # wins three decades at these numbers of nodes; for pairs, whose tanh may turn halfway, it would not
_CUTOFF = 34.0  # e^-34 = 2e-15
_MERGED = 4e-15  # edges of the condensate closer than this, relative to the farthest, count as merged: slopes lose their digits there


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
    s2 = _condensate(T, photon_energy, d)
    return jnp.where(superconducting, s1, 1.0), jnp.where(superconducting, s2, 0.0)


# In the integrals below the nodes run along a new leading axis: XLA then fuses integrand and sum over whole rows of points.
# An exponential, a square root and a division each cost as much as ten products there, sinh still five times more: formulas
# are written to need few of them.


def _graded(x: np.ndarray, near: Array, reach: Array) -> tuple[Array, Array]:
    """V and s = near sinh^2(x V), shape (nodes, *shape), with s(1) = reach; ds = 2 sqrt(s (s + near)) V dx."""
    V = jnp.arcsinh(jnp.sqrt(reach / near))
    grown = jnp.exp(jnp.asarray(2 * x).reshape(-1, *[1] * V.ndim) * V)
    return V, 0.25 * near * (grown - 1) ** 2 / grown


def _weighted_sum(weight: np.ndarray, integrand: Array) -> Array:
    return jnp.sum(weight.reshape(-1, *[1] * (integrand.ndim - 1)) * integrand, axis=0)


def _thermal_absorption(T: Array, w: Array, d: Array) -> Array:
    r"""$\frac{2}{w}\int_\Delta^\infty [f(\epsilon) - f(\epsilon+w)]\,\Upsilon(\epsilon)\,d\epsilon$."""
    x, weight = crowded(midpoints(_THERMAL_NODES), _CROWDING)
    a, b = jnp.minimum(w, 2 * d), jnp.maximum(w, 2 * d)
    V, s = _graded(x, a, _CUTOFF * T)
    e = d + s
    # Upsilon de = 2 [e (e + w) + d^2] / sqrt((s + b) (s + a + b)) V dx: s and s + a are turned into dx
    coherence = e * (e + w) + d * d
    roots = jnp.sqrt((s + b) * (s + (a + b)))
    # f(e) - f(e + w) = e^{-e/T} (1 - e^{-w/T}) / [(1 + e^{-e/T}) (1 + e^{-(e+w)/T})]; e^{-d/T} (1 - e^{-w/T}) stays outside
    edge, photon = jnp.exp(-d / T), jnp.exp(-w / T)
    boltzmann = jnp.exp(-s / T)
    occupation = boltzmann / (roots * ((1 + edge * boltzmann) * (1 + edge * photon * boltzmann)))
    return 4 * edge * -jnp.expm1(-w / T) / w * V * _weighted_sum(weight, coherence * occupation)


def _pair_breaking(T: Array, w: Array, d: Array) -> Array:
    r"""Broken pairs, none for $w < 2\Delta$.

    $$\frac{1}{w}\int_\Delta^{w-\Delta} \tanh\frac{w-E}{2T}\,\frac{E(w-E)-\Delta^2}{\sqrt{E^2-\Delta^2}\sqrt{(w-E)^2-\Delta^2}}\,dE$$
    """
    breaking = w > 2 * d
    half = 0.5 * jnp.where(breaking, w - 2 * d, 1.0)  # the range of E below the middle E = w/2
    near = jnp.minimum(2 * d, half)  # no nearer than the range is long: keeps the digits of short ones
    x, weight = even_gauss_legendre(_PAIR_NODES)
    V, s = _graded(x, near, half)  # s = E - d
    u = 2 * half - s  # w - E - d
    coherence = 2 * d * half + s * u
    roots_squared = u * (u + 2 * d) * (s + 2 * d)
    # tanh of E and of w - E add up to 2 (1 - e^{-w/T}) / [(1 + e^{-E/T}) (1 + e^{-(w-E)/T})]
    occupied = (1 + jnp.exp(-(s + d) / T)) * (1 + jnp.exp(-(u + d) / T))
    integrand = coherence * jnp.sqrt((s + near) * roots_squared) / (roots_squared * occupied)
    total = 4 * -jnp.expm1(-2 * (half + d) / T) * V * _weighted_sum(weight, integrand)
    return jnp.where(breaking, total / w, 0.0)


def _condensate(T: Array, w: Array, d: Array) -> Array:
    r"""$\frac1w\int_{\max(\Delta-w,-\Delta)}^{\Delta} \tanh\frac{\epsilon+w}{2T}\,|\Upsilon|\,d\epsilon$, folded about its middle.

    With p and q the distances from the ends, p + q = l = min(w, 2d), and c = max(w, 2d) = l + a, both sides of $w = 2\Delta$ read
    $|\Upsilon| = N/\sqrt{pq(p+a)(p+c)}$, $N = p^2 + ap \pm ad$. What p and its mirror point q share is taken out of
    $N_{p,q} = S \mp ck/2$, k = q - p, and of $r_{p,q} = \sqrt{(p+a)(p+c)}$, $r_q - r_p = 2ck/(r_p + r_q)$,
    so that what cancels as $\Delta \to 0$ cancels on paper.
    """
    length, c = jnp.minimum(w, 2 * d), jnp.maximum(w, 2 * d)
    a = jnp.maximum(c - length, _MERGED * c)
    near = jnp.minimum(a, 0.5 * length)  # as above
    x, weight = crowded(even_gauss_legendre(_CONDENSATE_NODES), _CROWDING)
    V, p = _graded(x, near, 0.5 * length)
    q = length - p
    k, pq = q - p, p * q
    S = (0.5 * length * length + jnp.maximum(2 * d - w, 0.0) * (d + 0.5 * w)) - pq
    r_product = jnp.sqrt((pq + a * c) * (pq + c * (length + c)))
    r_sum_squared = (length * length + (a + c) * length + 2 * a * c) + 2 * (r_product - pq)
    # With A = e^{-(e+w)/T} at p, P = A times the same at q, t = tanh(k/2T), the tanh of both points have the sum
    # 2 (1 - P) (1 + t) / occupied and the difference -4 A t / occupied
    lowest = jnp.maximum(d, w - d)  # e + w at p = 0
    A, P, t = jnp.exp(-(lowest + p) / T), jnp.exp(-(2 * lowest + length) / T), jnp.tanh(k / (2 * T))
    occupied = (1 + P) * (1 + t) + 2 * A
    folded = (1 - P) * (1 + t) * (S * r_sum_squared - (c * k) ** 2) - A * t * (c * k) * (4 * S - r_sum_squared)
    # dp / sqrt(p q) = 2 sqrt((p + near) / q) V dx
    root_squared = q * r_sum_squared
    integrand = folded * jnp.sqrt((p + near) * root_squared) / (root_squared * r_product * occupied)
    return 2 / w * V * _weighted_sum(weight, integrand)
