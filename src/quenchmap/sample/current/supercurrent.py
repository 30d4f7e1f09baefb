r"""The true supercurrent of a sample: a direct current between two electrodes, carried by the condensate alone.

As $\omega \to 0$ a superconducting path short-circuits everything normal. What is left is $\nabla\cdot(n_s\nabla\varphi) = 0$ with the
weight of the condensate $n_s \propto \delta s\,\pi\Delta\tanh(\Delta/2T)$, real, and 0 in normal places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from quenchmap.material.gap import GapModel
from quenchmap.sample.current.conductance import superfluid_conductance
from quenchmap.sample.current.potential import pieces
from quenchmap.sample.current.terminals import contact_sides, terminal, unit_current
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.fields import Fields
from quenchmap.units import BOLTZMANN, REDUCED_PLANCK


@dataclass(frozen=True)
class Supercurrent:
    """Where the supercurrent flows.

    Attributes:
        x: Sheet current along x in the middle of the cells over the total current, 1/m.
        y: Along y.
        magnitude: Of the sheet current over the total current, from the mean square over the faces of a cell, 1/m.
        participation: Part of the kinetic inductance that each cell holds: $J_s^2$ over the condensate's weight, normalised to 1 in all.
        inductance: Kinetic inductance between the electrodes as the frequency goes to 0, H.
        superconducting: Whether superconductor joins the electrodes. If not, there is no supercurrent: all is 0 and the inductance NaN.
    """

    x: Float[np.ndarray, "ny nx"]
    y: Float[np.ndarray, "ny nx"]
    magnitude: Float[np.ndarray, "ny nx"]
    participation: Float[np.ndarray, "ny nx"]
    inductance: float
    superconducting: bool


def supercurrent(
    sample: Fields,
    temperature: ArrayLike,
    *,
    source: int | str | Electrode = 0,
    drain: int | str | Electrode = 1,
    gap_model: GapModel = "sheahen",
) -> Supercurrent:
    """The supercurrent between two electrodes.

    Args:
        sample: The sample.
        temperature: Of the electrons, in K: that of the phonons for the undisturbed sample, or an array (ny, nx).
        source: Electrode where the current enters: its number, its name, or itself.
        drain: Where it leaves.
        gap_model: Which gap.
    """
    one, other = terminal(sample, source), terminal(sample, drain)
    weight = superfluid_conductance(sample, temperature, gap_model=gap_model)
    contacts = contact_sides(sample)
    if not superconductor_joins(weight, contacts[one], contacts[other]):
        zero = np.zeros(sample.shape)
        return Supercurrent(zero, zero, zero, zero, float("nan"), False)
    flow = unit_current(weight, contacts, one, other)
    x, y = (np.real(J) / sample.cell for J in flow.vectors)
    inverse_weight = flow.impedance.real  # of the whole sample: hbar R0 / (k_B T_c0) times it is the inductance
    magnitude = np.sqrt(np.asarray(flow.currents.squared)) / sample.cell
    henry = REDUCED_PLANCK * sample.film.sheet_resistance / (BOLTZMANN * sample.film.material.critical_temperature)
    return Supercurrent(x, y, magnitude, np.real(flow.complex_heat) / inverse_weight, henry * inverse_weight, True)


def superconductor_joins(weight: Float[np.ndarray, "ny nx"], one: object, other: object) -> bool:
    """Whether cells of positive weight join two electrodes."""
    from quenchmap.sample.current.potential import in_cells_numpy

    piece = pieces(weight > 0)
    at = [set(piece[in_cells_numpy(c, piece.shape) > 0].tolist()) - {0} for c in (one, other)]  # type: ignore[arg-type]
    return bool(at[0] & at[1])
