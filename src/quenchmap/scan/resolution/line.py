"""Line scans as they come in: positions that increase and a signal without gaps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from quenchmap.units import engineering

#: Relative difference of two steps of a raster that still counts as rounding.
_ROUNDING = 1e-6


class Line(NamedTuple):
    """A line scan, from lower to higher positions: in m, and the signal in its own unit."""

    position: Float[np.ndarray, " n"]
    signal: Float[np.ndarray, " n"]


def checked_line(position: ArrayLike, signal: ArrayLike, fewest: int = 5) -> Line:
    """A line scan, scanned either way, as one with increasing positions.

    Args:
        position: Of the tip along the line, in m, increasing or decreasing, not necessarily in equal steps.
        signal: What was measured there, real, in any unit.
        fewest: Points below which it is refused.

    Raises:
        TypeError: For a complex signal.
        ValueError: For arrays that do not match, values that are NaN, positions in no order, and too few points.

    Example:
        >>> checked_line([1e-7, 0.0, -1e-7], [3.0, 2.0, 1.0], fewest=3).signal
        array([1., 2., 3.])
    """
    x, y = np.asarray(position), np.asarray(signal)
    if np.iscomplexobj(y):
        raise TypeError("`signal` must be real, but is complex. Give one part of it, such as its `.real`, `.imag` or `abs`.")
    x, y = x.astype(float), y.astype(float)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(
            f"`position` and `signal` must be one list of numbers each, of one length, but their shapes are {x.shape}, {y.shape}."
        )
    if x.size < fewest:
        raise ValueError(f"A line scan needs at least {fewest} points here, but has {x.size}. Scan with a finer step.")
    for name, values in (("position", x), ("signal", y)):
        bad = ~np.isfinite(values)
        if bad.any():
            raise ValueError(
                f"`{name}` has {bad.sum()} NaN or infinite values, the first at number {int(bad.argmax())}. "
                "Leave out such points, for example with `ok = np.isfinite(signal)`, `position[ok]` and `signal[ok]`."
            )
    if x[0] > x[-1]:
        x, y = x[::-1], y[::-1]
    steps = np.diff(x)
    if steps.min() <= 0:
        i = int(steps.argmin())
        raise ValueError(f"`position` must increase or decrease all along, but goes from {x[i]:.6g} to {x[i + 1]:.6g} m. Sort the points.")
    return Line(x, y)


def checked_step(position: Float[np.ndarray, " n"]) -> float:
    """The step of increasing positions, in m, refused when it varies.

    Example:
        >>> checked_step(np.array([0.0, 0.5, 1.0]))
        0.5
    """
    steps = np.diff(position)
    step = float(position[-1] - position[0]) / steps.size
    if np.abs(steps - step).max() > _ROUNDING * step:
        raise ValueError(
            f"A Fourier transform needs points in equal steps, but these are from {engineering(steps.min(), 'm')} to "
            f"{engineering(steps.max(), 'm')} apart. Interpolate the line scan, or scan it in equal steps."
        )
    return step
