"""Both estimates of the critical current, against films where they are known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.sample.current.critical_current import critical_current, critical_sheet_current
from quenchmap.sample.current.minimum_cut import minimum_cut
from quenchmap.sample.current.potential import Sides, sealed
from quenchmap.sample.sample import Sample


def left_and_right(n: int) -> tuple[Sides, Sides]:
    none = sealed((n, n))
    return Sides(np.ones(n), none.right, none.bottom, none.top), Sides(none.left, np.ones(n), none.bottom, none.top)


def cut(critical: np.ndarray) -> float:
    """Over the side of the square."""
    return minimum_cut(critical, *left_and_right(len(critical))).current / len(critical)


def square(n: int) -> tuple[np.ndarray, np.ndarray]:
    x = (np.arange(n) + 0.5) / n - 0.5
    return x[None, :] + 0 * x[:, None], x[:, None] + 0 * x[None, :]


@pytest.fixture(scope="module")
def cold(film):
    return 0.3 * film.material.critical_temperature


def test_uniform_strip_carries_its_width_times_the_depairing_current(film, cold):
    sample = Sample.uniform(film, "640 nm", "640 nm", "10 nm")
    found = critical_current(sample, cold)
    expected = film.thickness * sample.height * film.material.critical_current_density(cold)
    assert_allclose([found.onset, found.bound], expected, rtol=1e-8)
    assert found.excluded == 0
    assert_allclose(found.excess, 0, atol=1e-12)


def test_constriction_carries_its_own_width(film, cold):
    sample = Sample.uniform(film, "640 nm", "640 nm", "10 nm").with_constriction("160 nm", "100 nm")
    found = critical_current(sample, cold)
    expected = film.thickness * 160e-9 * film.material.critical_current_density(cold)
    assert_allclose(found.bound, expected, rtol=1e-8)
    assert 0.3 * expected < found.onset < expected  # current crowds at the corners
    weakest = np.nonzero(sample.present & (found.excess < 1e-9))[1]
    assert np.all(np.abs(sample.x[weakest]) < 56e-9)  # the neck, and the cells that touch its ends


def test_onset_does_not_exceed_the_bound(film, cold):
    sample = Sample.gaussian(film, "640 nm", "640 nm", "10 nm", amplitude=0.05, correlation_length="50 nm", seed=1)
    found = critical_current(sample, cold)
    assert 0 < found.onset_width < found.bound_width < 1.5 * sample.height


def test_disc_leaves_the_rest_of_the_strip():
    """The round edge counts by its cells."""
    for n in (32, 64, 128):
        X, Y = square(n)
        assert_allclose(cut(np.where(np.hypot(X, Y) < 0.2, 0.0, 1.0)), 0.6, atol=1.0 / n)


@pytest.mark.parametrize("degrees", [0, 15, 22.5, 30, 45])
def test_oblique_weak_line_converges(degrees):
    """A smooth valley of the critical current at any angle: along its floor and no longer, unlike on a grid of steps."""
    angle, errors = np.deg2rad(degrees), []
    for n in (64, 128):
        X, Y = square(n)
        across = X * np.cos(angle) - Y * np.sin(angle)
        errors.append(cut(1 - 0.9 * np.exp(-((across / 0.15) ** 2))) * np.cos(angle) / 0.1 - 1)
    assert -0.15 < errors[1] < 0.02  # the ends may leave the valley for the nearest edge


def test_slits_that_leave_an_oblique_gap():
    """The gap's own length, at any angle, to within the cells of the slits' ends."""
    n, length = 128, 0.4
    X, Y = square(n)
    for degrees in (0, 22.5, 45):
        angle = np.deg2rad(degrees)
        x, y = 0.5 * length * np.sin(angle), 0.5 * length * np.cos(angle)
        film = np.ones((n, n))
        film[(np.abs(X - x) < 0.6 / n) & (y < Y)] = 0
        film[(np.abs(X + x) < 0.6 / n) & (-y > Y)] = 0
        assert_allclose(cut(film), length, atol=2.0 / n)


def test_normal_belt_lets_no_supercurrent_through(film, cold):
    sample = Sample.uniform(film, "640 nm", "640 nm", "10 nm").with_patch(size=("100 nm", "640 nm"), critical_temperature=0)
    found = critical_current(sample, cold)
    assert found.onset_width == found.bound_width == 0
    assert found.place is None


def test_places_near_their_critical_temperature_are_left_out_of_the_onset(film, cold):
    sample = Sample.uniform(film, "640 nm", "640 nm", "10 nm")
    Tc = film.material.critical_temperature
    r = np.hypot(sample.x, sample.y[:, None])
    T = cold + 0.9 * Tc * np.exp(-((r / 80e-9) ** 2))
    found = critical_current(sample, T)
    assert 0 < found.excluded < 0.1
    assert 0 < found.onset_width < found.bound_width
    assert critical_sheet_current(sample, T).min() == 0
    everywhere = critical_current(sample, 0.95 * Tc)
    assert np.isinf(everywhere.onset_width)
    assert everywhere.excluded == 1


def test_without_diffusion_coefficient_the_current_is_a_width(film, cold):
    from quenchmap import Film, Material

    given = {"critical_temperature": 10.0, "normal_resistivity": 1e-6, "cooling_exponent": 4, "cooling_coefficient": 1e9}
    sample = Sample.uniform(Film(Material("X", **given), "10 nm"), "640 nm", "640 nm", "10 nm")
    found = critical_current(sample, 3.0)
    assert found.onset is None
    assert found.bound is None
    assert_allclose(found.bound_width / sample.height, found.onset_width / sample.height, rtol=1e-8)
