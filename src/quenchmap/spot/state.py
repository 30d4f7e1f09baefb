"""One steady state of a hot spot, with its numbers and their errors."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from jaxtyping import Float

from quenchmap.errors import NoSuchStateError, closest
from quenchmap.numerics.elements import interpolate
from quenchmap.shown import Pictured
from quenchmap.spot.observables import DIMENSIONS, Observable, Scales, heat_and_cooling, measure
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.sensitivity import Sensitivities, sensitivities
from quenchmap.spot.states import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from quenchmap.spot.hotspot import HotSpot
    from quenchmap.spot.modes.spectrum import Modes
    from quenchmap.table import Table

Kind: TypeAlias = Literal["cold", "unstable", "hot", "only", "isolated"]


@dataclass(frozen=True)
class State(Pictured):
    """A steady state.

    Attributes:
        spot: The hot spot it belongs to.
        drive: Its drive, j_max/j*.
        solution: The solved profile.
    """

    spot: "HotSpot" = field(repr=False)
    drive: float
    solution: Solution = field(repr=False)

    @property
    def kind(self) -> Kind:
        """Cold before the first fold from zero drive, beyond it hot or unstable; only, where no fold exists; isolated, off that curve."""
        if self.spot.problem.window is None:
            return "only"
        if self.solution.folds is None:
            return "isolated"
        return "cold" if self.solution.folds == 0 else "hot" if self.stable else "unstable"

    @property
    def stable(self) -> bool:
        """Whether every axisymmetric perturbation decays."""
        return self.solution.index == 0

    @property
    def eigenvalues(self) -> Float[np.ndarray, " few"]:
        """Lowest eigenvalues of the linearised balance in n Sigma T_c^(n-1), for a heat capacity proportional to the conductivity."""
        return self.solution.eigenvalues

    @property
    def radius(self) -> Float[np.ndarray, " nodes"]:
        """Radii of the nodes over z0."""
        return self.solution.grid.nodes

    @property
    def temperature(self) -> Float[np.ndarray, " nodes"]:
        """Electron temperatures at the nodes over T_c."""
        return self.solution.T

    def temperature_at(self, radius: Float[np.ndarray, " points"]) -> Float[np.ndarray, " points"]:
        """Electron temperature over T_c at any radii over z0, by the elements' own polynomials.

        Raises:
            ValueError: Outside the domain.
        """
        radius = np.atleast_1d(np.asarray(radius, float))
        if not np.all((radius >= 0) & (radius <= self.solution.grid.outer_radius)):
            raise ValueError(
                f"`radius` is over z0 and must lie in the domain, 0 to {self.solution.grid.outer_radius:g}, but reaches {np.max(radius)!r}."
            )
        return interpolate(self.solution.grid.vertices, self.solution.T, radius)

    @property
    def residual(self) -> float:
        """Last Newton step, over T_c."""
        return self.solution.residual

    @cached_property
    def energy_balance(self) -> float:
        """Heat absorbed less heat given to the phonons, over the heat absorbed, by a rule finer than the solver's."""
        heat, cooling = heat_and_cooling(self._problem, self.drive, self.solution.grid, self.solution.T)
        return (heat - cooling) / heat

    @cached_property
    def error(self) -> float:
        """Largest change of the temperature, over T_c, under refinement of the grid and under widening of the domain."""
        s = self.solution
        r = s.grid.nodes
        coarse, wide = (interpolate(p.grid.vertices, p.T, r) for p in (s.coarse, s.wide))
        return float(np.max(np.abs(coarse - s.T)) + np.max(np.abs(wide - coarse)[r < 0.7 * s.grid.outer_radius]))

    @cached_property
    def _observables(self) -> dict[str, Observable]:
        s, problem = self.solution, self._problem
        value, coarse, wide = (measure(problem, self.drive, p.grid, p.T) for p in (s, s.coarse, s.wide))
        found = {}
        for name, x in value.items():
            refined = abs(x - coarse.get(name, np.inf))
            widened = 0.0 if name == "heat" else abs(wide.get(name, np.inf) - coarse.get(name, np.inf))
            found[name] = _dressed(name, x, refined + widened, self.spot.scales)
        return found

    def observables(self) -> dict[str, Observable]:
        """Every number this state has, by name, with unit and estimated error; see `quenchmap.spot.observables`."""
        return dict(self._observables)

    def observable(self, name: str) -> Observable:
        """One of them.

        Raises:
            KeyError: For a name that does not exist.
            NoSuchStateError: For one that this state lacks, such as the radius of a normal ring in a cold state.
        """
        if name not in DIMENSIONS:
            raise KeyError(f"No observable is called {name!r}. {closest(name, DIMENSIONS)}")
        if name not in self._observables:
            raise NoSuchStateError(
                f"The {self.kind} state at drive {self.drive:g} has no {name.replace('_', ' ')}: its highest temperature is "
                f"{self.temperature.max():.4g} T_c. It has: {', '.join(self._observables)}."
            )
        return self._observables[name]

    @property
    def superconducting_core(self) -> bool:
        """Whether a normal ring surrounds a superconducting centre."""
        return "outer_radius" in self._observables and self.temperature[0] < 1

    @property
    def maximum_temperature(self) -> float:
        """Highest electron temperature, K (over T_c without a film)."""
        return self.observable("maximum_temperature").value

    @property
    def inner_radius(self) -> float:
        """Inner radius of the normal ring, m (over z0 without a film); 0 when the centre is normal."""
        return self.observable("inner_radius").value

    @property
    def outer_radius(self) -> float:
        """Outer radius of the normal region, m (over z0 without a film)."""
        return self.observable("outer_radius").value

    @property
    def wall_position(self) -> float:
        """Radius of the outer wall, half-way between the uniform states at the Maxwell drive, m (over z0 without a film)."""
        return self.observable("wall_position").value

    @property
    def wall_width(self) -> float:
        """Width of the outer wall from 90 % to 10 % between the uniform states at the Maxwell drive, m (over z0 without a film)."""
        return self.observable("wall_width").value

    @cached_property
    def _power(self) -> tuple[float, float]:
        return self.spot.absorbed_power(self)

    @property
    def absorbed_power(self) -> float:
        """Absorbed near-field power, W, up to the screening length; without a film what the domain absorbs, in Sigma T_c^n d z0^2.

        The power that leaves as plasmons of the cold film is apart, in `plasmon_power`.
        """
        return self._power[0]

    @property
    def plasmon_power(self) -> float:
        """Power that leaves the spot as plasmons of the cold film and is absorbed far away, W; 0 for a hot tip or without a film."""
        return self._power[1]

    def modes(self, largest_m: int = 6, count: int = 4, *, current_response: bool | None = None) -> "Modes":
        """Perturbations that grow or decay, with their rates, for every angular number; see `quenchmap.spot.modes.spectrum`."""
        from quenchmap.spot.modes.spectrum import modes

        return modes(self, largest_m, count, current_response=current_response)

    def sensitivities(self, observable: str = "outer_radius", *, uncertainties: dict[str, float] | None = None) -> Sensitivities:
        """Derivative of an observable with respect to every parameter, and the error bar that uncertainties of the parameters make.

        Args:
            observable: One of `quenchmap.spot.sensitivity.SUPPORTED`.
            uncertainties: Standard deviation of each parameter, as a fraction of its value.
        """
        return sensitivities(self, observable, uncertainties or {})

    @property
    def _problem(self) -> SpotProblem:
        return self.spot.problem

    def plot(self, axes: "Axes | None" = None) -> "Axes":
        """Draw the profile; see `quenchmap.spot.figure.plot_states`."""
        from quenchmap.spot.figure import plot_states

        return plot_states([self], axes=axes)

    def table(self) -> "Table":
        """Every observable with its error."""
        from quenchmap.spot.table import state_table

        return state_table(self)


def _dressed(name: str, x: float, error: float, scales: Scales | None) -> Observable:
    (length, temperature, power), unit, plain = DIMENSIONS[name]
    if scales is None:
        return Observable(x, plain, x, error)
    factor = scales.length**length * scales.temperature**temperature * scales.power**power
    return Observable(x * factor, unit, x, error * factor)
