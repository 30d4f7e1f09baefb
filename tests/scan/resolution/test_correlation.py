"""Correlations of a map with the truth, and maps with gaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr, spearmanr

from quenchmap.scan.resolution.complete import complete_rectangle
from quenchmap.scan.resolution.correlation import correlation

maps = st.integers(0, 10**6).map(lambda seed: np.random.default_rng(seed).integers(-5, 6, (2, 7, 9)).astype(float))


@given(maps)
def test_both_are_those_of_scipy_with_equal_values_too(pair):
    found = correlation(*pair)
    assert found.pearson == pytest.approx(pearsonr(*pair.reshape(2, -1)).statistic, abs=1e-12)
    assert found.rank == pytest.approx(spearmanr(*pair.reshape(2, -1)).statistic, abs=1e-12)


@given(maps, st.floats(-1e6, -1e-6) | st.floats(1e-6, 1e6), st.floats(-10, 10))
def test_unit_and_background_do_not_change_them_and_the_sign_turns_them(pair, factor, background):
    one, other = correlation(*pair), correlation(factor * (pair[0] + background), pair[1])
    assert other.pearson == pytest.approx(np.sign(factor) * one.pearson, abs=1e-8)
    assert other.rank == pytest.approx(np.sign(factor) * one.rank, abs=1e-8)


def test_a_bent_map_keeps_its_ranks_and_a_straight_one_everything():
    truth = np.random.default_rng(0).standard_normal((20, 30))
    straight, bent = correlation(-3 * truth + 1, truth), correlation(np.exp(2 * truth), truth)
    assert (straight.pearson, straight.rank) == pytest.approx((-1, -1))
    assert bent.rank == pytest.approx(1)
    assert bent.pearson < 0.8


def test_pixels_without_a_value_are_left_out_and_counted():
    M, S = np.random.default_rng(1).standard_normal((2, 12, 10))
    M[0, 0], S[3, 4], M[5, 5] = np.nan, np.nan, np.inf
    found = correlation(M, S)
    there = np.isfinite(M) & np.isfinite(S)
    assert (found.pixels, found.missing) == (117, 3)
    assert found.pearson == pytest.approx(np.corrcoef(M[there], S[there])[0, 1])
    assert "3 without a value left out" in str(found)


def test_maps_without_contrast_or_pixels_are_refused():
    M = np.random.default_rng(2).standard_normal((4, 5))
    for arguments, message in (
        ((M, M[1:]), r"their shapes are \(3, 5\) and \(4, 5\)"),
        ((M, 0 * M + 2), "`truth` is 2 everywhere"),
        ((np.full_like(M, np.nan), M), "but there are 0"),
        ((M[0], M[0]), r"`map` must be an array \(ny, nx\)"),
    ):
        with pytest.raises(ValueError, match=message):
            correlation(*arguments)
    with pytest.raises(TypeError, match="`map` must be real"):
        correlation(M * 1j, M)


def largest(there: np.ndarray) -> int:
    """By trying every rectangle."""
    ny, nx = there.shape
    rectangles = ((a, b, c, d) for a in range(ny) for b in range(a + 1, ny + 1) for c in range(nx) for d in range(c + 1, nx + 1))
    return max((b - a) * (d - c) for a, b, c, d in rectangles if there[a:b, c:d].all())


@given(st.integers(0, 10**6), st.floats(0.02, 0.8))
def test_the_largest_rectangle_without_gaps_is_found(seed, part):
    values = np.random.default_rng(seed).random((6, 7))
    values[values < part] = np.nan
    values[2, 3] = 1.0
    found = values[complete_rectangle(values)]
    assert np.isfinite(found).all()
    assert found.size == largest(np.isfinite(values))


def test_a_map_without_any_value_has_no_rectangle():
    with pytest.raises(ValueError, match="no pixel with a value"):
        complete_rectangle(np.full((3, 3), np.nan))
    with pytest.raises(ValueError, match="All maps must have one shape"):
        complete_rectangle(np.ones((3, 3)), np.ones((2, 3)))
