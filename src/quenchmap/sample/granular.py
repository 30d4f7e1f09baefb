r"""Grains: the Voronoi cells of seeds that keep a distance from each other, with boundaries of a given width.

Seeds are candidates drawn one after another, uniformly, and kept when no earlier one is nearer than 0.7 of the grain size
(random sequential addition), until there is one per grain_size^2. They live in metres, in a margin around the sample too: the grains do
not depend on the grid. A point is in the boundary when the edge of its Voronoi cell is nearer than half the boundary's width.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

#: Least distance of two seeds over the grain size.
SPACING = 0.7
_MARGIN = 2.0  # grain sizes around the sample that have seeds too
_NEAREST = 5  # seeds whose edges may be the nearest one
_CHUNK = 2**17  # points at a time


class Grains(NamedTuple):
    """Grain of each point, numbered as they were drawn; whether it is in a boundary; one standard normal number per grain."""

    number: Int[np.ndarray, "ny nx"]
    boundary: Bool[np.ndarray, "ny nx"]
    deviate: Float[np.ndarray, " grains"]


def grain_seeds(
    width: float, height: float, grain_size: float, seed: int
) -> tuple[Float[np.ndarray, "grains 2"], Float[np.ndarray, " grains"]]:
    """Seeds of the grains in m, in and around a rectangle centred at (0, 0), and a standard normal number for each.

    Args:
        width: Of the rectangle, in m.
        height: Likewise.
        grain_size: Square root of the mean area of a grain, in m.
        seed: Of the random numbers.

    Example:
        >>> seeds, _ = grain_seeds(1.0, 1.0, 0.1, seed=3)
        >>> len(seeds)  # on 1.4 x 1.4
        196
    """
    random = np.random.RandomState(seed)
    w, h = (side / grain_size + 2 * _MARGIN for side in (width, height))  # in grain sizes
    count = round(w * h)
    kept: list[tuple[float, float]] = []
    boxes: dict[tuple[int, int], tuple[float, float]] = {}
    box = SPACING / 2**0.5  # holds one seed at most
    around = [(i, j) for i in range(-2, 3) for j in range(-2, 3)]
    while len(kept) < count:
        for u, v in random.random_sample((count, 2)):
            x, y = float(u * w), float(v * h)
            i, j = int(x / box), int(y / box)
            neighbours = (boxes.get((i + di, j + dj)) for di, dj in around)
            if all(p is None or (p[0] - x) ** 2 + (p[1] - y) ** 2 >= SPACING**2 for p in neighbours):
                boxes[i, j] = (x, y)
                kept.append((x, y))
                if len(kept) == count:
                    break
    return (np.array(kept) - (w / 2, h / 2)) * grain_size, random.standard_normal(count)


def grains(
    x: Float[np.ndarray, " nx"],
    y: Float[np.ndarray, " ny"],
    *,
    width: float,
    height: float,
    grain_size: float,
    boundary_width: float,
    seed: int,
) -> Grains:
    """Grains and their boundaries at all pairs of `x` and `y`.

    Args:
        x: In m.
        y: In m.
        width: Of the rectangle around (0, 0) that holds all points, in m.
        height: Likewise.
        grain_size: Square root of the mean area of a grain, in m.
        boundary_width: In m; it reaches half of it into each grain.
        seed: Of the random numbers.
    """
    from scipy.spatial import KDTree

    seeds, deviate = grain_seeds(width, height, grain_size, seed)
    tree = KDTree(seeds)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    number, boundary = np.empty(len(points), int), np.empty(len(points), bool)
    for start in range(0, len(points), _CHUNK):
        part = slice(start, start + _CHUNK)
        distance, nearest = map(np.asarray, tree.query(points[part], k=_NEAREST))
        apart = np.linalg.norm(seeds[nearest[:, 1:]] - seeds[nearest[:, :1]], axis=-1)
        to_edge = (distance[:, 1:] ** 2 - distance[:, :1] ** 2) / (2 * apart)  # of the line half-way between two seeds
        number[part], boundary[part] = nearest[:, 0], to_edge.min(axis=1) < boundary_width / 2
    shape = (len(y), len(x))
    return Grains(number.reshape(shape), boundary.reshape(shape), deviate)
