"""The stable state that is followed while the drive rises and falls slowly, and where it jumps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from quenchmap.errors import ConvergenceError
from quenchmap.spot.branch import Branch, Fold
from quenchmap.spot.diagram.stretch import Sample, settled
from quenchmap.spot.diagram.trace import follow_drive
from quenchmap.spot.family import Family
from quenchmap.spot.grid import Grid
from quenchmap.spot.problem import SpotProblem


@dataclass(frozen=True)
class Step:
    """A state on the way.

    Attributes:
        drive: j_max/j*.
        grid: Its grid.
        T: Temperatures over T_c at the nodes.
        fold: The fold that it is, where the state jumps.
    """

    drive: float
    grid: Grid = field(repr=False)
    T: Float[np.ndarray, " nodes"] = field(repr=False)
    fold: Fold | None = None


@dataclass
class Followed:
    """Both ways.

    Attributes:
        up: The drive rises.
        down: The drive falls.
        interrupted: Whether Ctrl-C came.
    """

    up: list[Step] = field(default_factory=list)
    down: list[Step] = field(default_factory=list)
    interrupted: bool = False


@dataclass(frozen=True)
class Piece:
    """Stable states between two folds of a branch, of which none lies inside.

    Attributes:
        branch: The branch.
        number: Folds passed since its beginning.
        samples: States in order of the drive.
    """

    branch: Branch = field(repr=False)
    number: int
    samples: list[Sample] = field(repr=False)

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest drive."""
        return self.samples[0].parameter, self.samples[-1].parameter

    def state(self, family: Family, drive: float) -> Step:
        """The state at a drive, on this piece."""
        for sample in self.samples:
            if sample.parameter == drive:
                return Step(drive, sample.grid, sample.T, sample.fold)
        for grid, T, number in self.branch.crossings(drive):
            if number == self.number:
                found = settled(family, drive, grid, T)
                if found is not None:
                    return Step(drive, *found)
        where = f"The state at drive {drive:.6g} of a stable branch"
        raise ConvergenceError(where, residual=np.nan, iterations=0, remedy="Choose other drives, or a few more or fewer `points`.")


def follow(problem: SpotProblem, between: tuple[float, float], points: int, say: Callable[[str], None]) -> Followed:
    """The state that is followed up and down again, with the folds at which it jumps and the states it jumps to."""
    tracing = follow_drive(problem, between, say, isolated=False)
    pieces = []
    for branch, stretches in tracing.by_branch():
        for stretch in stretches:
            pieces += _stable(branch, stretch.samples, stretch.indices)
    followed = Followed(interrupted=tracing.interrupted)
    drives = np.linspace(*between, points)
    say("Following the state up and down")
    try:
        if not followed.interrupted:
            cold = min((p for p in pieces if p.ends[0] <= drives[0]), key=lambda p: float(p.samples[0].T.max()))
            reached = _way(tracing.family, pieces, cold, drives, 1, followed.up)
            _way(tracing.family, pieces, reached, drives[::-1], -1, followed.down)
    except KeyboardInterrupt:
        followed.interrupted = True
    return followed


def _stable(branch: Branch, samples: list[Sample], indices: dict[int, int]) -> list[Piece]:
    bounds = [0, *(i for i, s in enumerate(samples) if s.fold is not None), len(samples) - 1]
    found = []
    for a, b in pairwise(bounds):
        inside = samples[a : b + 1]
        number = inside[1].piece if inside[0].fold is not None else inside[0].piece
        if b > a and indices[number] == 0:
            found.append(Piece(branch, number, inside if inside[0].parameter < inside[-1].parameter else inside[::-1]))
    return found


def _way(family: Family, pieces: list[Piece], piece: Piece, drives: np.ndarray, direction: int, way: list[Step]) -> Piece:
    """Follow `piece` along the drives, jumping at its end to the next that is hotter (colder, on the way down); append to `way`."""
    for drive in drives:
        while direction * drive > direction * (end := piece.ends[1 if direction > 0 else 0]):
            edge = piece.samples[-1 if direction > 0 else 0]
            beyond = [(other.state(family, end), other) for other in pieces if other is not piece and other.ends[0] <= end <= other.ends[1]]
            ahead = [(step, other) for step, other in beyond if direction * (step.T.max() - edge.T.max()) > 0]
            if not ahead:
                where = f"The state beyond the fold at drive {end:.6g}"
                raise ConvergenceError(where, residual=np.nan, iterations=0, remedy="Widen the range of the drive.")
            step, piece = min(ahead, key=lambda pair: abs(float(pair[0].T.max() - edge.T.max())))
            way += [Step(end, edge.grid, edge.T, edge.fold), step]
        way.append(piece.state(family, float(drive)))
    return piece
