r"""Response of a film whose critical temperature varies from place to place, for kernels that evaluate it on whole grids.

In units of a reference temperature $T_{c0}$, with $u = T/T_{c0}$, $\tau = T_c(x)/T_{c0}$, $w = \hbar\omega/(k_B T_{c0})$ and
$t_{ph}$ the phonon temperature over $T_{c0}$, a place cools with $\tau^n q(u/\tau, t_{ph}/\tau)$, absorbs
$\rho(u/\tau; w/\tau)$ and conducts $\tau\kappa(u/\tau)$. Cooling over its normal value and absorption are tabulated as logarithms over the
plane of temperature and gap (see `quenchmap.material.gap_plane`), where no kink moves with $\tau$; the normal state is exact.
"""

import math
from functools import lru_cache

import equinox as eqx
import numpy as np
from jaxtyping import Array, Float

from quenchmap.errors import checked_positive
from quenchmap.material.conduction_curve import ConductionCurve, conduction_curve
from quenchmap.material.conductivity import ac_resistivity, ac_resistivity_at_gap
from quenchmap.material.electron_phonon import electron_phonon_conductance, electron_phonon_integral, power_difference_quotient
from quenchmap.material.gap import ZERO_TEMPERATURE_GAP, GapModel, checked_gap_model
from quenchmap.material.gap_plane import GapCurve, GapPlane, Prepared, checking_places, gap_curve, gap_plane, places
from quenchmap.material.thermal_conductivity import thermal_conductivity
from quenchmap.numerics.biquadratic import BiquadraticSpline, biquadratic
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.chebyshev import series, series_nodes
from quenchmap.numerics.kernel import Kernel
from quenchmap.precision import jnp

#: Tables begin at this part of the phonon temperature; a step of Newton's method may go lower.
FLOOR = 0.9

_GAP_NODES, _TEMPERATURE_NODES = 72, 32  # of cooling, too slow for every cell; at broken n it has a term |gap|^n, hence so many
_CHECKED_COOLING, _CHECKED = 512, 32768


class InhomogeneousResponse(eqx.Module):
    r"""Cooling, absorption and conduction against temperature and critical temperature, all over T_c0.

    Colder than `FLOOR` times the phonons, where no state can be, all continue as constants, or linearly.

    Attributes:
        table: Logarithms of cooling over its normal value and of absorption, over the plane.
        plane: Coordinates of the table.
        gap: Gap against temperature.
        conductor: Conduction.
        phonon_temperature: Over T_c0.
        cooling_exponent: n.
        highest_tau: Highest critical temperature over T_c0 that the table covers.
        error: Relative error of "cooling", "absorption" and "thermal_conductivity", as {"max": ..., "rms": ...}; half of the points
            where it was measured are crowded at T_c and at the gap edge.
    """

    table: BiquadraticSpline
    plane: GapPlane
    gap: GapCurve
    conductor: ConductionCurve
    phonon_temperature: Float[Array, ""]
    cooling_exponent: Float[Array, ""]
    highest_tau: float
    error: dict[str, dict[str, float]]

    def prepared(self, tau: Float[Array, "*shape"]) -> Prepared:
        r"""What depends on $\tau$ alone, for the other methods; any shape, 0 for a normal metal.

        Raises:
            ValueError: Where `tau` is negative, no number, or above `highest_tau`.
        """
        return places(tau, self.highest_tau)

    def balance(
        self, u: Float[Array, "*shape"], place: Prepared
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"], Float[Array, "*shape"], Float[Array, "*shape"]]:
        r"""Cooling $\tau^n q(u/\tau, t_{ph}/\tau)$, its derivative in u, absorption $\rho(u/\tau; w/\tau)$ and its derivative.

        Args:
            u: Temperature over T_c0.
            place: From `prepared`.

        Returns:
            Cooling power over $\Sigma_0 T_{c0}^n$, Re 1/sigma over its normal value, and derivatives, shape of `u`. The derivatives are
            those of the table's interpolation.

        Accuracy:
            `error`. Cooling vanishes at the phonon temperature with full relative accuracy, the normal state is exact.
        """
        warm = jnp.maximum(u, self.plane.lowest)
        (log_cooling, log_absorption), (cooling_slope, absorption_slope) = on_the_plane(self.table, self.plane, self.gap, warm, place)
        normal, normal_slope = self._normal_cooling(warm)
        ratio, absorption = jnp.exp(log_cooling), jnp.exp(log_absorption)
        inside = u > self.plane.lowest
        cooling = ratio * (normal + normal_slope * (u - warm))
        cooling_slope = ratio * (normal_slope + jnp.where(inside, normal * cooling_slope, 0.0))
        return cooling, cooling_slope, absorption, jnp.where(inside, absorption * absorption_slope, 0.0)

    def conduction(self, u: Float[Array, "*shape"], place: Prepared) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        r"""Conduction integral $\tau^2\theta(u/\tau)$, up to a constant of each $\tau$, and conductivity $\tau\kappa(u/\tau)$.

        Args:
            u: Temperature over T_c0, any shape.
            place: From `prepared`, for faces with the $\tau$ of the face.

        Returns:
            The integral in T_c0 and its derivative, the conductivity over its value at T_c0 in a film of that T_c; $u^2/2$ and $u$
            where $\tau = 0$.
        """
        return self.conductor(u, place)

    def _normal_cooling(self, u: Array) -> tuple[Array, Array]:
        """u^n - t_ph^n without cancellation, and its derivative."""
        n, t = self.cooling_exponent, self.phonon_temperature
        at_phonons = t**n
        power = at_phonons * jnp.expm1(n * jnp.log1p((u - t) / t))
        return power, n * (power + at_phonons) / u


def on_the_plane(table: BiquadraticSpline, plane: GapPlane, gap: GapCurve, u: Array, place: Prepared) -> tuple[list[Array], list[Array]]:
    """Tabulated functions at temperatures u, not below the table, and their derivatives in u at given critical temperature."""
    squared, squared_slope = gap.squared(u, place)
    D = jnp.sqrt(squared)
    row, row_slope = plane.row(D)
    column, column_slope = plane.column(u)
    values, by_row, by_column = table(row, column)
    row_slope = row_slope * squared_slope / (2 * jnp.maximum(D, 1e-100))
    return values, [r * row_slope + c * column_slope for r, c in zip(by_row, by_column)]


def inhomogeneous_response(
    photon_energy: float, phonon_temperature: float, cooling_exponent: float, *, highest_tau: float = 1.0, gap_model: GapModel = "sheahen"
) -> InhomogeneousResponse:
    r"""Response of a film with places of different critical temperature under a current of frequency $\omega$.

    Args:
        photon_energy: $\hbar\omega$ over k_B T_c0, 0.001 to 10.
        phonon_temperature: Over T_c0, from 0.02 up.
        cooling_exponent: Exponent n, 3 to 7.
        highest_tau: Highest critical temperature of the film over T_c0; rounded up to a multiple of 1/8, so that films share tables.
        gap_model: Which gap; see `quenchmap.material.gap`.

    Raises:
        ValueError: Outside the ranges.

    Accuracy:
        `InhomogeneousResponse.error`: some 2e-7 for phonons at 0.2 T_c0 and above. For colder phonons absorption is worse just at the gap
        edge, where it leaves its exponentially small thermal value within a small part of the edge's energy.

    Example:
        >>> response = inhomogeneous_response(2.0, 0.3, 5.0)
        >>> place = response.prepared(jnp.array([1.0, 0.8, 0.0]))
        >>> cooling, _, absorption, _ = response.balance(jnp.array([0.5, 0.5, 0.5]), place)
        >>> cooling.round(5)
        Array([0.00877, 0.01763, 0.02882], dtype=float64)
        >>> absorption.round(5)
        Array([0.01114, 0.0451 , 1.     ], dtype=float64)
    """
    w, top = checked_plane(photon_energy, highest_tau)
    t_ph = checked_positive("phonon_temperature", phonon_temperature, "the phonon temperature over T_c0")
    if t_ph < 0.02:
        raise ValueError(
            f"`phonon_temperature` must be from 0.02 T_c0, below which the integrals are not verified, but T_ph/T_c0={t_ph!r}. "
            "Choose another temperature."
        )
    if not 3 <= cooling_exponent <= 7:
        raise ValueError(
            f"`cooling_exponent` is n in Q = Sigma (T^n - T_ph^n) and must be from 3 to 7, but cooling_exponent={cooling_exponent!r}."
        )
    return _inhomogeneous_response(w, t_ph, float(cooling_exponent), top, checked_gap_model(gap_model))


def checked_plane(photon_energy: float, highest_tau: float) -> tuple[float, float]:
    """A photon energy in the verified range, and the critical temperature up to which a table shall go."""
    if not 0.001 <= photon_energy <= 10:
        raise ValueError(
            f"`photon_energy` is hbar omega/(k_B T_c0) and must be from 0.001 to 10, where the conductivity is verified, "
            f"but photon_energy={photon_energy!r}. Choose another frequency."
        )
    highest_tau = checked_positive("highest_tau", highest_tau, "the highest critical temperature of the film over T_c0")
    if not highest_tau <= 16:
        raise ValueError(f"`highest_tau` must be at most 16, but highest_tau={highest_tau!r}. Choose a T_c0 nearer to that of the film.")
    return float(photon_energy), max(math.ceil(8 * highest_tau * (1 - 1e-12)), 1) / 8


@lru_cache(maxsize=64)
def _inhomogeneous_response(w: float, t_ph: float, n: float, top: float, gap_model: GapModel) -> InhomogeneousResponse:
    plane = gap_plane(w, FLOOR * t_ph, top)
    D, u = plane.nodes()
    logs = np.zeros((2, len(D), len(u)))
    logs[0] = _cooling_over_plane(D, u, t_ph, n, top)
    logs[1, 1:] = in_blocks(_log_absorption, u, w, D[1:, None])
    lowest = FLOOR * t_ph / top
    response = InhomogeneousResponse(
        table=biquadratic(logs, even=True),
        plane=plane,
        gap=gap_curve(gap_model, lowest),
        conductor=conduction_curve(gap_model, lowest),
        phonon_temperature=jnp.asarray(t_ph),
        cooling_exponent=jnp.asarray(n),
        highest_tau=top,
        error={},
    )
    return eqx.tree_at(lambda r: r.error, response, _measured(response, w, gap_model))


@Kernel
def _log_absorption(u: Array, w: Array, D: Array) -> Array:
    return jnp.log(ac_resistivity_at_gap(u, w, D))


@Kernel
def _log_cooling_ratio(u: Array, t_ph: Array, D: Array, n: Array) -> Array:
    return jnp.log(electron_phonon_integral(u, t_ph, D, n) / power_difference_quotient(u, t_ph, n))


def _cooling_over_plane(D: np.ndarray, u: np.ndarray, t_ph: float, n: float, top: float) -> np.ndarray:
    """Logarithm of cooling over its normal value: D^2 times a polynomial in D and 1/sqrt(u), fitted to a few exact points."""
    coefficients, largest, warmest = _cooling_series(t_ph, n, top)
    low, high = (FLOOR * t_ph) ** -0.5, warmest**-0.5
    along_gap = np.stack(series(2 * D / largest - 1, _GAP_NODES), axis=1)
    along_temperature = np.stack(series(2 * (u**-0.5 - high) / (low - high) - 1, _TEMPERATURE_NODES), axis=1)
    return D[:, None] ** 2 * (along_gap @ coefficients @ along_temperature.T)


@lru_cache(maxsize=64)
def _cooling_series(t_ph: float, n: float, top: float) -> tuple[np.ndarray, float, float]:
    """Chebyshev coefficients of the logarithm over D^2, and the largest gap and temperature; they know no frequency."""
    largest, warmest = ZERO_TEMPERATURE_GAP * top, max(top, 1.2 * FLOOR * t_ph)
    x, to_gap = series_nodes(_GAP_NODES - 1)
    z, to_temperature = series_nodes(_TEMPERATURE_NODES - 1)
    D = 0.5 * largest * (1 + x)[:, None]
    low, high = (FLOOR * t_ph) ** -0.5, warmest**-0.5
    u = (0.5 * (low + high) + 0.5 * (low - high) * z) ** -2.0
    return to_gap @ (in_blocks(_log_cooling_ratio, u, t_ph, D, n, size=256) / D**2) @ to_temperature.T, largest, warmest


_balance = Kernel(lambda response, u, tau: response.balance(u, response.prepared(tau)), "balance")
_conduction = Kernel(lambda response, u, tau: response.conduction(u, response.prepared(tau)), "conduction")


@lru_cache
def _exact(gap_model: GapModel) -> tuple[Kernel[Array], Kernel[Array], Kernel[Array]]:
    return (
        Kernel(lambda T, Tp, n: electron_phonon_conductance(T, Tp, n, gap_model), f"conductance {gap_model}"),
        Kernel(lambda T, w: ac_resistivity(T, w, gap_model), f"absorption {gap_model}"),
        Kernel(lambda T: thermal_conductivity(T, gap_model), f"conductivity {gap_model}"),
    )


def _measured(response: InhomogeneousResponse, w: float, gap_model: GapModel) -> dict[str, dict[str, float]]:
    """Errors against the exact functions, each place in units of its own critical temperature."""
    t_ph, n = float(response.phonon_temperature), float(response.cooling_exponent)
    u, tau = checking_places(_CHECKED, w, t_ph, response.highest_tau, gap_model)
    cooling, _, absorption, _ = (np.asarray(f) for f in _balance(response, u, tau))
    kappa = np.asarray(_conduction(response, u, tau)[1])
    conductance, resistivity, conductivity = _exact(gap_model)
    few = slice(None, _CHECKED_COOLING)
    T, scale = (u / tau)[few], tau[few]
    relative = {
        "cooling": cooling[few] / (scale**n * (T - t_ph / scale) * in_blocks(conductance, T, t_ph / scale, n, size=256)) - 1,
        "absorption": absorption / in_blocks(resistivity, u / tau, w / tau) - 1,
        "thermal_conductivity": kappa / (tau * in_blocks(conductivity, u / tau)) - 1,
    }
    return {name: errors_of(values) for name, values in relative.items()}


def errors_of(relative: Float[np.ndarray, " points"]) -> dict[str, float]:
    """The largest and the root mean square of relative errors."""
    return {"max": float(np.max(np.abs(relative))), "rms": float(np.sqrt(np.mean(relative**2)))}
