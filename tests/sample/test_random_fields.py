import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from quenchmap.errors import AccuracyWarning
from quenchmap.sample.grid import centres
from quenchmap.sample.random_fields import gaussian_field, waves
from quenchmap.sample.sample import Sample

SIDES = {"width": 1.0, "height": 0.8}


@pytest.mark.parametrize("xi", [0.03, 0.2, 1.5])
def test_waves_add_up_to_the_stated_correlation_function(xi):
    """Exactly, not on average: the sum of variance cos(k r) against exp(-r^2/(2 xi^2)), up to the corners of the rectangle."""
    (kx, ky), m, n, variance = waves(1.0, 0.8, xi)
    for rx in np.linspace(0, 1, 6):
        for ry in np.linspace(-0.8, 0.8, 5):
            C = np.sum(variance * np.cos(m * kx * rx + n * ky * ry))
            assert_allclose(C, np.exp(-(rx**2 + ry**2) / (2 * xi**2)), atol=3e-8)


def test_products_of_the_drawn_field_average_to_the_correlation_function():
    """Independent of how the waves are summed: lags along x, along y and along the diagonal, over a hundred seeds."""
    xi, h = 0.04, 0.02
    x, y = centres(50, h), centres(40, h)
    fields = [gaussian_field(x, y, **SIDES, correlation_length=xi, seed=seed) for seed in range(100)]
    assert abs(np.mean(fields)) < 0.03
    for lag in range(6):
        C = np.exp(-((lag * h) ** 2) / (2 * xi**2))
        cut = slice(lag, None)
        back = slice(None, -lag or None)
        assert np.mean([g[:, cut] * g[:, back] for g in fields]) == pytest.approx(C, abs=0.03)
        assert np.mean([g[cut] * g[back] for g in fields]) == pytest.approx(C, abs=0.03)
        assert np.mean([g[cut, cut] * g[back, back] for g in fields]) == pytest.approx(C**2, abs=0.03)


def test_finer_cells_show_the_same_field(film):
    """Cells a third as large have the old centres among theirs."""
    made = {"amplitude": 0.05, "correlation_length": "60 nm", "seed": 4}
    coarse = Sample.gaussian(film, "600 nm", "360 nm", "30 nm", **made)
    fine = Sample.gaussian(film, "600 nm", "360 nm", "10 nm", **made)
    assert_allclose(fine.critical_temperature[1::3, 1::3], coarse.critical_temperature, rtol=1e-12)
    for other in (coarse.regenerated("10 nm"), coarse.refined(2).regenerated("10 nm")):
        assert_allclose(other.critical_temperature, fine.critical_temperature, rtol=1e-12)


def test_halved_cells_average_to_the_old_ones_at_second_order():
    xi = 0.1
    defects = []
    for cells in (20, 40, 80):
        coarse, fine = (
            gaussian_field(centres(k, 1 / k), centres(k, 1 / k), width=1, height=1, correlation_length=xi, seed=2)
            for k in (cells, 2 * cells)
        )
        defects.append(np.abs(fine.reshape(cells, 2, cells, 2).mean(axis=(1, 3)) - coarse).max())
    assert np.log2(np.array(defects[:-1]) / defects[1:]) == pytest.approx([2, 2], abs=0.2)


def test_the_stream_of_random_numbers_is_frozen():
    """Samples of a seed must remain what they are: values written down when the file was new."""
    x = np.array([-0.3, 0.0, 0.25])
    field = gaussian_field(x, x[:2], **SIDES, correlation_length=0.1, seed=7)
    frozen = [
        [-0.9069204892988846, 0.8465218189689021, -0.44724470163730135],
        [1.1391292429760345, 0.7431761341074056, 1.2854504803866214],
    ]
    assert_allclose(field, frozen, atol=1e-12)


def test_opposite_sides_are_not_correlated():
    """The waves are periodic, but not over the sample."""
    x = np.array([-0.5, 0.5])
    ends = np.array([gaussian_field(x, np.array([0.0]), **SIDES, correlation_length=0.3, seed=s)[0] for s in range(400)])
    assert abs(np.mean(ends[:, 0] * ends[:, 1]) - np.exp(-1 / (2 * 0.09))) < 0.12


def test_lognormal_disorder_keeps_the_mean_and_has_the_stated_spread(film):
    values = [
        Sample.lognormal(film, "1 um", "1 um", "20 nm", amplitude=0.4, correlation_length="40 nm", seed=s).sheet_resistance
        for s in range(10)
    ]
    assert np.mean(values) == pytest.approx(film.sheet_resistance, rel=0.03)
    assert np.std(values) == pytest.approx(0.4 * film.sheet_resistance, rel=0.06)


@given(amplitude=st.floats(-3, 3), seed=st.integers(0, 2**32 - 1))
def test_lognormal_disorder_is_positive_and_turns_over_with_the_sign_of_its_amplitude(amplitude, seed, film):
    sample = Sample.uniform(film, "200 nm", "200 nm", "20 nm")
    up, down = (
        sample.with_disorder("sheet_resistance", amplitude=a, correlation_length="50 nm", seed=seed, law="lognormal").sheet_resistance
        for a in (amplitude, -amplitude)
    )
    assert up.min() > 0
    assert_allclose(up * down, film.sheet_resistance**2 / (1 + amplitude**2), rtol=1e-10)  # exp(s g - s^2/2) exp(-s g - s^2/2)


def test_one_seed_makes_two_fields_rise_and_fall_oppositely(film):
    drawn = {"correlation_length": "50 nm", "seed": 3}
    sample = Sample.gaussian(film, "400 nm", "400 nm", "10 nm", amplitude=0.05, **drawn).with_disorder(
        "sheet_resistance", amplitude=-0.1, **drawn
    )
    assert_allclose(
        (sample.sheet_resistance / film.sheet_resistance - 1) / 0.1, -(sample.relative_critical_temperature - 1) / 0.05, atol=1e-12
    )


def test_thickness_disorder_keeps_the_resistivity(film):
    sample = Sample.lognormal(film, "400 nm", "400 nm", "10 nm", amplitude=0.2, correlation_length="50 nm", seed=1, field="thickness")
    assert sample.statistics("thickness").rms > 0.1 * film.thickness
    assert_allclose(sample.relative_conductivity, 1, rtol=1e-12)


def test_strong_gaussian_disorder_makes_normal_islands_and_says_so(film):
    with pytest.warns(AccuracyWarning, match=r"negative in 1\d.* % of the cells"):
        sample = Sample.gaussian(film, "1 um", "1 um", "20 nm", amplitude=1.0, correlation_length="50 nm", seed=1)
    assert 0.1 < sample.normal_fraction < 0.2  # erfc(1/sqrt 2)/2 = 0.159 for amplitude 1
    with pytest.raises(ValueError, match="log-normal"):
        Sample.gaussian(film, "1 um", "1 um", "20 nm", amplitude=0.8, correlation_length="50 nm", seed=1, field="sheet_resistance")


def test_unresolved_disorder_warns(film):
    made = {"amplitude": 0.05, "seed": 1}
    with pytest.warns(AccuracyWarning, match="less than two cells"):
        Sample.gaussian(film, "400 nm", "400 nm", "10 nm", correlation_length="19 nm", **made)
    with warnings.catch_warnings(action="error"):
        Sample.gaussian(film, "400 nm", "400 nm", "10 nm", correlation_length="20 nm", **made)


@pytest.mark.parametrize("seed", [None, 1.5, "one", True, -1, 2**32])
def test_a_seed_is_needed(film, seed):
    with pytest.raises(ValueError, match=r"`seed` must be a whole number .* seed=1"):
        Sample.gaussian(film, "400 nm", "400 nm", "10 nm", amplitude=0.1, correlation_length="50 nm", seed=seed)


def test_misspelt_and_misplaced_arguments_of_disorder_are_refused(film):
    made = {"amplitude": 0.1, "correlation_length": "50 nm", "seed": 1}
    with pytest.raises(ValueError, match="Did you mean critical_temperature"):
        Sample.gaussian(film, "400 nm", "400 nm", "10 nm", field="critical_temperatur", **made)
    with pytest.raises(ValueError, match="wrong unit"):
        Sample.gaussian(film, "400 nm", "400 nm", "10 nm", **made | {"correlation_length": "3 K"})
    with pytest.raises(ValueError, match="`amplitude` must be finite"):
        Sample.gaussian(film, "400 nm", "400 nm", "10 nm", **made | {"amplitude": float("nan")})
    with pytest.raises(ValueError, match="`law` must be"):
        Sample.uniform(film, "400 nm", "400 nm", "10 nm").with_disorder("thickness", law="cauchy", **made)
