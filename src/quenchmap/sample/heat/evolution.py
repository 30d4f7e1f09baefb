r"""A disordered film in time: implicit Euler steps whose length grows, from a given state to a steady one.

$$c\,\frac{u - u_{old}}{\Delta t} = \lambda^2\nabla\cdot(\dots) + \text{heating} - \text{cooling}$$

with the electrons' heat capacity c, times in $C_n(T_{c0})/(n \Sigma_0 T_{c0}^{n-1}) = \Lambda^2/D$. With the fixed current the film
compares: a run that begins to warm everywhere warms for ever, and ends in the lowest steady state above its start, whatever the heat
capacity. On the grid the same holds for a step whose matrix is an M-matrix, which shows in the sign of its change: a step of a
*monotone* run that would cool a cell is not accepted, but repeated with a shorter time. Newton's method alone would choose among the
states by accident.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Float

from quenchmap.errors import ConvergenceError
from quenchmap.precision import jnp
from quenchmap.sample.heat.current import grids_of, peak
from quenchmap.sample.heat.newton import Heater

_FIRST_STEP = 0.3
_LONGEST_STEP = 1e9
_LARGEST_CHANGE = 0.1  # in one step, of a temperature over T_c0, or over itself where it is hotter
_NORMAL_COUNTS = 0.2  # changes of places that are always normal count so much: their heating knows no two states
_NEWTON_STEPS = 6
_CONVERGED = 2e-3  # of the last Newton step within a time step: what it leaves is of its square
_LINEAR = 1e-3
_WRONG_SIGN = 1e-3  # of the largest change: what the linear solver leaves
_STEADY_STEP = 1e3  # far beyond the slowest relaxation: such a step goes all the way
_STEADY = 1e-8  # T_c0
_AIMED = 0.07  # change of a step
_GROWTH, _SHRINK = 3.0, 0.1  # of the step's length, at most; more carefully after a step that was repeated
_TRIES = 5000


class Run(NamedTuple):
    """A run to a steady state.

    Attributes:
        u: Temperatures over T_c0 at its end.
        steps: Time steps taken.
        rejected: Time steps repeated with a shorter time.
    """

    u: Float[Array, "ny nx"]
    steps: int
    rejected: int


def run(
    heater: Heater,
    u: Float[Array, "ny nx"],
    *,
    direction: int = 0,
    progress: Callable[[float, float], None] | None = None,
) -> Run:
    """Follow the film until nothing changes any more.

    Args:
        heater: The heat balance and the current that heats.
        u: Temperatures over T_c0 at the beginning.
        direction: 1 for a run that can only warm, -1 for one that can only cool, 0 for any.
        progress: Called with the time and the largest change of every step.

    Raises:
        ConvergenceError: When it does not come to rest, or when no time step is short enough.
    """
    u, step, time, accepted, rejected = jnp.asarray(u), _FIRST_STEP, 0.0, 0, 0
    change, growth = np.inf, _GROWTH
    while accepted + rejected < _TRIES:
        new, change, good = _stepped(heater, u, step, direction)
        if not good:
            rejected += 1
            step *= min(max(_AIMED / change, _SHRINK), 0.6) if change > _LARGEST_CHANGE else _SHRINK
            growth = 1.2
            if step < 1e-9:
                break
            continue
        u, time, accepted = new, time + step, accepted + 1
        if progress is not None:
            progress(time, change)
        if step >= _STEADY_STEP and change <= _STEADY:
            return Run(u, accepted, rejected)
        step = min(step * min(max(_AIMED / max(change, 1e-300), 0.5), growth), _LONGEST_STEP)
        growth = min(1.5 * growth, _GROWTH)
    raise ConvergenceError(
        "The film's evolution in time",
        residual=change,
        iterations=accepted + rejected,
        remedy="Use smaller cells, or start from a state that is nearer.",
    )


def _stepped(heater: Heater, old: Array, step: float, direction: int) -> tuple[Array, float, bool]:
    """One implicit step: temperatures, their largest change, and whether they can be accepted."""
    balance = heater.balance
    capacity = balance.capacity_weight * balance.capacity(old, balance.cells) / step
    superconducting = balance.cells.tau > balance.response.phonon_temperature
    weight = jnp.where(superconducting, 1.0, _NORMAL_COUNTS) / jnp.maximum(old, 1.0)
    u, grids, change = old, None, 0.0
    for _ in range(_NEWTON_STEPS):
        here = heater.linearised(u)
        here = here._replace(network=here.network._replace(leak=here.network.leak + capacity))
        grids = grids_of(here.network) if grids is None else grids
        found = heater.corrected(here, u, here.surplus - capacity * (u - old), _LINEAR, grids).x
        u = u + found
        largest, lowest, highest = peak(weight * found), *(float(f(weight * (u - old))) for f in (jnp.min, jnp.max))
        change = max(-lowest, highest)
        wrong = {1: -lowest, -1: highest, 0: 0.0}[direction]
        if not change < _LARGEST_CHANGE or wrong > max(_WRONG_SIGN * change, 1e-12):
            return u, change, False
        if largest <= min(_CONVERGED, max(0.03 * change, 1e-12)):
            return u, change, True
    return u, change, False
