"""A sample as a labelled dataset, and as a NetCDF-4 file from which it comes back whole."""

from __future__ import annotations

import dataclasses
import json
from importlib.metadata import version
from typing import TYPE_CHECKING

from quenchmap.material.film import Film
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.sample import Sample
from quenchmap.sample.values import FIELDS, FieldName

if TYPE_CHECKING:
    import xarray as xr


def to_dataset(sample: Sample) -> xr.Dataset:
    """Fields on dimensions y and x; film, electrodes and recipe as JSON in the attributes."""
    import xarray as xr

    n = sample.film.material.cooling_exponent
    labels: dict[FieldName, tuple[str, str]] = {
        "critical_temperature": ("K", "critical temperature; 0 is a normal metal"),
        "sheet_resistance": ("ohm", "sheet resistance above the critical temperature"),
        "cooling_coefficient": (f"W m-3 K-{n:g}", "electron-phonon cooling coefficient"),
        "thickness": ("m", "thickness"),
    }
    dims = ("y", "x")
    data = {name: (dims, getattr(sample, name), {"units": labels[name][0], "long_name": labels[name][1]}) for name in FIELDS}
    data["present"] = (dims, sample.present, {"long_name": "where there is film"})
    coordinates = {name: (name, getattr(sample, name), {"units": "m", "long_name": f"{name} of cell centres"}) for name in dims}
    attributes = {
        "quenchmap_result": "sample",
        "quenchmap_version": version("quenchmap"),
        "cell": sample.cell,
        "film": json.dumps(sample.film.description()),
        "electrodes": json.dumps([dataclasses.asdict(e) for e in sample.electrodes]),
        "recipe": json.dumps(sample.recipe),
    }
    return xr.Dataset(data, coordinates, attributes)


def restored(dataset: xr.Dataset) -> Sample:
    """The sample of a dataset that `to_dataset` made, bit for bit.

    Raises:
        ValueError: For any other dataset.
    """
    if dataset.attrs.get("quenchmap_result") != "sample":
        raise ValueError("The dataset is not a sample: its attribute `quenchmap_result` is not 'sample'. Give what `Sample.save` wrote.")
    electrodes = [Electrode(e["side"], e["span"]) for e in json.loads(dataset.attrs["electrodes"])]
    return Sample(
        Film.from_description(json.loads(dataset.attrs["film"])),
        cell=float(dataset.attrs["cell"]),
        present=dataset["present"].values.astype(bool),
        electrodes=electrodes,
        recipe=json.loads(dataset.attrs["recipe"]),
        **{name: dataset[name].values for name in FIELDS},
    )
