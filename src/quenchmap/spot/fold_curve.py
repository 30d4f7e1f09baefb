"""The curve of folds in two parameters, drive and another: where states appear and vanish, through the cusps where folds merge."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
from jaxtyping import Float
from scipy.optimize import brentq

from quenchmap.errors import ConvergenceError
from quenchmap.spot.curve_point import CurvePoint, next_step
from quenchmap.spot.family import EndOfFamilyError, Family
from quenchmap.spot.fold import PUSHES, FoldState, Plane, solve_fold
from quenchmap.spot.grid import Grid, adapted_grid

_LARGEST_STEP = 0.4
_SMALLEST_STEP = 1e-6
_LARGEST_TURN = 0.643  # radians between successive tangents
_LARGEST_TURN_AT_KINK = 1.047
_SOFT = 6e-3  # in T_c
_KINK_STEP = 0.02  # of the largest step: shorter ones fail only where a kink enters or leaves the profile
_LARGEST_MISS = 0.4  # of a step's largest change; tangents themselves leap where T_c or the gap edge enters the fold's profile


@dataclass(frozen=True)
class Cusp:
    """A point where two folds merge: beyond it, neither is left.

    Attributes:
        parameter: The family's parameter there.
        strength: The drive there.
        error: Estimated errors of parameter and strength, from two grids.
        state: The steady state there.
    """

    parameter: float
    strength: float
    error: tuple[float, float]
    state: FoldState


@dataclass(frozen=True)
class FoldPoint(CurvePoint):
    """A fold on the curve.

    Attributes:
        state: The fold.
    """

    state: FoldState = field(repr=False)

    @property
    def strength(self) -> float:
        """Unit tangent, part of the strength."""
        return float(self.motion.numbers[0])

    @property
    def parameter(self) -> float:
        """Unit tangent, part of the parameter."""
        return float(self.motion.numbers[1])


@dataclass(frozen=True)
class FoldCurve:
    """Folds along one curve.

    Attributes:
        family: The problem at unit drive, and the parameter.
        points: Folds in order along the curve.
        end: Why the curve ends before it was told to stop; empty where it does not.
        scale: Changes of strength and parameter that count as much as a change of the temperature by T_c over an area z0^2.
    """

    family: Family
    points: list[FoldPoint] = field(repr=False)
    scale: tuple[float, float]
    end: str = ""

    @property
    def parameters(self) -> Float[np.ndarray, " points"]:
        """Parameter along the curve."""
        return np.array([p.state.parameter for p in self.points])

    @property
    def strengths(self) -> Float[np.ndarray, " points"]:
        """Drive along the curve."""
        return np.array([p.state.strength for p in self.points])

    def length(self, a: FoldPoint, b: FoldPoint) -> float:
        """Distance between two points in the norm of the curve."""
        return a.distance(b)

    def cusps(self) -> list[Cusp]:
        """Where strength and parameter turn back together, located on re-corrected folds of two grids."""
        found = []
        for a, b in zip(self.points[:-1], self.points[1:], strict=True):
            if a.parameter * b.parameter < 0 and a.strength * b.strength < 0:
                coarse, fine = (self._cusp(a, b, refinement) for refinement in (1, 2))
                error = (abs(fine.parameter - coarse.parameter), abs(fine.strength - coarse.strength))
                found.append(Cusp(fine.parameter, fine.strength, error, fine))
        return found

    def _cusp(self, a: FoldPoint, b: FoldPoint, refinement: int) -> FoldState:
        seen: dict[float, FoldPoint] = {}

        def rate(s: float) -> float:
            if s not in seen:
                point = _corrected(self, a, s, refinement)
                if point is None:
                    raise ConvergenceError("A cusp", residual=s, iterations=len(seen), remedy="Trace the folds with shorter steps.")
                seen[s] = point
            return seen[s].parameter / self.scale[1] + np.sign(a.parameter * a.strength) * seen[s].strength / self.scale[0]

        high = a.distance(b)
        while rate(high) * rate(0.0) > 0:
            high *= 1.3
        brentq(rate, 0.0, high, xtol=1e-7)
        return min(seen.values(), key=lambda p: abs(p.parameter) / self.scale[1] + abs(p.strength) / self.scale[0]).state


def trace_folds(
    family: Family,
    start: FoldState,
    *,
    direction: float,
    stop: Callable[[list[FoldPoint]], bool],
    scale: tuple[float, float],
    largest_step: float = _LARGEST_STEP,
    limit: int = 400,
) -> FoldCurve:
    """Follow folds until `stop`.

    Args:
        family: The problem at unit drive, and the parameter.
        start: A fold; its strength is its drive.
        direction: Sign of the parameter's first change.
        stop: Called with the points so far after each new one.
        scale: See `FoldCurve`.
        largest_step: Longest step in the norm of area-weighted temperature, strength and parameter.
        limit: Most points.

    Raises:
        ConvergenceError: When the curve cannot be followed; nothing is skipped.
    """
    here = solve_fold(
        family.local(start.parameter),
        start.grid,
        start.T,
        start.null,
        (start.strength, start.parameter),
        Plane(np.zeros_like(start.T), 0.0, 1.0, start.parameter),
    )
    first = _point(here, scale, np.array([0.0, np.sign(direction)]))
    curve = FoldCurve(family, [first], scale)
    step, jump, tried = 0.3 * largest_step, 0.0, None
    while len(curve.points) < limit:
        point = curve.points[-1]
        try:
            new = _corrected(curve, point, step)
        except EndOfFamilyError as end:
            return replace(curve, end=str(end))
        if new is None or new.angle > _LARGEST_TURN or _strays(point, new):
            step, new = 0.5 * step, None
            if step < _KINK_STEP * largest_step and tried is not point:
                tried, new = point, _beyond_kink(curve, largest_step, jump)
                jump = 0.0 if new is None else new.chord
                step = jump or step
            elif step < _SMALLEST_STEP:
                where = f"The curve of folds at {family.name} = {point.state.parameter:.6g}"
                raise ConvergenceError(where, residual=step, iterations=len(curve.points), remedy="Give another range of the parameter.")
        if new is None:
            continue
        curve.points.append(new)
        if stop(curve.points):
            return curve
        step = next_step(curve.points, step, largest_step)
    where = f"The curve of folds at {family.name} = {curve.points[-1].state.parameter:.6g}"
    raise ConvergenceError(where, residual=step, iterations=limit, remedy="Give a narrower range of the parameter.")


def _beyond_kink(curve: FoldCurve, largest_step: float, last: float) -> FoldPoint | None:
    """A fold a longer step ahead, where T_c or the gap edge enters or leaves the profile: no grid can be fitted over a short stretch.

    A fold is soft along its null vector: from profiles pushed along it, to either side of the kink, Newton's method finds the next one.
    Steps longer than the last such step are tried first.
    """
    point = curve.points[-1]
    steps = sorted((f * largest_step for f in (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)), key=lambda s: (s < 1.5 * last, s))
    for step, push in product(steps, PUSHES):
        new = _corrected(curve, point, step, push=push)
        if new is not None and new.angle < _LARGEST_TURN_AT_KINK and not _strays(point, new):
            return new
    return None


def _strays(a: FoldPoint, b: FoldPoint) -> bool:
    """Whether b is a fold of another curve.

    Then profile and strength change otherwise than the mean of the tangents says, or states open to the wrong side of the drive: the
    side changes where the parameter turns and nowhere else.
    """
    if a.state.opening * a.parameter * b.state.opening * b.parameter < 0:
        return True
    grid = a.state.grid
    T, tangent = (b.state.grid.transfer(y, grid) for y in (b.state.T, b.tangent))
    half = 0.5 * b.chord
    change, strength = T - a.state.T, b.state.strength - a.state.strength
    off = np.max(np.abs(change - half * (a.tangent + tangent)))
    strength_off = abs(strength - half * (a.strength + b.strength))
    # along its null vector a fold is soft: where T_c enters the profile inside an element the profile jumps a little, not the strength
    far = off > _LARGEST_MISS * np.max(np.abs(change)) + _SOFT
    return bool(far or strength_off > _LARGEST_MISS * abs(strength) + 1e-4 * a.scales[0])


def _corrected(curve: FoldCurve, point: FoldPoint, step: float, refinement: int = 1, push: float = 0.0) -> FoldPoint | None:
    """The fold on the plane at distance `step` along the tangent of `point`, or None; the guess may be pushed along the null vector."""
    family, scale, old = curve.family, curve.scale, point.state
    strength, parameter = old.strength + step * point.strength, old.parameter + step * point.parameter
    if strength <= 0 or parameter <= 0:
        return None
    problem = family.near(parameter)[0]
    grid, T, start = point.ahead(step, problem.response.bath_temperature)
    if push != 0:
        null = old.grid.transfer(old.null, grid)
        T = np.maximum(T + push / np.max(np.abs(null)) * null, problem.response.bath_temperature)
    pulls = point.strength / scale[0] ** 2, point.parameter / scale[1] ** 2

    def landed(grid: Grid, T: np.ndarray, at: tuple[float, float]) -> FoldState:
        edge = max(grid.outer_radius, family.domain(parameter, strength))
        new = adapted_grid(grid, T, problem.relaxation_length, problem.levels, outer_radius=edge, refinement=refinement)
        weights = new.core_weights * old.grid.transfer(point.tangent, new)
        aim = weights @ old.grid.transfer(old.T + step * point.tangent, new) + pulls[0] * strength + pulls[1] * parameter
        null = old.grid.transfer(old.null, new)
        return solve_fold(family.local(parameter), new, grid.transfer(T, new), null, at, Plane(weights, *pulls, float(aim)))

    try:
        state = landed(grid, T, (float(start[0]), float(start[1])))
        if len(state.grid.crossings(state.T, problem.levels, iterations=1)) != len(state.grid.fitted):  # a crossing came or went
            state = landed(state.grid, state.T, (state.strength, state.parameter))
    except ConvergenceError:
        return None
    return _point(state, scale, point)


def _point(state: FoldState, scale: tuple[float, float], before: FoldPoint | np.ndarray) -> FoldPoint:
    numbers, rates = np.array([state.strength, state.parameter]), np.array([state.rate_strength, state.rate_parameter])
    return FoldPoint.found(state, numbers, rates, state.iterations, scales=np.array(scale), before=before, state=state)
