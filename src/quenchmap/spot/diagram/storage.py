"""Diagrams of states as a labelled dataset, and back from a NetCDF-4 file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.spot.diagram.result import Curve, CurveFold, Diagram
from quenchmap.spot.diagram.trace import Probe
from quenchmap.spot.observables import DIMENSIONS
from quenchmap.spot.variation import unit_of

if TYPE_CHECKING:
    import xarray as xr

    from quenchmap.spot.hotspot import HotSpot


def to_dataset(diagram: Diagram) -> xr.Dataset:
    """All points of all curves in a row.

    Returns:
        Dimensions `point`, with the number of its curve, `fold`, with its place among the points, `curve` and `probe`. In SI where there
        is a film.
    """
    import xarray as xr

    from quenchmap.spot.storage import of_result

    film, curves = diagram.spot.scales is not None, diagram.curves
    names = [name for name in DIMENSIONS if any(name in c.observables for c in curves)]
    first = np.cumsum([0, *(len(c.parameter) for c in curves)])
    unit = {"units": unit_of(diagram.spot, diagram.parameter) or "1"}

    def row(name: str) -> np.ndarray:
        return np.concatenate([getattr(c, name) for c in curves]) if curves else np.array([])

    data: dict[str, Any] = {
        "value": ("point", row("parameter"), unit | {"long_name": diagram.parameter}),
        "drive": ("point", row("drive"), {"units": "1", "long_name": "j_max / j*"}),
        "growing_modes": ("point", row("index"), {"long_name": "axisymmetric perturbations that grow"}),
        "energy_balance": ("point", row("energy_balance"), {"units": "1"}),
        "arc": ("point", row("arc"), {"units": "1", "long_name": "length along the curve"}),
        "rate": ("point", row("rate"), {"long_name": "change of the parameter per length"}),
        "fold_point": ("fold", [int(first[i]) + f.point for i, c in enumerate(curves) for f in c.folds]),
        "fold_value": ("fold", [f.parameter for f in diagram.folds], unit),
        "fold_error": ("fold", [f.error for f in diagram.folds], unit),
        "curve_begins": ("curve", np.array([c.ends[0] for c in curves], dtype=object)),
        "curve_ends": ("curve", np.array([c.ends[1] for c in curves], dtype=object)),
        "probe_value": ("probe", [p.value for p in diagram.probes], unit),
        "probe_states": ("probe", [p.count for p in diagram.probes]),
        "probe_parity": ("probe", [p.parity for p in diagram.probes]),
    }
    for name in names:
        values = [c.observables.get(name, np.full(len(c.parameter), np.nan)) for c in curves]
        data[name] = ("point", np.concatenate(values), {"units": DIMENSIONS[name][1 if film else 2]})
    attributes = of_result("diagram", diagram.spot) | {
        "parameter": diagram.parameter,
        "between": list(diagram.between),
        "fixed": json.dumps(diagram.fixed),
        "notes": json.dumps(diagram.notes),
        "interrupted": int(diagram.interrupted),
        "complete": int(diagram.complete),
    }
    number = np.repeat(np.arange(len(curves)), np.diff(first))
    return xr.Dataset(data, {"curve_of_point": ("point", number)}, attributes)


def restored(dataset: xr.Dataset, spot: HotSpot) -> Diagram:
    """The diagram of a file."""
    attributes = dataset.attrs
    number = dataset["curve_of_point"].values
    names = [name for name in DIMENSIONS if name in dataset]
    curves = []
    for i in range(dataset.sizes.get("curve", 0)):
        of = np.nonzero(number == i)[0]
        folds = tuple(
            CurveFold(float(value), float(error), float(dataset["drive"].values[point]), int(point - of[0]))
            for point, value, error in zip(*(dataset[f"fold_{what}"].values for what in ("point", "value", "error")), strict=True)
            if of[0] <= point <= of[-1]
        )
        observables = {name: dataset[name].values[of] for name in names}
        curves.append(
            Curve(
                dataset["value"].values[of],
                dataset["drive"].values[of],
                dataset["growing_modes"].values[of],
                dataset["energy_balance"].values[of],
                dataset["arc"].values[of],
                dataset["rate"].values[of],
                {name: values for name, values in observables.items() if np.isfinite(values).any()},
                folds,
                (str(dataset["curve_begins"].values[i]), str(dataset["curve_ends"].values[i])),
            )
        )
    probes = tuple(
        Probe(float(value), int(count), int(parity))
        for value, count, parity in zip(*(dataset[f"probe_{what}"].values for what in ("value", "states", "parity")), strict=True)
    )
    low, high = (float(end) for end in attributes["between"])
    return Diagram(
        spot,
        str(attributes["parameter"]),
        (low, high),
        json.loads(attributes["fixed"]),
        tuple(curves),
        probes,
        tuple(json.loads(attributes["notes"])),
        bool(attributes["interrupted"]),
    )
