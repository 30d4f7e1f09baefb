"""Solves of element systems, plain and bordered, against dense linear algebra."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.condensation import beside, condensed, multiply, solve, solve_bordered
from quenchmap.numerics.elements import DEGREE, stiffness
from quenchmap.precision import jnp

ELEMENTS = 6
NODES = ELEMENTS * DEGREE + 1


def dense(local):
    matrix = np.zeros((NODES, NODES))
    for e, block in enumerate(local):
        at = slice(e * DEGREE, (e + 1) * DEGREE + 1)
        matrix[at, at] += block
    return matrix


def random_blocks(seed, symmetric=False):
    local = np.random.default_rng(seed).normal(size=(ELEMENTS, DEGREE + 1, DEGREE + 1))
    return local + np.swapaxes(local, 1, 2) if symmetric else local


def heat_operator(shift):
    """Conduction on a radius less a constant: symmetric, indefinite for a positive shift."""
    vertices = np.linspace(0, 3, ELEMENTS + 1)
    return stiffness(vertices) - shift * 0.25 * np.eye(DEGREE + 1)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("symmetric", [False, True])
def test_random_systems_agree_with_dense_elimination(seed, symmetric):
    """Random blocks are indefinite; no pivoting runs across elements, so a few digits may go."""
    local = random_blocks(seed, symmetric)
    right = np.random.default_rng(100 + seed).normal(size=(NODES, 3))
    x = np.asarray(solve(condensed(jnp.asarray(local)), jnp.asarray(right)))
    assert_allclose(x, np.linalg.solve(dense(local), right), rtol=1e-7, atol=1e-8 * np.abs(x).max())


@pytest.mark.parametrize("shift", [-1.0, 0.3, 5.0])
def test_conduction_with_a_definite_or_indefinite_reaction_is_solved_to_rounding(shift):
    local = heat_operator(shift)
    eigenvalues = np.linalg.eigvalsh(dense(local))
    assert (eigenvalues[0] < 0) == (shift > 0)
    right = np.random.default_rng(7).normal(size=(NODES, 2))
    assert_allclose(solve(condensed(jnp.asarray(local)), jnp.asarray(right)), np.linalg.solve(dense(local), right), rtol=1e-9, atol=1e-10)


def test_multiply_is_the_assembled_product():
    local, x = random_blocks(3), np.random.default_rng(4).normal(size=NODES)
    assert_allclose(multiply(jnp.asarray(local), jnp.asarray(x)), dense(local) @ x, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("shift", [0.3, 5.0])
@pytest.mark.parametrize("border", [1, 3])
def test_bordered_systems_agree_with_dense_elimination(shift, border):
    local = heat_operator(shift)
    random = np.random.default_rng(border)
    B, C, D = random.normal(size=(NODES, border)), random.normal(size=(border, NODES)), random.normal(size=(border, border))
    f, g = random.normal(size=(NODES, 2)), random.normal(size=(border, 2))
    x, y = solve_bordered(condensed(jnp.asarray(local)), *(jnp.asarray(a) for a in (B, C, D, f, g)))
    expected = np.linalg.solve(np.block([[dense(local), B], [C, D]]), np.concatenate([f, g]))
    assert_allclose(np.concatenate([x, y]), expected, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("off", [1e-4, 1e-8, 1e-12])
def test_a_bordered_system_is_solved_where_its_block_is_nearly_singular(off):
    """As at a fold: the operator loses an eigenvalue, the bordered matrix does not."""
    local = heat_operator(0.0)
    values, vectors = np.linalg.eigh(dense(local))
    assert abs(values[0]) < 1e-12  # constants
    local = local + off * 0.25 * np.eye(DEGREE + 1)
    null = vectors[:, :1]
    random = np.random.default_rng(11)
    B, C = null + 0.1 * random.normal(size=null.shape), null.T + 0.1 * random.normal(size=null.T.shape)
    f, g = random.normal(size=(NODES, 1)), random.normal(size=(1, 1))
    full = np.block([[dense(local), B], [C, np.zeros((1, 1))]])
    assert np.linalg.cond(full) < 1e5
    x, y = solve_bordered(condensed(jnp.asarray(local)), *(jnp.asarray(a) for a in (B, C, np.zeros((1, 1)), f, g)))
    assert_allclose(np.concatenate([x, y]), np.linalg.solve(full, np.concatenate([f, g])), rtol=1e-7, atol=1e-8)


def test_a_bordered_system_is_solved_where_a_pivot_of_its_block_is_exactly_zero():
    """Ends coupled as in the Laplacian of a chain, in whole numbers: elimination makes no rounding error."""
    local = np.tile(np.eye(DEGREE + 1), (ELEMENTS, 1, 1))
    local[:, 0, -1] = local[:, -1, 0] = -1.0
    assert not np.all(np.isfinite(solve(condensed(jnp.asarray(local)), jnp.ones((NODES, 1)))))
    f, g, B = np.linspace(-1, 1, NODES)[:, None], np.ones((1, 1)), np.ones((NODES, 1))
    x, y = solve_bordered(beside(condensed(jnp.asarray(local))), *(jnp.asarray(a) for a in (B, B.T, np.zeros((1, 1)), f, g)))
    full = np.block([[dense(local), B], [B.T, np.zeros((1, 1))]])
    assert_allclose(np.concatenate([x, y]), np.linalg.solve(full, np.concatenate([f, g])), rtol=1e-12, atol=1e-12)


def test_a_singular_system_gives_no_finite_answer_or_a_huge_one():
    """The caller rejects it: nothing is raised inside a kernel."""
    local = np.zeros((ELEMENTS, DEGREE + 1, DEGREE + 1))
    x = np.asarray(solve(condensed(jnp.asarray(local)), jnp.ones((NODES, 1))))
    assert not np.all(np.isfinite(x))
