"""Model samples: what is where, what carries the current, and what does not fit on cells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from quenchmap import Film
from quenchmap.scan.resolution.samples import bridge_sample, channels_sample, edge_sample, slit_sample

NM = 1e-9


@pytest.fixture(scope="module")
def film() -> Film:
    return Film("NbN", thickness="10 nm")


@pytest.fixture(scope="module")
def cold(film) -> float:
    return 0.3 * film.material.critical_temperature


def test_an_edge_is_superconducting_on_the_left_and_normal_on_the_right(film):
    sample = edge_sample(film, "400 nm", "200 nm", "10 nm", normal_resistance=0.5)
    left = np.broadcast_to(sample.x < 0, sample.shape)
    assert_array_equal(sample.superconducting, left)
    assert_allclose(sample.sheet_resistance / film.sheet_resistance, np.where(left, 1.0, 0.5))
    assert [str(e) for e in sample.electrodes] == ["bottom", "top"]
    assert sample.coverage == 1


def test_the_supercurrent_beside_an_edge_is_uniform_in_the_superconductor(film, cold):
    flow = edge_sample(film, "400 nm", "160 nm", "10 nm").supercurrent(cold, source="bottom", drain="top")
    assert_allclose(flow.y[:, :20], 1 / (200 * NM), rtol=1e-6)
    assert_allclose(flow.magnitude[:, 20:], 0, atol=1e-9 / (200 * NM))
    assert_allclose(flow.x, 0, atol=1e-6 / (200 * NM))


def test_beyond_a_slit_is_the_same_film_without_any_current(film, cold):
    sample = slit_sample(film, "400 nm", "160 nm", "10 nm")
    hole = np.broadcast_to((sample.x > 0) & (sample.x < 10 * NM), sample.shape)
    assert_array_equal(sample.present, ~hole)
    assert_array_equal(sample.superconducting, ~hole)
    flow = sample.supercurrent(cold, source="bottom", drain="top")
    assert_allclose(flow.y[:, :20], 1 / (200 * NM), rtol=1e-6)
    assert_allclose(flow.magnitude[:, 20:], 0, atol=1e-9 / (200 * NM))
    with pytest.raises(ValueError, match="even number of cells"):
        slit_sample(film, "410 nm", "160 nm", "10 nm")


@pytest.mark.parametrize("widths", [(40, 40), (20, 60), (80, 40)])
def test_two_channels_share_the_supercurrent_by_their_widths(widths, film, cold):
    left, right = (w * NM for w in widths)
    sample = channels_sample(film, "400 nm", "160 nm", "10 nm", widths=(left, right), distance="120 nm", normal_resistance=2)
    flow = sample.supercurrent(cold, source="bottom", drain="top")
    through = flow.y.sum(axis=0) * sample.cell / sample.shape[0]
    near = np.abs(sample.x + 60 * NM) < left / 2
    far = np.abs(sample.x - 60 * NM) < right / 2
    assert through[near].sum() == pytest.approx(left / (left + right), rel=1e-6)
    assert through[far].sum() == pytest.approx(right / (left + right), rel=1e-6)
    assert_array_equal(sample.superconducting, np.broadcast_to(near | far, sample.shape))
    assert flow.participation[:, near | far].sum() == pytest.approx(1)


@given(left=st.integers(1, 8), right=st.integers(1, 8), distance=st.integers(2, 20))
def test_channels_are_as_wide_and_as_far_apart_as_said(left, right, distance, film):
    """On any cells that fit: half of all choices, of which the others are refused."""
    arguments = {"widths": (left * 1e-8, right * 1e-8), "distance": distance * 1e-8}
    fits = (left + right) % 2 == 0 and (60 - distance - left) % 2 == 0 and distance - (left + right) / 2 >= 1
    if not fits:
        with pytest.raises(ValueError, match=r"lies within one|normal metal between"):
            channels_sample(film, 6e-7, 8e-8, 1e-8, **arguments)
        return
    sample = channels_sample(film, 6e-7, 8e-8, 1e-8, **arguments)
    there = sample.superconducting[0]
    assert there.sum() == left + right
    edges = np.flatnonzero(np.diff(there.astype(int))) + 1
    assert len(edges) == 4
    assert (edges[1] - edges[0], edges[3] - edges[2]) == (left, right)
    assert (edges[2] + edges[3] - edges[0] - edges[1]) == 2 * distance


def test_a_bridge_carries_all_of_the_supercurrent(film, cold):
    sample = bridge_sample(film, "400 nm", "160 nm", "10 nm", bridge_width="60 nm", bridge_length="80 nm")
    X, Y = np.meshgrid(sample.x, sample.y)
    assert_array_equal(sample.superconducting, (np.abs(Y) > 40 * NM) | (np.abs(X) < 30 * NM))
    flow = sample.supercurrent(cold, source="bottom", drain="top")
    middle = np.abs(sample.y) < 40 * NM
    bridge = np.abs(sample.x) < 30 * NM
    assert_allclose(flow.y[middle][:, bridge].sum(axis=1) * sample.cell, 1, rtol=1e-6)
    assert_allclose(flow.participation, flow.participation[::-1], atol=1e-9)  # as symmetric as the sample
    assert_allclose(flow.participation, flow.participation[:, ::-1], atol=1e-9)


def test_the_recipe_makes_the_same_samples_on_finer_cells(film):
    for sample in (
        edge_sample(film, "240 nm", "160 nm", "10 nm", normal_resistance=3),
        channels_sample(film, "240 nm", "160 nm", "10 nm", widths=("20 nm", "40 nm"), distance="60 nm"),
        bridge_sample(film, "240 nm", "160 nm", "10 nm", bridge_width="40 nm", bridge_length="60 nm"),
    ):
        fine, split = sample.regenerated("5 nm"), sample.refined(2)
        assert_array_equal(fine.critical_temperature, split.critical_temperature)
        assert_array_equal(fine.sheet_resistance, split.sheet_resistance)
        assert fine.electrodes == sample.electrodes
        assert "patch" in str(sample)


def test_what_does_not_fit_on_cells_is_refused(film):
    def edge(*sides, **how):
        return edge_sample(film, *(sides or ("240 nm", "160 nm", "10 nm")), **how)

    def channels(widths, distance):
        return channels_sample(film, "240 nm", "160 nm", "10 nm", widths=widths, distance=distance)

    def bridge(width, length):
        return bridge_sample(film, "240 nm", "160 nm", "10 nm", bridge_width=width, bridge_length=length)

    for call, message in (
        (lambda: edge("245 nm", "160 nm", "10 nm"), "`width` must be a whole number of cells, but 245 nm is 24.5"),
        (lambda: edge("250 nm", "160 nm", "10 nm"), "the edge at 0 m lies within one.*even number of cells"),
        (lambda: edge("40 nm", "160 nm", "10 nm"), "at least 8 cells"),
        (lambda: edge(normal_resistance=0), "`normal_resistance` is over that of the film"),
        (lambda: channels("25 nm", "60 nm"), "`widths` must be a whole number of cells, at least one, but 25 nm is 2.5"),
        (lambda: channels("4 nm", "60 nm"), "Use 10 nm or 20 nm"),
        (lambda: channels("20 nm", "65 nm"), "`distance` must be a whole number"),
        (lambda: channels("20 nm", "20 nm"), "leaves 0 m. Use a `distance` of at least 30 nm"),
        (lambda: channels("20 nm", "70 nm"), "Make `distance` a cell longer or shorter"),
        (lambda: channels(("20 nm", "30 nm"), "70 nm"), "differ by an even number of cells"),
        (lambda: channels("40 nm", "200 nm"), "distance . width is at most 220 nm here"),
        (lambda: channels(("20 nm",), "60 nm"), "left and the right channel"),
        (lambda: bridge("50 nm", "60 nm"), "Make `bridge_width` a cell longer or shorter"),
        (lambda: bridge("40 nm", "50 nm"), "Make `bridge_length` a cell longer or shorter"),
        (lambda: bridge("240 nm", "60 nm"), "bridge_width is at most 220 nm here"),
        (lambda: bridge("40 nm", "160 nm"), "bridge_length is at most 140 nm here"),
        (lambda: bridge("40 nm", "-60 nm"), "`bridge_length` is the length of the bridge"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(TypeError, match="`film` must be a Film"):
        edge_sample("NbN", "240 nm", "160 nm", "10 nm")
