"""What is compiled to follow a heated film: its balance and the solution of its linearised equations, for one film or a stack of them.

A stack are films that differ in the place of the tip: they share sample and tables, and the temperatures and currents have a first axis
more. Its kernels are those of one film under `jax.vmap`: on a GPU they work on all films at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Any, NamedTuple

from jaxtyping import Array, Float

from quenchmap.numerics.kernel import Kernel, returnable
from quenchmap.numerics.krylov import Solved, gmres
from quenchmap.numerics.multigrid import Hierarchy, cycle, hierarchy, in_single_precision
from quenchmap.numerics.network import Network, rows
from quenchmap.precision import jax, jnp
from quenchmap.sample.heat.balance import Linearised
from quenchmap.sample.heat.current import FilmCurrent, FixedCurrent, Heater
from quenchmap.sample.heat.radiation import Radiation

_STACK = "films"
_ALIKE = ("accuracy", "tolerance")  # for all films of a stack
# Iterations before GMRES forgets, and how often it may.
_AT_CURRENT: dict[str, Any] = {"basis": 16, "restarts": 4}
_WITH_CURRENT: dict[str, Any] = {"basis": 24, "restarts": 2}
_NORMAL_COUNTS = 0.2  # changes of places that are always normal count so much: their heating knows no two states


@returnable
class Moved(NamedTuple):
    """A film after a correction of its temperatures.

    Attributes:
        u: Temperatures over T_c0.
        here: The balance there.
        capacity: Heat capacity of the cells there; 1 in holes.
        facts: See `Facts`.
    """

    u: Float[Array, "ny nx"]
    here: Linearised
    capacity: Float[Array, "ny nx"]
    facts: Float[Array, "9"]


class Facts(NamedTuple):
    """What decides on a time step; changes are of temperatures over T_c0, or over themselves where hotter, and count less in normal places.

    Attributes:
        correction: The largest, before it was limited.
        lowest: Change since the step began.
        highest: Likewise.
        asked: Largest change that the surplus of the step's equation asks for of a cell left alone.
        coldest: Lowest change that would follow, if each cell were left alone for the length of the step.
        hottest: Highest one.
        potential: Residual of the potential, where there is one.
        iterations: For it.
        begun: Residual from which they began.
    """

    correction: Any
    lowest: Any
    highest: Any
    asked: Any
    coldest: Any
    hottest: Any
    potential: Any
    iterations: Any
    begun: Any


class Kernels(NamedTuple):
    """Of one film or of a stack of them; each is a function of this module."""

    potential_grids: Kernel[Any]
    heat_grids: Kernel[Any]
    moved: Kernel[Moved]
    corrected: Kernel[Solved]


def _potential_grids(heater: FilmCurrent, u: Array) -> Hierarchy:
    return in_single_precision(heater.potential_grids(u))


def _heat_grids(network: Network, capacity: Array, rate: Array) -> Hierarchy:
    """Multigrid for the linearised balance in a time step of length 1/rate."""
    return in_single_precision(hierarchy(network._replace(leak=network.leak + capacity * rate)))


def _moved(
    heater: Heater,
    old: Array,
    u: Array,
    change: Array,
    limit: Array,
    capacity: Array,
    rate: Array,
    grids: Any,
    potential: Any,
    accuracy: Array,
    together: str | None = None,
) -> Moved:
    """The film after a change of its temperatures `u`, held to a limit, in an implicit time step of length 1/rate that began at `old`."""
    balance = heater.balance
    superconducting = balance.cells.tau > balance.response.phonon_temperature
    weight = jnp.where(superconducting, 1.0, _NORMAL_COUNTS) / jnp.maximum(old, 1.0)
    correction = jnp.max(weight * jnp.abs(change))
    u = u + change * jnp.minimum(1.0, limit / jnp.maximum(correction, 1e-300))
    here = heater.linearised(u, grids, potential, accuracy, together)
    kept = capacity * rate

    def highest(sign: Array) -> Array:
        """In a loop, lest each number computed the balance anew."""
        since = u - old
        alone = kept + jnp.maximum(here.network.leak, 0.0)
        by_surplus = weight * sign / jnp.where(alone > 0, alone, 1.0)
        return jnp.stack(
            [jnp.max(x) for x in (sign * weight * since, by_surplus * here.surplus, by_surplus * (here.surplus - kept * since))]
        )

    (most, drift, asked), (least, back, asked_back) = jax.lax.map(highest, jnp.asarray([1.0, -1.0]))
    found = (0.0, 0, 0.0) if here.flow is None else here.flow.currents[-3:]
    facts = [correction, -least, most, jnp.maximum(asked, asked_back), -back, drift, *found]
    warmed = jnp.where(balance.present, balance.capacity_weight * balance.capacity(u, balance.cells), 1.0)
    return Moved(u, here, warmed, jnp.stack([jnp.asarray(f, float) for f in facts]))


def _corrected(
    heater: Heater,
    here: Linearised,
    u: Array,
    old: Array,
    capacity: Array,
    rate: Array,
    tolerance: Array,
    heat_grids: Hierarchy,
    potential_grids: Hierarchy | None,
    together: str | None = None,
) -> Solved:
    """Correction of the temperatures `u` in an implicit time step of length 1/rate that began at `old`.

    With grids for the potential it is Newton's, with the current that follows the temperatures; else it is at the current as it flows.
    """
    kept = capacity * rate
    whole = here._replace(network=here.network._replace(leak=here.network.leak + kept))
    if potential_grids is None:
        operator, how = rows(whole.network), _AT_CURRENT
    else:
        assert isinstance(heater, FilmCurrent)
        operator, how = heater.operator(whole, potential_grids, tolerance, together), _WITH_CURRENT
    surplus = here.surplus - kept * (u - old)
    found = gmres(operator, surplus, lambda r: cycle(heat_grids, r), tolerance=tolerance, together=together, **how)
    return found._replace(x=jnp.where(heater.balance.present, found.x, 0.0))  # what the residual allows in holes


def _shared(heater: Heater) -> Heater:
    """What the films of a stack have in common (None), and what has an axis more (0)."""
    if isinstance(heater, FixedCurrent):
        return FixedCurrent(None, 0)  # type: ignore[arg-type]
    if isinstance(heater, Radiation):
        return Radiation(None, 0, None)  # type: ignore[arg-type]
    return FilmCurrent(None, None, 0, None)  # type: ignore[arg-type]


def _stacked(function: Callable[..., Any]) -> Kernel[Any]:
    """The kernel of a function for a stack of films."""
    names = tuple(signature(function).parameters)
    of = partial(function, together=_STACK) if "together" in names else function

    def stacked(*arguments: Any) -> Any:
        named = zip(names, arguments)
        axes = tuple(_shared(given) if name == "heater" else None if name in _ALIKE else 0 for name, given in named)
        return jax.vmap(of, in_axes=axes, axis_name=_STACK)(*arguments)

    return Kernel(stacked, f"stacked {function.__name__}")


_FUNCTIONS = (_potential_grids, _heat_grids, _moved, _corrected)
ONE, STACK = (Kernels(*(make(f) for f in _FUNCTIONS)) for make in (Kernel[Any], _stacked))
