r"""Heat conduction against temperature as one smooth formula, for films whose critical temperature varies.

The flux through a face of critical temperature $\tau$ is the difference of $\tau^2\theta(u/\tau)$, $\theta = \int\kappa$: a function of
one variable, evaluated at every face in every iteration. A single series with its essential singularity taken out is faster than
any table.
"""

from functools import lru_cache

import equinox as eqx
import numpy as np
from jaxtyping import Array, Float

from quenchmap.material.gap import ZERO_TEMPERATURE_GAP, GapModel
from quenchmap.material.gap_plane import Prepared
from quenchmap.material.thermal_conductivity import thermal_conductivity
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.chebyshev import antiderivative, chebyshev_points, fit, graded, series_nodes
from quenchmap.numerics.horner import horner, powers_through
from quenchmap.numerics.kernel import Kernel
from quenchmap.precision import jnp

_DEGREE = 28


class ConductionCurve(eqx.Module):
    r"""$\theta(v) = v\,\exp[p + (1 - v) R(\sqrt{1 - v}) - \Delta_0 (1/v - 1)]$ below T_c, with R a polynomial; $\kappa = \theta'$.

    Attributes:
        powers: Coefficients of R in z, -1 to 1 as the root s goes from 0 to its largest value; the highest first.
        slope_powers: Of R + s R'(s)/2, which the derivative needs.
        at_critical: p, the logarithm of theta(1).
        lowest: Lowest v = T/T_c; below it the conductivity is held constant.
        coldest: The conductivity there.
    """

    powers: Float[Array, " terms"]
    slope_powers: Float[Array, " terms"]
    at_critical: Float[Array, ""]
    lowest: Float[Array, ""]
    coldest: Float[Array, ""]

    def __call__(self, u: Float[Array, "*shape"], place: Prepared) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        r"""Conduction integral $\tau^2\theta(u/\tau)$, up to a constant of each $\tau$, and its derivative $\tau\kappa(u/\tau)$."""
        tau = place.tau
        v = jnp.clip(u * place.inverse, self.lowest, 1.0)
        x = 1 - v
        z = 2 * jnp.sqrt(x) / jnp.sqrt(1 - self.lowest) - 1
        arrhenius = ZERO_TEMPERATURE_GAP / v
        falling = jnp.exp(self.at_critical + x * (horner(self.powers, z) - arrhenius))
        kappa = falling * (1 + arrhenius - v * horner(self.slope_powers, z))
        hot = jnp.maximum(u - tau, 0.0)  # kappa = v above T_c
        cold = jnp.minimum(u - self.lowest * tau, 0.0)
        return tau * (tau * (v * falling) + cold * self.coldest) + hot * (tau + 0.5 * hot), tau * jnp.where(v < 1, kappa, 1.0) + hot


@lru_cache
def _conductivities(gap_model: GapModel) -> Kernel[Array]:
    return Kernel(lambda T: thermal_conductivity(T, gap_model), f"thermal_conductivity {gap_model}")


def conduction_curve(gap_model: GapModel, lowest: float) -> ConductionCurve:
    """The curve of a gap model for v = T/T_c from `lowest` up.

    Accuracy:
        Relative error of the conductivity near 1e-8 for `lowest` = 0.25 and 1e-7 for 0.02.
    """
    lowest = min(lowest, 0.5)
    breaks = np.exp(np.arange(np.log(0.4 * lowest), np.log(0.7), 0.1))  # what is colder conducts next to nothing
    breaks = np.concatenate([breaks, graded(breaks[-1], 1.0, [1.0], ratio=0.5)[1:]])
    kappa = in_blocks(_conductivities(gap_model), chebyshev_points(breaks))
    log_theta = fit(breaks, np.log(np.maximum(antiderivative(breaks, kappa[None]), 1e-300)))
    z, _ = series_nodes(_DEGREE)
    half = 0.5 * np.sqrt(1 - lowest)
    x = (half * (1 + z)) ** 2
    v = 1 - x
    at_critical = float(log_theta(np.ones(1))[0, 0])
    powers = powers_through(z, (log_theta(v)[0] - np.log(v) - at_critical) / x + ZERO_TEMPERATURE_GAP / v)
    slope_powers = np.polyadd(powers, 0.5 * np.polymul([1.0, 1.0], np.polyder(powers)))
    coldest = float(in_blocks(_conductivities(gap_model), np.array([lowest]))[0])
    return ConductionCurve(*(jnp.asarray(a) for a in (powers, slope_powers, at_critical, lowest, coldest)))
