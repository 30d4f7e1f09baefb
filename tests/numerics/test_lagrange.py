"""Polynomials between the steps of an integrator."""

import numpy as np
from numpy.testing import assert_allclose

from quenchmap.numerics.lagrange import integral, windows

TIMES = np.concatenate([[0.0], np.geomspace(1e-6, 1.0, 20), 1 + np.geomspace(1e-6, 2.0, 20)])
ALL = np.array([0, 40])


def test_a_polynomial_of_degree_five_is_exact_on_uneven_steps():
    t = np.random.default_rng(1).uniform(0, 3, 200)
    index, weight = windows(TIMES, np.array([0, 20, 40]), t)
    f = TIMES**5 - 2 * TIMES**3 + 1
    assert_allclose(np.sum(weight * f[index], axis=1), t**5 - 2 * t**3 + 1, atol=1e-10)


def test_the_steps_themselves_are_hit():
    index, weight = windows(TIMES, ALL, TIMES)
    assert_allclose(np.sum(weight * np.cos(TIMES)[index], axis=1), np.cos(TIMES), atol=1e-15)


def test_no_polynomial_reaches_across_a_break():
    kinked = np.abs(TIMES - 1.0)
    t = np.linspace(0, 3, 301)
    index, weight = windows(TIMES, np.array([0, 20, 40]), t)
    assert_allclose(np.sum(weight * kinked[index], axis=1), np.abs(t - 1), atol=1e-13)


def test_two_steps_give_a_straight_line():
    index, weight = windows(np.array([0.0, 2.0]), np.array([0, 1]), np.array([0.5]))
    assert_allclose(np.sum(weight * np.array([1.0, 3.0])[index], axis=1), 1.5)


def test_the_integral_knows_the_jumps():
    """1 until t = 1, then t^2."""
    after = np.where(TIMES < 1, 1.0, TIMES**2)
    assert_allclose(integral(TIMES, np.array([0, 20, 40]), after, np.array([0.0, 0.0, 0.0])), 1 + (27 - 1) / 3, rtol=1e-13)
    shifted = np.where(TIMES < 1, 5.0, TIMES**2)
    assert_allclose(integral(TIMES, np.array([0, 20, 40]), shifted, np.array([0.0, -4.0, 0.0])), 5 + (27 - 1) / 3, rtol=1e-13)
