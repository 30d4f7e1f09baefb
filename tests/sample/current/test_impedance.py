"""Read-out: uniform strips in closed form, the first-order responses, and films without a superconducting path."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.material import doors
from quenchmap.material.conductivity import superfluid_weight
from quenchmap.precision import jnp
from quenchmap.sample.current.first_order import first_order
from quenchmap.sample.current.impedance import impedance, impedance_change
from quenchmap.sample.current.potential import Sides, sealed
from quenchmap.sample.current.supercurrent import supercurrent
from quenchmap.sample.current.terminals import unit_current
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.sample import Sample
from quenchmap.units import BOLTZMANN, PLANCK, REDUCED_PLANCK

FREQUENCY = 10e9


@pytest.fixture(scope="module")
def strip(film):
    return Sample.uniform(film, "320 nm", "640 nm", "10 nm")


@pytest.fixture(scope="module")
def rough(film):
    return Sample.gaussian(film, "640 nm", "640 nm", "10 nm", amplitude=0.05, correlation_length="50 nm", seed=1)


@pytest.fixture(scope="module")
def cold(film):
    return 0.3 * film.material.critical_temperature


def warm_spot(sample, T_ph, amplitude, radius=80e-9):
    r = np.hypot(sample.x, sample.y[:, None])
    return T_ph + amplitude * sample.film.material.critical_temperature * np.exp(-((r / radius) ** 2))


def test_uniform_strip_has_the_impedance_of_its_squares(strip, film, cold):
    Z = impedance(strip, FREQUENCY, cold)
    w = PLANCK * FREQUENCY / (BOLTZMANN * film.material.critical_temperature)
    expected = 0.5 * film.sheet_resistance / complex(doors.conductivity(0.3, w))
    assert_allclose(Z.resistance, expected.real, rtol=1e-5)
    assert_allclose(Z.inductance, expected.imag / (2 * np.pi * FREQUENCY), rtol=1e-6)
    assert_allclose(Z.participation, 1 / Z.participation.size, rtol=1e-8)
    assert_allclose(Z.current_density[0], 1 / strip.height, rtol=1e-8)
    assert f"{Z.inductance * 1e12:.4g} pH" in str(Z)


def test_direct_supercurrent_is_the_limit_of_the_read_outs(strip, rough, film, cold):
    flow = supercurrent(strip, cold)
    Tc = film.material.critical_temperature
    squares = 0.5 * film.sheet_resistance * REDUCED_PLANCK / (BOLTZMANN * Tc * float(superfluid_weight(jnp.array(0.3))))
    assert_allclose(flow.inductance, squares, rtol=1e-9)
    flow, Z = supercurrent(rough, cold), impedance(rough, 1e9, cold)
    assert_allclose(flow.inductance, Z.inductance, rtol=1e-3)
    assert_allclose(flow.participation, Z.participation, rtol=1e-2)
    assert_allclose([flow.participation.sum(), Z.participation.sum(), Z.dissipation.sum()], 1, rtol=1e-12)
    assert_allclose(flow.x.sum(axis=0) * rough.cell, 1, atol=0.2)


def test_balances_are_told_and_small(rough, cold):
    Z = impedance(rough, FREQUENCY, cold)
    assert Z.current_imbalance < 1e-9
    assert Z.power_imbalance < 1e-9


def test_normal_film_is_resistive(strip, film):
    Z = impedance(strip, FREQUENCY, 1.1 * film.material.critical_temperature)
    assert_allclose(Z.relative, 0.5, rtol=1e-9)
    assert np.all(Z.participation == 0)
    assert not supercurrent(strip, 1.1 * film.material.critical_temperature).superconducting


def test_film_without_superconducting_path_is_resistive_and_no_error(film, cold):
    sample = Sample.uniform(film, "640 nm", "640 nm", "10 nm").with_patch(size=("100 nm", "640 nm"), critical_temperature=0)
    Z = impedance(sample, FREQUENCY, cold)
    assert_allclose(Z.resistance, film.sheet_resistance * 100 / 640, rtol=1e-2)
    assert Z.inductance > 0
    flow = supercurrent(sample, cold)
    assert not flow.superconducting
    assert np.isnan(flow.inductance)


def test_film_cut_in_two_is_refused_by_its_electrodes(film, cold):
    sample = Sample.uniform(film, "640 nm", "640 nm", "10 nm").with_slit(("0 nm", "-320 nm"), ("0 nm", "320 nm"), "40 nm")
    with pytest.raises(ValueError, match="No film joins the electrodes 'left' and 'right'"):
        impedance(sample, FREQUENCY, cold)


def test_electrodes_are_named_in_any_way(film, cold):
    half = Electrode("top", span=("-100 nm", "100 nm"))
    sample = Sample.uniform(film, "640 nm", "640 nm", "10 nm", electrodes=["left", "right", half])
    values = [impedance(sample, FREQUENCY, cold, source=2, drain=d).relative for d in (0, "left", Electrode("left"), "right")]
    assert_allclose(values, values[0], rtol=1e-8)
    with pytest.raises(ValueError, match="no electrode is 'botom'"):
        impedance(sample, FREQUENCY, cold, drain="botom")
    with pytest.raises(ValueError, match="two different electrodes"):
        impedance(sample, FREQUENCY, cold, source=1, drain=1)


def test_mirrored_sample_has_the_same_impedance(rough, cold):
    one, two = impedance(rough, FREQUENCY, cold), impedance(rough.mirrored("x"), FREQUENCY, cold)
    assert_allclose(two.ohms, one.ohms, rtol=1e-9)
    assert_allclose(two.participation[:, ::-1], one.participation, rtol=1e-6)


def test_first_order_responses_are_the_derivative_for_small_amplitudes(rough, cold):
    """Errors of all three forms fall with the square of the amplitude's part, that is linearly relative to the response."""
    before = impedance(rough, FREQUENCY, cold, coldest=cold)
    errors = []
    for amplitude in (0.02, 0.01):
        change = impedance_change(rough, warm_spot(rough, cold, amplitude), cold, FREQUENCY, before=before)
        errors.append([abs(Z / change.ohms - 1) for Z in change.first_order])
    assert np.max(errors[1]) < 1e-3
    assert_allclose(np.array(errors[0]) / errors[1], 2, atol=0.5)


def test_first_order_response_to_a_small_normal_disc():
    """Only the dilute form is right (to the edge's steps): one linear form is half of the truth, the other tens of times it."""
    n = 128
    x = np.arange(n) - (n - 1) / 2
    G = np.full((n, n), 0.05 - 60j)
    after = np.where(np.hypot(x, x[:, None]) < 9, 1.0, G)
    none = sealed((n, n))
    contacts = Sides(np.ones(n), none.right, none.bottom, none.top), Sides(none.left, np.ones(n), none.bottom, none.top)
    before = unit_current(G, contacts)
    change = unit_current(after, contacts).impedance - before.impedance
    linear = first_order(before, after)
    assert abs(linear.dilute / change - 1) < 0.08
    assert abs(linear.fixed_field / change) == pytest.approx(0.5, abs=0.05)
    assert abs(linear.fixed_current / change) > 20


def test_temperatures_that_are_none_are_refused(strip):
    with pytest.raises(ValueError, match="must be positive"):
        impedance(strip, FREQUENCY, 0.0)
    with pytest.raises(ValueError, match="its shape is"):
        impedance(strip, FREQUENCY, np.ones((3, 3)))


def test_an_impedance_nearby_saves_iterations_and_changes_nothing(rough, cold):
    before = impedance(rough, FREQUENCY, cold)
    T = warm_spot(rough, cold, 0.02)
    plain, near = (impedance(rough, FREQUENCY, T, coldest=cold, near=start) for start in (None, before))
    assert_allclose(near.ohms, plain.ohms, rtol=1e-10)
    assert near.flow.currents.iterations < plain.flow.currents.iterations
