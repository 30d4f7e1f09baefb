"""The same state on cells half as large: what the grid leaves uncertain in the numbers of a heated sample."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.ndimage import zoom

from quenchmap.sample.heat import protocol as protocols
from quenchmap.shown import Shown
from quenchmap.table import Row, Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    from quenchmap.sample.heat.state import HeatState


@dataclass(frozen=True)
class GridError(Shown):
    """Changes of a state's numbers when its cells are halved; smooth ones are wrong by a third more than that, the wall's by about that.

    Attributes:
        highest_temperature: K.
        absorbed_power: W.
        quenched_area: m^2.
        temperature: Largest change of a temperature, K: next to a wall, which moves.
        typical: Root mean square change of the temperatures, K.
    """

    highest_temperature: float
    absorbed_power: float
    quenched_area: float
    temperature: float
    typical: float

    def summary(self) -> dict[str, Any]:
        """The numbers as plain values, in SI."""
        return dict(vars(self))

    def table(self) -> Table:
        """What changes."""
        rows = [
            Row("highest temperature", engineering(self.highest_temperature, "K"), "more"),
            Row("absorbed power", engineering(self.absorbed_power, "W"), "more"),
            Row("quenched area", f"{self.quenched_area * 1e12:.2g} µm²", "more"),
            Row("temperature", engineering(self.typical, "K"), f"rms, at most {engineering(self.temperature, 'K')}"),
        ]
        return Table("Changes on cells half as large", rows)


def refined(state: HeatState) -> HeatState:
    """The steady state of the same sample, each cell cut into four, next to this one.

    Raises:
        ConvergenceError: When there is no such state: this one is then an artefact of its grid, or a fold is near.
    """
    problem = replace(state.problem, sample=state.sample.refined(2))
    u: Any = zoom(state.solution.u, 2, order=1, mode="nearest", grid_mode=True)
    u = np.where(problem.sample.present, np.maximum(u, problem.bath), problem.bath)
    return type(state)(problem, "polished", protocols.polished(problem, u))


def grid_error(state: HeatState) -> GridError:
    """What halving the cells changes; see `refined`."""
    fine = refined(state)
    ny, nx = state.temperature.shape
    change = fine.temperature.reshape(ny, 2, nx, 2).mean(axis=(1, 3)) - state.temperature
    change = np.abs(change[state.sample.present])
    return GridError(
        highest_temperature=fine.highest_temperature - state.highest_temperature,
        absorbed_power=fine.absorbed_power - state.absorbed_power,
        quenched_area=fine.quenched_area - state.quenched_area,
        temperature=float(change.max()),
        typical=float(np.sqrt(np.mean(change**2))),
    )
