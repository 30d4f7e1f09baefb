"""What is to be solved: a sample under a tip that stands still."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from jaxtyping import Array, Float

from quenchmap.errors import AccuracyWarning, ValidityWarning, checked_positive, closest
from quenchmap.material.conductivity_table import conductivity_table
from quenchmap.material.gap import GapModel, checked_gap_model
from quenchmap.material.inhomogeneous import InhomogeneousResponse, inhomogeneous_response
from quenchmap.precision import jax, jnp
from quenchmap.sample.current.potential import CurrentProblem
from quenchmap.sample.current.terminals import contact_sides, together
from quenchmap.sample.current.tip_current import electrode_problem, window_problem
from quenchmap.sample.heat.balance import HeatBalance, heat_balance
from quenchmap.sample.heat.current import Conductor, FilmCurrent, FixedCurrent, Heater
from quenchmap.sample.heat.radiation import Radiation, radiated_power, refuse_cold_tip
from quenchmap.sample.heat.tip import Tip
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.tip.shape import microwave_shape
from quenchmap.units import Quantity, engineering, si

if TYPE_CHECKING:
    from quenchmap.sample.sample import Sample

Position: TypeAlias = tuple[Quantity, Quantity]
#: How the tip's current flows in the film.
Spreading: TypeAlias = Literal["fixed", "window", "electrodes"]

#: Film around the tip over its height with which temperatures under it are right to 6e-4 T_c0 though the film ends there.
EDGE = 6.0
_WALL = 7.4  # 10-90 % width of a planar wall over Lambda
_CELLS_PER_WALL = 9.0  # fewer give walls in wrong places and states that do not exist
_NEARLY_UNIFORM = 0.3  # spread of the sheet conductance, relative
_SPREADINGS = ("fixed", "window", "electrodes")
_NO_PHOTON = 1.0  # k_B T_c0: of the table's absorption, which a hot tip does not use; cooling and conduction know no frequency


@dataclass(frozen=True, eq=False)
class HeatProblem:
    """A sample, the tip over it and the strength of its current.

    Attributes:
        sample: The film.
        tip: A microwave tip or a hot one.
        position: Of the tip's axis on the sample's x and y, m.
        phonon_temperature: K.
        drive: j_max/j*, of the reference film; None for a hot tip.
        gap_model: Which gap.
        spreading: How the tip's current flows: "fixed" as in a uniform film without edges; as the film lets it, in a "window" of a larger
            film or between sealed edges to the "electrodes"; None for a hot tip, which has none.
    """

    sample: Sample
    tip: Tip
    position: tuple[float, float]
    phonon_temperature: float
    drive: float | None
    gap_model: GapModel
    spreading: Spreading | None = "fixed"

    @property
    def cell(self) -> float:
        """Side of a cell over z0."""
        return self.sample.cell / self.tip.height

    @property
    def relaxation_length(self) -> float:
        """Lambda/z0 of the reference film."""
        return self.sample.film.material.relaxation_length / self.tip.height

    @property
    def bath(self) -> float:
        """Phonon temperature over T_c0."""
        return self.phonon_temperature / self.sample.film.material.critical_temperature

    @property
    def cells_per_wall(self) -> float:
        """Cells in the 10-90 % width of a domain wall of the reference film, 7.4 Lambda."""
        return _WALL * self.relaxation_length / self.cell

    @property
    def edge_distance(self) -> float:
        """From the tip's axis to the nearest edge of the sample, over z0."""
        half = 0.5 * self.sample.width, 0.5 * self.sample.height
        return min(h - abs(p) for h, p in zip(half, self.position)) / self.tip.height

    @cached_property
    def response(self) -> InhomogeneousResponse:
        """Tabulated response of the film."""
        material = self.sample.film.material
        highest = float(self.sample.relative_critical_temperature[self.sample.present].max())
        return inhomogeneous_response(
            _NO_PHOTON if isinstance(self.tip, HotTip) else self.tip.photon_energy(material.critical_temperature),
            self.bath,
            material.cooling_exponent,
            highest_tau=max(highest, 0.1),
            gap_model=self.gap_model,
        )

    @cached_property
    def balance(self) -> HeatBalance:
        """The equation on the sample's cells."""
        sample = self.sample
        return heat_balance(
            self.response,
            critical_temperature=sample.relative_critical_temperature,
            conductivity=sample.relative_conductivity,
            cooling=sample.relative_cooling,
            thickness=sample.relative_thickness,
            present=sample.present,
            relaxation_length=self.relaxation_length,
            cell=self.cell,
            gap_model=self.gap_model,
        )

    @cached_property
    def fixed_current(self) -> Float[Array, "ny nx"]:
        """Squared sheet current over (j*0 d0)^2 that the tip would drive through a uniform film without edges: a^2 h."""
        assert self.drive is not None, "a hot tip drives no current"
        x, y = (axis - p for axis, p in zip((self.sample.x, self.sample.y), self.position))
        distance = np.hypot(x[None, :], y[:, None]) / self.tip.height
        return jnp.asarray(np.where(self.sample.present, self.drive**2 * microwave_shape(distance), 0.0))

    @cached_property
    def radiated_power(self) -> Float[Array, "ny nx"]:
        """Power that a hot tip gives to each cell of a film at zero temperature, over n Sigma_0 T_c0^n z0^2 d0."""
        assert isinstance(self.tip, HotTip), "a microwave tip heats by its current"
        film = self.sample.film
        unit = film.material.cooling_exponent * film.material.cooling_power_at_Tc * film.thickness
        return jnp.asarray(self.cell**2 / unit * radiated_power(self.sample, self.tip, self.position))

    @cached_property
    def heater(self) -> Heater:
        """The heat balance with what heats."""
        if isinstance(self.tip, HotTip):
            hot = self.tip.temperature / self.sample.film.material.critical_temperature
            return Radiation(self.balance, self.radiated_power, jnp.asarray(hot))
        if self.spreading == "fixed":
            return FixedCurrent(self.balance, self.fixed_current)
        problem = jax.tree.map(jnp.asarray, self.current_problem)
        return FilmCurrent(self.balance, self.conductor, problem, jnp.asarray(self.cell**-2.0))

    @property
    def current_problem(self) -> CurrentProblem:
        """Where the tip's current enters and leaves the film."""
        assert self.drive is not None, "a hot tip drives no current"
        sample, tip = self.sample, self.tip.height
        below = (self.position[0] / tip, self.position[1] / tip)
        if self.spreading == "window":
            return window_problem(sample.present, self.cell, below, self.drive)
        return electrode_problem(sample.present, self.cell, below, self.drive, together(contact_sides(sample)))

    @cached_property
    def conductor(self) -> Conductor:
        """Conductance of the cells at the tip's frequency."""
        assert isinstance(self.tip, MicrowaveTip), "a hot tip has no frequency"
        sample = self.sample
        table = conductivity_table(
            self.tip.photon_energy(sample.film.material.critical_temperature),
            self.bath,
            highest_tau=self.response.highest_tau,
            gap_model=self.gap_model,
        )
        normal = np.where(sample.present, sample.film.sheet_resistance / sample.sheet_resistance, 0.0)
        return Conductor(table, table.prepared(jnp.asarray(sample.relative_critical_temperature)), jnp.asarray(normal))

    def moved_to(self, position: tuple[float, float]) -> HeatProblem:
        """The same with the tip elsewhere, m; what does not depend on its place is shared."""
        other = replace(self, position=position)
        shared = ("response", "balance") if self.compares else ("response", "balance", "conductor")
        other.__dict__.update({name: getattr(self, name) for name in shared})
        return other

    @property
    def compares(self) -> bool:
        """Whether a film that is hotter somewhere stays hotter: the current must not know the temperatures."""
        return self.spreading in ("fixed", None)

    def hotter_than_all(self) -> float:
        """A uniform temperature over T_c0, in the normal state, at which every place cools more than fixed current or hot tip heat it."""
        sample, n = self.sample, self.sample.film.material.cooling_exponent
        if isinstance(self.tip, HotTip):
            weight, strength = self.cell**2 / n * sample.relative_thickness * sample.relative_cooling, self.radiated_power
        else:
            weight = sample.relative_thickness**2 * sample.relative_conductivity * sample.relative_cooling
            strength = self.fixed_current
        heating = float(np.max(np.where(sample.present, np.asarray(strength) / weight, 0.0)))
        return max(1.001 * self.response.highest_tau, 1.001 * (self.bath**n + heating) ** (1 / n))


def heat_problem(
    sample: Sample,
    tip: Tip,
    drive: float | None,
    *,
    phonon_temperature: Quantity,
    position: Position,
    gap_model: GapModel,
    current: Quantity | None = None,
    spreading: Spreading | None = None,
) -> HeatProblem:
    """The problem from what a user says; refuses what makes none, and warns where the grid or the edges spoil the answer.

    Raises:
        TypeError: For what is no tip.
        ValueError: For a position outside the film, a drive that is not positive, warming phonons; for a hot tip with a drive, current or
            spreading, and one that is too cold.
    """
    if not isinstance(tip, MicrowaveTip | HotTip):
        raise TypeError(f"A sample is heated by a MicrowaveTip or a HotTip, but tip={tip!r}.")
    if sample.film.boundary_conductance is not None:
        raise ValueError(
            f"A sample's phonons are kept at the temperature of the bath, but its film has "
            f"boundary_conductance={sample.film.boundary_conductance!r}. Use film.replace(boundary_conductance=None), or a HotSpot."
        )
    bath = checked_positive("phonon_temperature", si(phonon_temperature, "K", "phonon_temperature"), "the temperature of the phonons in K")
    position = checked_position(sample, position)
    if isinstance(tip, HotTip):
        refuse_current(drive=drive, current=current, spreading=spreading)
        refuse_cold_tip(sample, tip, bath)
    else:
        drive, spreading = _strength(sample, tip, drive, current), _checked_spreading(sample, spreading)
    problem = HeatProblem(sample, tip, position, bath, drive, checked_gap_model(gap_model), spreading)
    if problem.cells_per_wall < _CELLS_PER_WALL:
        remedy = sample.cell * problem.cells_per_wall / _CELLS_PER_WALL
        warnings.warn(
            f"A domain wall has only {problem.cells_per_wall:.1f} cells of {engineering(sample.cell, 'm')}: it may be pinned in a wrong "
            f"place, or states may be missing. Use cells of at most {engineering(float(f'{remedy:.2g}'), 'm')}.",
            AccuracyWarning,
            stacklevel=3,
        )
    return problem


def refuse_current(**given: Any) -> None:
    """Refuse, by their names, what belongs to the current of a tip under a hot tip, which drives none."""
    for name, value in given.items():
        if value is not None:
            raise ValueError(f"A hot tip heats by its temperature alone and drives no current, but {name}={value!r}. Leave it out.")


def _strength(sample: Sample, tip: MicrowaveTip, drive: float | None, current: Quantity | None) -> float:
    """The drive, given or that of a current."""
    if (drive is None) == (current is None):
        raise ValueError(f"Give `drive` or `current`, one of them, but drive={drive!r} and current={current!r}.")
    if drive is None:
        drive = tip.drive(sample.film, current=current)
    return checked_positive("drive", drive, "j_max/j*, the peak current density over its natural scale,")


def _checked_spreading(sample: Sample, spreading: Spreading | None) -> Spreading:
    """How a tip's current flows, as said or as usual."""
    if spreading is None:
        return usual_spreading(sample)
    if spreading not in _SPREADINGS:
        raise ValueError(f"`spreading` is how the tip's current flows, but spreading={spreading!r}. {closest(str(spreading), _SPREADINGS)}")
    return spreading


def checked_position(sample: Sample, position: Position) -> tuple[float, float]:
    """A position of the tip on the sample, m."""
    x, y = (si(p, "m", "position") for p in position)
    if not (abs(x) < sample.width / 2 and abs(y) < sample.height / 2):
        raise ValueError(
            f"`position` must lie on the sample, {engineering(sample.width, 'm')} × {engineering(sample.height, 'm')} around (0, 0), "
            f"but position=({engineering(x, 'm')}, {engineering(y, 'm')})."
        )
    return x, y


def stack(problems: Sequence[HeatProblem]) -> Heater:
    """What heats in problems that differ in the tip's position alone, with an axis more."""
    first = problems[0].heater
    if isinstance(first, Radiation):
        return first._replace(power=jnp.stack([p.radiated_power for p in problems]))
    if isinstance(first, FixedCurrent):
        return first._replace(squared=jnp.stack([p.fixed_current for p in problems]))
    return first._replace(problem=jax.tree.map(lambda *parts: jnp.asarray(np.stack(parts)), *(p.current_problem for p in problems)))


def usual_spreading(sample: Sample) -> Spreading:
    """How the tip's current flows unless the user says: the fixed one is right for a nearly uniform film only, since it crosses holes."""
    conductance = (sample.film.sheet_resistance / sample.sheet_resistance)[sample.present]
    if sample.coverage == 1 and sample.normal_fraction == 0 and np.ptp(conductance) <= _NEARLY_UNIFORM * conductance.mean():
        return "fixed"
    return "electrodes" if sample.electrodes else "window"


def rim_excess(problem: HeatProblem, u: Float[np.ndarray, "ny nx"]) -> float:
    """Highest excess over the phonons' temperature along the edges of the sample, where there is film, over T_c0."""
    rim, there = (np.concatenate([a[0], a[-1], a[:, 0], a[:, -1]]) for a in (u, problem.sample.present))
    return float((rim[there] - problem.bath).max(initial=0.0))


def warn_of_edges(problem: HeatProblem, u: Float[np.ndarray, "ny nx"], stacklevel: int = 3) -> None:
    """Warn where the tip is so near the edge that the edge is warm; its warmth bounds the size of the effect.

    Where the tip's current flows back to electrodes the film ends at its edges, as far as the model knows: nothing is wrong there.
    """
    if problem.edge_distance >= EDGE or problem.spreading == "electrodes":
        return
    excess = rim_excess(problem, u)
    if excess > 0 and math.isfinite(excess):
        warnings.warn(
            f"The tip is {problem.edge_distance:.1f} z0 from the edge of the sample, which is heated by "
            f"{engineering(excess * problem.sample.film.material.critical_temperature, 'K')} and passes no heat: if the film "
            f"goes on, temperatures there are wrong by up to that much. Leave {EDGE:g} z0 around the tip.",
            ValidityWarning,
            stacklevel=stacklevel,
        )
