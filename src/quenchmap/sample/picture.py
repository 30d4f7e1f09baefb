"""Maps from files: NumPy arrays, tables, grey pictures and NetCDF variables, all as arrays with y upward."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import ArrayLike

from quenchmap.errors import closest
from quenchmap.material.film import Film
from quenchmap.sample.values import FieldName, checked_field, reference
from quenchmap.sample.values import unit as si_unit
from quenchmap.units import Quantity, si


class Picture(NamedTuple):
    """Numbers (ny, nx) with y upward, where there is film, and the unit that the file states."""

    values: Float[np.ndarray, "ny nx"]
    present: Bool[np.ndarray, "ny nx"]
    unit: str | None = None


def read(path: Path, variable: str | None = None) -> Picture:
    """A map from a file, by its ending.

    `.npy`: an array, indexed [iy, ix] with y upward. `.csv`, `.txt`: a table, whose first row is the top; commas, semicolons or blanks
    between numbers, # before remarks. `.png`: grey levels from 0 (black) to 1 (white), whose first row is the top; transparent pixels are
    holes. `.nc`: a variable with two dimensions, the second along x; a decreasing coordinate is turned round.

    Args:
        path: The file.
        variable: Name of the NetCDF variable; needed when several have two dimensions.

    Raises:
        FileNotFoundError: Where there is no such file.
        ValueError: When the file cannot be read as what its ending says.
    """
    if not path.is_file():
        raise FileNotFoundError(f"There is no file {str(path)!r}. Check its name and folder.")
    readers = {".npy": _npy, ".csv": _table, ".txt": _table, ".png": _png, ".nc": _netcdf}
    ending = path.suffix.lower()
    if ending not in readers:
        raise ValueError(f"A map is read from {', '.join(readers)}, but the file is {path.name!r}. Convert it to one of these.")
    if variable is not None and ending != ".nc":
        raise ValueError(f"`variable` names a variable of a NetCDF file, but variable={variable!r} came with {path.name!r}. Leave it out.")
    picture = readers[ending](path, variable)
    if picture.values.ndim != 2:
        raise ValueError(f"{path.name!r} must hold a map with two dimensions (ny, nx), but its shape is {picture.values.shape}.")
    return picture


def digest(path: Path) -> str:
    """First 16 hexadecimal digits of the file's SHA-256, to recognise it by."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def as_field(
    values: ArrayLike,
    present: Bool[np.ndarray, "ny nx"] | None,
    *,
    field: FieldName,
    film: Film,
    unit: str | None,
    scale: float,
    offset: float,
    nan_is_hole: bool,
) -> tuple[Float[np.ndarray, "ny nx"], Bool[np.ndarray, "ny nx"]]:
    """Numbers as the SI values of a field, `offset + scale * values` in `unit`, and where there is film.

    Args:
        values: The numbers (ny, nx), with y upward.
        present: Where there is film; None is everywhere.
        field: Which field they are.
        film: The reference film.
        unit: Of the result: None is SI, "relative" the reference film's value.
        scale: Plain number.
        offset: Plain number, in `unit`.
        nan_is_hole: Whether NaN marks a hole; otherwise it is refused.
    """
    array = _numbers(values, "The array")
    if array.ndim != 2:
        raise ValueError(f"A map has two dimensions (ny, nx), but the array has shape {array.shape}.")
    present = np.ones(array.shape, bool) if present is None else present
    array = si(offset, "", "offset") + si(scale, "", "scale") * array
    if unit == "relative":
        array = array * reference(checked_field(field), film)
    elif unit is not None and unit != si_unit(checked_field(field), film):
        array = array * si(f"1 {unit}", si_unit(field, film), "unit")
    missing = np.isnan(array) & present
    if missing.any() and not nan_is_hole:
        iy, ix = (int(i) for i in np.argwhere(missing)[0])
        raise ValueError(
            f"The map has {missing.sum()} NaN values, the first at [iy, ix] = [{iy}, {ix}] with y upward "
            f"(row {array.shape[0] - 1 - iy} from the top, counted from 0). Fill them, or use nan_is_hole=True if there is no film."
        )
    return array, present & ~missing


def from_grey(grey: Float[np.ndarray, "ny nx"], between: Any, *, field: FieldName, film: Film) -> Float[np.ndarray, "ny nx"]:
    """SI values of a field from grey levels: black is the first value of `between`, white the second."""
    if between is None or isinstance(between, str) or len(between) != 2:
        raise ValueError(
            f"A PNG needs `between`, the values of black and white, for example between=('8 K', '11 K'), but between={between!r}."
        )
    black, white = (si(b, si_unit(checked_field(field), film), "between") for b in between)
    return black + (white - black) * grey


def _numbers(values: Any, what: str) -> np.ndarray:
    array = np.asarray(values)
    if array.dtype.kind not in "buif":
        raise TypeError(f"{what} must hold real numbers, but has type {array.dtype}.")
    return array.astype(float)


def _film_everywhere(values: np.ndarray, unit: str | None = None) -> Picture:
    return Picture(values, np.ones(values.shape, bool), unit)


def _stated(unit: Any) -> str | None:
    return unit if isinstance(unit, str) and unit not in ("", "1") else None


def _npy(path: Path, _: Any) -> Picture:
    try:
        array = np.load(path, allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise ValueError(
            f"{path.name!r} cannot be read as a NumPy array: {error}. Save an array of numbers with `np.save`; pickled objects are refused."
        ) from error
    if not isinstance(array, np.ndarray):
        raise ValueError(f"{path.name!r} holds several arrays. Save one with `np.save`.")
    return _film_everywhere(_numbers(array, repr(path.name)))


def _table(path: Path, _: Any) -> Picture:
    try:
        text = path.read_text()
        content = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        separators = [c for c in ";,\t" if content and c in content[0]]
        with warnings.catch_warnings(action="ignore"):  # numpy's remark on an empty file: said below
            table = np.loadtxt(content, delimiter=separators[0] if separators else None, ndmin=2)
    except (ValueError, OSError) as error:
        raise ValueError(
            f"{path.name!r} cannot be read as a table of numbers: {str(error).rstrip('.')}. Rows must have equal lengths."
        ) from error
    if not table.size:
        raise ValueError(f"{path.name!r} has no numbers in it. Give a table with one row of the map per line.")
    return _film_everywhere(table[::-1])


def _png(path: Path, _: Any) -> Picture:
    from matplotlib.image import imread

    try:
        levels = np.asarray(imread(path, format="png"))
    except Exception as error:  # the decoder raises errors of many kinds
        raise ValueError(f"{path.name!r} cannot be read as a PNG picture: {error}. Save it anew as a grey PNG.") from error
    opaque = np.ones(levels.shape[:2], bool)
    if levels.ndim == 3:
        if levels.shape[2] in (2, 4):
            opaque, levels = levels[..., -1] >= 0.5, levels[..., :-1]
        if not np.all((levels == levels[..., :1]) | ~opaque[..., None]):
            raise ValueError(f"{path.name!r} has colours, and only grey levels have an order. Convert it to grey.")
        levels = levels[..., 0]
    grey = np.rint(levels.astype(float) * 65535) / 65535  # the exact level, not its single-precision neighbour
    return Picture(grey[::-1], opaque[::-1])


def _netcdf(path: Path, variable: str | None) -> Picture:
    import xarray as xr

    try:
        with xr.open_dataset(path, engine="h5netcdf") as opened:
            dataset = opened.load()
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{path.name!r} cannot be read as NetCDF-4: {error}. Save it with `xarray.Dataset.to_netcdf`.") from error
    maps = [str(name) for name, v in dataset.data_vars.items() if v.ndim == 2]
    if variable is None and len(maps) != 1:
        raise ValueError(
            f"{path.name!r} has {len(maps)} variables with two dimensions: {', '.join(maps) or 'none'}. Say which with `variable=`."
        )
    name = maps[0] if variable is None else variable
    if name not in dataset.data_vars:
        raise ValueError(f"{path.name!r} has no variable {name!r}. {closest(name, [str(n) for n in dataset.data_vars])}")
    found = dataset[name]
    for dimension in found.dims:
        if dimension in dataset.coords and found.sizes[dimension] > 1:
            coordinate = dataset[dimension].values
            if coordinate[0] > coordinate[-1]:
                found = found.isel({dimension: slice(None, None, -1)})
    return _film_everywhere(_numbers(found.values, f"{name!r} of {path.name!r}"), _stated(found.attrs.get("units")))


def checked_cell(cell: Quantity | None, width: Quantity | None, columns: int) -> float:
    """Side of a cell in m, from itself or from the width of all columns."""
    if (cell is None) == (width is None):
        raise ValueError(f"Give either `cell`, the side of a pixel, or `width`, that of the map, but cell={cell!r} and width={width!r}.")
    return si(cell, "m", "cell") if cell is not None else si(width, "m", "width") / columns
