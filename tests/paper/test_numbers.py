"""Numbers of the estimates in Secs. II to IV and Appendices B to D."""

import math

import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.special import j1

from quenchmap.paper import captions, tip_photons
from quenchmap.paper.printed import normal_state_cooling
from quenchmap.tip.absorption import POWER_COEFFICIENT, closed_form_power
from quenchmap.tip.microwave import CURRENT_COEFFICIENT
from quenchmap.tip.shape import DIPOLE_PEAK_RADIUS, PEAK, PEAK_RADIUS

GOLDEN = (1 + math.sqrt(5)) / 2


def test_maximum_of_the_heating_and_the_current_and_power_that_follow():
    assert_allclose([PEAK_RADIUS, PEAK], [math.sqrt(GOLDEN), GOLDEN**-5], rtol=1e-14)
    assert_allclose(CURRENT_COEFFICIENT, 0.0337937, atol=5e-8)
    assert_allclose(POWER_COEFFICIENT, 2 * math.pi * GOLDEN**5, rtol=1e-14)


@pytest.mark.parametrize(
    ("name", "power", "printed", "current", "voltage"), [("InOx", 123e-9, 9.7e-9, 8.02e-6, 1.57), ("NbN", 21.9e-6, 1.73e-6, 331e-6, 22.7)]
)
def test_power_current_and_voltage_of_the_estimates(name, power, printed, current, voltage):
    film = captions.film(name)
    tip = captions.tip(film)
    assert_allclose(closed_form_power(film, tip, 1.0, logarithm="printed").total, power, rtol=5e-3)
    assert_allclose(closed_form_power(film, tip, 1.0, logarithm="printed", printed_coefficient=True).total, printed, rtol=5e-3)
    assert_allclose(tip.current(film, 1.0), current, rtol=1e-3)
    assert_allclose(tip.voltage(film, 1.0), voltage, rtol=3e-3)


def test_frequency_integrals_are_twice_the_printed_closed_form():
    tip, film = captions.hot_tip(), captions.quantum_film()
    integral = tip.power_density(1.0, film, model="integral")
    assert_allclose(integral, 2 * tip.power_density(1.0, film, printed=True), rtol=1e-7)
    assert_allclose(tip.power_density(1.0, film), 12.4, rtol=1e-3)
    assert_allclose(tip.dipole_terms(film), [0.0909, 0.0305], atol=5e-5)


def test_the_second_tanh_factor_of_the_cooling_integral_is_a_misprint():
    for n in (5.0, 6.0):
        assert_allclose(normal_state_cooling(1.2, 0.5, n, tanh_factors=1), 1.2**n - 0.5**n, rtol=1e-9)
        assert abs(normal_state_cooling(1.2, 0.5, n, tanh_factors=2) / (1.2**n - 0.5**n) - 1) > 0.1


def test_electric_dipole_with_screening_against_adaptive_quadrature():
    tip, R = captions.hot_tip(), captions.QUANTUM_RESISTANCE

    def field(k, a):
        return k * j1(k * DIPOLE_PEAK_RADIUS) * math.exp(-k) * k * a / (1 + k * a)

    def weighted(u):
        a = 1j * float(tip_photons.screening_length(u * tip.temperature, R)) / tip.height
        parts = [quad(lambda k, p=p: getattr(field(k, a), p), 0, 60, limit=200)[0] for p in ("real", "imag")]
        return u**3 / math.expm1(u) * (parts[0] ** 2 + parts[1] ** 2)

    unscreened = DIPOLE_PEAK_RADIUS / (1 + DIPOLE_PEAK_RADIUS**2) ** 1.5
    expected = quad(weighted, 1e-6, 45, epsrel=1e-8)[0] / unscreened**2 / (math.pi**4 / 15)
    assert_allclose(tip_photons.electric_reduction(tip, R), expected, rtol=1e-6)


def test_screening_and_skin_effect_vanish_for_a_cold_tip():
    tip = captions.hot_tip(0.01)
    assert_allclose(tip_photons.electric_reduction(tip, captions.QUANTUM_RESISTANCE), 1, atol=1e-3)
    assert_allclose(tip_photons.magnetic_reduction(captions.hot_tip(1.0)), 1, atol=1e-3)
