"""Edges whose width is known in closed form, what must not change it, and edges that cannot be measured."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from quenchmap.scan.resolution.edge_response import edge_response
from quenchmap.scan.resolution.line import checked_step
from quenchmap.scan.resolution.monotone import crossings

NM = 1e-9
erf = np.vectorize(math.erf)

#: Profile, its 10-90 % width and the full width at half maximum of its derivative.
EDGES = {
    "erf": (lambda t: erf(t / math.sqrt(2)), 2 * 1.2815515655446004, 2 * math.sqrt(2 * math.log(2))),
    "tanh": (np.tanh, math.log(9), 2 * math.acosh(math.sqrt(2))),
    "ramp": (lambda t: np.clip(t, -1, 1), 1.6, 2.0),
}


def scan(points: int = 161, half: float = 800 * NM) -> np.ndarray:
    return np.linspace(-half, half, points)


@pytest.mark.parametrize("name", EDGES)
def test_edges_have_the_widths_of_their_formulas(name):
    profile, width, full = EDGES[name]
    edge = edge_response(x := scan(), 3 - 7 * profile((x - 45 * NM) / (90 * NM)))
    assert edge.width == pytest.approx(90 * NM * width, rel=1e-3)
    assert edge.full_width == pytest.approx(90 * NM * full, rel=1e-2)
    assert edge.center == pytest.approx(45 * NM, abs=0.05 * NM)
    assert edge.levels == pytest.approx((10, -4), abs=1e-4)
    assert edge.step == pytest.approx(-14, abs=1e-4)
    assert max(edge.overshoot) < 1e-5
    assert edge.resolved
    assert np.sum(edge.line_spread.signal) * checked_step(x) == pytest.approx(1, abs=1e-5)  # all of the step


def test_a_ramp_that_fits_the_raster_is_exact():
    """Between its kinks a line, so that monotone cubics and differences make no error."""
    x = np.arange(-40, 41) * 10 * NM
    edge = edge_response(x, np.clip(x / (100 * NM), -1, 1))
    assert edge.width == pytest.approx(160 * NM, rel=1e-12)
    assert edge.full_width == pytest.approx(200 * NM, rel=1e-12)


@pytest.mark.parametrize(("name", "points", "error", "full"), [("erf", 3, 0.014, 0.15), ("tanh", 4, 0.005, 0.1), ("tanh", 10, 2e-4, 0.015)])
def test_few_points_give_the_accuracy_that_is_promised(name, points, error, full):
    profile, width, full_width = EDGES[name]
    h = width / points
    for shift in np.linspace(0, 1, 7):
        edge = edge_response(x := (np.arange(-12 * points, 12 * points) + shift) * h, profile(x))
        assert edge.width == pytest.approx(width, rel=error)
        assert 1 <= edge.full_width / full_width <= 1 + full
        assert edge.center == pytest.approx(0, abs=error * width)


def test_width_and_full_width_converge_with_the_raster():
    errors = []
    for points in (8, 16, 32, 64):
        h = EDGES["erf"][1] / points
        edge = edge_response(x := (np.arange(-12 * points, 12 * points + 1) + 0.3) * h, EDGES["erf"][0](x))
        errors.append([abs(edge.width / EDGES["erf"][1] - 1), abs(edge.full_width / EDGES["erf"][2] - 1)])
    order = np.log2(np.divide(errors[:-1], errors[1:]))
    assert np.all(order[:, 0] > 3)
    assert_allclose(order[-1, 1], 2, atol=0.1)  # the average over a step


shapes = st.tuples(st.sampled_from(list(EDGES)), st.floats(-200, 200), st.floats(60, 120))
factors = st.floats(1e-9, 1e9) | st.floats(-1e9, -1e-9)


@given(shapes, factors, st.floats(-1, 1), st.floats(-1e-6, 1e-6))
def test_unit_sign_background_and_place_do_not_change_a_width(shape, factor, background, shift):
    name, center, scale = shape
    x = scan()
    signal = EDGES[name][0]((x - center * NM) / (scale * NM))
    one = edge_response(x, signal)
    other = edge_response(x + shift, factor * (signal + background))
    assert other.width == pytest.approx(one.width, rel=1e-6)
    assert other.full_width == pytest.approx(one.full_width, rel=1e-6)
    assert other.center - shift == pytest.approx(one.center, abs=1e-6 * one.width)
    assert other.doubts == one.doubts


@given(shapes, st.floats(0, 0.4))
def test_the_mirror_image_has_the_same_width(shape, ringing):
    name, center, scale = shape
    x = scan()
    t = (x - center * NM) / (scale * NM)
    signal = EDGES[name][0](t) + ringing * np.sin(2 * t) * np.exp(-((t / 2) ** 2))
    one, backward, mirrored = edge_response(x, signal), edge_response(x[::-1], signal[::-1]), edge_response(-x, signal)
    assert backward.width == one.width
    assert backward.center == one.center
    assert mirrored.width == pytest.approx(one.width, rel=1e-9)
    assert mirrored.full_width == pytest.approx(one.full_width, rel=1e-9)
    assert mirrored.center == pytest.approx(-one.center, abs=1e-9 * one.width)
    assert mirrored.overshoot == pytest.approx(one.overshoot[::-1], abs=1e-9)


@given(st.floats(0.3, 3.0))
def test_a_stretched_scan_has_a_stretched_width(factor):
    x = scan()
    signal = np.tanh(x / (90 * NM))
    assert edge_response(factor * x, signal).width == pytest.approx(factor * edge_response(x, signal).width)


def test_an_overshoot_is_told_and_leaves_the_width_to_the_rule():
    """Beyond a plateau is arrived; a signal that falls back below 90 % is not there yet."""
    x = scan()
    rise, bump = np.tanh(x / (50 * NM)), np.exp(-(((x - 200 * NM) / (40 * NM)) ** 2))
    plain = edge_response(x, rise)
    over = edge_response(x, rise + 0.5 * bump)
    assert over.overshoot == pytest.approx((0, 0.25), abs=1e-3)
    assert over.width == pytest.approx(plain.width, rel=2e-3)
    back = edge_response(x, rise - 0.5 * bump)
    assert back.overshoot == pytest.approx((0, 0), abs=1e-9)
    assert back.center + back.width > 200 * NM  # the end of the width is beyond the middle of the dip
    assert back.width > plain.width + 100 * NM
    assert back.response[back.position > 260 * NM].min() > 0.9


def test_unequal_steps_are_as_good_as_equal_ones():
    t = np.linspace(-1, 1, 121)
    x = 800 * NM * (0.6 * t + 0.4 * t**3)  # finer in the middle
    edge = edge_response(x, erf(x / (90 * NM) / math.sqrt(2)))
    assert edge.width == pytest.approx(90 * NM * EDGES["erf"][1], rel=1e-3)
    with pytest.raises(ValueError, match="equal steps"):
        edge.modulation_transfer()


def test_given_levels_make_a_short_scan_enough():
    x = np.linspace(-150, 150, 61) * NM
    signal = np.tanh(x / (90 * NM))
    short = edge_response(x, signal, levels=(-1, 1))
    assert short.width == pytest.approx(90 * NM * math.log(9), rel=1e-3)
    long = edge_response(x, signal)  # the medians of a scan that does not reach the plateaus
    assert not long.resolved
    assert long.width < short.width


def test_doubts_say_what_is_wrong():
    x = scan(17)
    coarse = edge_response(x, np.tanh(x / (20 * NM)))
    assert not coarse.resolved
    assert coarse.points_in_width < 3
    assert "raster is too coarse" in str(coarse)
    x = scan(161)
    tilted = edge_response(x, np.tanh(x / (50 * NM)) + np.where(x > 0, x / 1e-6, 0))
    assert not tilted.resolved
    assert "plateau on the right is not reached" in tilted.doubts[0]
    assert len(tilted.doubts) == 1


X = scan()
TANH = np.tanh(X / (90 * NM))


@pytest.mark.parametrize(
    ("position", "signal", "how", "message"),
    [
        (X, np.ones_like(X), {}, "plateaus on both sides of an edge must differ, but both are 1"),
        (X, np.exp(-((X / 1e-7) ** 2)), {}, "must differ"),
        (X[:90], TANH[:90], {"levels": (-1, 1)}, "at the right end the signal is .* Scan further to the right"),
        (X[75:], TANH[75:], {"levels": (-1, 1)}, "at the left end"),
        (X, TANH, {"levels": (0,)}, "`levels` must be two numbers"),
        (X, TANH, {"levels": (0, np.nan)}, "`levels` must be two numbers"),
        (X, TANH, {"outer": 0.7}, "above 0 and up to 0.5, but outer=0.7"),
        (X[:5], TANH[:5], {}, "at least 8 points here, but has 5"),
        (X, TANH[1:], {}, "their shapes are"),
        (X, np.where(np.arange(X.size) == 80, np.nan, TANH), {}, "`signal` has 1 NaN or infinite values, the first at number 80"),
        (np.abs(X), TANH, {}, "must increase or decrease all along"),
    ],
)
def test_scans_without_a_width_are_refused(position, signal, how, message):
    with pytest.raises(ValueError, match=message):
        edge_response(position, signal, **how)


def test_a_complex_signal_is_refused():
    with pytest.raises(TypeError, match=r"`signal` must be real, but is complex.*\.real"):
        edge_response(X, TANH * 1j)


@given(st.lists(st.integers(-20, 20), min_size=3, max_size=12), st.floats(-20.5, 20.5))
def test_a_monotone_cubic_crosses_a_level_once_between_points_on_two_sides_of_it(values, level):
    y = np.array(values, float)
    x = np.cumsum(1 + np.arange(len(y)) % 3).astype(float)
    assume(level not in values)
    found = crossings(x, y, level)
    changes = np.flatnonzero(np.diff(y > level))
    assert len(found) == len(changes)
    assert np.all((x[changes] <= found) & (found <= x[changes + 1]))
