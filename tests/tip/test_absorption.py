"""Absorbed power: the screened integrals against their definition, the numbers of the paper, and the limits of a profile."""

import itertools
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from quenchmap.material.conductivity import ac_resistivity, conductivity
from quenchmap.material.film import Film
from quenchmap.precision import jax, jnp
from quenchmap.tip.absorption import POWER_COEFFICIENT, absorbed_power, closed_form_power
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.tip.screening import cutoff_length, screened_integrals, screening_length
from quenchmap.tip.shape import heating_integral, microwave_shape
from quenchmap.units import BOLTZMANN, PLANCK, SPEED_OF_LIGHT, VACUUM_PERMITTIVITY

resistivity = jax.jit(ac_resistivity)
sigma_of = jax.jit(conductivity)


def tip_at(photon_energy, film, height="100 nm", **more):
    return MicrowaveTip(height, photon_energy * BOLTZMANN * film.material.critical_temperature / PLANCK, **more)


def integral_over_wave_numbers(direction, height):
    """The definition: int dk/k e^(-2 k z0) |k a_e/(1 + k a_e)|^2 with |a_e| = 1, in u = ln k, around the resonance at k = 1."""

    def integrand(u):
        k = math.exp(u)
        return math.exp(-2 * k * height) * abs(k * direction / (1 + k * direction)) ** 2

    ends = [-40, -3, -1, -0.1, 0, 0.1, 1, 3, math.log(40 / height)]
    return sum(quad(integrand, a, b, epsabs=1e-13, epsrel=1e-12, limit=1000)[0] for a, b in itertools.pairwise(ends))


@pytest.mark.parametrize("height", [1e-3, 0.05, 1.0])
@pytest.mark.parametrize("sigma", [1.0 + 0j, 0.5 - 1.5j, 0.06 - 2.4j, 0.003 - 5j])
def test_screened_integrals_are_the_integral_over_wave_numbers(sigma, height):
    direction = 1j * (sigma / abs(sigma)).conjugate()
    near, plasmon = screened_integrals(sigma, height)
    dissipation = (1 / sigma).real
    assert_allclose(near + plasmon, dissipation * integral_over_wave_numbers(direction, height), rtol=1e-9)
    assert_allclose(near, dissipation * integral_over_wave_numbers(1j, height), rtol=1e-9)


def test_normal_film_loses_ln_2_plus_gamma_of_the_logarithm_to_screening():
    near, plasmon = screened_integrals(1 + 0j, 1e-7)
    assert_allclose(near, math.log(1e7) - math.log(2) - np.euler_gamma, rtol=1e-7)
    assert plasmon == 0.0


def test_plasmons_of_a_cold_film_add_pi_sigma2_over_sigma1():
    for s1, s2 in ((1e-3, 2.0), (0.05, 2.0), (1.0, 1.0)):
        near, plasmon = screened_integrals(complex(s1, -s2), 1e-9)
        dissipation = s1 / (s1**2 + s2**2)
        theta = math.pi / 2 + math.atan(s2 / s1)
        assert_allclose(near / dissipation, -math.log(1e-9) - math.log(2) - np.euler_gamma, rtol=1e-7)
        assert_allclose(plasmon / dissipation, theta * s2 / s1, rtol=1e-6)
    assert_allclose(theta, 3 * math.pi / 4)


def test_plasmon_power_survives_where_quasiparticles_freeze_out():
    """As sigma1 -> 0 the resonance sharpens: Re(1/sigma) pi sigma2/sigma1 -> pi/sigma2, exponentially small only in z0/|a_e|."""
    near, plasmon = screened_integrals(complex(1e-60, -2.0), 1e-3)
    assert_allclose(plasmon, math.pi / 2.0 * math.exp(-2e-3), rtol=1e-10)
    assert 0 < near < 1e-59


@pytest.mark.parametrize(("name", "power", "papers"), [("InOx", 123e-9, 9.7e-9), ("NbN", 21.9e-6, 1.73e-6)])
def test_power_that_holds_the_peak_at_the_characteristic_current(name, power, papers):
    film = Film(name, "10 nm")
    tip = tip_at(2.0, film)
    assert_allclose(closed_form_power(film, tip, 1.0, logarithm="printed").total, power, rtol=5e-3)
    assert_allclose(closed_form_power(film, tip, 1.0, logarithm="printed", printed_coefficient=True).total, papers, rtol=5e-3)
    assert_allclose(POWER_COEFFICIENT, 69.68, rtol=1e-4)


def test_power_is_that_of_the_current_in_si():
    """(B5) as it stands, I0^2/(4 pi) Re(1/sigma_2D) ln(L/z0), and quadratic in the drive."""
    film = Film("InOx", "15 nm")
    tip = tip_at(1.3, film, "80 nm")
    for T in (1.0, 0.8):
        sigma = complex(sigma_of(jnp.array(T), jnp.array(1.3)))
        expected = tip.current(film, 1.7) ** 2 / (4 * math.pi) * film.sheet_resistance * (1 / sigma).real
        expected *= math.log(cutoff_length(film, tip, T) / 80e-9)
        assert_allclose(closed_form_power(film, tip, 1.7, temperature=T, logarithm="printed").total, expected, rtol=1e-12)


def test_screening_length_is_imaginary_in_the_normal_film_and_negative_in_a_cold_one():
    film = Film("InOx", "10 nm")
    tip = tip_at(2.0, film)
    normal, cold = screening_length(film, tip), screening_length(film, tip, 0.2)
    assert_allclose(normal, 1j / (film.sheet_resistance * 2 * VACUUM_PERMITTIVITY * tip.angular_frequency), rtol=1e-14)
    assert cold.real < 0 < cold.imag < 1e-2 * abs(cold)
    assert cutoff_length(film, tip) == abs(normal) < SPEED_OF_LIGHT / tip.angular_frequency


def test_cutoff_of_a_good_conductor_is_the_wavelength():
    """sigma_2D/(2 eps0 c) > 1: radiation ends the near field before the charges lag behind."""
    film = Film("Al", "50 nm")
    tip = tip_at(1.0, film)
    assert cutoff_length(film, tip) == SPEED_OF_LIGHT / tip.angular_frequency
    power = closed_form_power(film, tip, 1.0)
    assert not power.quasistatic
    assert_allclose(power.near_field, closed_form_power(film, tip, 1.0, logarithm="sharp").near_field, rtol=1e-12)


def test_uniform_profile_absorbs_the_closed_form_whatever_its_extent():
    film = Film("NbN", "10 nm")
    tip = tip_at(2.0, film)
    for T in (0.4, 0.95, 1.3):
        expected = closed_form_power(film, tip, 1.2, temperature=T)
        for extent in (5.0, 30.0):
            x = np.linspace(0, extent, 200)
            found = absorbed_power(film, tip, 1.2, x, np.full_like(x, T), phonon_temperature=T)
            assert_allclose([found.near_field, found.plasmon], [expected.near_field, expected.plasmon], rtol=1e-12)


def hot_ring(x):
    return 0.3 + 0.9 * np.exp(-(((x - 1.3) / 0.8) ** 2))


def test_profile_absorbs_the_heat_of_the_spot_and_of_the_film_around_it():
    """Against a fine midpoint sum over the exact profile, and the logarithm of the cold film beyond."""
    film = Film("InOx", "10 nm")
    tip = tip_at(2.0, film)
    x = np.linspace(0, 12, 2401)
    found = absorbed_power(film, tip, 1.2, x, hot_ring(x), phonon_temperature=0.3)
    dense = np.linspace(0, 12, 40_001)
    middle = (dense[1:] + dense[:-1]) / 2
    heating = np.asarray(resistivity(jnp.asarray(hot_ring(middle)), jnp.array(2.0)) * microwave_shape(middle)) * middle
    spot = np.sum(heating) * (dense[1] - dense[0])
    unit = 2 * math.pi * film.material.cooling_power_at_Tc * film.thickness * tip.height**2 * 1.2**2
    cold = float(resistivity(jnp.array(0.3), jnp.array(2.0))) * POWER_COEFFICIENT / (2 * math.pi)
    ratio = tip.height / abs(screening_length(film, tip, 0.3))
    screened = -math.log(2 * ratio) - np.euler_gamma + math.pi * ratio  # to first order in z0/|a_e|
    expected = unit * (spot + cold * (screened - float(heating_integral(12.0))))
    assert found.quasistatic
    assert_allclose(found.near_field, expected, rtol=3e-6)


def test_warm_tail_beyond_the_profile_is_continued_as_the_inverse_square():
    """A profile that already falls as r^-2 gives the same power cut at 10 z0 and at 40 z0."""
    film = Film("NbN", "10 nm")
    tip = tip_at(2.0, film)
    powers = []
    for extent in (10, 40):
        x = np.linspace(0, extent, 200 * extent + 1)
        powers.append(absorbed_power(film, tip, 1.0, x, 0.3 + 0.5 / np.maximum(x, 1) ** 2, phonon_temperature=0.3).near_field)
    assert_allclose(powers[0], powers[1], rtol=1e-6)


def test_profile_that_starts_off_the_axis_has_a_small_core_at_its_first_temperature():
    film = Film("NbN", "10 nm")
    tip = tip_at(2.0, film)
    x = np.linspace(0, 12, 2401)
    whole = absorbed_power(film, tip, 1.2, x, hot_ring(x), phonon_temperature=0.3).near_field
    holed = absorbed_power(film, tip, 1.2, x[10:], hot_ring(x[10:]), phonon_temperature=0.3).near_field
    assert_allclose(holed, whole, rtol=1e-4)


@pytest.mark.parametrize(
    ("radius", "temperature", "message"),
    [([0, 1], [0.3], "shapes"), ([1, 0], [0.3, 0.3], "increase"), ([0, 1], [0.3, float("nan")], "must be positive")],
)
def test_profiles_that_make_no_sense_are_refused(radius, temperature, message):
    film = Film("NbN", "10 nm")
    with pytest.raises(ValueError, match=message):
        absorbed_power(film, tip_at(2.0, film), 1.0, radius, temperature, phonon_temperature=0.3)


def test_unknown_logarithm_and_a_tip_beyond_the_near_field_are_refused():
    film = Film("InOx", "10 nm")
    with pytest.raises(ValueError, match="Did you mean sharp"):
        closed_form_power(film, tip_at(2.0, film), 1.0, logarithm="shrap")
    with pytest.raises(ValueError, match="negative"):
        closed_form_power(film, tip_at(2.0, film, "50 um"), 1.0, logarithm="sharp")
