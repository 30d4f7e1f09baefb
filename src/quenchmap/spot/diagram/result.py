"""All steady states against one parameter: curves through their folds, with what is measured on them and how many perturbations grow."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float, Int

from quenchmap.errors import AccuracyWarning
from quenchmap.progress import Progress, telling
from quenchmap.shown import Pictured
from quenchmap.spot.diagram.trace import Probe, Stretch, Tracing, follow_all, follow_drive
from quenchmap.spot.observables import DIMENSIONS, heat_and_cooling, measure
from quenchmap.spot.variation import changed, checked_parameter, checked_range, family_of, strength_at
from quenchmap.storage import Savable

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

    from quenchmap.spot.collection import States
    from quenchmap.spot.hotspot import HotSpot
    from quenchmap.table import Table

_BALANCED = 1e-6  # relative
_EXPANDED = 1e-9  # relative error of a response expanded in a parameter


@dataclass(frozen=True)
class CurveFold:
    """A fold on a curve: two states that meet and vanish.

    Attributes:
        parameter: The parameter there, in SI with a film.
        error: Its estimated error, from two grids.
        drive: j_max/j* there.
        point: Its place among the points of the curve.
    """

    parameter: float
    error: float
    drive: float
    point: int


@dataclass(frozen=True)
class Curve:
    """Steady states along one curve, folds among them.

    Attributes:
        parameter: The parameter, in SI with a film.
        drive: j_max/j*.
        index: Axisymmetric perturbations that grow, 0 for a stable state; at a fold the fewer of both sides.
        energy_balance: Heat absorbed less heat given to the phonons, over the heat absorbed: the residual of the whole balance.
        arc: Length along the curve.
        rate: Change of the parameter per length, which vanishes at a fold.
        observables: What is measured on the profiles, by name, NaN where a state lacks it; see `quenchmap.spot.observables`.
        folds: The folds.
        ends: Why the curve begins and ends inside the range; empty where the range does, "closed" for a closed curve.
    """

    parameter: Float[np.ndarray, " points"]
    drive: Float[np.ndarray, " points"]
    index: Int[np.ndarray, " points"]
    energy_balance: Float[np.ndarray, " points"] = field(repr=False)
    arc: Float[np.ndarray, " points"] = field(repr=False)
    rate: Float[np.ndarray, " points"] = field(repr=False)
    observables: dict[str, Float[np.ndarray, " points"]] = field(repr=False)
    folds: tuple[CurveFold, ...]
    ends: tuple[str, str]

    @property
    def stable(self) -> np.ndarray:
        """Whether every axisymmetric perturbation decays, for each point."""
        return self.index == 0

    @property
    def pieces(self) -> list[tuple[int, int]]:
        """First and last point of each piece between folds, folds included on both sides."""
        bounds = [0, *(f.point for f in self.folds), len(self.parameter) - 1]
        return [(a, b) for a, b in pairwise(bounds) if b > a]

    def index_of(self, piece: tuple[int, int]) -> int:
        """Growing perturbations of a piece."""
        return int(np.max(self.index[piece[0] : piece[1] + 1]))


@dataclass(frozen=True)
class Diagram(Pictured, Savable):
    """What `HotSpot.branch` returns.

    Attributes:
        spot: The hot spot.
        parameter: Name of the parameter.
        between: Its range, in SI with a film.
        fixed: The drive, or the current in A, that stays fixed; empty when the drive is the parameter and for a hot tip.
        curves: The curves.
        probes: Where every state was searched, how many there are, and whether the parity says that one is missing.
        notes: What could not be computed.
        interrupted: Whether Ctrl-C ended it early.
    """

    spot: HotSpot
    parameter: str
    between: tuple[float, float]
    fixed: dict[str, float]
    curves: tuple[Curve, ...]
    probes: tuple[Probe, ...]
    notes: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing was left out: no Ctrl-C, nothing that could not be followed, parity 1 wherever all states were searched."""
        return not (self.interrupted or self.notes or any(p.parity != 1 for p in self.probes))

    @property
    def folds(self) -> tuple[CurveFold, ...]:
        """The folds of all curves."""
        return tuple(fold for curve in self.curves for fold in curve.folds)

    def states(self, value: Any) -> States:
        """Every state at one value of the parameter, solved anew with error estimates; see `HotSpot.states`."""
        if self.parameter == "drive":
            return self.spot.states(float(value))
        return changed(self.spot, self.parameter, value).states(**self.fixed)

    def summary(self) -> dict[str, Any]:
        """Everything as numbers and strings, for JSON."""
        from quenchmap.spot.diagram.table import summary

        return summary(self)

    def to_dataset(self) -> xr.Dataset:
        """All points with units; see `quenchmap.spot.diagram.storage`."""
        from quenchmap.spot.diagram.storage import to_dataset

        return to_dataset(self)

    def plot(self, observable: str = "maximum_temperature", *, axes: Axes | None = None) -> Axes:
        """Draw an observable; see `quenchmap.spot.diagram.figure.plot_diagram`."""
        from quenchmap.spot.diagram.figure import plot_diagram

        return plot_diagram(self, observable, axes=axes)

    def table(self) -> Table:
        """The pieces of every curve between folds; the folds, and what is missing."""
        from quenchmap.spot.diagram.table import diagram_table

        return diagram_table(self)


def branch(
    spot: HotSpot,
    parameter: str = "drive",
    *,
    between: Any = None,
    drive: float | None = None,
    current: Any = None,
    progress: Progress = True,
) -> Diagram:
    """All curves of steady states in one parameter.

    In the drive: the branch that starts at the cold state, through its folds, and what else exists at the ends of the range and between
    the folds. In another parameter, at fixed drive or tip current: the branch of every state at the hot spot's own value and at both
    ends of the range, each followed both ways until it leaves the range, closes, or the response ceases to be smooth.

    Args:
        spot: The hot spot.
        parameter: "drive", or one of `spot.parameters`.
        between: Range of the parameter, low and high, with units where there is a film. It contains the hot spot's own value; in the
            drive it may be left out where there are folds, which it then encloses.
        drive: Fixed j_max/j*, for another parameter than the drive.
        current: Amplitude of the tip's current that is fixed instead.
        progress: Show what happens, in a terminal or a notebook; or a function, called with each line.

    Raises:
        ValueError: For an unknown parameter or a range that makes no sense.
        ConvergenceError: When not even the states at the hot spot's own value are found.

    Example:
        >>> from quenchmap import HotSpot
        >>> spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
        >>> [round(fold.parameter, 6) for fold in spot.branch("drive", between=(0.8, 2.0)).folds]
        [1.59758, 1.06342]
    """
    name = checked_parameter(spot, parameter)
    with telling(progress) as tell:
        if name == "drive":
            if drive is not None or current is not None:
                raise ValueError("The drive is the parameter: `drive` and `current` cannot be fixed as well. Remove them.")
            low, high = checked_range(spot, name, _around_folds(spot) if between is None else between)
            tracing, fixed = follow_drive(spot.problem, (low, high), tell), {}
        else:
            if between is None:
                own = f"{spot.parameters[name]:.4g}"
                raise ValueError(f"`between`, the range of {name}, is missing. Give its two ends, around the hot spot's own {own}.")
            low, high = checked_range(spot, name, between)
            a, amplitude = strength_at(spot, drive, current)
            fixed = {key: value for key, value in (("drive", a), ("current", amplitude)) if value is not None}
            tracing = follow_all(family_of(spot, name, drive=a, current=amplitude), (low, high), spot.parameters[name], tell)
        stretches = tracing.stretches()
        tell("Measuring the states")
        curves = tuple(_curve(spot, tracing, stretch) for stretch in stretches)
    worst = max((float(np.max(np.abs(c.energy_balance))) for c in curves), default=0.0)
    if worst > _BALANCED:
        tracing.notes.append(f"The heat of a state balances only to {worst:.1e}: its grid is too coarse.")
    found = Diagram(spot, name, (low, high), fixed, curves, tuple(tracing.probes), tuple(tracing.notes), tracing.interrupted)
    for note in found.notes:
        warnings.warn(note, AccuracyWarning, stacklevel=2)
    if found.interrupted:
        count = sum(len(c.parameter) for c in curves)
        warnings.warn(f"Interrupted: the diagram holds the {count} states that were computed.", AccuracyWarning, stacklevel=2)
    for probe in found.probes:
        if probe.parity != 1:
            where = f"{name} = {probe.value:.6g}"
            warnings.warn(f"At {where} the parity of the states is {probe.parity}: a state is missing.", AccuracyWarning, stacklevel=2)
    return found


def _around_folds(spot: HotSpot) -> tuple[float, float]:
    window = spot.hysteresis_window()
    if window is None:
        raise ValueError("The hot spot has no folds, so the range of the drive must be given: for example between=(0.5, 2).")
    return 0.8 * window.lower.parameter, 1.2 * window.upper.parameter


def _curve(spot: HotSpot, tracing: Tracing, stretch: Stretch) -> Curve:
    family, samples = tracing.family, stretch.samples
    values: dict[str, list[float]] = {name: [] for name in DIMENSIONS}
    drives, balance, index, folds = [], [], [], []
    for i, s in enumerate(samples):
        problem, a = family.near(s.parameter)
        measured = measure(problem, a, s.grid, s.T)
        heat, cooling = heat_and_cooling(problem, a, s.grid, s.T)
        unit = _scales(spot, family.name, s.parameter)
        for name, (powers, _, _) in DIMENSIONS.items():
            factor = 1.0 if unit is None else unit[0] ** powers[0] * unit[1] ** powers[1] * unit[2] ** powers[2]
            values[name].append(factor * measured.get(name, np.nan))
        drives.append(a)
        balance.append((heat - cooling) / heat)
        index.append(stretch.indices[s.piece] if s.fold is None else min(stretch.indices[s.piece], stretch.indices[s.piece + 1]))
        if s.fold is not None:
            expanded = _EXPANDED * s.parameter if family.local(s.parameter).moving else 0.0
            folds.append(CurveFold(s.fold.parameter, max(s.fold.error, expanded), a, i))
    observables = {name: np.array(v) for name, v in values.items() if np.isfinite(v).any()}
    parameter, arc, rate = (np.array([getattr(s, name) for s in samples]) for name in ("parameter", "arc", "rate"))
    return Curve(parameter, np.array(drives), np.array(index), np.array(balance), arc, rate, observables, tuple(folds), stretch.ends)


def _scales(spot: HotSpot, name: str, value: float) -> tuple[float, float, float] | None:
    """Units of length, temperature and power at a value of a parameter; None without a film."""
    if spot.scales is None:
        return None
    at = spot if name == "drive" else changed(spot, name, value)
    assert at.scales is not None
    return at.scales.length, at.scales.temperature, at.scales.power
