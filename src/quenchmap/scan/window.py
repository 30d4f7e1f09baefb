"""A window that moves with the tip: heat spreads over a few tip heights only, and farther away the film stays as cold as its phonons."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from quenchmap.sample.heat.problem import HeatProblem
from quenchmap.sample.sample import Sample
from quenchmap.sample.values import FIELDS

_MULTIPLE = 16  # cells: what multigrid halves well


class Window(NamedTuple):
    """Which cells of a sample are computed."""

    rows: slice
    columns: slice

    def within(self, sample: Sample) -> Sample:
        """These cells as a sample of their own, without electrodes."""
        if self.whole(sample):
            return sample
        fields = {name: getattr(sample, name)[self] for name in FIELDS}
        return Sample(sample.film, cell=sample.cell, present=sample.present[self], electrodes=(), **fields)

    def whole(self, sample: Sample) -> bool:
        """Whether that is all of the sample."""
        return (self.rows.stop - self.rows.start, self.columns.stop - self.columns.start) == sample.shape

    def origin(self, sample: Sample) -> tuple[float, float]:
        """Middle of the window on the sample's x and y, m."""
        return tuple(0.5 * (axis[s.start] + axis[s.stop - 1]) for axis, s in ((sample.x, self.columns), (sample.y, self.rows)))  # type: ignore[return-value]

    def placed(self, sample: Sample, values: Float[np.ndarray, "rows columns"], outside: float) -> Float[np.ndarray, "ny nx"]:
        """A map of the whole sample from one of the window."""
        if self.whole(sample):
            return values
        everywhere = np.full(sample.shape, outside)
        everywhere[self] = values
        return everywhere


def window_shape(sample: Sample, margin: float) -> tuple[int, int]:
    """Rows and columns of a window that reaches `margin` (m) beyond the tip on every side, at most those of the sample."""
    cells = _MULTIPLE * math.ceil(2 * margin / (sample.cell * _MULTIPLE) - 1e-9)
    return min(cells, sample.shape[0]), min(cells, sample.shape[1])


def window_about(sample: Sample, shape: tuple[int, int], position: tuple[float, float]) -> Window:
    """The window of a given shape with the tip in its middle, or as near to it as the sample's edges allow."""

    def part(at: float, first: float, count: int, whole: int) -> slice:
        start = round((at - first) / sample.cell + 0.5 - count / 2)
        start = min(max(start, 0), whole - count)
        return slice(start, start + count)

    x, y = position
    return Window(part(y, sample.y[0], shape[0], sample.shape[0]), part(x, sample.x[0], shape[1], sample.shape[1]))


def problem_in(problem: HeatProblem, window: Window, position: tuple[float, float]) -> HeatProblem:
    """The problem of a sample with the tip at a position (m), in a window; the film's tables are shared."""
    sample = problem.sample
    if window.whole(sample):
        return problem.moved_to(position)
    x0, y0 = window.origin(sample)
    local = position[0] - x0, position[1] - y0
    of = HeatProblem(
        window.within(sample), problem.tip, local, problem.phonon_temperature, problem.drive, problem.gap_model, problem.spreading
    )
    of.__dict__["response"] = problem.response  # one table for all windows
    return of
