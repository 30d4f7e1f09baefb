"""A study of resolution as a labelled dataset, and back."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.scan.quantity import QUANTITIES
from quenchmap.scan.resolution.layout import Layout
from quenchmap.scan.resolution.probe_line import SIGNALS, Place, ProbeLine
from quenchmap.scan.resolution.setting import Setting
from quenchmap.scan.resolution.spot_scale import SpotScale
from quenchmap.scan.resolution.study import ResolutionStudy

if TYPE_CHECKING:
    import xarray as xr


def to_dataset(study: ResolutionStudy) -> xr.Dataset:
    """Signals on (line, point), lines that are shorter than the longest filled with NaN; settings and layout as JSON."""
    import xarray as xr

    lines = list(study.lines.values())
    longest = max(line.position.size for line in lines)

    def padded(values: list[np.ndarray]) -> np.ndarray:
        return np.stack([np.concatenate([v, np.full(longest - v.size, np.nan)]) for v in values])

    dims = ("line", "point")
    data: dict[str, Any] = {
        name: (dims, padded([np.asarray(line.signals[name]) for line in lines]), {"units": q.unit, "long_name": q.name})
        for name, q in QUANTITIES.items()
        if name in SIGNALS
    }
    data["undisturbed_inductance"] = ("line", [line.undisturbed for line in lines], {"units": "H"})
    axes = {
        "position": (dims, padded([line.position for line in lines]), {"units": "m", "long_name": "x of the tip"}),
        "points": ("line", [line.position.size for line in lines], {"long_name": "points of each line"}),
        "setting": ("line", [place.setting for place in study.lines], {"long_name": "number of the setting"}),
        "part": ("line", [place.part for place in study.lines], {"long_name": "kind of model sample"}),
        "number": ("line", [place.number for place in study.lines], {"long_name": "which of that kind"}),
    }
    attributes = {
        "quenchmap_result": "resolution",
        "quenchmap_version": study.version,
        "layout": json.dumps(dataclasses.asdict(study.layout)),
        "settings": json.dumps([setting.description() for setting in study.settings]),
        "spots": json.dumps([dataclasses.asdict(spot) for spot in study.spots]),
    }
    return xr.Dataset(data, axes, attributes)


def restored(dataset: xr.Dataset) -> ResolutionStudy:
    """The study of a dataset that `to_dataset` made."""
    attributes = dataset.attrs
    layout: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in json.loads(attributes["layout"]).items()}
    lines = {}
    for i in range(dataset.sizes["line"]):
        one = dataset.isel(line=i)
        count = int(one["points"])
        signals = {name: one[name].values[:count] for name in SIGNALS}
        place = Place(int(one["setting"]), str(one["part"].values), int(one["number"]))  # type: ignore[arg-type]
        lines[place] = ProbeLine(one["position"].values[:count], signals, float(one["undisturbed_inductance"]))
    return ResolutionStudy(
        Layout(**layout),
        tuple(Setting.from_description(values) for values in json.loads(attributes["settings"])),
        tuple(SpotScale(**values) for values in json.loads(attributes["spots"])),
        lines,
        str(attributes["quenchmap_version"]),
    )
