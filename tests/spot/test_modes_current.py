"""The current's response to a perturbed temperature: exact potentials, limits in m, and the spectra that it makes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.material.doors import conductivity
from quenchmap.numerics.elements import assemble, gather
from quenchmap.spot.grid import Grid
from quenchmap.spot.heat_capacity import heat_capacity_by_element
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.modes.current import CurrentResponse, conductivity_slope, redirected_current
from quenchmap.spot.quadrature import INTERPOLATION, fine_points, fine_values
from quenchmap.spot.stability import HeatOperator, eigenmodes, heat_operator


@pytest.mark.parametrize("m", [1, 2, 5])
def test_a_uniform_film_answers_a_ring_as_the_closed_form(m):
    r"""For s = 1 between a and b, $f = \frac12\int_a^r (r'/r)^m dr' - \frac12\int_r^b (r/r')^m dr'$ over sigma, and an image."""
    a, b, edge, sigma = 1.0, 2.0, 6.0, 0.7 - 2.1j
    vertices = np.linspace(0, edge, 49)
    r, _ = fine_points(vertices)
    ring = (r > a) & (r < b)

    def down(low, high, x):  # derivative in x of the integral of (r'/x)^m
        return -m / x ** (m + 1) * (high ** (m + 1) - low ** (m + 1)) / (m + 1)

    def up(low, high, x):  # the same of (x/r')^m
        return m * x ** (m - 1) * (np.log(high / low) if m == 1 else (low ** (1 - m) - high ** (1 - m)) / (m - 1))

    image = -0.5 * down(a, b, edge) / edge ** (m - 1) * r ** (m - 1)
    slope = 0.5 * down(a, np.clip(r, a, b), r) - 0.5 * up(np.clip(r, a, b), b, r) + image + ring
    current = redirected_current(vertices, np.full(r.shape, sigma), ring.astype(complex), m)
    assert_allclose(current, ring - slope, atol=2e-9)


def test_a_polynomial_potential_in_a_graded_film_is_found():
    r"""sigma = 1 + beta r^2, f = r^2 - b r^4, m = 2: $\delta j_r = -\frac1r\int m^2\sigma f/r\,dr$; b makes it vanish at the edge."""
    beta, edge = 0.4 - 0.9j, 3.0
    b = (1 / 2 + beta * edge**2 / 4) / (edge**2 / 4 + beta * edge**4 / 6)
    vertices = np.linspace(0, edge, 13)
    r, _ = fine_points(vertices)
    sigma = 1 + beta * r**2
    current = -4 * (r / 2 + (beta - b) * r**3 / 4 - beta * b * r**5 / 6)
    source = sigma * (2 * r - 4 * b * r**3) + current
    assert_allclose(redirected_current(vertices, sigma, source, 2), current, atol=1e-8)  # the rule's own error


def test_the_current_is_fixed_as_m_vanishes_and_the_field_as_m_grows():
    vertices = np.linspace(0, 6, 49)
    r, _ = fine_points(vertices)
    sigma, source = 1 + 3j / (1 + r**2), r * np.exp(-((r - 2) ** 2)) * (1 - 0.5j)
    assert np.max(np.abs(redirected_current(vertices, sigma, source, 1e-4))[r > 1]) < 1e-6  # nearer, 1 - r^m is not resolved
    for m in (20, 40):
        assert_allclose(redirected_current(vertices, sigma, source, m), source, atol=50 / m**2)


def test_a_hot_sector_of_smaller_conductivity_carries_less_current_at_every_radius():
    """In a uniform resistive film the sector lies in series with what is inside and outside of it."""
    vertices = np.linspace(0, 6, 49)
    r, _ = fine_points(vertices)
    current = redirected_current(vertices, np.ones(r.shape), -np.exp(-(((r - 2) / 0.3) ** 2)), 1)
    assert np.all(current.real < 1e-12)
    assert np.all(current.real[r < 4] < -1e-3)


@pytest.mark.parametrize("w", [0.3, 2.0, 3.3])
def test_the_slope_of_the_conductivity_is_that_of_its_values_and_of_the_heating(fig4, w):
    T, step = np.array([0.31, 0.5, 0.7, 0.8, 0.95, 0.98, 1.2]), 1e-5
    difference = (conductivity(T + step, w) - conductivity(T - step, w)) / (2 * step)
    slope = conductivity_slope(T, w, "sheahen")
    assert_allclose(slope, difference, rtol=1e-5, atol=1e-8)
    if w == 2.0:
        (_, _, log_rho, _), (_, _, d_log_rho, _) = fig4.response.table.with_derivative(T)
        assert_allclose(-np.real(slope / conductivity(T, w) ** 2), np.exp(log_rho) * d_log_rho, rtol=1e-7, atol=1e-10)


def coarse_nucleus(fig4a, m: int) -> tuple[HeatOperator, CurrentResponse]:
    """The unstable state on few elements: small enough for dense algebra, and structured enough."""
    state = fig4a.unstable
    grid = Grid(np.concatenate([np.linspace(0, 2, 17), np.geomspace(2.3, 30, 8)]))
    T = state.temperature_at(grid.nodes)
    operator = heat_operator(fig4a.spot.problem, 1.2, grid, T, m=m, heat_capacity=heat_capacity_by_element(T, "sheahen"))
    return operator, CurrentResponse(fig4a.spot.problem, 2.0, 1.2, grid.vertices, T)


def applied(operator: HeatOperator, response: CurrentResponse, u: np.ndarray) -> np.ndarray:
    """Heat balance of a perturbation, from the definition: fixed current less the heating by the redirected one."""
    local = np.einsum("eij,ej->ei", operator.matrices, gather(u))
    current = redirected_current(operator.vertices, response.sigma, response.source * fine_values(u), operator.m)
    _, weight = fine_points(operator.vertices)
    return assemble(local - np.einsum("eq,qi->ei", weight * response.heating * current.real, INTERPOLATION))


@pytest.mark.parametrize("m", [1, 3])
def test_the_lowest_rates_are_those_of_the_dense_operator(fig4a, m):
    """All eigenvalues of the operator built column by column, through the potential alone: none is missed, the left end is found."""
    operator, response = coarse_nucleus(fig4a, m)
    size = operator.weight.size
    dense = np.array([applied(operator, response, column)[1:] for column in np.eye(size)[1:]]).T / operator.weight[1:, None]
    expected = np.linalg.eigvals(dense)
    expected = expected[np.argsort(expected.real)][:4]
    values, functions = response.eigenmodes(operator, 4)
    assert_allclose(values, expected, rtol=1e-7)
    for value, u in zip(values, functions):
        assert_allclose(applied(operator, response, u.real)[1:], (value * operator.weight * u).real[1:], atol=1e-8 * np.abs(u).max())


def test_without_the_current_the_spectrum_is_the_symmetric_one(fig4a):
    operator, response = coarse_nucleus(fig4a, 1)
    response.source = 0 * response.source
    assert_allclose(response.eigenmodes(operator, 4)[0], eigenmodes(operator, 4)[0], rtol=1e-8)


def test_a_stable_spot_stays_stable_when_the_current_responds(fig4a, fig4b):
    """The paper's states: what the current changes leaves their index alone, and m = 0 is not touched."""
    for state in (fig4a.cold, fig4a.hot, fig4b.hot):
        found = state.modes(largest_m=1, count=2)
        assert found.stable
        assert_allclose(found.rates_with_current[0], found.rates[0])
        assert found.error < 1e-6


@pytest.mark.slow
def test_a_narrow_hot_ring_breaks_its_symmetry_before_it_vanishes():
    """Lambda/z0 = 0.05, just above the lower edge of the window: stable at fixed current, unstable at m = 1 when the current responds."""
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.05)
    found = spot.states(1.03261).hot.modes(largest_m=2, count=1)
    assert np.all(found.rates > 0)
    assert found.growing == (0, 1, 0)
    assert found.most_unstable.rate == pytest.approx(-0.0060, rel=0.02)
