r"""The plane of temperature and gap, in which a film of many critical temperatures is one table.

In units of one reference temperature $T_{c0}$ the response of a place depends on its critical temperature only through its gap:
$\rho(u/\tau; w/\tau)$ and $\tau^n q(u/\tau, t_{ph}/\tau)$ are functions of $u$ and of $D = \tau\Delta(u/\tau)$. In $(u, D)$ the
normal state is the straight line $D = 0$ and the gap edge the straight line $D = w/2$, whatever $\tau$.
"""

import equinox as eqx
import numpy as np
from jax.core import Tracer
from jaxtyping import Array, Float

from quenchmap.material.gap import ZERO_TEMPERATURE_GAP, GapModel, gap_squared, temperature_at_gap
from quenchmap.numerics.chebyshev import series_nodes
from quenchmap.numerics.horner import horner, powers_through
from quenchmap.precision import jnp

#: Cells of the tables over the plane: along the gap and along the temperature.
ROWS, COLUMNS = 1024, 192

_LINEAR_BELOW, _LINEAR_ABOVE = 0.5, 0.5  # parts of the grading that are linear in the gap, below and above the gap edge
_STEEPEST = 0.3  # cells: nearer to the gap edge the infinite slope is held at its value there
_GAP_DEGREE = 28


class GapPlane(eqx.Module):
    r"""Coordinates on the plane, in cells: rows along the gap, graded towards the edge $D = w/2$, and columns along the temperature.

    With $x = |2D/w - 1|$ rows are linear in $x^{1/4}$ and $x$, so that $x \ln x$ is smooth in them; columns are linear in $u^{-1/2}$.

    Attributes:
        edge: Gap at the edge, w/2.
        below: Rows per unit of the grading below the edge.
        above: Rows per unit of the grading above it.
        at_edge: Row of the edge.
        linear_above: The part above the edge that is linear in x.
        lowest: Lowest temperature, over T_c0.
        highest: Highest temperature.
        columns_per_unit: Of $u^{-1/2}$.
    """

    edge: Float[Array, ""]
    below: Float[Array, ""]
    above: Float[Array, ""]
    at_edge: Float[Array, ""]
    linear_above: Float[Array, ""]
    lowest: Float[Array, ""]
    highest: Float[Array, ""]
    columns_per_unit: Float[Array, ""]

    def row(self, D: Float[Array, "*shape"]) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        """Row of a gap `D`, 0 at no gap, and its derivative."""
        y = D / self.edge
        x = jnp.abs(D - self.edge) / self.edge
        half = jnp.sqrt(x)
        q = jnp.sqrt(half)
        under = y < 1
        rows_per_unit = jnp.where(under, self.below, self.above)
        linear = jnp.where(under, _LINEAR_BELOW, self.linear_above)
        # 1 - q below the edge without cancellation; q above
        grading = jnp.where(under, y * (1 / ((1 + q) * (1 + half)) + _LINEAR_BELOW), q + self.linear_above * x)
        row = jnp.where(under, 0.0, self.at_edge) + rows_per_unit * grading
        q = jnp.maximum(q, _STEEPEST / rows_per_unit)
        return jnp.minimum(row, ROWS - 1.0), rows_per_unit * (0.25 / (q * q * q) + linear) / self.edge

    def column(self, u: Float[Array, "*shape"]) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        """Column of a temperature `u`, which is kept to the table, and its derivative, 0 outside."""
        inside = (u > self.lowest) & (u < self.highest)
        u = jnp.clip(u, self.lowest, self.highest)
        root = 1 / jnp.sqrt(u)
        return self.columns_per_unit * (1 / jnp.sqrt(self.lowest) - root), jnp.where(inside, 0.5 * self.columns_per_unit * root / u, 0.0)

    def nodes(self) -> tuple[Float[np.ndarray, " rows"], Float[np.ndarray, " columns"]]:
        """Gaps and temperatures at the centres of the cells."""
        low, high = np.zeros(ROWS), np.full(ROWS, 4 * max(ZERO_TEMPERATURE_GAP * float(self.highest), float(self.edge)))
        wanted = np.arange(ROWS)
        for _ in range(60):
            middle = 0.5 * (low + high)
            short = np.asarray(self.row(jnp.asarray(middle))[0]) < np.minimum(wanted, ROWS - 1 - 1e-9)
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        gaps = 0.5 * (low + high)
        gaps[0] = 0.0
        roots = float(self.lowest) ** -0.5 - np.arange(COLUMNS) / float(self.columns_per_unit)
        return gaps, np.clip(roots**-2.0, float(self.lowest), float(self.highest))


def gap_plane(photon_energy: float, lowest: float, highest_tau: float) -> GapPlane:
    """The plane for a photon energy, a lowest temperature and a highest critical temperature, all over T_c0."""
    edge, largest = 0.5 * photon_energy, ZERO_TEMPERATURE_GAP * highest_tau
    highest = max(highest_tau, 1.2 * lowest)
    top = min(largest / edge, 1.0)  # of y = D/edge, below the edge
    q = (1 - top) ** 0.25
    grading = top * (1 / ((1 + q) * (1 + q * q)) + _LINEAR_BELOW)
    beyond = max(largest / edge - 1, 1e-3)
    at_edge = ROWS - 1.0 if largest <= edge else float(round((ROWS - 1) * (0.05 + 0.7 * (edge / largest) ** 0.6)))
    above = max(ROWS - 1 - at_edge, 1.0)
    linear_above = _LINEAR_ABOVE * beyond**-0.75
    columns_per_unit = (COLUMNS - 1) / (lowest**-0.5 - highest**-0.5)
    scalars = (edge, at_edge / grading, above / (beyond**0.25 + linear_above * beyond), at_edge, linear_above, lowest, highest)
    return GapPlane(*(jnp.asarray(float(s)) for s in (*scalars, columns_per_unit)))


class Prepared(eqx.Module):
    """What depends on the place alone, computed once per sample.

    Attributes:
        tau: Critical temperature over T_c0, 0 for a normal metal.
        inverse: 1/tau, or a huge number.
    """

    tau: Float[Array, "*shape"]
    inverse: Float[Array, "*shape"]


def places(tau: Float[Array, "*shape"], highest_tau: float) -> Prepared:
    """The places of critical temperature `tau`, checked against the highest of a table unless it is traced."""
    tau = jnp.asarray(tau, float)
    if not isinstance(tau, Tracer) and not bool(jnp.all((tau >= 0) & (tau <= highest_tau))):
        raise ValueError(
            f"`tau` is T_c/T_c0 and must be from 0 (a normal metal) to {highest_tau:g}, where this table ends, "
            f"but it reaches from {float(tau.min())!r} to {float(tau.max())!r}. Make the table with a larger `highest_tau`."
        )
    return Prepared(tau, jnp.where(tau > 0, 1 / jnp.where(tau > 0, tau, 1.0), 1e100))


def checking_places(
    points: int, photon_energy: float, phonon_temperature: float, highest_tau: float, gap_model: GapModel
) -> tuple[Float[np.ndarray, " points"], Float[np.ndarray, " points"]]:
    """Temperatures and critical temperatures where a table is compared with the exact functions: half anywhere, half near the kinks."""
    rng = np.random.default_rng(20)
    tau = highest_tau * rng.uniform(0.02, 1.0, points)
    u = phonon_temperature + (max(1.1 * highest_tau, 1.1 * phonon_temperature) - phonon_temperature) * rng.random(points)
    kind = np.arange(points) % 4
    half = 0.5 * photon_energy
    first = min(half / ZERO_TEMPERATURE_GAP, highest_tau)  # only above it has a place a gap edge
    tau = np.where(kind == 3, first + (highest_tau - first) * rng.random(points) ** 3, tau)
    away = 10 ** rng.uniform(-10, -1, points) * rng.choice([-1.0, 1.0], points)
    u = np.where(kind == 1, tau * (1 + np.sign(away) * np.maximum(np.abs(away), 1e-8)), u)  # nearer, T/T_c itself is rounded
    own = np.clip(half / tau * (1 + away), 0.0, 0.999 * ZERO_TEMPERATURE_GAP)
    edge = tau * np.asarray(temperature_at_gap(jnp.asarray(own), gap_model))
    u = np.where((kind == 3) & (half < ZERO_TEMPERATURE_GAP * tau), edge, u)
    return np.maximum(u, phonon_temperature * (1 + 1e-9)), tau


class GapCurve(eqx.Module):
    r"""$\Delta^2(v) = (1 - v^2)\,S(v)$ with S a polynomial: the gap of either model for a few dozen products.

    Attributes:
        powers: Coefficients of S in z, -1 to 1 from the lowest v to 1; the highest first.
        slope_powers: Of the derivative of the whole in v.
        lowest: The lowest v.
    """

    powers: Float[Array, " terms"]
    slope_powers: Float[Array, " slopeterms"]
    lowest: Float[Array, ""]

    def squared(self, u: Float[Array, "*shape"], place: Prepared) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        """Square of the gap over (k_B T_c0)^2 at the temperature `u`, and its derivative in `u`."""
        below = jnp.maximum((place.tau - u) * place.inverse, 0.0)  # 1 - v without cancellation
        z = 1 - 2 * below / (1 - self.lowest)
        superconducting = below > 0
        squared = place.tau * place.tau * (below * (2 - below) * horner(self.powers, z))
        return jnp.where(superconducting, squared, 0.0), jnp.where(superconducting, place.tau * horner(self.slope_powers, z), 0.0)


def gap_curve(gap_model: GapModel, lowest: float) -> GapCurve:
    """The curve of a gap model for v = T/T_c from `lowest` up; relative error of the square below 1e-8."""
    z, _ = series_nodes(_GAP_DEGREE)
    lowest = min(lowest, 0.5)
    half = 0.5 * (1 - lowest)
    v = 1 - half * (1 - z)
    powers = powers_through(z, np.asarray(gap_squared(jnp.asarray(v), gap_model)) / ((1 - v) * (1 + v)))
    v_of_z = np.array([half, 1 - half])
    whole = np.polysub(powers, np.polymul(np.polymul(v_of_z, v_of_z), powers))
    return GapCurve(jnp.asarray(powers), jnp.asarray(np.polyder(whole) / half), jnp.asarray(lowest))
