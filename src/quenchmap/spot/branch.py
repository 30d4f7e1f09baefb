"""The curve of steady states against drive or relaxation length, through its folds.

Every point sits on a grid fitted to its own kinks, so the curve is smooth: on a fixed grid a wall that moves across nodes
makes the parameter wiggle, and small wiggles are false folds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.hermite import hermite
from quenchmap.spot.branch_point import Point, corrected, point_of
from quenchmap.spot.curve_point import next_step
from quenchmap.spot.family import EndOfFamilyError, Family
from quenchmap.spot.fold import PUSHES, FoldState, Plane, solve_fold
from quenchmap.spot.grid import Grid, adapted_grid
from quenchmap.spot.steady import polish

_LARGEST_STEP = 0.4
_SMALLEST_STEP = 1e-5
_LARGEST_TURN = 0.643  # radians between successive tangents: a sharper turn may be a jump to another branch
_THIN_RING = 3e-7  # relative change of such a point by a ring above the gap edge too thin to be fitted; 1e-7 was seen
_SHARP = 1e-3  # largest relative error of a fold that is a turning point enclosed from both sides
_ACCURACY = 1e-5  # of the last Newton step: its square, or ten times that, is what is left
_WAY = np.linspace(0, 1, 129)  # fractions of a piece at which its parameter is looked at
_LARGEST_MISS = 0.15  # of a step's largest change of temperature: parallel branches have the same tangents, but not this


@dataclass(frozen=True)
class Fold:
    """A turning point of a branch.

    Attributes:
        parameter: Drive or relaxation length there.
        error: Its estimated error, from two grids.
        state: The steady state there.
    """

    parameter: float
    error: float
    state: FoldState


@dataclass(frozen=True)
class Branch:
    """Steady states along one curve.

    Attributes:
        family: The problem and its parameter.
        points: Steady states in order along the curve.
        scale: Change of the parameter that counts as much as a change of the temperature by T_c over an area z0^2.
        end: Why the branch ends before it was told to stop; empty where it does not.
    """

    family: Family
    points: list[Point] = field(repr=False)
    scale: float = 1.0
    end: str = ""

    @property
    def values(self) -> Float[np.ndarray, " points"]:
        """Parameter along the curve."""
        return np.array([p.parameter for p in self.points])

    @property
    def turns(self) -> list[int]:
        """Index i of every fold between points i and i + 1."""
        rates = np.array([p.rate for p in self.points])
        return [int(i) for i in np.nonzero(rates[:-1] * rates[1:] < 0)[0]]

    def crossings(self, value: float) -> list[tuple[Grid, np.ndarray, int]]:
        """Where the curve crosses `value` of the parameter.

        Returns:
            Grid, interpolated profile and number of folds passed since the start of the curve, for each crossing. A piece
            that turns is followed with the cubic through its ends, so that a pair of crossings near a fold is not lost.
        """
        found = []
        turns = self.turns
        for i, (a, b) in enumerate(pairwise(self.points)):
            before = sum(k < i for k in turns)
            if i in turns and self._close_to_fold(a, b, value):
                fold = self._near_fold(i)
                for start, end, base, folds in ((a, fold, 1.0, before), (fold, b, 0.0, before + 1)):
                    for t, _ in self._fractions(start, end, value):
                        near = self._followed(fold, (t - base) * self.length(start, end), value)
                        found += [(near.grid, near.T, folds)] if near else []
            elif fractions := _crossed(self._courses[i], a.rate, value):
                b_T, b_tangent = (b.grid.transfer(y, a.grid) for y in (b.T, b.tangent))
                for t, turned in fractions:
                    T = hermite(a.T, b_T, a.tangent, b_tangent, self.length(a, b), np.array([t]))[0]
                    found.append((a.grid, T, before + int(turned)))
        return found

    def length(self, a: Point, b: Point) -> float:
        """Distance between two points in the norm of the branch."""
        return a.distance(b)

    def path(self, a: Point, b: Point) -> tuple[np.ndarray, np.ndarray]:
        """Fractions of the way between two points, and the parameter there along the cubic through them."""
        return _WAY, hermite(a.parameter, b.parameter, a.rate, b.rate, self.length(a, b), _WAY)

    @cached_property
    def _courses(self) -> list[np.ndarray]:
        """The parameter along each piece, as `path` has it: kept, since a branch is asked at many values."""
        return [self.path(a, b)[1] for a, b in pairwise(self.points)]

    def _close_to_fold(self, a: Point, b: Point, value: float) -> bool:
        """Whether a value lies beyond both ends of a piece that turns, up to about where it does: there the cubic is not good enough."""
        sign = np.sign(a.rate)
        furthest = max(sign * a.parameter, sign * b.parameter)
        top = np.max(sign * self.path(a, b)[1])
        return bool(furthest <= sign * value <= top + 0.5 * (top - furthest))

    def _fractions(self, a: Point, b: Point, value: float) -> list[tuple[float, bool]]:
        """Where the cubic between two points crosses a value, and whether it has turned by then."""
        return _crossed(self.path(a, b)[1], a.rate, value)

    def _followed(self, fold: Point, s: float, value: float) -> Point | None:
        """The corrected point beside a fold where the parameter has a value: Newton's method at that value may choose the other state."""
        point = None
        for _ in range(6):
            point = corrected(self.family, fold, s)
            if point is None or abs(value - point.parameter) < 1e-13 * abs(value):
                break
            s += float(np.clip((value - point.parameter) / point.rate, -0.5 * abs(s), 0.5 * abs(s)))
        return point

    def fold(self, turn: int) -> Fold:
        """The fold between points `turn` and `turn + 1`, by the minimally augmented system on two grids.

        The error is the difference between the grid and one with elements half as long. Where the profile just reaches the gap edge the
        branch turns sharply, and that system has no solution: the fold is then the turning point itself, enclosed from both sides.

        Raises:
            ConvergenceError: When no fold is found there.
        """
        near = self._near_fold(turn, 0.02)
        try:
            coarse, fine = self._augmented(near)
        except ConvergenceError:
            low, high = self._enclosed(turn)
            best = max(low, high, key=lambda p: float(np.sign(low.rate)) * p.parameter)
            again = corrected(self.family, best, 0.0, refinement=2)
            error = np.inf if again is None else abs(again.parameter - best.parameter)
            error += 0.5 * self.length(low, high) * (abs(low.rate) + abs(high.rate)) + _THIN_RING * abs(best.parameter)
            if error > _SHARP * abs(best.parameter):
                raise
            opening, still = -float(np.sign(low.rate)), np.zeros_like(best.T)
            rates = still, np.zeros(0), 0.0, 0.0
            state = FoldState(best.grid, best.T, 1.0, best.parameter, best.tangent, opening, *rates, abs(best.rate), 0)
            return Fold(float(best.parameter), float(error), state)
        return Fold(fine.parameter, abs(fine.parameter - coarse.parameter) + abs(fine.parameter) * 1e-12, fine)

    def _augmented(self, near: Point) -> tuple[FoldState, FoldState]:
        """The fold next to a point, on two grids.

        A thin ring above the gap edge is not seen from profiles that do not reach it: then it is looked for from pushed ones.

        Raises:
            ConvergenceError: When none is found.
        """
        astray = np.inf
        for push in PUSHES:
            pushed = np.maximum(near.T + push / np.max(np.abs(near.tangent)) * near.tangent, 0.5 * near.T)
            try:
                coarse = _fold_of(self.family, near.grid, pushed, near.tangent, near.parameter, 1)
                fine = _fold_of(self.family, coarse.grid, coarse.T, coarse.null, coarse.parameter, 2)
            except ConvergenceError:
                continue
            astray = max(abs(f.parameter - near.parameter) for f in (coarse, fine))
            if astray < _SHARP * abs(near.parameter):  # else on another fold
                return coarse, fine
        raise ConvergenceError("A fold", residual=astray, iterations=15, remedy="Trace with shorter steps, or away from the fold.")

    def _enclosed(self, turn: int) -> tuple[Point, Point]:
        """Corrected points on both sides of a fold, halved together."""
        low, high = self.points[turn], self.points[turn + 1]
        for _ in range(24):
            length = self.length(low, high)
            new = corrected(self.family, low, 0.5 * length) or corrected(self.family, high, -0.5 * length)
            if new is None:
                break
            low, high = (new, high) if new.rate * low.rate > 0 else (low, new)
        return low, high

    def _near_fold(self, turn: int, rate: float = 1e-6) -> Point:
        """A corrected point at a fold, up to a rate: at 1e-6 the parameter is right to 1e-11 or so."""
        low, high = self.points[turn], self.points[turn + 1]
        best = min(low, high, key=lambda p: abs(p.rate))
        for _ in range(12):
            if abs(best.rate) < rate:
                break
            length = self.length(low, high)
            fraction = min(max(low.rate / (low.rate - high.rate), 0.02), 0.98)
            new = corrected(self.family, low, fraction * length)
            if new is None:  # a kink that enters the profile on one side of the fold
                new = corrected(self.family, high, (fraction - 1) * length)
            if new is None:
                break
            low, high = (new, high) if new.rate * low.rate > 0 else (low, new)
            best = min(best, new, key=lambda p: abs(p.rate))
        return best


def _fold_of(family: Family, grid: Grid, T: np.ndarray, null: np.ndarray, value: float, refinement: int) -> FoldState:
    problem = family.near(value)[0]
    fitted = adapted_grid(grid, T, problem.relaxation_length, problem.levels, refinement=refinement)
    T, null = (grid.transfer(y, fitted) for y in (T, null))
    plane = Plane(np.zeros_like(T), 1.0, 0.0, 1.0)  # the family's own drive
    return solve_fold(family.local(value), fitted, T, null, (1.0, value), plane)


def trace(
    family: Family,
    value: float,
    grid: Grid,
    T: Float[np.ndarray, " nodes"],
    *,
    direction: float,
    stop: Callable[[list[Point]], bool],
    largest_step: float = _LARGEST_STEP,
    limit: int = 1500,
    scale: float = 1.0,
) -> Branch:
    """Follow the curve through a steady state until `stop`.

    Args:
        family: The problem and the parameter to change.
        value: The parameter at the start.
        grid: Fitted grid of the steady state.
        T: Its temperatures.
        direction: Sign of the parameter's first change.
        stop: Called with the points so far after each new one.
        largest_step: Longest step in the norm of area-weighted temperature and parameter; see `Branch.scale`.
        limit: Most points.
        scale: See `Branch`.

    Raises:
        ConvergenceError: When the curve cannot be followed; nothing is skipped.
    """
    here = polish(family.local(value), value, grid, T)
    start = point_of(here, value, scale, np.array([np.sign(direction)]))
    return extended(Branch(family, [start], scale), stop, largest_step=largest_step, limit=limit)


def extended(branch: Branch, stop: Callable[[list[Point]], bool], *, largest_step: float = _LARGEST_STEP, limit: int = 1500) -> Branch:
    """The branch, followed on from its last point until `stop`; see `trace`."""
    parameter = branch.family.name
    points, step = list(branch.points), 0.3 * largest_step
    while len(points) < limit:
        point = points[-1]
        try:
            new = corrected(branch.family, point, step, accuracy=_ACCURACY)
        except EndOfFamilyError as end:
            return replace(branch, points=points, end=str(end))
        if new is None or new.angle > _LARGEST_TURN or _strays(point, new):
            step *= 0.25 if new is None else 0.5
            if step < _SMALLEST_STEP:
                where = f"The branch at {parameter} = {point.parameter:.6g}"
                raise ConvergenceError(where, residual=step, iterations=len(points), remedy="Give another range of the parameter.")
            continue
        points.append(new)
        if stop(points):
            return replace(branch, points=points)
        step = next_step(points, step, largest_step)
    where = f"The branch at {parameter} = {points[-1].parameter:.6g}"
    raise ConvergenceError(where, residual=step, iterations=limit, remedy="Give a narrower range of the parameter.")


def _strays(a: Point, b: Point) -> bool:
    """Whether the profile changes from a to b otherwise than the mean of the tangents says: then b lies on another stretch.

    The largest change counts, for the small nucleus in which branches differ weighs little in the norm. Both gap edge and T_c
    enter a profile within a few 1e-3 T_c, where tangents change fast but changes are small.
    """
    T, tangent = (a.grid.transfer(y, b.grid) for y in (a.T, a.tangent))
    change = b.T - T
    off = change - 0.5 * b.chord * (tangent + b.tangent)
    return bool(np.abs(off).max() > _LARGEST_MISS * np.abs(change).max() + 1e-3)


def _crossed(p: np.ndarray, rate: float, value: float) -> list[tuple[float, bool]]:
    """Fractions of a piece at which the parameter p along it crosses a value, and whether it has turned by then from its first rate."""
    return [
        (float(_WAY[j] + (_WAY[j + 1] - _WAY[j]) * (value - p[j]) / (p[j + 1] - p[j])), bool((p[j + 1] - p[j]) * rate < 0))
        for j in np.nonzero((p[:-1] < value) != (p[1:] < value))[0]
    ]
