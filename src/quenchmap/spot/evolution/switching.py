"""How fast a hot spot switches, relaxes, and can be modulated and scanned; and its hysteresis at a finite sweep rate."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.errors import ConvergenceError, checked_positive
from quenchmap.spot.evolution.result import Evolution
from quenchmap.spot.evolution.run import evolve
from quenchmap.spot.evolution.start import clock_of
from quenchmap.spot.evolution.waveform import triangle
from quenchmap.spot.heat_capacity import heat_capacity_by_element
from quenchmap.spot.stability import eigenvalues
from quenchmap.spot.state import State
from quenchmap.spot.window import HysteresisWindow
from quenchmap.units import Quantity

if TYPE_CHECKING:
    from quenchmap.spot.hotspot import HotSpot

_FIRST, _LONGEST = 200.0, 1e5  # thermal times a switch may take
_GROWN = 0.95  # of the final outer radius


def relaxation_time(state: State) -> float:
    """Time in which the slowest axisymmetric perturbation of a stable state decays by e, s (thermal times where those are not known).

    The slowest perturbations are often those of the far field, which cools at the rate of the bath's temperature.

    Raises:
        ValueError: For an unstable state.
    """
    rate = slowest_rate(state)
    if rate <= 0:
        raise ValueError(f"The {state.kind} state at drive {state.drive:g} is unstable: it has no relaxation time. See `slowest_rate`.")
    return clock_of(state.spot).unit / rate


def slowest_rate(state: State) -> float:
    """Lowest eigenvalue of a state with the electrons' heat capacity, per thermal time: how fast it is approached, or left if negative."""
    solution = state.solution
    c = heat_capacity_by_element(solution.T, state.spot.gap_model)
    return float(eigenvalues(state.spot.problem, state.drive, solution.grid, solution.T, count=1, heat_capacity=c)[0])


@dataclass(frozen=True)
class SwitchingTimes:
    """A hot spot switched on and off by steps of the drive. Times in s (thermal times where those are not known).

    Attributes:
        low: Drive when off, below the hysteresis window.
        high: Drive when on, above it.
        born: From the step up to the birth of the normal region.
        on: From the step up until the normal region's outer radius has 95 % of its final value.
        off: From the step down to the death of the normal region.
        relaxation: Relaxation time of the hot state at `high`, see `relaxation_time`.
        modulation_frequency: 1/(2 pi (on + off)), Hz: faster modulation no longer switches the whole spot.
        scan_speed: Width of the hot state's outer wall over the relaxation time, m/s (z0 per thermal time without a film): a tip this
            slow surely finds the spot relaxed. The slowest perturbations are those of the far field; the wall itself follows a faster tip.
        rise: The evolution up.
        fall: The evolution down.
    """

    low: float
    high: float
    born: float
    on: float
    off: float
    relaxation: float
    modulation_frequency: float
    scan_speed: float
    rise: Evolution = field(repr=False)
    fall: Evolution = field(repr=False)


def switching_times(spot: HotSpot, low: float, high: float, **options: Any) -> SwitchingTimes:
    """Step the drive from the cold state at `low` to `high`, wait, and step back.

    Args:
        spot: The hot spot.
        low: j_max/j*, below the hysteresis window; 0 is legal.
        high: j_max/j*, above it.
        options: As for `quenchmap.spot.evolution.run.evolve`, such as `tolerance`.

    Raises:
        ValueError: Where there is no window, or it is not between the two drives.
        ConvergenceError: When a switch takes longer than 1e5 thermal times, as it may very near a fold.
    """
    checked_window(spot, low, high)
    hot = spot.states(high).hot
    final = hot.outer_radius
    rise, on = _until(spot, high, "cold" if low > 0 else "bath", low, lambda e: _reaches(e, _GROWN * final), options)
    fall, off = _until(spot, low, hot, low, lambda e: next(iter(e.times_of("normal region dies")), math.nan), options)
    relaxation = relaxation_time(hot)
    return SwitchingTimes(
        low=low,
        high=high,
        born=rise.times_of("normal region born")[0],
        on=on,
        off=off,
        relaxation=relaxation,
        modulation_frequency=1 / (2 * math.pi * (on + off)),
        scan_speed=hot.wall_width / relaxation,
        rise=rise,
        fall=fall,
    )


def checked_window(spot: HotSpot, low: float, high: float) -> HysteresisWindow:
    """The hysteresis window, refused unless the two drives enclose it."""
    window = spot.hysteresis_window()
    if window is None:
        raise ValueError("This hot spot has one state at every drive: nothing switches. Lower the frequency or the phonon temperature.")
    lower, upper = window.lower.parameter, window.upper.parameter
    if not (0 <= low < lower and upper < high):
        raise ValueError(
            f"The drive must step across the hysteresis window, from {lower:.6g} to {upper:.6g}, but low={low!r} and high={high!r}. "
            "Give drives on both sides of it."
        )
    return window


def _until(spot: HotSpot, drive: float, start: Any, before: float, reached: Any, options: dict[str, Any]) -> tuple[Evolution, float]:
    """An evolution at a constant drive that is long enough, and when the goal is reached."""
    if isinstance(start, str) and start == "cold":
        start = spot.states(before).cold
    unit, duration = clock_of(spot).unit, _FIRST
    while duration <= _LONGEST:
        settings: dict[str, Any] = {"estimate_error": False, "progress": False} | options
        evolution = evolve(spot, drive, duration=duration * unit, start=start, **settings)
        time = reached(evolution)
        if math.isfinite(time) or not evolution.complete:
            return evolution, time
        duration *= 4
    raise ConvergenceError(
        f"A switch at drive {drive:g}", residual=math.inf, iterations=0, remedy="The drive is very near a fold: step further beyond it."
    )


def _reaches(evolution: Evolution, radius: float) -> float:
    """First time at which the outer radius has grown to a value."""
    outer = np.nan_to_num(evolution.outer_radius, nan=0.0)
    k = int(np.argmax(outer >= radius))
    if outer[k] < radius:
        return math.nan
    if k == 0:
        return 0.0
    t, r = evolution.time[k - 1 : k + 1], outer[k - 1 : k + 1]
    return float(t[0] + (radius - r[0]) / (r[1] - r[0]) * (t[1] - t[0]))


@dataclass(frozen=True)
class DynamicLoop:
    """Hysteresis at a finite sweep rate.

    Attributes:
        evolution: The run: drive up and down at a constant rate.
        static: The window that slow sweeps find.
        up: Drives at which a normal region is born.
        down: Drives at which it dies.
    """

    evolution: Evolution = field(repr=False)
    static: HysteresisWindow
    up: tuple[float, ...]
    down: tuple[float, ...]


def dynamic_loop(spot: HotSpot, low: float, high: float, period: Quantity, *, turns: int = 1, **options: Any) -> DynamicLoop:
    """Sweep the drive up and down across the hysteresis window at a constant rate.

    The spot lags behind: it switches beyond each fold, by the sweep rate to the power 2/3 (a fold passed slowly).

    Args:
        spot: The hot spot.
        low: j_max/j*, below the hysteresis window.
        high: j_max/j*, above it.
        period: Duration of one sweep up and down, s (thermal times where those are not known).
        turns: How many.
        options: As for `quenchmap.spot.evolution.run.evolve`.

    Raises:
        ValueError: For a period that is not positive, and where the window is not between the two drives.
    """
    clock = clock_of(spot)
    one = checked_positive("period", clock.read(period, "period"), "the duration of a sweep up and down,") * clock.unit
    window = checked_window(spot, low, high)
    wave = triangle(low, high, one, turns=turns)
    settings: dict[str, Any] = {"start": "cold", "estimate_error": False} | options
    evolution = evolve(spot, wave, duration=turns * one, **settings)
    up, down = (tuple(float(evolution.drive(t)) for t in evolution.times_of(kind)) for kind in ("normal region born", "normal region dies"))
    return DynamicLoop(evolution, window, up, down)
