import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import zeta

from quenchmap.material.gap import ZERO_TEMPERATURE_GAP
from quenchmap.material.heat_capacity import heat_capacity

BOTH = pytest.mark.parametrize("gap_model", ["sheahen", "bcs"])


@BOTH
def test_heat_capacity_is_exact_also_where_it_is_exponentially_small(gap_model, at, reference, assert_relative):
    exact = reference("heat_capacity", gap_model)
    assert_relative(at(heat_capacity, exact["T"], gap_model=gap_model), exact["C"], 1e-12, exact)


@BOTH
def test_entropy_at_tc_is_that_of_the_normal_state(gap_model, at):
    """Third law: the integral of C/T from 0 to T_c is gamma T_c whatever the gap, for the transition has no latent heat."""
    x, weight = np.polynomial.legendre.leggauss(64)
    T = (1 + x) / 2 * 0.98 + 0.02  # below T = 0.02 there is e^-88 of it
    assert_allclose(np.sum(weight * 0.49 * at(heat_capacity, T, gap_model=gap_model) / T), 1.0, rtol=1e-12)


def test_jump_at_tc_is_rutgers(at):
    """12/(7 zeta(3)) for the BCS gap, 3 Delta_0^2/(2 pi) for Sheahen's."""
    for gap_model, jump in (("bcs", 12 / (7 * zeta(3))), ("sheahen", 1.5 * ZERO_TEMPERATURE_GAP**2 / np.pi)):
        below, normal = at(heat_capacity, [1 - 1e-10, 1.0], gap_model=gap_model)
        assert_allclose(below - normal, jump, rtol=1e-8)
        assert normal == 1
