"""Order of convergence: algebraic in the length of the elements, at the degree's order, where the solution is smooth."""

import numpy as np
import pytest
from scipy.special import j0, j1

from quenchmap.numerics.condensation import condensed, solve
from quenchmap.numerics.elements import DEGREE, element_nodes, interpolate, mass, nodes, stiffness
from quenchmap.precision import jnp
from quenchmap.spot.equation import linearise
from quenchmap.spot.family import fixed
from quenchmap.spot.grid import Grid
from quenchmap.spot.steady import polish

K0 = 3.8317059702075125  # first zero of J_1: j0(K0 r) has no flux at r = 1


def observed(errors, lengths):
    return np.polyfit(np.log(lengths), np.log(errors), 1)[0]


def helmholtz(elements, k):
    """-(1/r)(r u')' + u = (k^2 + 1) J_0(k r), no flux at both ends: u = J_0(k r) when J_1(k) = 0."""
    vertices = np.linspace(0, 1, elements + 1)
    r, m = element_nodes(vertices), mass(vertices)
    local = stiffness(vertices) + m[:, :, None] * np.eye(DEGREE + 1)
    load = m * (k**2 + 1) * j0(k * r)
    right = np.zeros(elements * DEGREE + 1)
    for e in range(elements):
        right[e * DEGREE : (e + 1) * DEGREE + 1] += load[e]
    return vertices, np.asarray(solve(condensed(jnp.asarray(local)), jnp.asarray(right)[:, None]))[:, 0]


def test_the_error_between_nodes_falls_with_the_degree_plus_one():
    """Degree 8 interpolates to order 9. The 12th zero of J_1 keeps the error above rounding."""
    k = 38.47476623477161
    assert abs(j1(k)) < 1e-12
    r = np.linspace(0, 1, 3001)
    errors, counts = [], (20, 24, 28, 32)
    for elements in counts:
        vertices, u = helmholtz(elements, k)
        errors.append(np.sqrt(np.mean(r * (interpolate(vertices, u, r) - j0(k * r)) ** 2)))
    assert observed(errors, 1 / np.array(counts)) == pytest.approx(DEGREE + 1, abs=0.1)


def test_the_error_at_the_ends_of_elements_falls_faster():
    """Superconvergence: why the radii of fitted vertices are so accurate. Order DEGREE + 2 with the mass lumped at the nodes."""
    k = 38.47476623477161
    errors, counts = [], (12, 16, 24, 32)
    for elements in counts:
        vertices, u = helmholtz(elements, k)
        errors.append(np.sqrt(np.mean((u[::DEGREE] - j0(k * vertices)) ** 2)))
    assert observed(errors, 1 / np.array(counts)) > DEGREE + 1.9


def test_a_polynomial_solution_is_exact():
    """u = 1 - 2 r^2 + r^4 has no flux at r = 1; one element suffices."""
    vertices = np.array([0.0, 1.0])
    r, m = element_nodes(vertices)[0], mass(vertices)[0]
    exact = 1 - 2 * r**2 + r**4
    source = -(-8 + 16 * r**2) + exact
    u = np.linalg.solve(stiffness(vertices)[0] + np.diag(m), m * source)
    np.testing.assert_allclose(u, exact, atol=1e-13)


def test_the_nonlinear_balance_converges_at_the_order_of_the_elements_where_it_is_smooth():
    """A normal film: kappa = T, q = T^5 - T_ph^5, no kinks. Elements halved, against a solution that is fine everywhere."""
    from quenchmap.spot.hotspot import HotSpot

    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=1.2, photon_energy=2.0, relaxation_length=0.16, outer_radius=12.0)

    def solved(elements):
        grid = Grid(12 * np.linspace(0, 1, elements + 1) ** 2)
        return polish(fixed(spot.problem, 3.0), 3.0, grid, np.full(grid.nodes.size, 1.5))

    truth = solved(96)
    r = np.linspace(0, 11, 2001)
    errors, counts = [], (16, 24, 32)
    for elements in counts:
        state = solved(elements)
        errors.append(np.max(np.abs(interpolate(state.grid.vertices, state.T, r) - interpolate(truth.grid.vertices, truth.T, r))))
    assert observed(errors, 1 / np.array(counts)) > DEGREE  # rates of a nonlinear problem scatter; it is no less than the degree
    residual = linearise(spot.problem.equation(3.0), jnp.asarray(truth.grid.vertices), jnp.asarray(truth.T)).residual
    assert float(jnp.max(jnp.abs(residual))) < 1e-12
    assert nodes(truth.grid.vertices).size == truth.T.size
