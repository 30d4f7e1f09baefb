"""One-parameter families of heat balances: what a branch of steady states is followed in.

A parameter may change anything in Eq. (1): the drive, the relaxation length, or the response of the film itself (frequency, phonon
temperature, exponent). Near one value of it, every number of the equation is a Chebyshev series in the parameter, the table of the
response included: its pieces move with the gap edge, so that its coefficients are smooth in the parameter although the response is not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import equinox as eqx
import numpy as np
from jaxtyping import Array, Float

from quenchmap.material.response import Response
from quenchmap.numerics.arrays import EitherArray
from quenchmap.numerics.chebyshev import PiecewiseChebyshev, chebyshev_points, fit, series, series_nodes
from quenchmap.precision import jax, jnp
from quenchmap.spot.equation import RadialBalance, Shape
from quenchmap.spot.problem import SpotProblem

_WINDOW = 0.04  # relative half-width over which a family is expanded, and smaller ones where the gap edge comes or goes
_WINDOWS = (_WINDOW, _WINDOW / 4, _WINDOW / 16, _WINDOW / 64)
_DEGREE = 7


class EndOfFamilyError(ValueError):
    """The parameter has come to where the response is not a smooth function of it."""


class LocalFamily(eqx.Module):
    """A family near one value of its parameter.

    Attributes:
        center: Middle of the window.
        half_width: Half its width.
        numbers: Series of bath temperature, exponent, relaxation length, drive and gap edge, shape (terms, 5).
        table: Response; its arrays have a leading axis of terms when `moving`.
        shape: Heating against radius.
        moving: Whether the response changes with the parameter.
    """

    center: Float[EitherArray, ""]
    half_width: Float[EitherArray, ""]
    numbers: Float[EitherArray, "terms 5"]
    table: PiecewiseChebyshev
    shape: Shape = eqx.field(static=True)
    moving: bool = eqx.field(static=True)

    def at(self, value: Float[Array, ""]) -> RadialBalance:
        """The equation at a value of the parameter; traced."""
        terms = self._terms(value)
        bath, n, lam, a, _ = terms @ jnp.asarray(self.numbers)
        table = self.table
        if self.moving:
            table = PiecewiseChebyshev(terms @ table.breakpoints, jnp.tensordot(terms, table.coefficients, 1))
        return RadialBalance(table, bath, n, lam, a, self.shape)

    def edge(self, value: Float[Array, ""]) -> Float[Array, ""]:
        """Temperature of the gap edge over T_c; traced."""
        return self._terms(value) @ jnp.asarray(self.numbers)[:, 4]

    def _terms(self, value: Float[Array, ""]) -> Float[Array, " terms"]:
        return jnp.stack(series((value - self.center) / self.half_width, self.numbers.shape[0]))


@dataclass(frozen=True)
class Family:
    """Heat balances that depend on one parameter.

    Attributes:
        name: Name of the parameter.
        at: Problem and drive at a value of the parameter.
        widens: Whether the domain grows with the relaxation length and the spot along a branch.
    """

    name: str
    at: Callable[[float], tuple[SpotProblem, float]]
    widens: bool = True
    _problems: dict[int, SpotProblem] = field(default_factory=dict, init=False, repr=False, compare=False)
    _windows: dict[tuple[float, int], LocalFamily | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def local(self, value: float) -> LocalFamily:
        """The family near a value; the same for all values of one window, so that a branch is smooth inside."""
        for width in _WINDOWS:
            window = (width, round(np.log(value) / width))
            if window not in self._windows:
                self._windows[window] = _expanded(self.at, float(np.exp(window[1] * width)), width)
            found = self._windows[window]
            if found is not None:
                return found
        raise EndOfFamilyError(
            f"Near {self.name} = {value:.6g} the gap edge 2 Delta(T) = hbar omega comes or goes, and the response is not smooth there."
        )

    def near(self, value: float) -> tuple[SpotProblem, float]:
        """Problem and drive at a value as the expansion has them, good to 1e-9: a response need not be tabulated anew."""
        local = self.local(value)
        if not local.moving:
            return self.at(value)
        middle, equation = self.at(float(local.center))[0], local.at(jnp.asarray(value))
        table = PiecewiseChebyshev(np.asarray(equation.table.breakpoints), np.asarray(equation.table.coefficients))
        bath, edge = float(equation.bath_temperature), float(local.edge(jnp.asarray(value)))
        kinks = tuple(edge if k != 1.0 else k for k in middle.response.kinks)
        response = replace(
            middle.response, table=table, bath_temperature=bath, cooling_exponent=float(equation.cooling_exponent), kinks=kinks
        )
        problem = replace(middle, response=response, relaxation_length=float(equation.relaxation_length))
        return problem, float(equation.drive)

    def domain(self, value: float, strength: float = 1.0) -> float:
        """Edge of the domain that a spot needs at a value of the parameter and a factor of the drive; 0 where it is left as it is."""
        if not self.widens:
            return 0.0
        window = round(np.log(value) / _WINDOW)
        if window not in self._problems:
            self._problems[window] = self.at(float(np.exp(window * _WINDOW)))[0]
        problem = self._problems[window]
        return problem.outer_radius or (1 + _WINDOW) * problem.domain(strength * self.near(value)[1])


@dataclass(frozen=True)
class _LinearFamily(Family):
    """A family in a number that stands in Eq. (1) as it is: one expansion serves all values."""

    def local(self, value: float) -> LocalFamily:
        """The family; exact everywhere."""
        found = self._windows.get((0.0, 0))
        if found is None:
            found = self._windows[0.0, 0] = _linear(self.at, value)
        return found

    def near(self, value: float) -> tuple[SpotProblem, float]:
        """Problem and drive at a value; exact."""
        return self.at(value)


def family_in_drive(problem: SpotProblem) -> Family:
    """One hot spot at all drives."""
    return _LinearFamily("drive", lambda value: (problem, value), widens=False)


def family_in_relaxation_length(problem: SpotProblem, drive: float) -> Family:
    """One drive at all Lambda/z0."""
    return _LinearFamily("relaxation_length", lambda value: (problem.at_relaxation_length(value), drive))


def fixed(problem: SpotProblem, drive: float) -> LocalFamily:
    """A family without a parameter: its kernels are those of the linear families."""
    numbers = np.zeros((2, 5))
    numbers[0] = _numbers(problem, drive)
    return LocalFamily(np.asarray(0.0), np.asarray(1.0), numbers, problem.table, problem.shape, False)


def _numbers(problem: SpotProblem, drive: float) -> np.ndarray:
    response = problem.response
    return np.array([response.bath_temperature, response.cooling_exponent, problem.relaxation_length, drive, problem.gap_edge])


def _linear(at: Callable[[float], tuple[SpotProblem, float]], value: float) -> LocalFamily:
    (problem, drive), (other, other_drive) = at(value), at(2 * value)
    here, there = _numbers(problem, drive), _numbers(other, other_drive)
    numbers = np.stack([2 * here - there, (there - here) / value])
    return _on_device(LocalFamily(np.asarray(0.0), np.asarray(1.0), numbers, problem.table, problem.shape, False))


def _expanded(at: Callable[[float], tuple[SpotProblem, float]], center: float, width: float) -> LocalFamily | None:
    """The family around a value, or None where the gap edge comes or goes."""
    u, transform = series_nodes(_DEGREE)
    half = width * center
    members = [at(center + half * x) for x in u]
    problem = members[0][0]
    responses = [p.response for p, _ in members]
    numbers = transform @ np.stack([_numbers(p, a) for p, a in members])
    moving = any(r is not responses[0] for r in responses)
    if len({len(r.kinks) for r in responses}) > 1:
        return None
    table = _aligned(responses, transform) if moving else problem.table
    return _on_device(LocalFamily(np.asarray(center), np.asarray(half), numbers, table, problem.shape, moving))


def _on_device(family: LocalFamily) -> LocalFamily:
    """The same: it serves many points."""
    return jax.tree.map(jnp.asarray, family)


def _aligned(responses: list[Response], transform: np.ndarray) -> PiecewiseChebyshev:
    """Series of tables whose pieces correspond: bath, kinks and end of each lie at the same breakpoints."""
    middle = responses[len(responses) // 2]
    here = _anchors(middle)
    tables = []
    for response in responses:
        there = _anchors(response)
        inside = middle.table.breakpoints <= here[-1]
        breaks = np.where(inside, np.interp(middle.table.breakpoints, here, there), middle.table.breakpoints * there[-1] / here[-1])
        points = np.minimum(chebyshev_points(breaks), response.highest_temperature)
        tables.append(fit(breaks, response.table(points)))
    breakpoints, coefficients = (np.stack([getattr(t, name) for t in tables]) for name in ("breakpoints", "coefficients"))
    return PiecewiseChebyshev(transform @ breakpoints, np.tensordot(transform, coefficients, 1))


def _anchors(response: Response) -> list[float]:
    return [response.bath_temperature, *response.kinks, response.highest_temperature]
