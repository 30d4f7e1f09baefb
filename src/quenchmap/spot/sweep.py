"""Observables of every state over grids of drive and frequency."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.errors import AccuracyWarning
from quenchmap.progress import Progress, telling
from quenchmap.spot.observables import DIMENSIONS
from quenchmap.spot.states import cold_branch
from quenchmap.units import Quantity, si

if TYPE_CHECKING:
    import xarray as xr

    from quenchmap.spot.hotspot import HotSpot

_KINDS = ("cold", "unstable", "hot")


def sweep(spot: HotSpot, *, drive: Sequence[float], frequency: Sequence[Quantity] | None = None, progress: Progress = True) -> xr.Dataset:
    """Every state at every drive (and frequency).

    Args:
        spot: The hot spot.
        drive: Values of j_max/j*.
        frequency: Frequencies, Hz (photon energies over k_B T_c without a film); None keeps the spot's own.
        progress: Show what happens, in a terminal or a notebook; or a function, called with each line.

    Returns:
        Observables with dimensions (frequency, drive, kind), NaN where a state or an observable does not exist, and the number of
        states. Where there is one state at every drive it stands under "cold" while superconducting everywhere, else under "hot".
        Ctrl-C returns what was computed, with the attribute `complete` = 0 and a warning.

    Raises:
        ValueError: For empty or illegal values.
        ConvergenceError: When a branch of states cannot be followed.
    """
    import xarray as xr

    from quenchmap.spot.storage import of_result

    drives = np.sort(np.atleast_1d(np.asarray(drive, float)))
    if drives.size == 0 or not np.all(drives > 0):
        raise ValueError(f"`drive` must be one or more positive values of j_max/j*, but drive={drive!r}.")
    if frequency is None:
        own = spot.parameters.get("frequency", spot.photon_energy)
        if own is None:
            raise ValueError("A hot tip has neither drive nor frequency to sweep. Make a HotSpot for each tip instead.")
        frequencies = np.array([own])
    else:
        frequencies = np.array(
            [si(f, "Hz", "frequency") if spot.film is not None else float(f) for f in np.atleast_1d(np.asarray(frequency, object))]
        )
    shape = (len(frequencies), len(drives), len(_KINDS))
    values = {name: np.full(shape, np.nan) for name in (*DIMENSIONS, "absorbed_power", "plasmon_power", "error")}
    count = np.zeros(shape[:2], int)
    complete = 1
    try:
        with telling(progress) as tell:
            for i, f in enumerate(frequencies):
                at = spot if frequency is None else spot.at_frequency(float(f))
                if at.problem.window is not None:
                    cold_branch(at.problem, float(drives[-1]))  # traced once, to the largest drive
                for j, a in enumerate(drives):
                    tell(f"Steady states: {i * len(drives) + j} of {count.size} points")
                    states = at.states(float(a))
                    count[i, j] = len(states)
                    for state in states:
                        kind = state.kind if state.kind in _KINDS else "hot" if state.temperature.max() >= 1 else "cold"
                        k = _KINDS.index(kind)
                        for name, o in state.observables().items():
                            values[name][i, j, k] = o.value
                        values["absorbed_power"][i, j, k], values["plasmon_power"][i, j, k] = state.absorbed_power, state.plasmon_power
                        values["error"][i, j, k] = state.error
    except KeyboardInterrupt:
        complete = 0
        warnings.warn(
            f"The sweep was interrupted after {int(np.sum(count > 0))} of {count.size} points; the rest is NaN.",
            AccuracyWarning,
            stacklevel=2,
        )
    film = spot.film is not None
    units = {name: unit if film else plain for name, (_, unit, plain) in DIMENSIONS.items()}
    units |= dict.fromkeys(("absorbed_power", "plasmon_power"), "W" if film else "Sigma T_c^n d z0^2") | {"error": "T_c"}
    data: dict[str, Any] = {
        name: (("frequency", "drive", "kind"), v, {"units": units[name]}) for name, v in values.items() if np.isfinite(v).any()
    }
    data["states"] = (("frequency", "drive"), count)
    coordinates = {
        "frequency": ("frequency", frequencies, {"units": "Hz" if film else "k_B T_c / hbar"}),
        "drive": ("drive", drives, {"units": "j*"}),
        "kind": list(_KINDS),
    }
    return xr.Dataset(data, coordinates, of_result("sweep", spot) | {"complete": complete})
