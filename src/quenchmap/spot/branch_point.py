"""Points of a branch of steady states, and the next one along the tangent."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from quenchmap.errors import ConvergenceError
from quenchmap.spot.curve_point import CurvePoint
from quenchmap.spot.family import Family
from quenchmap.spot.grid import Grid, adapted_grid
from quenchmap.spot.steady import Constraint, Polished, polish

_FINE = 1e-7  # last step of Newton's method beside a fold


@dataclass(frozen=True)
class Point(CurvePoint):
    """A steady state on the curve."""

    @property
    def parameter(self) -> float:
        """Drive or relaxation length."""
        return float(self.numbers[0])

    @property
    def rate(self) -> float:
        """Unit tangent, part of the parameter; changes sign at a fold."""
        return float(self.motion.numbers[0])


def corrected(family: Family, point: Point, step: float, refinement: int = 1, accuracy: float = _FINE) -> Point | None:
    """The steady state on the plane at distance `step` along the tangent of a point, or None.

    Args:
        family: The problem and its parameter.
        point: On the same branch.
        step: Distance, of either sign.
        refinement: Elements in the place of each one that the profile asks for.
        accuracy: Last step of Newton's method.
    """
    scale = float(point.scales[0])
    pull = point.rate / scale**2
    predicted_parameter = point.parameter + step * point.rate
    if predicted_parameter <= 0:
        return None

    def landed(grid: Grid, T: np.ndarray, at: float, fitted: bool) -> tuple[Polished, float]:
        problem = family.near(at)[0]
        edge = max(grid.outer_radius, family.domain(at))
        new = grid
        if refinement > 1 or edge > grid.outer_radius or not grid.serves(T, problem.relaxation_length, problem.levels):
            new = adapted_grid(grid, T, problem.relaxation_length, problem.levels, outer_radius=edge, refinement=refinement)
        if not fitted:
            new = replace(new, fitted=(), targets=())
        weights = new.core_weights * point.grid.transfer(point.tangent, new)
        aim = float(weights @ point.grid.transfer(point.T + step * point.tangent, new)) - pull * (at - predicted_parameter)
        polished = polish(family.local(at), at, new, grid.transfer(T, new), Constraint(weights, pull, aim), accuracy)
        return polished, at + polished.change

    grid, T, numbers = point.ahead(step, family.near(predicted_parameter)[0].response.bath_temperature)
    start = grid, T, max(float(numbers[0]), 0.5 * predicted_parameter)
    try:
        state, value = landed(*start, True)
        crossings = state.grid.crossings(state.T, family.near(value)[0].levels, iterations=1)
        if len(crossings) != len(state.grid.fitted):  # a crossing came or went
            state, value = landed(state.grid, state.T, value, True)
    except ConvergenceError:  # a grid at rest bears larger corrections; then fit to what came out
        if not point.grid.fitted:
            return None
        try:
            state, value = landed(*start, False)
            state, value = landed(state.grid, state.T, value, True)
        except ConvergenceError:
            return None
    weights = state.grid.core_weights * point.grid.transfer(point.tangent, state.grid)
    gone = float(weights @ (state.T - point.grid.transfer(point.T, state.grid))) + pull * (value - point.parameter)
    if step != 0 and not 0.5 < gone / step < 1.5:  # a narrow wall may meet the plane elsewhere, even behind the start
        return None
    return point_of(state, value, scale, point)


def point_of(state: Polished, value: float, scale: float, before: Point | Float[np.ndarray, " free"]) -> Point:
    """The point of a steady state; `before` as for `CurvePoint.found`."""
    return Point.found(state, np.array([value]), np.array([state.rate]), state.iterations, scales=np.array([scale]), before=before)
