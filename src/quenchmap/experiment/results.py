"""Results on disk: what a run gave is written with the run's description, and whatever quenchmap saved is restored."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from quenchmap.errors import closest
from quenchmap.storage import write_dataset

if TYPE_CHECKING:
    import xarray as xr

    from quenchmap.experiment.description import Experiment

#: Which module restores each kind of result.
_HOMES = {
    **dict.fromkeys(("states", "sweep", "diagram", "fold_diagram", "hysteresis", "evolution"), "spot.storage"),
    "sample": "sample.storage",
    "heat_state": "sample.heat.storage",
    "map": "scan.storage",
    "resolution": "scan.resolution.study_storage",
    "functions": "experiment.functions",
    "uniform": "experiment.uniform",
}


class Result(Protocol):
    """Whatever a run may give."""

    def to_dataset(self) -> xr.Dataset:
        """All of it with units."""
        ...


def save(result: Result, experiment: Experiment, path: str) -> None:
    """Write a result as NetCDF-4 with all parameters, the version, and the description as it was written in `experiment`.

    Raises:
        OSError: When the file cannot be written; it appears complete or not at all.
    """
    dataset = result.to_dataset()
    dataset.attrs["experiment"] = experiment.model_dump_json(exclude_none=True)
    write_dataset(dataset, path)


def load(path: str | Path) -> Any:
    """Restore a saved result, or what there is of a map from the folder in which it grows.

    A material's functions, a uniform film, states of a hot spot and their diagrams, an evolution, a sample, a heated one, a map, a study of
    resolution; of a sweep its dataset.

    Raises:
        FileNotFoundError: Where there is no such file.
        ValueError: When it was not written by quenchmap.
    """
    import xarray as xr

    if Path(path).is_dir():
        from quenchmap.scan.map import read

        return read(path)

    if not Path(path).is_file():
        raise FileNotFoundError(f"There is no file {str(path)!r}. Give the name under which a result was saved.")
    try:
        with xr.open_dataset(path, engine="h5netcdf") as opened:
            dataset = opened.load()
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{str(path)!r} cannot be read as NetCDF-4: {error}. Give a file that quenchmap saved.") from error
    kind = dataset.attrs.get("quenchmap_result")
    if kind is None:
        raise ValueError(f"{str(path)!r} is a NetCDF file, but not one that quenchmap saved: it has no attribute `quenchmap_result`.")
    if kind not in _HOMES:
        raise ValueError(f"{str(path)!r} holds a result that this version does not know, {kind!r}. {closest(str(kind), _HOMES)}")
    return import_module(f"quenchmap.{_HOMES[kind]}").restored(dataset)
