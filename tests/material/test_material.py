"""The scales that a material sets, and what it refuses."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.material.catalogue import material
from quenchmap.material.substance import Material
from quenchmap.units import BOLTZMANN, ELEMENTARY_CHARGE, REDUCED_PLANCK, registry

NBN = {"critical_temperature": "10 K", "normal_resistivity": "400 uohm*cm", "cooling_exponent": 5, "cooling_coefficient": "5e9 W/m**3/K**5"}


def test_relaxation_lengths_of_table_I():
    """The paper prints 17 and 16 nm; its own parameters give 16.47 and 15.63."""
    assert material("InOx").relaxation_length == pytest.approx(16.47e-9, abs=0.005e-9)
    assert material("NbN").relaxation_length == pytest.approx(15.63e-9, abs=0.005e-9)


def test_characteristic_current_balances_full_cooling_at_Tc():
    """j*^2 / sigma_N = Sigma T_c^n: what holds normal electrons at T_c over phonons at zero temperature."""
    for m in (material("InOx"), material("NbN")):
        assert_allclose(m.characteristic_current_density**2 / m.normal_conductivity, m.cooling_power_at_Tc)
    assert_allclose(material("NbN").cooling_power_at_Tc, 5e14)


def test_heat_diffuses_at_the_rate_of_charge_in_the_normal_state():
    """Wiedemann and Franz with Einstein: K(T_c) = gamma T_c D, so that Lambda^2 = D times the thermal time."""
    m = material("NbN")
    D = m.diffusion_coefficient
    assert_allclose(m.thermal_conductivity_at_Tc, m.electronic_specific_heat_coefficient * m.critical_temperature * D, rtol=1e-12)
    assert_allclose(m.relaxation_length**2, D * m.thermal_time, rtol=1e-12)
    assert_allclose(m.normal_conductivity, 2 * ELEMENTARY_CHARGE**2 * m.density_of_states * D)


def test_critical_current_is_the_estimate_of_the_paper_at_zero_temperature():
    """j_c = 1.5 sigma_N [Delta0/(2e)] (hbar D/Delta0)^(-1/2) with 2 Delta0 = 3.53 k_B T_c."""
    m = material("NbN")
    gap = 3.53 / 2 * BOLTZMANN * 10
    estimate = 1.5 * 2.5e5 * gap / (2 * ELEMENTARY_CHARGE) * math.sqrt(gap / (REDUCED_PLANCK * 0.5e-4))
    assert_allclose(m.critical_current_density(0.0), estimate, rtol=0.01)
    assert isinstance(m.critical_current_density("3 K"), float)
    assert_allclose(m.critical_current_density([5.0, 10.0, 12.0])[1:], 0)


@pytest.mark.parametrize("name", ["NbN", "InOx"])
@pytest.mark.parametrize("D", ["0.2 cm**2/s", "1 cm**2/s"])
def test_drive_is_not_far_below_the_critical_current(name, D):
    """The paper's condition j* << j_c is marginal in both of its materials."""
    m = material(name).replace(diffusion_coefficient=D)
    assert 0.1 < m.characteristic_current_density / m.critical_current_density(0.0) < 0.4


def test_sheet_resistance_with_thickness_is_a_resistivity():
    by_square = {**NBN, "normal_resistivity": None, "sheet_resistance": "400 ohm", "thickness": "10 nm"}
    assert_allclose(Material("film", **by_square).normal_resistivity, 4e-6)


def test_strings_quantities_and_plain_numbers_are_the_same_material():
    u = registry()
    plain = Material("NbN", critical_temperature=10.0, normal_resistivity=4e-6, cooling_exponent=5, cooling_coefficient=5e9)
    pint = Material(
        "NbN",
        critical_temperature=u.Quantity(10_000, "mK"),
        normal_resistivity=u.Quantity(400, "uohm*cm"),
        cooling_exponent=5,
        cooling_coefficient=u.Quantity(5, "nW/um**3/K**5"),
    )
    assert plain == pint == Material("NbN", **NBN)
    assert hash(plain) == hash(pint)


def test_unit_of_the_cooling_coefficient_follows_the_exponent():
    odd = Material("odd", **{**NBN, "cooling_exponent": 4.3, "cooling_coefficient": "2e9 W/m**3/K**4.3"})
    assert odd.cooling_coefficient == 2e9
    with pytest.raises(ValueError, match=r"wrong unit.*K\*\*6"):
        Material("odd", **{**NBN, "cooling_exponent": 6})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"critical_temperature": -10.0}, r"`critical_temperature`.*positive.*-10\.0"),
        ({"critical_temperature": 0.0}, "positive"),
        ({"critical_temperature": float("nan")}, "finite.*nan"),
        ({"critical_temperature": "10 nm"}, "wrong unit.*'10 nm'.*'3 K'"),
        ({"critical_temperature": "10"}, "no unit"),
        ({"critical_temperature": "ten K"}, "cannot be read"),
        ({"cooling_coefficient": "-5e9 W/m**3/K**5"}, "positive"),
        ({"cooling_exponent": 2.9}, "from 3 to 7.*2.9"),
        ({"cooling_exponent": 7.5}, "from 3 to 7.*7.5"),
        ({"normal_resistivity": None}, "neither was given"),
        ({"sheet_resistance": "400 ohm"}, "both were"),
        ({"thickness": "10 nm"}, "Give the thickness of a film to `Film`"),
        ({"normal_resistivity": None, "sheet_resistance": "400 ohm"}, "needs the `thickness`"),
        ({"diffusion_coefficient": "0.5 cm"}, "wrong unit"),
        ({"diffusion_coefficient": 0.0}, "positive"),
        ({"coherence_length": -1e-9}, "positive"),
        ({"assumptions": ["difusion_coefficient"]}, "Did you mean diffusion_coefficient"),
    ],
)
def test_refuses_with_the_value_and_the_remedy(changes, message):
    with pytest.raises(ValueError, match=message):
        Material("NbN", **{**NBN, **changes})


def test_time_scales_and_critical_current_ask_for_the_diffusion_coefficient():
    m = Material("NbN", **NBN)
    asks = (lambda: m.thermal_time, lambda: m.density_of_states, lambda: m.dirty_coherence_length, lambda: m.critical_current_density(3.0))
    for ask in asks:
        with pytest.raises(ValueError, match=r"NbN.*diffusion_coefficient='0\.5 cm\*\*2/s'"):
            ask()


@pytest.mark.parametrize("T", [-1.0, float("nan"), [3.0, -1.0], "-1 K"])
def test_refuses_the_critical_current_at_impossible_temperatures(T):
    with pytest.raises(ValueError, match="`T` is a temperature in K"):
        material("NbN").critical_current_density(T)


def test_replaced_value_is_no_longer_an_assumption():
    m = material("NbN")
    assert m.assumptions == ("diffusion_coefficient",)
    measured = m.replace(diffusion_coefficient="0.6 cm**2/s")
    assert measured.diffusion_coefficient == 0.6e-4
    assert measured.assumptions == ()
    assert (measured.name, measured.critical_temperature) == (m.name, m.critical_temperature)


def test_replaces_the_resistivity_by_a_sheet_resistance():
    assert_allclose(material("NbN").replace(sheet_resistance=500.0, thickness=8e-9).normal_resistivity, 4e-6)


def test_replace_refuses_unknown_names_and_an_exponent_without_its_coefficient():
    with pytest.raises(TypeError, match="Did you mean critical_temperature"):
        material("NbN").replace(critical_temperatur="9 K")
    with pytest.raises(ValueError, match="give it together with the new cooling_exponent=6"):
        material("NbN").replace(cooling_exponent=6)
    assert material("NbN").replace(cooling_exponent=6, cooling_coefficient="5e8 W/m**3/K**6").cooling_exponent == 6


def test_is_immutable():
    with pytest.raises(AttributeError):
        material("NbN").critical_temperature = 12.0


def test_shows_its_values_with_units_and_which_are_assumed():
    m = material("NbN")
    text, html = str(m), m._repr_html_()
    for shown in ("NbN", "10 K", "400 µΩ cm", "0.5 cm²/s", "15.63 nm"):
        assert shown in text
        assert shown in html
    (assumed,) = (line for line in text.splitlines() if "assumed" in line)
    assert "diffusion coefficient" in assumed
    assert max(map(len, text.splitlines())) < 110
    assert "&lt;a&gt;" in Material("<a>", **NBN)._repr_html_()


def test_repr_makes_the_same_material_again():
    m = material("TiN")
    assert eval(repr(m), {"Material": Material}) == m
    assert np.isclose(m.replace().relaxation_length, m.relaxation_length)
