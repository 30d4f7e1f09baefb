"""What is measured with the tip at a position: the film's state there, and what the electrodes feel."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property

import numpy as np
from jaxtyping import Float

from quenchmap.errors import ConvergenceError
from quenchmap.sample.current.critical_current import critical_current
from quenchmap.sample.current.impedance import Impedance, impedance, impedance_change
from quenchmap.sample.heat.problem import HeatProblem, rim_excess
from quenchmap.sample.heat.protocol import Steady, steady
from quenchmap.sample.heat.state import HeatState
from quenchmap.scan.drag import Drag
from quenchmap.scan.quantity import NOT_CONVERGED, QUANTITIES, STABLE, UNSTABLE
from quenchmap.scan.scan import Scan


class Pixels(dict[str, Float[np.ndarray, "*traces pixels"]]):
    """Every quantity of some pixels, and their `flag`; what is not known is NaN."""

    @classmethod
    def none(cls, shape: int | tuple[int, int]) -> Pixels:
        """Of pixels about which nothing is known."""
        return cls({name: np.full(shape, np.nan) for name in QUANTITIES} | {"flag": np.full(shape, NOT_CONVERGED, np.uint8)})

    def keep(self, place: int | tuple[int, int], measurement: Measurement, state: HeatState, flag: int) -> None:
        """Read a state out into one pixel; it stays without numbers where that fails."""
        try:
            record = measurement.read(state)
        except ConvergenceError as error:
            self["residual"][place] = error.residual
            return
        for name, value in record.items():
            self[name][place] = value
        self["flag"][place] = flag


class Measurement:
    """A scan made ready: the film's tables and the undisturbed film are computed once and serve all pixels.

    Args:
        scan: The scan.
        together: How many positions are followed in one stack; the states do not depend on it.
    """

    def __init__(self, scan: Scan, *, together: int = 1):
        self.scan, self.together = scan, together

    @cached_property
    def undisturbed(self) -> Impedance:
        """Without the tip."""
        scan = self.scan
        ends = {"source": scan.source, "drain": scan.drain, "gap_model": scan.gap_model, "coldest": scan.phonon_temperature}
        return impedance(scan.sample, scan.readout, scan.phonon_temperature, **ends)

    def at(self, positions: Sequence[tuple[float, float]]) -> Pixels:
        """The pixels at some positions (m); one whose state is not found is flagged, and the others go on."""
        pixels = Pixels.none(len(positions))
        for start in range(0, len(positions), self.together):
            some = positions[start : start + self.together]
            for k, state in enumerate(self._states(some), start):
                if isinstance(state, ConvergenceError):
                    pixels["residual"][k] = state.residual
                    continue
                pixels.keep(k, self, state, STABLE if state.stable else UNSTABLE)
        return pixels

    def _states(self, positions: Sequence[tuple[float, float]]) -> list[HeatState | ConvergenceError]:
        scan = self.scan
        protocol = scan.protocol
        assert not isinstance(protocol, Drag), "a line that is dragged is followed by `dragged_line`"
        problems = [scan.problem.moved_to(p) for p in positions]
        found = _solved(problems, protocol, self.together)
        return [f if isinstance(f, ConvergenceError) else HeatState(p, protocol, f) for p, f in zip(problems, found)]

    def read(self, state: HeatState) -> dict[str, float]:
        """The numbers of a state."""
        scan, temperature = self.scan, state.temperature
        Tc0 = scan.sample.film.material.critical_temperature
        ends = {"source": scan.source, "drain": scan.drain, "gap_model": scan.gap_model}
        change = impedance_change(scan.sample, temperature, scan.phonon_temperature, scan.readout, before=self.undisturbed, **ends)
        critical = critical_current(scan.sample, temperature, **ends)
        per_ohm = 1 / (2 * np.pi * scan.readout)
        known = critical.onset is not None and critical.bound is not None
        onset, bound = (critical.onset, critical.bound) if known else (critical.onset_width, critical.bound_width)
        return {
            "resistance_change": change.resistance,
            "inductance_change": change.inductance,
            "resistance_first_order": change.first_order.dilute.real,
            "inductance_first_order": change.first_order.dilute.imag * per_ohm,
            "critical_current_onset": float(onset),  # type: ignore[arg-type]
            "critical_current_bound": float(bound),  # type: ignore[arg-type]
            "absorbed_power": state.absorbed_power,
            "highest_temperature": state.highest_temperature,
            "quenched_area": state.quenched_area,
            "rim_excess": 0.0 if scan.edges_are_real else rim_excess(state.problem, state.solution.u) * Tc0,
            "heat_balance": state.heat_balance,
            "residual": state.residual,
        }


def _solved(problems: Sequence[HeatProblem], protocol: str, together: int) -> list[Steady | ConvergenceError]:
    """In one stack, or each alone where one of them spoils it."""
    if together > 1:
        filled = [*problems, *[problems[-1]] * (together - len(problems))]  # stacks of one size need one set of kernels
        with suppress(ConvergenceError):  # the potential of one was not found
            return steady(filled, protocol)[: len(problems)]  # type: ignore[arg-type]
    found: list[Steady | ConvergenceError] = []
    for problem in problems:
        try:
            found += steady([problem], protocol)  # type: ignore[arg-type]
        except ConvergenceError as error:
            found.append(error)
    return found
