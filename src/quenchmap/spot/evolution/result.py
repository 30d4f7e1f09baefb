"""A transient of the hot spot: temperature against radius and time, with everything that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from quenchmap.numerics.elements import interpolate
from quenchmap.numerics.lagrange import integral
from quenchmap.shown import Pictured
from quenchmap.spot.evolution.equation import TransientBalance
from quenchmap.spot.evolution.events import Event, Kind
from quenchmap.spot.evolution.integrator import Trajectory
from quenchmap.spot.evolution.start import Clock
from quenchmap.spot.evolution.walls import inner_radii, outer_radii, peaks
from quenchmap.spot.evolution.waveform import Waveform
from quenchmap.storage import Savable
from quenchmap.tip.absorption import absorbed_power
from quenchmap.tip.microwave import MicrowaveTip

_NOTHING = 1e-9  # heat below this is rounding

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from quenchmap.spot.hotspot import HotSpot
    from quenchmap.table import Table


@dataclass(frozen=True)
class Evolution(Pictured, Savable):
    """What `HotSpot.evolve` returns. In SI where there is a film (times only where its diffusion coefficient is known), else dimensionless.

    Attributes:
        spot: The hot spot.
        waveform: j_max/j* against time in thermal times.
        clock: Unit of time.
        balance: The discrete equation.
        path: Its solution at the integrator's steps.
        events: What happened, in order of time; see `quenchmap.spot.evolution.events`.
        error: Largest change of the temperature over T_c on elements twice as long with ten times the tolerance; NaN where that was not
            looked at.
        tolerance: Error that a step could make.
    """

    spot: HotSpot
    waveform: Waveform = field(repr=False)
    clock: Clock
    balance: TransientBalance = field(repr=False)
    path: Trajectory = field(repr=False)
    events: tuple[Event, ...]
    error: float
    tolerance: float

    @property
    def complete(self) -> bool:
        """Whether it ran to the end; False after Ctrl-C."""
        return self.path.complete

    @property
    def time_unit(self) -> str:
        r"""Unit of all times: s, or thermal times $\gamma T_c^2/(n\Sigma T_c^n)$."""
        return self.clock.name

    @property
    def time(self) -> Float[np.ndarray, " steps"]:
        """Times of the integrator's steps."""
        return self.clock.unit * self.path.times

    @property
    def radius(self) -> Float[np.ndarray, " nodes"]:
        """Radii of the nodes, m (over z0 without a film)."""
        return self._length * self.balance.nodes

    @cached_property
    def temperature(self) -> Float[np.ndarray, "steps nodes"]:
        """Electron temperatures at the steps and nodes, K (over T_c without a film)."""
        return self._kelvin * self.over_critical

    @cached_property
    def over_critical(self) -> Float[np.ndarray, "steps nodes"]:
        """The same over T_c."""
        return self.balance.temperatures(self.path.y)

    def at(self, time: float | str) -> Float[np.ndarray, " nodes"]:
        """Profile at any time of the run: temperatures at the nodes, K (over T_c without a film)."""
        return self.temperature_at(time)[0]

    def temperature_at(self, time: Any, radius: ArrayLike | None = None) -> Float[np.ndarray, "times radii"]:
        """Temperature at any times and radii of the run, K (over T_c without a film).

        Args:
            time: One or more times, in `time_unit` or with their unit.
            radius: One or more radii, m (over z0 without a film); None takes the nodes.

        Raises:
            ValueError: Outside the run or the domain.
        """
        t = np.array([self.clock.read(each, "time") for each in (time if np.ndim(time) else [time])])
        end = self.path.times[-1]
        if not np.all((t >= -1e-12 * end) & (t <= end * (1 + 1e-12))):
            raise ValueError(f"`time` must lie in the run, 0 to {end * self.clock.unit:.6g} {self.time_unit}, but time={time!r}.")
        T = self._kelvin * self.balance.temperatures(self.path.at(np.clip(t, 0.0, end)))
        if radius is None:
            return T
        r = np.atleast_1d(np.asarray(radius, float)) / self._length
        edge = self.balance.vertices[-1]
        if not np.all((r >= 0) & (r <= edge * (1 + 1e-12))):
            raise ValueError(f"`radius` must lie in the domain, 0 to {edge * self._length:.6g}, but radius={radius!r}.")
        return np.array([interpolate(self.balance.vertices, profile, r) for profile in T])

    def last_profile(self, radius: Float[np.ndarray, " points"]) -> Float[np.ndarray, " points"]:
        """Temperature over T_c at the end, at radii over z0; beyond the domain its last value."""
        return interpolate(self.balance.vertices, self.over_critical[-1], np.minimum(radius, self.balance.vertices[-1]))

    @cached_property
    def drive_at_steps(self) -> Float[np.ndarray, " steps"]:
        """j_max/j* at the steps; at a jump, after it."""
        return self.waveform(self.path.times)

    def drive(self, time: ArrayLike) -> Float[np.ndarray, "*times"]:
        """j_max/j* at any times."""
        return self.waveform(np.asarray(time, float) / self.clock.unit)

    @cached_property
    def maximum_temperature(self) -> Float[np.ndarray, " steps"]:
        """Highest temperature of the film at the steps, K (over T_c without a film)."""
        return self._kelvin * peaks(self.balance.nodes, self.over_critical)[1]

    @cached_property
    def outer_radius(self) -> Float[np.ndarray, " steps"]:
        """Outer radius of the normal region, m (over z0 without a film); NaN where nothing is normal."""
        return self._length * outer_radii(self.balance.vertices, self.over_critical)

    @cached_property
    def inner_radius(self) -> Float[np.ndarray, " steps"]:
        """Inner radius of the normal region, 0 while the centre is normal; NaN where nothing is normal."""
        return self._length * inner_radii(self.balance.vertices, self.over_critical)

    @cached_property
    def _heat(self) -> tuple[np.ndarray, np.ndarray]:
        return self.balance.heat(self.drive_at_steps, self.path.y)

    @property
    def heat(self) -> Float[np.ndarray, " steps"]:
        """Heat absorbed in the domain per time, W (in Sigma T_c^n d z0^2 without a film)."""
        return self._watt * self._heat[0]

    @property
    def cooling(self) -> Float[np.ndarray, " steps"]:
        """Heat given to the phonons in the domain per time, in the unit of `heat`."""
        return self._watt * self._heat[1]

    @cached_property
    def absorbed_power(self) -> Float[np.ndarray, " steps"]:
        """Near-field power, W: `heat`, and what the cold film beyond the domain absorbs; see `State.absorbed_power`."""
        if not isinstance(self.spot.tip, MicrowaveTip) or self.spot.film is None:
            return self.heat
        bath, r = self.spot.phonon_temperature, self.balance.nodes
        cold = absorbed_power(
            self.spot.film, self.spot.tip, 1.0, r, np.full(r.shape, bath), phonon_temperature=bath, gap_model=self.spot.gap_model
        )
        inside = self._watt * self.balance.heat(np.array(1.0), np.zeros(r.size - 1))[0]
        return self.heat + self.drive_at_steps**2 * (cold.near_field - inside)

    @cached_property
    def stored_energy(self) -> Float[np.ndarray, " steps"]:
        """Heat stored by the electrons above the bath, J (in Sigma T_c^n d z0^2 times thermal times without a film)."""
        return self._watt * self.clock.unit * self.balance.stored(self.path.y)

    @cached_property
    def energy_balance(self) -> float:
        """Heat in less heat out less change of stored heat, over the heat in (or what was stored, if that is more)."""
        heat, cooling = self._heat
        breaks, t = self.path.breaks, self.path.times
        before = np.array([self.waveform.before(time) for time in t[breaks]])
        jump = heat[breaks] * (
            1 - np.where(self.drive_at_steps[breaks] > 0, before / np.maximum(self.drive_at_steps[breaks], 1e-300), 0.0) ** 2
        )
        off = (self.drive_at_steps[breaks] == 0) & (before > 0)
        if off.any():
            jump[off] = -self.balance.heat(before[off], self.path.y[breaks[off]])[0]
        absorbed, given = integral(t, breaks, heat, jump), integral(t, breaks, cooling, np.zeros(len(breaks)))
        stored = self.balance.stored(self.path.y[[0, -1]])
        return float((absorbed - given - (stored[1] - stored[0])) / max(absorbed, stored.max(), _NOTHING))

    @cached_property
    def functional(self) -> Float[np.ndarray, " steps"]:
        """Energy functional (C1b) at the steps, see `TransientBalance.energy`; it falls while the drive stays constant."""
        return self.balance.energy(self.drive_at_steps, self.path.y)

    def times_of(self, kind: Kind) -> tuple[float, ...]:
        """Times of the events of a kind."""
        return tuple(event.time for event in self.events if event.kind == kind)

    @property
    def _length(self) -> float:
        return self.spot.scales.length if self.spot.scales else 1.0

    @property
    def _kelvin(self) -> float:
        return self.spot.scales.temperature if self.spot.scales else 1.0

    @property
    def _watt(self) -> float:
        return self.spot.scales.power if self.spot.scales else 1.0

    def plot(self) -> Figure:
        """Draw temperature against radius and time, with the drive above; see `quenchmap.spot.evolution.figure`."""
        from quenchmap.spot.evolution.figure import plot_evolution

        return plot_evolution(self)

    def animate(self, path: str | Path, *, frames: int = 120, times: Sequence[float] | None = None) -> None:
        """Write an animation of the profile, .gif or .mp4; see `quenchmap.spot.evolution.animation`."""
        from quenchmap.spot.evolution.animation import animate

        animate(self, path, frames=frames, times=times)

    def summary(self) -> dict[str, Any]:
        """Everything of interest as numbers and strings, for JSON."""
        from quenchmap.spot.evolution.summary import summary

        return summary(self)

    def to_dataset(self) -> xr.Dataset:
        """Temperatures, drive, radii and powers against time, with units; see `quenchmap.spot.evolution.storage`."""
        from quenchmap.spot.evolution.storage import to_dataset

        return to_dataset(self)

    def table(self) -> Table:
        """What happened, and how exact it is."""
        from quenchmap.spot.evolution.summary import table

        return table(self)
