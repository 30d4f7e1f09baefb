import json

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from quenchmap import Film
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.sample import Sample
from quenchmap.units import registry

CELL = "10 nm"


def ramp(film: Film) -> np.ndarray:
    """Critical temperatures that rise to the right and upward, (12, 20)."""
    return 8 + 0.1 * np.arange(20) + 0.01 * np.arange(12)[:, None]


def test_a_uniform_sample_is_the_reference_film(film):
    sample = Sample.uniform(film, "1 um", "0.5 um", cells=(100, 50))
    assert sample.shape == (50, 100)
    assert sample.cell == pytest.approx(10e-9)
    for relative in ("relative_critical_temperature", "relative_conductivity", "relative_cooling", "relative_thickness"):
        assert_allclose(getattr(sample, relative), 1, rtol=1e-15)
    assert (sample.coverage, sample.normal_fraction, sample.connection) == (1.0, 0.0, "superconductor")
    assert_array_equal(sample.present, Sample.uniform(film, 1e-6, 5e-7, 1e-8).present)


def test_relative_conductivity_is_that_of_the_material_not_of_the_sheet(film):
    """A film twice as thick with the same sheet resistance conducts half as well per volume: s = (R0/R)/delta."""
    sample = Sample(film, cell=CELL, thickness=np.full((8, 8), 20e-9), sheet_resistance="200 ohm")
    sigma = 1 / (sample.sheet_resistance * sample.thickness)
    assert_allclose(sample.relative_conductivity, sigma / film.material.normal_conductivity)
    assert_allclose(Sample(film, cell=CELL, thickness=np.full((8, 8), 20e-9)).sheet_resistance, film.sheet_resistance / 2)


def test_coordinates_are_centred_with_y_upward(film):
    sample = Sample(film, cell=CELL, critical_temperature=ramp(film))
    assert (sample.width, sample.height) == pytest.approx((200e-9, 120e-9))
    assert sample.x == pytest.approx(np.arange(-95, 100, 10) * 1e-9)
    assert sample.y[0] == pytest.approx(-55e-9)
    top = sample.with_patch((0, "55 nm"), size=("1 um", "5 nm"), critical_temperature=0)
    assert_array_equal(top.critical_temperature[-1], 0)


def test_fields_are_copies_that_cannot_be_changed(film):
    values = ramp(film)
    sample = Sample(film, cell=CELL, critical_temperature=values)
    values[0, 0] = 100
    assert sample.critical_temperature[0, 0] == 8
    with pytest.raises(ValueError, match="read-only"):
        sample.critical_temperature[0, 0] = 1
    with pytest.raises(AttributeError):
        sample.cell = 1.0


def test_quantities_may_have_any_unit_of_their_dimension(film):
    millikelvin = registry().Quantity(1e3 * ramp(film), "mK")
    sample = Sample(
        film, cell="0.01 um", critical_temperature=millikelvin, sheet_resistance="1 kohm", cooling_coefficient="4e9 W/m**3/K**5"
    )
    assert_allclose(sample.critical_temperature, ramp(film))
    assert (sample.sheet_resistance[0, 0], sample.cooling_coefficient[0, 0]) == (1000.0, 4e9)


def test_holes_hold_the_reference_whatever_was_there(film):
    T, present = ramp(film), np.ones((12, 20), bool)
    T[3, 4], present[3, 4] = np.nan, False
    sample = Sample(film, cell=CELL, critical_temperature=T, sheet_resistance=np.where(present, 500.0, -1.0), present=present)
    assert sample.critical_temperature[3, 4] == film.material.critical_temperature
    assert sample.sheet_resistance[3, 4] == film.sheet_resistance
    assert sample.statistics("sheet_resistance") == (500.0, 0.0, 500.0, 500.0)


def test_replace_changes_what_it_names(film):
    sample = Sample(film, cell=CELL, critical_temperature=ramp(film))
    thicker = sample.replace(thickness="20 nm")
    assert_allclose(thicker.sheet_resistance, film.sheet_resistance / 2)  # the resistivity stays
    assert_allclose(sample.replace(thickness="20 nm", sheet_resistance="400 ohm").relative_conductivity, 0.5)
    assert_array_equal(thicker.critical_temperature, sample.critical_temperature)
    for fields, message in (
        ({"thicknes": 1e-8}, "Did you mean thickness"),
        ({"thickness": 0.0}, "`thickness` must be positive"),
        ({"thickness": np.ones((3, 3))}, r"`sheet_resistance` \(12, 20\), `thickness` \(3, 3\)"),
    ):
        with pytest.raises(ValueError, match=message):
            sample.replace(**fields)


def test_connection_needs_cells_that_share_sides(film):
    checkerboard = np.indices((8, 8)).sum(axis=0) % 2 == 0
    sample = Sample(film, cell=CELL, critical_temperature=np.where(checkerboard, 10.0, 0.0))
    assert sample.connection == "film"
    assert Sample(film, cell=CELL, present=checkerboard).connection == "none"
    wired = sample.with_patch((0, "5 nm"), size=("1 um", "5 nm"), critical_temperature="5 K")
    assert wired.connection == "superconductor"
    assert wired.with_electrodes(Electrode("left", ("-40 nm", "-20 nm")), "right").connection == "film"
    assert wired.with_electrodes("bottom", "top").connection == "film"


def test_electrodes_touch_the_cells_within_their_span(film):
    sample = Sample.uniform(film, "200 nm", "120 nm", CELL, electrodes=[Electrode("left", ("-20 nm", "30 nm")), "top"])
    left, top = sample.contacts
    assert_array_equal(np.flatnonzero(left), [4, 5, 6, 7, 8])  # centres at -15, -5, 5, 15, 25 nm
    assert top.all()
    assert top.shape == (20,)
    assert Sample.uniform(film, "200 nm", "120 nm", CELL, electrodes="top").electrodes == (Electrode("top"),)


def test_impossible_electrodes_are_refused(film):
    size = ("200 nm", "120 nm", CELL)
    for electrodes, error, message in (
        ([Electrode("left", ("70 nm", "90 nm"))], ValueError, "electrode at left from 70 nm to 90 nm touches no film"),
        (["left", Electrode("left", (0, "10 nm"))], ValueError, "overlap"),
        (["east"], ValueError, "left, right, bottom or top"),
        ([3], TypeError, "Electrode"),
    ):
        with pytest.raises(error, match=message):
            Sample.uniform(film, *size, electrodes=electrodes)
    with pytest.raises(ValueError, match="Swap or move"):
        Electrode("left", ("30 nm", "10 nm"))
    with pytest.raises(ValueError, match="wrong unit"):
        Electrode("left", ("30 K", "40 K"))


def test_values_that_no_film_has_are_refused_with_their_place(film):
    def wrong(value):
        T = ramp(film)
        T[2, 5] = value
        return T

    for fields, message in (
        ({"critical_temperature": wrong(np.nan)}, r"1 NaN .* \[iy, ix\] = \[2, 5\].*`present`"),
        ({"critical_temperature": wrong(-1.0)}, r"must not be negative .* but is -1 at \[iy, ix\] = \[2, 5\]"),
        ({"sheet_resistance": wrong(0.0)}, "must be positive"),
        ({"thickness": wrong(np.inf)}, "infinite"),
        ({"critical_temperature": ramp(film), "thickness": np.ones((3, 3))}, r"`critical_temperature` \(12, 20\), `thickness` \(3, 3\)"),
        ({"critical_temperature": ramp(film)[0]}, r"shape is \(20,\)"),
        ({"critical_temperature": "8 K"}, "Sample.uniform"),
        ({"critical_temperature": "8 m", "thickness": ramp(film)}, "wrong unit"),
        ({"critical_temperature": registry().Quantity(ramp(film), "m")}, "wrong unit"),
        ({"present": np.zeros((8, 8), bool)}, "no film"),
        ({"critical_temperature": np.ones((7, 40))}, "at least 8 cells"),
    ):
        with pytest.raises(ValueError, match=message):
            Sample(film, cell=CELL, **fields)
    for fields, message in (
        ({"critical_temperature": ramp(film) * 1j}, "real numbers"),
        ({"critical_temperature": [["a"]]}, "real numbers"),
        ({"present": np.ones((8, 8))}, "values > 0.5"),
    ):
        with pytest.raises(TypeError, match=message):
            Sample(film, cell=CELL, **fields)
    with pytest.raises(TypeError, match=r"Film\('NbN'"):
        Sample.uniform("NbN", "200 nm", "120 nm", CELL)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"width": "1 um", "height": "1 um"}, "either `cell`"),
        ({"width": "1 um", "height": "1 um", "cell": "10 nm", "cells": (100, 100)}, "either `cell`"),
        ({"width": "1 um", "height": "1 um", "cells": (100.5, 100)}, "two whole numbers"),
        ({"width": "1 um", "height": "1 um", "cell": "3 nm"}, "Use width='999 nm' or '1.002 µm'"),
        ({"width": "1 um", "height": "0.5 um", "cells": (100, 100)}, r"cells=\(100, 50\)"),
        ({"width": "1 um", "height": "1 um", "cell": "0.1 nm"}, "up to 16777216 cells"),
        ({"width": "1 um", "height": "50 nm", "cell": "10 nm"}, "at least 8 cells"),
        ({"width": "1 K", "height": "1 um", "cell": "10 nm"}, "wrong unit"),
        ({"width": "1 um", "height": "-1 um", "cell": "10 nm"}, "positive"),
    ],
)
def test_sides_must_be_whole_numbers_of_square_cells(arguments, message, film):
    with pytest.raises(ValueError, match=message):
        Sample.uniform(film, **arguments)


def test_the_recipe_is_plain_and_makes_the_sample_again(film):
    sample = (
        Sample.granular(film, "400 nm", "200 nm", "4 nm", grain_size="60 nm", boundary_width="8 nm", grain_spread=0.05, seed=3)
        .with_disorder("sheet_resistance", amplitude=0.2, correlation_length="20 nm", seed=4, law="lognormal")
        .with_hole(("50 nm", 0), radius="30 nm")
        .with_slit(("-100 nm", "-50 nm"), ("-60 nm", 0), "8 nm")
        .with_patch(("-120 nm", 0), size=("40 nm", "40 nm"), critical_temperature=0)
        .mirrored("y")
        .with_constriction("120 nm", "40 nm", taper="20 nm")
        .strip("180 nm")
        .replace(cooling_coefficient=4e9)
        .with_electrodes(Electrode("left", ("-50 nm", "50 nm")))
    )
    assert json.loads(json.dumps(sample.recipe)) == sample.recipe
    again = sample.regenerated(sample.cell)
    for name in ("critical_temperature", "sheet_resistance", "cooling_coefficient", "thickness", "present"):
        assert_allclose(getattr(again, name), getattr(sample, name), rtol=1e-12)
    assert again.electrodes == sample.electrodes
    assert again.recipe == sample.recipe


def test_what_was_given_cell_by_cell_cannot_be_drawn_anew(film):
    sample = Sample.uniform(film, "200 nm", "200 nm", CELL)
    for fixed in (
        Sample(film, cell=CELL, critical_temperature=ramp(film)),
        Sample.from_array(ramp(film), film, cell=CELL),
        sample.with_mask(np.ones((20, 20), bool)),
        sample.replace(thickness=np.full((20, 20), 2e-8)),
    ):
        with pytest.raises(ValueError, match=r"cell by cell in: .*`sample.refined"):
            fixed.regenerated("5 nm")


def test_print_tells_what_the_sample_is(film):
    sample = Sample.gaussian(film, "1 um", "0.5 um", CELL, amplitude=0.05, correlation_length="50 nm", seed=1)
    text = str(sample.with_hole(radius="100 nm").with_patch(("-300 nm", 0), radius="50 nm", critical_temperature=0))
    for part in ("NbN sample, 1 µm × 500 nm, 10 nm thick", "100 × 50 of 10 nm", "rms, from", "400 Ω", "holes", "6.32 %", "left, right"):
        assert part in text
    assert "gaussian: field critical temperature, amplitude 0.05, correlation length 50 nm, seed 1; hole: center (0 m, 0 m)" in " ".join(
        text.split()
    )
    assert "not counted in Tc" in text
    assert "<table>" in sample._repr_html_()
    assert repr(sample) == "<NbN sample, 1 µm × 500 nm, 10 nm thick>"
    assert "all of the film" in str(sample.replace(critical_temperature=0))
