"""The transient followed in time: CVODE of SUNDIALS, variable order and step, with the exact banded Jacobian.

Measured on a switch with 400 unknowns at a tolerance of 1e-6, the same equation and Jacobian: 2.7 times as fast as
`scipy.integrate.solve_ivp` with BDF, 3 times as fast as with LSODA, 20 times as fast as with Radau; see `benchmarks/test_evolution.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float, Int

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.elements import DEGREE
from quenchmap.numerics.lagrange import windows
from quenchmap.spot.evolution.equation import TransientBalance
from quenchmap.spot.evolution.waveform import Waveform

_FEWEST_STEPS = 50  # between two breaks: what a user's function does in a fiftieth of the run is seen
_MOST_STEPS = 1_000_000


@dataclass(frozen=True)
class Trajectory:
    """The steps of a transient.

    Attributes:
        times: Times of the steps, in thermal times.
        y: Unknowns of `TransientBalance` at each.
        breaks: Indices of steps at which the drive jumps or kinks, the first and the last step among them.
        complete: Whether it ran to the end.
    """

    times: Float[np.ndarray, " steps"]
    y: Float[np.ndarray, "steps inner"]
    breaks: Int[np.ndarray, " breaks"]
    complete: bool

    def at(self, time: Float[np.ndarray, " points"]) -> Float[np.ndarray, "points inner"]:
        """Unknowns at any times between the first and the last, to about the tolerance of the steps."""
        index, weight = windows(self.times, self.breaks, time)
        result = np.zeros((len(weight), self.y.shape[1]))
        for k in range(weight.shape[1]):
            result += weight[:, k, None] * self.y[index[:, k]]
        return result


def follow(
    balance: TransientBalance,
    drive: Waveform,
    y: Float[np.ndarray, " inner"],
    duration: float,
    *,
    tolerance: float,
    progress: Callable[[float], None] = lambda fraction: None,
) -> Trajectory:
    """Integrate from time 0 to `duration`, restarting at every break of the drive.

    Args:
        balance: The equation.
        drive: j_max/j* against time, plain numbers, in thermal times.
        y: Unknowns at time 0.
        duration: In thermal times.
        tolerance: Error that a step may make in y, of which half is the relative error of T near T_c.
        progress: Called with the fraction done.

    Returns:
        The steps; after Ctrl-C those up to then, marked incomplete.

    Raises:
        ConvergenceError: When the integrator gives up, or the film gets hotter than its tables.
    """
    corners = [0.0, *sorted({b for b in drive.breaks if 0 < b < duration}), duration]
    times, states, breaks = [0.0], [np.array(y)], [0]
    complete = True
    try:
        for start, end in pairwise(corners):
            for time, state in _steps(balance, drive, states[-1], start, end, tolerance):
                times.append(time)
                states.append(state)
                progress(time / duration)
            breaks.append(len(times) - 1)
    except KeyboardInterrupt:
        complete = False
        count = min(len(times), len(states))
        if count < 2:  # nothing was computed yet
            raise
        times, states = times[:count], states[:count]
        if breaks[-1] != count - 1:
            breaks.append(count - 1)
    return Trajectory(np.array(times), np.array(states), np.array(breaks), complete)


def _steps(balance: TransientBalance, drive: Waveform, y: np.ndarray, start: float, end: float, tolerance: float):
    """The steps between two breaks."""
    from sksundae.cvode import CVODE

    last = np.nextafter(end, start)  # a jump at the end is not seen

    def a(t: float) -> float:
        return float(drive(min(max(t, start), last)))

    raised: list[BaseException] = []  # an exception that passes through compiled code may get lost on its way

    def rate(t: float, y: np.ndarray, out: np.ndarray) -> None:
        try:
            out[:] = balance.rate(a(t), y)
        except BaseException as error:
            raised.append(error)
            raise

    def jacobian(t: float, y: np.ndarray, _: np.ndarray, out: np.ndarray) -> None:
        try:
            rows, columns, values = balance.jacobian(a(t), y)
            out[rows, columns] = values
        except BaseException as error:
            raised.append(error)
            raise

    solver = CVODE(
        rate,
        jacfn=jacobian,
        linsolver="band",
        lband=DEGREE,
        uband=DEGREE,
        rtol=1e-14,  # y is a logarithm already
        atol=tolerance,
        max_step=(end - start) / _FEWEST_STEPS,
        max_num_steps=_MOST_STEPS,
    )
    solver.init_step(start, y)
    now, count = start, 0
    while now < end:
        try:
            step = solver.step(end, method="onestep", tstop=end)
        except BaseException as error:
            raise (raised[0] if raised else error) from None
        if raised:
            raise raised[0]
        now, count = float(step.t), count + 1
        if not step.success or not np.all(np.isfinite(step.y)):
            raise ConvergenceError(
                f"The transient, at time {now:.6g} in thermal times,",
                residual=np.inf,
                iterations=count,
                remedy="Give a larger `tolerance`, or `refinement=2`.",
            )
        if np.max(step.y) >= balance.table.highest:
            raise ConvergenceError(
                f"The transient, which at time {now:.6g} in thermal times reaches {balance.problem.response.highest_temperature:g} T_c, "
                "the end of the tables,",
                residual=np.inf,
                iterations=count,
                remedy="Lower the drive.",
            )
        yield now, np.array(step.y)
