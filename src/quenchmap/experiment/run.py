"""From a description to states, and from states to a file that says how they came about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from quenchmap.experiment.build import hot_spot, strength
from quenchmap.experiment.description import Experiment
from quenchmap.spot.collection import States
from quenchmap.spot.storage import write

if TYPE_CHECKING:
    import xarray as xr


class Result(Protocol):
    """Whatever a run may give."""

    def to_dataset(self) -> xr.Dataset:
        """All of it with units."""
        ...


def run(experiment: Experiment, stage: Callable[[str], None] = lambda name: None) -> States:
    """Every steady state of the run that is described.

    Args:
        experiment: The description.
        stage: Called with the name of each stage as it begins.

    Raises:
        ValueError: For keys that are missing, contradict each other, or are not physical.
        ConvergenceError: When a branch of states cannot be followed.
    """
    spot = hot_spot(experiment)
    stage("Tabulating the film's response")
    _ = spot.response
    stage("Finding every steady state")
    return spot.states(**strength(experiment))


def save(result: Result, experiment: Experiment, path: str) -> None:
    """Write a result as NetCDF-4 with all parameters, the version, and the description as it was written in `experiment`.

    Raises:
        OSError: When the file cannot be written; it appears complete or not at all.
    """
    dataset = result.to_dataset()
    dataset.attrs["experiment"] = experiment.model_dump_json(exclude_none=True)
    write(dataset, path)
