"""The verb: a hot spot followed in time."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.errors import AccuracyWarning, checked_positive
from quenchmap.numerics.elements import interpolate
from quenchmap.progress import Progress, percent, telling
from quenchmap.spot.evolution.equation import TransientBalance
from quenchmap.spot.evolution.events import Event, find_events, with_errors
from quenchmap.spot.evolution.grid import transient_grid
from quenchmap.spot.evolution.integrator import Trajectory, follow
from quenchmap.spot.evolution.result import Evolution
from quenchmap.spot.evolution.start import checked_duration, checked_profile, clock_of, drive_of, profile_of
from quenchmap.spot.evolution.table import table_of
from quenchmap.spot.evolution.waveform import checked_values
from quenchmap.tip.validity import warn
from quenchmap.units import Quantity, engineering, si

if TYPE_CHECKING:
    from quenchmap.spot.hotspot import HotSpot

_COARSE = 0.5  # refinement of the second run, for the error
_LOOSE = 10.0  # its tolerance, likewise: the steps' share of the error is seen too
_COMPARED = 400  # profiles compared between two grids


def evolve(
    spot: HotSpot,
    drive: Any = None,
    *,
    duration: Quantity,
    current: Any = None,
    voltage: Any = None,
    source_power: Any = None,
    line_loss: float | str = 0.0,
    start: Any = "bath",
    radii: Sequence[Quantity] | Quantity = (),
    tolerance: float = 1e-6,
    refinement: float = 1.0,
    estimate_error: bool = True,
    progress: Progress = True,
) -> Evolution:
    """Follow the electron temperature in time.

    Args:
        spot: The hot spot.
        drive: j_max/j* against time: a number, a waveform of `quenchmap.spot.evolution.waveform`, or a function of time; give this or
            one of the next three. Zero is legal: the film cools.
        duration: How long, s ("2 ns"); thermal times for a dimensionless hot spot or a film without diffusion coefficient.
        current: Amplitude of the tip's current against time, A.
        voltage: Amplitude of its voltage against time, V.
        source_power: Power of the source against time, W.
        line_loss: Loss between source and tip, with `source_power`.
        start: Profile at time 0: "bath"; "cold" or "hot", the steady state at the drive just before time 0; a `State`; an `Evolution`,
            whose end is gone on from; a function of the radius (m to K; over z0 to over T_c without a film); or (radii, temperatures).
        radii: Radii at which passing walls are noted as events, m (over z0 without a film).
        tolerance: Error that a step may make in the logarithm of the enthalpy; the temperature is off by some hundred times as much
            where a wall moves.
        refinement: Elements shorter by this factor; 2 makes the error of the grid about three times smaller.
        estimate_error: Follow it on a grid half as fine with ten times the tolerance too, for `Evolution.error` and those of the events.
        progress: Show what happens, in a terminal or a notebook; or a function, called with each line.

    Returns:
        The evolution; after Ctrl-C what was computed up to then, with `complete` False and a warning.

    Raises:
        ValueError: For input that is not physical.
        ConvergenceError: When the integrator gives up, or the film gets hotter than its tables.

    Example:
        >>> from quenchmap import HotSpot
        >>> spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
        >>> evolution = spot.evolve(2.5, duration=30.0)
        >>> [event.kind for event in evolution.events]
        ['normal region born']
    """
    clock = clock_of(spot)
    end = checked_duration(clock, duration)
    tolerance = checked_positive("tolerance", tolerance, "the error that a time step may make, such as 1e-6,")
    refinement = checked_positive("refinement", refinement, "the factor by which elements are shorter")
    wave = drive_of(spot, clock, drive, current, voltage, source_power, line_loss)
    strongest = checked_values(wave, end, clock.unit, clock.name)
    if strongest > 0 and not spot._warned:
        spot._warned = True
        warn(spot.checks(strongest))
    profile, drive_of_start = profile_of(spot, start, wave.before(0.0))
    noted = _noted(spot, radii)
    table, widest = table_of(spot.problem), max(strongest, drive_of_start, 1e-6)
    reach = _reach(spot, profile, spot.problem.domain(widest))

    def run(refinement: float, tolerance: float, shown: Callable[[float], None]) -> tuple[TransientBalance, Trajectory, np.ndarray]:
        balance = TransientBalance(spot.problem, table, transient_grid(spot.problem, widest, reach, refinement=refinement))
        T = checked_profile(spot, profile, balance.nodes)
        path = follow(balance, wave, balance.variables(T), end, tolerance=tolerance, progress=shown)
        return balance, path, balance.temperatures(path.y)

    with telling(progress) as tell:
        balance, path, T = run(refinement, tolerance, percent(tell, "Following the hot spot in time"))
        found = find_events(balance, path, T, noted)
        error = np.nan
        if estimate_error and path.complete:
            coarse_balance, coarse, coarse_T = run(_COARSE * refinement, _LOOSE * tolerance, percent(tell, "Error of grid and steps"))
            if coarse.complete:
                error = _difference(balance, path, coarse_balance, coarse)
                found = list(with_errors(found, find_events(coarse_balance, coarse, coarse_T, noted)))
    if not path.complete:
        reached = path.times[-1] * clock.unit
        when = engineering(reached, "s") if clock.name == "s" else f"{reached:.4g} {clock.name}"
        warnings.warn(f"The evolution was interrupted at {when}; what was computed up to then is returned.", AccuracyWarning, stacklevel=2)
    length = spot.scales.length if spot.scales else 1.0
    events = tuple(Event(e.kind, e.time * clock.unit, e.radius * length, e.error * clock.unit) for e in found)
    return Evolution(spot, wave, clock, balance, path, events, float(error), tolerance)


def _noted(spot: HotSpot, radii: Any) -> list[float]:
    if not isinstance(radii, tuple | list | np.ndarray):
        radii = [radii]
    length = spot.scales.length if spot.scales else 1.0
    found = [si(r, "m" if spot.scales else "", "radii") / length for r in radii]
    for r, given in zip(found, radii):
        checked_positive("radii", r, f"where passing walls are noted, {given!r}, over the tip's height")
    return found


def _reach(spot: HotSpot, profile: Any, edge: float) -> float:
    """Radius over z0 inside which the initial profile is far from the bath."""
    r = np.linspace(0, edge, 4001)
    T = np.asarray(profile(r), float)
    far = spot.phonon_temperature + 0.3 * abs(1 - spot.phonon_temperature) < T
    return float(r[far].max()) if far.any() else 0.0


def _difference(balance: TransientBalance, path: Trajectory, coarse_balance: TransientBalance, coarse: Trajectory) -> float:
    """Largest difference of temperature between two solutions, at the nodes of the first."""
    steps = np.unique(np.linspace(0, len(path.times) - 1, _COMPARED).astype(int))
    T = balance.temperatures(path.y[steps])
    other = coarse_balance.temperatures(coarse.at(path.times[steps]))
    return max(float(np.max(np.abs(interpolate(coarse_balance.vertices, b, balance.nodes) - a))) for a, b in zip(T, other))
