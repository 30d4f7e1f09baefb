"""How a diagram of folds comes about: the folds at a few values of the parameter, each followed both ways, through cusps, to the edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.hermite import hermite
from quenchmap.spot.curve_point import joined
from quenchmap.spot.family import EndOfFamilyError, Family
from quenchmap.spot.fold import FoldState, Plane, solve_fold
from quenchmap.spot.fold_curve import Cusp, FoldCurve, FoldPoint, trace_folds
from quenchmap.spot.grid import adapted_grid
from quenchmap.spot.window import hysteresis_window

_SAME = 1e-3  # relative difference of drives: a fold on a curve and one found at the same parameter, matched one to one
_ROUNDING = 1e-12
_NEAR = 0.02  # relative difference of drives, interpolated and located
_LARGEST_STEP = 0.25
CLOSED = "closed"


@dataclass(frozen=True)
class FoldSample:
    """A fold on a line.

    Attributes:
        state: The fold, or the cusp.
        arc: Length along the curve.
        rates: Change of parameter and drive per length; both vanish at a cusp.
        opens: +1 where two states exist above this drive and not below, -1 where it is the other way round.
        cusp: The cusp that it is, if it is one.
        edge: Whether it lies on an edge of the range.
    """

    state: FoldState = field(repr=False)
    arc: float
    rates: tuple[float, float]
    opens: int
    cusp: Cusp | None = None
    edge: bool = False


@dataclass
class FoldTracing:
    """Everything that was followed.

    Attributes:
        family: The problem at unit drive, and the parameter.
        between: Range of the parameter.
        values: Values of the parameter, its ends among them, at which folds are located rather than interpolated.
        say: Called with what happens next.
        curves: Curves, which reach beyond the range, with what their folds at the start open to, and why they begin and end.
        searched: Values at which all folds of the cold branch were searched.
        notes: What went wrong.
        interrupted: Whether Ctrl-C came.
    """

    family: Family
    between: tuple[float, float]
    values: tuple[float, ...]
    say: Callable[[str], None]
    curves: list[tuple[FoldCurve, int, tuple[str, str]]] = field(default_factory=list)
    searched: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False

    def search(self, value: float) -> int:
        """Find the folds of the cold branch at a value, follow those that lie on no curve yet, and return how many there are."""
        self.say(f"Finding the folds at {self.family.name} = {value:.5g}")
        window = hysteresis_window(self.family.at(value)[0])
        folds = [] if window is None else [(fold.state, 1 if k % 2 else -1) for k, fold in enumerate(window.folds)]
        count = len(folds)
        self.searched.append(value)
        while folds:
            left = self._unknown(value, folds)
            if not left:
                break
            (state, opens), folds = left[0], left[1:]
            self.follow(replace(state, strength=state.parameter, parameter=value), opens)
        return count

    def _unknown(self, value: float, folds: list[tuple[FoldState, int]]) -> list[tuple[FoldState, int]]:
        left = list(folds)
        for curve, _, _ in self.curves:
            for a, b in pairwise(curve.points):
                for s in _fractions(curve, a, b, value, _parameter):
                    drive = _at(curve, a, b, s, _strength)
                    distances = [abs(state.parameter / drive - 1) for state, _ in left]
                    if distances and min(distances) < _SAME:
                        left.pop(int(np.argmin(distances)))
        return left

    def follow(self, start: FoldState, opens: int) -> None:
        """Follow the curve through a fold both ways until it leaves the range, closes, or ends."""
        low, high = self.between
        self.say(f"Following folds from {self.family.name} = {start.parameter:.5g}, drive {start.strength:.5g}")
        back, before = (None, "") if start.parameter == low else self._half(start, -1.0)
        ahead, after = None, before if before == CLOSED else ""
        if before != CLOSED and not self.interrupted and start.parameter != high:
            ahead, after = self._half(start, 1.0)
        whole = joined(back, ahead)
        if whole is not None:
            at = len(back.points) - 1 if back is not None else 0
            self.curves.append((whole, int(opens * np.sign(whole.points[at].parameter)), (before, after)))
        if self.interrupted:
            raise KeyboardInterrupt

    def _half(self, start: FoldState, direction: float) -> tuple[FoldCurve | None, str]:
        low, high = self.between
        scale = (start.strength, min(start.parameter, (high - low) / 6))
        seen: list[FoldPoint] = []
        closed = False

        def stop(points: list[FoldPoint]) -> bool:
            nonlocal seen, closed
            seen = points
            a, b = points[-2:]
            if len(points) > 4:
                part = FoldCurve(self.family, points, scale)
                for s in _fractions(part, a, b, start.parameter, _parameter):
                    same_way = a.parameter * points[0].parameter > 0
                    closed = closed or (same_way and abs(_at(part, a, b, s, _strength) / start.strength - 1) < 1e-4)
            return closed or not low <= b.state.parameter <= high

        try:
            curve = trace_folds(self.family, start, direction=direction, stop=stop, scale=scale, largest_step=_LARGEST_STEP)
            return curve, curve.end or (CLOSED if closed else "")
        except (ConvergenceError, EndOfFamilyError) as error:
            reason = str(error)
            self.notes.append(reason)
        except KeyboardInterrupt:
            self.interrupted, reason = True, "interrupted"
        return (FoldCurve(self.family, list(seen), scale) if len(seen) > 1 else None), reason

    def lines(self) -> list[tuple[list[FoldSample], tuple[str, str]]]:
        """What lies in the range, cusps among the folds, ends exactly on the edges."""
        found = []
        for curve, opens, ends in self.curves:
            parts: list[list[FoldSample]] = [[]]
            for sample in self._samples(curve, opens):
                inside = self.between[0] <= sample.state.parameter <= self.between[1]
                if sample.edge and parts[-1]:
                    parts[-1].append(sample)
                    parts.append([])
                elif inside:
                    parts[-1].append(sample)
                elif parts[-1]:
                    parts.append([])
            for part in parts:
                if len(part) > 1:
                    first = "" if part[0].arc > 0 or part[0].state.parameter in self.between else ends[0]
                    last = "" if part[-1].edge or part[-1].state.parameter in self.between else ends[1]
                    found.append((part, (first, last)))
        return found

    def _samples(self, curve: FoldCurve, opens: int) -> list[FoldSample]:
        """Points of a curve with its cusps and its folds at given values of the parameter, the edges among them."""
        found: list[FoldSample] = []
        arc = 0.0
        for a, b in pairwise(curve.points):
            length = curve.length(a, b)
            found.append(FoldSample(a.state, arc, (a.parameter, a.strength), opens * int(np.sign(a.parameter))))
            between: list[tuple[float, FoldSample]] = []
            turn = 2.0
            if a.parameter * b.parameter < 0 and a.strength * b.strength < 0:
                s = np.linspace(0, 1, 129)
                turn = float(s[np.argmax(np.sign(a.parameter) * _at_all(curve, a, b, s, _parameter))])
                cusp = self._cusp(curve, a, b)
                if cusp is not None:
                    between.append((turn, FoldSample(cusp.state, arc + turn * length, (0.0, 0.0), found[-1].opens, cusp)))
            for value in self.values:
                there = np.isclose([a.state.parameter, b.state.parameter], value, rtol=_ROUNDING, atol=0).any()
                for s in [] if there else _fractions(curve, a, b, value, _parameter):
                    state = _located(curve, a, b, s, value)
                    if state is not None:
                        ends = _at_all(curve, a, b, np.array([s - 1e-4, s + 1e-4]), _parameter, _strength)
                        rates = (ends[:, 1] - ends[:, 0]) / (2e-4 * length)
                        side = found[-1].opens if s < turn else -found[-1].opens
                        between.append(
                            (s, FoldSample(state, arc + s * length, (float(rates[0]), float(rates[1])), side, edge=value in self.between))
                        )
            found += [sample for _, sample in sorted(between, key=lambda pair: pair[0])]
            arc += length
        last = curve.points[-1]
        return [*found, FoldSample(last.state, arc, (last.parameter, last.strength), opens * int(np.sign(last.parameter)))]

    def _cusp(self, curve: FoldCurve, a: FoldPoint, b: FoldPoint) -> Cusp | None:
        if self.interrupted:
            return None
        self.say(f"Refining the cusp near {self.family.name} = {a.state.parameter:.5g}")
        try:
            return replace(curve, points=[a, b]).cusps()[0]
        except (ConvergenceError, EndOfFamilyError) as error:
            self.notes.append(f"The cusp near {self.family.name} = {a.state.parameter:.6g} could not be refined: {error}")
        except KeyboardInterrupt:
            self.interrupted = True
        return None


def follow_folds(
    family: Family, between: tuple[float, float], own: float, values: tuple[float, ...], say: Callable[[str], None]
) -> FoldTracing:
    """The curves of all folds of the cold branch at a value of the parameter and at both ends of the range; none where it has no fold."""
    tracing = FoldTracing(family, between, values, say)
    try:
        if tracing.search(own):
            for value in between:
                try:
                    tracing.search(value)
                except (ConvergenceError, EndOfFamilyError) as error:
                    tracing.notes.append(f"The folds at {family.name} = {value:.6g} could not be searched: {error}")
    except KeyboardInterrupt:
        tracing.interrupted = True
        if not tracing.curves:
            raise
    tracing.curves = [
        each
        for i, each in enumerate(tracing.curves)
        if not any(
            _covers(other, each[0])
            for other, _, _ in tracing.curves[:i] + tracing.curves[i + 1 :]
            if len(other.points) > len(each[0].points)
        )
    ]
    return tracing


def _covers(curve: FoldCurve, part: FoldCurve) -> bool:
    """Whether a curve holds another: one that could not be followed to its end may have been met from the other side."""
    inner = part.points[1:-1]
    return all(
        any(
            abs(_at(curve, a, b, s, _strength) / point.state.strength - 1) < 1e-4
            for a, b in pairwise(curve.points)
            for s in _fractions(curve, a, b, point.state.parameter, _parameter)
        )
        for point in (inner[:: max(1, len(inner) // 4)] or part.points)
    )


def _parameter(point: FoldPoint) -> tuple[float, float]:
    return point.state.parameter, point.parameter


def _strength(point: FoldPoint) -> tuple[float, float]:
    return point.state.strength, point.strength


def _at_all(curve: FoldCurve, a: FoldPoint, b: FoldPoint, s: np.ndarray, *whats: Callable[[FoldPoint], tuple[float, float]]) -> np.ndarray:
    """Numbers at fractions of the way between two points, by the cubic through both with their tangents; shape (whats, s) or (s,)."""
    length = curve.length(a, b)
    found = [hermite(what(a)[0], what(b)[0], what(a)[1], what(b)[1], length, s) for what in whats]
    return found[0] if len(found) == 1 else np.array(found)


def _at(curve: FoldCurve, a: FoldPoint, b: FoldPoint, s: float, what: Callable[[FoldPoint], tuple[float, float]]) -> float:
    return float(_at_all(curve, a, b, np.array([s]), what)[0])


def _fractions(curve: FoldCurve, a: FoldPoint, b: FoldPoint, value: float, what: Callable[[FoldPoint], tuple[float, float]]) -> list[float]:
    s = np.linspace(0, 1, 129)
    p = _at_all(curve, a, b, s, what)
    i = np.nonzero((p[:-1] < value) != (p[1:] < value))[0]
    return [float(s[j] + (s[j + 1] - s[j]) * (value - p[j]) / (p[j + 1] - p[j])) for j in i]


def _located(curve: FoldCurve, a: FoldPoint, b: FoldPoint, s: float, value: float) -> FoldState | None:
    """The fold at a value of the parameter, from the cubic between two points, else from either; None where it is another or none."""
    family, old = curve.family, a.state
    T, tangent, null = (b.state.grid.transfer(y, old.grid) for y in (b.state.T, b.tangent, b.state.null))
    between = hermite(old.T, T, a.tangent, tangent, curve.length(a, b), np.array([s]))[0]
    strength = _at(curve, a, b, s, _strength)
    starts = ((old.grid, between, (1 - s) * old.null + s * null), *((p.grid, p.T, p.null) for p in (b.state, a.state)))
    for grid, T, null in starts:
        try:
            problem = family.near(value)[0]
            fitted = adapted_grid(grid, T, problem.relaxation_length, problem.levels)
            start, near_null = (grid.transfer(y, fitted) for y in (T, null))
            plane = Plane(np.zeros_like(start), 0.0, 1.0, value)
            state = solve_fold(family.local(value), fitted, start, near_null, (strength, value), plane)
        except (ConvergenceError, EndOfFamilyError):
            continue
        if abs(state.strength / strength - 1) < _NEAR:
            return state
    return None
