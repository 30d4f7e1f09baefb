r"""A cheap model of the hot spot with four folds and a cusp, on which continuation codes can be compared.

$$\epsilon^2 (u'' + u'/r) - (u^5 - 0.3^5)/5 + (J/5)\,h(r)\,S(u) = 0, \quad S(u) = 0.03 + \frac{0.97}{1 + e^{-(u - 0.75)/0.05}},$$

on $0 \le r \le 8$ with no flux at the ends; h is the heating profile of a point-like microwave tip. It is Eq. (1) of a film with constant
conductivity and no kink, at the drive $\sqrt J$ and the relaxation length $\epsilon$.
"""

import numpy as np

from quenchmap.material.response import Response
from quenchmap.numerics.chebyshev import chebyshev_points, fit
from quenchmap.spot.branch import Branch, trace
from quenchmap.spot.family import family_in_drive
from quenchmap.spot.grid import initial_grid
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.steady import NEWTON, relax
from quenchmap.tip.shape import microwave_shape

BATH, EDGE = 0.3, 8.0
_HIGHEST = 3.42
_PIECES = 104  # as many as the tables of films have: their kernels serve


def absorption(u):
    return 0.03 + 0.97 / (1 + np.exp((0.75 - u) / 0.05))


def analogue(epsilon: float) -> SpotProblem:
    breaks = np.linspace(BATH, _HIGHEST, _PIECES + 1)
    u = chebyshev_points(breaks)
    conductance = sum(u**k * BATH ** (4 - k) for k in range(5))  # (u^5 - 0.3^5)/(u - 0.3)
    table = fit(breaks, np.stack([np.log(conductance), np.zeros_like(u), np.log(absorption(u)), u - BATH]))
    response = Response(table, BATH, 5.0, "sheahen", 0.0, _HIGHEST, (), {})
    return SpotProblem(response, microwave_shape, epsilon, EDGE)


def whole_branch(epsilon: float, *, start: float = 0.05, end: float = 3.3) -> Branch:
    """The branch from one J to another, all folds between."""
    problem, drive = analogue(epsilon), start**0.5
    grid = initial_grid(epsilon, EDGE, (), smooth=True)
    cold = np.full(len(grid.nodes), 1.01 * BATH)
    T = relax(problem.equation(drive), grid.vertices, cold, time_step=NEWTON, limit=20).T
    return trace(family_in_drive(problem), drive, grid, T, direction=1.0, stop=lambda points: points[-1].parameter ** 2 > end)
