"""All steady states at one drive, as a sequence that prints, plots and saves itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from quenchmap.errors import NoSuchStateError
from quenchmap.shown import Pictured
from quenchmap.spot.state import State
from quenchmap.spot.states import parity
from quenchmap.storage import Savable
from quenchmap.tip.validity import Check

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

    from quenchmap.spot.hotspot import HotSpot
    from quenchmap.table import Table


@dataclass(frozen=True)
class States(Pictured, Savable, Sequence[State]):
    """Steady states of a hot spot at one drive, in order of their highest temperature.

    Attributes:
        spot: The hot spot.
        drive: j_max/j*.
        found: The states.
        checks: Assumptions of the model with their numbers.
    """

    spot: HotSpot
    drive: float
    found: tuple[State, ...]
    checks: tuple[Check, ...] = field(default=(), repr=False)

    @overload
    def __getitem__(self, index: int) -> State: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[State]: ...
    def __getitem__(self, index: int | slice) -> State | Sequence[State]:
        return self.found[index]

    def __len__(self) -> int:
        return len(self.found)

    @property
    def cold(self) -> State:
        """The state connected to zero drive without a fold; the only state, where no folds exist."""
        bath = self.spot.phonon_temperature
        if bath >= 1:
            raise NoSuchStateError(
                f"The film has no superconducting state at T_ph = {bath:g} T_c: it is normal everywhere; see `states.hot`. Lower T_ph."
            )
        return self._one("cold", [s for s in self if s.kind in ("cold", "only")])

    @property
    def hot(self) -> State:
        """The hottest stable state beyond a fold (or the only state, where no folds exist)."""
        return self._one("hot", [s for s in self if s.kind == "only" or (s.stable and s.kind in ("hot", "isolated"))][-1:])

    @property
    def unstable(self) -> State:
        """The unstable state, when there is one only."""
        return self._one("unstable", [s for s in self if not s.stable])

    @property
    def stable(self) -> tuple[State, ...]:
        """The stable states."""
        return tuple(s for s in self if s.stable)

    def _one(self, what: str, candidates: Sequence[State]) -> State:
        if len(candidates) == 1:
            return candidates[0]
        there = ", ".join(f"{s.kind} (highest temperature {s.temperature.max():.4g} T_c)" for s in self)
        if candidates:
            raise NoSuchStateError(f"There are {len(candidates)} {what} states at drive {self.drive:g}; choose by index from: {there}.")
        window = self.spot.hysteresis_window()
        hint = (
            f"Hot and cold states coexist for drives from {window.lower.parameter:.5g} to {window.upper.parameter:.5g}."
            if window
            else "There is one state at every drive."
        )
        raise NoSuchStateError(f"There is no {what} state at drive {self.drive:g}; there is: {there}. {hint}")

    @property
    def parity(self) -> int:
        """Sum of (-1)^(number of growing perturbations), 1 for a complete set."""
        return parity([s.solution for s in self])

    @property
    def complete(self) -> bool:
        """Whether the parity is 1; if not, a state is missing."""
        return self.parity == 1

    def summary(self) -> dict[str, Any]:
        """Everything as numbers and strings, for JSON."""
        from quenchmap.spot.table import summary

        return summary(self)

    def to_dataset(self) -> xr.Dataset:
        """Profiles and observables with units; see `quenchmap.spot.storage`."""
        from quenchmap.spot.storage import to_dataset

        return to_dataset(self)

    def plot(self, axes: Axes | None = None) -> Axes:
        """Draw all profiles; see `quenchmap.spot.figure.plot_states`."""
        from quenchmap.spot.figure import plot_states

        return plot_states(self, axes=axes)

    def table(self) -> Table:
        """The states side by side, SI and dimensionless; what fails below."""
        from quenchmap.spot.table import states_table

        return states_table(self)
