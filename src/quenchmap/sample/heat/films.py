"""Heated films on their way: one, or a stack of them under a tip in different places, and the multigrid that serves them for a while."""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import copy
from typing import Any

import numpy as np
from jaxtyping import Array, Bool, Float

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.krylov import Solved
from quenchmap.precision import jax, jnp
from quenchmap.sample.heat.current import FilmCurrent, Heater
from quenchmap.sample.heat.kernels import ONE, STACK, Facts, Moved

_LOST = 10.0  # times the accuracy that was asked for: a potential with such a residual is not used
_ROUNDING = 1e-9  # T_c0
_PRICE = 10.0  # iterations that take as long as new grids


class _Kept:
    """Coarser grids that are kept from step to step, since they only precondition, until they have cost as much as new ones would."""

    def __init__(self) -> None:
        self.grids: Any = None
        self.stale = True
        self._pace, self._wasted = math.inf, 0.0

    def renew(self, grids: Any) -> None:
        """Replace them."""
        self.grids, self.stale, self._pace, self._wasted = grids, False, math.inf, 0.0

    def worked(self, iterations: Any, begun: Any, residual: Any) -> None:
        """Take note of how well they did: of iterations beyond those in which they gained as many digits at their best."""
        digits = float(np.max(np.log10(np.maximum(begun, 1e-300) / np.maximum(residual, 1e-300))))
        used = float(np.max(iterations))
        if digits > 0 and used:
            self._pace = min(used / digits, self._pace)
            self._wasted += used - self._pace * digits
        self.stale = self._wasted > _PRICE


class Films:
    """One film or a stack of them, and the steps of Newton's method for their temperatures.

    Args:
        heater: The heat balance and the current that heats; in a stack its currents have an axis more.
        stacked: Whether this is a stack: arrays then have an axis more, and there is one number for each film.
        accuracy: Residual of the potential.

    Attributes:
        rounding: What changes of temperatures, in T_c0, may be wrong by.
    """

    def __init__(self, heater: Heater, *, stacked: bool = False, accuracy: float = 1e-10):
        self.heater, self.accuracy = heater, np.asarray(accuracy)
        self.rounding = max(_ROUNDING, 3 * accuracy) if isinstance(heater, FilmCurrent) else _ROUNDING
        self.stacked = stacked
        self.count = heater.films if stacked else 1
        self._kernels = STACK if stacked else ONE
        self._heat, self._potential = _Kept(), _Kept()

    def at(self, u: Float[Array, "*films ny nx"], near: Moved | None = None) -> Moved:
        """The films at given temperatures over T_c0; `near` not far from there, where they are known."""
        u = jnp.asarray(u)
        return self.moved(u, u, jnp.zeros_like(u), 0.0, jnp.ones_like(u), 0.0, near)

    def afresh(self) -> Films:
        """The same with grids to be made."""
        other = copy(self)
        other._heat = _Kept()
        return other

    def of(self, stack: Moved, film: int) -> Moved:
        """One film of the stack."""
        return jax.tree.map(lambda a: a[film], stack) if self.stacked else stack

    def numbers(self, value: float) -> Float[np.ndarray, " films"]:
        """One for each film."""
        return np.full(self.count, value)

    def chosen(self, first: Bool[np.ndarray, " films"], a: Moved, b: Moved) -> Moved:
        """Films of `a` where `first` says so, else of `b`."""
        if first.all() or not first.any():
            return a if first.all() else b
        return jax.tree.map(lambda x, y: jnp.where(first.reshape(-1, *[1] * (x.ndim - 1)), x, y), a, b)

    def moved(
        self,
        old: Array,
        u: Array,
        change: Array,
        limit: float | np.ndarray,
        capacity: Array,
        rate: float | np.ndarray,
        before: Moved | None,
        accuracy: float = 0.0,
    ) -> Moved:
        """The films after a change of `u`, within time steps of length 1/rate that began at `old`; see `kernels`.

        The potential is as accurate as asked for here or of all, whichever is less.

        Raises:
            ConvergenceError: When the potential is not found.
        """
        given = (self.heater, old, u, change, self._each(limit), capacity, self._each(rate))
        asked = np.maximum(accuracy, self.accuracy)
        if not isinstance(self.heater, FilmCurrent):
            return self._kernels.moved(*given, None, None, asked)
        start = jnp.zeros_like(u, complex) if before is None or before.here.flow is None else before.here.flow.currents.potential
        for renewed in (False, True):
            if renewed or self._potential.stale:
                self._potential.renew(self._kernels.potential_grids(self.heater, u))
            found = self._kernels.moved(*given, self._potential.grids, start, asked)
            facts = facts_of(found)
            self._potential.worked(facts.iterations, facts.begun, facts.potential)
            if facts.potential.max() <= _LOST * asked:
                return found
        raise ConvergenceError(
            "The potential of the tip's current",
            residual=float(facts.potential.max()),
            iterations=int(facts.iterations.max()),
            remedy="The film's conductance differs too much from cell to cell: use finer cells, or spreading='fixed'.",
        )

    def _each(self, values: float | np.ndarray) -> np.ndarray:
        """A number for each film, as kernels take it."""
        all_of_them = np.broadcast_to(np.asarray(values, float), (self.count,))
        return all_of_them if self.stacked else all_of_them[0]

    def corrected(
        self, at: Moved, old: Array, capacity: Array, rate: float | np.ndarray, tolerance: float, *, coupled: bool = True
    ) -> Solved:
        """Newton's correction of the temperatures, or, not `coupled`, the one at the current as it flows now; it may not have converged."""
        given: tuple[Any, ...] = (self.heater, at.here, at.u, old, capacity, self._each(rate), np.asarray(tolerance))
        for renewed in (False, True):
            if renewed or self._heat.stale:
                self._heat.renew(self._kernels.heat_grids(at.here.network, capacity, self._each(rate)))
            found = self._kernels.corrected(*given, self._heat.grids, self._potential.grids if coupled else None)
            self._heat.worked(found.iterations, found.begun, found.residual)
            if np.all(np.asarray(found.residual) <= tolerance):
                break
        return found


def facts_of(moved: Moved) -> Facts:
    """As NumPy arrays with an axis for the films, of one film as well."""
    return Facts(*np.atleast_2d(np.asarray(moved.facts)).T)


def per_film(number_of: Callable[..., Any], values: Any) -> np.ndarray:
    """A number of the cells of each film, of one film as well."""
    return np.atleast_1d(number_of(np.asarray(values), axis=(-2, -1)))
