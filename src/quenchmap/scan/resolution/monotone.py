r"""Where a sampled curve crosses a level: by piecewise cubics that are monotone between any two neighbouring points.

The slope at a point is the weighted harmonic mean of the differences on both sides, and 0 at a maximum or minimum (Fritsch and Butland,
1984). Such a curve has no wiggles that the points do not have: it crosses a level between two points just when they lie on different sides
of it, and then once.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

_BISECTIONS = 54  # halves of a step down to rounding


def crossings(x: Float[np.ndarray, " n"], y: Float[np.ndarray, " n"], level: float) -> Float[np.ndarray, " crossings"]:
    """All places where the curve through the points crosses or touches a level, increasing.

    Args:
        x: Places, increasing.
        y: Values there.
        level: In the unit of `y`.

    Accuracy:
        Third order in the step where the curve is smooth and rises or falls; second order next to maxima and minima.

    Example:
        >>> x = np.linspace(-2, 2, 9)
        >>> crossings(x, x**2, 1.5)  # at -1.224745 and 1.224745
        array([-1.226, 1.226])
    """
    slope = _slopes(x, y)
    above = y - level
    (i,) = np.nonzero(np.sign(above[:-1]) * np.sign(above[1:]) < 0)
    h, low, high = x[i + 1] - x[i], np.zeros(i.size), np.ones(i.size)
    a, b, da, db = above[i], above[i + 1], h * slope[i], h * slope[i + 1]
    for _ in range(_BISECTIONS):
        t = (low + high) / 2
        value = (1 - t) ** 2 * ((1 + 2 * t) * a + t * da) + t**2 * ((3 - 2 * t) * b - (1 - t) * db)
        before = np.sign(value) == np.sign(a)
        low, high = np.where(before, t, low), np.where(before, high, t)
    return np.sort(np.concatenate([x[i] + h * (low + high) / 2, x[above == 0]]))


def _slopes(x: Float[np.ndarray, " n"], y: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """Slopes at the points that keep the cubics between them monotone."""
    h = np.diff(x)
    d = np.diff(y) / h
    before, after = d[:-1], d[1:]
    rising = np.sign(before) * np.sign(after) > 0
    one, other = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    before, after = np.where(rising, before, 1.0), np.where(rising, after, 1.0)
    inner = np.where(rising, (one + other) / (one / before + other / after), 0.0)
    return np.concatenate([[_end(h[0], h[1], d[0], d[1])], inner, [_end(h[-1], h[-2], d[-1], d[-2])]])


def _end(h0: float, h1: float, d0: float, d1: float) -> float:
    """The slope at an end, from the parabola through the three points there, limited so that the curve stays monotone."""
    slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1)
    if np.sign(slope) != np.sign(d0):
        return 0.0
    if np.sign(d0) != np.sign(d1) and abs(slope) > 3 * abs(d0):
        return 3 * d0
    return slope
