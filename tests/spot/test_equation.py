"""The discrete heat balance: its derivatives are those of its residual, and its solver lands on its zeros."""

import equinox as eqx
import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.condensation import multiply
from quenchmap.precision import jax, jnp
from quenchmap.spot.equation import film_at, film_derivatives, linearise
from quenchmap.spot.family import fixed
from quenchmap.spot.grid import Grid, adapted_grid, initial_grid
from quenchmap.spot.steady import NEWTON, polish, relax


@pytest.fixture(scope="module")
def at(fig4):
    """The equation of Fig. 4a with a profile that solves nothing."""
    grid = initial_grid(0.16, 30.0, [2.2])
    T = jnp.asarray(0.3 + 0.9 * np.exp(-(((grid.nodes - 1.3) / 1.2) ** 2)))
    return fig4.problem.equation(1.2), jnp.asarray(grid.vertices), T


def test_the_operator_is_the_derivative_of_the_residual_in_the_conduction_integral(at):
    equation, vertices, T = at
    here = linearise(equation, vertices, T)
    dT = jnp.asarray(np.random.default_rng(0).normal(size=T.size))
    _, exact = jax.jvp(lambda y: linearise(equation, vertices, y).residual, (T,), (dT,))
    # the tables of K and of theta are separate series: their slopes agree to the tables' error
    assert_allclose(multiply(here.operator, here.conductivity * dT), exact, rtol=1e-7, atol=1e-9)


def test_the_derivatives_of_the_film_are_those_of_its_values(at):
    """Where there is no kink: those of conductivity and conduction integral agree to the error of their separate series."""
    equation, _, T = at
    T = T[jnp.abs(T - 0.9) < 0.08]

    def derivative(order):
        return jax.jvp(lambda y: film_derivatives(equation.table, y, 1)[order], (T,), (jnp.ones_like(T),))[1]

    film, slopes, bends = film_derivatives(equation.table, T, 2)
    assert_allclose(film, film_at(equation.table, T), rtol=1e-14)
    assert_allclose(slopes, derivative(0), rtol=1e-8)
    assert_allclose(bends, derivative(1), rtol=1e-9)


def test_without_heating_the_film_is_at_the_temperature_of_the_phonons(fig4):
    grid = initial_grid(0.16, 30.0, [])
    T = jnp.full(grid.nodes.size, 0.3)
    at = linearise(fig4.problem.equation(1e-12), jnp.asarray(grid.vertices), T)
    assert float(jnp.max(jnp.abs(at.residual))) < 1e-20


def test_conduction_moves_heat_and_makes_none(at):
    """The residual summed over all nodes is cooling less heating: fluxes cancel, so the balance closes."""
    equation, vertices, T = at
    cold = eqx.tree_at(lambda e: e.relaxation_length, equation, jnp.asarray(1e-9))
    total, local = (float(jnp.sum(linearise(e, vertices, T).residual)) for e in (equation, cold))
    assert_allclose(total, local, rtol=1e-9)


def test_pseudo_time_finds_a_stable_state_from_far_away_and_newton_polishes_it(fig4, fig4a):
    grid = initial_grid(0.16, 30.0, [])
    outcome = relax(fig4.problem.equation(1.2), grid.vertices, np.full(grid.nodes.size, 0.31), time_step=0.1, limit=150)
    assert outcome.converged
    fitted = adapted_grid(grid, outcome.T, 0.16, fig4.problem.levels)
    state = polish(fixed(fig4.problem, 1.2), 1.2, fitted, grid.transfer(outcome.T, fitted))
    assert_allclose(state.T[0], fig4a.cold.observable("central_temperature").value, rtol=1e-8)


def test_plain_newton_returns_to_an_unstable_state(fig4, fig4a):
    """Time stepping would leave it: unstable states are first-class."""
    unstable = fig4a.unstable.solution
    pushed = unstable.T + 1e-3 * np.exp(-(unstable.grid.nodes**2))
    newton = relax(fig4.problem.equation(1.2), unstable.grid.vertices, pushed, time_step=NEWTON, limit=25)
    assert newton.converged
    assert_allclose(newton.T, unstable.T, rtol=1e-6)


def test_fitted_vertices_sit_at_the_kinks(fig4, fig4a):
    grid, T = fig4a.hot.solution.grid, fig4a.hot.solution.T
    assert_allclose(np.interp(grid.fitted_radii, grid.nodes, T), grid.targets, rtol=1e-12)
    assert sorted(grid.targets) == sorted(2 * list(fig4.problem.levels))
    assert_allclose([c.radius for c in grid.crossings(T, fig4.problem.levels)], grid.fitted_radii, rtol=1e-10)


def test_a_polish_that_starts_from_nonsense_says_that_it_failed(fig4):
    grid = initial_grid(0.16, 30.0, [])
    wild = 0.31 + 20 * np.random.default_rng(0).uniform(size=grid.nodes.size)
    with pytest.raises(ConvergenceError, match="polish of a steady state did not converge"):
        polish(fixed(fig4.problem, 1.2), 1.2, grid, wild)


def test_crossings_are_found_by_level_and_direction():
    grid = Grid(np.linspace(0, 10, 49))
    T = np.cos(grid.nodes)
    found = grid.crossings(T, [0.5, 0.0])
    assert_allclose(
        [c.radius for c in found], sorted([np.arccos(0.5), np.pi / 2, 1.5 * np.pi, 5 * np.pi / 3, 7 * np.pi / 3, 2.5 * np.pi]), rtol=1e-9
    )
    assert [c.rising for c in found] == [False, False, True, True, False, False]
    assert grid.crossings(T, [2.0]) == []
