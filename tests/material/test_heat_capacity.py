"""Electronic heat capacity: closed-form limits, thermodynamics, 30-digit references."""

import mpmath as mp
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import zeta

from quenchmap.material.gap import ZERO_TEMPERATURE_GAP, gap
from quenchmap.material.heat_capacity import heat_capacity
from quenchmap.precision import jax, jnp

DISTANCES = np.array([1e-7, 1e-8, 1e-9, 1e-10, 1e-12])  # from T_c; five temperatures in every test share one kernel
BOTH_GAPS = pytest.mark.parametrize("gap_model", ["sheahen", "bcs"])


def test_jump_at_Tc_is_that_of_the_BCS_gap():
    """The textbook 12/(7 zeta(3)) = 1.426: fixes the prefactor of the term with the gap's slope."""
    assert_allclose(heat_capacity(1 - DISTANCES, "bcs") - 1, 12 / (7 * zeta(3)), rtol=1e-6)


def test_jump_at_Tc_follows_the_slope_of_the_Sheahen_gap():
    """d(gap^2)/dT = -pi gap(0)^2 at T_c in Eq. (A1)."""
    assert_allclose(heat_capacity(1 - DISTANCES) - 1, 3 * ZERO_TEMPERATURE_GAP**2 / (2 * np.pi), rtol=1e-6)


@BOTH_GAPS
def test_entropy_at_Tc_is_the_normal_one(gap_model):
    """Third law: int C/T dT from 0 to T_c is gamma T_c for any gap that opens continuously, so both integrals are right at all T."""
    assert_allclose(integral_below_Tc(lambda T: heat_capacity(T, gap_model) / T), 1.0, rtol=1e-12)


def test_energy_released_on_warming_to_Tc_is_the_condensation_energy():
    """U_n - U_s = N0 gap(0)^2 / 2 at T = 0, only for the self-consistent gap."""
    energy = integral_below_Tc(lambda T: heat_capacity(T, "bcs") - T)
    assert_allclose(energy, 3 * ZERO_TEMPERATURE_GAP**2 / (4 * np.pi**2), rtol=1e-12)


@BOTH_GAPS
def test_thermally_activated_at_low_temperature(gap_model):
    """C -> (3 sqrt(2) / pi^(3/2)) gap^(5/2) T^(-3/2) exp(-gap/T), with corrections of order T/gap."""
    T = jnp.array([0.02, 0.03, 0.04, 0.06, 0.08])
    d = gap(T, gap_model)
    activated = 3 * np.sqrt(2) / np.pi**1.5 * d**2.5 * T**-1.5 * np.exp(-d / T)
    assert np.all(np.abs(heat_capacity(T, gap_model) / activated - 1) < 2 * T / d)


def test_agrees_with_thirty_digits():
    T = np.array([0.02, 0.1, 0.5, 0.9, 1 - 1e-8])
    assert_allclose(heat_capacity(T), [float(heat_capacity_in_thirty_digits(t)) for t in T], rtol=3e-14)


@BOTH_GAPS
def test_derivative_is_the_slope(gap_model):
    T = jnp.array([0.05, 0.3, 0.7, 0.95, 1.3])
    step = 1e-5
    derivative = jax.jit(jax.grad(lambda t: jnp.sum(heat_capacity(t, gap_model))))
    slope = derivative(T)
    difference = (heat_capacity(T + step, gap_model) - heat_capacity(T - step, gap_model)) / (2 * step)
    assert_allclose(slope, difference, rtol=1e-5)
    assert np.all(np.isfinite(derivative(jnp.ones(5))))


def test_normal_metal_is_linear_in_temperature_in_any_shape():
    T = jnp.array([[1.0, 1.5], [2.0, 7.0]])
    assert_allclose(heat_capacity(T), T, rtol=0)


def integral_below_Tc(f) -> float:
    """Gauss-Legendre on [0, T_c]: all integrands vanish with all derivatives at 0 and are smooth up to T_c."""
    x, weight = np.polynomial.legendre.leggauss(100)
    return float(np.sum(weight / 2 * np.asarray(f(jnp.asarray((x + 1) / 2)))))


def heat_capacity_in_thirty_digits(T: float) -> mp.mpf:
    """The printed integral over the energy, from dS/dT of the quasiparticles' entropy with the gap of Eq. (A1)."""
    with mp.workdps(30):
        T = mp.mpf(T)
        zero_gap = mp.pi * mp.exp(-mp.euler)
        squared = zero_gap**2 * mp.cos(mp.pi * T**2 / 2)
        slope = -(zero_gap**2) * mp.pi * T * mp.sin(mp.pi * T**2 / 2)
        d = mp.sqrt(squared)

        def integrand(u: mp.mpf) -> mp.mpf:  # E = gap + T u^2
            E = d + T * u**2
            density = 2 * T * E / mp.sqrt(T * (E + d))  # E dE / sqrt(E^2 - gap^2)
            f = 1 / (1 + mp.exp(E / T))
            return density * (E**2 - T / 2 * slope) * f * (1 - f) * mp.exp(d / T)

        return 6 / (mp.pi**2 * T**2) * mp.exp(-d / T) * mp.quad(integrand, mp.linspace(0, 9, 10))
