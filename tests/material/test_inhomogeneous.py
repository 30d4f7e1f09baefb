"""The response of films whose critical temperature varies, against the exact functions of each place in its own units."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from quenchmap.material.conductivity import ac_resistivity, conductivity
from quenchmap.material.conductivity_table import conductivity_table
from quenchmap.material.electron_phonon import electron_phonon_conductance
from quenchmap.material.gap import ZERO_TEMPERATURE_GAP, temperature_at_gap
from quenchmap.material.inhomogeneous import inhomogeneous_response
from quenchmap.material.response import microwave_response
from quenchmap.material.thermal_conductivity import thermal_conductivity
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.kernel import Kernel
from quenchmap.precision import jax, jnp

CASES = [(2.0, 0.3, 5.0, "sheahen"), (0.003, 0.3, 5.0, "sheahen"), (4.5, 0.2, 3.5, "bcs")]

balance = jax.jit(lambda response, u, place: response.balance(u, place))
conduction = jax.jit(lambda response, u, place: response.conduction(u, place))
parts = jax.jit(lambda table, u, place: table(u, place))
exact = {
    m: (
        Kernel(lambda T, Tp, n, m=m: electron_phonon_conductance(T, Tp, n, m), f"test conductance {m}"),
        Kernel(lambda T, w, m=m: ac_resistivity(T, w, m), f"test resistivity {m}"),
    )
    for m in ("sheahen", "bcs")
}


def anywhere(points, t_ph, seed=7):
    """Temperatures and critical temperatures of all kinds of places: most superconducting, many within a percent of their T_c."""
    rng = np.random.default_rng(seed)
    tau = rng.uniform(0.05, 1.0, points)
    u = np.where(rng.random(points) < 0.3, tau * (1 - 10 ** rng.uniform(-7, -1, points)), rng.uniform(t_ph, 1.05, points))
    return np.maximum(u, t_ph * (1 + 1e-6)), tau


@pytest.mark.parametrize(("w", "t_ph", "n", "model"), CASES)
def test_every_place_agrees_with_the_exact_functions_in_its_own_units_within_the_stated_error(w, t_ph, n, model):
    response = inhomogeneous_response(w, t_ph, n, gap_model=model)
    u, tau = anywhere(1000, t_ph)
    place = response.prepared(tau)
    cooling, _, absorption, _ = (np.asarray(f) for f in balance(response, jnp.asarray(u), place))
    kappa = np.asarray(conduction(response, jnp.asarray(u), place)[1])
    conductance, resistivity = exact[model]
    q = tau ** (n - 1) * (u - t_ph) * in_blocks(conductance, u / tau, t_ph / tau, n, size=256)
    found = {
        "cooling": cooling / q - 1,
        "absorption": absorption / in_blocks(resistivity, u / tau, w / tau) - 1,
        "thermal_conductivity": kappa / (tau * np.asarray(thermal_conductivity(jnp.asarray(u / tau), model))) - 1,
    }
    for name, relative in found.items():
        stated = response.error[name]
        assert stated["max"] < 1e-6
        assert np.max(np.abs(relative)) < 2 * stated["max"] + 1e-12
        assert np.sqrt(np.mean(relative**2)) < 2 * stated["rms"] + 1e-12


def test_the_gap_edge_and_the_critical_temperature_are_met_from_both_sides():
    w, t_ph = 2.0, 0.3
    response = inhomogeneous_response(w, t_ph, 5.0)
    tau = np.linspace(0.6, 1.0, 40)[:, None]
    edge = tau * np.asarray(temperature_at_gap(jnp.asarray(w / 2 / tau)))
    away = np.concatenate([-(10.0 ** np.arange(-12, -2)), 10.0 ** np.arange(-12, -2)])
    for kink in (edge, tau):
        u = np.maximum(kink + away, t_ph)
        absorption = balance(response, jnp.asarray(u), response.prepared(tau + 0 * u))[2]
        assert_allclose(absorption, ac_resistivity(jnp.asarray(u / tau), jnp.asarray(w / tau)), rtol=2e-7)


def test_derivatives_are_those_of_the_interpolation_and_near_the_exact_ones():
    response = inhomogeneous_response(2.0, 0.3, 5.0)
    u, tau = anywhere(400, 0.3)
    far = (np.abs(u - tau) > 1e-3) & (np.abs(u - 0.9) > 1e-3)
    u, tau = u[far], tau[far]
    place = response.prepared(tau)
    h = 1e-6
    _, d_cooling, _, d_absorption = balance(response, jnp.asarray(u), place)
    up, down = balance(response, jnp.asarray(u + h), place), balance(response, jnp.asarray(u - h), place)
    scale = np.maximum(1.0, np.abs(d_absorption))
    edge_of = np.abs(np.asarray(d_absorption)) < 50  # the difference quotient straddles the gap edge elsewhere
    assert_allclose(((up[2] - down[2]) / (2 * h) / scale)[edge_of], (d_absorption / scale)[edge_of], atol=2e-4)
    assert_allclose((up[0] - down[0]) / (2 * h), d_cooling, rtol=1e-4, atol=1e-8)
    slope = jax.vmap(jax.grad(lambda T, Tp: (T - Tp) * electron_phonon_conductance(T, Tp, 5.0)))
    few = slice(None, 60)
    true = tau[few] ** 4 * np.asarray(slope(jnp.asarray(u / tau)[few], jnp.asarray(0.3 / tau)[few]))
    assert_allclose(np.asarray(d_cooling)[few], true, rtol=1e-4)


def test_cooling_vanishes_at_the_phonon_temperature_with_relative_accuracy():
    t_ph, n = 0.3, 5.0
    response = inhomogeneous_response(2.0, t_ph, n)
    u = t_ph * (1 + np.concatenate([10.0 ** -np.arange(2, 13), -(10.0 ** -np.arange(2, 13))]))
    for tau in (1.0, 0.5, 0.301):
        conductance = tau ** (n - 1) * np.asarray(electron_phonon_conductance(jnp.asarray(u / tau), t_ph / tau, n))
        cooling = balance(response, jnp.asarray(u), response.prepared(np.full_like(u, tau)))[0]
        assert_allclose(cooling, (u - t_ph) * conductance, rtol=4e-7)
    assert np.all(balance(response, jnp.full(3, t_ph), response.prepared(jnp.array([0.0, 0.5, 1.0])))[0] == 0)


def test_normal_places_follow_the_closed_forms_whatever_their_critical_temperature():
    response = inhomogeneous_response(2.0, 0.3, 5.0)
    for tau in (0.0, 1e-3, 0.3, 0.7):
        u = jnp.linspace(max(tau, 0.301), 40.0, 50)
        place = response.prepared(jnp.full(50, tau))
        cooling, d_cooling, absorption, d_absorption = balance(response, u, place)
        assert_allclose(cooling, u**5 - 0.3**5, rtol=1e-13)
        assert_allclose(d_cooling, 5 * u**4, rtol=1e-12)
        assert_allclose(absorption, 1.0, rtol=1e-13)
        assert_allclose(d_absorption[1:], 0.0, atol=1e-10)
        theta, kappa = conduction(response, u, place)
        assert_allclose(theta - theta[0], 0.5 * (u**2 - u[0] ** 2), rtol=1e-12, atol=1e-14)
        assert_allclose(kappa, u, rtol=1e-11)


def test_the_conduction_integral_is_accurate_as_a_difference_where_it_is_exponentially_small():
    response = inhomogeneous_response(2.0, 0.1, 5.0)
    u = jnp.array([0.1, 0.1001, 0.12, 0.5, 0.99, 1.0, 1.3])
    theta = np.asarray(conduction(response, u, response.prepared(jnp.ones(7)))[0])
    true = [quad(lambda T: float(thermal_conductivity(jnp.asarray(T))), a, b, epsabs=0, epsrel=1e-9)[0] for a, b in pairwise(np.asarray(u))]
    assert_allclose(np.diff(theta), true, rtol=3e-8)


def test_a_uniform_film_agrees_with_the_tables_of_uniform_films():
    uniform = microwave_response(0.05, 0.3, 5.0)
    response = inhomogeneous_response(0.05, 0.3, 5.0)
    u = np.linspace(0.3001, 1.5, 3000)
    place = response.prepared(jnp.ones(3000))
    cooling, _, absorption, _ = balance(response, jnp.asarray(u), place)
    assert_allclose(cooling, uniform.cooling(u), rtol=2 * response.error["cooling"]["max"])
    assert_allclose(absorption, uniform.absorption(u), rtol=2 * response.error["absorption"]["max"])
    assert_allclose(conduction(response, jnp.asarray(u), place)[1], uniform.thermal_conductivity(u), rtol=2e-9)


def test_trial_steps_below_the_phonons_stay_finite_monotone_and_positive():
    response = inhomogeneous_response(2.0, 0.3, 5.0)
    u = jnp.linspace(-1.0, 0.4, 400)
    for tau in (0.0, 0.4, 1.0):
        place = response.prepared(jnp.full(400, tau))
        cooling, d_cooling, absorption, _ = balance(response, u, place)
        theta, kappa = conduction(response, u, place)
        assert np.all(np.diff(cooling) > 0)
        assert np.all(d_cooling > 0)
        assert np.all(absorption > 0)
        assert tau == 0 or (np.all(np.diff(theta) > 0) and np.all(kappa > 0))


@pytest.mark.parametrize(("w", "t_ph", "n", "model"), CASES)
def test_conductivity_of_every_place_and_its_agreement_with_absorption(w, t_ph, n, model):
    table = conductivity_table(w, t_ph, gap_model=model)
    response = inhomogeneous_response(w, t_ph, n, gap_model=model)
    u, tau = anywhere(2000, t_ph, seed=11)
    s1, s2, d1, d2 = (np.asarray(f) for f in parts(table, jnp.asarray(u), table.prepared(tau)))
    true = np.asarray(conductivity(jnp.asarray(u / tau), jnp.asarray(w / tau), model))
    cold = u < tau
    assert max(e["max"] for e in table.error.values()) < 1e-6
    assert_allclose(s1, true.real, rtol=2 * table.error["sigma_1"]["max"])
    assert_allclose(s2[cold], -true.imag[cold], rtol=2 * table.error["sigma_2"]["max"] + 1e-8)
    assert np.all(s2[~cold] == 0)
    absorption = balance(response, jnp.asarray(u), response.prepared(tau))[2]
    assert_allclose(s1 / (s1**2 + s2**2), absorption, rtol=2 * (table.error["resistivity"]["max"] + response.error["absorption"]["max"]))
    assert np.all(d2[cold] < 0)
    assert np.all(np.isfinite(d1))


@pytest.mark.parametrize("ratio", [20.0, 100.0])
def test_photons_of_many_gaps_obey_the_expansion_in_the_gap(ratio):
    """Where Tc(x) is low a photon may exceed a hundred gaps, beyond the range verified elsewhere: a direct integral checks it."""
    T, w = 0.5, ratio  # in units of the local critical temperature
    d = ZERO_TEMPERATURE_GAP * np.sqrt(np.cos(np.pi * T**2 / 2))

    def tanh_sum(E):
        return np.tanh(E / (2 * T))

    def pairs(E):
        other = w - E
        return tanh_sum(other) * (E * other - d * d) / np.sqrt((E + d) * (other + d))

    def thermal(x):  # E = d cosh x
        E = d * np.cosh(x)
        f = 1 / (np.exp(E / T) + 1) - 1 / (np.exp(min((E + w) / T, 700.0)) + 1)
        return f * (E * (E + w) + d * d) / np.sqrt((E + w) ** 2 - d * d)

    middle = w / 2  # (E - d)^(-1/2) at one end, its mirror at the other: algebraic weights
    low = quad(lambda E: pairs(E) / np.sqrt(w - E - d), d, middle, weight="alg", wvar=(-0.5, 0), epsabs=0, epsrel=1e-11, limit=200)[0]
    high = quad(lambda E: pairs(E) / np.sqrt(E - d), middle, w - d, weight="alg", wvar=(0, -0.5), epsabs=0, epsrel=1e-11, limit=200)[0]
    s1 = (low + high + 2 * quad(thermal, 0, np.arccosh(40 * T / d), epsabs=0, epsrel=1e-11, limit=200)[0]) / w
    assert_allclose(float(conductivity(jnp.asarray(T), jnp.asarray(w)).real), s1, rtol=1e-9)


def test_what_a_table_does_not_cover_is_refused():
    response = inhomogeneous_response(2.0, 0.3, 5.0, highest_tau=1.05)
    assert response.highest_tau == 1.125
    for tau in (1.2, -0.1, np.nan):
        with pytest.raises(ValueError, match="highest_tau"):
            response.prepared(jnp.array([0.5, tau]))
    with pytest.raises(ValueError, match="photon_energy"):
        inhomogeneous_response(20.0, 0.3, 5.0)
    with pytest.raises(ValueError, match="cooling_exponent"):
        inhomogeneous_response(2.0, 0.3, 8.0)
    with pytest.raises(ValueError, match="phonon_temperature"):
        inhomogeneous_response(2.0, 0.01, 5.0)


def test_phonons_hotter_than_every_critical_temperature_leave_a_normal_film():
    response = inhomogeneous_response(2.0, 1.1, 5.0)
    u = jnp.array([1.1, 1.2, 3.0])
    cooling, _, absorption, _ = balance(response, u, response.prepared(jnp.array([1.0, 0.5, 0.0])))
    assert_allclose(cooling, u**5 - 1.1**5, rtol=1e-13, atol=1e-15)
    assert_allclose(absorption, 1.0, rtol=1e-14)
