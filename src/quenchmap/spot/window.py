"""Where hot and cold states coexist: the hysteresis window in drive, and the relaxation length at which the hot branch ends."""

from dataclasses import dataclass

from quenchmap.errors import NoSuchStateError
from quenchmap.spot.branch import Fold, trace
from quenchmap.spot.branch_point import Point
from quenchmap.spot.family import family_in_relaxation_length
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.states import cold_branch, find_states


@dataclass(frozen=True)
class HysteresisWindow:
    """Drives between which the spot has a hot and a cold state.

    Attributes:
        lower: Fold where the hot branch ends when the drive falls.
        upper: Fold where the cold branch ends when the drive rises.
        folds: All folds of the branch, from the cold end.
    """

    lower: Fold
    upper: Fold
    folds: tuple[Fold, ...]

    def __str__(self) -> str:
        low, high = (f"{fold.parameter:.8g} ± {fold.error:.0e}" for fold in (self.lower, self.upper))
        return f"hysteresis for j_max/j* from {low} to {high}"


class Folds(tuple[Fold, ...]):
    """Folds in the drive, as a tuple that prints."""

    def __str__(self) -> str:
        if not self:
            return "no folds: one state at every drive"
        return "\n".join(f"j_max/j* = {f.parameter:.9g}, highest temperature {f.state.T.max():.4g} T_c" for f in self)


def hysteresis_window(problem: SpotProblem) -> HysteresisWindow | None:
    """Window between the folds of the branch that starts at the cold state; None where it has no fold.

    Accuracy:
        Drives to about 1e-8: folds are located on states polished on fitted grids.
    """
    if problem.window is None:
        return None
    if "window" not in problem._cache:
        branch = cold_branch(problem, problem.window.upper.drive)
        folds = tuple(branch.fold(i) for i in branch.turns)
        problem._cache["window"] = (
            HysteresisWindow(min(folds, key=lambda f: f.parameter), max(folds, key=lambda f: f.parameter), folds) if folds else None
        )
    return problem._cache["window"]


def hot_branch_end(problem: SpotProblem, drive: float) -> Fold:
    """Largest Lambda/z0 at which the hot state exists at a drive: there it meets the unstable one.

    Args:
        problem: The hot spot; its own Lambda/z0 is the start, and must have a hot state.
        drive: j_max/j*.

    Raises:
        NoSuchStateError: When there is no hot state at the problem's Lambda/z0, or when it never ends below 100 times that.
    """
    hot = [s for s in find_states(problem, drive) if s.folds is not None and s.folds > 0 and s.folds % 2 == 0]
    if not hot:
        raise NoSuchStateError(
            f"No hot state exists at drive {drive:g} and Lambda/z0 = {problem.relaxation_length:g}, so no branch of them can end. "
            "Start from a smaller Lambda/z0 or another drive."
        )
    start = hot[-1]
    limit = 100 * problem.relaxation_length

    def stop(points: list[Point]) -> bool:
        return points[-1].rate < 0 or points[-1].parameter > limit

    branch = trace(
        family_in_relaxation_length(problem, drive),
        problem.relaxation_length,
        start.coarse.grid,
        start.coarse.T,
        direction=1.0,
        stop=stop,
        largest_step=0.2,
    )
    if not branch.turns:
        raise NoSuchStateError(
            f"The hot state at drive {drive:g} still exists at Lambda/z0 = {limit:g}: above the upper fold it is the only state."
        )
    return branch.fold(branch.turns[0])
