"""Spectral elements on a radius: exact on the polynomials they are made of."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.elements import DEGREE, assemble, differentiate, element_nodes, gather, interpolate, mass, nodes, stiffness
from quenchmap.precision import jnp

VERTICES = np.array([0.0, 0.1, 0.5, 0.7, 2.0, 3.5])


def test_nodes_run_through_the_vertices_and_shared_ones_appear_once():
    r = nodes(VERTICES)
    assert r.size == (len(VERTICES) - 1) * DEGREE + 1
    assert np.all(np.diff(r) > 0)
    assert_allclose(r[::DEGREE], VERTICES, atol=0)
    assert_allclose(gather(r), element_nodes(VERTICES), atol=1e-15)


@pytest.mark.parametrize("power", range(2 * DEGREE - 1))
def test_mass_integrates_polynomials_with_the_area_element(power):
    """int r^p r dr, exact for p + 1 <= 2 DEGREE - 1."""
    assert_allclose(np.sum(mass(VERTICES) * element_nodes(VERTICES) ** power), VERTICES[-1] ** (power + 2) / (power + 2), rtol=1e-13)


@pytest.mark.parametrize(("p", "q"), [(0, 3), (1, 1), (2, 5), (DEGREE, DEGREE), (DEGREE, 1), (DEGREE, DEGREE - 1)])
def test_stiffness_is_exact_for_all_polynomials_of_an_element(p, q):
    """int (r^p)' (r^q)' r dr = p q R^(p+q) / (p+q), up to the full degree: the rule is exact to 2 DEGREE - 1, the integrand's degree."""
    r = nodes(VERTICES)
    value = r**p @ assemble(np.einsum("eij,ej->ei", stiffness(VERTICES), gather(r**q)))
    assert_allclose(value, p * q * VERTICES[-1] ** (p + q) / (p + q) if p * q else 0.0, rtol=1e-12, atol=1e-9)


def test_stiffness_is_symmetric_positive_and_blind_to_constants():
    k = stiffness(VERTICES)
    assert_allclose(k, np.swapaxes(k, 1, 2), atol=1e-12)
    assert_allclose(k.sum(axis=2), 0, atol=1e-11)
    assert np.all(np.linalg.eigvalsh(k) > -1e-11)


def test_assembling_is_the_transpose_of_gathering():
    random = np.random.default_rng(1)
    u, f = random.normal(size=5 * DEGREE + 1), random.normal(size=(5, DEGREE + 1))
    assert_allclose(np.sum(gather(u) * f), u @ assemble(f), rtol=1e-13)
    assert_allclose(assemble(jnp.asarray(f)), assemble(f), rtol=1e-15)
    assert_allclose(gather(jnp.asarray(u)), gather(u), atol=0)


def test_interpolation_and_differentiation_are_exact_for_the_degree():
    def f(r):
        return (r - 1.3) ** DEGREE - 2 * r**3

    r = np.concatenate([np.linspace(0, 3.5, 57), VERTICES, nodes(VERTICES)])
    u = f(nodes(VERTICES))
    assert_allclose(interpolate(VERTICES, u, r), f(r), rtol=1e-12, atol=1e-12)
    slope = DEGREE * (element_nodes(VERTICES) - 1.3) ** (DEGREE - 1) - 6 * element_nodes(VERTICES) ** 2
    assert_allclose(differentiate(VERTICES, u), slope, rtol=1e-11, atol=1e-10)


def test_interpolation_holds_the_end_values_outside():
    u = np.cos(nodes(VERTICES))
    assert_allclose(interpolate(VERTICES, u, np.array([-1.0, 99.0])), [1.0, np.cos(3.5)], rtol=1e-15)


def test_a_kink_at_a_vertex_costs_nothing():
    r = np.linspace(0, 3.5, 301)
    u = np.abs(nodes(VERTICES) - 0.7)
    assert_allclose(interpolate(VERTICES, u, r), np.abs(r - 0.7), atol=1e-14)
    assert_allclose(differentiate(VERTICES, u)[[2, 3]], [[-1.0] * (DEGREE + 1), [1.0] * (DEGREE + 1)], atol=1e-12)
