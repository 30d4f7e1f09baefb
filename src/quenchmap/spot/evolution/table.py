r"""Response of the film against the logarithm of its enthalpy, the variable in which a transient is followed.

$$y = \ln(1 + h/h_0), \qquad h(T) = \int_{T_{bath}}^T c\,dT$$

The heat capacity jumps at T_c, so the rate of T jumps where a point of the film goes normal; that of the enthalpy does not. And the
heat capacity of a cold superconductor is exponentially small; the logarithm makes a step of y a step of T of the same order at every
temperature.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from quenchmap.balance.maxwell import energy_integrals
from quenchmap.material.gap import ZERO_TEMPERATURE_GAP
from quenchmap.material.heat_capacity import heat_capacity
from quenchmap.material.response import Response
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.chebyshev import PiecewiseChebyshev, antiderivative, chebyshev_points, fit
from quenchmap.numerics.cubic import PiecewiseCubic, through
from quenchmap.precision import jax
from quenchmap.spot.problem import SpotProblem

#: Which functions of the table: cooling, heating and conduction integral; or the temperature.
BALANCE, _TEMPERATURE = slice(0, 3), slice(3, 4)

_CELLS = 4096  # between two kinks
_RATIO = 1.05  # of temperatures at the ends of a piece: c grows by e^4 at most
_BELOW = -0.05  # the table reaches a little below the bath, where an integrator may stray

_capacity = jax.jit(heat_capacity, static_argnames="gap_model")


@dataclass(frozen=True)
class EnthalpyTable:
    """Response of a film against y.

    Attributes:
        response: Response against temperature.
        scale: h_0, in gamma T_c^2.
        cubics: Cooling, heating, conduction integral, temperature, and the integrals of kappa q and kappa rho of (C1c, C1d), against y.
        error: Largest error of each, relative (of the conduction integral and temperature: absolute, in T_c), between the nodes.
    """

    response: Response
    scale: float
    cubics: PiecewiseCubic
    error: dict[str, float] = field(compare=False)
    _below: PiecewiseChebyshev | None = field(repr=False, compare=False)
    _at_critical: float = field(repr=False, compare=False)

    @property
    def highest(self) -> float:
        """y at the end of the response's tables."""
        return float(self.cubics.ends[-1])

    def heat_capacity(self, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        """Heat capacity over gamma T_c."""
        return _heat_capacity(np.asarray(T, float), self.response)

    def enthalpy(self, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        """Enthalpy over gamma T_c^2, from the bath temperature."""
        T = np.asarray(T, float)
        if self._below is None:
            return 0.5 * (T - self.response.bath_temperature) * (T + self.response.bath_temperature)
        below = self.scale * np.expm1(self._below(np.minimum(T, 1.0))[0])
        return np.where(T < 1, below, self._at_critical + 0.5 * (T - 1) * (T + 1))

    def variable(self, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        """The variable y at temperatures over T_c."""
        return np.log1p(self.enthalpy(T) / self.scale)

    def temperature(self, y: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        """Temperatures over T_c."""
        return self.cubics(np.asarray(y, float), _TEMPERATURE)[0]

    def temperature_of(self, theta: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        """Temperature over T_c at a conduction integral, by Newton's method from a table."""
        y = np.linspace(0.0, self.highest, 20001)
        known = self.cubics(y)
        T = np.interp(theta, known[2], known[3])
        for _ in range(3):
            _, log_K, _, at = self.response.table(T)
            T = T - np.clip((at - theta) / np.exp(log_K), -1e-3, 1e-3)  # where kappa is exponentially small the guess must do
        return T


def table_of(problem: SpotProblem) -> EnthalpyTable:
    """The table of a hot spot, made once."""
    if "enthalpy" not in problem._cache:
        problem._cache["enthalpy"] = enthalpy_table(problem.response)
    return problem._cache["enthalpy"]


def enthalpy_table(response: Response) -> EnthalpyTable:
    """Tabulate a response against y."""
    bath = response.bath_temperature
    if bath < 1:
        pieces = max(1, int(np.ceil(np.log(1 / bath) / np.log(_RATIO))))
        breaks = bath * (1 / bath) ** (np.arange(pieces + 1) / pieces)
        breaks[-1] = 1.0
        points = chebyshev_points(breaks)
        c = _heat_capacity(points, response)
        at_bath = float(_heat_capacity(np.array([bath]), response)[0])
        scale = at_bath * bath / (1 + ZERO_TEMPERATURE_GAP / bath)  # about the enthalpy from zero temperature; any constant will do
        table = antiderivative(breaks, c[None])
        below = fit(breaks, np.log1p(table / scale))
        at_critical = float(scale * np.expm1(below(np.array([1.0 - 1e-15]))[0, 0]))
    else:
        scale, below, at_critical = bath**2 / 2, None, 0.0
    highest = response.highest_temperature
    bare = EnthalpyTable(response, scale, PiecewiseCubic.empty(), {}, below, at_critical)

    energies = energy_integrals(response)
    kinks = [k for k in response.kinks if bath < k < highest]
    ends = np.array([_BELOW, *(float(bare.variable(np.array(k))) for k in kinks), float(bare.variable(np.array(highest)))])

    def functions(y: np.ndarray) -> np.ndarray:
        T = _inverted(bare, y)
        log_G, _, log_rho, theta = response.table(np.minimum(T, highest))
        Q, R = energies(np.minimum(T, highest))
        return np.stack([np.exp(log_G) * (T - bath), np.exp(log_rho), theta, T, Q, R], axis=-1)

    cubics = through(functions, ends, _CELLS)
    y = np.concatenate([np.linspace(a, b, 2003)[1:-1] for a, b in pairwise(ends)])
    y = y[y > 1e-3]
    true, found = functions(y), cubics(y)
    error = {name: float(np.max(np.abs(found[i] / true[:, i] - 1))) for i, name in enumerate(("cooling", "absorption"))}
    error |= {name: float(np.max(np.abs(found[i] - true[:, i]))) for i, name in ((2, "conduction_integral"), (3, "temperature"))}
    return EnthalpyTable(response, scale, cubics, error, below, at_critical)


def _heat_capacity(T: np.ndarray, response: Response) -> np.ndarray:
    return in_blocks(lambda t: _capacity(t, gap_model=response.gap_model), T)


def _inverted(table: EnthalpyTable, y: np.ndarray) -> np.ndarray:
    """Temperature at y by Newton's method; above T_c in closed form."""
    bath = table.response.bath_temperature
    h = table.scale * np.expm1(y)
    if table._below is None:
        return np.sqrt(np.maximum(bath**2 + 2 * h, 0.5 * bath**2))
    sample = np.linspace(bath**-0.5, 1.0, 20001) ** -2  # dense where y changes fast
    y_sample = table._below(np.minimum(sample, 1 - 1e-15))[0]
    below = h < table._at_critical
    T = np.interp(y, y_sample, sample)
    lowest = bath * 0.98
    for _ in range(4):
        inside = np.clip(T, lowest, 1 - 1e-15)
        value, slope = table._below.with_derivative(inside)
        T = np.clip(inside - (value[0] - y) / slope[0], lowest, 1.0)
    return np.where(below, T, np.sqrt(1 + 2 * np.maximum(h - table._at_critical, 0.0)))
