"""What is measured on a profile: radii, walls, temperatures, powers; and the units they come in."""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.optimize import minimize_scalar

from quenchmap.numerics.elements import differentiate, interpolate
from quenchmap.spot.grid import Crossing, Grid
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.quadrature import INTERPOLATION, fine_points, fine_values


@dataclass(frozen=True)
class Scales:
    """SI units of the dimensionless results; None where there is no film.

    Attributes:
        length: Height of the tip, m.
        temperature: Critical temperature, K.
        power: Sigma T_c^n d z0^2, W.
    """

    length: float
    temperature: float
    power: float


@dataclass(frozen=True)
class Observable:
    """A measured number.

    Attributes:
        value: In SI, or dimensionless where there is no film.
        unit: SI unit, or the dimensionless one.
        dimensionless: In units of T_c, z0 and Sigma T_c^n d z0^2.
        error: Estimated absolute error of `value`: change under grid refinement plus change under a wider domain.
    """

    value: float
    unit: str
    dimensionless: float
    error: float


#: Dimension of each observable: (power of length, power of temperature, power of power), SI unit, dimensionless unit.
DIMENSIONS: dict[str, tuple[tuple[int, int, int], str, str]] = {
    "maximum_temperature": ((0, 1, 0), "K", "T_c"),
    "radius_of_maximum": ((1, 0, 0), "m", "z0"),
    "central_temperature": ((0, 1, 0), "K", "T_c"),
    "inner_radius": ((1, 0, 0), "m", "z0"),
    "outer_radius": ((1, 0, 0), "m", "z0"),
    "normal_area": ((2, 0, 0), "m^2", "z0^2"),
    "inner_gap_edge_radius": ((1, 0, 0), "m", "z0"),
    "outer_gap_edge_radius": ((1, 0, 0), "m", "z0"),
    "wall_position": ((1, 0, 0), "m", "z0"),
    "wall_width": ((1, 0, 0), "m", "z0"),
    "wall_slope": ((-1, 1, 0), "K/m", "T_c/z0"),
    "heat": ((0, 0, 1), "W", "Sigma T_c^n d z0^2"),
}


def measure(problem: SpotProblem, drive: float, grid: Grid, T: Float[np.ndarray, " nodes"]) -> dict[str, float]:
    """All observables a profile has, dimensionless: what it lacks (a normal ring, a wall) is left out.

    Radii are those where T = T_c (0 inside when the centre is normal) and where 2 Delta(T) = hbar omega. The wall is the outer one:
    its width runs from 90 % to 10 % of the way between the two uniform states at the Maxwell drive, its position is half-way.
    The heat is what the domain absorbs.
    """
    found = {"maximum_temperature": 0.0, "radius_of_maximum": 0.0, "central_temperature": float(T[0])}
    found["radius_of_maximum"], found["maximum_temperature"] = _maximum(grid, T)
    found |= _ring("", grid.crossings(T, [1.0]), bool(T[0] >= 1))
    if "outer_radius" in found:
        found["normal_area"] = math.pi * (found["outer_radius"] ** 2 - found["inner_radius"] ** 2)
    edges = [k for k in problem.levels if k != 1.0]
    if edges:
        found |= _ring("gap_edge_", grid.crossings(T, edges), bool(T[0] >= edges[0]))
    if problem.maxwell is not None:
        _, low, high = problem.maxwell
        inner, middle, outer = (_outermost_fall(grid.crossings(T, [low + f * (high - low)])) for f in (0.9, 0.5, 0.1))
        if inner is not None and middle is not None and outer is not None:
            found["wall_position"], found["wall_width"] = middle, outer - inner
    if "wall_position" in found:
        r, _ = fine_points(grid.vertices)
        slope = differentiate(grid.vertices, T) @ INTERPOLATION.T
        near = np.abs(r - found["wall_position"]) < max(found["wall_width"], 1e-12)
        found["wall_slope"] = float(-np.min(slope[near], initial=0.0))
    found["heat"] = heat_and_cooling(problem, drive, grid, T)[0]
    return found


def heat_and_cooling(problem: SpotProblem, drive: float, grid: Grid, T: Float[np.ndarray, " nodes"]) -> tuple[float, float]:
    """Heat absorbed in the domain and heat given to the phonons there, in Sigma T_c^n d z0^2, by a rule finer than the solver's."""
    r, weight = fine_points(grid.vertices)
    at = fine_values(T)
    heating = drive**2 * problem.shape(r) * problem.response.absorption(at)
    cooling = problem.response.cooling(at)
    return float(2 * math.pi * np.sum(weight * heating)), float(2 * math.pi * np.sum(weight * cooling))


def _maximum(grid: Grid, T: np.ndarray) -> tuple[float, float]:
    i = int(np.argmax(T))
    r = grid.nodes
    if i == 0:
        return 0.0, float(T[0])
    best = minimize_scalar(
        lambda x: -interpolate(grid.vertices, T, np.array([x]))[0],
        bounds=(r[i - 1], r[min(i + 1, len(r) - 1)]),
        method="bounded",
        options={"xatol": 1e-11},
    )
    return float(best.x), float(-best.fun)


def _ring(name: str, crossings: list[Crossing], filled: bool) -> dict[str, float]:
    outer = _outermost_fall(crossings)
    if outer is None:
        return {}
    inner = 0.0 if filled else min(c.radius for c in crossings if c.rising)
    return {f"inner_{name}radius": inner, f"outer_{name}radius": outer}


def _outermost_fall(crossings: list[Crossing]) -> float | None:
    return max((c.radius for c in crossings if not c.rising), default=None)
