"""Fixed quadrature rules: exact where they claim to be."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.quadrature import crowded, even_gauss_legendre, gauss_legendre, midpoints


@pytest.mark.parametrize("n", [1, 2, 7, 24, 48])
def test_gauss_legendre_is_exact_to_degree_2n_minus_1_and_not_beyond(n):
    x, w = gauss_legendre(n)
    for power in range(2 * n):
        assert_allclose(np.sum(w * x**power), 1 / (power + 1), rtol=1e-12)
    # the classical error of the rule on the first monomial it misses
    missed = math.factorial(n) ** 4 / ((2 * n + 1) * math.factorial(2 * n) ** 2)
    if missed > 1e-12:
        assert_allclose(1 / (2 * n + 1) - np.sum(w * x ** (2 * n)), missed, rtol=1e-3)


@pytest.mark.parametrize("n", [1, 5, 16])
def test_half_of_an_even_rule_integrates_even_polynomials(n):
    x, w = even_gauss_legendre(n)
    assert np.all(x > 0)
    for power in range(0, 4 * n, 2):
        assert_allclose(np.sum(w * x**power), 1 / (power + 1), rtol=1e-13)


def test_midpoints_converge_exponentially_for_an_even_decaying_integrand():
    """int_0^1 exp(-(8x)^2) dx: the trapezoidal error formula gives 2 exp(-(pi n/8)^2) of the integral for n points."""
    exact = math.sqrt(math.pi) / 16
    for n in (8, 12):
        x, w = midpoints(n)
        error = abs(np.sum(w * np.exp(-((8 * x) ** 2))) / exact - 1)
        assert_allclose(error, 2 * math.exp(-((math.pi * n / 8) ** 2)), rtol=0.05)
    x, w = midpoints(24)
    assert_allclose(np.sum(w * np.exp(-((8 * x) ** 2))), exact, rtol=1e-14)


def test_a_square_root_singularity_removed_by_substitution_leaves_no_error():
    """int_0^1 cos(x)/sqrt(x) dx with x = v^2, the way the physics integrals are done; reference from the Fresnel integral."""
    v, w = gauss_legendre(12)
    assert_allclose(np.sum(w * 2 * np.cos(v**4 / v**2)), 1.8090484758005442, rtol=1e-14)


def test_crowded_rule_is_better_for_an_even_integrand_steep_at_the_end_and_exact_for_smooth_ones():
    """1 / (1.01 - x^2)^2 has its poles at 1.005, where the plain rule with as many nodes is fifty times worse."""
    exact = (1 / 0.01 + math.atanh(1 / math.sqrt(1.01)) / math.sqrt(1.01)) / (2 * 1.01)
    error = []
    for crowding in (0.0, 0.3):
        x, w = crowded(even_gauss_legendre(20), crowding)
        assert_allclose([np.sum(w), np.sum(w * x**2)], [1, 1 / 3], rtol=1e-14)
        error.append(abs(np.sum(w / (1.01 - x * x) ** 2) / exact - 1))
    assert error[1] < error[0] / 50
