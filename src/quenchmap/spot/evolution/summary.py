"""An evolution in words and numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.table import Row, Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    from quenchmap.spot.evolution.result import Evolution


def summary(evolution: Evolution) -> dict[str, Any]:
    """Everything of interest as numbers and strings, for JSON."""
    film = evolution.spot.scales is not None
    return {
        "parameters": dict(evolution.spot.parameters),
        "gap_model": evolution.spot.gap_model,
        "complete": evolution.complete,
        "time_unit": evolution.time_unit,
        "thermal_time": evolution.clock.unit if evolution.time_unit == "s" else None,
        "duration": float(evolution.time[-1]),
        "steps": len(evolution.time),
        "nodes": len(evolution.radius),
        "tolerance": evolution.tolerance,
        "error_over_critical_temperature": evolution.error,
        "energy_balance": evolution.energy_balance,
        "units": {"radius": "m" if film else "z0", "temperature": "K" if film else "T_c", "power": "W" if film else "Sigma T_c^n d z0^2"},
        "events": [{"kind": e.kind, "time": e.time, "radius": e.radius, "error": e.error} for e in evolution.events],
        "final": {
            "drive": float(evolution.waveform.before(float(evolution.path.times[-1]))),
            "maximum_temperature": float(evolution.maximum_temperature[-1]),
            "central_temperature": float(evolution.temperature[-1, 0]),
            "inner_radius": _number(evolution.inner_radius[-1]),
            "outer_radius": _number(evolution.outer_radius[-1]),
            "heat": float(evolution.heat[-1]),
            "cooling": float(evolution.cooling[-1]),
        },
    }


def table(evolution: Evolution) -> Table:
    """The evolution as a card."""
    film, Tc = evolution.spot.scales, evolution.spot.scales.temperature if evolution.spot.scales else 1.0
    hottest = evolution.maximum_temperature
    rows = [
        Row("duration", time_text(evolution, evolution.time[-1]), "" if evolution.complete else "interrupted"),
        Row("drive", _span(evolution.drive_at_steps), "j_max/j*"),
        Row("maximum temperature", f"{hottest.max():.4g} {'K' if film else 'Tc'}", f"{hottest[-1] / Tc:.4g} Tc at the end"),
    ]
    for event in evolution.events:
        where = engineering(event.radius, "m") if film else f"{event.radius:.4g} z0"
        error = "" if math.isnan(event.error) else f", error {time_text(evolution, event.error, 2)}"
        rows.append(Row(event.kind, time_text(evolution, event.time), f"at radius {where}{error}"))
    outer = evolution.outer_radius[-1]
    rows.append(Row("normal at the end", "nothing" if math.isnan(outer) else _ring(evolution)))
    error = "not estimated" if math.isnan(evolution.error) else f"to {evolution.error:.1e} Tc"
    rows.append(Row("accuracy", f"temperatures {error}", f"heat balances to {abs(evolution.energy_balance):.0e}"))
    return Table("Hot spot in time", rows)


def time_text(evolution: Evolution, time: float, digits: int = 4) -> str:
    """A time as people write it."""
    return engineering(float(time), "s", digits) if evolution.time_unit == "s" else f"{time:.{digits}g} thermal times"


def _ring(evolution: Evolution) -> str:
    inner, outer = evolution.inner_radius[-1], evolution.outer_radius[-1]
    if evolution.spot.scales is None:
        return f"radii {inner:.4g} to {outer:.4g} z0"
    return f"radii {engineering(inner, 'm')} to {engineering(outer, 'm')}"


def _span(values: np.ndarray) -> str:
    low, high = values.min(), values.max()
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
