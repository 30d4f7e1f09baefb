"""Complex conductivity of a film whose critical temperature varies, at one frequency: for read-out and self-consistent drives."""

from functools import lru_cache

import equinox as eqx
import numpy as np
from jaxtyping import Array, Float

from quenchmap.errors import checked_positive
from quenchmap.material.conductivity import conductivity, conductivity_at_gap
from quenchmap.material.gap import GapModel, checked_gap_model
from quenchmap.material.gap_plane import GapCurve, GapPlane, Prepared, checking_places, gap_curve, gap_plane, places
from quenchmap.material.inhomogeneous import FLOOR, checked_plane, errors_of, on_the_plane
from quenchmap.numerics.biquadratic import BiquadraticSpline, biquadratic
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.kernel import Kernel
from quenchmap.precision import jnp

_CHECKED = 32768


class ConductivityTable(eqx.Module):
    r"""Conductivity $\sigma_1 - i\sigma_2$ over its normal value against temperature and critical temperature, over T_c0.

    Attributes:
        table: Logarithms of sigma_1 and of sigma_2 over the gap squared, over the plane.
        plane: Coordinates of the table.
        gap: Gap against temperature.
        highest_tau: Highest critical temperature over T_c0 that the table covers.
        error: Relative error of "sigma_1", "sigma_2" and "resistivity" (Re 1/sigma), as {"max": ..., "rms": ...}.
    """

    table: BiquadraticSpline
    plane: GapPlane
    gap: GapCurve
    highest_tau: float
    error: dict[str, dict[str, float]]

    def prepared(self, tau: Float[Array, "*shape"]) -> Prepared:
        """What depends on `tau` alone, any shape; see `InhomogeneousResponse.prepared`."""
        return places(tau, self.highest_tau)

    def __call__(
        self, u: Float[Array, "*shape"], place: Prepared
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"], Float[Array, "*shape"], Float[Array, "*shape"]]:
        r"""$\sigma_1$, $\sigma_2$ and their derivatives in u.

        Args:
            u: Temperature over T_c0. Colder than `FLOOR` times the phonons the conductivity continues as a constant.
            place: From `prepared`.

        Returns:
            Real and (negative) imaginary part over the normal conductivity and their derivatives, shape of `u`; 1 and 0 in the
            normal state.

        Accuracy:
            `error`, also where $\sigma_1$ is exponentially small and where $\sigma_2$ vanishes at T_c.
        """
        warm = jnp.maximum(u, self.plane.lowest)
        (log_s1, log_s2), (s1_slope, s2_slope) = on_the_plane(self.table, self.plane, self.gap, warm, place)
        squared, squared_slope = self.gap.squared(warm, place)
        s1, reactance = jnp.exp(log_s1), jnp.exp(log_s2)
        inside = u > self.plane.lowest
        s2_slope = reactance * (squared_slope + squared * s2_slope)
        return s1, reactance * squared, jnp.where(inside, s1 * s1_slope, 0.0), jnp.where(inside, s2_slope, 0.0)


def conductivity_table(
    photon_energy: float, phonon_temperature: float, *, highest_tau: float = 1.0, gap_model: GapModel = "sheahen"
) -> ConductivityTable:
    r"""Conductivity at one frequency of a film with places of different critical temperature.

    Args:
        photon_energy: $\hbar\omega$ over k_B T_c0, 0.001 to 10.
        phonon_temperature: Lowest temperature over T_c0, from 0.02 up.
        highest_tau: Highest critical temperature of the film over T_c0; rounded up to a multiple of 1/8.
        gap_model: Which gap; see `quenchmap.material.gap`.

    Raises:
        ValueError: Outside the ranges.

    Example:
        >>> table = conductivity_table(0.05, 0.3)
        >>> s1, s2, _, _ = table(jnp.array([0.5, 0.5]), table.prepared(jnp.array([1.0, 0.6])))
        >>> s1.round(4)
        Array([0.712, 1.76 ], dtype=float64)
        >>> s2.round(3)
        Array([99.904, 28.533], dtype=float64)
    """
    w, top = checked_plane(photon_energy, highest_tau)
    t_ph = checked_positive("phonon_temperature", phonon_temperature, "the phonon temperature over T_c0")
    if t_ph < 0.02:
        raise ValueError(f"`phonon_temperature` must be from 0.02 T_c0, where the integrals are verified, but T_ph/T_c0={t_ph!r}.")
    return _conductivity_table(w, t_ph, top, checked_gap_model(gap_model))


@lru_cache(maxsize=64)
def _conductivity_table(w: float, t_ph: float, top: float, gap_model: GapModel) -> ConductivityTable:
    plane = gap_plane(w, FLOOR * t_ph, top)
    D, u = plane.nodes()
    logs = np.zeros((2, len(D), len(u)))
    both = in_blocks(_both_parts, u, w, D[1:, None])
    logs[0, 1:], logs[1, 1:] = np.log(np.real(both)), np.log(np.imag(both) / D[1:, None] ** 2)
    small = 0.01 * D[1]  # even in the gap: the value at no gap
    logs[1, 0] = np.log(np.imag(in_blocks(_both_parts, u, w, small)) / small**2)
    table = ConductivityTable(biquadratic(logs, even=True), plane, gap_curve(gap_model, FLOOR * t_ph / top), top, {})
    return eqx.tree_at(lambda t: t.error, table, _measured(table, w, t_ph, gap_model))


@Kernel
def _both_parts(u: Array, w: Array, D: Array) -> Array:
    s1, s2 = conductivity_at_gap(u, w, D)
    return s1 + 1j * s2


_values = Kernel(lambda table, u, tau: table(u, table.prepared(tau)), "conductivity_table")


@lru_cache
def _exact(gap_model: GapModel) -> Kernel[Array]:
    return Kernel(lambda T, w: conductivity(T, w, gap_model), f"conductivity {gap_model}")


def _measured(table: ConductivityTable, w: float, t_ph: float, gap_model: GapModel) -> dict[str, dict[str, float]]:
    u, tau = checking_places(_CHECKED, w, t_ph, table.highest_tau, gap_model)
    s1, s2 = (np.asarray(f) for f in _values(table, u, tau)[:2])
    exact = in_blocks(_exact(gap_model), u / tau, w / tau)
    superconducting = u < tau
    relative = {
        "sigma_1": s1 / np.real(exact) - 1,
        "sigma_2": (s2[superconducting] / -np.imag(exact)[superconducting] - 1) if superconducting.any() else np.zeros(1),
        "resistivity": s1 / (s1**2 + s2**2) / np.real(1 / exact) - 1,
    }
    return {name: errors_of(values) for name, values in relative.items()}
