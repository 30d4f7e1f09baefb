"""A map as a labelled dataset, from which it comes back whole; the store in which it grows is `quenchmap.scan.store`."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from quenchmap.sample import storage as sample_storage
from quenchmap.scan import description
from quenchmap.scan.map import Map
from quenchmap.scan.quantity import FLAG_LABELS, tip_labels

if TYPE_CHECKING:
    import xarray as xr

_SAMPLE = {"x": "sample_x", "y": "sample_y"}


def to_dataset(map: Map) -> xr.Dataset:
    """Quantities on (trace, y, x), the sample's own dataset on (sample_y, sample_x), the scan as JSON in the attributes."""
    import xarray as xr

    scan, dims = map.scan, ("trace", "y", "x")
    data: dict[str, Any] = {name: (dims, map.values[name], recorded.labels) for name, recorded in scan.quantities.items()}
    data["flag"] = (dims, map.values["flag"], FLAG_LABELS)
    data["true_weight"] = (dims[1:], map.true_weight, {"units": "m-2", "long_name": "part of the kinetic inductance per area"})
    axes = {
        "trace": list(scan.traces),
        "y": ("y", scan.raster.y, tip_labels("y")),
        "x": ("x", scan.raster.x, tip_labels("x")),
    }
    film = sample_storage.to_dataset(scan.sample).rename(_SAMPLE)
    own = {
        "quenchmap_result": "map",
        "quenchmap_version": version("quenchmap"),
        "scan": json.dumps(description.described(scan)),
        "undisturbed": json.dumps(map.undisturbed),
        "damaged_pixels": map.damaged,
    }
    return xr.Dataset(data, axes).merge(film, combine_attrs="drop").assign_attrs(film.attrs | own)


def restored(dataset: xr.Dataset) -> Map:
    """The map of a dataset that `to_dataset` made."""
    film = dataset[[name for name, variable in dataset.data_vars.items() if "sample_x" in variable.dims]]
    film = film.rename({new: old for old, new in _SAMPLE.items()}).assign_attrs(dataset.attrs | {"quenchmap_result": "sample"})
    scan = description.restored(json.loads(dataset.attrs["scan"]), sample_storage.restored(film))
    values = {name: dataset[name].values for name in (*scan.quantities, "flag")}
    return Map(scan, values, json.loads(dataset.attrs["undisturbed"]), int(dataset.attrs["damaged_pixels"]))
