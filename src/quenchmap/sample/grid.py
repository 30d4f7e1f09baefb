"""Square cells that fill a rectangle: the centre is (0, 0), x points right, y up, arrays are indexed [iy, ix]."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from quenchmap.errors import checked_positive
from quenchmap.units import Quantity, engineering, si

#: Fewest cells along a side, and most in all.
FEWEST, MOST = 8, 4096**2


def length(name: str, value: Quantity, meaning: str) -> float:
    """A positive length in m."""
    return checked_positive(name, si(value, "m", name), meaning)


def point(name: str, value: tuple[Quantity, Quantity]) -> tuple[float, float]:
    """A pair (x, y) in m."""
    if isinstance(value, str) or not hasattr(value, "__len__") or len(value) != 2:
        raise ValueError(f"`{name}` must be a pair (x, y) in m, but {name}={value!r}. Write for example {name}=('100 nm', 0).")
    return si(value[0], "m", name), si(value[1], "m", name)


def centres(count: int, cell: float) -> Float[np.ndarray, " count"]:
    """Centres of `count` cells in a row, in m, symmetric about 0.

    Example:
        >>> [float(x) for x in centres(3, 0.5)]
        [-0.5, 0.0, 0.5]
    """
    return (np.arange(count) - (count - 1) / 2) * cell


def checked_shape(ny: int, nx: int) -> tuple[int, int]:
    """(ny, nx), refused with too few or far too many cells."""
    if min(ny, nx) < FEWEST:
        raise ValueError(f"A sample needs at least {FEWEST} cells along each side, but has {nx} × {ny}. Use smaller cells.")
    if ny * nx > MOST:
        raise ValueError(
            f"A sample may have up to {MOST} cells (4096 × 4096), but {nx} × {ny} are {nx * ny}. Use larger cells or a smaller window."
        )
    return ny, nx


def whole_cells(
    width: Quantity, height: Quantity, cell: Quantity | None, cells: tuple[int, int] | None = None
) -> tuple[tuple[int, int], float]:
    """Shape and cell side of a rectangle, from either the cell or the numbers of cells.

    Args:
        width: Along x, in m.
        height: Along y, in m.
        cell: Side of a cell, in m.
        cells: (nx, ny) in its place.

    Returns:
        (ny, nx), and the side of a cell in m.

    Raises:
        ValueError: When the sides are not whole numbers of square cells.

    Example:
        >>> whole_cells("1 um", "0.5 um", "10 nm")
        ((50, 100), 1e-08)
    """
    w, h = length("width", width, "the side of the sample along x"), length("height", height, "the side of the sample along y")
    if (cell is None) == (cells is None):
        raise ValueError(f"Give either `cell`, the side of a cell, or `cells` = (nx, ny), but cell={cell!r} and cells={cells!r}.")
    if cells is not None:
        if len(cells) != 2 or any(isinstance(n, bool) or n != int(n) for n in cells):
            raise ValueError(f"`cells` must be two whole numbers (nx, ny), but cells={cells!r}.")
        nx, ny = (int(n) for n in cells)
        checked_shape(ny, nx)
        if abs(w / nx - h / ny) > 1e-9 * w / nx:
            raise ValueError(
                f"Cells are square, but `cells`={cells!r} are {engineering(w / nx, 'm')} wide and {engineering(h / ny, 'm')} high. "
                f"Use cells=({nx}, {max(1, round(nx * h / w))}) or give `cell`."
            )
        return (ny, nx), w / nx
    side = length("cell", cell, "the side of a cell")  # type: ignore[arg-type]
    for name, value in (("width", w), ("height", h)):
        count = value / side
        if abs(count - round(count)) > 1e-6:
            lower = max(1, int(count)) * side
            raise ValueError(
                f"`{name}` must be a whole number of cells, but {engineering(value, 'm')} is {count:.6g} of {engineering(side, 'm')}. "
                f"Use {name}='{engineering(lower, 'm', 12)}' or '{engineering(lower + side, 'm', 12)}', or other cells."
            )
    return checked_shape(round(h / side), round(w / side)), side
