"""The checks of the model's assumptions: their numbers, and what is said about them."""

import math
import warnings

import pytest
from numpy.testing import assert_allclose

from quenchmap.errors import ValidityWarning
from quenchmap.material.catalogue import material
from quenchmap.material.film import Film
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.tip.validity import check_assumptions, phonon_temperature_at_Tc, warn


def checks(film, drive=1.2, phonon_temperature=0.3, radius="50 nm", height="100 nm", frequency="417 GHz"):
    tip = MicrowaveTip(height, frequency, radius=radius)
    return {check.name: check for check in check_assumptions(film, tip, drive, phonon_temperature)}


@pytest.mark.parametrize("name", ["NbN", "InOx"])
def test_phonons_warm_to_most_of_tc_for_the_usual_boundary_conductances(name):
    """A conductance of 100 to 500 W m^-2 K^-4, 10 nm, a bath at 0.3 Tc and electrons at Tc: about 0.8 to 0.95 Tc."""
    film = Film(name, "10 nm")
    warm, cool = (phonon_temperature_at_Tc(film, 0.3, conductance) for conductance in (100, 500))
    assert 0.78 < cool < 0.87 < 0.93 < warm < 0.97
    n, m = film.material.cooling_exponent, film.material
    flux = m.cooling_coefficient * ((m.critical_temperature) ** n - (warm * m.critical_temperature) ** n) * film.thickness
    assert_allclose(flux, 100 * m.critical_temperature**4 * (warm**4 - 0.3**4), rtol=1e-9)


def test_paper_assumes_cold_phonons_unless_the_film_has_a_boundary_conductance():
    without = checks(Film("NbN", "10 nm"))["phonons at the bath temperature"]
    given = checks(Film("NbN", "10 nm", boundary_conductance=200.0))["phonons at the bath temperature"]
    assert (without.verdict, given.verdict) == ("fails", "holds")
    assert "100 to 500" in without.sentence
    assert "includes this" in given.sentence
    assert given.value > without.value > 0.5  # a worse contact than the best assumed one


def test_drive_is_compared_with_the_critical_current_as_a_peak():
    film = Film("NbN", "10 nm")
    check = checks(film)["linear response"]
    peak = math.sqrt(2) * 1.2 * film.material.characteristic_current_density
    assert_allclose(check.value, peak / film.material.critical_current_density(3.0), rtol=1e-12)
    assert check.verdict == "marginal"
    assert "its D is an assumption" in check.sentence
    assert checks(film, drive=5.0)["linear response"].verdict == "fails"


def test_long_coherence_length_of_aluminium_breaks_the_local_gap():
    assert checks(Film("Al", "20 nm"), frequency="50 GHz")["local gap"].verdict == "fails"
    assert checks(Film("NbN", "10 nm"))["local gap"].verdict == "holds"


def test_given_coherence_length_goes_before_the_diffusion_coefficient():
    film = Film(material("NbN").replace(coherence_length="20 nm"), "10 nm")
    check = checks(film)["local gap"]
    assert_allclose(check.value, 0.2)
    assert check.verdict == "marginal"


def test_what_cannot_be_tested_says_what_is_missing():
    bare = Film(material("NbN").replace(diffusion_coefficient=None), "10 nm")
    found = checks(bare, radius=None)
    for name, missing in (
        ("linear response", "diffusion_coefficient"),
        ("local gap", "coherence_length"),
        ("no field emission", "radius"),
        ("point-like tip", "radius"),
    ):
        assert found[name].verdict == "not tested"
        assert found[name].value is None
        assert missing in found[name].sentence


def test_normal_film_has_neither_critical_current_nor_heat_for_the_bath():
    found = checks(Film("InOx", "10 nm"), phonon_temperature=1.2)
    assert found["linear response"].verdict == found["phonons at the bath temperature"].verdict == "not tested"


def test_lengths_of_the_near_field_are_those_of_the_paper():
    """Appendix B: at a few kelvin both cutoffs are much larger than z0 = 100 nm, and Z_tip than the sheet resistance."""
    found = checks(Film("InOx", "10 nm"), frequency="145.855 GHz")
    assert_allclose(found["charges follow the tip"].value, 0.1 / 12.32, rtol=1e-3)
    assert_allclose(found["quasistatic field"].value, 100e-9 / 327.1e-6, rtol=1e-3)
    for name in ("charges follow the tip", "quasistatic field", "tip impedance above sheet resistance"):
        assert found[name].verdict == "holds"


def test_tip_voltage_of_nbn_is_within_an_order_of_field_emission():
    found = checks(Film("NbN", "10 nm"), drive=1.0, frequency="416.732 GHz")["no field emission"]
    assert_allclose(found.value, 16.94 / 50e-9 / 1e9, rtol=1e-3)
    assert found.verdict == "marginal"
    assert "169.4 MV/m" in found.sentence


def test_one_warning_for_each_check_that_fails_and_none_otherwise():
    film = Film("NbN", "10 nm")
    tip = MicrowaveTip("100 nm", "417 GHz", radius="50 nm")
    with pytest.warns(ValidityWarning) as caught:
        warn(check_assumptions(film, tip, drive=8.0, phonon_temperature=0.3))
    messages = [str(w.message) for w in caught]
    assert [m.split(":")[0] for m in messages] == ["linear response", "phonons at the bath temperature", "no field emission"]
    assert all("fails" in m for m in messages)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn(check_assumptions(Film("InOx", "10 nm", boundary_conductance=200.0), tip, drive=1.0, phonon_temperature=0.3))


@pytest.mark.parametrize(("drive", "temperature", "name"), [(-1.2, 0.3, "drive"), (1.2, float("nan"), "phonon_temperature")])
def test_wrong_arguments_are_refused_by_name(drive, temperature, name):
    with pytest.raises(ValueError, match=name):
        check_assumptions(Film("NbN", "10 nm"), MicrowaveTip("100 nm", "417 GHz"), drive, temperature)
