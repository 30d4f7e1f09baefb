"""The curve of steady states against drive or relaxation length, through its folds.

Every point sits on a grid fitted to its own kinks, so the curve is smooth: on a fixed grid a wall that moves across nodes
makes the parameter wiggle, and small wiggles are false folds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float
from scipy.optimize import brentq

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.elements import carried
from quenchmap.spot.family import Family
from quenchmap.spot.grid import Grid, adapted_grid
from quenchmap.spot.steady import Constraint, Polished, border_of, polish

_LARGEST_STEP = 0.4
_SMALLEST_STEP = 1e-5
_LARGEST_TURN = 0.8  # cosine between successive tangents: a sharper turn may be a jump to another branch
_LARGEST_MISS = 0.15  # of a step's largest change of temperature: parallel branches have the same tangents, but not this


@dataclass(frozen=True)
class Point:
    """A steady state on the curve.

    Attributes:
        grid: Its fitted grid.
        T: Temperatures over T_c at the nodes.
        parameter: Drive or relaxation length.
        tangent: Unit tangent, part of the temperature at fixed radius.
        rate: Unit tangent, part of the parameter; changes sign at a fold.
        carried_T: The tangent once more, at nodes that move along with the fitted radii.
        carried_vertices: Rate of the vertices.
    """

    grid: Grid
    T: Float[np.ndarray, " nodes"] = field(repr=False)
    parameter: float
    tangent: Float[np.ndarray, " nodes"] = field(repr=False)
    rate: float
    carried_T: Float[np.ndarray, " nodes"] = field(repr=False)
    carried_vertices: Float[np.ndarray, " vertices"] = field(repr=False)

    def ahead(self, step: float, floor: float) -> tuple[Grid, Float[np.ndarray, " nodes"]]:
        """Grid and profile at a distance along the tangent: the walls move, not the temperatures at rest, so that long steps stay close."""
        vertices = self.grid.vertices + step * self.carried_vertices
        if np.all(np.diff(vertices) > 0.3 * np.diff(self.grid.vertices)):
            grid, T = replace(self.grid, vertices=vertices), self.T + step * self.carried_T
        else:
            grid, T = self.grid, self.T + step * self.tangent
        return grid, np.maximum(T, floor + 0.05 * (self.T - floor))


@dataclass(frozen=True)
class Fold:
    """A turning point of a branch.

    Attributes:
        parameter: Drive or relaxation length there.
        error: Its estimated error, from two grids.
        point: The steady state there.
    """

    parameter: float
    error: float
    point: Point


@dataclass(frozen=True)
class Branch:
    """Steady states along one curve.

    Attributes:
        family: The problem and its parameter.
        points: Steady states in order along the curve.
        scale: Change of the parameter that counts as much as a change of the temperature by T_c over an area z0^2.
    """

    family: Family
    points: list[Point] = field(repr=False)
    scale: float = 1.0

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
        for i, (a, b) in enumerate(zip(self.points[:-1], self.points[1:], strict=True)):
            b_T, b_tangent = (b.grid.transfer(y, a.grid) for y in (b.T, b.tangent))
            length = _distance(a, b_T, b.parameter, self.scale)
            s = np.linspace(0, 1, 129)
            p = _cubic(a.parameter, b.parameter, a.rate, b.rate, length, s)
            below = p < value
            for j in np.nonzero(below[:-1] != below[1:])[0]:
                t = s[j] + (s[j + 1] - s[j]) * (value - p[j]) / (p[j + 1] - p[j])
                after_turn = (p[j + 1] - p[j]) * a.rate < 0
                found.append(
                    (a.grid, _cubic(a.T, b_T, a.tangent, b_tangent, length, np.array([t]))[0], sum(k < i for k in turns) + int(after_turn))
                )
        return found

    def fold(self, turn: int) -> Fold:
        """The fold between points `turn` and `turn + 1`, located on re-corrected steady states of two grids.

        The rate dp/ds is brought to zero on corrected points; the parameter is second order in what is left of it. The error is the
        difference between the grid and one with elements half as long.

        Raises:
            ConvergenceError: When no corrected point can be found near the fold.
        """
        coarse = self._fold_point(self.points[turn], self.points[turn + 1], 1.0)
        fine = self._fold_point(self.points[turn], self.points[turn + 1], 2.0)
        return Fold(fine.parameter, abs(fine.parameter - coarse.parameter) + 1e-10, fine)

    def _fold_point(self, a: Point, b: Point, refinement: float) -> Point:
        """The corrected point of zero rate between two points, sought from the first and, where that fails, from the second."""
        length = _distance(a, b.grid.transfer(b.T, a.grid), b.parameter, self.scale)
        try:
            return self._rate_root(a, length, refinement)
        except ConvergenceError:  # a kink that enters the profile on one side of the fold
            return self._rate_root(b, -length, refinement)

    def _rate_root(self, base: Point, length: float, refinement: float) -> Point:
        found: dict[float, Point] = {}

        def rate(s: float) -> float:
            if s not in found:
                point = _corrected(self, base, s, refinement)
                if point is None:
                    where = f"A fold near {self.family.name} = {base.parameter:.6g}"
                    raise ConvergenceError(where, residual=s, iterations=len(found), remedy="Trace with shorter steps (`largest_step`).")
                found[s] = point
            return found[s].rate

        low, high = 0.0, length
        while rate(low) * base.rate < 0:  # the fold of the finer grid may lie a little outside
            low, high = low - 0.3 * high, low
        while rate(high) * base.rate > 0:
            low, high = high, 1.3 * high
        brentq(rate, low, high, xtol=1e-8)
        return min(found.values(), key=lambda point: abs(point.rate))


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
    here = polish(family.local(value), value, grid, T, Constraint(np.zeros_like(T), 1.0, 0.0))
    start = _with_tangent(here, value, np.zeros_like(here.T), float(np.sign(direction)), scale)
    return extended(Branch(family, [start], scale), stop, largest_step=largest_step, limit=limit)


def extended(branch: Branch, stop: Callable[[list[Point]], bool], *, largest_step: float = _LARGEST_STEP, limit: int = 1500) -> Branch:
    """The branch, followed on from its last point until `stop`; see `trace`."""
    parameter = branch.family.name
    points, step = list(branch.points), 0.3 * largest_step
    while len(points) < limit:
        point = points[-1]
        new = _corrected(branch, point, step)
        turn = -1.0 if new is None or _strays(point, new, branch.scale) else _cosine(point, new, branch.scale)
        if new is None or turn < _LARGEST_TURN:
            step *= 0.5
            if step < _SMALLEST_STEP:
                where = f"The branch at {parameter} = {point.parameter:.6g}"
                raise ConvergenceError(where, residual=step, iterations=len(points), remedy="Give another range of the parameter.")
            continue
        points.append(new)
        if stop(points):
            return replace(branch, points=points)
        step = min(largest_step, step * (1.5 if turn > 0.97 else 0.8 if turn < 0.9 else 1.0))
    where = f"The branch at {parameter} = {points[-1].parameter:.6g}"
    raise ConvergenceError(where, residual=step, iterations=limit, remedy="Give a narrower range of the parameter.")


def _distance(a: Point, T: np.ndarray, parameter: float, scale: float) -> float:
    return float(np.sqrt(np.sum(a.grid.core_weights * (T - a.T) ** 2) + ((parameter - a.parameter) / scale) ** 2))


def _strays(a: Point, b: Point, scale: float) -> bool:
    """Whether the profile changes from a to b otherwise than the mean of the tangents says: then b lies on another stretch.

    The largest change counts, for the small nucleus in which branches differ weighs little in the norm. Both gap edge and T_c
    enter a profile within a few 1e-3 T_c, where tangents change fast but changes are small.
    """
    T, tangent = (b.grid.transfer(y, a.grid) for y in (b.T, b.tangent))
    change = T - a.T
    off = change - 0.5 * _distance(a, T, b.parameter, scale) * (a.tangent + tangent)
    return bool(np.max(np.abs(off)) > _LARGEST_MISS * np.max(np.abs(change)) + 1e-3)


def _cosine(a: Point, b: Point, scale: float) -> float:
    return float(np.sum(b.grid.core_weights * a.grid.transfer(a.tangent, b.grid) * b.tangent) + a.rate * b.rate / scale**2)


def _cubic(
    a: np.ndarray | float, b: np.ndarray | float, da: np.ndarray | float, db: np.ndarray | float, length: float, s: np.ndarray
) -> np.ndarray:
    """Cubic through two values with slopes per arc length, at fractions s; shape (s, ...)."""
    s = s.reshape(-1, *[1] * np.ndim(a))
    return (1 + 2 * s) * (1 - s) ** 2 * a + s * (1 - s) ** 2 * length * da + s**2 * (3 - 2 * s) * b - s**2 * (1 - s) * length * db


def _corrected(branch: Branch, point: Point, step: float, refinement: float = 1.0) -> Point | None:
    """The steady state on the plane at distance `step` along the tangent of `point`, or None."""
    family, scale = branch.family, branch.scale
    pull = point.rate / scale**2
    predicted_parameter = point.parameter + step * point.rate
    if predicted_parameter <= 0:
        return None

    def landed(grid: Grid, T: np.ndarray, at: float, fitted: bool) -> tuple[Polished, float]:
        problem = family.at(at)[0]
        new = adapted_grid(grid, T, problem.relaxation_length, problem.levels, refinement=refinement)
        if not fitted:
            new = replace(new, fitted=(), targets=())
        weights = new.core_weights * point.grid.transfer(point.tangent, new)
        aim = float(weights @ point.grid.transfer(point.T + step * point.tangent, new)) - pull * (at - predicted_parameter)
        polished = polish(family.local(at), at, new, grid.transfer(T, new), Constraint(weights, pull, aim))
        return polished, at + polished.change

    start = point.ahead(step, family.at(predicted_parameter)[0].response.bath_temperature)
    try:
        state, value = landed(*start, predicted_parameter, True)
        if len(state.grid.crossings(state.T, family.at(value)[0].levels, iterations=1)) != len(
            state.grid.fitted
        ):  # a crossing came or went
            state, value = landed(state.grid, state.T, value, True)
    except ConvergenceError:  # a grid at rest bears larger corrections; then fit to what came out
        if not point.grid.fitted:
            return None
        try:
            state, value = landed(*start, predicted_parameter, False)
            state, value = landed(state.grid, state.T, value, True)
        except ConvergenceError:
            return None
    tangent = point.grid.transfer(point.tangent, state.grid)
    weights = state.grid.core_weights * tangent
    gone = float(weights @ (state.T - point.grid.transfer(point.T, state.grid))) + pull * (value - point.parameter)
    if step != 0 and not 0.5 < gone / step < 1.5:  # a narrow wall may meet the plane elsewhere, even behind the start
        return None
    return _with_tangent(state, value, tangent, point.rate, scale)


def _with_tangent(polished: Polished, parameter: float, tangent: np.ndarray, rate: float, scale: float) -> Point:
    """The point of a polished state, with its unit tangent turned the way of `tangent` and `rate`.

    The fitted radii move along: the rate is the exact derivative of the discrete solution, so that a fold is where it vanishes.
    """
    grid, weights = polished.grid, polished.grid.core_weights
    moved = polished.rate_radii @ border_of(grid).moves
    along = polished.rate_T - carried(grid.vertices, polished.T, moved)
    norm = np.sqrt(np.sum(weights * along**2) + (polished.rate / scale) ** 2)
    norm = norm if np.sum(weights * along * tangent) + polished.rate * rate / scale**2 >= 0 else -norm
    return Point(grid, polished.T, parameter, along / norm, polished.rate / norm, polished.rate_T / norm, moved / norm)
