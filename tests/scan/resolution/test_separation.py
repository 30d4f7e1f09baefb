"""Pairs of peaks whose dip is known in closed form."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar
from scipy.special import j1

from quenchmap.scan.resolution.limit import smallest_seen
from quenchmap.scan.resolution.separation import RAYLEIGH, channel_dip, separation

NM = 1e-9
X = np.linspace(-1e-6, 1e-6, 2001)


def peaks(distance: float, left: float = 1.0, right: float = 1.0, width: float = 60 * NM) -> np.ndarray:
    return left * np.exp(-(((X + distance / 2) / width) ** 2) / 2) + right * np.exp(-(((X - distance / 2) / width) ** 2) / 2)


def exact_dip(ratio: float) -> float:
    """Of two equal Gaussians `ratio` standard deviations apart."""

    def pair(t: float) -> float:
        return math.exp(-((t - ratio / 2) ** 2) / 2) + math.exp(-((t + ratio / 2) ** 2) / 2)

    top = minimize_scalar(lambda t: -pair(t), bounds=(0, ratio), method="bounded", options={"xatol": 1e-10})
    return 1 - pair(0) / -top.fun


@pytest.mark.parametrize("ratio", [2.2, 2.5, 3.0, 5.0])
def test_two_gaussians_have_the_dip_of_their_formula(ratio):
    assert channel_dip(X, peaks(ratio * 60 * NM)).relative == pytest.approx(exact_dip(ratio), abs=1e-4)


def test_gaussians_nearer_than_two_standard_deviations_have_merged():
    """Two equal ones have one maximum up to a distance of 2 s: Sparrow's limit."""
    assert channel_dip(X, peaks(1.99 * 60 * NM)).relative == 0
    assert channel_dip(X, peaks(2.1 * 60 * NM)).relative > 0


def test_rayleigh_is_the_dip_of_two_airy_patterns_at_its_distance():
    """26.4 %: the maximum of one, (2 J1(v)/v)^2, in the first zero of the other, v = 3.8317."""
    v = np.linspace(-12, 12, 4800)
    airy = [(2 * j1(v - s) / (v - s)) ** 2 for s in (-3.8317059702 / 2, 3.8317059702 / 2)]
    assert channel_dip(v, airy[0] + airy[1]).relative == pytest.approx(RAYLEIGH, abs=2e-3)


def test_the_distance_told_apart_is_that_of_the_formula():
    distances = np.arange(80, 260, 20) * NM
    found = separation(distances, [(X, peaks(d)) for d in distances])
    exact = 60 * NM * brentq(lambda r: exact_dip(r) - RAYLEIGH, 2.1, 4)
    assert found.rayleigh.value == pytest.approx(exact, rel=5e-3)
    assert found.rayleigh.lower < exact < found.rayleigh.upper
    assert found.in_noise is None


def test_in_noise_the_depth_counts_and_not_its_part():
    distances = np.arange(100, 400, 20) * NM
    lines = [(X, 1e-3 * peaks(d, left=0.2)) for d in distances]
    quiet, loud, deaf = (separation(distances, lines, noise=s, factor=3).in_noise for s in (1e-5, 4e-5, 1e-4))
    assert quiet.value < loud.value
    assert deaf.value is None  # a depth of 0.2 never reaches 0.3
    assert str(deaf) == "above 380 nm"
    assert separation(distances, lines, noise=1e-4, factor=1).in_noise.value == pytest.approx(
        separation(distances, lines, noise=1e-5, factor=10).in_noise.value
    )


def test_all_or_none_is_said_and_not_extrapolated():
    near, far = np.array([40, 60, 80]) * NM, np.array([300, 350, 400]) * NM
    none = separation(near, [(X, peaks(d)) for d in near]).rayleigh
    assert (none.lower, none.upper, none.value) == (80 * NM, math.inf, None)
    assert str(none) == "above 80 nm"
    every = separation(far, [(X, peaks(d)) for d in far]).rayleigh
    assert (every.lower, every.upper, every.value) == (0, 300 * NM, None)
    assert str(every) == "below 300 nm"


pairs = st.tuples(st.floats(60, 400), st.floats(0.2, 1.0), st.floats(0.2, 1.0))


@given(pairs, st.floats(-1e6, -1e-6) | st.floats(1e-6, 1e6), st.floats(-1, 1), st.floats(-1e-7, 1e-7))
def test_sign_unit_background_and_place_do_not_change_a_dip(pair, factor, background, shift):
    distance, left, right = pair
    signal = peaks(distance * NM, left, right)
    one = channel_dip(X, signal, center=0.5 * NM)
    other = channel_dip(X + shift, factor * (signal + background), center=0.5 * NM + shift, background=factor * background)
    assert other.relative == pytest.approx(one.relative, abs=1e-8)
    assert other.depth == pytest.approx(abs(factor) * one.depth, abs=1e-8 * abs(factor))


@given(pairs)
def test_the_mirror_image_has_the_same_dip(pair):
    distance, left, right = pair
    signal = peaks(distance * NM, left, right)
    one, backward, mirrored = channel_dip(X, signal), channel_dip(X[::-1], signal[::-1]), channel_dip(-X, signal)
    assert one == backward
    assert (mirrored.left, mirrored.right, mirrored.relative) == (one.right, one.left, one.relative)
    assert 0 <= one.relative <= 1


def test_a_dip_beside_unequal_maxima_is_measured_from_the_lower_one():
    """Two that merge have no dip, however unequal: below the mean of the maxima the minimum would still be."""
    dip = channel_dip(X, peaks(500 * NM, 1.0, 0.5))
    assert (dip.left, dip.right) == pytest.approx((1, 0.5), rel=1e-3)
    assert dip.relative == pytest.approx(0.5 / 0.75, rel=2e-3)
    shoulder = channel_dip(X, peaks(100 * NM, 1.0, 0.3))
    assert (shoulder.depth, shoulder.relative) == (0, 0)


def test_what_is_told_apart_must_stay_so_at_larger_distances():
    found = smallest_seen([1.0, 2.0, 3.0, 4.0], [0.5, 0.2, 0.4, 0.6], 0.3)
    assert (found.lower, found.upper, found.value) == (2, 3, pytest.approx(2.5))
    assert smallest_seen([1.0, 2.0], [0.5, np.nan], 0.3).upper == math.inf  # no value is not seen


def test_scans_may_come_in_any_order():
    distances = np.array([200, 100, 160, 120]) * NM
    found = separation(distances, [(X, peaks(d)) for d in distances])
    assert np.all(np.diff(found.distance) > 0)
    assert np.all(np.diff([dip.relative for dip in found.dips]) >= 0)


def test_scans_that_show_no_pair_are_refused():
    line = (X, peaks(200 * NM))
    for call, message in (
        (lambda: channel_dip(X, 0 * X), "background everywhere, 0, and shows no channel"),
        (lambda: channel_dip(*line, center="2 um"), "has 2001 and 0 around center='2 um'"),
        (lambda: separation([1e-7], [line, line]), "2 scans and 1 distances"),
        (lambda: separation([1e-7, 1e-7], [line, line]), "1e-07 m comes twice"),
        (lambda: separation([1e-7, -1e-7], [line, line]), "must be positive"),
        (lambda: separation([], []), "must be positive"),
        (lambda: separation([1e-7], [line], noise=0), "`noise` is the standard deviation"),
        (lambda: separation([1e-7], [line], noise=1, factor=-1), "`factor` is how many times"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
