r"""The largest current that a sample carries without resistance, from two sides.

*Onset*: the supercurrent distributes as at small currents, and ends where it first reaches the depairing current $j_c(T)$. At the edge of a
warm region both vanish, the current as $1 - T/T_c$ and $j_c$ as its power 3/2: on ever finer grids the onset falls to zero. It is taken
over places with T < 0.9 Tc only. Where the current must turn round a sharp corner it depends on the cell, too.

*Bound*: no current exceeds what the weakest line across the film carries; see `quenchmap.sample.current.minimum_cut`. It converges
with the grid.

$j_c$ is that of `quenchmap.material.critical_current`, in each place with its own Tc; $\sigma_N$ varies by the electrons' diffusion, at
one density of states as in the heat capacity, so that $d j_c \propto \delta\sqrt{s}\,\tau^{3/2}$.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from quenchmap.material.critical_current import critical_current as depairing_current_density
from quenchmap.material.gap import GapModel
from quenchmap.precision import jnp
from quenchmap.sample.current.conductance import checked_temperature
from quenchmap.sample.current.minimum_cut import minimum_cut
from quenchmap.sample.current.supercurrent import Supercurrent, supercurrent
from quenchmap.sample.current.terminals import contact_sides, terminal
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.fields import Fields
from quenchmap.shown import Shown
from quenchmap.table import Row, Table
from quenchmap.units import engineering

#: The onset is sought where the temperature is below this part of the local Tc.
COLD = 0.9


@dataclass(frozen=True)
class CriticalCurrent(Shown):
    """Both estimates; A when the film's diffusion coefficient is known, else None.

    Attributes:
        onset: Current at which the small-current distribution first reaches the depairing current where T < 0.9 Tc.
        bound: What the weakest line across the film carries.
        onset_width: The onset as the width of a reference film at T = 0 over 1.491 that carries as much: over $d_0$ and the unit of
            $j_c$, m. Infinite without a place that is cold enough, 0 without supercurrent.
        bound_width: The bound, likewise.
        excluded: Part of the superconducting film that is warmer than 0.9 Tc, where the onset is not sought.
        place: Where the onset is reached, (x, y) in m; None without.
        excess: How much more the weakest line through each cell carries than the weakest of all, over that one.
    """

    onset: float | None
    bound: float | None
    onset_width: float
    bound_width: float
    excluded: float
    place: tuple[float, float] | None
    excess: Float[np.ndarray, "ny nx"]

    def table(self) -> Table:
        """Both estimates."""
        if self.onset is None or self.bound is None:
            onset, bound = (f"that of {engineering(w, 'm')} of the reference film at T = 0" for w in (self.onset_width, self.bound_width))
        else:
            onset, bound = engineering(self.onset, "A"), engineering(self.bound, "A")
        sought = f"sought where T < {COLD:g} Tc, which leaves out {100 * self.excluded:.2g} % of the superconductor"
        rows = [Row("small-current pattern first reaches j_c", onset, sought), Row("weakest line across the film carries", bound)]
        return Table("Critical current", rows)


def critical_sheet_current(sample: Fields, temperature: ArrayLike) -> Float[np.ndarray, "ny nx"]:
    """$d j_c(T)$ of every cell, over $d_0$ and the unit of $j_c$ in the reference film; 0 in holes and normal places."""
    T = checked_temperature(sample, temperature)
    tau = np.where(sample.superconducting, sample.relative_critical_temperature, 1.0)
    reduced = T / (tau * sample.film.material.critical_temperature)
    density = np.asarray(depairing_current_density(jnp.asarray(reduced))) * tau**1.5
    return np.where(sample.superconducting, sample.relative_thickness * np.sqrt(sample.relative_conductivity) * density, 0.0)


def critical_current(
    sample: Fields,
    temperature: ArrayLike,
    *,
    source: int | str | Electrode = 0,
    drain: int | str | Electrode = 1,
    flow: Supercurrent | None = None,
    gap_model: GapModel = "sheahen",
) -> CriticalCurrent:
    """The critical current between two electrodes.

    Args:
        sample: The sample.
        temperature: Of the electrons, in K, one for all or an array (ny, nx).
        source: Electrode where the current enters: its number, its name, or itself.
        drain: Where it leaves.
        flow: The supercurrent at these temperatures, when it is known already.
        gap_model: Which gap, for the distribution of the current; j_c has its own.
    """
    one, other = terminal(sample, source), terminal(sample, drain)
    critical = critical_sheet_current(sample, temperature)
    flow = flow or supercurrent(sample, temperature, source=source, drain=drain, gap_model=gap_model)
    contacts = contact_sides(sample)
    cut = minimum_cut(critical, contacts[one], contacts[other])
    condensed = critical > 0
    cold = condensed & (checked_temperature(sample, temperature) < COLD * sample.critical_temperature)
    excluded = 1 - float(cold.sum()) / max(int(condensed.sum()), 1)
    strain = np.where(cold, flow.magnitude / np.where(cold, critical, 1.0), 0.0)
    place = None
    onset = 0.0 if not flow.superconducting else np.inf
    if strain.max() > 0:
        onset = 1 / float(strain.max())
        j, i = np.unravel_index(int(strain.argmax()), strain.shape)
        place = float(sample.x[i]), float(sample.y[j])
    bound = cut.current * sample.cell
    unit = None
    if sample.film.material.diffusion_coefficient is not None:
        unit = sample.film.material.critical_current_density_scale * sample.film.thickness
    amperes = [None if unit is None else width * unit for width in (onset, bound)]
    return CriticalCurrent(amperes[0], amperes[1], onset, bound, excluded, place, cut.excess)
