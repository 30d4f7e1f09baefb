import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import zeta

from quenchmap.material.gap import ZERO_TEMPERATURE_GAP, gap, gap_squared, temperature_at_gap
from quenchmap.precision import jax, jnp

BOTH = pytest.mark.parametrize("gap_model", ["sheahen", "bcs"])


def slope(T, gap_model):
    """Of the squared gap."""
    return jax.jvp(lambda t: gap_squared(t, gap_model), (T,), (jnp.ones_like(T),))[1]


@BOTH
def test_gap_is_exact_to_rounding_up_to_1e_13_from_tc(gap_model, at, reference, assert_relative):
    exact = reference("gap", gap_model)
    assert_relative(at(gap, exact["T"], gap_model=gap_model), exact["gap"], 2e-15, exact)


@BOTH
def test_temperature_at_gap_inverts_the_gap(gap_model, at, reference):
    exact = reference("gap", gap_model)
    below = exact["gap"] < 0.999 * ZERO_TEMPERATURE_GAP  # nearer to zero temperature the gap no longer knows its temperature
    assert_allclose(at(temperature_at_gap, exact["gap"][below], gap_model=gap_model), exact["T"][below], rtol=1e-12)


@BOTH
def test_gap_at_low_temperature_is_the_weak_coupling_one(gap_model, at):
    """pi/e^gamma, Eq. (A2); the BCS gap leaves it exponentially, Sheahen's as T^4."""
    assert_allclose(ZERO_TEMPERATURE_GAP, 1.763876988862046, rtol=1e-15)
    assert_allclose(at(gap, 0.02, gap_model=gap_model), ZERO_TEMPERATURE_GAP, rtol=1e-14 if gap_model == "bcs" else 1e-7)


def test_slopes_of_the_squared_gap_at_tc_are_those_of_ginzburg_landau_and_of_sheahen(at):
    """Delta^2 -> 8 pi^2/(7 zeta(3)) (1 - T) for the gap equation and pi Delta_0^2 (1 - T) for Eq. (A1)."""
    T = 1 - 1e-9
    for gap_model, exact in (("bcs", 8 * np.pi**2 / (7 * zeta(3))), ("sheahen", np.pi * ZERO_TEMPERATURE_GAP**2)):
        assert_allclose(at(gap, T, gap_model=gap_model) ** 2 / (1 - T), exact, rtol=1e-8)
        assert_allclose(-at(slope, T, gap_model=gap_model), exact, rtol=1e-8)


@BOTH
def test_gap_vanishes_in_the_normal_state_with_its_slope(gap_model, at):
    T = np.array([1.0, 1.0 + 2.0**-52, 1.5])
    assert np.all(at(gap, T, gap_model=gap_model) == 0)
    assert np.all(at(slope, T, gap_model=gap_model)[1:] == 0)


def test_sheahens_gap_is_within_the_stated_distance_of_the_bcs_gap(at):
    T = np.linspace(0.02, 0.9999, 128)
    ratio = at(gap, T, gap_model="sheahen") / at(gap, T, gap_model="bcs")
    assert_allclose(np.max(np.abs(ratio - 1)), 0.031, atol=5e-4)
