r"""What an experiment sees when the drive rises and falls slowly: the state that is followed, and where it jumps.

The heat balance at fixed drive keeps the order of profiles. A state that vanishes at a fold as the drive rises gives way to the lowest
steady state above it, and one that vanishes as the drive falls to the highest below it: no time need be followed.

The tip, of capacitance C, feeds its current through the film: with the absorbed power P (near field and plasmons) the film is a
resistance $R = 2P/I_0^2$ in series with the tip, $Z = R + 1/(i\omega C)$, which reflects $\Gamma = (Z - Z_0)/(Z + Z_0)$ of a wave on a
line of impedance $Z_0$. The kinetic inductance of the film is left out, as it is in the tip's circuit.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from jaxtyping import Float

from quenchmap.errors import AccuracyWarning
from quenchmap.progress import Progress, telling
from quenchmap.shown import Pictured
from quenchmap.spot.hysteresis.path import Followed, Step, follow
from quenchmap.spot.observables import measure
from quenchmap.spot.variation import checked_range
from quenchmap.storage import Savable
from quenchmap.tip.absorption import absorbed_power
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.tip.source import dbm
from quenchmap.tip.source import line_loss as checked_line_loss

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from quenchmap.spot.hotspot import HotSpot
    from quenchmap.table import Table

#: What is recorded, with its unit with and without a film; the rest needs a film, and what the circuit sees also the radius of the tip.
RECORDED: dict[str, tuple[str, str]] = {
    "maximum_temperature": ("K", "T_c"),
    "outer_radius": ("m", "z0"),
    "heat": ("W", "Sigma T_c^n d z0^2"),
    "current": ("A", ""),
    "absorbed_power": ("W", ""),
    "plasmon_power": ("W", ""),
    "resistance": ("ohm", ""),
    "tip_voltage": ("V", ""),
    "source_power": ("dBm", ""),
    "missing_reflection": ("1", ""),
}


@dataclass(frozen=True)
class Jump:
    """A jump from a fold to the state that takes over.

    Attributes:
        kind: "on" as the drive rises, "off" as it falls.
        drive: j_max/j* of the fold.
        error: Its estimated error.
        before: What is recorded at the fold.
        after: What is recorded in the new state at the same drive.
    """

    kind: Literal["on", "off"]
    drive: float
    error: float
    before: dict[str, float] = field(repr=False)
    after: dict[str, float] = field(repr=False)


@dataclass(frozen=True)
class Sweep:
    """One way of the drive.

    Attributes:
        drive: j_max/j*, in the order of the sweep; a jump has its drive twice.
        recorded: What is recorded, by name; see `RECORDED`. NaN where a state lacks it.
    """

    drive: Float[np.ndarray, " points"]
    recorded: dict[str, Float[np.ndarray, " points"]] = field(repr=False)


@dataclass(frozen=True)
class Hysteresis(Pictured, Savable):
    """What `HotSpot.hysteresis` returns.

    Attributes:
        spot: The hot spot.
        between: Range of the drive.
        line_loss: Loss of the line from source to tip, dB.
        up: The drive rises.
        down: The drive falls, from the state that the rise ends in.
        jumps: The jumps, in the order in which they come.
        interrupted: Whether Ctrl-C ended it early.
    """

    spot: HotSpot
    between: tuple[float, float]
    line_loss: float
    up: Sweep
    down: Sweep
    jumps: tuple[Jump, ...]
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Whether both ways were followed to the end."""
        return not self.interrupted

    @property
    def units(self) -> dict[str, str]:
        """Unit of everything recorded."""
        return {name: RECORDED[name][0 if self.spot.film else 1] for name in self.up.recorded}

    def reflection(self, sweep: Literal["up", "down"] = "up") -> np.ndarray:
        r"""Complex reflection $\Gamma$ at the tip, $e^{+i\omega t}$; 1 - |Γ|² is recorded as `missing_reflection`.

        Raises:
            ValueError: Without a film, or when the tip has no radius.
        """
        tip = self.spot.tip
        if not isinstance(tip, MicrowaveTip):
            raise ValueError("A dimensionless hot spot has no circuit: make it of a Film and a MicrowaveTip with a radius.")
        way: Sweep = getattr(self, sweep)
        Z, Z0 = way.recorded["resistance"] - 1j * tip.reactance, tip.source_impedance
        return (Z - Z0) / (Z + Z0)

    def summary(self) -> dict[str, Any]:
        """Everything as numbers and strings, for JSON."""
        from quenchmap.spot.hysteresis.table import summary

        return summary(self)

    def to_dataset(self) -> xr.Dataset:
        """Both ways with units; see `quenchmap.spot.hysteresis.storage`."""
        from quenchmap.spot.hysteresis.storage import to_dataset

        return to_dataset(self)

    def plot(self) -> Figure:
        """Draw both ways; see `quenchmap.spot.hysteresis.figure.plot_hysteresis`."""
        from quenchmap.spot.hysteresis.figure import plot_hysteresis

        return plot_hysteresis(self)

    def table(self) -> Table:
        """Both ways at a few drives, and the jumps."""
        from quenchmap.spot.hysteresis.table import hysteresis_table

        return hysteresis_table(self)


def hysteresis(
    spot: HotSpot,
    drive: Any = None,
    *,
    points: int = 60,
    line_loss: float | str = 0.0,
    progress: Progress = True,
) -> Hysteresis:
    """The states that are followed while the drive rises slowly from low to high and falls back.

    Args:
        spot: The hot spot.
        drive: Range of j_max/j*, low and high; None takes both folds with a margin.
        points: Drives on each way; the jumps come on top.
        line_loss: Loss of the line from source to tip, such as "3 dB".
        progress: Show what happens, in a terminal or a notebook; or a function, called with each line.

    Raises:
        ValueError: For a range or a number of points that makes no sense, and for a hot tip.
        ConvergenceError: When the branch of states cannot be followed.

    Example:
        >>> from quenchmap import HotSpot
        >>> spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
        >>> [(jump.kind, round(jump.drive, 5)) for jump in spot.hysteresis((0.9, 1.8), points=5).jumps]
        [('on', 1.59758), ('off', 1.06342)]
    """
    if isinstance(spot.tip, HotTip):
        raise ValueError("A hot tip has no drive to rise and fall. Use a MicrowaveTip.")
    if isinstance(points, bool) or not isinstance(points, int) or points < 2:
        raise ValueError(f"`points` is the number of drives on each way and must be a whole number from 2 up, but points={points!r}.")
    loss = checked_line_loss(line_loss)
    if drive is None:
        window = spot.hysteresis_window()
        if window is None:
            raise ValueError("The hot spot has no folds, so the range of the drive must be given: for example drive=(0.5, 2).")
        drive = (0.8 * window.lower.parameter, 1.2 * window.upper.parameter)
    low, high = checked_range(spot, "drive", drive, argument="drive")
    with telling(progress) as tell:
        followed = follow(spot.problem, (low, high), points, tell)
        tell("Measuring the states")
        up, down = (_sweep(spot, way, loss) for way in (followed.up, followed.down))
    found = Hysteresis(spot, (low, high), loss, up, down, _jumps(followed, up, down), followed.interrupted)
    if found.interrupted:
        count = len(up.drive) + len(down.drive)
        warnings.warn(f"Interrupted: the sweep holds the {count} states that were computed.", AccuracyWarning, stacklevel=2)
    return found


def _sweep(spot: HotSpot, way: list[Step], loss: float) -> Sweep:
    rows = [_record(spot, step, loss) for step in way]
    names = [name for name in RECORDED if any(name in row for row in rows)]
    return Sweep(np.array([step.drive for step in way]), {name: np.array([row.get(name, np.nan) for row in rows]) for name in names})


def _record(spot: HotSpot, step: Step, loss: float) -> dict[str, float]:
    measured = measure(spot.problem, step.drive, step.grid, step.T)
    found = {name: measured[name] for name in ("maximum_temperature", "outer_radius", "heat") if name in measured}
    film, tip, scales = spot.film, spot.tip, spot.scales
    if film is None or scales is None or not isinstance(tip, MicrowaveTip):
        return found
    units = {"maximum_temperature": scales.temperature, "outer_radius": scales.length, "heat": scales.power}
    found = {name: units[name] * value for name, value in found.items()}
    power = absorbed_power(
        film, tip, step.drive, step.grid.nodes, step.T, phonon_temperature=spot.phonon_temperature, gap_model=spot.gap_model
    )
    current = tip.current(film, step.drive)
    resistance = 2 * power.total / current**2
    found |= {"current": current, "absorbed_power": power.near_field, "plasmon_power": power.plasmon, "resistance": resistance}
    if tip.radius is not None:
        Z, Z0 = resistance - 1j * tip.reactance, tip.source_impedance
        found |= {
            "tip_voltage": abs(Z) * current,
            "source_power": dbm(tip.source_power(film, step.drive, loss)),
            "missing_reflection": 4 * Z0 * resistance / abs(Z + Z0) ** 2,
        }
    return found


def _jumps(followed: Followed, up: Sweep, down: Sweep) -> tuple[Jump, ...]:
    found = []
    both: tuple[tuple[Literal["on", "off"], list[Step], Sweep], ...] = (("on", followed.up, up), ("off", followed.down, down))
    for kind, way, sweep in both:
        for i, step in enumerate(way):
            if step.fold is not None and i + 1 < len(way):
                before, after = ({name: float(values[k]) for name, values in sweep.recorded.items()} for k in (i, i + 1))
                found.append(Jump(kind, step.drive, step.fold.error, before, after))
    return tuple(found)
