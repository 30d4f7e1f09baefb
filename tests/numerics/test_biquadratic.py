import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.biquadratic import biquadratic
from quenchmap.numerics.horner import horner, powers_through
from quenchmap.precision import jax, jnp

RNG = np.random.default_rng(3)


def spline_of(f, cells, *, even=False):
    x = np.arange(cells) / (cells - 1)
    return biquadratic(np.array([f(x[:, None], x)]), even=even)


def test_quadratics_are_reproduced_to_rounding():
    def f(x, y):
        return 1 + 2 * x - y + 3 * x * y - x**2 + 2 * x**2 * y**2

    x, y = RNG.random((2, 200))
    values, by_row, _ = spline_of(f, 9)(jnp.asarray(8 * x), jnp.asarray(8 * y))
    assert_allclose(values[0], f(x, y), rtol=0, atol=1e-13)
    assert_allclose(8 * by_row[0], 2 + 3 * y - 2 * x + 4 * x * y**2, rtol=0, atol=1e-12)


def test_functions_in_one_table_are_those_of_their_own_tables():
    """They lie side by side and are read together, in stacks of places too."""
    x = np.linspace(0, 1, 12)
    functions = np.array([np.outer(np.sin(3 * x), x**2), np.outer(np.exp(x), x), np.outer(x, np.cos(x))])
    at = jnp.asarray(11 * RNG.random((2, 5, 40)))
    together = jax.vmap(biquadratic(functions))(*at)
    for k, function in enumerate(functions):
        for found, alone in zip(together, biquadratic(function[None])(*at)):
            assert_allclose(found[k], alone[0], rtol=0, atol=1e-14)


def test_values_converge_at_third_order_and_slopes_at_second():
    def f(x, y):
        return np.sin(3 * x + y) * np.exp(y)

    x, y = RNG.random((2, 2000))
    errors = []
    for cells in (41, 81):
        values, _, by_column = spline_of(f, cells)(jnp.asarray((cells - 1) * x), jnp.asarray((cells - 1) * y))
        slope = (np.cos(3 * x + y) + np.sin(3 * x + y)) * np.exp(y)
        errors.append([np.max(abs(np.asarray(values[0]) - f(x, y))), np.max(abs((cells - 1) * np.asarray(by_column[0]) - slope))])
    assert_allclose(np.log2(np.array(errors[0]) / errors[1]), [3, 2], atol=0.3)


def test_an_even_function_has_no_slope_and_keeps_its_value_at_the_first_row():
    spline = spline_of(lambda x, y: x**2 * (1 + y) * np.cos(x), 33, even=True)
    values, by_row, _ = spline(jnp.zeros(7), jnp.linspace(0.0, 32.0, 7))
    assert_allclose(values[0], 0.0, atol=1e-17)
    assert np.all(np.asarray(by_row[0]) == 0)


def test_powers_through_chebyshev_points_are_the_polynomial():
    z = np.cos(np.pi * (np.arange(25) + 0.5) / 25)
    powers = powers_through(z, np.exp(z))
    at = np.linspace(-1, 1, 50)
    assert_allclose(horner(jnp.asarray(powers), jnp.asarray(at)), np.exp(at), rtol=1e-13)


@pytest.mark.parametrize("outside", [-0.4, 31.4])
def test_half_a_cell_beyond_the_ends_is_still_smooth(outside):
    values, _, _ = spline_of(lambda x, y: np.exp(x - y), 32)(jnp.array([outside]), jnp.array([outside]))
    assert_allclose(values[0], 1.0, rtol=1e-4)
