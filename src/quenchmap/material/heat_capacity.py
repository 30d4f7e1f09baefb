"""Electronic heat capacity of a superconductor. Temperatures in T_c, energies in k_B T_c."""

import math
from functools import partial

from jaxtyping import Array, Float

from quenchmap.material.gap import GapModel, gap_squared
from quenchmap.numerics.quadrature import midpoints
from quenchmap.precision import jax, jnp

_NODES = 80
_CUTOFF = 42.0  # e^-42 = 6e-19


@partial(jax.jit, static_argnames="gap_model")
def heat_capacity(T: Float[Array, "*shape"], gap_model: GapModel = "sheahen") -> Float[Array, "*shape"]:
    r"""Electronic heat capacity per volume over its normal value at T_c, $C / (\gamma T_c)$; T in the normal state.

    $$C = \frac{4 N_0}{T^2} \int_0^\infty d\xi\, f(E)[1 - f(E)] \left[E^2 - \frac{T}{2}\frac{d\Delta^2}{dT}\right], \qquad
      E^2 = \xi^2 + \Delta^2, \quad \gamma = \frac{2\pi^2}{3} N_0,$$

    $T\,dS/dT$ of the quasiparticles' entropy for any gap $\Delta(T)$. At T_c it jumps by
    $-(3/2\pi^2)\,d\Delta^2/dT$: 12/(7 zeta(3)) = 1.4261 for the BCS gap, 1.4856 for Sheahen's.

    Args:
        T: Temperature over T_c, from 0.02 up, any shape.
        gap_model: Which gap; see `quenchmap.material.gap`.

    Returns:
        Heat capacity over $\gamma T_c$, same shape; at T_c itself the normal value 1.

    Accuracy:
        Relative error below 1e-13 for the Sheahen gap (measured against 30 digits), also where it is exponentially small.

    Example:
        >>> heat_capacity(jnp.array([0.2, 0.999, 1.5])).round(6)
        Array([0.006199, 2.481415, 1.5     ], dtype=float64)
    """
    T = jnp.asarray(T, float)
    squared, slope = jax.jvp(lambda t: gap_squared(t, gap_model), (T,), (jnp.ones_like(T),))
    superconducting = squared > 0
    squared = jnp.where(superconducting, squared, 1.0)  # any safe value: keeps gradients above T_c finite
    # The integrand is even and analytic in xi = x T up to |Im x| = sqrt(d^2 + pi^2), d = Delta/T, where f has its poles:
    # equidistant nodes converge exponentially, and uniformly as the gap closes.
    d_squared = squared / T**2
    d = jnp.sqrt(d_squared)
    x, weight = midpoints(_NODES)
    X = jnp.sqrt(_CUTOFF * (_CUTOFF + 2 * d))  # E reaches Delta + 42 T
    x_squared = (X[..., None] * x) ** 2
    energy = jnp.sqrt(x_squared + d_squared[..., None])
    boltzmann = jnp.exp(-x_squared / (energy + d[..., None]))  # e^{-(E - Delta)/T}
    edge = jnp.exp(-d)
    occupation = boltzmann / (1 + edge[..., None] * boltzmann) ** 2  # f (1 - f) over e^{-Delta/T}
    bracket = energy**2 - (slope / (2 * T))[..., None]
    integral = X * jnp.sum(weight * occupation * bracket, axis=-1)
    return jnp.where(superconducting, 6 / math.pi**2 * T * edge * integral, T)
