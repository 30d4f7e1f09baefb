"""States as a labelled dataset, and as a NetCDF-4 file from which they come back whole."""

from __future__ import annotations

import dataclasses
import json
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.material.film import Film
from quenchmap.numerics.elements import DEGREE
from quenchmap.spot.collection import States
from quenchmap.spot.grid import Grid
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.observables import DIMENSIONS
from quenchmap.spot.state import State
from quenchmap.spot.states import Copy, Solution
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip

if TYPE_CHECKING:
    import xarray as xr


_COPIES = ("fine", "coarse", "wide")
_FITTED = 8
_FOLDERS = ("diagram", "fold_diagram", "hysteresis", "evolution")  # results with a folder of their own


def to_dataset(states: States) -> xr.Dataset:
    """Profiles, observables with errors, and all parameters.

    Returns:
        Dimensions `state` and `node` (padded with NaN: grids differ), `copy` (the result, a coarser grid, a wider domain). In SI
        where there is a film; `*_over_*` is dimensionless.
    """
    import xarray as xr

    spot, scales = states.spot, states.spot.scales
    copies = [(s.solution, s.solution.coarse, s.solution.wide) for s in states]
    nodes = max((c.T.size for triple in copies for c in triple), default=1)
    shape = (len(states), len(_COPIES))
    radius, temperature = np.full((*shape, nodes), np.nan), np.full((*shape, nodes), np.nan)
    fitted, targets = np.full((*shape, _FITTED), -1), np.full((*shape, _FITTED), np.nan)
    residual = np.full(shape, np.nan)
    for i, triple in enumerate(copies):
        for k, c in enumerate(triple):
            radius[i, k, : c.T.size], temperature[i, k, : c.T.size] = c.grid.nodes, c.T
            fitted[i, k, : len(c.grid.fitted)], targets[i, k, : len(c.grid.fitted)] = c.grid.fitted, c.grid.targets
            residual[i, k] = c.residual if isinstance(c, Solution) else c.step
    dims = ("state", "copy", "node")
    data: dict[str, Any] = {
        "radius_over_height": (dims, radius, {"units": "1", "long_name": "r / z0"}),
        "temperature_over_critical": (dims, temperature, {"units": "1", "long_name": "T_e / T_c"}),
        "fitted_vertex": (("state", "copy", "fit"), fitted, {"long_name": "elements' ends at the gap edge or T_c; -1 none"}),
        "fitted_temperature": (("state", "copy", "fit"), targets, {"units": "1"}),
        "residual": (("state", "copy"), residual, {"long_name": "last Newton step over T_c"}),
        "eigenvalue": (
            ("state", "mode"),
            np.array([s.eigenvalues for s in states]),
            {"units": "1", "long_name": "in n Sigma T_c^(n-1), weight d theta"},
        ),
        "folds": (
            "state",
            [-1 if s.solution.folds is None else s.solution.folds for s in states],
            {"long_name": "folds between this state and zero drive; -1 off that curve"},
        ),
        "stable": ("state", [int(s.stable) for s in states]),
        "energy_balance": ("state", [s.energy_balance for s in states], {"units": "1"}),
        "absorbed_power": ("state", [s.absorbed_power for s in states], {"units": "W" if scales else "Sigma T_c^n d z0^2"}),
        "plasmon_power": ("state", [s.plasmon_power for s in states], {"units": "W" if scales else "Sigma T_c^n d z0^2"}),
    }
    if scales is not None:
        data["radius"] = (dims, scales.length * radius, {"units": "m"})
        data["temperature"] = (dims, scales.temperature * temperature, {"units": "K"})
    for name, (_, unit, plain) in DIMENSIONS.items():
        found = [s.observables().get(name) for s in states]
        if any(found):
            units = {"units": unit if scales else plain}
            data[name] = ("state", [np.nan if o is None else o.value for o in found], units)
            data[f"{name}_error"] = ("state", [np.nan if o is None else o.error for o in found], units)
    attributes = of_result("states", spot) | {"drive": states.drive, "parity": states.parity}
    return xr.Dataset(
        data, {"state": np.arange(len(states)), "kind": ("state", [s.kind for s in states]), "copy": list(_COPIES)}, attributes
    )


def of_result(kind: str, spot: HotSpot) -> dict[str, Any]:
    """Attributes that every result has: what it is, the version that made it, and all parameters."""
    return {
        "quenchmap_result": kind,
        "quenchmap_version": version("quenchmap"),
        "spot": json.dumps(description(spot)),
        **{f"parameter_{k}": v for k, v in spot.parameters.items()},
        "gap_model": spot.gap_model,
    }


def restored(dataset: xr.Dataset) -> Any:
    """`States`, a `Diagram`, a `FoldDiagram`, a `Hysteresis` or an `Evolution` from its dataset; that of a sweep as it is."""
    result = dataset.attrs["quenchmap_result"]
    if result in _FOLDERS:
        return import_module(f"quenchmap.spot.{result}.storage").restored(dataset, _rebuilt(json.loads(dataset.attrs["spot"])))
    return _restored(dataset) if result == "states" else dataset


def _restored(dataset: xr.Dataset) -> States:
    spot = _rebuilt(json.loads(dataset.attrs["spot"]))
    drive = float(dataset.attrs["drive"])

    def copy(i: int, k: int) -> tuple[Grid, np.ndarray]:
        r, T = (dataset[name].values[i, k] for name in ("radius_over_height", "temperature_over_critical"))
        vertices = r[np.isfinite(r)][::DEGREE]
        fitted = tuple(int(v) for v in dataset["fitted_vertex"].values[i, k] if v >= 0)
        return Grid(vertices, fitted, tuple(float(t) for t in dataset["fitted_temperature"].values[i, k][: len(fitted)])), T[np.isfinite(T)]

    states = []
    for i in range(dataset.sizes["state"]):
        folds, residual = int(dataset["folds"].values[i]), dataset["residual"].values[i]
        coarse, wide = (Copy(*copy(i, k), float(residual[k])) for k in (1, 2))
        solution = Solution(*copy(i, 0), None if folds < 0 else folds, float(residual[0]), dataset["eigenvalue"].values[i], coarse, wide)
        states.append(State(spot, drive, solution))
    return States(spot, drive, tuple(states), tuple(spot.checks(drive)))


def description(spot: HotSpot) -> dict[str, Any]:
    """What makes the same hot spot again, as plain values."""
    options = {"gap_model": spot.gap_model, "outer_radius": spot.problem.outer_radius}
    if spot.film is None:
        return {"dimensionless": spot.parameters | options}
    tip: Any = spot.tip
    own = {"tip": {"type": type(tip).__name__} | {f.name: getattr(tip, f.name) for f in dataclasses.fields(tip)}}
    return spot.film.description() | own | {"phonon_temperature": spot.parameters["phonon_temperature"]} | options


def _rebuilt(description: dict[str, Any]) -> HotSpot:
    if "dimensionless" in description:
        return HotSpot.dimensionless(**description["dimensionless"])
    film = Film.from_description(description)
    values = dict(description["tip"])
    tip = {"MicrowaveTip": MicrowaveTip, "HotTip": HotTip}[values.pop("type")](**values)
    edge = description["outer_radius"]
    return HotSpot(
        film,
        tip,
        description["phonon_temperature"],
        gap_model=description["gap_model"],
        outer_radius=None if edge is None else edge * tip.height,
    )
