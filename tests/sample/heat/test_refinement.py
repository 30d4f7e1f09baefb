"""The error that a state's grid leaves in its numbers, stated by the state itself."""

import numpy as np
import pytest

import quenchmap as qm
from quenchmap.sample.heat.refinement import refined

pytestmark = pytest.mark.filterwarnings("ignore:A domain wall has only", "ignore:The tip is")


@pytest.fixture(scope="module")
def spots(film, tip):
    """The hot spot of a uniform film on cells of z0/2.67 and of half that."""

    def on(cells):
        side = 12 * tip.height
        sample = qm.Sample.uniform(film, side, side, cells=(cells, cells))
        return sample.heat(tip, 1.2, phonon_temperature="3 K", protocol="hot", spreading="fixed")

    return on(32), on(64)


def test_the_refined_state_is_that_of_the_finer_grid(spots):
    coarse, fine = spots
    again = refined(coarse)
    assert again.sample.shape == fine.sample.shape
    assert again.stable
    np.testing.assert_allclose(again.temperature, fine.temperature, rtol=1e-6)


def test_grid_error_bounds_what_is_left_to_a_still_finer_grid(spots):
    """From 32 to 64 cells numbers change by what is stated, and by much less from 64 on: smooth ones at second order."""
    coarse, fine = spots
    error = coarse.grid_error()
    assert error.absorbed_power == pytest.approx(fine.absorbed_power - coarse.absorbed_power, rel=1e-4)
    assert error.highest_temperature == pytest.approx(fine.highest_temperature - coarse.highest_temperature, rel=1e-3)
    assert error.typical < error.temperature
    next_error = fine.grid_error()
    assert abs(next_error.absorbed_power) < 0.6 * abs(error.absorbed_power)
    assert next_error.typical < 0.6 * error.typical
    assert "half as large" in str(error)
