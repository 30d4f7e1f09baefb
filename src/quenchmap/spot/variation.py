"""One parameter of a hot spot changed, all others kept: what diagrams run through."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from quenchmap.drawing import LABELS
from quenchmap.errors import checked_positive, closest
from quenchmap.spot.family import EndOfFamilyError, Family, family_in_drive
from quenchmap.spot.problem import SpotProblem
from quenchmap.tip.hot import HotTip
from quenchmap.units import Quantity, si

if TYPE_CHECKING:
    from quenchmap.spot.hotspot import HotSpot

_MATERIAL = ("critical_temperature", "normal_resistivity", "cooling_coefficient", "cooling_exponent")
_FILM = ("thickness", "boundary_conductance")
_TIP = ("height", "frequency")
_UNITS = {
    "critical_temperature": "K",
    "normal_resistivity": "ohm*m",
    "cooling_exponent": "",
    "thickness": "m",
    "height": "m",
    "phonon_temperature": "K",
    "frequency": "Hz",
    "boundary_conductance": "W / m**2 / K**4",
}


def parameter_names(spot: HotSpot) -> tuple[str, ...]:
    """What can change, the drive first (a hot tip has none)."""
    return (*(() if isinstance(spot.tip, HotTip) else ("drive",)), *spot.parameters)


def unit_of(spot: HotSpot, name: str) -> str:
    """SI unit of a parameter; "" for a pure number."""
    if spot.film is None or name == "drive":
        return ""
    return f"W / m**3 / K**{spot.film.material.cooling_exponent:g}" if name == "cooling_coefficient" else _UNITS[name]


def axis_of(spot: HotSpot, name: str) -> tuple[float, str]:
    """Unit in which a parameter is drawn, and the label of its axis."""
    if name == "drive":
        return 1.0, LABELS["peak_drive"]
    plain = {"cooling_exponent": "cooling exponent $n$", "phonon_warming": r"phonon warming $\eta$"}
    if spot.film is None or name in plain:
        return 1.0, plain.get(name) or LABELS[name]
    scale, unit = {
        "critical_temperature": (1.0, "K"),
        "normal_resistivity": (1e-8, "µΩ cm"),
        "thickness": (1e-9, "nm"),
        "height": (1e-9, "nm"),
        "phonon_temperature": (1.0, "K"),
        "frequency": (1e9, "GHz"),
        "boundary_conductance": (1.0, "W/(m² K⁴)"),
        "cooling_coefficient": (1.0, f"W/m³/K$^{{{spot.film.material.cooling_exponent:g}}}$"),
    }[name]
    return scale, f"{name.replace('_', ' ')} ({unit})"


def checked_parameter(spot: HotSpot, name: str) -> str:
    """The name, refused with the close matches when the hot spot has no such parameter."""
    known = parameter_names(spot)
    if name not in known:
        raise ValueError(
            f"A hot spot {'without a film ' if spot.film is None else ''}has no parameter {name!r}. {closest(str(name), known)}"
        )
    return name


def checked_range(spot: HotSpot, name: str, between: Any, *, argument: str = "between") -> tuple[float, float]:
    """The two ends of a range in SI units, positive, finite and in order, and such that a hot spot exists at both.

    Raises:
        ValueError: One sentence with the values and the remedy; so from the hot spot itself, where a value is beyond its limits.
    """
    if isinstance(between, str) or not hasattr(between, "__len__") or len(between) != 2:
        raise ValueError(f"`{argument}` must be the two ends of the range of {name}, low and high, but {argument}={between!r}.")
    low, high = (si(end, unit_of(spot, name), name) for end in between)
    for end in (low, high):
        checked_positive(name, end, f"an end of `{argument}`, the range of {name},")
    if not low < high:
        raise ValueError(
            f"`{argument}` must be the low and the high end of the range of {name}, but {argument}={between!r}. Swap or part them."
        )
    if name != "drive":
        own = spot.parameters[name]
        if not low <= own <= high:
            raise ValueError(
                f"`{argument}` must contain the hot spot's own {name}, {own:.6g}, where the search begins, but {argument}={between!r}. "
                "Widen the range, or start from a hot spot inside it."
            )
        for end in (low, high):
            _ = changed(spot, name, end).response
    return low, high


def changed(spot: HotSpot, name: str, value: Quantity) -> HotSpot:
    """The same hot spot with another value of one of its `parameters`, SI with a film; another exponent keeps the cooling power at T_c."""
    from quenchmap.spot.hotspot import HotSpot

    value = si(value, unit_of(spot, name), name)
    film, tip = spot.film, spot.tip
    if film is None or tip is None:
        return HotSpot.dimensionless(**(spot.parameters | {name: value}), gap_model=spot.gap_model, outer_radius=spot.problem.outer_radius)
    bath = spot.parameters["phonon_temperature"]
    if name == "phonon_temperature":
        bath = value
    elif name in _FILM:
        film = film.replace(**{name: value})
    elif name in _TIP:
        tip = replace(tip, **{name: value})
    else:
        values = {name: value}
        if name == "cooling_exponent":
            values["cooling_coefficient"] = film.material.cooling_power_at_Tc / film.material.critical_temperature**value
        film = film.replace(material=film.material.replace(**values))
    edge = None if spot.problem.outer_radius is None else spot.problem.outer_radius * spot.parameters["height"]
    return HotSpot(film, tip, bath, gap_model=spot.gap_model, outer_radius=edge)


def family_of(spot: HotSpot, name: str, *, drive: float | None = None, current: float | None = None) -> Family:
    """Heat balances of a hot spot in one parameter, at fixed drive or at fixed amplitude of the tip's current (a hot tip has its own).

    At a value where there is no such hot spot (a tip that touches the film, an exponent beyond 7) the family ends.
    """
    if name == "drive":
        return family_in_drive(spot.problem)

    @lru_cache(maxsize=1024)
    def at(value: float) -> tuple[SpotProblem, float]:
        try:
            other = changed(spot, name, value)
            problem = other.problem
            strength = drive if drive is not None else other.drive() if current is None else other.drive(current=current)
        except ValueError as error:
            raise EndOfFamilyError(f"At {name} = {value:.6g}: {error}") from None
        if problem.response is spot.problem.response:  # what a uniform film knows does not change
            problem.__dict__.update(window=spot.problem.window, maxwell=spot.problem.maxwell)
        return problem, strength

    return Family(name, at)


def strength_at(spot: HotSpot, drive: Any, current: Any) -> tuple[float | None, float | None]:
    """The drive or the current that stays fixed, checked: exactly one of them, none for a hot tip."""
    if isinstance(spot.tip, HotTip):
        if drive is not None or current is not None:
            raise ValueError("A hot tip is driven by its temperature alone: give neither `drive` nor `current`.")
        return None, None
    if (drive is None) == (current is None):
        came = "neither" if drive is None else "both"
        raise ValueError(f"Give the `drive`, j_max/j*, or the tip's `current`, which stays fixed along the branch; {came} came.")
    if drive is not None:
        return checked_positive("drive", drive, "j_max/j*, the peak current density over its natural scale,"), None
    amplitude = checked_positive("current", si(current, "A", "current"), "the amplitude of the tip's current in A")
    spot.drive(current=amplitude)  # refuses a hot spot without a film
    return None, amplitude


def shown(spot: HotSpot, name: str, value: float, digits: int = 6) -> str:
    """A value of a parameter with its unit, as people write it."""
    from quenchmap.units import engineering

    unit = unit_of(spot, name)
    if unit in ("m", "K", "Hz"):
        return engineering(value, unit, digits)
    return f"{value:.{digits}g}{' ' + unit if unit and math.isfinite(value) else ''}"
