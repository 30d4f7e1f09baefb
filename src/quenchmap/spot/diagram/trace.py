"""How a diagram comes about: states found at a few values of the parameter, and the branch of each followed both ways through the range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from quenchmap.errors import ConvergenceError
from quenchmap.spot.branch import Branch, Fold, trace
from quenchmap.spot.branch_point import Point
from quenchmap.spot.curve_point import joined
from quenchmap.spot.diagram.stretch import Sample, settled, stretches
from quenchmap.spot.family import EndOfFamilyError, Family, family_in_drive
from quenchmap.spot.grid import Grid
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.stability import eigenvalues
from quenchmap.spot.states import Solution, cold_branch, find_states, parity

_SAME = 0.05  # in T_c: a state on a branch and one found at the same parameter, matched one to one
_GROWING = -1e-7
_LARGEST_STEP = 0.25
_CLOSED, _CLOSED_WITHIN = "closed", 0.01  # in T_c, with the interpolation between two points


@dataclass(frozen=True)
class Probe:
    """A search for every state at one value of the parameter.

    Attributes:
        value: The parameter.
        count: States found.
        parity: Sum of (-1)^(number of growing perturbations), 1 when none is missing.
    """

    value: float
    count: int
    parity: int


@dataclass(frozen=True)
class Stretch:
    """A part of a branch inside the range.

    Attributes:
        samples: Its states in order.
        indices: Growing perturbations by the number of folds passed since the branch began.
        ends: Why it begins and ends where it does.
    """

    samples: list[Sample] = field(repr=False)
    indices: dict[int, int]
    ends: tuple[str, str]


@dataclass
class Tracing:
    """Everything that was followed.

    Attributes:
        family: The problem and its parameter.
        between: Range of the parameter.
        say: Called with what happens next.
        branches: Branches, which reach beyond the range.
        ends: Why each begins and ends.
        probes: Where all states were searched.
        notes: What went wrong.
        interrupted: Whether Ctrl-C came.
    """

    family: Family
    between: tuple[float, float]
    say: Callable[[str], None] = lambda name: None
    branches: list[Branch] = field(default_factory=list)
    ends: list[tuple[str, str]] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False

    def search(self, value: float, *, needed: bool = False) -> None:
        """Find every state at a value and follow those that lie on no branch yet.

        Raises:
            ConvergenceError: When the search fails, if it is `needed`; else that becomes a note.
        """
        self.say(f"Finding every steady state at {self.family.name} = {value:.5g}")
        try:
            problem, drive = self.family.at(value)
            states = find_states(problem, drive)
        except (ConvergenceError, EndOfFamilyError) as error:
            if needed:
                raise
            self.notes.append(f"The states at {self.family.name} = {value:.6g} could not be searched: {error}")
            return
        self.probes.append(Probe(value, len(states), parity(states)))
        for state in self._unknown(value, states):
            if any(np.max(np.abs(g.transfer(T, state.coarse.grid) - state.coarse.T)) < 1e-3 for g, T in self._at(value)):
                continue  # met by a branch followed in the meantime
            self.follow(value, state.coarse.grid, state.coarse.T)

    def _at(self, value: float) -> list[tuple[Grid, np.ndarray]]:
        """States of the known branches at a value."""
        found = []
        for branch in self.branches:
            starts = [(p.grid, p.T) for p in branch.points if p.parameter == value]
            found += starts
            for grid, T, _ in branch.crossings(value):
                landed = settled(self.family, value, grid, T)
                if landed is not None and not any(np.max(np.abs(g.transfer(t, landed[0]) - landed[1])) < 1e-6 for g, t in starts):
                    found.append(landed)
        return found

    def _unknown(self, value: float, states: list[Solution]) -> list[Solution]:
        left = list(states)
        for grid, T in self._at(value):
            distances = [np.max(np.abs(grid.transfer(T, s.coarse.grid) - s.coarse.T)) for s in left]
            if distances and min(distances) < _SAME:
                left.pop(int(np.argmin(distances)))
        return left

    def follow(self, value: float, grid: Grid, T: np.ndarray) -> None:
        """Follow the branch of one state both ways until it leaves the range, closes, or ends."""
        low, high = self.between
        self.say(f"Following a branch from {self.family.name} = {value:.5g}, highest temperature {T.max():.4g} T_c")
        back, before = (None, "") if value == low else self.half(value, grid, T, -1.0)
        if before == _CLOSED or self.interrupted or value == high:
            ahead, after = None, before if before == _CLOSED else ""
        else:
            ahead, after = self.half(value, grid, T, 1.0)
        whole = joined(back, ahead)
        if whole is not None:
            self.branches.append(whole)
            self.ends.append((before, after))
        if self.interrupted:
            raise KeyboardInterrupt

    def half(self, value: float, grid: Grid, T: np.ndarray, direction: float, scale: float | None = None) -> tuple[Branch | None, str]:
        """The branch in one direction, as far as it came, and why it ends before the edge of the range."""
        low, high = self.between
        scale = scale or min(value, 0.25 * (high - low))
        seen: list[Point] = []
        closed = False

        def stop(points: list[Point]) -> bool:
            nonlocal seen, closed
            seen = points
            if len(points) > 4:
                for g, t, _ in Branch(self.family, points[-2:], scale).crossings(value):
                    closed = closed or bool(np.max(np.abs(points[0].grid.transfer(points[0].T, g) - t)) < _CLOSED_WITHIN)
            return closed or not low <= points[-1].parameter <= high

        try:
            branch = trace(self.family, value, grid, T, direction=direction, stop=stop, scale=scale, largest_step=_LARGEST_STEP)
            return branch, branch.end or (_CLOSED if closed else "")
        except (ConvergenceError, EndOfFamilyError) as error:
            reason = str(error)
            self.notes.append(reason)
        except KeyboardInterrupt:
            self.interrupted, reason = True, "interrupted"
        return (Branch(self.family, list(seen), scale) if len(seen) > 1 else None), reason

    def stretches(self) -> list[Stretch]:
        """What lies in the range, with refined folds and the number of growing perturbations."""
        return [stretch for _, found in self.by_branch() for stretch in found]

    def by_branch(self) -> list[tuple[Branch, list[Stretch]]]:
        """The same with the branch of each."""
        found: list[tuple[Branch, list[Stretch]]] = []
        low, high = self.between
        for branch, ends in zip(self.branches, self.ends, strict=True):
            folds: dict[int, Fold] = {}
            for turn in [] if self.interrupted else branch.turns:
                a, b = branch.points[turn : turn + 2]
                extreme = branch.path(a, b)[1]
                if np.max(extreme) < low or np.min(extreme) > high:
                    continue
                self.say(f"Refining the fold near {branch.family.name} = {a.parameter:.5g}")
                try:
                    folds[turn] = branch.fold(turn)
                except (ConvergenceError, EndOfFamilyError) as error:
                    self.notes.append(f"The fold near {branch.family.name} = {a.parameter:.6g} could not be refined: {error}")
                except KeyboardInterrupt:
                    self.interrupted = True
                    break  # the curve is drawn without it
            indices = self._indices(branch)
            found.append((branch, []))
            for samples in stretches(branch, low, high, folds):
                first = "" if samples[0].arc > 0 or samples[0].parameter in self.between else ends[0]
                last = "" if samples[-1].edge or samples[-1].parameter in self.between else ends[1]
                found[-1][1].append(Stretch(samples, indices, (first, last)))
        return found

    def _indices(self, branch: Branch) -> dict[int, int]:
        """Growing perturbations between folds, from the spectrum in the middle of each piece: they must change by one at a fold."""
        bounds = [0, *(t + 1 for t in branch.turns), len(branch.points)]
        found: dict[int, int] = {}
        for piece in range(len(bounds) - 1):
            point = branch.points[(bounds[piece] + bounds[piece + 1] - 1) // 2]
            problem, drive = self.family.near(point.parameter)
            found[piece] = int(np.sum(eigenvalues(problem, drive, point.grid, point.T) < _GROWING))
            if piece and abs(found[piece] - found[piece - 1]) != 1:
                self.notes.append(
                    f"The number of growing perturbations goes from {found[piece - 1]} to {found[piece]} at the fold near "
                    f"{branch.family.name} = {point.parameter:.6g}, but must change by one: a fold may have been missed."
                )
        return found


def follow_all(family: Family, between: tuple[float, float], own: float, say: Callable[[str], None]) -> Tracing:
    """The branches of all states that exist at a value of the parameter, and at both ends of the range."""
    tracing = Tracing(family, between, say)
    return _interruptible(tracing, lambda: [tracing.search(value, needed=value == own) for value in dict.fromkeys((own, *between))])


def follow_drive(problem: SpotProblem, between: tuple[float, float], say: Callable[[str], None], *, isolated: bool = True) -> Tracing:
    """The branch from the cold state through all folds; and, if `isolated`, what else exists at the ends of the range and between folds."""
    tracing = Tracing(family_in_drive(problem), between, say)
    low, high = between

    def run() -> None:
        if problem.window is None:
            tracing.search(float(np.sqrt(low * high)), needed=True)
            return
        say("Following the branch of the cold state")
        middles: list[float] = []
        try:
            cold = cold_branch(problem, high)
        except ConvergenceError as error:
            tracing.notes.append(str(error))
        else:
            first = cold.points[0]
            before, reason = None, ""
            if first.parameter > low:
                before, reason = tracing.half(first.parameter, first.grid, first.T, -1.0, cold.scale)
            tracing.branches.append(joined(before, cold) or cold)
            tracing.ends.append((reason, ""))
            turns = sorted(min(max(float(cold.values[i]), low), high) for i in cold.turns)
            middles = [0.5 * (a + b) for a, b in pairwise(turns) if b - a > 0.02 * b]
        if tracing.interrupted:
            return
        for value in dict.fromkeys((low, *middles, high)) if isolated else ():
            tracing.search(value)

    return _interruptible(tracing, run)


def _interruptible(tracing: Tracing, run: Callable[[], object]) -> Tracing:
    try:
        run()
    except KeyboardInterrupt:
        tracing.interrupted = True
        if not tracing.branches:
            raise
    return tracing
