r"""Perturbations of a steady state that grow or decay exponentially: rates and shapes for every angular number m.

$c(T)\,\partial_t \delta T = -L_m\,\delta T$ with the heat capacity of the superconductor, jump at T_c included, so that the rates are
those of the film; see `quenchmap.spot.stability` for $L_m$ at fixed current and `quenchmap.spot.modes.current` for the current's own
response.

**Fixed current.** Rates are real and increase with m (min-max): no mode with $m \ge 1$ can become unstable before m = 0, and the number
of growing ones falls with m. The unstable ring of Fig. 4a (drive 1.2) grows at m = 0 to 5: -0.4671, -0.4522, -0.4085, -0.3379, -0.2425,
-0.1246.

**The current responds** at $m \ge 1$. A hot sector whose impedance $1/\sigma = \rho + i\chi$ changes loses current in proportion to
$\mathrm{Re}\,[\delta(1/\sigma)/Z]$, with Z the impedance that the redirected current meets around it. The two parts of $1/\sigma$
compete:

- heating adds resistance, hot sectors lose current: this stabilises;
- above about the gap edge heating takes kinetic inductance away ($\chi' < 0$), and against the inductive cold film around it this draws
  current into the hot sectors: this destabilises.

For the ring of Fig. 4a the m = 1 rate is -0.4522 at fixed current, -0.268 with the resistance alone, -0.684 with the inductance alone
and -0.4817 with both: the ring then heats up fastest on one side, not as a whole (-0.4671). At larger m the resistance wins:
-0.3558, -0.2104, -0.0537 at m = 2, 3, 4 and no growth from m = 5 on. (With the BCS gap -0.5960 at m = 0 stays ahead of -0.5406 at m = 1.)

The stable states of Fig. 4 stay stable, and so do all others that were looked at with $\Lambda/z_0 \ge 0.12$ or
$\hbar\omega \le 1.6\,k_B T_c$ (0.03 to 0.5, and 0.5 to 3). Hot rings of smaller $\Lambda/z_0$ do not, close above the lower edge of the
hysteresis window: with n = 5, $T_{ph} = 0.3\,T_c$, $\hbar\omega = 2\,k_B T_c$ and $\Lambda/z_0 = 0.05$ the ring is stable at fixed current
from a drive of 1.03251 on, but grows at m = 1 alone up to 1.0331. The same is seen at $\Lambda/z_0 = 0.03$, at $2.4\,k_B T_c$ up to
$\Lambda/z_0 = 0.08$, with n = 6, at $T_{ph} = 0.6\,T_c$ and with the BCS gap, always within 1 % of the edge. No growing oscillation was
found.

The lowest rates of a *stable* state are those of the film far away, which cools slowest: they begin at the cooling rate of the bath's
temperature and depend on the outer radius. A spot's own relaxation is among the lowest only near a fold.
"""

from __future__ import annotations

import operator as operators
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Complex, Float

from quenchmap.numerics.elements import interpolate
from quenchmap.shown import Pictured
from quenchmap.spot.grid import Grid
from quenchmap.spot.heat_capacity import NATURAL_RATE, heat_capacity_by_element, time_unit
from quenchmap.spot.modes.current import CurrentResponse
from quenchmap.spot.stability import eigenmodes, heat_operator

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from quenchmap.spot.state import State
    from quenchmap.table import Table

_MOST = 50


class Mode(NamedTuple):
    """One of the modes.

    Attributes:
        m: Angular number.
        number: Place among those of this m, from 0.
        rate: Decay rate, negative when it grows; real part.
        frequency: Angular frequency of its oscillation, 0 for most; unit of the rate.
    """

    m: int
    number: int
    rate: float
    frequency: float


@dataclass(frozen=True)
class Modes(Pictured):
    """Lowest modes of a steady state.

    Attributes:
        state: The state.
        rates: Decay rates at fixed current in `unit`, shape (m, count), ascending for each m; negative ones grow.
        functions: Their temperatures at the state's nodes, largest value 1, shape (m, count, nodes).
        rates_with_current: The same when the current responds, complex; the row of m = 0 is that of fixed current. None when not asked for.
        functions_with_current: Their temperatures.
        unit: "1/s" when the film has a diffusion coefficient, else n Sigma T_c^(n-1)/C_n(T_c).
        error: Largest relative change of a rate against a grid with elements twice as long (half as long where there is none).
    """

    state: State = field(repr=False)
    rates: Float[np.ndarray, "m count"]
    functions: Float[np.ndarray, "m count nodes"] = field(repr=False)
    rates_with_current: Complex[np.ndarray, "m count"] | None
    functions_with_current: Complex[np.ndarray, "m count nodes"] | None = field(repr=False)
    unit: str
    error: float

    @property
    def radius(self) -> Float[np.ndarray, " nodes"]:
        """Radii of the nodes over z0."""
        return self.state.radius

    @property
    def largest_m(self) -> int:
        """Largest angular number."""
        return len(self.rates) - 1

    @property
    def count(self) -> int:
        """Modes for each m."""
        return self.rates.shape[1]

    @property
    def most_unstable(self) -> Mode:
        """The mode of smallest decay rate, with the current's response where it was asked for: it grows if the rate is negative."""
        m, number = np.unravel_index(np.argmin(np.real(self._rates)), self._rates.shape)
        rate = self._rates[m, number]
        return Mode(int(m), int(number), float(rate.real), float(abs(rate.imag)))

    @property
    def stable(self) -> bool:
        """Whether all these modes decay."""
        return self.most_unstable.rate > 0

    @property
    def growing(self) -> tuple[int, ...]:
        """Number of growing modes for each m, among these, with the current's response where it was asked for."""
        return tuple(int(n) for n in np.sum(np.real(self._rates) < 0, axis=1))

    @property
    def slowest_time(self) -> float:
        """Relaxation time of the slowest of the decaying modes, s (without D in C_n(T_c)/(n Sigma T_c^(n-1))); infinite if all grow."""
        rates = np.real(self._rates)
        decaying = rates[rates > 0]
        return float(1 / decaying.min()) if decaying.size else np.inf

    @property
    def _rates(self) -> Complex[np.ndarray, "m count"]:
        return self.rates + 0j if self.rates_with_current is None else self.rates_with_current

    def plot(self) -> Figure:
        """Draw shapes and rates; see `quenchmap.spot.modes.figure.plot_modes`."""
        from quenchmap.spot.modes.figure import plot_modes

        return plot_modes(self)

    def table(self) -> Table:
        """Rates for each m, and what they mean."""
        from quenchmap.spot.modes.figure import modes_table

        return modes_table(self)


def modes(state: State, largest_m: int = 6, count: int = 4, *, current_response: bool | None = None) -> Modes:
    """Lowest modes of a state for every angular number up to a largest one.

    Args:
        state: A steady state.
        largest_m: Largest angular number, from 0 up.
        count: How many for each, from 1 to 50.
        current_response: Whether to add the response of the microwave current; None adds it for a microwave tip.

    Raises:
        TypeError: For a `largest_m` or `count` that is not an integer.
        ValueError: For one out of range, and for the current's response under a hot tip.

    Accuracy:
        `Modes.error`, measured: 1e-6 or better for states of the paper, less close to a fold, where the state itself is as sensitive.
    """
    largest_m = _checked_integer(
        "largest_m", largest_m, 0, _MOST, "the largest angular number", "Six show all that grows in the paper's spots."
    )
    count = _checked_integer("count", count, 1, _MOST, "the number of modes for each angular number", "Four show those that may grow.")
    spot, solution = state.spot, state.solution
    if current_response and spot.photon_energy is None:
        raise ValueError(
            f"`current_response` needs a microwave current, but the tip is hot and heats by its radiation: tip={spot.tip!r}. "
            "Leave it out, or set it to False."
        )
    photon_energy = spot.photon_energy if current_response in (None, True) else None
    grid, T = solution.grid, solution.T
    other, other_T = solution.coarse.grid, solution.coarse.T
    if len(other.vertices) >= len(grid.vertices):
        other = Grid(np.sort(np.concatenate([grid.vertices, 0.5 * (grid.vertices[1:] + grid.vertices[:-1])])))
        other_T = interpolate(grid.vertices, T, other.nodes)

    fixed = _spectrum(state, grid, T, largest_m, count, None)
    check = _spectrum(state, other, other_T, largest_m, count, None)
    error = _change(fixed[0], check[0])
    unit, name = time_unit(spot)
    redirected: list[np.ndarray] | None = None
    if photon_energy is not None:
        response = CurrentResponse(spot.problem, photon_energy, state.drive, grid.vertices, T)
        redirected = _spectrum(state, grid, T, largest_m, count, response)
        again = CurrentResponse(spot.problem, photon_energy, state.drive, other.vertices, other_T)
        error = max(error, _change(redirected[0][:2], _spectrum(state, other, other_T, min(largest_m, 1), count, again)[0]))
    return Modes(
        state,
        np.real(fixed[0]) / unit,
        np.real(fixed[1]),
        None if redirected is None else redirected[0] / unit,
        None if redirected is None else redirected[1],
        "1/s" if name == "s" else NATURAL_RATE,
        error,
    )


def _spectrum(
    state: State, grid: Grid, T: Float[np.ndarray, " nodes"], largest_m: int, count: int, current: CurrentResponse | None
) -> list[np.ndarray]:
    """Rates in the natural unit, and temperatures, for each m."""
    problem = state.spot.problem
    c = heat_capacity_by_element(T, problem.response.gap_model)
    K = problem.response.thermal_conductivity(T)
    rates, functions = [], []
    for m in range(largest_m + 1):
        operator = heat_operator(problem, state.drive, grid, T, m=m, heat_capacity=c)
        rate, u = eigenmodes(operator, count) if m == 0 or current is None else current.eigenmodes(operator, count)
        rates.append(rate + 0j)
        functions.append([_largest_one(f / K) for f in u])
    return [np.array(rates), np.array(functions)]


def _largest_one(f: np.ndarray) -> np.ndarray:
    return f / f[np.argmax(np.abs(f))] + 0j


def _change(a: np.ndarray, b: np.ndarray) -> float:
    """Largest relative change, whichever of two conjugate rates comes first."""
    return float(np.max(np.minimum(np.abs(a - b), np.abs(a - b.conj())) / np.abs(a)))


def _checked_integer(name: str, value: int, low: int, high: int, meaning: str, remedy: str) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operators.index(value)
    except TypeError:
        raise TypeError(f"`{name}` is {meaning} and must be an integer, but {name}={value!r}. {remedy}") from None
    if not low <= number <= high:
        raise ValueError(f"`{name}` is {meaning} and must be from {low} to {high}, but {name}={value!r}. {remedy}")
    return number
