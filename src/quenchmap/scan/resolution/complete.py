"""Maps with gaps: pixels that were not computed or did not converge are NaN."""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike


def checked_map(name: str, values: ArrayLike) -> Float[np.ndarray, "ny nx"]:
    """A real map, NaN where there is a gap.

    Raises:
        TypeError: For a complex map.
        ValueError: When it is no array (ny, nx).
    """
    array = np.asarray(values)
    if np.iscomplexobj(array):
        raise TypeError(f"`{name}` must be real, but is complex. Give one part of it, such as its `.real`, `.imag` or `abs`.")
    if array.ndim != 2:
        raise ValueError(f"`{name}` must be an array (ny, nx), but its shape is {array.shape}.")
    return array.astype(float)


def checked_maps(map: Any, truth: Any) -> tuple[Float[np.ndarray, "ny nx"], Float[np.ndarray, "ny nx"]]:
    """A map and the truth at the same pixels.

    Raises:
        ValueError: When their shapes differ.
    """
    M, S = checked_map("map", map), checked_map("truth", truth)
    if M.shape != S.shape:
        raise ValueError(f"`truth` must have one value for each pixel of the map, but their shapes are {S.shape} and {M.shape}.")
    return M, S


def complete_rectangle(*maps: ArrayLike) -> tuple[slice, slice]:
    """The largest rectangle of pixels in which no map has a gap.

    Args:
        maps: Arrays (ny, nx) of one shape.

    Returns:
        Rows and columns, such that `map[complete_rectangle(map)]` has no NaN.

    Raises:
        ValueError: When all pixels are gaps, or the shapes differ.

    Example:
        >>> values = np.ones((4, 5))
        >>> values[0, 3] = np.nan
        >>> complete_rectangle(values)
        (slice(1, 4, None), slice(0, 5, None))
    """
    checked = [checked_map("map", m) for m in maps]
    if len({m.shape for m in checked}) != 1:
        raise ValueError(
            f"All maps must have one shape (ny, nx), but these have {[m.shape for m in checked]}. Cut them to the same pixels."
        )
    there = np.all(np.isfinite(checked), axis=0)
    best, found = 0, (slice(0, 0), slice(0, 0))
    for first in range(len(there)):
        columns = np.ones(there.shape[1], bool)
        for last in range(first, len(there)):
            columns &= there[last]
            run, stop = _longest_run(columns)
            if (last + 1 - first) * run > best:
                best, found = (last + 1 - first) * run, (slice(first, last + 1), slice(stop - run, stop))
            if run * (len(there) - first) <= best:  # more rows do not help
                break
    if best == 0:
        raise ValueError("The map has no pixel with a value: all are NaN or infinite. Compute some.")
    return found


def _longest_run(flags: np.ndarray) -> tuple[int, int]:
    """Length and end of the longest stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    if edges.size == 0:
        return 0, 0
    lengths = edges[1::2] - edges[::2]
    longest = int(lengths.argmax())
    return int(lengths[longest]), int(edges[1::2][longest])
