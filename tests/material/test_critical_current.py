"""Depairing current in the dirty limit: both ends in closed form, the middle against a direct summation."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq, minimize_scalar
from scipy.special import digamma, polygamma, zeta

from quenchmap.material.conductivity import superfluid_weight
from quenchmap.material.critical_current import critical_current, depairing_current
from quenchmap.material.gap import ZERO_TEMPERATURE_GAP
from quenchmap.precision import jax, jnp


def test_is_1_491_at_zero_temperature():
    """At T = 0 (Abrikosov and Gorkov, x = Gamma/gap) ln(gap0/gap) = pi x/4 and the sum is gap (pi/2 - 2x/3):
    the largest sqrt(x) gap^(3/2) (pi/2 - 2x/3) lies at a root of a quadratic."""
    b = 1 + 3 * math.pi**2 / 16
    x = (b - math.sqrt(b**2 - math.pi**2 / 4)) / (math.pi / 2)
    exact = 2 * math.sqrt(2 * x) * math.exp(-3 * math.pi * x / 8) * (math.pi / 2 - 2 * x / 3)
    assert_allclose(float(critical_current(jnp.array(0.0))), exact, rtol=1e-10)
    assert exact == pytest.approx(1.491, abs=5e-4)


def test_ends_as_in_Ginzburg_Landau_theory():
    """Near T_c: 1 - T = pi Gamma/4 + 7 zeta(3) gap^2/(8 pi^2) and the sum is pi gap^2/4, largest at Gamma = 4 (1 - T)/(3 pi)."""
    gap_squared = 8 * math.pi**2 / (7 * zeta(3)) * 2 / 3
    exact = 2 * math.sqrt(2 * 4 / (3 * math.pi)) * math.pi / 4 * gap_squared / ZERO_TEMPERATURE_GAP**1.5
    for distance in (1e-4, 1e-6, 1e-9):
        assert_allclose(float(critical_current(jnp.array(1 - distance))) / distance**1.5, exact, rtol=max(distance, 1e-6))


@pytest.mark.parametrize("T", [0.1, 0.4, 0.7, 0.95])
def test_agrees_with_direct_summation_and_maximisation(T):
    assert_allclose(float(critical_current(jnp.array(T))), -largest_current_by_brute_force(T), rtol=1e-8)


def test_weak_superflow_has_the_superfluid_weight_of_the_conductivity():
    """The same condensate that gives sigma_2 at low frequency carries the dc supercurrent: fixes the prefactor."""
    T = np.array([0.1, 0.5, 0.9])
    weak = 1e-7
    expected = np.sqrt(2 * weak) / ZERO_TEMPERATURE_GAP**1.5 * superfluid_weight(jnp.asarray(T), "bcs")
    assert_allclose(depairing_current(T, np.full(3, weak)), expected, rtol=1e-5)


def test_is_the_largest_depairing_current():
    T = np.array([0.05, 0.2, 0.4, 0.6, 0.8, 0.99])[:, None]
    currents = depairing_current(T, (1 - T) * np.linspace(0.4, 0.6, 81))
    assert_allclose(np.max(currents, axis=1), critical_current(jnp.asarray(T[:, 0])), rtol=1e-5)


def test_falls_steadily_near_the_interpolation_of_Bardeen():
    """j_c(0) (1 - T^2)^(3/2) is the usual interpolation: 9 % above the theory at most, at T_c."""
    T = np.linspace(0, 0.999, 300)
    current = np.asarray(critical_current(jnp.asarray(T)))
    assert np.all(np.diff(current[T > 0.05]) < 0)
    assert_allclose(current / current[0], (1 - T**2) ** 1.5, rtol=0.09)


def test_vanishes_above_Tc_with_its_derivative():
    T = jnp.array([1.0, 1.5])
    assert_allclose(critical_current(T), 0)
    assert_allclose(jax.vmap(jax.grad(critical_current))(T), 0)


def test_derivative_is_the_slope():
    T, step = jnp.array([0.1, 0.3, 0.6, 0.95]), 1e-4
    slope = jax.vmap(jax.grad(critical_current))(T)
    assert_allclose(slope, (critical_current(T + step) - critical_current(T - step)) / (2 * step), rtol=1e-5, atol=1e-6)


def largest_current_by_brute_force(T: float) -> float:
    """Minus the maximum over Gamma: 3000 frequencies, the rest by expansion of the pairing angles in gap/omega."""
    h, M = 2 * np.pi * T, 3000
    omega = h * (np.arange(M) + 0.5)

    def sine(gap: float, G: float) -> np.ndarray:
        low, high = np.zeros(M), np.full(M, np.pi / 2)
        for _ in range(60):  # bisection: no idea shared with the code under test
            middle = (low + high) / 2
            below = gap * np.cos(middle) > (omega + G * np.cos(middle)) * np.sin(middle)
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.sin(low)

    def gap_equation(gap: float, G: float) -> float:
        beyond = digamma(M + 0.5 + G / h) - digamma(M + 0.5) - gap**2 / (4 * h**2) * polygamma(2, M + 0.5 + G / h)
        return h * np.sum(1 / omega - sine(gap, G) / gap) + beyond + math.log(T)

    def minus_current(G: float) -> float:
        gap = brentq(gap_equation, 1e-3, ZERO_TEMPERATURE_GAP, args=(G,), xtol=1e-12)
        weight = h * np.sum(sine(gap, G) ** 2) + gap**2 / h * polygamma(1, M + 0.5 + G / h)
        return -2 * math.sqrt(2 * G) * weight / ZERO_TEMPERATURE_GAP**1.5

    return minimize_scalar(minus_current, bounds=(0.35 * (1 - T), 0.5 * (1 - T)), method="bounded", options={"xatol": 1e-5 * (1 - T)}).fun
