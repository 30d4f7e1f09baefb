"""The one door for units."""

import math

import pytest
from numpy.testing import assert_allclose

from quenchmap import units
from quenchmap.units import engineering, example, registry, si


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("100 nm", "m", 1e-7),
        ("0.1 um", "m", 1e-7),
        ("417 GHz", "Hz", 4.17e11),
        ("3 K", "K", 3.0),
        ("300 mK", "K", 0.3),
        ("400 uohm*cm", "ohm*m", 4e-6),
        ("2 nW/um**3/K**6", "W/m**3/K**6", 2e9),
        ("1e7 S/m", "S/m", 1e7),
        ("0.5 cm**2/s", "m**2/s", 5e-5),
        (1e-7, "m", 1e-7),
        (3, "K", 3.0),
        ("1.2", "", 1.2),
    ],
)
def test_strings_and_numbers_become_si(value, unit, expected):
    assert si(value, unit, "x") == pytest.approx(expected, rel=1e-14)


def test_quantities_of_the_field_s_other_packages_are_welcome():
    assert si(registry().Quantity(100, "nm"), "m", "height") == 1e-7


def test_a_conversion_leaves_no_noise_in_the_last_digit():
    assert si("100 nm", "m", "height") == 1e-7
    assert si("10 nm", "m", "thickness") == 1e-8


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("100", "`height` has no unit: height='100'"),
        ("100 K", "`height` has the wrong unit: height='100 K' cannot be converted to m"),
        ("100 parsnips", "`height` cannot be read as a quantity"),
        ("", "`height`"),
        (float("nan"), "`height` must be finite"),
        ("inf m", "`height`"),
    ],
)
def test_what_is_not_a_length_is_refused_with_an_example(value, message):
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        si(value, "m", "height")


@pytest.mark.parametrize("value", [None, True, [1, 2], {}, object()])
def test_what_is_no_number_at_all_is_a_type_error(value):
    with pytest.raises(TypeError, match="`height` must be a number in m"):
        si(value, "m", "height")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2.1945e-5, "W", "21.95 µW"),
        (0.0, "W", "0 W"),
        (-8.02e-6, "A", "-8.02 µA"),
        (9.99996e-7, "m", "1 µm"),
        (4.17e11, "Hz", "417 GHz"),
        (1.0, "K", "1 K"),
        (1e-20, "W", "0.01 aW"),
    ],
)
def test_numbers_are_written_with_a_prefix(value, unit, text):
    assert engineering(value, unit) == text


def test_infinite_numbers_are_written_as_they_are():
    assert engineering(math.inf, "Hz") == "inf Hz"
    assert engineering(math.nan, "K") == "nan K"


def test_every_unit_has_an_example_that_can_be_read():
    for unit in ("m", "K", "Hz", "A", "V", "W", "m**2/s", "ohm", "ohm*m"):
        assert si(example(unit), unit, "x") > 0


def test_constants_agree_with_scipy():
    from scipy import constants

    assert_allclose(
        [units.BOLTZMANN, units.PLANCK, units.REDUCED_PLANCK, units.ELEMENTARY_CHARGE, units.SPEED_OF_LIGHT],
        [constants.k, constants.h, constants.hbar, constants.e, constants.c],
        rtol=1e-14,
    )
    assert_allclose(units.VACUUM_PERMITTIVITY, constants.epsilon_0, rtol=1e-9)  # measured: newer tables move the last digits
    assert_allclose(units.LORENZ_NUMBER, 2.443e-8, rtol=1e-3)
