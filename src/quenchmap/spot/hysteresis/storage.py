"""A hysteresis loop as a labelled dataset, and back from a NetCDF-4 file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.spot.hysteresis.result import RECORDED, Hysteresis, Jump, Sweep

if TYPE_CHECKING:
    import xarray as xr

    from quenchmap.spot.hotspot import HotSpot


def to_dataset(loop: Hysteresis) -> xr.Dataset:
    """Both ways in a row.

    Returns:
        Dimensions `point`, in the order of the sweep, a jump with its drive twice, and `jump`. In SI where there is a film.
    """
    import xarray as xr

    from quenchmap.spot.storage import of_result

    ways = ["up"] * len(loop.up.drive) + ["down"] * len(loop.down.drive)
    data: dict[str, Any] = {
        "drive": ("point", np.concatenate([loop.up.drive, loop.down.drive]), {"units": "1", "long_name": "j_max / j*"}),
        "jump_kind": ("jump", np.array([j.kind for j in loop.jumps], dtype=object)),
        "jump_drive": ("jump", [j.drive for j in loop.jumps], {"units": "1"}),
        "jump_error": ("jump", [j.error for j in loop.jumps], {"units": "1"}),
    }
    for name, unit in loop.units.items():
        both = [sweep.recorded.get(name, np.full(len(sweep.drive), np.nan)) for sweep in (loop.up, loop.down)]
        data[name] = ("point", np.concatenate(both), {"units": unit})
    attributes = of_result("hysteresis", loop.spot) | {
        "between": list(loop.between),
        "line_loss_dB": loop.line_loss,
        "interrupted": int(loop.interrupted),
        "complete": int(loop.complete),
    }
    return xr.Dataset(data, {"way": ("point", np.array(ways, dtype=object))}, attributes)


def restored(dataset: xr.Dataset, spot: HotSpot) -> Hysteresis:
    """The loop of a file."""
    names = [name for name in RECORDED if name in dataset]
    ways = dataset["way"].values.astype(str)
    up, down = (
        Sweep(dataset["drive"].values[ways == way], {name: dataset[name].values[ways == way] for name in names}) for way in ("up", "down")
    )
    jumps = []
    for kind, drive, error in zip(*(dataset[f"jump_{what}"].values for what in ("kind", "drive", "error")), strict=True):
        sweep = up if kind == "on" else down
        first = int(np.nonzero(sweep.drive == drive)[0][0])
        before, after = ({name: float(values[i]) for name, values in sweep.recorded.items()} for i in (first, first + 1))
        jumps.append(Jump("on" if kind == "on" else "off", float(drive), float(error), before, after))
    low, high = (float(end) for end in dataset.attrs["between"])
    return Hysteresis(spot, (low, high), float(dataset.attrs["line_loss_dB"]), up, down, tuple(jumps), bool(dataset.attrs["interrupted"]))
