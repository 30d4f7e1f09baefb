r"""States with a meaning: which steady state a disordered film is in depends on how it came there.

`cold` is reached in time from the phonons' temperature after the drive is switched on, `hot` from a film that is hotter than
any state. For the fixed current, with which the film compares, they are the lowest and the highest steady states. A state `from` another
one is what time makes of it. Newton's method polishes and never decides: what it moves by more than 1e-3 T_c0 is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np
from jaxtyping import Array, Float

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.gmres import Solved
from quenchmap.precision import jnp
from quenchmap.sample.heat.balance import Linearised
from quenchmap.sample.heat.current import grids_of
from quenchmap.sample.heat.evolution import run
from quenchmap.sample.heat.newton import Iterate, newton

if TYPE_CHECKING:
    from quenchmap.sample.heat.problem import HeatProblem

Protocol: TypeAlias = Literal["cold", "hot", "evolved", "polished"]
Progress: TypeAlias = Callable[[str], None]

_LARGEST_POLISH = 1e-3  # T_c0
_POLISHED = 1e-8  # T_c0
_STABILITY = 1e-6  # residual of the linear system that tells
_WATCHED, _WATCHED_STEP, _WATCHED_STEPS = 1e-4, 1.0, 12  # residual, length (Lambda^2/D) and number of the steps that tell


class Steady(NamedTuple):
    r"""A steady state.

    Attributes:
        u: Temperatures over T_c0.
        step: Largest change by the last Newton step, over T_c0.
        stable: Whether small changes die out; with the current of the film itself, to within rates of a few hundredths.
        heating: Power absorbed by the cells, over $n \Sigma_0 T_{c0}^n z_0^2 d_0$.
        cooling: Power given to the phonons.
        current: Sheet current of the microwaves (rms) over $j_{*0} d_0$.
        time_steps: Of the run in time.
    """

    u: Float[np.ndarray, "ny nx"]
    step: float
    stable: bool
    heating: Float[np.ndarray, "ny nx"]
    cooling: Float[np.ndarray, "ny nx"]
    current: Float[np.ndarray, "ny nx"]
    time_steps: int


def cold(problem: HeatProblem, progress: Progress | None = None) -> Steady:
    """The lowest steady state of the fixed current."""
    return _run(problem, jnp.full(problem.sample.shape, problem.bath), 1, progress)


def hot(problem: HeatProblem, progress: Progress | None = None) -> Steady:
    """The highest steady state of the fixed current."""
    start = np.where(problem.sample.present, problem.hotter_than_all(), problem.bath)
    return _run(problem, jnp.asarray(start), -1, progress)


def evolved(problem: HeatProblem, u: Float[np.ndarray, "ny nx"], progress: Progress | None = None) -> Steady:
    """What time makes of given temperatures over T_c0."""
    return _run(problem, jnp.asarray(u), 0, progress)


def polished(problem: HeatProblem, u: Float[np.ndarray, "ny nx"]) -> Steady:
    """The steady state next to given temperatures over T_c0, stable or not: of a solution on another grid, or of another solver.

    Raises:
        ConvergenceError: When Newton's method does not converge.
    """
    return _finished(problem, newton(problem.heater, jnp.asarray(u), tolerance=_POLISHED), 0)


def _run(problem: HeatProblem, u: Array, direction: int, progress: Progress | None) -> Steady:
    def told(time: float, change: float) -> None:
        if progress is not None:
            progress(f"Following the film in time: {time:.3g} thermal times, last step {change:.1e} T_c")

    ended = run(problem.heater, u, direction=direction if problem.compares else 0, progress=told)
    found = newton(problem.heater, ended.u, tolerance=_POLISHED, iterations=6)
    moved = float(jnp.max(jnp.abs(found.u - ended.u)))
    if not moved <= _LARGEST_POLISH:
        raise ConvergenceError(
            f"The last polish moved a temperature by {moved:.1e} T_c0: it",
            residual=found.step,
            iterations=found.iterations,
            remedy="Two states are about to meet here: change the drive a little, or use smaller cells.",
        )
    return _finished(problem, found, ended.steps)


def _finished(problem: HeatProblem, found: Iterate, time_steps: int) -> Steady:
    if not found.step <= _POLISHED:
        raise ConvergenceError(
            "Newton's method for the film's temperatures",
            residual=found.step,
            iterations=found.iterations,
            remedy="Start from a state that is nearer, or use smaller cells.",
        )
    here = problem.heater.linearised(found.u)
    u, heating, cooling, by_drive = (np.asarray(a) for a in (found.u, here.heating, here.cooling, here.by_drive))
    current = np.sqrt(heating / np.where(by_drive > 0, by_drive, 1.0))
    return Steady(u, found.step, _stable(problem, found.u, here), heating, cooling, current, time_steps)


def _stable(problem: HeatProblem, u: Array, here: Linearised) -> bool:
    """Whether small changes die out.

    With the fixed current -R' is stable exactly if it is an M-matrix, if -R' d = c has a positive solution. Otherwise implicit steps are
    taken in the linearised film, from a change that is the same everywhere; one that grows wins.
    """
    balance, heater = problem.balance, problem.heater
    capacity = jnp.where(balance.present, balance.capacity_weight * balance.capacity(u, balance.cells), 1.0)
    if problem.compares:
        answer = heater.corrected(here, u, capacity, _STABILITY, grids_of(here.network))
        _checked_residual(answer, _STABILITY)
        return bool(jnp.all((answer.x > 0) | ~balance.present))
    damped = here._replace(network=here.network._replace(leak=here.network.leak + capacity / _WATCHED_STEP))
    grids, d, growth = grids_of(damped.network), jnp.ones_like(u), 0.0
    for _ in range(_WATCHED_STEPS):
        answer = heater.corrected(damped, u, capacity / _WATCHED_STEP * d, _WATCHED, grids)
        _checked_residual(answer, _WATCHED)
        growth = float(jnp.linalg.norm(answer.x) / jnp.linalg.norm(d))
        d = answer.x / jnp.linalg.norm(answer.x)
    return growth <= 1.0


def _checked_residual(answer: Solved, wanted: float) -> None:
    if not answer.residual <= 10 * wanted:
        raise ConvergenceError(
            "The stability of the film's state",
            residual=float(answer.residual),
            iterations=int(answer.iterations),
            remedy="A fold is near: change the drive a little.",
        )
