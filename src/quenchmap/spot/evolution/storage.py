"""An evolution as a labelled dataset, and as a NetCDF-4 file from which it comes back whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.spot.evolution.equation import TransientBalance
from quenchmap.spot.evolution.events import Event
from quenchmap.spot.evolution.integrator import Trajectory
from quenchmap.spot.evolution.result import Evolution
from quenchmap.spot.evolution.start import clock_of
from quenchmap.spot.evolution.table import table_of
from quenchmap.spot.evolution.waveform import Table, Waveform

if TYPE_CHECKING:
    import xarray as xr

    from quenchmap.spot.hotspot import HotSpot


def to_dataset(evolution: Evolution) -> xr.Dataset:
    """Everything against time.

    Returns:
        Dimensions `time`, the steps of the integrator, `radius`, the nodes, `event` and `vertex`. In SI where there is a film (times
        where its diffusion coefficient is known); `*_over_*` and `y` are dimensionless.
    """
    import xarray as xr

    from quenchmap.spot.storage import of_result

    film = evolution.spot.scales is not None
    length, kelvin, watt = ("m", "K", "W") if film else ("z0", "T_c", "Sigma T_c^n d z0^2")
    second = evolution.time_unit
    joule = "J" if film and second == "s" else f"{watt} {second}"
    along = ("time",)
    data: dict[str, Any] = {
        "temperature": (("time", "radius"), evolution.temperature, {"units": kelvin, "long_name": "electron temperature"}),
        "drive": (along, evolution.drive_at_steps, {"units": "1", "long_name": "j_max / j*; at a jump, after it"}),
        "drive_before": (along, _before(evolution), {"units": "1", "long_name": "j_max / j* just before each time"}),
        "maximum_temperature": (along, evolution.maximum_temperature, {"units": kelvin}),
        "outer_radius": (along, evolution.outer_radius, {"units": length}),
        "inner_radius": (along, evolution.inner_radius, {"units": length}),
        "heat": (along, evolution.heat, {"units": watt, "long_name": "heat absorbed in the domain"}),
        "cooling": (along, evolution.cooling, {"units": watt, "long_name": "heat given to the phonons in the domain"}),
        "absorbed_power": (along, evolution.absorbed_power, {"units": watt, "long_name": "near-field power up to the screening length"}),
        "stored_energy": (along, evolution.stored_energy, {"units": joule, "long_name": "heat stored by the electrons above the bath"}),
        "functional": (along, evolution.functional, {"units": "1", "long_name": "energy functional (C1b)"}),
        "y": (("time", "inner"), evolution.path.y, {"long_name": "ln(1 + h/h0) at the nodes but the centre; h the enthalpy"}),
        "time_over_thermal_time": (along, evolution.path.times, {"units": "1"}),
        "vertex_over_height": (("vertex",), evolution.balance.vertices, {"units": "1", "long_name": "ends of the elements over z0"}),
        "break": (("break_",), evolution.path.breaks, {"long_name": "steps at which the drive jumps or kinks"}),
        "event_kind": (("event",), [e.kind for e in evolution.events] or np.array([], dtype="U1")),
        "event_time": (("event",), np.array([e.time for e in evolution.events]), {"units": second}),
        "event_radius": (("event",), np.array([e.radius for e in evolution.events]), {"units": length}),
        "event_error": (("event",), np.array([e.error for e in evolution.events]), {"units": second}),
    }
    attributes = of_result("evolution", evolution.spot) | {
        "complete": int(evolution.complete),
        "error": evolution.error,
        "tolerance": evolution.tolerance,
        "energy_balance": evolution.energy_balance,
    }
    coordinates = {
        "time": ("time", evolution.time, {"units": second}),
        "radius": ("radius", evolution.radius, {"units": length}),
    }
    return xr.Dataset(data, coordinates, attributes)


def restored(dataset: xr.Dataset, spot: HotSpot) -> Evolution:
    """The evolution of a file. Its drive is straight between the steps, which is exact for steps, pulses, ramps and tables."""
    balance = TransientBalance(spot.problem, table_of(spot.problem), dataset["vertex_over_height"].values)
    path = Trajectory(
        dataset["time_over_thermal_time"].values, dataset["y"].values, dataset["break"].values, bool(dataset.attrs["complete"])
    )
    events = tuple(
        Event(str(kind), float(time), float(radius), float(error))  # type: ignore[arg-type]
        for kind, time, radius, error in zip(
            dataset["event_kind"].values, dataset["event_time"].values, dataset["event_radius"].values, dataset["event_error"].values
        )
    )
    wave = _between(path.times, dataset["drive_before"].values, dataset["drive"].values)
    return Evolution(spot, wave, clock_of(spot), balance, path, events, float(dataset.attrs["error"]), float(dataset.attrs["tolerance"]))


def _before(evolution: Evolution) -> np.ndarray:
    before = evolution.drive_at_steps.copy()
    for k in evolution.path.breaks:
        before[k] = evolution.waveform.before(float(evolution.path.times[k]))
    return before


def _between(times: np.ndarray, before: np.ndarray, after: np.ndarray) -> Waveform:
    """The drive through its values at the steps."""
    jump = before != after
    jump[0] = False
    where = np.repeat(np.arange(len(times)), 1 + jump)
    values = after[where]
    first = np.concatenate([[True], where[1:] != where[:-1]])
    twice = jump[where] & first
    values[twice] = before[where[twice]]
    return Table(tuple(times[where].tolist()), tuple(values.tolist()))
