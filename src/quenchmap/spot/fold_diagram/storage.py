"""Diagrams of folds as a labelled dataset, and back from a NetCDF-4 file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.spot.fold_diagram.result import CuspPoint, FoldDiagram, FoldLine
from quenchmap.spot.variation import unit_of

if TYPE_CHECKING:
    import xarray as xr

    from quenchmap.spot.hotspot import HotSpot


def to_dataset(diagram: FoldDiagram) -> xr.Dataset:
    """All folds of all lines in a row.

    Returns:
        Dimensions `point`, with the number of its line, `cusp`, with the number of its line, `line` and `search`. In SI where there is a
        film.
    """
    import xarray as xr

    from quenchmap.spot.storage import of_result

    lines = diagram.lines
    unit, one = {"units": unit_of(diagram.spot, diagram.parameter) or "1"}, {"units": "1"}

    def row(name: str) -> np.ndarray:
        return np.concatenate([getattr(line, name) for line in lines])

    rates = np.concatenate([line.rates for line in lines], axis=1)
    data: dict[str, Any] = {
        "value": ("point", row("parameter"), unit | {"long_name": diagram.parameter}),
        "drive": ("point", row("drive"), one | {"long_name": "j_max / j* at the fold"}),
        "maximum_temperature_over_critical": ("point", row("maximum_temperature"), one),
        "residual": ("point", row("residual"), one | {"long_name": "last Newton step of the fold"}),
        "arc": ("point", row("arc"), one | {"long_name": "length along the line"}),
        "value_rate": ("point", rates[0], {"long_name": "change of the parameter per length"}),
        "drive_rate": ("point", rates[1], {"long_name": "change of the drive per length"}),
        "opens": ("point", row("opens"), {"long_name": "+1: two states exist above this drive and not below; -1 the other way round"}),
        "cusp_line": ("cusp", [i for i, line in enumerate(lines) for _ in line.cusps]),
        "cusp_value": ("cusp", [c.parameter for c in diagram.cusps], unit),
        "cusp_drive": ("cusp", [c.drive for c in diagram.cusps], one),
        "cusp_value_error": ("cusp", [c.error[0] for c in diagram.cusps], unit),
        "cusp_drive_error": ("cusp", [c.error[1] for c in diagram.cusps], one),
        "line_begins": ("line", np.array([line.ends[0] for line in lines], dtype=object)),
        "line_ends": ("line", np.array([line.ends[1] for line in lines], dtype=object)),
        "searched": ("search", list(diagram.searched), unit),
    }
    if diagram.spot.film is not None:
        data["current"] = ("point", row("current"), {"units": "A", "long_name": "amplitude of the tip's current at the fold"})
    attributes = of_result("fold_diagram", diagram.spot) | {
        "parameter": diagram.parameter,
        "between": list(diagram.between),
        "notes": json.dumps(diagram.notes),
        "interrupted": int(diagram.interrupted),
        "complete": int(diagram.complete),
    }
    number = np.repeat(np.arange(len(lines)), [len(line.parameter) for line in lines])
    return xr.Dataset(data, {"line_of_point": ("point", number)}, attributes)


def restored(dataset: xr.Dataset, spot: HotSpot) -> FoldDiagram:
    """The diagram of a file."""
    attributes = dataset.attrs
    number, of_cusp = dataset["line_of_point"].values, dataset["cusp_line"].values
    cusps = [
        CuspPoint(float(value), float(drive), (float(value_error), float(drive_error)))
        for value, drive, value_error, drive_error in zip(
            *(dataset[f"cusp_{what}"].values for what in ("value", "drive", "value_error", "drive_error")), strict=True
        )
    ]
    lines = []
    for i in range(dataset.sizes["line"]):
        of = number == i
        lines.append(
            FoldLine(
                dataset["value"].values[of],
                dataset["drive"].values[of],
                dataset["current"].values[of] if "current" in dataset else None,
                dataset["maximum_temperature_over_critical"].values[of],
                dataset["residual"].values[of],
                dataset["arc"].values[of],
                np.stack([dataset[f"{what}_rate"].values[of] for what in ("value", "drive")]),
                dataset["opens"].values[of],
                tuple(cusp for cusp, line in zip(cusps, of_cusp, strict=True) if line == i),
                (str(dataset["line_begins"].values[i]), str(dataset["line_ends"].values[i])),
            )
        )
    low, high = (float(end) for end in attributes["between"])
    return FoldDiagram(
        spot,
        str(attributes["parameter"]),
        (low, high),
        tuple(lines),
        tuple(float(v) for v in dataset["searched"].values),
        tuple(json.loads(attributes["notes"])),
        bool(attributes["interrupted"]),
    )
