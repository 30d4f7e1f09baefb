"""Every steady state of a spot at one drive: branches traced through their folds, seeds beside them, parity checked."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from quenchmap.balance.window import Window
from quenchmap.errors import AccuracyWarning, ConvergenceError, checked_positive
from quenchmap.numerics.deflation import deflated_newton
from quenchmap.spot.branch import Branch, extended, trace
from quenchmap.spot.branch_point import Point
from quenchmap.spot.equation import RadialBalance
from quenchmap.spot.family import family_in_drive, fixed
from quenchmap.spot.grid import Grid, adapted_grid, initial_grid
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.stability import eigenvalues
from quenchmap.spot.steady import NEWTON, Polished, newton_step, polish, relax

_FIRST_TIME_STEP = 0.1
_SAME = 1e-5  # largest difference of temperature, in T_c, between two copies of one state
_DEFLATIONS = 3  # searches for a state that the parity says is missing
_TWINS = 1e-3  # the same next to a fold
_NEARBY = 0.02  # largest difference of temperature, in T_c, between a state and a good guess of it
_UNSTABLE = -1e-7  # eigenvalues below this grow


@dataclass(frozen=True)
class Copy:
    """A state on another grid.

    Attributes:
        grid: Its fitted grid.
        T: Temperatures over T_c at the nodes.
        step: Last Newton step, over T_c.
    """

    grid: Grid
    T: Float[np.ndarray, " nodes"]
    step: float


@dataclass(frozen=True)
class Solution:
    """A steady state at one drive.

    Attributes:
        grid: Its fitted grid.
        T: Temperatures over T_c at the nodes.
        folds: Folds between the cold branch and this state along the curve, None for a state found off it.
        residual: Last Newton step, over T_c.
        eigenvalues: Lowest eigenvalues, see `quenchmap.spot.stability`.
        coarse: The same state with elements twice as long.
        wide: The same state on a domain half as wide again, elements as in `coarse`.
    """

    grid: Grid
    T: Float[np.ndarray, " nodes"]
    folds: int | None
    residual: float
    eigenvalues: Float[np.ndarray, " few"]
    coarse: Copy
    wide: Copy

    @property
    def index(self) -> int:
        """Number of growing perturbations."""
        return int(np.sum(self.eigenvalues < _UNSTABLE))


def find_states(problem: SpotProblem, drive: float) -> list[Solution]:
    """All steady states at a drive that are connected to the cold state through folds, or reached from local states and Maxwell walls.

    Where a uniform film has one state at every drive, so has the spot, for heating then grows more slowly than cooling. Where the
    branch of the cold state cannot be followed, a warning says so, and the other ways remain.

    Args:
        problem: The hot spot.
        drive: Peak current density over j*, positive.

    Returns:
        The states in order of their highest temperature.

    Raises:
        ConvergenceError: When not even the cold state is found.
    """
    drive = checked_positive("drive", drive, "j_max/j*, the peak current density over its natural scale,")
    found: list[tuple[Polished, int | None]] = []
    if problem.window is None or drive <= _start_of_branch(problem.window):
        found.append((_cold(problem, drive), 0))
    else:
        domain = problem.domain(drive)
        try:
            crossings = cold_branch(problem, drive).crossings(drive)
        except ConvergenceError as error:
            crossings = []
            _add(found, _cold(problem, drive, domain), 0)
            message = f"{error} States at drive {drive:g} were sought from local profiles, Maxwell walls and by deflation instead."
            warnings.warn(f"{message} A pair of them may be missing: `parity` notices only one.", AccuracyWarning, stacklevel=3)
        for grid, T, folds in crossings:
            _add(found, nearby(problem, drive, grid, T, domain) or _landed(problem, drive, grid, T, domain), folds)
        for seed in _seeds(problem, drive, domain):
            if seed is not None and not _known(found, seed):
                _explore(problem, drive, seed, found)
    solutions = [_finished(problem, drive, state, folds) for state, folds in found]
    for _ in range(_DEFLATIONS):
        if parity(solutions) == 1:
            break
        _deflate(problem, drive, found)
        solutions += [_finished(problem, drive, state, folds) for state, folds in found[len(solutions) :]]
    solutions = [s for s in solutions if s.folds is not None or not any(_twins(s, other) for other in solutions if other is not s)]
    return sorted(solutions, key=lambda s: s.coarse.T.max())


def _twins(a: Solution, b: Solution) -> bool:
    """Whether two states are one on different grids: next to a fold they differ by the root of the fold's error, but grow alike."""
    return a.index == b.index and bool(np.max(np.abs(b.grid.transfer(b.T, a.grid) - a.T)) < _TWINS)


def parity(solutions: Sequence[Solution]) -> int:
    """Sum of (-1)^(number of growing perturbations), 1 for a complete set."""
    return sum((-1) ** s.index for s in solutions)


def cold_branch(problem: SpotProblem, drive: float) -> Branch:
    """The branch from half the smallest drive with several uniform states, through all folds, to beyond `drive` on the hot side."""
    window = problem.window
    assert window is not None, "a monostable film has no folds"
    assert problem.maxwell is not None
    hot = problem.maxwell[2]
    known: Branch | None = problem._cache.get("branch")
    if known is not None and known.points[0].grid.outer_radius < 0.999 * problem.domain(drive):
        known = None  # a larger spot needs a wider domain
    if known is not None and known.points[-1].parameter >= drive:
        return known
    far = 4 * window.upper.drive * (1 + problem.relaxation_length)

    def stop(points: list[Point]) -> bool:
        now = points[-1]
        turns = sum(a.rate * b.rate < 0 for a, b in pairwise(points))
        # with four folds a stretch of small stable nuclei lies between: it rises too, but is not the hot side
        back_up = turns % 2 == 0 and now.rate > 0 and now.T.max() > hot
        return back_up and now.parameter > drive and (turns > 0 or now.parameter > far)

    if known is None:
        start_drive = _start_of_branch(window)
        start = _cold(problem, start_drive, domain=problem.domain(max(drive, 2 * window.upper.drive)))
        scale = max(1.0, 0.5 * window.upper.drive)  # at low frequency the cold state lasts to drives of hundreds
        branch = trace(family_in_drive(problem), start_drive, start.grid, start.T, direction=1.0, stop=stop, scale=scale)
    else:
        branch = extended(known, stop)
    problem._cache["branch"] = branch
    return branch


def _start_of_branch(window: Window) -> float:
    """A drive at which even a uniform film has one state, and so has the spot."""
    return 0.5 * window.lower.drive


def _cold(problem: SpotProblem, drive: float, domain: float | None = None) -> Polished:
    """The state reached by relaxation from the cold local profile."""
    grid = initial_grid(problem.relaxation_length, domain or problem.domain(drive), (), smooth=not problem.levels)
    T = problem.local_profile(drive, grid.nodes, None)
    state = _relaxed(problem, drive, grid, T)
    if state is None:
        raise ConvergenceError(
            f"The cold state at drive {drive:.6g}", residual=np.nan, iterations=150, remedy="Report this case with its parameters."
        )
    return state


def _seeds(problem: SpotProblem, drive: float, domain: float) -> list[Polished | None]:
    """States relaxed from a hot ring between Maxwell walls and from a disc as wide as any hot state.

    The domain is that of the branch: on another one a known state would look new where the far field reaches the edge.
    """
    assert problem.window is not None
    assert problem.maxwell is not None
    wall = problem.radius_at(drive, problem.maxwell[0])
    widest = problem.radius_at(drive, 1.02 * problem.window.lower.drive)
    rings = [r for r in (wall, (0.0, *widest[1:])) if len(r) == 2]
    seeds = []
    for ring in rings:
        grid = initial_grid(problem.relaxation_length, domain, [r for r in ring if r > 0], smooth=not problem.levels)
        seeds.append(_relaxed(problem, drive, grid, problem.local_profile(drive, grid.nodes, ring)))
    return seeds


def _relaxed(problem: SpotProblem, drive: float, grid: Grid, T: np.ndarray) -> Polished | None:
    outcome = relax(problem.equation(drive), grid.vertices, T, time_step=_FIRST_TIME_STEP, limit=150)
    if not outcome.converged and not outcome.step < 1e-3:
        return None
    # Newton's method on a grid at rest may wander where walls are much thinner than the spot; on a fitted grid it does not
    return _landed(problem, drive, grid, outcome.T) or nearby(problem, drive, grid, outcome.T, grid.outer_radius, by_area=True)


def nearby(problem: SpotProblem, drive: float, grid: Grid, T: np.ndarray, domain: float, *, by_area: bool = False) -> Polished | None:
    """The steady state at a profile that is one but for the drive and the domain, or None when Newton's method leaves it.

    What counts is the largest change, or that weighted by area, to which a shift of thin walls adds little.
    """
    fitted = adapted_grid(grid, T, problem.relaxation_length, problem.levels, outer_radius=domain)
    start = grid.transfer(T, fitted)
    try:
        state = polish(fixed(problem, drive), drive, fitted, start)
    except ConvergenceError:
        return None
    change = state.grid.transfer(state.T, fitted) - start
    far = np.sqrt(fitted.core_weights @ change**2) if by_area else np.max(np.abs(change))
    return state if far < _NEARBY else None


def _landed(problem: SpotProblem, drive: float, grid: Grid, T: np.ndarray, domain: float | None = None) -> Polished | None:
    """The steady state near a profile, on its fitted grid (on another domain, if given); None when Newton's method leaves for elsewhere."""
    equation = problem.equation(drive)
    grid_at_rest = adapted_grid(grid, T, problem.relaxation_length, problem.levels, outer_radius=domain)
    start = grid.transfer(T, grid_at_rest)
    outcome = relax(equation, grid_at_rest.vertices, start, time_step=NEWTON, limit=25)
    T = outcome.T
    if not (outcome.step < 1e-3 and np.max(np.abs(T - start)) < 0.1):
        return None
    try:
        fitted = adapted_grid(grid_at_rest, T, problem.relaxation_length, problem.levels)
        return polish(fixed(problem, drive), drive, fitted, grid_at_rest.transfer(T, fitted))
    except ConvergenceError:
        return None


def _add(found: list[tuple[Polished, int | None]], state: Polished | None, folds: int | None) -> None:
    if state is not None and not _known(found, state):
        found.append((state, folds))


def _known(found: list[tuple[Polished, int | None]], state: Polished) -> bool:
    return any(np.max(np.abs(other.grid.transfer(other.T, state.grid) - state.T)) < _SAME for other, _ in found)


def _explore(problem: SpotProblem, drive: float, seed: Polished, found: list[tuple[Polished, int | None]]) -> None:
    """Add a state off the known curve, and those its own curve has at this drive."""
    _add(found, seed, None)
    assert problem.window is not None
    low, high = 0.3 * problem.window.lower.drive, 1.5 * max(drive, problem.window.upper.drive)
    for direction in (-1.0, 1.0):

        def stop(points: list[Point]) -> bool:
            closed = len(points) > 4 and np.max(np.abs(points[-1].grid.transfer(points[-1].T, points[0].grid) - points[0].T)) < 0.02
            return not low < points[-1].parameter < high or closed

        try:
            branch = trace(family_in_drive(problem), drive, seed.grid, seed.T, direction=direction, stop=stop)
        except ConvergenceError:  # the seed itself stays
            continue
        for grid, T, _ in branch.crossings(drive):
            _add(found, _landed(problem, drive, grid, T, problem.domain(drive)), None)


def _plain_step(equation: RadialBalance, grid: Grid, T: np.ndarray) -> np.ndarray:
    return np.asarray(newton_step(equation, grid.vertices, T))


def _deflate(problem: SpotProblem, drive: float, found: list[tuple[Polished, int | None]]) -> None:
    """Look for missing states between the known ones, and explore the branch of the first that comes up."""
    equation, states = problem.equation(drive), [s for s, _ in found]
    for a, b in pairwise(sorted(states, key=lambda s: s.T.max())):
        grid = replace(b.grid, fitted=(), targets=())
        known = [s.grid.transfer(s.T, grid) for s in states]
        for fraction in (0.7, 0.8, 0.6, 0.5):  # of the hotter state: its hot region must shrink to the nucleus between the two
            start = (1 - fraction) * a.grid.transfer(a.T, grid) + fraction * b.T
            step = partial(_plain_step, equation, grid)
            T = deflated_newton(step, start, known, grid.core_weights, largest_step=0.03, tolerance=1e-5, limit=150)
            state = None if T is None else _landed(problem, drive, grid, T)
            if state is not None and not _known(found, state):
                _explore(problem, drive, state, found)
                return


def _finished(problem: SpotProblem, drive: float, state: Polished, folds: int | None) -> Solution:
    """The state on a grid twice as fine, with what the grid and the domain change."""

    def again(refinement: int, widening: float) -> Polished:
        grid = adapted_grid(
            state.grid,
            state.T,
            problem.relaxation_length,
            problem.levels,
            outer_radius=widening * state.grid.outer_radius,
            refinement=refinement,
        )
        return polish(fixed(problem, drive), drive, grid, state.grid.transfer(state.T, grid))

    fine, wide = again(2, 1.0), again(1, 1.5)
    values = eigenvalues(problem, drive, state.grid, state.T)
    coarse, wide = (Copy(p.grid, p.T, p.step) for p in (state, wide))
    return Solution(fine.grid, fine.T, folds, fine.step, values, coarse, wide)
