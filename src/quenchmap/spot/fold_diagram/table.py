"""Diagrams of folds as text and as plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.spot.diagram.table import title_of
from quenchmap.spot.variation import shown, unit_of
from quenchmap.table import Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    from quenchmap.spot.fold_diagram.result import FoldDiagram


def fold_table(diagram: FoldDiagram) -> Table:
    """Windows at a few values, cusps, and what is missing."""
    spot, name = diagram.spot, diagram.parameter
    low, high = diagram.between
    film = spot.film is not None
    title = f"Folds in j_max/j* for {title_of(name)} from {shown(spot, name, low, 5)} to {shown(spot, name, high, 5)}"
    head = [title_of(name), "several states from j_max/j*", "to", *(["tip current from", "to"] if film else []), "folds"]
    rows = []
    for value in diagram.rows:
        window = diagram.window_at(value)
        label = shown(spot, name, value, 5)
        if window is None:
            rows.append([label, "-", "-", *(["-", "-"] if film else []), "0"])
            continue
        currents = [engineering(diagram.current(value, a), "A") for a in (window.lower, window.upper)] if film else []
        drives = [_digits(a, e) for a, e in zip((window.lower, window.upper), window.error, strict=True)]
        rows.append([label, *drives, *currents, str(len(window.folds))])
    cusps = [
        f"cusp at {title_of(name)} {shown(spot, name, c.parameter, 9)} ± {c.error[0]:.0e}, j_max/j* = {c.drive:.8g} ± {c.error[1]:.0e}"
        for c in diagram.cusps
    ] or ["no cusps in the range"]
    ends = [
        f"line {number} {verb} inside the range: {why}"
        for number, line in enumerate(diagram.lines, 1)
        for verb, why in zip(("begins", "ends"), line.ends, strict=True)
        if why and why != "closed"
    ]
    worst = max(float(np.max(line.residual)) for line in diagram.lines)
    state = "" if diagram.complete else "; INCOMPLETE, see the warnings"
    searched = ", ".join(shown(spot, name, value, 5) for value in diagram.searched)
    return Table(title, rows, head, [*cusps, *ends, f"folds searched at {searched}; residuals below {worst:.0e}{state}"])


def _digits(drive: float, error: float) -> str:
    """A drive with the digits that its error leaves, eight at most."""
    known = 2 if not error > 0 else int(np.clip(np.floor(np.log10(drive / error)), 2, 8))
    return f"{drive:.{known}g}"


def summary(diagram: FoldDiagram) -> dict[str, Any]:
    """Parameters, lines of folds, cusps with errors, and what is missing."""
    spot = diagram.spot
    return {
        "parameter": diagram.parameter,
        "unit": unit_of(spot, diagram.parameter) or None,
        "between": list(diagram.between),
        "parameters": dict(spot.parameters),
        "gap_model": spot.gap_model,
        "complete": diagram.complete,
        "notes": list(diagram.notes),
        "searched": list(diagram.searched),
        "cusps": [
            {"parameter": c.parameter, "drive": c.drive, "parameter_error": c.error[0], "drive_error": c.error[1]} for c in diagram.cusps
        ],
        "lines": [
            {
                "parameter": line.parameter.tolist(),
                "drive": line.drive.tolist(),
                "current": None if line.current is None else line.current.tolist(),
                "states_above": [int(o > 0) for o in line.opens],
                "maximum_temperature_over_Tc": line.maximum_temperature.tolist(),
                "begins": line.ends[0],
                "ends": line.ends[1],
            }
            for line in diagram.lines
        ],
    }
