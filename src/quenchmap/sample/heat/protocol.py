r"""States with a meaning: which steady state a disordered film is in depends on how it came there.

`cold` is reached in time from the phonons' temperature after the drive is switched on, `hot` from a film that is hotter than
any state. For the fixed current and for a hot tip, with which the film compares, they are the lowest and the highest steady states. A
state `from` another one is what time makes of it. Newton's method polishes and never decides: what it moves by more than 1e-3 T_c0 is
refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from jaxtyping import Array, Float

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.krylov import Solved
from quenchmap.precision import jnp
from quenchmap.sample.heat.evolution import Run, run
from quenchmap.sample.heat.films import Films, facts_of, per_film
from quenchmap.sample.heat.kernels import Moved
from quenchmap.sample.heat.newton import Iterate, newton
from quenchmap.sample.heat.problem import HeatProblem, stack

Protocol: TypeAlias = Literal["cold", "hot", "evolved", "polished"]
Progress: TypeAlias = Callable[[str], None]

_LARGEST_POLISH = 1e-3  # T_c0
_POLISHED = 1e-8  # T_c0
_AT_REST = 1e-4  # T_c0: a film that is so near a stable state when its time is over is taken to be there
_SHORT, _FINE = 1e3, 0.125  # thermal times in which a film may not come to rest; change of a step, over the usual one, in such a time
_INEXACT = 3e-3  # residual of the linear systems of a polish that begins next to its state: five steps still gain six digits
_IN_TIME = 1e-7  # residual of the potential in a time step
_STABILITY = 1e-6  # residual of the linear system that tells
_WATCHED, _WATCHED_STEP, _WATCHED_STEPS = 3e-3, 1.0, 12  # residual, length (Lambda^2/D) and number of the steps that tell


class Steady(NamedTuple):
    r"""A steady state.

    Attributes:
        u: Temperatures over T_c0.
        step: Largest change by the last Newton step, over T_c0.
        stable: Whether small changes die out; with the current of the film itself, to within rates of a few hundredths.
        heating: Power absorbed by the cells, over $n \Sigma_0 T_{c0}^n z_0^2 d_0$.
        cooling: Power given to the phonons.
        current: Sheet current of the microwaves (rms) over $j_{*0} d_0$; 0 under a hot tip.
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
    """The lowest steady state of the fixed current, or of a hot tip."""
    return _only(steady([problem], "cold", progress))


def hot(problem: HeatProblem, progress: Progress | None = None) -> Steady:
    """The highest steady state of the fixed current, or of a hot tip."""
    return _only(steady([problem], "hot", progress))


def steady(
    problems: Sequence[HeatProblem], protocol: Literal["cold", "hot"], progress: Progress | None = None
) -> list[Steady | ConvergenceError]:
    """The cold or the hot states of a sample under a tip in different places, followed together: each of them, or why there is none."""
    first = problems[0]
    if protocol == "cold":
        starts, direction = [np.full(first.sample.shape, first.bath)] * len(problems), 1
    else:
        starts, direction = [np.where(p.sample.present, p.hotter_than_all(), p.bath) for p in problems], -1
    return _run(problems, starts, direction, progress)


def evolved(problem: HeatProblem, u: Float[np.ndarray, "ny nx"], progress: Progress | None = None) -> Steady:
    """What time makes of given temperatures over T_c0."""
    return _only(_run([problem], [u], 0, progress))


def followed(problem: HeatProblem, u: Float[np.ndarray, "ny nx"], duration: float, *, direction: int = 0) -> tuple[Steady, bool]:
    """The film some time after given temperatures, and whether it rests then.

    Args:
        problem: The problem.
        u: Temperatures over T_c0 at the beginning.
        duration: Time, in thermal times; a film that comes to rest before is followed no longer.
        direction: 1 for a film that is below the state it will reach, -1 for one above, 0 if neither is known.

    Returns:
        At rest, the steady state. Otherwise the film of the moment: its `step` is the change that would still follow (as Newton's method
        sees it), it is not `stable`, and `heating` and `cooling` do not balance.

    Raises:
        ConvergenceError: When no time step is short enough, or when the steady state next to a film at rest is not found.
    """
    made = _in_time(problem, u, duration, direction)
    films = Films(problem.heater)
    now = films.at(made.film.u, made.film)
    found = newton(films, now.u, near=now, iterations=1, linear_tolerance=_INEXACT)
    last = np.maximum(-facts_of(made.film).lowest, facts_of(made.film).highest)
    coming = float(found.step[0] if np.isfinite(found.step[0]) else last[0])
    if made.rested[0] or coming <= _AT_REST:
        found = newton(films, found.film.u, near=found.film, tolerance=_POLISHED, iterations=8, linear_tolerance=_INEXACT)
        refused = _refused(found, 0, float(per_film(np.max, np.abs(found.film.u - made.film.u))[0]))
        answer = _finished([problem], films, found, made.steps.tolist(), [refused])[0]
        if made.rested[0] or (isinstance(answer, Steady) and answer.stable):
            return _only([answer]), True
    return _numbers(now, coming, False, int(made.steps[0])), False


def carried(problem: HeatProblem, u: Float[np.ndarray, "ny nx"], duration: float) -> Float[np.ndarray, "ny nx"]:
    """Temperatures over T_c0 some time after given ones, as time steps leave them; see `followed`."""
    return np.asarray(_in_time(problem, u, duration, 0).film.u)


def _in_time(problem: HeatProblem, u: Float[np.ndarray, "ny nx"], duration: float, direction: int) -> Run:
    films = Films(problem.heater, accuracy=_IN_TIME)
    fineness = _FINE if duration < _SHORT else 1.0
    made = run(films, jnp.asarray(u), direction=direction if problem.compares else 0, duration=duration, fineness=fineness)
    if not made.ended[0]:
        raise _stuck(made, 0)
    return made


def polished(problem: HeatProblem, u: Float[np.ndarray, "ny nx"]) -> Steady:
    """The steady state next to given temperatures over T_c0, stable or not: of a solution on another grid, or of another solver.

    Raises:
        ConvergenceError: When Newton's method does not converge.
    """
    films = Films(problem.heater)
    return _only(_finished([problem], films, newton(films, jnp.asarray(u), tolerance=_POLISHED), [0], [None]))


def _run(
    problems: Sequence[HeatProblem], starts: Sequence[Float[np.ndarray, "ny nx"]], direction: int, progress: Progress | None
) -> list[Steady | ConvergenceError]:
    def told(time: float, change: float) -> None:
        if progress is not None:
            progress(f"Following the film in time: {time:.3g} thermal times, last step {change:.1e} T_c")

    stacked = len(problems) > 1
    heater = stack(problems) if stacked else problems[0].heater
    u = jnp.asarray(np.stack(starts) if stacked else starts[0])
    compares = problems[0].compares
    made = run(Films(heater, stacked=stacked, accuracy=_IN_TIME), u, direction=direction if compares else 0, progress=told)
    films = Films(heater, stacked=stacked)
    found = newton(films, made.film.u, tolerance=_POLISHED, iterations=8, linear_tolerance=_INEXACT, near=made.film)
    moved = per_film(np.max, np.abs(found.film.u - made.film.u))
    failed = [_refused(found, i, moved[i]) if made.ended[i] else _stuck(made, i) for i in range(len(problems))]
    return _finished(problems, films, found, made.steps.tolist(), failed)


def _stuck(made: Run, i: int) -> ConvergenceError:
    """Why a film that did not come to the end of its run has no state."""
    remedy = "Use smaller cells, or start from a state that is nearer."
    residual, tries = float(facts_of(made.film).highest[i]), int(made.steps[i] + made.rejected[i])
    return ConvergenceError("The film's evolution in time", residual=residual, iterations=tries, remedy=remedy)


def _refused(found: Iterate, i: int, moved: float) -> ConvergenceError | None:
    """Why a polish that has moved a temperature too far has found no state."""
    if moved <= _LARGEST_POLISH:
        return None
    what = f"The last polish moved a temperature by {moved:.1e} T_c0: it"
    remedy = "Two states are about to meet here: change the drive a little, or use smaller cells."
    return ConvergenceError(what, residual=float(found.step[i]), iterations=found.iterations, remedy=remedy)


def _only(found: list[Steady | ConvergenceError]) -> Steady:
    if isinstance(found[0], ConvergenceError):
        raise found[0]
    return found[0]


def _finished(
    problems: Sequence[HeatProblem], films: Films, found: Iterate, steps: Sequence[int], failed: Sequence[ConvergenceError | None]
) -> list[Steady | ConvergenceError]:
    stable, residual, iterations = _stability(films, found.film, problems[0].compares)
    answers: list[Steady | ConvergenceError] = []
    for i, reason in enumerate(failed):
        if reason is None and not found.step[i] <= _POLISHED:
            what, remedy = "Newton's method for the film's temperatures", "Start from a state that is nearer, or use smaller cells."
            reason = ConvergenceError(what, residual=float(found.step[i]), iterations=found.iterations, remedy=remedy)
        if reason is None and not residual[i] <= 1:
            what, remedy = "The stability of the film's state", "A fold is near: change the drive a little."
            reason = ConvergenceError(what, residual=float(residual[i]), iterations=int(iterations[i]), remedy=remedy)
        if reason is not None:
            answers.append(reason)
            continue
        answers.append(_numbers(films.of(found.film, i), float(found.step[i]), bool(stable[i]), int(steps[i])))
    return answers


def _numbers(film: Moved, step: float, stable: bool, time_steps: int) -> Steady:
    u, heating, cooling, by_drive = (np.asarray(a) for a in (film.u, film.here.heating, film.here.cooling, film.here.by_drive))
    current = np.sqrt(np.where(by_drive > 0, heating, 0.0) / np.where(by_drive > 0, by_drive, 1.0))
    return Steady(u, step, stable, heating, cooling, current, time_steps)


def _stability(films: Films, film: Moved, compares: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether small changes die out; the residual with which that is known, over the allowed one, and iterations.

    With the fixed current -R' is stable exactly if it is an M-matrix, if -R' d = c has a positive solution. Otherwise implicit steps are
    taken in the linearised film, from a change that is the same everywhere; one that grows wins.
    """
    films = films.afresh()
    if compares:
        answer = _answered(films, film, film.capacity, 0.0, _STABILITY)
        lowest = per_film(np.min, np.where(films.heater.balance.present, answer.x, np.inf))
        return lowest > 0, np.atleast_1d(answer.residual) / (10 * _STABILITY), np.atleast_1d(answer.iterations)
    d, growth, worst, iterations = jnp.ones_like(film.u), *(films.numbers(0.0) for _ in range(3))
    for _ in range(_WATCHED_STEPS):
        answer = _answered(films, film, film.capacity / _WATCHED_STEP * d, 1 / _WATCHED_STEP, _WATCHED)
        worst = np.maximum(worst, np.atleast_1d(answer.residual) / (10 * _WATCHED))
        iterations = iterations + np.asarray(answer.iterations)
        length = jnp.linalg.norm(answer.x, axis=(-2, -1), keepdims=True)
        growth = per_film(np.max, length / jnp.linalg.norm(d, axis=(-2, -1), keepdims=True))
        d = answer.x / length
    return growth <= 1.0, worst, iterations


def _answered(films: Films, film: Moved, surplus: Array, rate: float, tolerance: float) -> Solved:
    """Change of the temperatures that makes up for a surplus of heat in a step of length 1/rate."""
    given = film._replace(here=film.here._replace(surplus=surplus))
    return films.corrected(given, film.u, film.capacity, rate, tolerance)
