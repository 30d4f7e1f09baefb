"""Diagrams of states as text and as plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.spot.observables import DIMENSIONS
from quenchmap.spot.variation import shown, unit_of
from quenchmap.table import Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    from quenchmap.spot.diagram.result import Curve, Diagram


def diagram_table(diagram: Diagram) -> Table:
    """The pieces of every curve between folds, the folds, and what is missing."""
    spot, name = diagram.spot, diagram.parameter
    low, high = (shown(spot, name, end, 5) for end in diagram.between)
    held = "".join(f" at {key} {shown_fixed(key, value)}" for key, value in diagram.fixed.items())
    title = f"Steady states for {title_of(name)} from {low} to {high}{held}"
    head = ["curve", "from", "to", "growing modes", "T_max from", "T_max to", "outer radius from", "to", "states"]
    rows = []
    for number, curve in enumerate(diagram.curves, 1):
        for a, b in curve.pieces:
            index = curve.index_of((a, b))
            mode = "stable" if index == 0 else f"unstable ({index})"
            ends = [shown(spot, name, float(curve.parameter[i]), 5) for i in (a, b)]
            values = [_cell(diagram, curve, what, i) for what in ("maximum_temperature", "outer_radius") for i in (a, b)]
            rows.append([str(number), *ends, mode, *values, str(b - a + 1)])
    folds = [f"fold at {shown(spot, name, f.parameter, 9)} ± {f.error:.0e}, drive {f.drive:.6g}" for f in diagram.folds] or ["no folds"]
    ends = [
        f"curve {number} {verb} inside the range: {why}"
        for number, curve in enumerate(diagram.curves, 1)
        for verb, why in zip(("begins", "ends"), curve.ends, strict=True)
        if why and why != "closed"
    ]
    closed = [f"curve {number} is closed" for number, curve in enumerate(diagram.curves, 1) if "closed" in curve.ends]
    searched = ", ".join(f"{shown(spot, name, p.value, 5)} ({p.count})" for p in diagram.probes)
    last = f"all states searched at {searched}: " + ("parity 1, none is missing" if diagram.complete else "INCOMPLETE, see the warnings")
    worst = max((float(np.max(np.abs(c.energy_balance))) for c in diagram.curves), default=0.0)
    return Table(title, rows, head, [*folds, *closed, *ends, last, f"heat balances to {worst:.0e}"])


def title_of(name: str) -> str:
    """A parameter in words."""
    return "j_max/j*" if name == "drive" else name.replace("_", " ")


def shown_fixed(key: str, value: float) -> str:
    """The drive or the current that stays fixed."""
    return f"{value:.6g}" if key == "drive" else engineering(value, "A")


def _cell(diagram: Diagram, curve: Curve, what: str, i: int) -> str:
    value = curve.observables.get(what, np.full(len(curve.parameter), np.nan))[i]
    _, unit, plain = DIMENSIONS[what]
    if not np.isfinite(value):
        return "-"
    return engineering(float(value), unit) if diagram.spot.scales else f"{value:.5g} {plain}"


def summary(diagram: Diagram) -> dict[str, Any]:
    """Parameters, curves with their observables, folds with errors, and what is missing."""
    spot, film = diagram.spot, diagram.spot.scales is not None
    return {
        "parameter": diagram.parameter,
        "unit": unit_of(spot, diagram.parameter) or None,
        "between": list(diagram.between),
        "fixed": dict(diagram.fixed),
        "parameters": dict(spot.parameters),
        "gap_model": spot.gap_model,
        "complete": diagram.complete,
        "notes": list(diagram.notes),
        "searched": [{"value": p.value, "states": p.count, "parity": p.parity} for p in diagram.probes],
        "folds": [{"parameter": f.parameter, "error": f.error, "drive": f.drive} for f in diagram.folds],
        "units": {what: DIMENSIONS[what][1 if film else 2] for what in DIMENSIONS},
        "curves": [
            {
                "parameter": c.parameter.tolist(),
                "drive": c.drive.tolist(),
                "growing_modes": c.index.tolist(),
                "folds": [f.point for f in c.folds],
                "begins": c.ends[0],
                "ends": c.ends[1],
                "observables": {what: values.tolist() for what, values in c.observables.items()},
            }
            for c in diagram.curves
        ],
    }
