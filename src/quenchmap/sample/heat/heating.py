"""Heat a sample: from what a user says to a state with a meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from quenchmap.errors import closest
from quenchmap.material.gap import GapModel
from quenchmap.sample.heat import protocol as protocols
from quenchmap.sample.heat.problem import Spreading, heat_problem, warn_of_edges
from quenchmap.sample.heat.state import HeatState
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import Quantity

if TYPE_CHECKING:
    from quenchmap.sample.sample import Sample


def heat(
    sample: Sample,
    tip: MicrowaveTip,
    drive: float | None = None,
    *,
    phonon_temperature: Quantity,
    position: tuple[Quantity, Quantity] = (0.0, 0.0),
    protocol: str | HeatState = "cold",
    current: Quantity | None = None,
    spreading: Spreading | None = None,
    gap_model: GapModel = "sheahen",
    progress: Callable[[str], None] | None = None,
) -> HeatState:
    """The steady state of a sample under a tip that stands still.

    Args:
        sample: The film.
        tip: The tip.
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
        progress: Called with a line as the work goes on.

    Raises:
        TypeError: For a tip that is no microwave tip.
        ValueError: For a position outside the sample, a drive that is not positive, an unknown protocol.
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
    if isinstance(protocol, HeatState):
        if protocol.sample.shape != sample.shape:
            raise ValueError(
                f"A state can be followed on its own cells only, {protocol.sample.shape[::-1]}, but the sample has {sample.shape[::-1]}."
            )
        u = np.where(sample.present, protocol.temperature / sample.film.material.critical_temperature, problem.bath)
        state = HeatState(problem, "evolved", protocols.evolved(problem, u, progress))
    elif protocol in ("cold", "hot"):
        find = protocols.cold if protocol == "cold" else protocols.hot
        state = HeatState(problem, protocol, find(problem, progress))
    else:
        raise ValueError(f"`protocol` is how the state is reached, but protocol={protocol!r}. {closest(str(protocol), ('cold', 'hot'))}")
    warn_of_edges(problem, state.solution.u)
    return state
