"""Where states appear and vanish as two parameters change, the drive and another: curves of folds, their cusps, the bistable region."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float, Int
from scipy.optimize import brentq

from quenchmap.errors import AccuracyWarning, NoSuchStateError
from quenchmap.numerics.hermite import hermite
from quenchmap.progress import Progress, telling
from quenchmap.shown import Pictured
from quenchmap.spot.fold_diagram.trace import FoldSample, follow_folds
from quenchmap.spot.variation import changed, checked_parameter, checked_range, family_of, shown, unit_of
from quenchmap.storage import Savable
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import si

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

    from quenchmap.spot.hotspot import HotSpot
    from quenchmap.table import Table


_ROWS = 7
_LOCATED = 2e-7  # relative error of a fold located on one grid with an expanded response; 1e-7 was seen next to the gap edge
_EXPANDED = 1e-9  # relative error of a response expanded in a parameter


@dataclass(frozen=True)
class CuspPoint:
    """Where two folds merge: beyond it, neither is left.

    Attributes:
        parameter: The parameter there, in SI with a film.
        drive: j_max/j* there.
        error: Estimated errors of both, from two grids.
    """

    parameter: float
    drive: float
    error: tuple[float, float]


@dataclass(frozen=True)
class FoldLine:
    """Folds along one curve.

    Attributes:
        parameter: The parameter, in SI with a film.
        drive: j_max/j*.
        current: Amplitude of the tip's current, A; None without a film.
        maximum_temperature: Highest temperature of the state at the fold over T_c.
        residual: Last Newton step of each fold.
        arc: Length along the curve.
        rates: Change of parameter and of drive per length, shape (2, points); both vanish at a cusp.
        opens: +1 where two states exist above the drive and not below, -1 where below; a cusp counts with what precedes it.
        cusps: The cusps on it.
        ends: Why it begins and ends inside the range; empty where the range does, "closed" for a closed curve.
    """

    parameter: Float[np.ndarray, " points"]
    drive: Float[np.ndarray, " points"]
    current: Float[np.ndarray, " points"] | None = field(repr=False)
    maximum_temperature: Float[np.ndarray, " points"] = field(repr=False)
    residual: Float[np.ndarray, " points"] = field(repr=False)
    arc: Float[np.ndarray, " points"] = field(repr=False)
    rates: Float[np.ndarray, "two points"] = field(repr=False)
    opens: Int[np.ndarray, " points"] = field(repr=False)
    cusps: tuple[CuspPoint, ...]
    ends: tuple[str, str]

    def at(self, value: float) -> list[tuple[float, float, int]]:
        """Drives at which the line passes a value of the parameter, each with its error and what opens there.

        Accuracy:
            A fold that was located there, or the cubic through two points with their tangents; its error is then that of such folds, or
            the change when a point is left out if that is larger.
        """
        found = []
        for k in range(len(self.arc) - 1):
            for s in self._crossings(k, k + 1, value):
                drive = self._between(k, k + 1, 1, s)
                error = max(self._left_out(k, value, drive), _LOCATED * drive)
                for j in (k, k + 1):
                    if np.allclose([self.parameter[j], self.drive[j]], [value, drive], rtol=1e-10, atol=0):
                        error = max(_LOCATED, self.residual[j]) * drive
                rising = self._between(k, k + 1, 0, s + 1e-4) > self._between(k, k + 1, 0, s - 1e-4)
                same = (self.rates[0, k] > 0) == rising if self.rates[0, k] != 0 else False
                opens = self.opens[k] if same else self.opens[k + 1]
                found.append((drive, float(error), int(opens)))
        return found

    def smooth(self, count: int = 20) -> tuple[np.ndarray, np.ndarray]:
        """Parameter and drive at many points along the line, for drawing."""
        s = np.linspace(0, 1, count, endpoint=False)
        parts = [[self._between(k, k + 1, which, s) for k in range(len(self.arc) - 1)] for which in (0, 1)]
        last = (self.parameter[-1:], self.drive[-1:])
        return tuple(np.concatenate([*part, end]) for part, end in zip(parts, last, strict=True))  # type: ignore[return-value]

    def _between(self, a: int, b: int, which: int, s: Any) -> Any:
        values, rates = (self.parameter, self.drive)[which], self.rates[which]
        found = hermite(float(values[a]), float(values[b]), float(rates[a]), float(rates[b]), self.arc[b] - self.arc[a], np.atleast_1d(s))
        return found if np.ndim(s) else float(found[0])

    def _crossings(self, a: int, b: int, value: float) -> list[float]:
        s = np.linspace(0, 1, 129)
        p = self._between(a, b, 0, s) - value

        def off(x: float) -> float:
            return self._between(a, b, 0, x) - value

        found = [float(brentq(off, s[j], s[j + 1])) for j in np.nonzero(p[:-1] * p[1:] < 0)[0]]  # type: ignore[arg-type]
        ends = [float(s[j]) for j in np.nonzero(p == 0)[0] if j < 128 or b == len(self.arc) - 1]
        return found + ends

    def _left_out(self, k: int, value: float, drive: float) -> float:
        """Change of the drive when a point beside is left out; NaN where the line turns there."""
        wider = [
            (a, b) for a, b in ((k - 1, k + 1), (k, k + 2)) if a >= 0 and b < len(self.arc) and self.rates[0, a] * self.rates[0, b] > 0
        ]
        others = [self._between(a, b, 1, s) for a, b in wider for s in self._crossings(a, b, value)]
        return min((abs(other - drive) for other in others), default=np.nan)


@dataclass(frozen=True)
class CoexistenceWindow:
    """Drives between which hot and cold states coexist at one value of the parameter.

    Attributes:
        lower: Lowest drive with several states.
        upper: Highest drive with several states.
        error: Estimated errors of both, of the interpolation between folds.
        folds: All folds there, in order of drive.
    """

    lower: float
    upper: float
    error: tuple[float, float]
    folds: tuple[float, ...]


@dataclass(frozen=True)
class FoldDiagram(Pictured, Savable):
    """What `HotSpot.fold_curve` returns.

    Attributes:
        spot: The hot spot.
        parameter: Name of the parameter.
        between: Its range, in SI with a film.
        lines: The curves of folds.
        searched: Values of the parameter at which all folds of the cold branch were searched.
        notes: What could not be computed.
        interrupted: Whether Ctrl-C ended it early.
    """

    spot: HotSpot
    parameter: str
    between: tuple[float, float]
    lines: tuple[FoldLine, ...]
    searched: tuple[float, ...]
    notes: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def rows(self) -> tuple[float, ...]:
        """A few values of the parameter at which folds are located exactly; those that the printed table shows."""
        return _rows(self.spot, self.parameter, self.between)

    @property
    def curves(self) -> tuple[FoldLine, ...]:
        """The same as `lines`."""
        return self.lines

    @property
    def complete(self) -> bool:
        """Whether nothing was left out: no Ctrl-C, and nothing that could not be followed."""
        return not (self.interrupted or self.notes)

    @property
    def cusps(self) -> tuple[CuspPoint, ...]:
        """The cusps of all lines."""
        return tuple(cusp for line in self.lines for cusp in line.cusps)

    def folds_at(self, value: Any) -> list[tuple[float, float, int]]:
        """Every fold at a value of the parameter: drive, its error, and +1 or -1 where two states exist above or below it."""
        number = si(value, unit_of(self.spot, self.parameter), self.parameter)
        low, high = self.between
        if not low <= number <= high:
            ends = " to ".join(shown(self.spot, self.parameter, end) for end in self.between)
            raise ValueError(f"`value` must lie in the range of the diagram, {ends}, but {self.parameter}={value!r}.")
        return sorted(fold for line in self.lines for fold in line.at(number))

    def window_at(self, value: Any) -> CoexistenceWindow | None:
        """Drives between which several states coexist at a value of the parameter; None where one state exists at every drive.

        Where a line could not be followed, the folds are located anew, at that value only.

        Raises:
            ValueError: Outside the range.
        """
        folds = self.folds_at(value)
        if sum(opens for _, _, opens in folds) != 0:
            number = si(value, unit_of(self.spot, self.parameter), self.parameter)
            window = changed(self.spot, self.parameter, number).hysteresis_window()
            anew = sorted((f.parameter, f.error) for f in (window.folds if window else ()))
            folds = [(drive, error, 0) for drive, error in anew]
        if not folds:
            return None
        return CoexistenceWindow(folds[0][0], folds[-1][0], (folds[0][1], folds[-1][1]), tuple(drive for drive, _, _ in folds))

    def current(self, value: float, drive: float) -> float:
        """Amplitude of the tip's current, A, at a value of the parameter and a drive."""
        return _current(changed(self.spot, self.parameter, value), drive)

    def summary(self) -> dict[str, Any]:
        """Everything as numbers and strings, for JSON."""
        from quenchmap.spot.fold_diagram.table import summary

        return summary(self)

    def to_dataset(self) -> xr.Dataset:
        """All folds with units; see `quenchmap.spot.fold_diagram.storage`."""
        from quenchmap.spot.fold_diagram.storage import to_dataset

        return to_dataset(self)

    def plot(self, *, axes: Axes | None = None, current: bool = False) -> Axes:
        """Draw the folds; see `quenchmap.spot.fold_diagram.figure.plot_folds`."""
        from quenchmap.spot.fold_diagram.figure import plot_folds

        return plot_folds(self, axes=axes, current=current)

    def table(self) -> Table:
        """Windows at a few values; cusps, and what is missing."""
        from quenchmap.spot.fold_diagram.table import fold_table

        return fold_table(self)


def fold_curve(spot: HotSpot, parameter: str, *, between: Any, progress: Progress = True) -> FoldDiagram:
    """The folds in the drive, followed as another parameter changes.

    Every fold of the cold branch at the hot spot's own value and at both ends of the range is followed both ways, through cusps, until
    the range ends, the curve closes, or the response ceases to be smooth.

    Args:
        spot: The hot spot.
        parameter: One of `spot.parameters`.
        between: Range of the parameter, low and high, with units where there is a film; it contains the hot spot's own value.
        progress: Show what happens, in a terminal or a notebook; or a function, called with each line.

    Raises:
        ValueError: For an unknown parameter or a range that makes no sense.
        NoSuchStateError: Where the hot spot has no fold.

    Example:
        >>> from quenchmap import HotSpot
        >>> spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
        >>> window = spot.fold_curve("relaxation_length", between=(0.14, 0.18)).window_at(0.16)
        >>> round(window.lower, 6), round(window.upper, 6)
        (1.06342, 1.59758)
    """
    if isinstance(spot.tip, HotTip):
        raise ValueError("A hot tip has no drive, and so no folds in it. Use a MicrowaveTip.")
    name = checked_parameter(spot, parameter)
    if name == "drive":
        others = ", ".join(spot.parameters)
        raise ValueError(
            f"The folds are those in the drive: the other parameter must be another one, but it is 'drive'. Choose from {others}."
        )
    low, high = checked_range(spot, name, between)
    with telling(progress) as tell:
        tracing = follow_folds(family_of(spot, name, drive=1.0), (low, high), spot.parameters[name], _rows(spot, name, (low, high)), tell)
    if not tracing.curves:
        own = shown(spot, name, spot.parameters[name])
        raise NoSuchStateError(
            f"The hot spot has no fold at its own {name}, {own}: one state exists at every drive. Start from a hot spot with hysteresis."
        )
    lines = tuple(_line(spot, name, samples, ends) for samples, ends in tracing.lines())
    found = FoldDiagram(spot, name, (low, high), lines, tuple(tracing.searched), tuple(tracing.notes), tracing.interrupted)
    for note in found.notes:
        warnings.warn(note, AccuracyWarning, stacklevel=2)
    if found.interrupted:
        count = sum(len(line.parameter) for line in lines)
        warnings.warn(f"Interrupted: the diagram holds the {count} folds that were computed.", AccuracyWarning, stacklevel=2)
    return found


def _rows(spot: HotSpot, parameter: str, between: tuple[float, float]) -> tuple[float, ...]:
    return tuple(np.unique([*np.linspace(*between, _ROWS), spot.parameters[parameter]]).tolist())


def _current(spot: HotSpot, drive: float) -> float:
    if not isinstance(spot.tip, MicrowaveTip) or spot.film is None:
        raise ValueError("A dimensionless hot spot has no current: use the drive, j_max/j*.")
    return spot.tip.current(spot.film, drive)


def _line(spot: HotSpot, name: str, samples: list[FoldSample], ends: tuple[str, str]) -> FoldLine:
    parameter, drive = (np.array([getattr(s.state, what) for s in samples]) for what in ("parameter", "strength"))
    film = spot.film is not None
    current = np.array([_current(changed(spot, name, v), a) for v, a in zip(parameter, drive, strict=True)]) if film else None
    cusps = tuple(
        CuspPoint(c.parameter, c.strength, (max(c.error[0], _EXPANDED * c.parameter), max(c.error[1], _EXPANDED * c.strength)))
        for c in (s.cusp for s in samples)
        if c is not None
    )
    return FoldLine(
        parameter,
        drive,
        current,
        np.array([s.state.T.max() for s in samples]),
        np.array([s.state.step for s in samples]),
        np.array([s.arc for s in samples]),
        np.array([s.rates for s in samples]).T,
        np.array([s.opens for s in samples]),
        cusps,
        ends,
    )
