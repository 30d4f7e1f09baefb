"""Quasiparticle thermal conductivity, Eq. (A5). Temperatures in T_c, conductivity in its value at T_c."""

import numpy as np
from jaxtyping import Array, Float
from scipy.special import bernoulli, factorial

from quenchmap.material.gap import GapModel, gap
from quenchmap.precision import jnp


def thermal_conductivity(T: Float[Array, "*shape"], gap_model: GapModel = "sheahen") -> Float[Array, "*shape"]:
    r"""Electronic thermal conductivity $\kappa = \mathcal{K}(T)/\mathcal{K}(T_c)$, Eq. (A5) in closed form.

    $$\kappa = \frac{6T}{\pi^2}\left[\delta^2 f(\delta) + 2\delta\ln(1+e^{-\delta}) - 2\,\mathrm{Li}_2(-e^{-\delta})\right],
      \quad \delta = \Delta/T, \quad f(\delta) = \frac{1}{e^\delta+1},$$

    and $\kappa = T$ (Wiedemann and Franz) above T_c.

    Args:
        T: Temperature over T_c, positive, any shape.
        gap_model: Which gap; see `quenchmap.material.gap`.

    Returns:
        Conductivity over its value at T_c, same shape.

    Accuracy:
        Relative error below 1e-14, also where exponentially small: all terms are positive.

    Example:
        >>> thermal_conductivity(jnp.array([0.3, 0.9, 1.5])).round(6)
        Array([0.025106, 0.853436, 1.5     ], dtype=float64)
    """
    T = jnp.asarray(T, float)
    d = gap(T, gap_model) / T
    boltzmann = jnp.exp(-d)
    log = jnp.log1p(boltzmann)
    return 6 * T / jnp.pi**2 * (d**2 * boltzmann / (1 + boltzmann) + 2 * d * log + 2 * _minus_dilogarithm(log))


_ORDER = 22
_COEFFICIENTS = bernoulli(_ORDER) / factorial(np.arange(_ORDER + 1) + 1)


def _minus_dilogarithm(log: Array) -> Array:
    r"""$-\mathrm{Li}_2(-x)$ from $L = \ln(1+x) \le \ln 2$: $-\sum_k B_k (-L)^{k+1}/(k+1)!$, which converges as $(L/2\pi)^k$."""
    return log * jnp.polyval(jnp.asarray((_COEFFICIENTS * (-1.0) ** np.arange(_ORDER + 1))[::-1]), log)
