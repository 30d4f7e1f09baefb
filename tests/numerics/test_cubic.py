"""Piecewise cubics on uniform cells."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.cubic import through

ENDS = np.array([-1.0, 0.3, 2.0])


def kinked(x):
    return np.stack([np.sin(3 * x), np.abs(x - 0.3) * np.exp(x)], axis=-1)


def test_the_error_falls_with_the_fourth_power_of_the_cells_through_a_kink():
    x = np.linspace(-1, 2, 5001)
    errors = [np.max(np.abs(through(kinked, ENDS, cells)(x) - kinked(x).T)) for cells in (8, 16, 32, 64)]
    assert np.polyfit(np.log([8, 16, 32, 64]), np.log(errors), 1)[0] == pytest.approx(-4, abs=0.1)


def test_the_derivative_is_that_of_the_table():
    table = through(kinked, ENDS, 64)
    x = np.array([-0.99, -0.2, 0.9, 1.7])
    h = 1e-6
    assert_allclose(table.with_derivative(x)[1], (table(x + h) - table(x - h)) / (2 * h), rtol=1e-7)
    assert_allclose(table.with_derivative(x)[0], table(x), rtol=1e-14)


def test_some_functions_of_arrays_of_any_shape_and_constants_beyond_the_ends():
    table = through(kinked, ENDS, 64)
    x = np.array([[-5.0, 0.3], [1.0, 7.0]])
    assert table(x).shape == (2, 2, 2)
    assert_allclose(table(x, slice(1, 2))[0], table(x)[1])
    assert_allclose(table(x)[:, 0, 0], kinked(np.array(-1.0)))
    assert_allclose(table(x)[:, 1, 1], kinked(np.array(2.0)), rtol=1e-12)
