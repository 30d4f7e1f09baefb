"""States as tables and plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quenchmap.spot.observables import Observable
from quenchmap.table import Row, Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    from quenchmap.spot.collection import States
    from quenchmap.spot.state import State

_SHOWN = (
    "maximum_temperature",
    "central_temperature",
    "inner_radius",
    "outer_radius",
    "normal_area",
    "wall_position",
    "wall_width",
    "heat",
)


def summary(states: States) -> dict[str, Any]:
    """Parameters, states with their observables and errors, and the checks."""
    spot = states.spot
    return {
        "drive": states.drive,
        "parameters": dict(spot.parameters),
        "relaxation_length_over_height": spot.relaxation_length,
        "phonon_temperature_over_Tc": spot.phonon_temperature,
        "photon_energy_over_kTc": spot.photon_energy,
        "gap_model": spot.gap_model,
        "parity": states.parity,
        "complete": states.complete,
        "states": [_state_summary(s) for s in states],
        "checks": [{"name": c.name, "verdict": c.verdict, "value": c.value, "sentence": c.sentence} for c in states.checks],
    }


def _state_summary(state: State) -> dict[str, Any]:
    return {
        "kind": state.kind,
        "stable": state.stable,
        "superconducting_core": state.superconducting_core,
        "residual": state.residual,
        "temperature_error": state.error,
        "energy_balance": state.energy_balance,
        "lowest_eigenvalue": float(state.eigenvalues[0]),
        "absorbed_power": state.absorbed_power,
        "plasmon_power": state.plasmon_power,
        "observables": {
            k: {"value": o.value, "unit": o.unit, "dimensionless": o.dimensionless, "error": o.error}
            for k, o in state.observables().items()
        },
    }


def _rows(states: States) -> tuple[list[str], list[list[str]]]:
    head = ["", *(f"{s.kind}" + ("" if s.stable or s.kind == "unstable" else " (unstable)") for s in states)]
    rows = []
    for name in _SHOWN:
        cells = [s.observables().get(name) for s in states]
        if any(c is not None for c in cells):
            label = {"heat": "heat absorbed in the domain"}.get(name, name.replace("_", " "))
            rows.append([label, *("-" if c is None else _number(c) for c in cells)])
    if states.spot.scales is not None:
        rows.append(["near-field power", *(engineering(s.absorbed_power, "W") for s in states)])
        rows.append(["plasmon power", *(engineering(s.plasmon_power, "W") for s in states)])
    rows.append(["superconducting core", *("yes" if s.superconducting_core else "no" for s in states)])
    rows.append(["lowest eigenvalue", *(f"{s.eigenvalues[0]:+.5f}" for s in states)])
    rows.append(["temperature error / T_c", *(f"{s.error:.0e}" for s in states)])
    rows.append(["energy balance", *(f"{abs(s.energy_balance):.0e}" for s in states)])
    return head, rows


def _number(o: Observable) -> str:
    if o.unit == "m^2":
        return f"{o.value * 1e12:.4g} µm^2 ({o.dimensionless:.5g} z0^2)"
    if o.unit == "K/m":
        return f"{o.value * 1e-9:.4g} K/nm ({o.dimensionless:.5g} T_c/z0)"
    if o.unit in ("m", "K"):
        return f"{engineering(o.value, o.unit)} ({o.dimensionless:.5g} {'z0' if o.unit == 'm' else 'T_c'})"
    if o.unit == "W":
        return engineering(o.value, "W")
    return f"{o.dimensionless:.6g} {o.unit}"


def states_table(states: States) -> Table:
    """The states side by side, SI and dimensionless."""
    head, rows = _rows(states)
    parity = (
        "all states of the traced branches (parity 1)" if states.complete else f"INCOMPLETE: parity {states.parity}, a state is missing"
    )
    count = f"{len(states)} steady state{'s' if len(states) != 1 else ''}"
    title = f"{count} at j_max/j* = {states.drive:.6g}, Lambda/z0 = {states.spot.relaxation_length:.5g}: {parity}"
    return Table(title, rows, head, [f"{c.verdict}: {c.name}. {c.sentence}" for c in states.checks if c.verdict in ("fails", "marginal")])


def state_table(state: State) -> Table:
    """One state."""
    title = f"{state.kind} state at j_max/j* = {state.drive:.6g}, {'stable' if state.stable else 'unstable'}"
    rows = [
        Row(name.replace("_", " "), _number(o), f"relative error {abs(o.error / o.value) if o.value else 0.0:.0e}")
        for name, o in state.observables().items()
    ]
    return Table(title, rows)
