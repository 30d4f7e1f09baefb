"""Heat a sample: from what a user says to a state with a meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from quenchmap.errors import ConvergenceError, closest
from quenchmap.material.gap import GapModel
from quenchmap.precision import jax
from quenchmap.progress import Progress, telling
from quenchmap.sample.heat import protocol as protocols
from quenchmap.sample.heat.problem import Spreading, checked_position, heat_problem, warn_of_edges
from quenchmap.sample.heat.state import HeatState
from quenchmap.sample.heat.tip import Tip
from quenchmap.units import Quantity

if TYPE_CHECKING:
    from quenchmap.sample.sample import Sample


def heat(
    sample: Sample,
    tip: Tip,
    drive: float | None = None,
    *,
    phonon_temperature: Quantity,
    position: tuple[Quantity, Quantity] = (0.0, 0.0),
    protocol: str | HeatState = "cold",
    current: Quantity | None = None,
    spreading: Spreading | None = None,
    gap_model: GapModel = "sheahen",
    progress: Progress = True,
) -> HeatState:
    """The steady state of a sample under a tip that stands still.

    Args:
        sample: The film.
        tip: The tip; a hot one heats by its temperature alone, see `quenchmap.sample.heat.radiation`, and takes no drive, current or
            spreading.
        drive: j_max/j* of the reference film.
        phonon_temperature: K.
        position: Of the tip's axis, m.
        protocol: "cold", the state reached in time from the phonons' temperature after the drive is switched on (the lowest one);
            "hot", from a film hotter than any state (the highest one); or a state of the same cells, from which time leads on.
        current: Amplitude of the tip's current in A, in place of `drive`.
        spreading: How the tip's current flows in the film: "fixed" as in a uniform film without edges, "window" as the film lets it in a
            window of a larger film, "electrodes" as the film lets it between sealed edges to its electrodes. None takes the fixed
            current for a nearly uniform film without holes and normal regions, else the electrodes if there are any.
        gap_model: "sheahen" or "bcs".
        progress: Show what happens, in a terminal or a notebook; or a function, called with each line.

    Raises:
        TypeError: For what is no tip.
        ValueError: For a position outside the sample, a drive that is not positive, an unknown protocol; for a hot tip with a drive,
            current or spreading, or that is too cold.
        ConvergenceError: When no steady state is reached.
    """
    problem = heat_problem(
        sample,
        tip,
        drive,
        phonon_temperature=phonon_temperature,
        position=position,
        gap_model=gap_model,
        current=current,
        spreading=spreading,
    )
    with telling(progress) as tell:
        if isinstance(protocol, HeatState):
            if protocol.sample.shape != sample.shape:
                own, here = protocol.sample.shape[::-1], sample.shape[::-1]
                raise ValueError(f"A state can be followed on its own cells only, {own}, but the sample has {here}.")
            u = np.where(sample.present, protocol.temperature / sample.film.material.critical_temperature, problem.bath)
            state = HeatState(problem, "evolved", protocols.evolved(problem, u, tell))
        elif protocol in ("cold", "hot"):
            find = protocols.cold if protocol == "cold" else protocols.hot
            state = HeatState(problem, protocol, find(problem, tell))
        else:
            raise _unknown(protocol)
    warn_of_edges(problem, state.solution.u)
    return state


def heat_at(
    sample: Sample,
    tip: Tip,
    drive: float | None = None,
    *,
    positions: Sequence[tuple[Quantity, Quantity]],
    phonon_temperature: Quantity,
    protocol: Literal["cold", "hot"] = "cold",
    together: int | None = None,
    current: Quantity | None = None,
    spreading: Spreading | None = None,
    gap_model: GapModel = "sheahen",
    progress: Progress = True,
) -> list[HeatState]:
    """The steady states of a sample with the tip at each of many positions, several of them followed together.

    Args:
        sample: The film.
        tip: The tip.
        drive: j_max/j* of the reference film.
        positions: Of the tip's axis, m. The states do not depend on what is computed together.
        phonon_temperature: K.
        protocol: "cold" or "hot"; see `heat`.
        together: How many positions make one stack; by default one on a processor, where eight are 1.4 times as fast on 64 x 64 cells but
            compile longer, and 32 on a GPU.
        current: See `heat`; likewise `spreading`, `gap_model` and `progress`.

    Raises:
        TypeError: For what is no tip.
        ValueError: For no position or one outside the sample, and as `heat`.
        ConvergenceError: When a state is not reached.
    """
    if not len(positions):
        raise ValueError(f"`positions` are where the tip shall stand, but positions={positions!r}. Give at least one (x, y).")
    if protocol not in ("cold", "hot"):
        raise _unknown(protocol)
    if together is None:
        together = 1 if jax.default_backend() == "cpu" else 32
    if not together >= 1:
        raise ValueError(f"`together` is how many positions make one stack, but together={together!r}. Use 1 or more.")
    how = {"phonon_temperature": phonon_temperature, "gap_model": gap_model, "current": current, "spreading": spreading}
    first = heat_problem(sample, tip, drive, position=positions[0], **how)
    problems = [first, *(first.moved_to(checked_position(sample, p)) for p in positions[1:])]
    states: list[HeatState] = []
    with telling(progress) as tell:
        for start in range(0, len(problems), together):
            some = problems[start : start + together]
            tell(f"Position {start + 1} of {len(problems)}")
            filled = [*some, *[some[-1]] * (together - len(some))]  # stacks of one size need one set of kernels
            for problem, found in zip(some, protocols.steady(filled, protocol)):
                if isinstance(found, ConvergenceError):
                    raise found
                warn_of_edges(problem, found.u)
                states.append(HeatState(problem, protocol, found))
    return states


def _unknown(protocol: object) -> ValueError:
    return ValueError(f"`protocol` is how the state is reached, but protocol={protocol!r}. {closest(str(protocol), ('cold', 'hot'))}")
