import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from quenchmap.errors import AccuracyWarning
from quenchmap.sample.sample import Sample

SIZE = ("1 um", "0.8 um", "10 nm")


@given(coverage=st.floats(0.02, 0.98), seed=st.integers(0, 1000))
def test_the_fraction_in_droplets_is_exact(coverage, seed, film):
    sample = Sample.percolating(film, *SIZE, coverage=coverage, droplet_size="2 um", seed=seed)
    assert sample.superconducting.sum() == round(coverage * sample.present.size)


@pytest.mark.parametrize("coverage", [0.2, 0.5, 0.8])
def test_straight_lines_have_the_stated_mean_stretch_inside_droplets(coverage, film):
    """Counts the ends of stretches on all rows and columns: Rice's formula is not used here."""
    size, inside, ends = 0.15e-6, 0.0, 0
    for seed in range(4):
        sample = Sample.percolating(film, "3 um", "3 um", "5 nm", coverage=coverage, droplet_size=size, seed=seed)
        s = sample.superconducting
        for lines in (s, s.T):
            inside += lines.sum() * sample.cell
            ends += (lines[:, 1:] & ~lines[:, :-1]).sum() + (lines[:, :-1] & ~lines[:, 1:]).sum()
    assert inside / (ends / 2) == pytest.approx(size, rel=0.06)


def test_finer_cells_show_the_same_droplets(film):
    coarse = Sample.percolating(film, "900 nm", "600 nm", "15 nm", coverage=0.5, droplet_size="150 nm", seed=2)
    fine = coarse.regenerated("5 nm")
    assert np.mean(fine.superconducting[1::3, 1::3] == coarse.superconducting) > 0.99


def test_droplets_for_a_higher_coverage_at_one_correlation_length_contain_the_old_ones(film):
    """The threshold only falls: 2 pi xi p exp(u^2/2) is the size at which xi stays."""
    from scipy.special import ndtri

    xi = 40e-9
    nested = [
        Sample.percolating(film, *SIZE, coverage=p, droplet_size=2 * np.pi * xi * p * np.exp(ndtri(p) ** 2 / 2), seed=6).superconducting
        for p in (0.3, 0.5, 0.7)
    ]
    assert not (nested[0] & ~nested[1]).any()
    assert not (nested[1] & ~nested[2]).any()


def test_the_background_is_a_worse_film_or_nothing(film):
    made = {"coverage": 0.6, "droplet_size": "80 nm", "seed": 2}
    normal = Sample.percolating(film, *SIZE, **made, background_critical_temperature=0.3, background_resistance=2.0)
    background = normal.critical_temperature < 5
    assert background.mean() == pytest.approx(0.4)
    assert_allclose(normal.relative_critical_temperature[background], 0.3)
    assert_allclose(normal.sheet_resistance[background], 2 * film.sheet_resistance)
    holes = Sample.percolating(film, *SIZE, **made, background="hole")
    assert_array_equal(holes.present, ~background)
    assert holes.coverage == pytest.approx(0.6)
    assert holes.normal_fraction == 0


def test_droplets_join_the_electrodes_above_half_coverage_and_not_below(film):
    """Half is the threshold of a field whose hills and valleys are alike; far from it every sample agrees."""
    for seed in range(5):
        for coverage, joined in ((0.25, "film"), (0.75, "superconductor")):
            sample = Sample.percolating(film, "2 um", "2 um", "10 nm", coverage=coverage, droplet_size="120 nm", seed=seed)
            assert sample.connection == joined


def test_impossible_droplets_are_refused(film):
    made = {"coverage": 0.5, "droplet_size": "80 nm", "seed": 1}
    for wrong, message in (
        ({"coverage": 1.0}, "Sample.uniform"),
        ({"coverage": -0.1}, "between 0 and 1"),
        ({"coverage": float("nan")}, "finite"),
        ({"background": "vacuum"}, "'normal' or 'hole'"),
        ({"background_resistance": -1}, "positive"),
    ):
        with pytest.raises(ValueError, match=message):
            Sample.percolating(film, *SIZE, **made | wrong)
    with pytest.warns(AccuracyWarning, match="droplets is 3.183 nm"):
        Sample.percolating(film, *SIZE, **made | {"droplet_size": "10 nm"})
