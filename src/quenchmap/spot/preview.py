"""A first look at the states of a hot spot: those of the traced branch alone, without their errors and without a search for others.

For pictures that follow a slider: a tenth of the time of `HotSpot.states`, which is to follow and has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from quenchmap.errors import checked_positive
from quenchmap.numerics.elements import interpolate
from quenchmap.numerics.hermite import hermite
from quenchmap.spot.branch import Branch
from quenchmap.spot.grid import Grid
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.states import cold_branch, nearby


@dataclass(frozen=True)
class Profile:
    """A steady state on its grid.

    Attributes:
        folds: Folds between the cold branch and this state: with none it is cold, with an odd number unstable.
        grid: Its fitted grid.
        T: Temperatures over T_c at the nodes, Newton's last step below 1e-7.
    """

    folds: int
    grid: Grid
    T: Float[np.ndarray, " nodes"]

    @property
    def stable(self) -> bool:
        """Whether it is stable, by the folds passed."""
        return self.folds % 2 == 0

    def temperature_at(self, radius: Float[np.ndarray, " points"]) -> Float[np.ndarray, " points"]:
        """Temperature over T_c at radii over z0; beyond the domain its last value."""
        return interpolate(self.grid.vertices, self.T, np.minimum(radius, self.grid.outer_radius))


def preview(problem: SpotProblem, drive: float) -> tuple[Profile, ...] | None:
    """The states of the traced branch at a drive; None where the film has no folds and so no branch to follow.

    Raises:
        ConvergenceError: When the branch cannot be followed.

    Example:
        >>> from quenchmap import HotSpot
        >>> spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
        >>> [(state.folds, round(float(state.T.max()), 4)) for state in preview(spot.problem, 1.2)]
        [(0, 0.5674), (1, 0.9452), (2, 1.0713)]
    """
    drive = checked_positive("drive", drive, "j_max/j*, the peak current density over its natural scale,")
    if problem.window is None:
        return None
    domain = problem.domain(drive)
    found = []
    for grid, T, folds in cold_branch(problem, drive).crossings(drive):
        state = nearby(problem, drive, grid, T, domain)
        if state is not None:
            found.append(Profile(folds, state.grid, state.T))
    return tuple(found)


def branch_curve(problem: SpotProblem, drive: float) -> list[tuple[int, Float[np.ndarray, " points"], Float[np.ndarray, " points"]]]:
    """The S-curve to beyond a drive, for pictures: pieces between folds, from the cold one.

    Returns:
        For each piece the folds passed, the drives and the highest temperatures over T_c, along the cubics between the points of the
        branch; empty where there are no folds.

    Example:
        >>> from quenchmap import HotSpot
        >>> spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
        >>> [(folds, round(float(drives.max()), 3)) for folds, drives, _ in branch_curve(spot.problem, 1.2)][:2]
        [(0, 1.598), (1, 1.598)]
    """
    if problem.window is None:
        return []
    branch = cold_branch(problem, drive)
    known = problem._cache.get("curve")
    if known is None or known[0] is not branch:
        known = problem._cache["curve"] = (branch, _pieces(branch))
    return known[1]


def _pieces(branch: Branch) -> list[tuple[int, Float[np.ndarray, " points"], Float[np.ndarray, " points"]]]:
    drives, tops = [np.array([branch.points[0].parameter])], [np.array([branch.points[0].T.max()])]
    for a, b in pairwise(branch.points):
        s, length = np.linspace(0, 1, 17)[1:], branch.length(a, b)
        drives.append(hermite(a.parameter, b.parameter, a.rate, b.rate, length, s))
        tops.append((1 - s) * a.T.max() + s * b.T.max())
    x, y = np.concatenate(drives), np.concatenate(tops)
    turns = 1 + np.nonzero(np.diff(np.sign(np.diff(x))))[0]
    ends = [0, *turns, x.size - 1]
    return [(k, x[i : j + 1], y[i : j + 1]) for k, (i, j) in enumerate(pairwise(ends))]
