"""A steady state of a heated sample, with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from quenchmap.sample.heat.problem import HeatProblem
from quenchmap.sample.heat.protocol import Protocol, Steady
from quenchmap.sample.heat.tip import numbers, strength
from quenchmap.shown import Pictured
from quenchmap.storage import Savable
from quenchmap.table import Row, Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from quenchmap.sample.current.critical_current import CriticalCurrent
    from quenchmap.sample.current.impedance import Impedance, ImpedanceChange, Terminal
    from quenchmap.sample.current.supercurrent import Supercurrent
    from quenchmap.sample.heat.refinement import GridError
    from quenchmap.sample.sample import Sample
    from quenchmap.units import Quantity

_MADE = {
    "cold": "cold, in time from the phonons' temperature",
    "hot": "hot, in time from above all states",
    "evolved": "in time from a given state",
    "polished": "by Newton's method from a given state",
}

_SPREADING = {
    "fixed": "as in a uniform film without edges",
    "window": "as the film lets it, in a window of a larger film",
    "electrodes": "as the film lets it, to the electrodes",
}


@dataclass(frozen=True, eq=False, repr=False)
class HeatState(Pictured, Savable):
    """Temperatures of a sample under a tip, and what follows from them.

    Attributes:
        problem: What was solved.
        protocol: What made the state: "cold", "hot", "evolved" or "polished".
        solution: The solution in dimensionless form.
    """

    problem: HeatProblem
    protocol: Protocol
    solution: Steady

    @property
    def sample(self) -> Sample:
        """The sample."""
        return self.problem.sample

    @property
    def temperature(self) -> Float[np.ndarray, "ny nx"]:
        """Electron temperature, K; the phonons' in holes."""
        return self.solution.u * self.sample.film.material.critical_temperature

    @cached_property
    def quenched(self) -> np.ndarray:
        """Where the tip has made superconducting film normal: T > Tc(x) > T_ph, bool (ny, nx)."""
        T, Tc = self.temperature, self.sample.critical_temperature
        return self.sample.present & (Tc < T) & (Tc > self.problem.phonon_temperature)

    @property
    def quenched_area(self) -> float:
        """Area that the tip has made normal, m^2; to the nearest cell."""
        return float(self.quenched.sum()) * self.sample.cell**2

    @property
    def highest_temperature(self) -> float:
        """K."""
        return float(self.temperature[self.sample.present].max())

    @property
    def absorbed_power(self) -> float:
        """Power that the film absorbs from the tip, W."""
        return float(self.solution.heating.sum()) * self._power_unit

    @property
    def power_density(self) -> Float[np.ndarray, "ny nx"]:
        """Absorbed power per area, W/m^2."""
        return self.solution.heating * self._power_unit / self.sample.cell**2

    @property
    def sheet_current(self) -> Float[np.ndarray, "ny nx"]:
        """Sheet current of the microwaves, root mean square, A/m.

        Raises:
            ValueError: For a hot tip, which drives no current at one frequency.
        """
        if self.problem.spreading is None:
            raise ValueError(f"A {self._strength} heats by radiation and drives no microwave current. Ask for `power_density`.")
        film = self.sample.film
        return self.solution.current * film.material.characteristic_current_density * film.thickness

    @property
    def heat_balance(self) -> float:
        """Power absorbed less power given to the phonons, relative."""
        absorbed = float(self.solution.heating.sum())
        return (absorbed - float(self.solution.cooling.sum())) / absorbed

    @property
    def residual(self) -> float:
        """Largest change of a temperature by the last Newton step, over T_c0."""
        return self.solution.step

    @property
    def stable(self) -> bool:
        """Whether every small change of the temperatures dies out."""
        return self.solution.stable

    @property
    def _power_unit(self) -> float:
        film, tip = self.sample.film, self.problem.tip
        return film.material.cooling_exponent * film.material.cooling_power_at_Tc * film.thickness * tip.height**2

    def summary(self) -> dict[str, Any]:
        """The numbers as plain values, in SI; None for what a hot tip has not."""
        return {
            "protocol": self.protocol,
            "tip": numbers(self.problem.tip),
            "drive": self.problem.drive,
            "spreading": self.problem.spreading,
            "position": list(self.problem.position),
            "phonon_temperature": self.problem.phonon_temperature,
            "stable": self.stable,
            "highest_temperature": self.highest_temperature,
            "quenched_area": self.quenched_area,
            "absorbed_power": self.absorbed_power,
            "heat_balance": self.heat_balance,
            "residual": self.residual,
            "cells_per_wall": self.problem.cells_per_wall,
        }

    def impedance(
        self, frequency: Quantity, *, source: Terminal = 0, drain: Terminal = 1, before: Impedance | None = None
    ) -> ImpedanceChange:
        """What the tip does to the impedance between two electrodes; see `quenchmap.sample.current.impedance.impedance_change`."""
        from quenchmap.sample.current.impedance import impedance_change

        ends = {"source": source, "drain": drain, "before": before, "gap_model": self.problem.gap_model}
        return impedance_change(self.sample, self.temperature, self.problem.phonon_temperature, frequency, **ends)

    def supercurrent(self, *, source: Terminal = 0, drain: Terminal = 1) -> Supercurrent:
        """Where a direct current flows under the tip; see `quenchmap.sample.current.supercurrent`."""
        return self.sample.supercurrent(self.temperature, source=source, drain=drain, gap_model=self.problem.gap_model)

    def critical_current(self, *, source: Terminal = 0, drain: Terminal = 1, flow: Supercurrent | None = None) -> CriticalCurrent:
        """How much direct current flows without resistance under the tip; see `quenchmap.sample.current.critical_current`."""
        from quenchmap.sample.current.critical_current import critical_current

        ends = {"source": source, "drain": drain, "gap_model": self.problem.gap_model}
        return critical_current(self.sample, self.temperature, flow=flow, **ends)

    def grid_error(self) -> GridError:
        """How much the numbers change on cells half as large; see `quenchmap.sample.heat.refinement`.

        Raises:
            ConvergenceError: When there is no such state on the finer grid.
        """
        from quenchmap.sample.heat.refinement import grid_error

        return grid_error(self)

    def plot(self) -> Figure:
        """Maps of Tc, temperature, microwave current (or warming) and absorbed power; see `quenchmap.sample.heat.figure`."""
        from quenchmap.sample.heat.figure import plot_state

        return plot_state(self)

    def plot_supercurrent(self, *, source: Terminal = 0, drain: Terminal = 1) -> Figure:
        """Maps of the supercurrent between two electrodes, without the tip and under it."""
        from quenchmap.sample.heat.figure import plot_supercurrent

        return plot_supercurrent(self, source=source, drain=drain)

    def to_dataset(self) -> xr.Dataset:
        """The sample, the temperatures and the numbers, labelled and with units."""
        from quenchmap.sample.heat.storage import to_dataset

        return to_dataset(self)

    @property
    def _strength(self) -> str:
        return strength(self.problem.tip, self.problem.drive)

    def _title(self) -> str:
        tip = self._strength if self.problem.drive is None else f"tip, {self._strength}"
        return f"{self.sample.film.material.name} sample under a {tip}"

    def _rows(self) -> list[Row]:
        x, y = (engineering(p, "m") for p in self.problem.position)
        area = self.quenched_area
        return [
            Row("state", _MADE[self.protocol], "stable" if self.stable else "unstable"),
            Row("tip at", f"({x}, {y}), {engineering(self.problem.tip.height, 'm')} high"),
            *self._current_rows(),
            Row("highest temperature", engineering(self.highest_temperature, "K")),
            Row("quenched area", f"{area * 1e12:.4g} µm²" if area else "none"),
            Row("absorbed power", engineering(self.absorbed_power, "W")),
            Row("heat balance", f"{self.heat_balance:.1e} of the power"),
            Row("last Newton step", f"{self.residual:.1e} T_c"),
            Row("grid", f"{self.problem.cells_per_wall:.1f} cells per domain wall"),
        ]

    def _current_rows(self) -> list[Row]:
        spreading = self.problem.spreading
        return [] if spreading is None else [Row("tip's current", _SPREADING[spreading])]

    def __repr__(self) -> str:
        return f"<{self._title()}: {self.protocol}>"

    def table(self) -> Table:
        """Its numbers."""
        return Table(self._title(), self._rows())
