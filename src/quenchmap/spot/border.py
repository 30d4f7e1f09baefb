"""What borders the linear systems of a fitted grid: a column and a row for each radius that may be fitted."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.arrays import EitherArray
from quenchmap.numerics.elements import DEGREE
from quenchmap.precision import jax, jnp

_MOST_RADII = 8  # fitted at once


class Border(NamedTuple):
    """Unknown radii and their equations; those that are not fitted are idle: their unknowns are and stay 0.

    Attributes:
        moves: Displacement of the vertices with each radius.
        rows: Rows that pick the temperature at each fitted vertex.
        corner: 1 on the diagonal for idle radii, else 0.
        targets: Temperatures over T_c at the fitted vertices.
        at_edge: Whether that is the gap edge, which may move with a parameter.
    """

    moves: Float[EitherArray, "radii vertices"]
    rows: Float[EitherArray, "radii nodes"]
    corner: Float[EitherArray, "radii radii"]
    targets: Float[EitherArray, " radii"]
    at_edge: Bool[EitherArray, " radii"]


def border_of(vertices: Float[np.ndarray, " vertices"], fitted: Sequence[int], targets: Sequence[float]) -> Border:
    """The border of a grid whose vertices increase; those between two fitted ones move in proportion.

    Raises:
        ConvergenceError: For more crossings than a border holds.
    """
    count = len(fitted)
    if count > _MOST_RADII:
        raise refusal(f"The profile crosses the gap edge or T_c {count} times; at most {_MOST_RADII} are handled.")
    border = _idle(_MOST_RADII, len(vertices))
    anchors = [0.0, *vertices[list(fitted)], vertices[-1]]
    for k, vertex in enumerate(fitted):
        border.moves[k] = np.interp(vertices, anchors, np.eye(count + 2)[k + 1])
        border.rows[k, DEGREE * vertex] = 1.0
        border.corner[k, k] = 0.0
    border.targets[:count] = targets
    border.at_edge[:count] = border.targets[:count] != 1.0
    return border


@lru_cache
def no_border(vertices: int) -> Border:
    """That of grids on which nothing is ever fitted; on the device, for many profiles share it."""
    return jax.tree.map(jnp.asarray, _idle(0, vertices))


def _idle(radii: int, vertices: int) -> Border:
    nodes = DEGREE * (vertices - 1) + 1
    return Border(np.zeros((radii, vertices)), np.zeros((radii, nodes)), np.eye(radii), np.zeros(radii), np.zeros(radii, bool))


def refusal(remedy: str) -> ConvergenceError:
    """The error of a grid that cannot be fitted."""
    return ConvergenceError("A fitted grid", residual=np.inf, iterations=0, remedy=remedy)
