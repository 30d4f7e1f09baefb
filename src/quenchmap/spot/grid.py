"""Grids of spectral elements that follow a profile: fine across its walls, fitted to its kinks, coarse far away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from jaxtyping import Float

from quenchmap.numerics.bracketed import bracketed_roots
from quenchmap.numerics.elements import (
    DEGREE,
    DERIVATIVE,
    WEIGHTS,
    assemble,
    carried,
    differentiate,
    element_nodes,
    gather,
    interpolate,
    interpolated,
    interpolation,
    mass,
    nodes,
)
from quenchmap.spot.border import Border, border_of, no_border, refusal

#: Numbers of elements in use: few, so that kernels compile for few shapes.
_SIZES = (96, 192, 384, 768, 1536)
#: The same where the response has no kinks: profiles are analytic, and need few.
_SMOOTH_SIZES = (24, 48, *_SIZES)

_TEMPERATURE_PER_ELEMENT = 0.2  # in T_c
_LONGEST = 0.25  # in z0, under the tip
_GROWTH = 0.25  # relative growth of the elements far away
_SHORTEST = 0.06  # of the relaxation length, at a kink
_LARGEST_LOAD = 1.2  # elements that a profile may ask for in the place of one before the grid is made anew
_LEAST_PEAK = 1e-4  # in T_c: a profile that leaves a level by less between two crossings, or at the centre, is not fitted to them
_KINK_GROWTH = 0.9  # length of the elements over their distance from a kink


@dataclass(frozen=True)
class Crossing:
    """Where a profile crosses a kink of the response.

    Attributes:
        radius: In units of the tip's height.
        temperature: Of the kink, over T_c.
        rising: Whether the temperature rises outward.
    """

    radius: float
    temperature: float
    rising: bool


@dataclass(frozen=True)
class Grid:
    """Elements on [0, outer_radius], in units of the tip's height.

    Attributes:
        vertices: Ends of the elements, shape (elements + 1,).
        fitted: Indices of the vertices that sit at crossings.
        targets: Temperatures over T_c there.
        smooth: Whether the response has no kinks, so that nothing is ever fitted.
    """

    vertices: Float[np.ndarray, " vertices"]
    fitted: tuple[int, ...] = ()
    targets: tuple[float, ...] = ()
    smooth: bool = False

    @cached_property
    def nodes(self) -> Float[np.ndarray, " nodes"]:
        """Radii of all nodes."""
        return nodes(self.vertices)

    @property
    def outer_radius(self) -> float:
        """Edge of the domain."""
        return float(self.vertices[-1])

    @property
    def fitted_radii(self) -> Float[np.ndarray, " fitted"]:
        """Radii of the fitted vertices."""
        return self.vertices[list(self.fitted)]

    @cached_property
    def core_weights(self) -> Float[np.ndarray, " nodes"]:
        """Area weights that fall off beyond a few heights, where the slow far field would drown the walls."""
        out = self.nodes / 3
        return assemble(mass(self.vertices)) / (1 + out * out * out)

    @cached_property
    def in_order(self) -> bool:
        """Whether the vertices increase."""
        return bool(np.all(self.lengths > 0))

    @cached_property
    def lengths(self) -> Float[np.ndarray, " elements"]:
        """Lengths of the elements."""
        return np.diff(self.vertices)

    @cached_property
    def border(self) -> Border:
        """Unknown radii and their equations.

        Raises:
            ConvergenceError: For more crossings than a border holds, and for two at one radius.
        """
        if not self.in_order:
            raise refusal("Two crossings of the gap edge or T_c lie at one radius.")
        return no_border(len(self.vertices)) if self.smooth else border_of(self.vertices, self.fitted, self.targets)

    def displaced(self, radii: Float[np.ndarray, " radii"]) -> Float[np.ndarray, " vertices"]:
        """Displacement of the vertices with that of the radii of the border."""
        count = len(self.fitted)
        return radii[:count] @ self.border.moves[:count] if count else np.zeros(len(self.vertices))

    def moved(self, radii: Float[np.ndarray, " radii"], T: Float[np.ndarray, " nodes"]) -> "Grid":
        """The grid after a displacement of its radii, to which a profile is fitted.

        Its targets are the profile's temperatures there: the gap edge may have moved with a parameter, T_c has not.
        """
        if not self.fitted:
            return self
        targets = tuple(t if t == 1.0 else float(T[DEGREE * v]) for v, t in zip(self.fitted, self.targets, strict=True))
        return replace(self, vertices=self.vertices + self.displaced(radii), targets=targets)

    def at_rest(
        self, change: Float[np.ndarray, " nodes"], T: Float[np.ndarray, " nodes"], moved: Float[np.ndarray, " vertices"]
    ) -> Float[np.ndarray, " nodes"]:
        """Change of a profile at fixed radii, from that at nodes that move with displaced vertices."""
        return change - carried(self.vertices, T, moved) if self.fitted else change

    def by_radii(self, weights: Float[np.ndarray, " nodes"], T: Float[np.ndarray, " nodes"]) -> Float[np.ndarray, " radii"]:
        """Change of a weighted sum of the profile at fixed places with each radius of the border: its nodes move, their values stay."""
        found = np.zeros(len(self.border.targets))
        for k in range(len(self.fitted)):
            found[k] = -weights @ carried(self.vertices, T, self.border.moves[k])
        return found

    def transfer(self, T: Float[np.ndarray, " nodes"], other: "Grid") -> Float[np.ndarray, " nodes"]:
        """Nodal values on another grid; beyond this grid's edge the last value continues."""
        if other is self or np.array_equal(self.vertices, other.vertices):
            return T
        return interpolated(_between(self.vertices.tobytes(), other.vertices.tobytes()), T)

    def serves(self, T: Float[np.ndarray, " nodes"], relaxation_length: float, levels: Sequence[float]) -> bool:
        """Whether the grid may stay for another profile: all crossings are fitted, and no element holds much more than it may."""
        if len(self.crossings(T, levels, iterations=1)) != len(self.fitted):
            return False
        asked = (_density(self, T, levels, _SHORTEST * relaxation_length) @ (0.5 * WEIGHTS)) * self.lengths
        return bool(asked.max() < _LARGEST_LOAD)

    def crossings(self, T: Float[np.ndarray, " nodes"], levels: Sequence[float], *, iterations: int = 100) -> list[Crossing]:
        """All radii where the profile crosses one of `levels`, in order, after so many iterations of the root finder."""
        r = self.nodes
        brackets = [(level, i) for level in levels for i in np.nonzero((T[:-1] >= level) != (T[1:] >= level))[0]]
        if not brackets:
            return []
        level, i = np.array([b[0] for b in brackets]), np.array([b[1] for b in brackets])
        radii = bracketed_roots(lambda x: interpolate(self.vertices, T, x) - level, r[i], r[i + 1], iterations=iterations)
        found = [Crossing(float(x), float(v), bool(T[j + 1] >= v)) for x, v, j in zip(radii, level, i, strict=True)]
        return sorted(found, key=lambda c: c.radius)


@lru_cache(maxsize=8)
def _between(vertices: bytes, others: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Interpolation from one grid to another, kept while several profiles are transferred."""
    return interpolation(np.frombuffer(vertices), nodes(np.frombuffer(others)))


def initial_grid(relaxation_length: float, outer_radius: float, walls: Sequence[float], *, smooth: bool = False) -> Grid:
    """Grid for a profile not known yet, with walls expected near the given radii; `smooth` as for `Grid`."""
    return Grid(_vertices(relaxation_length, outer_radius, [Crossing(w, 0.0, False) for w in walls], None, smooth=smooth), smooth=smooth)


def adapted_grid(
    grid: Grid,
    T: Float[np.ndarray, " nodes"],
    relaxation_length: float,
    levels: Sequence[float],
    *,
    outer_radius: float | None = None,
    refinement: int = 1,
) -> Grid:
    """Grid for a profile given on another one, with vertices at its crossings of `levels`.

    Args:
        grid: Grid of the profile.
        T: Its temperatures over T_c.
        relaxation_length: Lambda over the tip's height.
        levels: Kinks of the response.
        outer_radius: Edge of the domain, if it changes.
        refinement: Elements in the place of each one that the profile asks for.

    Returns:
        The grid; a pair of crossings about to merge is resolved but not fitted.
    """
    crossings = grid.crossings(T, levels, iterations=6)  # the polish moves them into place
    profile = element_nodes(grid.vertices), _density(grid, T, levels, _SHORTEST * relaxation_length)
    smooth = not levels
    vertices = _vertices(relaxation_length, outer_radius or grid.outer_radius, crossings, profile, refinement=refinement, smooth=smooth)
    fitted: list[int] = []
    radii: list[float] = []
    targets: list[float] = []
    for crossing in _separate(grid, T, crossings):
        nearest = int(np.argmin(np.abs(vertices - crossing.radius)))
        nearest = min(max(nearest, fitted[-1] + 2 if fitted else 1), len(vertices) - 2)
        fitted.append(nearest)
        radii.append(crossing.radius)
        targets.append(crossing.temperature)
    if fitted:
        edge = vertices[-1]
        vertices = np.interp(vertices, [0.0, *vertices[fitted], edge], [0.0, *radii, edge])
    return Grid(vertices, tuple(fitted), tuple(targets), smooth)


def _separate(grid: Grid, T: np.ndarray, crossings: list[Crossing]) -> list[Crossing]:
    """Crossings without the pairs between which the profile hardly leaves the level."""
    kept = list(crossings)
    for a in crossings:
        following = [c for c in crossings if c.temperature == a.temperature and c.radius > a.radius]
        if following:
            b = following[0]
            between = interpolate(grid.vertices, T, np.linspace(a.radius, b.radius, 33))
            if np.max(np.abs(between - a.temperature)) < _LEAST_PEAK:
                kept = [c for c in kept if c not in (a, b)]
    first = crossings[0] if crossings else None
    if first in kept and abs(T[0] - first.temperature) < _LEAST_PEAK:  # a crossing about to leave through the centre
        kept.remove(first)
    return kept


def _density(grid: Grid, T: np.ndarray, levels: Sequence[float], shortest: float) -> np.ndarray:
    """Elements per z0 that a profile asks for at its nodes, beside those of an unstructured grid.

    The profile is analytic up to where it reaches a kink, at a real radius or, when its top stays just below the kink, at a
    complex one: about |T - level|/|T'| away on a slope and sqrt(|T - level|/|T''|) under a top.
    """
    first = differentiate(grid.vertices, T)
    density = np.abs(first) / _TEMPERATURE_PER_ELEMENT
    second = first @ DERIVATIVE.T / (0.5 * grid.lengths)[:, None] if levels else 0.0
    for level in levels:
        off = np.abs(gather(T) - level)
        distance = off / np.sqrt(first**2 + np.abs(second) * off + 1e-12)
        density = density + 1 / (shortest + _KINK_GROWTH * distance)
    return density


def _vertices(
    relaxation_length: float,
    outer_radius: float,
    crossings: Sequence[Crossing],
    profile: tuple[np.ndarray, np.ndarray] | None,
    *,
    refinement: int = 1,
    smooth: bool = False,
) -> np.ndarray:
    """Ends of elements, in one of the agreed numbers, whose lengths follow the features of a profile."""
    wall = min(_LONGEST, 3 * relaxation_length)
    tail = max((c.radius for c in crossings), default=0.0) + 2.0
    if profile is None:
        r = np.unique(np.concatenate([np.linspace(0, min(outer_radius, 12.0 + tail), 4000), np.geomspace(1e-3, outer_radius, 2000)]))
    else:  # the old nodes follow the profile's features already
        far = np.exp(np.linspace(np.log(0.5 * profile[0][-1, -1]), np.log(outer_radius), 50))
        r = np.unique(np.concatenate([profile[0].ravel(), far]))
    r = r[r <= outer_radius]
    r = np.append(r, outer_radius) if r[-1] < outer_radius else r
    length = _LONGEST + _GROWTH * np.maximum(r - tail, 0)
    for c in crossings:
        length = np.minimum(length, wall + 0.35 * np.maximum(np.abs(r - c.radius) - wall, 0))
    density = 1 / length
    if profile is not None:
        x, extra = profile
        density = density + np.interp(r, x.ravel(), extra.ravel())
    count = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]) * np.diff(r))])
    elements = next((s for s in (_SMOOTH_SIZES if smooth else _SIZES) if s >= count[-1]), None)
    if elements is None:
        raise ValueError(
            f"The grid would need {count[-1]:.0f} elements, more than {_SIZES[-1]}: Lambda/z0 = {relaxation_length:g} is too small "
            f"for a domain of {outer_radius:g} z0. "
            "Give a smaller `outer_radius`, or use the limit Lambda/z0 -> 0 (`maxwell_radii`)."
        )
    vertices = np.interp(np.linspace(0, count[-1], refinement * elements + 1), count, r)
    vertices[0], vertices[-1] = 0.0, outer_radius
    return vertices
