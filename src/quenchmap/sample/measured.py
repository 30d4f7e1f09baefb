"""Samples from measured tables: a row for each point, with columns x, y and what was measured there.

    x (um),y (um),Tc (K)
    0.00,0.00,9.81
    0.05,0.00,9.77

The head names the columns and their units. The points, in any order, must be those of a square raster; points that are missing, or
have no value, are refused, or are holes where the caller says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float

from quenchmap.errors import closest
from quenchmap.material.film import Film
from quenchmap.sample.electrode import LEFT_AND_RIGHT
from quenchmap.sample.picture import digest
from quenchmap.sample.values import FIELDS, FieldName, checked_field, checked_film, reference
from quenchmap.sample.values import unit as si_unit
from quenchmap.units import engineering, si

if TYPE_CHECKING:
    from quenchmap.sample.disordered import Electrodes
    from quenchmap.sample.sample import Sample

#: Other names of the fields in the head of a table.
NAMES: Mapping[str, FieldName] = {
    "tc": "critical_temperature",
    "t_c": "critical_temperature",
    "rs": "sheet_resistance",
    "r_s": "sheet_resistance",
    "r": "sheet_resistance",
    "resistance": "sheet_resistance",
    "rsheet": "sheet_resistance",
    "d": "thickness",
    "sigma": "cooling_coefficient",
    **{name: name for name in FIELDS},
}
_SPREAD = 0.02  # of a step: how far coordinates may lie from the raster
_HEAD = re.compile(r"\s*(?P<name>[^(\[]+?)\s*(?:[(\[](?P<unit>[^)\]]*)[)\]])?\s*")


class Raster(NamedTuple):
    """Points on square cells.

    Attributes:
        cell: Side of a cell, m.
        corner: x and y of the lowest point on the left, m.
        place: Row and column of each point, y upward.
        shape: (ny, nx).
    """

    cell: float
    corner: tuple[float, float]
    place: tuple[np.ndarray, np.ndarray]
    shape: tuple[int, int]


def from_csv(
    path: str | Path,
    film: Film,
    *,
    missing_is_hole: bool = False,
    electrodes: Electrodes = LEFT_AND_RIGHT,
) -> Sample:
    """A sample from a table with a head: `x (um),y (um),Tc (K)`, and one or more of the sample's fields.

    Fields are critical_temperature (or Tc), sheet_resistance (Rs, R, resistance), thickness (d) and cooling_coefficient (Sigma), each with
    its unit; `present`, 1 or 0, says where there is film. Columns of other names are left out. What `quenchmap.write` makes of a sample is
    read again. The middle of the raster becomes (0, 0) of the sample.

    Args:
        path: A file with commas, semicolons or tabs between its columns, # before remarks.
        film: The reference film, which gives the fields that are not in the table.
        missing_is_hole: Whether a point of the raster without a row, or a row with an empty or NaN value, is a hole.
        electrodes: Where current enters and leaves.

    Raises:
        FileNotFoundError: Where there is no such file.
        ValueError: In one sentence, for a head that lacks a column or a unit, a row that is no numbers, points that are missing, come
            twice or lie on no square raster, and values that no film has.
    """
    from quenchmap.sample.sample import Sample

    checked_film(film)
    path = Path(path)
    columns, lines = _read(path)
    wanted = _wanted(path, list(columns), film)
    numbers = {name: _numbers(path, columns[head], lines, head) for name, (head, _) in wanted.items()}
    scaled = {
        name: si(f"1 {_in_pint(unit)}", _target(name, film), head) * numbers[name]
        for name, (head, unit) in wanted.items()
        if unit is not None
    }
    numbers |= scaled
    x, y = numbers.pop("x"), numbers.pop("y")
    raster = _raster(path, x, y, lines)
    flags = numbers.pop("present", np.ones(len(x)))
    valued = np.ones(len(x), bool)
    for name, values in numbers.items():
        absent = np.isnan(values) & (flags > 0)
        if absent.any() and not missing_is_hole:
            k = int(np.argmax(absent))
            raise ValueError(
                f"{path.name!r} has no {wanted[name][0]!r} in {int(absent.sum())} rows, the first in line {lines[k]}. "
                "Fill them, or use missing_is_hole=True if there is no film."
            )
        valued &= ~np.isnan(values)
    present = _placed(raster, (flags > 0) & valued, False)
    listed = _placed(raster, np.ones(len(x), bool), False)
    if not listed.all() and not missing_is_hole:
        iy, ix = (int(i) for i in np.argwhere(~listed)[0])
        at = ", ".join(engineering(c + i * raster.cell, "m") for c, i in zip(raster.corner, (ix, iy)))
        raise ValueError(
            f"{path.name!r} lacks {int((~listed).sum())} points of its {raster.shape[1]} × {raster.shape[0]} raster, the first at ({at}). "
            "Add them, or use missing_is_hole=True if there is no film."
        )
    fields = {
        name: np.where(present, _placed(raster, values, np.nan), reference(checked_field(name), film)) for name, values in numbers.items()
    }
    recipe = {"kind": "table", "name": path.name, "sha256": digest(path), "fields": sorted(fields)}
    return Sample(film, cell=raster.cell, present=present, electrodes=electrodes, recipe=recipe, **fields)


def _read(path: Path) -> tuple[dict[str, list[str]], list[int]]:
    """Columns by their heads, and the line of each row."""
    if not path.is_file():
        raise FileNotFoundError(f"There is no file {str(path)!r}. Check its name and folder.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        raise ValueError(f"{path.name!r} cannot be read as text: {error}. Save it as CSV in UTF-8.") from error
    rows = [(k, line) for k, line in enumerate(text.splitlines(), 1) if line.strip() and not line.lstrip().startswith("#")]
    if len(rows) < 2:
        raise ValueError(f"{path.name!r} has no rows of numbers. Give a head such as 'x (um),y (um),Tc (K)' and a row for each point.")
    separator = next((c for c in ";\t," if c in rows[0][1]), ",")
    split = [[cell.strip() for cell in row] for row in csv.reader((line for _, line in rows), delimiter=separator)]
    head, body = split[0], split[1:]
    if len(set(head)) < len(head):
        twice = next(h for h in head if head.count(h) > 1)
        raise ValueError(f"{path.name!r} has two columns {twice!r}. Give each its own name.")
    lines = [k for k, _ in rows[1:]]
    for line, row in zip(lines, body):
        if len(row) != len(head):
            raise ValueError(f"Line {line} of {path.name!r} has {len(row)} columns, but the head has {len(head)}. Give every row as many.")
    return {h: [row[k] for row in body] for k, h in enumerate(head)}, lines


def _wanted(path: Path, heads: list[str], film: Film) -> dict[str, tuple[str, str | None]]:
    """Head and unit of x, y, and each field in the table."""
    found: dict[str, tuple[str, str | None]] = {}
    for head in heads:
        match = _HEAD.fullmatch(head)
        name, unit = (match["name"].lower(), match["unit"]) if match else (head.lower(), None)
        name = name if name in ("x", "y", "present") else NAMES.get(name.replace(" ", "_"), "")
        if not name:
            continue
        if name in found:
            raise ValueError(f"{path.name!r} has two columns for {name}: {found[name][0]!r} and {head!r}. Leave one out.")
        if unit is None and name != "present":
            example = {"x": "um", "y": "um"}.get(name) or si_unit(name, film)  # type: ignore[arg-type]
            raise ValueError(f"The column {head!r} of {path.name!r} has no unit. Write it behind the name, such as '{head} ({example})'.")
        found[name] = (head, unit)
    for name in ("x", "y"):
        if name not in found:
            raise ValueError(
                f"{path.name!r} has no column {name!r}; its columns are {', '.join(heads)}. Name it '{name} (um)' in the head."
            )
    if not set(found) - {"x", "y"}:
        others = [h for h in heads if h not in (found["x"][0], found["y"][0])]
        hint = closest(others[0].split("(")[0].strip(), NAMES) if others else f"Known: {', '.join(FIELDS)}."
        raise ValueError(f"{path.name!r} has no column of a sample's field; its columns are {', '.join(heads)}. {hint}")
    return found


def _numbers(path: Path, texts: list[str], lines: list[int], head: str) -> Float[np.ndarray, " rows"]:
    values = np.full(len(texts), np.nan)
    for k, text in enumerate(texts):
        if text and text.lower() not in ("nan", "na", "true", "false"):
            try:
                values[k] = float(text)
            except ValueError:
                raise ValueError(f"Line {lines[k]} of {path.name!r} has {text!r} in {head!r}, which is no number. Correct it.") from None
        elif text.lower() in ("true", "false"):
            values[k] = text.lower() == "true"
        if np.isinf(values[k]):
            raise ValueError(f"Line {lines[k]} of {path.name!r} has {text!r} in {head!r}, which is not finite. Correct it.")
    return values


def _raster(path: Path, x: np.ndarray, y: np.ndarray, lines: list[int]) -> Raster:
    for name, values in (("x", x), ("y", y)):
        if np.isnan(values).any():
            raise ValueError(f"Line {lines[int(np.argmax(np.isnan(values)))]} of {path.name!r} has no {name}. Every row needs its place.")
    steps = [_step(path, name, values) for name, values in (("x", x), ("y", y))]
    if abs(steps[0] - steps[1]) > _SPREAD * min(steps) / max(np.ptp(x), np.ptp(y)) * max(steps):
        dx, dy = (engineering(s, "m") for s in steps)
        raise ValueError(f"A sample has square cells, but the points of {path.name!r} are {dx} apart in x and {dy} in y. Interpolate them.")
    cell = float(f"{0.5 * (steps[0] + steps[1]):.12g}")
    corner = float(x.min()), float(y.min())
    ix, iy = (np.rint((v - c) / s).astype(int) for v, c, s in zip((x, y), corner, steps))
    order = np.lexsort((ix, iy))
    same = np.flatnonzero((np.diff(ix[order]) == 0) & (np.diff(iy[order]) == 0))
    if same.size:
        one, other = sorted(lines[order[same[0] + k]] for k in (0, 1))
        raise ValueError(f"Lines {one} and {other} of {path.name!r} are the same point ({same.size} points come twice). Keep one of each.")
    return Raster(cell, corner, (iy, ix), (int(iy.max()) + 1, int(ix.max()) + 1))


def _step(path: Path, name: str, values: np.ndarray) -> float:
    """Distance of neighbouring columns or rows of points, which must be uniform."""
    ordered = np.sort(values)
    gaps = np.diff(ordered)
    if not ordered[-1] > ordered[0]:
        raise ValueError(f"All points of {path.name!r} have one {name}. A sample needs at least 8 points along each side.")
    groups = np.split(ordered, np.flatnonzero(gaps > 0.25 * gaps.max()) + 1)  # one for each row or column, whatever its small errors
    middles = np.array([group.mean() for group in groups])
    jumps, span = np.diff(middles), middles[-1] - middles[0]
    step = span / round(span / float(np.median(jumps)))
    off = np.abs((values - middles[0]) / step - np.rint((values - middles[0]) / step))
    if off.max() > _SPREAD:
        least, most = (engineering(float(g), "m") for g in (jumps.min(), jumps.max()))
        raise ValueError(
            f"The {name} of {path.name!r} are not equally spaced: neighbours are {least} to {most} apart. Interpolate the values on a "
            "square raster."
        )
    return float(step)


def _placed(raster: Raster, values: np.ndarray, empty: Any) -> np.ndarray:
    full = np.full(raster.shape, empty, values.dtype)
    full[raster.place] = values
    return full


def _in_pint(unit: str) -> str:
    """A unit as files state it, `W m-3 K-5`, in the spelling that is read: `W*m**-3*K**-5`."""
    return re.sub(r"([A-Za-zµΩ]+)(-?\d+)", r"\1**\2", "*".join(unit.split())) if re.fullmatch(r"([A-Za-zµΩ]+(-?\d+)?\s*)+", unit) else unit


def _target(name: str, film: Film) -> str:
    return "m" if name in ("x", "y") else "" if name == "present" else si_unit(name, film)  # type: ignore[arg-type]
