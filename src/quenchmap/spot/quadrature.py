"""Integrals over a solved profile, accurate through its kinks."""

import numpy as np
from jaxtyping import Float

from quenchmap.numerics.elements import DEGREE, POINTS, gather
from quenchmap.numerics.quadrature import gauss_legendre


def _rule() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points and weights on [-1, 1] crowded towards the ends (a kink may sit there), and the interpolation from an element's nodes."""
    s, w = gauss_legendre(24)
    s, w = 2 * s - 1, 2 * w
    for _ in range(2):
        s, w = 1.5 * s - 0.5 * s**3, w * 1.5 * (1 - s**2)
    barycentric = 1 / np.prod(POINTS[:, None] - POINTS[None, :] + np.eye(DEGREE + 1), axis=1)
    weight = barycentric / (s[:, None] - POINTS)
    return s, w, weight / weight.sum(axis=1, keepdims=True)


_S, _W, INTERPOLATION = _rule()


def fine_points(vertices: Float[np.ndarray, " vertices"]) -> tuple[Float[np.ndarray, "elements fine"], Float[np.ndarray, "elements fine"]]:
    """Radii and weights (with r dr) of a fine rule on every element."""
    half, middle = 0.5 * np.diff(vertices)[:, None], 0.5 * (vertices[1:] + vertices[:-1])[:, None]
    r = middle + half * _S
    return r, half * _W * r


def fine_values(u: Float[np.ndarray, " nodes"]) -> Float[np.ndarray, "elements fine"]:
    """Nodal values interpolated to the fine points."""
    return gather(u) @ INTERPOLATION.T
