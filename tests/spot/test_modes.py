"""Spectra at fixed current: exact ones, their order, the heat capacity and what the user sees."""

import dataclasses

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import jnp_zeros, jv

from quenchmap.material.catalogue import material
from quenchmap.material.doors import heat_capacity
from quenchmap.material.film import Film
from quenchmap.numerics.elements import differentiate, gather, interpolate, mass
from quenchmap.spot.grid import Grid
from quenchmap.spot.heat_capacity import NATURAL_RATE, heat_capacity_by_element, time_unit
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.modes.spectrum import Modes
from quenchmap.spot.quadrature import INTERPOLATION, fine_points, fine_values
from quenchmap.spot.stability import eigenmodes, eigenvalues, heat_operator
from quenchmap.spot.state import State
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import BOLTZMANN, PLANCK


@pytest.fixture(scope="module")
def nucleus(fig4a) -> Modes:
    return fig4a.unstable.modes(largest_m=3, count=2)


@pytest.mark.parametrize("m", [0, 1, 2, 5])
def test_a_uniform_film_has_the_modes_of_a_disc(fig4, m):
    r"""At the bath's temperature $\mu = (\lambda^2 k^2 + G/n\kappa)\,\kappa/c$ with $J_m'(kR) = 0$, and the mode is $J_m(kr)$."""
    grid, bath = Grid(np.linspace(0, 5, 13)), 0.3
    T = np.full(grid.nodes.size, bath)
    log_G, log_K = fig4.response.table(np.array([bath]))[:2, 0]
    K, c = np.exp(log_K), heat_capacity(bath)
    zeros = np.concatenate([[0.0], jnp_zeros(0, 3)]) if m == 0 else jnp_zeros(m, 4)
    expected = (0.16**2 * (zeros / 5) ** 2 * K + np.exp(log_G) / 5) / c
    operator = heat_operator(fig4.problem, 0.0, grid, T, m=m, heat_capacity=heat_capacity_by_element(T, "sheahen"))
    values, functions = eigenmodes(operator, 4)
    assert_allclose(values, expected, rtol=1e-11)
    shape = jv(m, zeros[1] / 5 * grid.nodes)
    assert_allclose(functions[1] / functions[1, 20], shape / shape[20], atol=1e-8)


def test_rates_at_fixed_current_increase_with_m(fig4a, fig4b):
    """L_m - L_m' is positive for m > m' (min-max): no m >= 1 becomes unstable before m = 0."""
    for state in (*fig4a, *fig4b):
        grid, T = state.solution.coarse.grid, state.solution.coarse.T
        c = heat_capacity_by_element(T, "sheahen")
        rates = [eigenvalues(state.spot.problem, state.drive, grid, T, m=m, heat_capacity=c, count=3) for m in range(5)]
        assert np.all(np.diff(rates, axis=0) > 0)


def test_the_number_of_growing_modes_does_not_depend_on_the_heat_capacity(fig4a, fig4b):
    for state in (*fig4a, *fig4b):
        grid, T = state.solution.grid, state.solution.T
        for c in (None, 1.0, heat_capacity_by_element(T, "sheahen")):
            rates = eigenvalues(state.spot.problem, state.drive, grid, T, heat_capacity=c)
            assert np.sum(rates < 0) == state.solution.index == (state.kind == "unstable")


def test_modes_have_the_eigenvalues_of_the_reference(fig4a, reference):
    """Inverse iteration and Rayleigh's quotient against independent solvers, for a constant heat capacity."""
    for state, name in zip(fig4a, ("low", "unstable", "high")):
        s = state.solution
        values, _ = eigenmodes(heat_operator(state.spot.problem, 1.2, s.grid, s.T, heat_capacity=1.0), 2)
        assert_allclose(values, reference["profiles"][f"1.2_{name}"]["eig_T"], rtol=3e-7)
        values, _ = eigenmodes(heat_operator(state.spot.problem, 1.2, s.coarse.grid, s.coarse.T), 4)
        assert_allclose(values, state.eigenvalues, rtol=1e-8)


def test_modes_are_orthonormal_and_vanish_on_the_axis_as_the_mth_power(fig4a):
    s = fig4a.unstable.solution
    for m in (0, 1, 2, 3):
        operator = heat_operator(fig4a.spot.problem, 1.2, s.grid, s.T, m=m, heat_capacity=heat_capacity_by_element(s.T, "sheahen"))
        _, u = eigenmodes(operator, 4)
        assert_allclose(u @ (operator.weight * u).T, np.eye(4), atol=1e-12)
        near, far = interpolate(s.grid.vertices, u[0], s.grid.vertices[1] * np.array([0.1, 0.2]))
        assert far / near == pytest.approx(2.0**m, rel=1e-2)


def test_the_jump_of_the_heat_capacity_falls_between_two_elements(fig4a):
    """Rayleigh's quotient with an integral of c delta T^2 by a finer rule, T by T: as if the node at T_c had two heat capacities."""
    state, problem = fig4a.hot, fig4a.spot.problem
    grid, T = state.solution.grid, state.solution.T
    operator = heat_operator(problem, 1.2, grid, T, m=1, heat_capacity=heat_capacity_by_element(T, "sheahen"))
    rates, u = eigenmodes(operator, 30)
    k = int(np.argmax(np.sum((operator.weight * u**2)[:, grid.nodes < 3], axis=1)))  # the mode with most of its heat in the ring
    _, weight = fine_points(grid.vertices)
    at = fine_values(T)
    norm = np.sum(weight * heat_capacity(at) / problem.response.thermal_conductivity(at) * fine_values(u[k]) ** 2)
    flow = operator.conduction * np.sum(mass(grid.vertices) * differentiate(grid.vertices, u[k]) ** 2)
    energy = flow + np.einsum("ei,eij,ej->", gather(u[k]), operator.local, gather(u[k]))
    assert energy / norm == pytest.approx(rates[k], rel=1e-8)
    assert INTERPOLATION.shape[0] > T.size // len(operator.local)  # the rule is finer


def test_the_heat_capacity_at_the_critical_temperature_is_that_of_the_elements_side():
    T = np.concatenate([np.linspace(0.9, 1, 9), np.linspace(1, 1.1, 9)[1:]])
    c = heat_capacity_by_element(T, "bcs")
    assert c[0, -1] == pytest.approx(1 + 1.4261, rel=1e-3)
    assert c[1, 0] == 1.0


def test_the_unstable_ring_grows_for_the_first_few_m(nucleus):
    """Fig. 4a, and the part of the current: it makes the displaced ring (m = 1) grow fastest, and slows the higher m."""
    assert_allclose(nucleus.rates[:, 0], [-0.467078, -0.452224, -0.408532, -0.337888], rtol=3e-6)
    assert_allclose(nucleus.rates_with_current[1:, 0], [-0.481682, -0.355795, -0.210370], rtol=3e-6)
    assert nucleus.error < 1e-6
    assert nucleus.growing == (1, 1, 1, 1)
    assert not nucleus.stable
    assert nucleus.most_unstable[:2] == (1, 0)
    assert nucleus.most_unstable.rate == pytest.approx(nucleus.rates_with_current[1, 0].real)
    assert nucleus.slowest_time == pytest.approx(1 / nucleus.rates[0, 1])
    assert nucleus.unit == NATURAL_RATE
    assert np.max(np.abs(nucleus.functions), axis=2) == pytest.approx(1.0)
    assert np.all(nucleus.functions_with_current[1:, :, 0] == 0)


def test_rates_are_per_second_where_the_diffusion_coefficient_is_known(fig4a, nucleus):
    nbn = material("NbN")
    tip = MicrowaveTip(nbn.relaxation_length / 0.16, 2 * BOLTZMANN * nbn.critical_temperature / PLANCK)
    known = HotSpot(Film(nbn.replace(diffusion_coefficient="0.5 cm**2/s"), "10 nm"), tip, 0.3 * nbn.critical_temperature)
    unknown = HotSpot(Film(nbn.replace(diffusion_coefficient=None), "10 nm"), tip, 0.3 * nbn.critical_temperature)
    assert time_unit(known) == (known.film.material.thermal_time, "s")
    assert known.film.material.thermal_time == pytest.approx(nbn.relaxation_length**2 / 0.5e-4)
    assert time_unit(unknown) == time_unit(fig4a.spot)
    seconds = State(known, 1.2, fig4a.unstable.solution).modes(1, 2, current_response=False)
    assert seconds.unit == "1/s"
    assert_allclose(seconds.rates * known.film.material.thermal_time, nucleus.rates[:2], rtol=1e-6)
    assert "1/ns" in str(seconds)
    assert seconds.plot().axes[1].get_ylabel() == "decay rate (1/ns)"


def test_the_table_and_the_figure_show_every_rate(nucleus):
    table = str(nucleus)
    for m in range(4):
        assert f"{nucleus.rates[m, 0]:+.5g}" in table
        assert f"{nucleus.rates_with_current[m, 0].real:+.5g}" in table
    assert "m = 1, grows at 0.4816" in table
    shapes, rates = nucleus.plot().axes
    assert [t.get_text() for t in shapes.get_legend().get_texts()] == ["$m=0$", "$m=1$", "$m=2$", "$m=3$", "current responds"]
    assert [line.get_ydata().size for line in rates.lines] == [4, 3] * 2


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"largest_m": -1}, ValueError, r"from 0 to 50, but largest_m=-1\."),
        ({"largest_m": 1.5}, TypeError, r"must be an integer, but largest_m=1\.5\."),
        ({"largest_m": True}, TypeError, "largest_m=True"),
        ({"count": 0}, ValueError, r"from 1 to 50, but count=0\."),
        ({"count": "4"}, TypeError, "count='4'"),
    ],
)
def test_refusals(fig4a, arguments, error, message):
    with pytest.raises(error, match=message):
        fig4a.hot.modes(**arguments)


def test_a_hot_tip_has_no_current_to_respond(fig4a):
    tip = HotTip("100 nm", "300 K", "50 nm", "1e7 S/m")
    spot = HotSpot(Film("InOx", "10 nm"), tip, "0.7 K")
    with pytest.raises(ValueError, match=r"the tip is hot and heats by its radiation: tip=HotTip\(.*set it to False"):
        dataclasses.replace(fig4a.hot, spot=spot).modes(current_response=True)
