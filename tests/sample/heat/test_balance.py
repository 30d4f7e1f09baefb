"""The discretised heat balance itself: what it conserves, its derivative, and the signs that make it comparable."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.kernel import Kernel
from quenchmap.numerics.network import rows
from quenchmap.precision import jnp
from quenchmap.sample.heat.balance import linearise
from quenchmap.sample.heat.problem import heat_problem

linearised = Kernel(linearise)


@pytest.fixture(scope="module")
def problem(torn, tip):
    return heat_problem(torn, tip, 1.2, phonon_temperature="3 K", position=(0, 0), gap_model="sheahen", spreading="fixed")


def anything(problem, seed=0):
    """Temperatures from the phonons' to the normal state, cell by cell at random: nothing like a solution."""
    u = np.random.default_rng(seed).uniform(0.31, 1.15, problem.sample.shape)
    return np.where(problem.sample.present, u, problem.bath)


def test_whatever_the_temperatures_all_cells_together_keep_what_they_absorb_and_do_not_give_away(problem):
    here = linearised(problem.balance, jnp.asarray(anything(problem)), problem.fixed_current)
    heating, cooling = np.asarray(here.heating), np.asarray(here.cooling)
    assert float(np.sum(here.surplus)) == pytest.approx(heating.sum() - cooling.sum(), rel=1e-13)
    assert np.all(heating[problem.sample.present] >= 0)
    assert np.all((heating == 0)[~problem.sample.present] & (cooling == 0)[~problem.sample.present])


def test_no_heat_flows_in_a_film_of_one_temperature_whatever_its_disorder(problem):
    """Not so for fluxes of the potential theta(u/tau): it is the face that has a critical temperature, not the cells."""
    for u in (0.4, 0.9, 1.1):
        here = linearised(problem.balance, jnp.where(problem.balance.present, u, problem.bath), problem.fixed_current)
        assert_allclose(here.surplus, here.heating - here.cooling, atol=1e-16)


def test_without_current_the_film_rests_at_the_phonons_temperature(problem):
    here = linearised(problem.balance, jnp.full(problem.sample.shape, problem.bath), jnp.zeros(problem.sample.shape))
    assert_allclose(here.surplus, 0, atol=1e-18)


@pytest.mark.parametrize("seed", [0, 1])
def test_the_network_is_minus_the_derivative_of_the_surplus(problem, seed):
    """Along random directions, by central differences in cells where nothing near has a kink: none of T_c, none of the gap edge."""
    u = anything(problem, seed)
    tau = problem.sample.relative_critical_temperature
    v = np.random.default_rng(seed + 10).uniform(-1, 1, u.shape) * problem.sample.present
    step = 1e-5

    def surplus(s):
        return np.asarray(linearised(problem.balance, jnp.asarray(u + s * step * v), problem.fixed_current).surplus)

    by_differences = (8 * (surplus(1) - surplus(-1)) - (surplus(2) - surplus(-2))) / (12 * step)
    network = linearised(problem.balance, jnp.asarray(u), problem.fixed_current).network
    exact = -np.asarray(rows(network)(jnp.asarray(v)))
    away = np.ones(u.shape, bool)
    for neighbour in (tau, *(np.roll(tau, s, axis) for axis in (0, 1) for s in (1, -1))):
        face = 0.5 * (tau + neighbour)
        for at in (face, tau, neighbour):
            away &= np.abs(u - at) > 0.01
    away &= problem.sample.present & (np.abs(u - edge_temperature(problem)) > 0.02)
    for axis in (0, 1):  # a face's temperature enters from the other side as well
        for s in (1, -1):
            away &= np.abs(np.roll(u, s, axis) - 0.5 * (tau + np.roll(tau, s, axis))) > 0.01
    assert away.mean() > 0.5
    scale = np.asarray(rows(network).centre)
    assert np.max(np.abs(by_differences - exact)[away] / scale[away]) < 1e-6
    assert_allclose(np.asarray(by_differences)[~problem.sample.present], 0, atol=1e-16)


def edge_temperature(problem):
    """Where 2 Delta(T) = hbar omega in each cell, Sheahen's gap; nowhere in a cell whose gap is too small."""
    tau, T = problem.sample.relative_critical_temperature, np.linspace(0.01, 0.9999, 20001)
    gap = 1.764 * np.sqrt(np.cos(np.pi * T**2 / 2))
    half = 0.5 * problem.tip.photon_energy(problem.sample.film.material.critical_temperature)
    wanted = half / np.where(tau > 0, tau, 1e-9)
    return np.where(wanted < 1.764, tau * np.interp(wanted, gap[::-1], T[::-1]), -1.0)


def test_a_warmer_neighbour_always_gives_more_and_a_warmer_cell_always_keeps_less_of_it(problem):
    """The signs of an M-matrix but for heating, for any temperatures: on them rests that cold is lowest and hot is highest."""
    network = linearised(problem.balance, jnp.asarray(anything(problem)), 0 * problem.fixed_current).network
    for rates in (network.east, network.west, network.north, network.south):
        assert np.all(np.asarray(rates) >= 0)
    assert np.all(np.asarray(network.leak) > 0)


def test_holes_exchange_nothing(problem):
    network = linearised(problem.balance, jnp.asarray(anything(problem)), problem.fixed_current).network
    hole = ~problem.sample.present
    assert np.all(np.asarray(network.east)[hole[:, 1:] | hole[:, :-1]] == 0)
    assert np.all(np.asarray(network.south)[hole[1:] | hole[:-1]] == 0)
    assert np.all(np.asarray(network.leak)[hole] == 1)


def test_the_derivative_by_the_drive(problem):
    """The surplus is linear in the squared current."""
    u, J2 = jnp.asarray(anything(problem)), problem.fixed_current
    here, stronger = linearised(problem.balance, u, J2), linearised(problem.balance, u, 3.0 * J2)
    assert_allclose(stronger.surplus - here.surplus, here.by_drive * 2.0 * J2, rtol=1e-12, atol=1e-16)


def test_the_current_of_the_tip_is_that_of_a_uniform_film_around_its_position(torn, tip):
    position = (1.5 * tip.height, -0.5 * tip.height)
    problem = heat_problem(torn, tip, 1.3, phonon_temperature="3 K", position=position, gap_model="sheahen", spreading="fixed")
    iy, ix = 20, 35
    r2 = ((torn.x[ix] - position[0]) ** 2 + (torn.y[iy] - position[1]) ** 2) / tip.height**2
    h = 11.090169943749475 * r2 / ((1 + r2) * (np.sqrt(1 + r2) + 1) ** 2)  # Eq. (2)
    assert float(problem.fixed_current[iy, ix]) == pytest.approx(1.3**2 * h, rel=1e-12)
