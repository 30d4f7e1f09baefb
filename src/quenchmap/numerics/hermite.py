"""Cubics through values with slopes."""

import numpy as np
from jaxtyping import Float


def hermite(
    a: np.ndarray | float,
    b: np.ndarray | float,
    da: np.ndarray | float,
    db: np.ndarray | float,
    length: float,
    s: Float[np.ndarray, " fractions"],
) -> np.ndarray:
    """Cubic through two values with slopes per arc length, at fractions s; shape (s, ...)."""
    s = s.reshape(-1, *[1] * np.ndim(a))
    return (1 + 2 * s) * (1 - s) ** 2 * a + s * (1 - s) ** 2 * length * da + s**2 * (3 - 2 * s) * b - s**2 * (1 - s) * length * db
