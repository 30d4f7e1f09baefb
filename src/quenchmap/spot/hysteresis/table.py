"""A hysteresis loop as text and as plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.table import Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    from quenchmap.spot.hysteresis.result import Hysteresis

_ROWS = 8


def hysteresis_table(loop: Hysteresis) -> Table:
    """Both ways at a few drives, and the jumps."""
    low, high = loop.between
    names = list(loop.up.recorded)
    head = ["way", "j_max/j*", *(_WORDS.get(name, name.replace("_", " ")) for name in names)]
    rows = []
    for way, sweep in (("up", loop.up), ("down", loop.down)):
        if not len(sweep.drive):
            continue
        for i in np.unique(np.linspace(0, len(sweep.drive) - 1, _ROWS).round().astype(int)):
            rows.append([way, f"{sweep.drive[i]:.5g}", *(_shown(loop, name, float(sweep.recorded[name][i])) for name in names)])
    jumps = []
    for jump in loop.jumps:
        what = "absorbed_power" if "absorbed_power" in jump.before else "heat"
        change = f"{_shown(loop, what, jump.before[what])} to {_shown(loop, what, jump.after[what])}"
        jumps.append(f"jumps {jump.kind} at j_max/j* = {jump.drive:.9g} ± {jump.error:.0e}: {what.replace('_', ' ')} {change}")
    if not jumps:
        jumps = ["no jump in this range"]
    state = [] if loop.complete else ["INCOMPLETE: interrupted"]
    loss = f", line loss {loop.line_loss:g} dB" if loop.line_loss else ""
    return Table(f"Drive j_max/j* slowly up from {low:.5g} to {high:.5g} and down again{loss}", rows, head, [*jumps, *state])


_WORDS = {
    "maximum_temperature": "T_max",
    "absorbed_power": "near-field power",
    "tip_voltage": "tip voltage",
    "missing_reflection": "1 - |Γ|²",
}


def _shown(loop: Hysteresis, name: str, value: float) -> str:
    unit = loop.units[name]
    if not np.isfinite(value):
        return "-"
    if unit in ("m", "K", "W", "A", "V"):
        return engineering(value, unit)
    return f"{value:.4g}{'' if unit == '1' else f' {unit}'}".replace("ohm", "Ω")


def summary(loop: Hysteresis) -> dict[str, Any]:
    """Parameters, both ways, and the jumps."""
    return {
        "between": list(loop.between),
        "line_loss_dB": loop.line_loss,
        "parameters": dict(loop.spot.parameters),
        "gap_model": loop.spot.gap_model,
        "complete": loop.complete,
        "units": loop.units,
        "jumps": [{"kind": j.kind, "drive": j.drive, "error": j.error, "before": j.before, "after": j.after} for j in loop.jumps],
        **{
            way: {"drive": sweep.drive.tolist(), **{name: values.tolist() for name, values in sweep.recorded.items()}}
            for way, sweep in (("up", loop.up), ("down", loop.down))
        },
    }
