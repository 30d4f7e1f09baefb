"""Error estimates are honest, observables converged to 1e-6, and the error falls as elements shrink."""

import pytest

from quenchmap.spot.family import fixed
from quenchmap.spot.grid import adapted_grid
from quenchmap.spot.observables import measure
from quenchmap.spot.steady import polish


@pytest.fixture(scope="module", params=[0, 1, 2, 3], ids=["cold", "unstable", "hot", "hot at 1.8"])
def pair(request, fig4, fig4a, fig4b):
    """A state and its observables on elements a quarter as long in a domain twice as wide."""
    state = [*fig4a, fig4b.hot][request.param]
    start = state.solution
    grid = adapted_grid(start.grid, start.T, 0.16, fig4.problem.levels, outer_radius=60.0, refinement=4)
    finer = polish(fixed(fig4.problem, state.drive), state.drive, grid, start.grid.transfer(start.T, grid))
    return state, measure(fig4.problem, state.drive, finer.grid, finer.T), finer


def test_the_error_bar_of_every_observable_covers_a_much_finer_solution(pair):
    state, truth, _ = pair
    for name, found in state.observables().items():
        if name != "heat":  # that of a larger domain is larger: ln R, see tip.absorption
            slack = 1e-7 if name == "radius_of_maximum" else 1e-9  # a maximum is flat
            assert abs(found.value - truth[name]) < 2 * found.error + slack, name


def test_observables_are_converged_to_1e_6(pair):
    state, truth, _ = pair
    for name, found in state.observables().items():
        if name not in ("heat", "wall_slope"):  # the slope is steepest at the gap edge, where T'' is logarithmic: 1e-5
            assert abs(found.value - truth[name]) <= 1e-6 * abs(truth[name]), name
            assert found.error <= 1e-6 * abs(found.value), name


def test_the_error_of_the_profile_covers_a_much_finer_solution(pair):
    state, _, finer = pair
    inside = state.radius < 0.7 * state.solution.grid.outer_radius
    difference = abs(finer.grid.transfer(finer.T, state.solution.grid) - state.temperature)[inside].max()
    assert difference < 2 * state.error
    assert state.error < 1e-5
