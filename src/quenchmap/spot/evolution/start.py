"""From what a user gives to the terms of the equation: clock, drive and initial profile of a transient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from quenchmap.spot.evolution.waveform import Constant, Mapped, Waveform, as_waveform
from quenchmap.spot.state import State
from quenchmap.tip.hot import HotTip
from quenchmap.tip.source import source_power as watts
from quenchmap.units import si

if TYPE_CHECKING:
    from quenchmap.spot.hotspot import HotSpot

#: T/T_c against r/z0.
Profile = Callable[[Float[np.ndarray, " points"]], Float[np.ndarray, " points"]]

_STARTS = ("bath", "cold", "hot")
_TOO_SHORT = 1e-4  # thermal times: a plain number so small was meant in seconds


@dataclass(frozen=True)
class Clock:
    """The unit of time of a hot spot.

    Attributes:
        unit: One thermal time in s, 1 where it is not known.
        name: "s", or "thermal times".
        missing: The refusal of a material without diffusion coefficient, if that is why the unit is not known.
    """

    unit: float
    name: str
    missing: str = ""

    def read(self, value: Any, name: str) -> float:
        """A time in thermal times.

        Raises:
            ValueError: For a time with a unit where the thermal time is not known in s.
        """
        if self.name == "s":
            return si(value, "s", name) / self.unit
        if isinstance(value, str) or hasattr(value, "magnitude"):
            why = (
                self.missing or "A dimensionless hot spot has its times in thermal times, gamma T_c^2/(n Sigma T_c^n): give plain numbers."
            )
            raise ValueError(f"`{name}` cannot be {value!r}. {why}")
        return si(value, "", name)


def clock_of(spot: HotSpot) -> Clock:
    """Seconds where the film's diffusion coefficient is known."""
    if spot.film is None:
        return Clock(1.0, "thermal times")
    try:
        return Clock(spot.film.material.thermal_time, "s")
    except ValueError as error:
        return Clock(1.0, "thermal times", str(error))


def checked_duration(clock: Clock, duration: Any) -> float:
    """Duration in thermal times.

    Raises:
        ValueError: Unless positive and finite.
    """
    value = clock.read(duration, "duration")
    if not value > 0:
        raise ValueError(f"`duration` is how long the evolution lasts and must be positive, but duration={duration!r}.")
    if clock.missing and value < _TOO_SHORT:
        raise ValueError(f"`duration` was meant in s, it seems, but {duration!r} would be thermal times here. {clock.missing}")
    return value


def drive_of(spot: HotSpot, clock: Clock, drive: Any, current: Any, voltage: Any, source_power: Any, line_loss: float | str) -> Waveform:
    """J_max/j* against thermal time, from the one way in which the drive is given.

    Raises:
        ValueError: For none or several of them.
    """
    given = {
        name: value
        for name, value in (("drive", drive), ("current", current), ("voltage", voltage), ("source_power", source_power))
        if value is not None
    }
    if isinstance(spot.tip, HotTip):
        if given:
            raise ValueError(f"A hot tip is driven by its temperature alone: leave out `{next(iter(given))}`, or change the tip.")
        return Constant(spot.drive())
    if len(given) != 1:
        came = f"{len(given)} came: {', '.join(given)}" if given else "none came"
        raise ValueError(f"One of `drive`, `current`, `voltage` and `source_power` says how the drive changes in time, but {came}.")
    name, value = next(iter(given.items()))
    wave = as_waveform(value)
    if name == "drive":
        return wave.read(clock.read, lambda v, n: _number(v))
    if name == "source_power":
        unit = spot.drive(source_power=1.0, line_loss=line_loss)
        read = wave.read(clock.read, lambda v, n: 0.0 if v == 0 else watts(v))
        return Mapped(read, lambda power: unit * np.sqrt(power))
    unit = spot.drive(**{name: 1.0})
    return Mapped(wave.read(clock.read, lambda v, n: si(v, "A" if name == "current" else "V", name)), lambda value: unit * value)


def _number(value: Any) -> float:
    if isinstance(value, str):
        raise ValueError(
            f"`drive` is j_max/j*, a plain number, but drive={value!r}. For a current with a unit use `current`, for a voltage `voltage`."
        )
    return float(value)  # NaN is refused with its time


def profile_of(spot: HotSpot, start: Any, before: float) -> tuple[Profile, float]:
    """The initial profile, and the drive whose domain it needs.

    Args:
        spot: The hot spot.
        start: "bath"; "cold" or "hot", the steady state at the drive just before time 0; a State; an Evolution, to go on from its
            end; a function of the radius; or a pair of radii and temperatures.
        before: That drive.
    """
    bath = spot.phonon_temperature
    if isinstance(start, str):
        if start not in _STARTS:
            raise ValueError(
                f"`start` must be one of {', '.join(_STARTS)}, a State, a function of the radius, or (radii, temperatures), "
                f"but start={start!r}."
            )
        if start == "bath" or (before == 0 and start == "cold"):
            return lambda r: np.full(np.shape(r), bath), 0.0
        if before == 0:
            raise ValueError("At zero drive there is no hot state to start from: start from the bath, or give a drive before time 0.")
        start = getattr(spot.states(before), start)
    if isinstance(start, State):
        if abs(start.spot.phonon_temperature - bath) > 1e-9 * bath:
            raise ValueError(
                f"`start` is a state at T_ph = {start.spot.phonon_temperature:g} T_c, but this hot spot is at {bath:g} T_c. "
                "Give a state of this hot spot."
            )
        state = start
        edge = state.solution.grid.outer_radius
        return lambda r: np.where(r > edge, state.temperature[-1], state.temperature_at(np.minimum(r, edge))), state.drive
    if hasattr(start, "last_profile"):
        return start.last_profile, float(np.max(start.drive_at_steps))
    length, kelvin = (spot.scales.length, spot.scales.temperature) if spot.scales else (1.0, 1.0)
    if callable(start):
        function = start
        return lambda r: np.broadcast_to(np.asarray(function(r * length), float) / kelvin, np.shape(r)), 0.0
    if isinstance(start, tuple | list) and len(start) == 2:
        radii, temperatures = (np.asarray(x, float) for x in start)
        if radii.shape == temperatures.shape and radii.ndim == 1 and radii.size >= 2 and np.all(np.diff(radii) > 0):
            return lambda r: np.interp(r * length, radii, temperatures) / kelvin, 0.0
        raise ValueError(
            f"`start` as a pair is (radii, temperatures), two arrays of one length of at least 2, radii increasing, "
            f"but their shapes are {radii.shape} and {temperatures.shape}."
        )
    raise TypeError(
        f"`start` must be one of {', '.join(_STARTS)}, a State, a function of the radius, or (radii, temperatures), but start={start!r}."
    )


def checked_profile(spot: HotSpot, profile: Profile, radius: Float[np.ndarray, " nodes"]) -> Float[np.ndarray, " nodes"]:
    """Temperatures over T_c at radii over z0.

    Raises:
        ValueError: For a temperature that is not finite, below the phonons' or beyond the tables.
    """
    T = np.array(profile(radius), float)
    bath, highest = spot.phonon_temperature, spot.response.highest_temperature
    bad = ~((bath * (1 - 1e-6) <= T) & (highest > T))
    if bad.any():
        kelvin, unit = (spot.scales.temperature, "K") if spot.scales else (1.0, "T_c")
        raise ValueError(
            f"`start` must lie between the phonon temperature, {bath * kelvin:g} {unit}, and {highest * kelvin:g} {unit}, "
            f"but it is {T[bad][0] * kelvin:g} {unit} somewhere. Give a warmer profile, or lower the phonon temperature."
        )
    return np.maximum(T, bath)
