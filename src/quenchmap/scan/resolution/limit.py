"""The smallest length at which something is seen, as far as the lengths that were tried can tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from quenchmap.units import engineering


@dataclass(frozen=True)
class Limit:
    """A smallest length, in m, between two lengths that were tried, or beyond all of them.

    Attributes:
        lower: The largest length tried at which it is not yet seen; 0 when it is seen at all of them.
        upper: The smallest length tried from which on it is always seen; infinite when it is not seen at the largest.
        value: Between the two, interpolated; None when it lies beyond what was tried, for nothing is extrapolated.
    """

    lower: float
    upper: float
    value: float | None

    def __str__(self) -> str:
        if self.value is not None:
            return f"{engineering(self.value, 'm')} (between {engineering(self.lower, 'm')} and {engineering(self.upper, 'm')})"
        if self.lower == 0:
            return f"below {engineering(self.upper, 'm')}"
        return f"above {engineering(self.lower, 'm')}"


def smallest_seen(length: ArrayLike, visibility: ArrayLike, threshold: float) -> Limit:
    """The smallest length from which on the visibility is at least `threshold` at all lengths that were tried.

    What is seen at a small length but not at a larger one does not count. The value is interpolated linearly.

    Args:
        length: Lengths tried, in m, increasing, positive.
        visibility: At each of them.
        threshold: In the unit of `visibility`.

    Example:
        >>> print(smallest_seen([80e-9, 160e-9, 240e-9], [0.0, 0.2, 0.6], 0.3))
        180 nm (between 160 nm and 240 nm)
        >>> print(smallest_seen([80e-9, 160e-9, 240e-9], [0.4, 0.5, 0.6], 0.3))
        below 80 nm
        >>> print(smallest_seen([80e-9, 160e-9, 240e-9], [0.0, 0.0, 0.2], 0.3))
        above 240 nm
    """
    d, v = np.asarray(length, float), np.asarray(visibility, float)
    (unseen,) = np.nonzero(~(v >= threshold))
    if unseen.size == 0:
        return Limit(0.0, float(d[0]), None)
    last = int(unseen[-1])
    if last == d.size - 1:
        return Limit(float(d[-1]), float("inf"), None)
    part = (threshold - v[last]) / (v[last + 1] - v[last])
    return Limit(float(d[last]), float(d[last + 1]), float(d[last] + part * (d[last + 1] - d[last])))
