import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import ellipe, ellipk, ellipkm1

from quenchmap.material.conductivity import ac_resistivity, conductivity, conductivity_at_gap, superfluid_weight
from quenchmap.material.gap import gap
from quenchmap.precision import jax, jnp

BOTH = pytest.mark.parametrize("gap_model", ["sheahen", "bcs"])


@pytest.fixture
def sigma(at):
    """`sigma(T, w, gap_model)`: sigma_1 and sigma_2."""

    def parts(T, w, gap_model="sheahen"):
        value = at(conductivity, T, w, gap_model=gap_model)
        return value.real, -value.imag

    return parts


@BOTH
def test_conductivity_is_exact_over_its_whole_range(gap_model, sigma, reference, assert_relative):
    """Photon energies 0.001 to 10, T from 0.02 (sigma_1 = 3e-36) to the last double below T_c, 1e-9 beside every gap edge."""
    exact = reference("conductivity", gap_model)
    s1, s2 = sigma(exact["T"], exact["photon_energy"], gap_model)
    assert_relative(s1, exact["sigma1"], 1e-10, exact)
    assert_relative(s2, exact["sigma2"], 1e-10, exact)
    assert_relative(s1 / (s1**2 + s2**2), exact["ac_resistivity"], 1e-10, exact)


def test_resistivity_is_the_real_part_of_the_inverse_conductivity(at, reference, assert_relative):
    exact = reference("conductivity", "sheahen")
    value = at(ac_resistivity, exact["T"], exact["photon_energy"])
    assert_relative(value, exact["ac_resistivity"], 1e-10, exact)


def test_conductivity_is_exact_on_the_gap_edge_and_one_ulp_beside_it(at, reference, assert_relative):
    """The gap is given as a double here, so that h_bar omega = 2 Delta holds exactly."""
    exact = reference("conductivity", None)
    s1, s2 = at(conductivity_at_gap, exact["T"], exact["photon_energy"], exact["gap"])
    assert_relative(s1, exact["sigma1"], 1e-10, exact)
    assert_relative(s2, exact["sigma2"], 1e-10, exact)
    assert_relative(s1 / (s1**2 + s2**2), exact["ac_resistivity"], 1e-10, exact)


@BOTH
def test_conductivity_at_zero_temperature_is_mattis_and_bardeens_elliptic_form(gap_model, at, sigma):
    """At T = 0.02 quasiparticles are as rare as e^-88: sigma is that of zero temperature with the gap of T = 0.02.

    With y = 2 Delta/w and k = |1 - y|/(1 + y): sigma_1 = (1 + y) E(k) - 2 y K(k) above the edge, and
    sigma_2 = [(1 + y) E(k') - (1 - y) K(k')]/2 on both sides.
    """
    w = np.concatenate([np.geomspace(0.001, 3.5, 30), np.geomspace(3.6, 10.0, 15)])
    y = 2 * at(gap, 0.02, gap_model=gap_model) / w
    k_squared = ((1 - y) / (1 + y)) ** 2
    above = y < 1
    s1, s2 = sigma(0.02, w, gap_model)
    assert_allclose(s2, ((1 + y) * ellipe(1 - k_squared) - (1 - y) * ellipkm1(k_squared)) / 2, rtol=1e-12)
    exact = (1 + y) * ellipe(k_squared) - 2 * y * ellipk(k_squared)
    assert_allclose(s1[above], exact[above], rtol=1e-12)
    assert np.all(s1[~above] < 1e-30)


@BOTH
def test_conductivity_is_normal_from_tc_on(gap_model, sigma):
    w = np.array([0.001, 0.1, 2.0, 10.0])
    for T in (1.0, 1.0 + 2.0**-52, 1.5):
        s1, s2 = sigma(T, w, gap_model)
        assert np.all(s1 == 1)
        assert np.all(s2 == 0)


@BOTH
def test_conductivity_just_below_tc_is_the_expansion_in_the_gap(gap_model, at, sigma):
    """For Delta << w, Eq. (A3) gives sigma_2 = (pi Delta^2/2w) [tanh(w/2T)/(w/2T) + sech^2(w/2T)/2] T_c/T at T = T_c."""
    T, w = 1 - 1e-12, np.array([0.001, 0.01, 0.1, 1.0, 2.0, 10.0])
    d = at(gap, T, gap_model=gap_model)
    s1, s2 = sigma(T, w, gap_model)
    assert_allclose(s2 * w, np.pi / 2 * d**2 * (np.tanh(w / 2) / (w / 2) + 0.5 / np.cosh(w / 2) ** 2), rtol=1e-5)
    assert np.all(np.abs(s1 - 1) < 1.001 * d**2)


@BOTH
def test_condensate_carries_the_superfluid_weight_as_the_frequency_vanishes(gap_model, at, sigma):
    """w sigma_2 -> pi Delta tanh(Delta/2T); quasiparticles change it by a part that vanishes with w."""
    T = np.array([0.05, 0.3, 0.6, 0.9])
    d = at(gap, T, gap_model=gap_model)
    weight = np.pi * d * np.tanh(d / (2 * T))
    assert_allclose(at(superfluid_weight, T, gap_model=gap_model), weight, rtol=1e-14)
    error = [np.abs(sigma(T, w, gap_model)[1] * w / weight - 1) for w in (1e-1, 1e-2, 1e-3)]
    assert np.all(error[2] < 5e-4)
    assert np.all(error[2] < error[1] / 5)
    assert np.all(error[1] < error[0] / 5)


@pytest.mark.parametrize("T", [0.3, 0.7, 0.95])
def test_absorption_missing_at_finite_frequency_sits_in_the_condensate(T, at, sigma):
    """Sum rule of Ferrell, Glover and Tinkham: the integral of 1 - sigma_1 over all w is pi/2 times the superfluid weight.

    It ties sigma_1 to sigma_2, far outside the range of photon energies of the references too; the rest above w = 1e6 is 1e-5.
    """
    edge = 2 * at(gap, T, gap_model="sheahen")
    x, weight = np.polynomial.legendre.leggauss(128)
    v = np.log(1e9) * x
    below = edge / (1 + np.exp(-v))
    missing_below = np.log(1e9) * np.sum(weight * below / (1 + np.exp(v)) * (1 - sigma(T, below)[0]))
    above = np.exp(np.log(1e15) / 2 * x + np.log(1e6 / 1e9) / 2)  # distance from the edge, 1e-9 to 1e6
    missing_above = np.log(1e15) / 2 * np.sum(weight * above * (1 - sigma(T, edge + above)[0]))
    assert_allclose(missing_below + missing_above, np.pi / 2 * at(superfluid_weight, T, gap_model="sheahen"), rtol=2e-5)


def test_conductivity_is_continuous_through_the_gap_edge(at):
    """sigma_1 has a kink and sigma_2 an x ln|x| there, never a step: eight ulps around the exact edge."""
    T = np.array([[0.1], [0.5], [0.889767], [0.99]])
    d = at(gap, T, gap_model="sheahen")
    w = 2 * d * (1 + 2.0**-52 * np.arange(-8, 9))
    s1, s2 = at(conductivity_at_gap, T, w, d)
    assert_allclose(s1, np.broadcast_to(s1[:, :1], s1.shape), rtol=1e-10, atol=1e-14)
    assert_allclose(s2, np.broadcast_to(s2[:, :1], s2.shape), rtol=1e-10)


def test_slope_of_the_resistivity_is_finite_beside_the_edge_and_beside_tc(at):
    def slope(T, w):
        return jax.jvp(ac_resistivity, (T, w), (jnp.ones_like(T), jnp.zeros_like(w)))[1]

    value = at(slope, np.array([[0.05], [0.5], [0.889767], [0.999999], [1.0], [1.2]]), np.array([0.001, 2.0, 10.0]))
    assert np.all(np.isfinite(value))
    assert np.all(value[-1] == 0)
