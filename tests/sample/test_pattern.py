import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.ndimage import label

from quenchmap.sample.electrode import Electrode
from quenchmap.sample.sample import Sample

NM = 1e-9


@pytest.fixture(scope="module")
def plain(film) -> Sample:
    return Sample.uniform(film, "1 um", "0.6 um", "10 nm")


@given(radius=st.floats(50, 250), x=st.floats(-200, 200))
def test_a_round_hole_has_the_area_of_its_circle(radius, x, plain):
    hole = plain.with_hole((x * NM, 0), radius=radius * NM)
    area = (1 - hole.coverage) * plain.width * plain.height
    assert area == pytest.approx(np.pi * (radius * NM) ** 2, rel=0.08)
    assert_array_equal(plain.present, True)  # the old sample is as it was


def test_a_rectangular_hole_removes_the_cells_inside(plain):
    hole = plain.with_hole(("100 nm", "-100 nm"), size=("60 nm", "40 nm"))
    x, y = np.meshgrid(plain.x, plain.y)
    assert_array_equal(~hole.present, (abs(x - 100 * NM) < 30 * NM) & (abs(y + 100 * NM) < 20 * NM))


@given(angle=st.floats(0, np.pi), width=st.floats(10, 40))
def test_a_slit_across_the_sample_lets_nothing_through(angle, width, plain):
    """Down to one cell of width, at any angle: cells on both sides of it share no edge."""
    c, s = np.cos(angle) * 2e-6, np.sin(angle) * 2e-6
    sample = plain.with_slit((-c, -s), (c, s), width * NM).with_electrodes()
    assert label(sample.present)[1] == 2


def test_a_slit_has_the_area_of_its_rectangle(plain):
    slit = plain.with_slit(("-300 nm", "-200 nm"), ("100 nm", "100 nm"), "50 nm")
    assert (1 - slit.coverage) * plain.width * plain.height == pytest.approx(500 * 50 * NM**2, rel=0.04)


def test_a_constriction_leaves_its_neck_and_widens_over_its_taper(plain):
    sample = plain.with_constriction("100 nm", "200 nm", center=("50 nm", 0), taper="100 nm")
    open_width = sample.present.sum(axis=0) * 10 * NM
    x = sample.x - 50 * NM
    assert_allclose(open_width[abs(x) < 100 * NM], 100 * NM)
    assert_allclose(open_width[abs(x) > 200 * NM], 600 * NM)
    between = abs(x) - 100 * NM
    tapered = (between > 0) & (between < 100 * NM)
    assert_allclose(open_width[tapered], 100 * NM + 5 * between[tapered], atol=10.1 * NM)
    sharp = plain.with_constriction("100 nm", "200 nm", along="y", center=("200 nm", 0))
    assert set((sharp.present.sum(axis=1) * 10).tolist()) == {100, 1000}


def test_a_strip_is_the_middle_of_the_sample(plain):
    assert plain.strip("200 nm").coverage == pytest.approx(1 / 3)  # noqa: B005 -- no text
    along_y = plain.with_electrodes("bottom", "top").strip("200 nm", along="y")  # noqa: B005
    assert along_y.coverage == pytest.approx(0.2)
    assert [c.sum() for c in along_y.contacts] == [20, 20]


def test_a_normal_disc_keeps_everything_else(plain):
    sample = plain.with_patch(radius="100 nm", critical_temperature=0, sheet_resistance="1 kohm")
    inside = np.hypot(plain.x, plain.y[:, None]) < 100 * NM
    assert_array_equal(sample.superconducting, ~inside)
    assert_array_equal(sample.sheet_resistance == 1000, inside)
    assert sample.coverage == 1
    thick = plain.with_patch(radius="100 nm", thickness="20 nm")
    assert_allclose(thick.relative_conductivity, 1)


def test_masks_only_take_away(plain):
    right = np.broadcast_to(plain.x > 0, plain.shape)
    sample = plain.with_electrodes("right").with_hole(("200 nm", 0), radius="50 nm").with_mask(right)
    assert_array_equal(sample.present, plain.with_hole(("200 nm", 0), radius="50 nm").present & right)


def test_mirroring_twice_changes_nothing(film):
    sample = Sample.gaussian(film, "300 nm", "200 nm", "10 nm", amplitude=0.1, correlation_length="40 nm", seed=1)
    sample = sample.with_hole(("100 nm", "50 nm"), radius="30 nm").with_electrodes(Electrode("left", ("10 nm", "80 nm")), "bottom")
    for axis, electrodes in (
        ("x", (Electrode("right", ("10 nm", "80 nm")), Electrode("bottom"))),
        ("y", (Electrode("left", ("-80 nm", "-10 nm")), Electrode("top"))),
    ):
        mirrored = sample.mirrored(axis)
        flip = np.fliplr if axis == "x" else np.flipud
        assert_array_equal(mirrored.critical_temperature, flip(sample.critical_temperature))
        assert mirrored.electrodes == electrodes
        back = mirrored.mirrored(axis)
        assert_array_equal(back.present, sample.present)
        assert back.electrodes == sample.electrodes


def test_refining_splits_cells_into_exact_copies(film):
    sample = Sample.lognormal(film, "300 nm", "200 nm", "10 nm", amplitude=0.3, correlation_length="40 nm", seed=1).with_hole(
        radius="40 nm"
    )
    fine = sample.refined(3)
    assert (fine.width, fine.height) == pytest.approx((sample.width, sample.height))
    assert fine.coverage == pytest.approx(sample.coverage)
    assert_array_equal(
        fine.sheet_resistance.reshape(20, 3, 30, 3), np.broadcast_to(sample.sheet_resistance[:, None, :, None], (20, 3, 30, 3))
    )
    for factor in (0, 1.5, True):
        with pytest.raises(ValueError, match="`factor`"):
            sample.refined(factor)


def test_patterns_that_cannot_be_are_refused(plain):
    for change, message in (
        (lambda s: s.with_hole(radius="1 nm"), "no cell's centre"),
        (lambda s: s.with_hole(("2 um", 0), radius="50 nm"), "Move or enlarge"),
        (lambda s: s.with_hole(radius="2 um"), "leaves no film"),
        (lambda s: s.with_hole(), "either the `radius`"),
        (lambda s: s.with_hole(radius="1 nm", size=(1, 1)), "either the `radius`"),
        (lambda s: s.with_hole("0 nm", radius="50 nm"), r"pair \(x, y\)"),
        (lambda s: s.with_hole(("-500 nm", 0), size=("50 nm", "600 nm")), "electrode at left touches no film"),
        (lambda s: s.with_slit((0, 0), ("100 nm", 0), "9 nm"), "at least a cell wide"),
        (lambda s: s.with_slit((0, 0), (0, 0), "10 nm"), "two different ends"),
        (lambda s: s.with_slit(("2 um", 0), ("3 um", 0), "10 nm"), "removes no cell"),
        (lambda s: s.with_constriction("1 um", "100 nm"), "removes no cell"),
        (lambda s: s.with_constriction("100 nm", "100 nm", taper="-1 nm"), "`taper`"),
        (lambda s: s.with_constriction("100 nm", "100 nm", along="z"), "'x' or 'y'"),
        (lambda s: s.strip("0 nm"), "positive"),
        (lambda s: s.with_patch(radius="50 nm"), "none was given"),
        (lambda s: s.with_patch(radius="50 nm", critical_temperatur=0), "critical_temperature"),
        (lambda s: s.with_patch(radius="50 nm", critical_temperature=-1), "must not be negative"),
        (lambda s: s.with_mask(np.ones((3, 3), bool)), r"shape \(60, 100\)"),
        (lambda s: s.mirrored("z"), "`axis`"),
    ):
        with pytest.raises(ValueError, match=message):
            change(plain)
