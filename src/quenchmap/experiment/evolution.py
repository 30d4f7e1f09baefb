"""From a description to a hot spot followed in time."""

import math
from collections.abc import Callable
from typing import Any

from quenchmap.experiment.build import given, hot_spot, require, strength
from quenchmap.experiment.description import Experiment
from quenchmap.spot.evolution.result import Evolution
from quenchmap.spot.evolution.run import evolve
from quenchmap.spot.evolution.start import checked_duration, clock_of
from quenchmap.spot.evolution.table import table_of
from quenchmap.spot.evolution.waveform import Constant, Pulse, Step, Waveform, checked_name, ramp, triangle
from quenchmap.spot.hotspot import HotSpot
from quenchmap.tip.hot import HotTip
from quenchmap.units import si


def run_evolution(experiment: Experiment, stage: Callable[[str], None] = lambda name: None) -> Evolution:
    """The evolution that is described.

    Args:
        experiment: The description.
        stage: Called with the name of each stage as it begins.

    Raises:
        ValueError: For keys that are missing, contradict each other, or are not physical.
        ConvergenceError: When the integrator gives up.
    """
    described = experiment.evolution
    require(experiment, ("evolution.duration",))
    spot = hot_spot(experiment, driven=described.drive_after is None)
    duration = si(described.duration, "s", "duration")
    checked_duration(clock_of(spot), described.duration)
    stage("Tabulating the film's response")
    table_of(spot.problem)
    if isinstance(spot.tip, HotTip):
        if described.waveform is not None:
            raise ValueError("A hot tip heats by its temperature and takes no `waveform`. Remove it.")
        wave = None
        options: dict[str, Any] = {"start": described.start or "bath"}
    else:
        wave = waveform(experiment, spot, duration)
        first = wave.before(0.0) if described.waveform else 0.0  # a constant drive is switched on at time 0
        options = {"start": described.start or ("cold" if first > 0 and math.isfinite(first) else "bath")}
    options |= given(described, ("tolerance", "refinement"))
    if options["start"] != "bath":
        stage("Finding the steady state to start from")
    return evolve(spot, wave, duration=duration, progress=stage, **options)


def waveform(experiment: Experiment, spot: HotSpot, duration: float) -> Waveform:
    """J_max/j* against time in s.

    Raises:
        ValueError: For keys that the waveform lacks or does not take.
    """
    described = experiment.evolution
    name = described.waveform
    after = described.drive_after if described.drive_after is not None else _own_drive(experiment, spot)
    taken = {None: (), "step": ("begins",)}.get(name, ("begins", "lasts"))
    foreign = [key for key in ("drive_before", "begins", "lasts") if key not in (*taken, *(("drive_before",) if name else ()))]
    for key in given(described, foreign):
        what = f"A {name} takes" if name else "A constant drive takes"
        raise ValueError(f"{what} no `{key}`. Remove it{'' if name else ', or name a `waveform`'}.")
    if name is None:
        return Constant(after)
    before = described.drive_before if described.drive_before is not None else 0.0
    begins = si(described.begins, "s", "begins") if described.begins is not None else 0.0
    if name == "step":
        return Step(before, after, at=begins)
    lasts: Any = si(described.lasts, "s", "lasts") if described.lasts is not None else None
    if checked_name(name) == "pulse":
        if lasts is None:
            raise ValueError("A pulse needs to know how long it lasts: give evolution.lasts, --lasts '1 ns'.")
        return Pulse(after, lasts, before, begins)
    lasts = duration - begins if lasts is None else lasts
    if not lasts > 0:
        raise ValueError(f"`lasts` is how long the {name} lasts and must be positive, but it is {lasts:g} s. Give a longer one.")
    shape = ramp(before, after, lasts) if name == "ramp" else triangle(before, after, lasts)
    return shape if begins == 0 else Constant(before).then(begins, shape)


def _own_drive(experiment: Experiment, spot: HotSpot) -> float:
    stated = strength(experiment)
    return float(stated["drive"]) if "drive" in stated else spot.drive(**stated)
