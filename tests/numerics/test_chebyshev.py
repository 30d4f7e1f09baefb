"""Piecewise Chebyshev tables: values, derivatives, integrals, and pieces graded towards singular points."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.chebyshev import antiderivative, chebyshev_points, fit, graded
from quenchmap.precision import jax, jnp


def table_of(breakpoints, *functions, points=20):
    x = chebyshev_points(breakpoints, points)
    return fit(breakpoints, np.stack([f(x) for f in functions]))


@pytest.fixture(scope="module")
def smooth():
    return table_of(np.array([0.5, 1.0, 2.0, 3.0]), np.exp, np.sin, np.log)


def test_values_and_derivatives_of_smooth_functions_are_exact_to_rounding(smooth):
    x = np.linspace(0.5, 3.0, 401)
    values, slopes = smooth.with_derivative(x)
    assert_allclose(values, [np.exp(x), np.sin(x), np.log(x)], rtol=2e-14, atol=2e-14)
    assert_allclose(slopes, [np.exp(x), np.cos(x), 1 / x], rtol=2e-12, atol=2e-12)


def test_numpy_and_jax_agree_and_any_shape_is_welcome(smooth):
    x = np.linspace(0.6, 2.9, 6).reshape(2, 3)
    by_jax = smooth(jnp.asarray(x))
    assert isinstance(by_jax, jax.Array)
    assert isinstance(smooth(x), np.ndarray)
    assert smooth(x).shape == (3, 2, 3)
    assert smooth(np.array(1.7)).shape == (3,)
    assert_allclose(by_jax, smooth(x), rtol=1e-15)


def test_the_derivative_in_the_table_is_the_derivative_of_the_table(smooth):
    """The solver's linearisation uses the stored slopes; automatic differentiation of the series must give the same."""
    x = jnp.asarray([0.7, 1.0, 1.9, 2.5])
    _, tangent = jax.jvp(smooth, (x,), (jnp.ones_like(x),))
    assert_allclose(tangent, smooth.with_derivative(x)[1], rtol=1e-12)


def test_second_derivatives(smooth):
    x = np.linspace(0.5, 3.0, 401)
    values, slopes, bends = smooth.derivatives(x, 2)
    assert_allclose(values, smooth(x), rtol=0)
    assert_allclose(slopes, smooth.with_derivative(x)[1], rtol=0)
    assert_allclose(bends, [np.exp(x), -np.sin(x), -1 / x**2], rtol=2e-10, atol=2e-10)


def test_the_nodes_reproduce_their_values_and_pieces_meet(smooth):
    breakpoints = smooth.breakpoints
    x = chebyshev_points(breakpoints)
    assert np.all((x > breakpoints[:-1, None]) & (x < breakpoints[1:, None]))
    assert_allclose(smooth(x)[1], np.sin(x), rtol=0, atol=1e-15)
    inner = breakpoints[1:-1]
    assert_allclose(smooth(np.nextafter(inner, 0)), smooth(inner), rtol=1e-14, atol=1e-15)


def test_convergence_is_geometric_at_the_rate_of_the_nearest_pole():
    """1/(x^2 + 1/4) on [-1, 1]: the Bernstein ellipse through i/2 has the semi-axis sum 1/2 + sqrt(5)/2."""
    x = np.linspace(-1, 1, 1001)
    errors = [
        np.max(np.abs(table_of(np.array([-1.0, 1.0]), lambda y: 1 / (y**2 + 0.25), points=p)(x)[0] - 1 / (x**2 + 0.25)))
        for p in (12, 20, 28, 36)
    ]
    rates = (np.array(errors[:-1]) / errors[1:]) ** (1 / 8)
    assert_allclose(rates, 0.5 + np.sqrt(1.25), rtol=0.02)


def test_graded_pieces_resolve_x_log_x_where_equal_pieces_do_not():
    """The heating has such a term at the gap edge; equal pieces converge algebraically there."""

    def f(x):
        return (x - 0.3) * np.log(np.abs(x - 0.3))

    def worst(breakpoints):
        x = np.concatenate([0.3 + s * np.geomspace(1e-8, 0.3, 300) for s in (1, -1)])
        return np.max(np.abs(table_of(breakpoints, f)(x)[0] - f(x)))

    grading = graded(0.0, 1.0, [0.3])
    equal = np.sort(np.append(np.linspace(0, 1, len(grading) - 1), 0.3))
    assert worst(grading) < 1e-10
    assert worst(equal) > 1e-6


@pytest.mark.parametrize("towards", [[0.3], [0.0], [1.0], [0.3, 1.0], [0.3, 0.3001], [-0.5, 2.0], [1 - 1e-10]])
def test_grading_covers_the_interval_once_and_keeps_the_singular_points(towards):
    ends = graded(0.0, 1.0, towards)
    assert ends[0] == 0.0
    assert ends[-1] == 1.0
    assert np.all(np.diff(ends) > 0)
    for t in towards:
        if 0 <= t <= 1:
            assert t in ends
        # no piece is much longer than its distance from a singular point
        away = np.minimum(np.abs(ends[:-1] - t), np.abs(ends[1:] - t))
        assert np.all(np.diff(ends) <= 1.6 * away + 3e-9)


def test_no_piece_is_longer_than_asked():
    assert np.max(np.diff(graded(0.0, 3.0, [1.0], largest=0.2))) <= 0.2 + 1e-15


def test_antiderivatives_run_through_the_pieces_from_zero():
    breakpoints = np.array([0.0, 0.2, 1.0, 2.5])
    x = chebyshev_points(breakpoints)
    integrals = antiderivative(breakpoints, np.stack([np.cos(x), np.exp(-x), x**3]))
    assert_allclose(integrals, [np.sin(x), 1 - np.exp(-x), x**4 / 4], rtol=1e-13, atol=1e-16)


def test_an_antiderivative_tabulated_again_has_the_function_as_its_slope():
    breakpoints = graded(0.1, 2.0, [1.0], smallest=1e-4, largest=0.1)
    f = np.exp(-1 / chebyshev_points(breakpoints))
    table = fit(breakpoints, antiderivative(breakpoints, f[None]))
    at = np.linspace(0.11, 1.99, 200)
    assert_allclose(table.with_derivative(at)[1][0], np.exp(-1 / at), atol=1e-10)
