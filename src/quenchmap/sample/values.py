"""Values of a sample's fields as they come in: numbers, strings, quantities and arrays, checked and in SI."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from jaxtyping import Bool, Float

from quenchmap.errors import closest
from quenchmap.material.film import Film
from quenchmap.sample.grid import checked_shape
from quenchmap.units import si

FieldName: TypeAlias = Literal["critical_temperature", "sheet_resistance", "cooling_coefficient", "thickness"]
FIELDS: tuple[FieldName, ...] = get_args(FieldName)


def checked_film(film: Any) -> Film:
    """`film`, refused unless it is one."""
    if not isinstance(film, Film):
        raise TypeError(f"`film` must be a Film, but film={film!r}. Use for example Film('NbN', thickness='10 nm').")
    return film


def checked_field(name: Any) -> FieldName:
    """The name of a field, refused unless it is one."""
    if name not in FIELDS:
        raise ValueError(f"A sample has no field {name!r}. {closest(str(name), FIELDS)}")
    return name


def unit(field: FieldName, film: Film) -> str:
    """SI unit of a field, in pint's spelling."""
    units = {"critical_temperature": "K", "sheet_resistance": "ohm", "thickness": "m"}
    return units.get(field, f"W / m**3 / K**{film.material.cooling_exponent:.12g}")


def reference(field: FieldName, film: Film) -> float:
    """The reference film's value of a field, in SI."""
    if field in ("sheet_resistance", "thickness"):
        return getattr(film, field)
    return getattr(film.material, field)


def in_si(name: str, values: Any, film: Film) -> Float[np.ndarray, "..."]:
    """A number, string, quantity or array as an array in SI."""
    target = unit(checked_field(name), film)
    if isinstance(values, str) or (np.ndim(getattr(values, "magnitude", values)) == 0 and not isinstance(values, np.ndarray)):
        return np.asarray(si(values, target, name))
    if not isinstance(values, np.ndarray) and hasattr(values, "magnitude"):  # an array with a unit
        si(1 * values.units, target, name)  # refuses a wrong unit
        values = values.to(target).magnitude
    try:
        array = np.asarray(values)
        if np.iscomplexobj(array) or array.dtype.kind in "SUO":
            raise TypeError
        array = array.astype(float)
    except (TypeError, ValueError):
        raise TypeError(f"`{name}` must be a number or an array of real numbers (ny, nx), but {name}={values!r:.60}.") from None
    if array.ndim not in (0, 2):
        raise ValueError(f"`{name}` must be a number or an array (ny, nx), but its shape is {array.shape}.")
    return array


def checked_present(present: Any) -> Bool[np.ndarray, "ny nx"]:
    """Where there is film, refused unless an array of flags."""
    array = np.asarray(present)
    if array.dtype != bool or array.ndim != 2:
        raise TypeError(
            f"`present` must be an array (ny, nx) of True (film) and False (hole), but it has type {array.dtype} and shape {array.shape}. "
            "Compare your values with a threshold, for example `values > 0.5`."
        )
    return array


def common_shape(values: dict[str, np.ndarray]) -> tuple[int, int]:
    """(ny, nx) of the fields that are arrays, refused when they differ or when there is none."""
    shapes = {name: v.shape for name, v in values.items() if v.ndim == 2}
    if not shapes:
        raise ValueError("No field is an array, so the number of cells is unknown. Give an array (ny, nx), or use `Sample.uniform`.")
    if len(set(shapes.values())) > 1:
        told = ", ".join(f"`{name}` {shape}" for name, shape in shapes.items())
        raise ValueError(f"All fields must have one shape (ny, nx), but these differ: {told}.")
    return checked_shape(*next(iter(shapes.values())))


def checked_values(name: str, array: Float[np.ndarray, "ny nx"]) -> Float[np.ndarray, "ny nx"]:
    """A field in SI, refused with a NaN or a value that no film has."""
    bad = ~np.isfinite(array)
    if bad.any():
        raise ValueError(
            f"`{name}` has {bad.sum()} NaN or infinite values, the first at [iy, ix] = {_first(bad)}. "
            "Fill them, or make these cells holes with `present`."
        )
    may_vanish = name == "critical_temperature"
    bad = array < 0 if may_vanish else array <= 0
    if bad.any():
        rule = "must not be negative (0 is a normal metal)" if may_vanish else "must be positive"
        raise ValueError(
            f"`{name}` {rule}, but is {array[bad][0]:.6g} at [iy, ix] = {_first(bad)} and wrong in {bad.sum()} cells. "
            "Correct these values, or make these cells holes with `present`."
        )
    return array


def _first(where: Bool[np.ndarray, "ny nx"]) -> list[int]:
    return [int(i) for i in np.argwhere(where)[0]]


def plain(value: Any) -> Any:
    """A number or string as it is; anything larger only by name, since a recipe has plain values."""
    if isinstance(value, str):
        return value
    if hasattr(value, "magnitude"):
        return str(value) if np.ndim(value.magnitude) == 0 else "array"
    return float(value) if np.ndim(value) == 0 else "array"


def read_only(array: np.ndarray) -> np.ndarray:
    """The array itself, locked."""
    array.setflags(write=False)
    return array
