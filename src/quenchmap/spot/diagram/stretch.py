"""Branches cut to a range of their parameter: what of a curve lies inside, its ends exactly on the edges, its folds among the points."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.hermite import hermite
from quenchmap.spot.branch import Branch, Fold
from quenchmap.spot.branch_point import Point
from quenchmap.spot.family import EndOfFamilyError, Family
from quenchmap.spot.grid import Grid, adapted_grid
from quenchmap.spot.steady import Constraint, polish

_ASTRAY = 0.05  # in T_c: a state polished at a given parameter that lies farther from its guess is another one


@dataclass(frozen=True)
class Sample:
    """A steady state of a stretch.

    Attributes:
        grid: Its fitted grid.
        T: Temperatures over T_c at the nodes.
        parameter: The parameter.
        arc: Length along the branch.
        rate: Change of the parameter per length; 0 at a fold.
        piece: Folds passed since the branch began.
        fold: The fold that it is, if it is one.
        edge: Whether it lies on an edge of the range.
    """

    grid: Grid = field(repr=False)
    T: Float[np.ndarray, " nodes"] = field(repr=False)
    parameter: float
    arc: float
    rate: float
    piece: int
    fold: Fold | None = None
    edge: bool = False


def stretches(branch: Branch, low: float, high: float, folds: dict[int, Fold]) -> list[list[Sample]]:
    """The parts of a branch inside a range, in order.

    Args:
        branch: The branch.
        low: Lower edge.
        high: Upper edge.
        folds: Refined folds by the index of the point before them; those outside the range may be left out.
    """
    found: list[list[Sample]] = [[]]
    for sample in _samples(branch, (low, high), folds):
        if sample.edge and found[-1]:
            found[-1].append(sample)
            found.append([])
        elif low <= sample.parameter <= high:
            found[-1].append(sample)
        elif found[-1]:  # it has left without a state on the edge
            found.append([])
    return [each for each in found if len(each) > 1]


def _samples(branch: Branch, edges: tuple[float, float], folds: dict[int, Fold]) -> Iterator[Sample]:
    points, turns = branch.points, branch.turns
    arc, piece = 0.0, 0
    for k, a in enumerate(points):
        yield Sample(a.grid, a.T, a.parameter, arc, a.rate, piece)
        if k + 1 == len(points):
            return
        b = points[k + 1]
        length = branch.length(a, b)
        between: list[tuple[float, Sample]] = []
        turn = _turning(branch, a, b) if k in turns else 2.0
        if k in folds:
            state = folds[k].state
            between.append((turn, Sample(state.grid, state.T, folds[k].parameter, arc + turn * length, 0.0, piece, folds[k])))
        for edge in edges:
            for s in _crossings(branch, a, b, edge):
                found = _on_edge(branch, a, b, s, edge)
                if found is not None:
                    rate = (_parameter(branch, a, b, s + 1e-4) - _parameter(branch, a, b, s - 1e-4)) / (2e-4 * length)
                    between.append((s, Sample(*found, edge, arc + s * length, rate, piece + int(s > turn), edge=True)))
        yield from (sample for _, sample in sorted(between, key=lambda pair: pair[0]))
        arc += length
        piece += int(k in turns)


def _parameter(branch: Branch, a: Point, b: Point, s: float) -> float:
    return float(hermite(a.parameter, b.parameter, a.rate, b.rate, branch.length(a, b), np.array([s]))[0])


def _turning(branch: Branch, a: Point, b: Point) -> float:
    s, p = branch.path(a, b)
    return float(s[np.argmax(np.sign(a.rate) * p)])


def _crossings(branch: Branch, a: Point, b: Point, value: float) -> list[float]:
    if a.parameter == value:  # a branch that begins on the edge
        return []
    s, p = branch.path(a, b)
    i = np.nonzero((p[:-1] < value) != (p[1:] < value))[0]
    return [float(s[j] + (s[j + 1] - s[j]) * (value - p[j]) / (p[j + 1] - p[j])) for j in i]


def _on_edge(branch: Branch, a: Point, b: Point, s: float, value: float) -> tuple[Grid, np.ndarray] | None:
    b_T, b_tangent = (b.grid.transfer(y, a.grid) for y in (b.T, b.tangent))
    return settled(branch.family, value, a.grid, hermite(a.T, b_T, a.tangent, b_tangent, branch.length(a, b), np.array([s]))[0])


def settled(family: Family, value: float, grid: Grid, T: Float[np.ndarray, " nodes"]) -> tuple[Grid, Float[np.ndarray, " nodes"]] | None:
    """The steady state at a value of the parameter close to a profile, on its fitted grid; None where there is none or it is another."""
    try:
        problem = family.near(value)[0]
        fitted = adapted_grid(grid, T, problem.relaxation_length, problem.levels)
        start = grid.transfer(T, fitted)
        state = polish(family.local(value), value, fitted, start, Constraint(np.zeros_like(start), 1.0, 0.0))
    except (ConvergenceError, EndOfFamilyError):
        return None
    return (state.grid, state.T) if np.max(np.abs(state.grid.transfer(state.T, fitted) - start)) < _ASTRAY else None
