"""The direct solver of nine-point systems against numpy.linalg.solve."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.block_tridiagonal import factorised, solve
from quenchmap.precision import jax, jnp

solved = jax.jit(lambda stencil, b: solve(factorised(stencil), b))


def random_stencil(shape, dtype, seed=0):
    """Nine random coefficients for every cell, none that reach beyond the edges."""
    rng = np.random.default_rng(seed)
    stencil = rng.uniform(-1, 0.2, (3, 3, *shape)).astype(dtype)
    if dtype is complex:
        stencil += 0.5j * rng.uniform(-1, 1, stencil.shape)
    stencil[1, 1] += 9.0
    stencil[0, :, 0] = stencil[2, :, -1] = stencil[:, 0, :, 0] = stencil[:, 2, :, -1] = 0
    return stencil


def dense(stencil):
    ny, nx = stencil.shape[2:]
    A = np.zeros((ny, nx, ny, nx), stencil.dtype)
    for y, x in np.ndindex(ny, nx):
        for j, i in np.ndindex(3, 3):
            if 0 <= y + j - 1 < ny and 0 <= x + i - 1 < nx:
                A[y, x, y + j - 1, x + i - 1] = stencil[j, i, y, x]
    return A.reshape(ny * nx, -1)


@pytest.mark.parametrize("shape", [(6, 9), (9, 4), (1, 5), (5, 1)])
@pytest.mark.parametrize("dtype", [float, complex])
def test_the_solution_of_a_nonsymmetric_nine_point_system(shape, dtype):
    stencil = random_stencil(shape, dtype)
    b = np.random.default_rng(1).normal(size=shape).astype(dtype)
    expected = np.linalg.solve(dense(stencil), b.ravel()).reshape(shape)
    assert_allclose(solved(stencil, b), expected, rtol=1e-11, atol=1e-13)


def test_an_indefinite_system_is_solved_too():
    """An unstable state has a negative mode that the coarsest grid must resolve; blocks stay regular."""
    shape = (8, 8)
    stencil = np.zeros((3, 3, *shape))
    stencil[0, 1, 1:] = stencil[2, 1, :-1] = stencil[1, 0, :, 1:] = stencil[1, 2, :, :-1] = -1.0
    stencil[1, 1] = -stencil.sum(axis=(0, 1)) - 0.07  # sealed edges, a uniform gain
    A = dense(stencil)
    assert np.linalg.eigvalsh(A)[0] < 0 < np.linalg.eigvalsh(A)[1]
    b = np.random.default_rng(2).normal(size=shape)
    assert_allclose(solved(stencil, b), np.linalg.solve(A, b.ravel()).reshape(shape), rtol=1e-9)


def test_cells_that_no_balance_mentions_stay_at_zero():
    stencil = random_stencil((6, 7), float)
    stencil[:, :, 2, 3] = 0  # its row, and that of its neighbours towards it
    for j, i in np.ndindex(3, 3):
        stencil[2 - j, 2 - i, 1 + j, 2 + i] = 0
    b = jnp.ones((6, 7)).at[2, 3].set(0.0)
    u = np.asarray(solved(stencil, b))
    assert u[2, 3] == 0
    A = dense(stencil)
    A[2 * 7 + 3, 2 * 7 + 3] = 1
    assert_allclose(u.ravel(), np.linalg.solve(A, np.asarray(b).ravel()), rtol=1e-11, atol=1e-14)
