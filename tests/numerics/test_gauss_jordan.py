"""Inverses of many small matrices against LAPACK's."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.gauss_jordan import inverses
from quenchmap.precision import jax

inverted = jax.jit(inverses)


@pytest.mark.parametrize("dtype", [float, complex])
@pytest.mark.parametrize("n", [1, 2, 9])
def test_inverses_of_matrices_whose_diagonals_dominate(n, dtype):
    rng = np.random.default_rng(n)
    A = rng.uniform(-1, 1, (20, n, n)).astype(dtype)
    if dtype is complex:
        A += 1j * rng.uniform(-1, 1, A.shape)
    A += 2 * n * np.eye(n)
    assert_allclose(inverted(A), np.linalg.inv(A), rtol=1e-12, atol=1e-14)


def test_the_diagonal_may_lose_its_dominance_on_the_way_of_an_m_matrix():
    """A long chain without leaks but for its end: diagonals just dominate, as in the coarsest grid of a sealed film."""
    n = 32
    A = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
    A[0, 0] = 1.0
    A[-1, -1] = 1.0 + 1e-6
    assert_allclose(inverted(A[None])[0] @ A, np.eye(n), atol=1e-6)
    assert_allclose(inverted(A[None])[0], np.linalg.inv(A), rtol=1e-7)
