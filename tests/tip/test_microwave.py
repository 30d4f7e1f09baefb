"""Circuit and drive of the microwave tip: the numbers of the paper, corrected where it is wrong."""

import math

import pytest
from numpy.testing import assert_allclose

from quenchmap.material.film import Film
from quenchmap.tip.microwave import CURRENT_COEFFICIENT, MicrowaveTip
from quenchmap.tip.shape import PEAK_RADIUS, microwave_shape
from quenchmap.tip.source import dbm
from quenchmap.units import BOLTZMANN, ELEMENTARY_CHARGE, PLANCK


def tip_at(photon_energy, Tc, **more):
    return MicrowaveTip("100 nm", photon_energy * BOLTZMANN * Tc / PLANCK, radius="50 nm", **more)


def test_peak_current_density_is_the_rms_of_the_current_that_the_tip_draws():
    """Eq. (B3) at its maximum, averaged over a period: 0.0337937 I0/(z0 d), and not the printed 0.120."""
    x = PEAK_RADIUS
    through_circle = 1 - 1 / math.sqrt(1 + x * x)
    assert_allclose(CURRENT_COEFFICIENT, through_circle / (2 * math.pi * x) / math.sqrt(2), rtol=1e-14)
    assert_allclose(CURRENT_COEFFICIENT, 0.0337937, rtol=1e-6)
    assert_allclose(0.120, CURRENT_COEFFICIENT * math.sqrt(4 * math.pi), rtol=2e-3)  # what the paper printed instead
    assert_allclose(microwave_shape(x), 1.0, rtol=1e-14)


@pytest.mark.parametrize(("name", "Tc", "current", "voltage"), [("InOx", 3.5, 8.02e-6, 1.57), ("NbN", 10.0, 331e-6, 22.7)])
def test_current_and_voltage_at_the_characteristic_drive(name, Tc, current, voltage):
    film, tip = Film(name, "10 nm"), tip_at(2.0, Tc, capacitance_model="isolated")
    assert_allclose(tip.current(film, 1.0), current, rtol=1e-3)
    assert_allclose(tip.voltage(film, 1.0), voltage, rtol=3e-3)
    exact = tip_at(2.0, Tc)
    assert_allclose(exact.voltage(film, 1.0), tip.voltage(film, 1.0) / 1.34106, rtol=1e-5)


def test_tip_impedance_of_the_paper_is_1_4_megaohm():
    """Appendix B: R_tip = 50 nm and hbar omega = 1 K; far above the sheet resistance h/(4 e^2) = 6.45 kOhm."""
    tip = tip_at(1.0, 1.0, capacitance_model="isolated")
    assert_allclose(tip.reactance, 1.4e6, rtol=0.02)
    assert tip.reactance > 200 * PLANCK / (4 * ELEMENTARY_CHARGE**2)


def test_photon_energy_uses_the_frequency_and_not_the_angular_one():
    assert_allclose(MicrowaveTip("100 nm", "417 GHz").photon_energy(10.0), 2.0013, rtol=1e-4)


def test_every_statement_of_the_strength_returns_to_the_same_drive():
    film, tip = Film("NbN", "10 nm"), tip_at(2.0, 10.0)
    assert_allclose(tip.drive(film, current=tip.current(film, 1.3)), 1.3, rtol=1e-14)
    assert_allclose(tip.drive(film, voltage=tip.voltage(film, 1.3)), 1.3, rtol=1e-14)
    level = f"{dbm(tip.source_power(film, 1.3, '6 dB')):.12f} dBm"
    assert_allclose(tip.drive(film, source_power=level, line_loss="6 dB"), 1.3, rtol=1e-12)


def test_open_end_of_the_line_doubles_the_voltage_of_a_matched_load():
    """1 mW into 50 ohm is 0.316 V amplitude; the open end has twice that, and 20 dB of loss take a factor of ten."""
    film, tip = Film("InOx", "10 nm"), tip_at(2.0, 3.5)
    V0 = 2 * math.sqrt(2 * 50 * 1e-3)
    assert_allclose(tip.drive(film, source_power="0 dBm"), tip.drive(film, voltage=V0), rtol=1e-12)
    assert_allclose(tip.drive(film, source_power=1e-3, line_loss=20), tip.drive(film, voltage=V0 / 10), rtol=1e-12)


def test_open_end_is_a_good_approximation_because_the_tip_hardly_loads_the_line():
    tip = tip_at(2.0, 10.0)
    assert 1 - 1 / math.hypot(1, tip.source_impedance / tip.reactance) < 1e-6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"height": "-1 nm"}, "height"),
        ({"height": "3 K"}, "wrong unit"),
        ({"frequency": float("nan")}, "frequency"),
        ({"radius": "100 nm"}, "must exceed its radius"),
        ({"radius": 0.0}, "radius"),
        ({"source_impedance": "0 ohm"}, "source_impedance"),
        ({"capacitance_model": "exakt"}, "Did you mean exact"),
    ],
)
def test_wrong_tips_are_refused_with_the_argument_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        MicrowaveTip(**({"height": "100 nm", "frequency": "417 GHz"} | arguments))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "none came"),
        ({"current": 1e-5, "voltage": 1.0}, "current=1e-05 and voltage=1.0"),
        ({"current": "-1 uA"}, "current"),
        ({"current": 1e-5, "line_loss": "3 dB"}, "goes with `source_power` only"),
        ({"source_power": "3 dB"}, "source_power"),
        ({"source_power": -1.0}, "must be positive"),
        ({"source_power": "0 dBm", "line_loss": "-3 dB"}, "zero or positive"),
        ({"source_power": "0 dBm", "line_loss": "3 W"}, "cannot be read"),
    ],
)
def test_wrong_drives_are_refused_with_the_argument_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        tip_at(2.0, 10.0).drive(Film("NbN", "10 nm"), **arguments)


def test_voltage_without_a_radius_says_what_is_missing():
    with pytest.raises(ValueError, match="radius=None"):
        MicrowaveTip("100 nm", "417 GHz").drive(Film("NbN", "10 nm"), voltage="1 V")
