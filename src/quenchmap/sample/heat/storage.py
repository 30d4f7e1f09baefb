"""A heated sample as a labelled dataset, from which it comes back whole."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from quenchmap.sample import storage as sample_storage
from quenchmap.sample.heat.problem import HeatProblem
from quenchmap.sample.heat.protocol import Steady
from quenchmap.sample.heat.state import HeatState
from quenchmap.sample.heat.tip import restored as restored_tip

if TYPE_CHECKING:
    import xarray as xr

_MAPS = {"u": "temperature_over_critical", "heating": "heating", "cooling": "cooling", "current": "current"}


def to_dataset(state: HeatState) -> xr.Dataset:
    """The sample's own dataset with the temperature, the absorbed power and the numbers of the state."""
    problem, solution, dims = state.problem, state.solution, ("y", "x")
    dataset = sample_storage.to_dataset(state.sample).assign(
        {
            "temperature": (dims, state.temperature, {"units": "K", "long_name": "electron temperature"}),
            "temperature_over_critical": (dims, solution.u, {"units": "1", "long_name": "T / T_c of the reference film"}),
            "power_density": (dims, state.power_density, {"units": "W/m^2", "long_name": "absorbed power per area"}),
            "current": (dims, solution.current, {"units": "j* d", "long_name": "sheet current of the microwaves, rms"}),
            "heating": (dims, solution.heating, {"units": "n Sigma T_c^n z0^2 d", "long_name": "power absorbed by each cell"}),
            "cooling": (dims, solution.cooling, {"units": "n Sigma T_c^n z0^2 d", "long_name": "power from each cell to the phonons"}),
        }
    )
    numbers = {k: int(v) if isinstance(v, bool) else v for k, v in state.summary().items() if v is not None}
    own = {
        "quenchmap_result": "heat_state",
        "tip": json.dumps(dataclasses.asdict(problem.tip)),
        "gap_model": problem.gap_model,
        "time_steps": solution.time_steps,
    }
    return dataset.assign_attrs(numbers | own)


def restored(dataset: xr.Dataset) -> HeatState:
    """The state of a dataset that `to_dataset` made."""
    attributes = dataset.attrs
    sample = sample_storage.restored(dataset.assign_attrs(quenchmap_result="sample"))
    x, y = (float(p) for p in attributes["position"])
    problem = HeatProblem(
        sample,
        restored_tip(json.loads(attributes["tip"])),
        (x, y),
        float(attributes["phonon_temperature"]),
        float(attributes["drive"]) if "drive" in attributes else None,
        attributes["gap_model"],
        attributes.get("spreading"),
    )
    maps = {ours: dataset[name].values for ours, name in _MAPS.items()}
    solution = Steady(
        step=float(attributes["residual"]), stable=bool(attributes["stable"]), time_steps=int(attributes["time_steps"]), **maps
    )
    return HeatState(problem, attributes["protocol"], solution)
