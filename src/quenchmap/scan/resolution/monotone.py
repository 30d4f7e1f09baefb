r"""Where a sampled curve crosses a level: by piecewise cubics that are monotone between any two neighbouring points.

The slope at a point is the weighted harmonic mean of the differences on both sides, and 0 at a maximum or minimum (Fritsch and Butland,
1984). Such a curve has no wiggles that the points do not have: it crosses a level between two points just when they lie on different sides
of it, and then once.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from scipy.interpolate import PchipInterpolator

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
    above = y - level
    curve = PchipInterpolator(x, above)
    (i,) = np.nonzero(np.sign(above[:-1]) * np.sign(above[1:]) < 0)
    h, low, high = x[i + 1] - x[i], np.zeros(i.size), np.ones(i.size)
    for _ in range(_BISECTIONS):
        t = (low + high) / 2
        before = np.sign(curve(x[i] + h * t)) == np.sign(above[i])
        low, high = np.where(before, t, low), np.where(before, high, t)
    return np.sort(np.concatenate([x[i] + h * (low + high) / 2, x[above == 0]]))
