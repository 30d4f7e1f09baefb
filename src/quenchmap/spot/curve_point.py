"""Points of a curve of profiles, such as a branch of steady states or a curve of folds, and where the curve goes from there.

Where fitted radii move, profiles are followed at nodes that move along: there the curve is smooth although walls are steep.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self, TypeVar, cast

import numpy as np
from jaxtyping import Float

from quenchmap.numerics.elements import interpolated, interpolation
from quenchmap.spot.grid import Grid

_LARGEST_BEND = 0.5  # of the way along the tangent: a cubic that bends more says little
_USUAL_ANGLE = 0.35  # between successive tangents: steps grow while they turn less
_USUAL_STEPS = 8  # of Newton's method, likewise


class Solved(Protocol):
    """What Newton's method gives on a curve: a profile and its rates at nodes that move with the fitted radii."""

    @property
    def grid(self) -> Grid:
        """Fitted grid."""
        ...

    @property
    def T(self) -> Float[np.ndarray, " nodes"]:
        """Temperatures."""
        ...

    @property
    def rate_T(self) -> Float[np.ndarray, " nodes"]:
        """Their rates."""
        ...

    @property
    def rate_radii(self) -> Float[np.ndarray, " radii"]:
        """Rates of the fitted radii."""
        ...


@dataclass(frozen=True)
class Motion:
    """A derivative along a curve, at nodes that move with the fitted radii.

    Attributes:
        values: Those of temperatures, vertices and free parameters, one after the other.
        nodes: How many temperatures.
        free: How many free parameters.
    """

    values: Float[np.ndarray, " all"]
    nodes: int
    free: int

    @classmethod
    def of(cls, T: Float[np.ndarray, " nodes"], vertices: Float[np.ndarray, " vertices"], numbers: Float[np.ndarray, " free"]) -> "Motion":
        """The motion with given parts."""
        return cls(np.concatenate([T, vertices, numbers]), len(T), len(numbers))

    @property
    def T(self) -> Float[np.ndarray, " nodes"]:
        """Of the temperatures."""
        return self.values[: self.nodes]

    @property
    def vertices(self) -> Float[np.ndarray, " vertices"]:
        """Of the vertices."""
        return self.values[self.nodes : -self.free]

    @property
    def numbers(self) -> Float[np.ndarray, " free"]:
        """Of the free parameters."""
        return self.values[-self.free :]

    def __mul__(self, factor: float) -> "Motion":
        return Motion(factor * self.values, self.nodes, self.free)

    def __add__(self, other: "Motion") -> "Motion":
        return Motion(self.values + other.values, self.nodes, self.free)


@dataclass(frozen=True)
class Past:
    """The point before on a curve, at the nodes that moved from there.

    Attributes:
        motion: Unit tangent there.
        change: From there to here.
        length: Of the curve between.
    """

    motion: Motion
    change: Motion
    length: float

    def bend(self, here: Motion, step: float) -> Motion:
        """What the cubic through both points, with their tangents, adds to the straight way ahead."""
        t = step / self.length
        values = (step * t * (2 + t)) * here.values + (step * t * (1 + t)) * self.motion.values - (t * t * (3 + 2 * t)) * self.change.values
        return Motion(values, here.nodes, here.free)

    def reversed(self) -> "Past":
        """The same on the curve run through the other way: the point then lies ahead."""
        return Past(self.motion * -1.0, self.change, -self.length)


@dataclass(frozen=True)
class CurvePoint:
    """A profile with the free parameters, and the unit tangent of the curve.

    Attributes:
        grid: Its fitted grid.
        T: Temperatures over T_c at the nodes.
        numbers: Free parameters.
        scales: Changes of the parameters that count as much as a change of the temperature by T_c over an area z0^2.
        tangent: Unit tangent, part of the temperature at fixed radius.
        motion: The tangent once more, at nodes that move along.
        past: The point before; None without one, and where its radii do not correspond.
        chord: Distance from the point before; 0 without one.
        angle: Between its tangent and this one.
        newton_steps: Newton steps that it took.
    """

    grid: Grid
    T: Float[np.ndarray, " nodes"] = field(repr=False)
    numbers: Float[np.ndarray, " free"]
    scales: Float[np.ndarray, " free"] = field(repr=False)
    tangent: Float[np.ndarray, " nodes"] = field(repr=False)
    motion: Motion = field(repr=False)
    past: Past | None = field(repr=False)
    chord: float
    angle: float
    newton_steps: int

    @classmethod
    def found(
        cls,
        solved: Solved,
        numbers: Float[np.ndarray, " free"],
        rates: Float[np.ndarray, " free"],
        newton_steps: int,
        *,
        scales: Float[np.ndarray, " free"],
        before: "CurvePoint | Float[np.ndarray, ' free']",
        **own: Any,
    ) -> Self:
        """The point of a solution, with its unit tangent turned the way of the point before, or of first rates of the parameters.

        The fitted radii move along: the rate of a parameter is the exact derivative of the discrete solution, so that a fold is where
        it vanishes.
        """
        grid, weights, T = solved.grid, solved.grid.core_weights, solved.T
        moved = grid.displaced(solved.rate_radii)
        along = grid.at_rest(solved.rate_T, T, moved)
        weighted, scaled = weights * along, rates / scales
        norm = math.sqrt(weighted @ along + scaled @ scaled)
        if isinstance(before, np.ndarray):
            forward, past, chord, angle = float(scaled @ (before / scales)), None, 0.0, 0.0
        else:
            chord = _distance(grid, T, numbers, scales, before)
            forward = float(weighted @ before.grid.transfer(before.tangent, grid) + scaled @ (before.motion.numbers / scales))
            angle = math.acos(min(1.0, abs(forward) / norm)) if chord > 0 else 0.0
            past = _past(grid, T, numbers, before, chord * _arc(angle)) if chord > 0 else None
        norm = math.copysign(norm, forward)
        motion = Motion.of(solved.rate_T, moved, rates) * (1 / norm)
        return cls(grid, T, numbers, scales, along / norm, motion, past, chord, angle, newton_steps, **own)

    @property
    def curvature(self) -> float:
        """Turn of the tangent per distance since the point before; 0 without one."""
        return self.angle / (self.chord * _arc(self.angle)) if self.chord > 0 else 0.0

    def reversed(self) -> Self:
        """The same point on the curve run through the other way."""
        return replace(self, tangent=-self.tangent, motion=self.motion * -1.0, past=self.past and self.past.reversed())

    def distance(self, other: "CurvePoint") -> float:
        """Distance to another point, in area-weighted temperature and parameters."""
        return _distance(self.grid, self.T, self.numbers, self.scales, other)

    def ahead(self, step: float, floor: float) -> tuple[Grid, Float[np.ndarray, " nodes"], Float[np.ndarray, " free"]]:
        """Grid, profile and parameters a distance further, by the cubic through this point and the one before.

        The walls move, not the temperatures at rest, so that long steps stay close; no temperature falls below `floor`.
        """
        way = self.motion * step
        if self.past is not None:
            bend = self.past.bend(self.motion, step)
            if np.abs(bend.T).max() < _LARGEST_BEND * np.abs(way.T).max():
                way += bend
        grid, T = self.grid, self.T + way.T
        if grid.fitted:
            vertices = grid.vertices + way.vertices
            if np.all(np.diff(vertices) > 0.3 * grid.lengths):
                grid = replace(grid, vertices=vertices)
            else:  # the vertices would move too far
                T = self.T + step * self.tangent
        return grid, np.maximum(T, floor + 0.05 * (self.T - floor)), self.numbers + way.numbers


def next_step(points: Sequence[CurvePoint], step: float, largest: float) -> float:
    """Length of the step after the last one, from the curvature extrapolated and the work that the last one took."""
    before, here = points[-2:]
    now, then = here.curvature, before.curvature
    growth = min(max(now / then, 0.5), 4.0) if then > 0 else 1.0
    by_angle = _USUAL_ANGLE / (now * growth + 1e-12)
    by_work = step * max(_USUAL_STEPS / here.newton_steps, 0.5)
    return min(largest, 3 * step, by_angle, by_work)


class Curve(Protocol):
    """Points in order along a curve that may have been followed both ways from one of them."""

    @property
    def points(self) -> list[Any]:
        """The points."""
        ...


C = TypeVar("C", bound=Curve)


def joined(back: C | None, ahead: C | None) -> C | None:
    """Two halves from one start as one curve, the first of them turned round."""
    if back is None:
        return ahead
    turned = [p.reversed() for p in reversed(back.points)]
    return replace(cast(Any, back), points=[*turned, *(ahead.points[1:] if ahead else [])], end="")


def _distance(
    grid: Grid, T: Float[np.ndarray, " nodes"], numbers: Float[np.ndarray, " free"], scales: Float[np.ndarray, " free"], other: CurvePoint
) -> float:
    """Distance of a point from a profile: the root of the area-weighted squares of its change and those of the parameters'."""
    change, off = other.grid.transfer(other.T, grid) - T, (other.numbers - numbers) / scales
    return math.sqrt((grid.core_weights * change) @ change + off @ off)


def _arc(angle: float) -> float:
    """Length of an arc over its chord, by the angle between its ends."""
    return 1 + angle**2 / 24


def _past(
    grid: Grid, T: Float[np.ndarray, " nodes"], numbers: Float[np.ndarray, " free"], before: CurvePoint, length: float
) -> Past | None:
    """The point before as seen from a profile; None where their radii do not correspond."""
    old, motion = before.grid, before.motion
    if grid is old:
        return Past(motion, Motion.of(T - before.T, np.zeros(len(grid.vertices)), numbers - before.numbers), length)
    kinds = [[t == 1.0 for t in g.targets] for g in (grid, old)]
    if kinds[0] != kinds[1] or grid.outer_radius != old.outer_radius:
        return None
    # at the nodes that moved here
    now, then = (np.array([0.0, *g.fitted_radii, g.outer_radius]) for g in (grid, old))
    at = interpolation(old.vertices, np.interp(grid.nodes, now, then))
    T_then, rate = (interpolated(at, y) for y in (before.T, motion.T))
    change = Motion.of(T - T_then, grid.displaced(grid.fitted_radii - old.fitted_radii), numbers - before.numbers)
    return Past(Motion.of(rate, grid.displaced(motion.vertices[list(old.fitted)]), motion.numbers), change, length)
