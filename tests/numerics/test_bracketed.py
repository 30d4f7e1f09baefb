"""Roots in brackets, many at once."""

import numpy as np
from numpy.testing import assert_allclose
from scipy.optimize import brentq

from quenchmap.numerics.bracketed import bracketed_roots


def test_each_root_agrees_with_brent():
    level = np.linspace(-2.9, 2.9, 25)
    roots = bracketed_roots(lambda x: x**3 + x - level, np.full(25, -2.0), np.full(25, 2.0))
    assert_allclose(roots, [brentq(lambda x, c=c: x**3 + x - c, -2, 2, xtol=1e-15) for c in level], rtol=1e-13, atol=1e-15)


def test_steep_and_flat_residuals_are_solved_side_by_side():
    """exp(40 x) - c spans seventeen decades over the bracket, x^9 is flat at its root."""
    scale = np.array([40.0, 1.0])

    def residual(x: np.ndarray) -> np.ndarray:
        return np.where(scale > 1, np.exp(40 * x) - 3.0, (x - 0.3) ** 9)

    roots = bracketed_roots(residual, np.array([-1.0, -1.0]), np.array([1.0, 1.0]))
    assert_allclose(roots[0], np.log(3) / 40, rtol=1e-13)
    assert abs(roots[1] - 0.3) < 1e-9


def test_a_bracket_without_sign_change_gives_the_end_nearer_to_zero():
    assert_allclose(bracketed_roots(lambda x: 1 + x, np.array([0.0]), np.array([2.0])), [0.0])


def test_a_root_at_an_end_is_found():
    assert_allclose(bracketed_roots(lambda x: x, np.array([0.0, -1.0]), np.array([1.0, 0.0])), [0.0, 0.0])


def test_reversed_brackets_and_none_at_all_are_legal():
    assert_allclose(bracketed_roots(lambda x: x - 1, np.array([3.0]), np.array([0.0])), [1.0])
    assert bracketed_roots(lambda x: x, np.empty(0), np.empty(0)).size == 0
