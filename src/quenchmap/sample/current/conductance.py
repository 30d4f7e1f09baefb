r"""Sheet conductance of every cell of a sample at given temperatures."""

from __future__ import annotations

import numpy as np
from jaxtyping import Array, Complex, Float
from numpy.typing import ArrayLike

from quenchmap.errors import checked_positive
from quenchmap.material.conductivity import superfluid_weight
from quenchmap.material.conductivity_table import ConductivityTable, conductivity_table
from quenchmap.material.gap import GapModel
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.kernel import Kernel
from quenchmap.sample.fields import Fields
from quenchmap.units import BOLTZMANN, PLANCK


def sheet_conductance(
    sample: Fields, temperature: ArrayLike, frequency: float, *, coldest: float | None = None, gap_model: GapModel = "sheahen"
) -> Complex[np.ndarray, "ny nx"]:
    r"""Complex sheet conductance, over that of the normal reference film and with the time dependence $e^{+i\omega t}$; 0 in holes.

    Args:
        sample: The sample.
        temperature: Of the electrons, in K, one for all or an array (ny, nx).
        frequency: nu, in Hz.
        coldest: Temperature in K from which the table begins; the lowest of `temperature` unless given. Maps that are to be compared
            need one and the same.
        gap_model: Which gap; see `quenchmap.material.gap`.

    Accuracy:
        That of `quenchmap.material.conductivity_table`.
    """
    T = checked_temperature(sample, temperature)
    Tc0 = sample.film.material.critical_temperature
    u, tau = T / Tc0, sample.relative_critical_temperature
    w = PLANCK * checked_frequency(frequency) / (BOLTZMANN * Tc0)
    lowest = _rounded_down(float(u.min()) if coldest is None else min(coldest / Tc0, float(u.min())))
    table = conductivity_table(w, lowest, highest_tau=float(tau.max()), gap_model=gap_model)
    return np.where(sample.present, np.asarray(_tabulated(table, u, tau)) * _normal_conductance(sample), 0.0)


def superfluid_conductance(sample: Fields, temperature: ArrayLike, *, gap_model: GapModel = "sheahen") -> Float[np.ndarray, "ny nx"]:
    r"""Weight $\hbar\omega G_2/(k_B T_{c0})$ of the condensate in the sheet conductance as $\omega \to 0$; 0 where there is none."""
    T = checked_temperature(sample, temperature)
    condensed = sample.present & (sample.critical_temperature > T)
    Tc = sample.critical_temperature[condensed]
    weight = in_blocks(_WEIGHT[gap_model], T[condensed] / Tc)
    total = np.zeros(sample.shape)
    total[condensed] = weight * Tc / sample.film.material.critical_temperature * _normal_conductance(sample)[condensed]
    return total


def checked_temperature(sample: Fields, temperature: ArrayLike) -> Float[np.ndarray, "ny nx"]:
    """Temperatures of all cells in K, those of holes set to one of the film."""
    T = np.asarray(temperature, float)
    if T.shape not in ((), sample.shape):
        raise ValueError(f"`temperature` must be one number or an array (ny, nx) = {sample.shape}, but its shape is {T.shape}.")
    T = np.where(sample.present, T, np.nan)
    if not np.all(T[sample.present] > 0):  # also catches NaN
        wrong = T[sample.present][~(T[sample.present] > 0)]
        raise ValueError(f"`temperature` is in K and must be positive in all of the film, but is {wrong[0]!r} in {wrong.size} cells.")
    return np.where(sample.present, T, T[sample.present].min())


def checked_frequency(frequency: float) -> float:
    """A read-out frequency in Hz."""
    return checked_positive("frequency", frequency, "the frequency of the read-out in Hz")


def _normal_conductance(sample: Fields) -> Float[np.ndarray, "ny nx"]:
    """Over that of the reference film."""
    return sample.film.sheet_resistance / sample.sheet_resistance


def _rounded_down(T: float) -> float:
    """To two digits and not below 0.02, so that many temperatures share a table."""
    return max(float(f"{0.95 * T:.1e}"), 0.02)


@Kernel
def _tabulated(table: ConductivityTable, u: Array, tau: Array) -> Array:
    s1, s2, _, _ = table(u, table.prepared(tau))
    return s1 - 1j * s2


_WEIGHT: dict[GapModel, Kernel[Array]] = {
    "sheahen": Kernel(lambda T: superfluid_weight(T, "sheahen"), "superfluid_weight sheahen"),
    "bcs": Kernel(lambda T: superfluid_weight(T, "bcs"), "superfluid_weight bcs"),
}
