"""Walls of a profile that changes: their radii at many times at once, the hottest point, and normal regions counted."""

import numpy as np
from jaxtyping import Bool, Float, Int

from quenchmap.numerics.bracketed import bracketed_roots
from quenchmap.numerics.elements import DEGREE, POINTS

_BARYCENTRIC = 1 / np.prod(POINTS[:, None] - POINTS[None, :] + np.eye(DEGREE + 1), axis=1)


def outer_radii(
    vertices: Float[np.ndarray, " vertices"], T: Float[np.ndarray, "times nodes"], level: float = 1.0
) -> Float[np.ndarray, " times"]:
    """Outermost radius at which each profile falls through `level`; NaN where it does not."""
    falls = (T[:, :-1] >= level) & (T[:, 1:] < level)
    last = falls.shape[1] - 1 - np.argmax(falls[:, ::-1], axis=1)
    return _crossing(vertices, T, level, last, np.asarray(falls.any(axis=1)))


def inner_radii(
    vertices: Float[np.ndarray, " vertices"], T: Float[np.ndarray, "times nodes"], level: float = 1.0
) -> Float[np.ndarray, " times"]:
    """Innermost radius at which each profile rises through `level`: 0 where the centre is above it, NaN where nothing is."""
    rises = (T[:, :-1] < level) & (T[:, 1:] >= level)
    radius = _crossing(vertices, T, level, np.argmax(rises, axis=1), np.asarray(rises.any(axis=1)))
    return np.where(T[:, 0] >= level, 0.0, radius)


def _crossing(vertices: np.ndarray, T: np.ndarray, level: float, node: Int[np.ndarray, " times"], there: Bool[np.ndarray, " times"]):
    """Root of each profile's own polynomial between a node and the next."""
    radius = np.full(len(T), np.nan)
    k = np.nonzero(there)[0]
    if len(k) == 0:
        return radius
    element, place = node[k] // DEGREE, node[k] % DEGREE
    values = T[k[:, None], DEGREE * element[:, None] + np.arange(DEGREE + 1)] - level

    def residual(xi: np.ndarray) -> np.ndarray:
        distance = xi[:, None] - POINTS
        hit = distance == 0
        weight = np.where(hit.any(axis=1, keepdims=True), hit, _BARYCENTRIC / np.where(hit, 1, distance))
        return np.sum(weight * values, axis=1) / weight.sum(axis=1)

    xi = bracketed_roots(residual, POINTS[place], POINTS[place + 1], iterations=40)
    a, b = vertices[element], vertices[element + 1]
    radius[k] = 0.5 * ((1 - xi) * a + (1 + xi) * b)
    return radius


def peaks(nodes: Float[np.ndarray, " nodes"], T: Float[np.ndarray, "times nodes"]) -> tuple[np.ndarray, np.ndarray]:
    """Radius and height of the hottest point of each profile, by a parabola through the hottest node and its neighbours."""
    i = np.clip(np.argmax(T, axis=1), 1, len(nodes) - 2)
    k = np.arange(len(T))
    x0, x1, x2 = nodes[i - 1], nodes[i], nodes[i + 1]
    f0, f1, f2 = T[k, i - 1], T[k, i], T[k, i + 1]
    left, right = (f1 - f0) / (x1 - x0), (f2 - f1) / (x2 - x1)
    curvature = (right - left) / (x2 - x0)
    slope = left - curvature * (x0 + x1)  # of the parabola at r = 0
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.where(curvature < 0, np.clip(-slope / (2 * curvature), x0, x2), x1)
    height = f1 + (x - x1) * (left + curvature * (x - x0))
    at_centre = T[:, 0] >= np.maximum(height, f1)
    return np.where(at_centre, 0.0, x), np.where(at_centre, T[:, 0], np.maximum(height, f1))


def normal_regions(T: Float[np.ndarray, "times nodes"]) -> Int[np.ndarray, " times"]:
    """Number of separate stretches of the radius with T >= T_c."""
    normal = T >= 1
    return normal[:, 0].astype(int) + np.sum(~normal[:, :-1] & normal[:, 1:], axis=1)


def row_at(vertices: Float[np.ndarray, " vertices"], radius: float) -> tuple[slice, Float[np.ndarray, " points"]]:
    """Which nodes, with which weights, give a profile's value at a radius."""
    element = int(np.clip(np.searchsorted(vertices, radius, side="right") - 1, 0, len(vertices) - 2))
    a, b = vertices[element], vertices[element + 1]
    distance = ((radius - a) - (b - radius)) / (b - a) - POINTS
    weight = np.where(distance == 0, 1.0, 0.0) if np.any(distance == 0) else _BARYCENTRIC / distance
    return slice(DEGREE * element, DEGREE * element + DEGREE + 1), weight / weight.sum()
