"""Heating by a hot tip: the closed form from the integrals, the paper's example, and the limits of a cold tip."""

import math

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.material.conductivity import conductivity
from quenchmap.material.film import Film
from quenchmap.material.gap import gap
from quenchmap.precision import jax, jnp
from quenchmap.tip.hot import HotTip, absorption_integrals
from quenchmap.units import BOLTZMANN, ELEMENTARY_CHARGE, PLANCK, REDUCED_PLANCK, SPEED_OF_LIGHT, VACUUM_PERMITTIVITY

sigma_of = jax.jit(conductivity)
integrals = jax.jit(absorption_integrals)


def papers_tip(temperature="300 K"):
    return HotTip("100 nm", temperature, "50 nm", "1e7 S/m")


def papers_film():
    """InOx with the sheet conductance 4 e^2/h of the paper's example."""
    resistivity_per_square = PLANCK / (4 * ELEMENTARY_CHARGE**2)
    film = Film("InOx", "10 nm")
    return film.replace(thickness=film.material.normal_resistivity / resistivity_per_square)


def test_example_of_the_paper_is_twice_what_it_printed():
    film, tip = papers_film(), papers_tip()
    assert_allclose(tip.dipole_terms(film), [0.0909, 0.0305], rtol=2e-3)
    assert_allclose(tip.power_density(1.0, film), 12.4, rtol=5e-3)
    assert_allclose(tip.power_density(1.0, film, printed=True), 6.2, rtol=5e-3)


def test_integrals_d7_and_d13_in_the_normal_state_give_the_corrected_closed_form():
    """(D7) and (D13) written out in SI at the maximum, integrated with mpmath: they settle the factor 2 of (D14)."""
    film, tip = papers_film(), papers_tip()
    R, z0, s_tip, s_2d = tip.radius, tip.height, tip.conductivity, 1 / film.sheet_resistance
    eps, hbar, c = VACUUM_PERMITTIVITY, REDUCED_PLANCK, SPEED_OF_LIGHT
    r2 = z0**2 / 2
    unit = BOLTZMANN * tip.temperature / hbar  # of the frequency

    def coth_difference(x):  # in units of k T_tip; electrons at 3.5 K
        return mpmath.coth(x / 2) - mpmath.coth(x * tip.temperature / 3.5 / 2)

    moment = float(mpmath.quad(lambda x: x**3 * coth_difference(x), [0, 0.05, 1, 10, 100]))
    over_all_frequencies = 2 * hbar * unit**4 * moment / (2 * math.pi)  # both signs
    electric = 3 / math.pi * r2 * R**3 / (r2 + z0**2) ** 3 * over_all_frequencies * (eps / s_tip) * (eps / s_2d)
    magnetic = 1 / (120 * math.pi) * r2 * R**5 / (r2 + z0**2) ** 3 * over_all_frequencies / c**4 * (s_tip / eps) * (s_2d / eps)
    for model in ("closed", "integral"):
        assert_allclose(tip.power_density(1.0, film, model=model), electric + magnetic, rtol=1e-8)
    electric_term, magnetic_term = tip.dipole_terms(film)
    assert_allclose(electric / magnetic, electric_term / magnetic_term, rtol=1e-10)


def reference_integrals(T, t_tip):
    """Composite rule on geometric pieces around w = 0 and the gap edge: another rule and other nodes than the module's."""
    edge, top = 2 * float(gap(jnp.array(T))), 50 * max(T, t_tip)
    step = min(T, t_tip, 0.3)
    powers = 2.0 ** -np.arange(1, 45)
    below = np.concatenate([[0], edge * powers[::-1], edge * (1 - powers[1:]), [edge]]) if edge else np.array([0.0])
    above = edge + step * 2.0 ** np.arange(-40, 60)
    cuts = np.concatenate([below, above[above < top], [top]])
    x, weight = np.polynomial.legendre.leggauss(20)
    half = np.diff(cuts)[:, None] / 2
    w, dw = (cuts[:-1, None] + half * (x + 1)).ravel(), (half * weight).ravel()
    w, dw = np.append(w, np.ones(4096 - w.size)), np.append(dw, np.zeros(4096 - w.size))  # one shape: one compilation
    sigma = np.asarray(sigma_of(jnp.full(w.shape, T), jnp.asarray(w)))
    photons = w**3 * (1 / np.expm1(np.minimum(w / t_tip, 700)) - 1 / np.expm1(np.minimum(w / T, 700))) * dw
    return np.sum(photons * (1 / sigma).real), np.sum(photons * sigma.real)


@pytest.mark.parametrize("t_tip", [0.5, 1.05, 3.0, 86.0, 1000.0])
@pytest.mark.parametrize("T", [0.05, 0.3, 0.7, 0.95, 0.9999])
def test_integrals_over_photon_energies_converge_for_cold_and_hot_tips(T, t_tip):
    found = integrals(jnp.array(T), jnp.array(t_tip))
    assert_allclose(found, reference_integrals(T, t_tip), rtol=1e-8)


def test_high_frequency_conductivity_is_the_exact_integral():
    """The photons of a hot tip lie far beyond the promised range of `conductivity`, 10: it must hold there too."""
    mpmath.mp.dps = 20
    T, d = 0.5, mpmath.mpf(float(gap(jnp.array(0.5))))
    for w in (30, 1000):

        def pairs(angle, w=w):
            E = d + (w - 2 * d) * mpmath.sin(angle) ** 2
            return 2 * mpmath.tanh((w - E) / (2 * T)) * (E * (w - E) - d * d) / mpmath.sqrt((E + d) * (w - E + d))

        def thermal(s, w=w):
            e = d + s * s
            occupation = 1 / (mpmath.exp(e / T) + 1) - 1 / (mpmath.exp((e + w) / T) + 1)
            return 4 * occupation * (e * (e + w) + d * d) / mpmath.sqrt((e + d) * ((e + w) ** 2 - d * d))

        cuts = [mpmath.asin(mpmath.sqrt(s / (w - 2 * d))) for s in (1, 10, 100) if s < w / 4]
        cuts = [0, *cuts, mpmath.pi / 4, *(mpmath.pi / 2 - a for a in reversed(cuts)), mpmath.pi / 2]
        expected = (mpmath.quad(pairs, cuts[: len(cuts)]) + mpmath.quad(thermal, [0, 0.5, 1, 2, 6])) / w
        assert_allclose(complex(sigma_of(jnp.array(T), jnp.array(float(w)))).real, float(expected), rtol=1e-10)


def test_hot_photons_do_not_see_the_gap_and_cold_ones_cannot_cross_it():
    """T_tip = 300 K: (D14) is right to a part in a thousand. T_tip = Tc/2: absorption needs broken pairs and nearly stops."""
    film = papers_film()
    hot, cold = papers_tip(), papers_tip(0.5 * film.material.critical_temperature)
    ratio = hot.power_density(0.2, film, model="integral") / hot.power_density(0.2, film)
    assert abs(ratio - 1) < 1e-3
    assert abs(ratio - 1) > 1e-5
    assert cold.power_density(0.1, film, model="integral") < 0.1 * cold.power_density(0.1, film)


def test_heating_vanishes_when_tip_and_film_are_equally_hot_and_reverses_beyond():
    film = papers_film()
    Tc = film.material.critical_temperature
    tip = papers_tip(0.8 * Tc)
    for model in ("closed", "integral"):
        below, equal, above = tip.power_density([0.8 - 1e-6, 0.8, 0.8 + 1e-6], film, model=model)
        assert equal == 0.0
        assert below > 0 > above
        assert_allclose(below, -above, rtol=1e-4)


def test_power_is_the_same_one_temperature_at_a_time_or_many_at_once():
    film, tip = papers_film(), papers_tip()
    T = np.linspace(0.1, 1.5, 70).reshape(7, 10)
    together = tip.power_density(T, film, model="integral")
    assert together.shape == (7, 10)
    assert_allclose(together[3, 4], tip.power_density(T[3, 4], film, model="integral"), rtol=1e-14)
    assert_allclose(together[T >= 1], tip.power_density(T, film)[T >= 1], rtol=1e-12)


def test_integrals_are_differentiable_in_the_electron_temperature():
    slope = jax.jit(jax.grad(lambda T: absorption_integrals(T, jnp.array(3.0))[0]))(0.5)
    h = 1e-5
    upper, lower = (float(integrals(jnp.array(0.5 + s), jnp.array(3.0))[0]) for s in (h, -h))
    assert_allclose(slope, (upper - lower) / (2 * h), rtol=1e-7)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"radius": "200 nm"}, "must exceed its radius"),
        ({"temperature": "-1 K"}, "temperature"),
        ({"conductivity": "1e7 ohm"}, "wrong unit"),
    ],
)
def test_wrong_hot_tips_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        HotTip(**({"height": "100 nm", "temperature": "300 K", "radius": "50 nm", "conductivity": "1e7 S/m"} | arguments))


def test_wrong_questions_to_a_hot_tip_are_refused():
    film, tip = papers_film(), papers_tip()
    with pytest.raises(ValueError, match="Did you mean closed"):
        tip.power_density(0.3, film, model="close")
    with pytest.raises(ValueError, match="printed=True"):
        tip.power_density(0.3, film, model="integral", printed=True)
    with pytest.raises(ValueError, match="must be positive"):
        tip.power_density([0.3, float("nan")], film)
