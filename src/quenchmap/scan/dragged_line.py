"""One line of a map along which the tip is dragged, forward and back, with the film that follows it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from quenchmap.errors import ConvergenceError
from quenchmap.sample.heat.problem import HeatProblem
from quenchmap.sample.heat.protocol import Steady, carried, followed, hot
from quenchmap.sample.heat.state import HeatState
from quenchmap.scan.drag import Drag, Place
from quenchmap.scan.measurement import Measurement, Pixels
from quenchmap.scan.quantity import MOVING, REIGNITED, STABLE, UNSTABLE
from quenchmap.scan.scan import Scan


def dragged_line(measurement: Measurement, positions: Sequence[Place]) -> Pixels:
    """The pixels of a line whose tip is dragged, arrays (2, pixels): forward, then from there backward.

    Where the film cannot be followed its history is lost, and nothing is known of the rest of both traces.

    Args:
        measurement: A scan made ready, whose protocol is a `Drag`.
        positions: Of all pixels of the line, m.
    """
    drag = measurement.scan.protocol
    assert isinstance(drag, Drag), "run.py sees to it"
    there = range(len(positions))
    pixels, film = Pixels.none((2, len(positions))), _Film(measurement.scan, drag)
    for place in [*((0, k) for k in there), *((1, k) for k in reversed(there))]:
        try:
            state, flag = film.arrived(positions[place[1]])
        except ConvergenceError as error:
            pixels["residual"][place] = error.residual
            break
        pixels.keep(place, measurement, state, flag)
    return pixels


class _Film:
    """The film of one line on its way."""

    def __init__(self, scan: Scan, drag: Drag):
        self._scan, self._drag = scan, drag
        self._unit = drag.thermal_time(scan.sample.film.material)
        self._at: Place | None = None
        self._u: Float[np.ndarray, "ny nx"] = np.full(scan.sample.shape, scan.problem.bath)
        self._had_spot = False

    def arrived(self, place: Place) -> tuple[HeatState, int]:
        """The film after the tip has gone to a pixel and dwelt there, and its flag.

        Raises:
            ConvergenceError: When it cannot be followed.
        """
        problem = self._scan.problem.moved_to(place)
        if self._at is None and self._drag.begin == "hot":
            found, rests = hot(problem), True  # dwelling changes nothing
        else:
            fresh = self._at is None
            self._travel(place)
            found, rests = followed(problem, self._u, self._drag.dwell / self._unit, direction=1 if fresh else 0)
        flag = (STABLE if found.stable else UNSTABLE) if rests else MOVING
        has_spot = _has_spot(problem, found)
        if self._had_spot and not has_spot and self._drag.when_lost == "reignite":
            ignited = hot(problem)
            has_spot = _has_spot(problem, ignited)
            found, flag = (ignited, REIGNITED) if has_spot else (found, flag)
        self._at, self._u, self._had_spot = place, found.u, self._had_spot or has_spot
        return HeatState(problem, "evolved", found), flag

    def _travel(self, place: Place) -> None:
        if self._at is None or self._at == place:
            return
        between, each = self._drag.strides(self._at, place, self._scan.tip.height)
        for at in between:
            self._u = carried(self._scan.problem.moved_to(at), self._u, each / self._unit)


def _has_spot(problem: HeatProblem, found: Steady) -> bool:
    return bool(HeatState(problem, "evolved", found).quenched.any())
