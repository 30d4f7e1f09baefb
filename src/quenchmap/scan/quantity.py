"""What is recorded at every pixel of a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Recorded(NamedTuple):
    """One number of a pixel.

    Attributes:
        unit: SI.
        name: In words, as on the axis of a figure.
    """

    unit: str
    name: str

    @property
    def labels(self) -> dict[str, str]:
        """Attributes of its variable in a file."""
        return {"units": self.unit, "long_name": self.name}


#: All but the flag, in the order of the store.
QUANTITIES: Final[Mapping[str, Recorded]] = {
    "resistance_change": Recorded("ohm", "change of the resistance"),
    "inductance_change": Recorded("H", "change of the kinetic inductance"),
    "resistance_first_order": Recorded("ohm", "change of the resistance to first order"),
    "inductance_first_order": Recorded("H", "change of the kinetic inductance to first order"),
    "critical_current_onset": Recorded("A", "current at which the small-current pattern first reaches the depairing current"),
    "critical_current_bound": Recorded("A", "what the weakest line across the film carries"),
    "absorbed_power": Recorded("W", "absorbed power"),
    "highest_temperature": Recorded("K", "highest electron temperature"),
    "quenched_area": Recorded("m^2", "area that the tip makes normal"),
    "rim_excess": Recorded("K", "highest excess over the phonons' temperature where the sample ends but the film goes on"),
    "heat_balance": Recorded("1", "power absorbed less power given to the phonons, relative"),
    "residual": Recorded("1", "largest change of a temperature by the last Newton step, over Tc"),
}

#: What a pixel's flag means; the position in this tuple is its value.
FLAGS: Final = ("not_computed", "stable", "unstable", "not_converged", "moving", "reignited")
NOT_COMPUTED, STABLE, UNSTABLE, NOT_CONVERGED, MOVING, REIGNITED = range(6)

#: Attributes of the flags' variable in a file, by the CF conventions.
FLAG_LABELS: Final = {"long_name": "state of the film", "flag_values": list(range(len(FLAGS))), "flag_meanings": " ".join(FLAGS)}


def tip_labels(axis: str) -> dict[str, str]:
    """Attributes of the tip's positions along "x" or "y" in a file."""
    return {"units": "m", "long_name": f"{axis} of the tip"}


def quantities(has_critical_current_unit: bool) -> dict[str, Recorded]:
    """All quantities; without the film's diffusion coefficient a critical current is a width of film, see `CriticalCurrent`."""
    if has_critical_current_unit:
        return dict(QUANTITIES)
    as_width = {
        name: Recorded("m", f"{q.name}, as the width of the reference film at T = 0 over 1.491 that carries as much")
        for name, q in QUANTITIES.items()
        if name.startswith("critical_current")
    }
    return dict(QUANTITIES) | as_width
