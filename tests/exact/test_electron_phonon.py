import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.material.electron_phonon import electron_phonon_conductance, electron_phonon_integral, electron_phonon_power

BOTH = pytest.mark.parametrize("gap_model", ["sheahen", "bcs"])


@pytest.fixture
def conductance(at):
    """`conductance(T, T_phonon, n, gap_model)`: Q/(T - T_phonon)."""
    return lambda T, Tp, n, gap_model="sheahen": at(electron_phonon_conductance, T, Tp, n, gap_model=gap_model)


@BOTH
def test_cooling_power_is_exact_from_1e_30_up(gap_model, conductance, reference, assert_relative):
    """n from 3 to 7, phonons from 0.05 to above T_c, hotter and colder than the electrons and 1e-9 from them."""
    exact = reference("electron_phonon", gap_model)
    T, Tp, n = exact["T"], exact["T_phonon"], exact["cooling_exponent"]
    assert_relative(conductance(T, Tp, n, gap_model) * (T - Tp), exact["Q"], 1e-10, exact)


def test_power_is_the_conductance_times_the_temperature_difference(at, conductance):
    T, Tp = np.array([0.4, 0.3, 1.4]), np.array([0.3, 0.4, 0.3])
    power = at(electron_phonon_power, T, Tp, 5.0)
    assert_allclose(power, conductance(T, Tp, 5.0) * (T - Tp), rtol=1e-13)


def test_cooling_integral_becomes_a_power_law_as_the_gap_closes(at):
    """Q -> T^n - T_ph^n as gap -> 0: fixes the prefactor of Eq. (A6) through the integral, not the normal state's closed form."""
    n = np.array([3.0, 3.5, 4.0, 5.0, 6.0, 7.0])
    for gap, accuracy in ((1e-5, 1e-10), (1e-7, 1e-8)):  # the gap itself changes Q by 0.06 gap^2
        for T, Tp in ((1.2, 0.3), (0.3, 1.2), (0.9, 0.05)):
            power = (T - Tp) * at(electron_phonon_integral, T, Tp, gap, n)
            assert_allclose(power, T**n - Tp**n, rtol=accuracy)


@BOTH
def test_cooling_power_is_continuous_at_tc_and_a_power_law_above(gap_model, conductance):
    n, Tp = np.array([3.0, 5.0, 6.0]), 0.3
    for T in (1.0, 1.0 + 2.0**-52, 1.5):
        assert_allclose(conductance(T, Tp, n, gap_model) * (T - Tp), T**n - Tp**n, rtol=1e-14)
    T = 1 - 1e-12
    assert_allclose(conductance(T, Tp, n, gap_model) * (T - Tp), T**n - Tp**n, rtol=1e-10)


def test_conductance_in_equilibrium_is_n_t_to_the_n_minus_1_in_the_normal_state(conductance):
    n = np.array([3.0, 5.0, 6.0])
    for T in (1.0, 1.3):
        assert_allclose(conductance(T, T, n), n * T ** (n - 1), rtol=1e-13)
        assert_allclose(conductance(T * (1 + 1e-9), T, n), n * T ** (n - 1), rtol=1e-8)


def test_conductance_has_no_step_where_electrons_and_phonons_have_the_same_temperature(conductance):
    """The two coth cancel there; 1e-13 to 1e-3 around it the conductance changes by no more than its slope of order 1/T allows."""
    for T in (0.05, 0.3, 0.95):
        off = np.array([0.0, 1e-13, -1e-13, 1e-9, -1e-9, 1e-6, -1e-6, 1e-3, -1e-3])
        G = conductance(T, T * (1 + off), 5.0)
        assert np.all(np.abs(G / G[0] - 1) < 1e-12 + 20 * np.abs(off))
        assert_allclose((G[7] + G[8]) / 2, G[0], rtol=1e-4)


def test_heat_flows_from_hot_to_cold(conductance):
    T, Tp = np.meshgrid([0.05, 0.3, 0.8, 0.9999, 1.1], [0.05, 0.3, 0.8, 0.9999, 1.1])
    assert np.all(conductance(T, Tp, 5.0) > 0)
