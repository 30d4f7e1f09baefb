"""Krylov methods against dense solutions of systems of every kind that samples pose."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.krylov import conjugate_gradients, gmres
from quenchmap.precision import jax, jnp

N = 40


def matrix(kind):
    """Random, with a spectrum of the kind."""
    rng = np.random.default_rng(5)
    A = rng.normal(size=(N, N)) / np.sqrt(N)
    if kind == "nonsymmetric":
        return A + 2.5 * np.eye(N)
    if kind == "complex":
        return A + 1j * rng.normal(size=(N, N)) / np.sqrt(N) + (2 + 2j) * np.eye(N)
    if kind == "indefinite":  # a few directions turned over, as in an unstable state
        return A @ A.T + np.diag(np.where(np.arange(N) < 3, -4.0, 2.0))
    return np.diag(np.linspace(1, 100, N)) + 0.1 * A


@jax.jit
def plain(A, b, tolerance):
    return gmres(lambda x: A @ x, b, lambda r: r, tolerance=tolerance, basis=N, restarts=2)


@jax.jit
def restarted(A, b, tolerance):
    return gmres(lambda x: A @ x, b, lambda r: r, tolerance=tolerance, basis=12, restarts=60)


def right_side(A):
    rng = np.random.default_rng(6)
    b = rng.normal(size=N)
    return b + 1j * rng.normal(size=N) if np.iscomplexobj(A) else b


def true_residual(A, x, b):
    return np.linalg.norm(A @ np.asarray(x) - b) / np.linalg.norm(b)


@pytest.mark.parametrize("kind", ["nonsymmetric", "complex", "indefinite", "spread"])
def test_the_solution_is_that_of_the_dense_solver_and_the_residual_the_true_one(kind):
    A = matrix(kind)
    b = right_side(A)
    found = plain(A, b, 1e-10)
    assert_allclose(found.x, np.linalg.solve(A, b), rtol=1e-7, atol=1e-8)
    assert float(found.residual) <= 1e-10
    assert float(found.residual) == pytest.approx(true_residual(A, found.x, b), rel=1e-3)
    assert 1 < int(found.iterations) <= N


def test_after_as_many_iterations_as_unknowns_the_solution_is_exact():
    A = np.random.default_rng(8).normal(size=(6, 6)) + 1j * np.random.default_rng(9).normal(size=(6, 6))
    b = np.ones(6, complex)
    found = gmres(lambda x: A @ x, jnp.asarray(b), lambda r: r, tolerance=1e-12, basis=6, restarts=1)
    assert_allclose(found.x, np.linalg.solve(A, b), rtol=1e-9)


@pytest.mark.parametrize("kind", ["nonsymmetric", "complex", "spread"])
def test_restarts_reach_the_tolerance_with_a_small_basis(kind):
    A = matrix(kind)
    b = right_side(A)
    found = restarted(A, b, 1e-9)
    assert true_residual(A, found.x, b) <= 1.01e-9
    assert int(found.iterations) > 12


def test_a_solve_that_runs_out_of_restarts_says_so_and_returns_its_best():
    A, b = matrix("spread"), np.ones(N)
    found = gmres(lambda x: A @ x, jnp.asarray(b), lambda r: r, tolerance=1e-10, basis=5, restarts=2)
    assert int(found.iterations) == 10
    assert 1e-10 < float(found.residual) < 1
    assert float(found.residual) == pytest.approx(true_residual(A, found.x, b), rel=1e-6)


@pytest.mark.parametrize("kind", ["nonsymmetric", "complex", "indefinite"])
def test_the_preconditioner_is_on_the_right(kind):
    """A poor one changes the iterations, never what the residual means; the exact inverse needs one iteration."""
    A = matrix(kind)
    b = right_side(A)
    D = 1 / np.diag(A)
    found = gmres(lambda x: A @ x, jnp.asarray(b), lambda r: D * r, tolerance=1e-9, basis=N, restarts=2)
    assert float(found.residual) == pytest.approx(true_residual(A, found.x, b), rel=1e-3)
    assert float(found.residual) <= 1e-9
    inverse = np.linalg.inv(A)
    exact = gmres(lambda x: A @ x, jnp.asarray(b), lambda r: inverse @ r, tolerance=1e-9)
    assert int(exact.iterations) == 1


def test_nothing_to_solve_is_solved_by_nothing():
    found = plain(matrix("nonsymmetric"), np.zeros(N), 1e-8)
    assert_allclose(found.x, 0)
    assert (float(found.residual), int(found.iterations)) == (0, 0)


def test_an_exhausted_space_ends_with_the_exact_solution():
    """An eigenvector spans it at once: the next direction has no length, and nothing is divided by it."""
    A = np.diag(np.arange(1.0, N + 1))
    b = np.zeros(N)
    b[4] = 3.0
    found = plain(A, b, 0.0)
    assert np.all(np.isfinite(found.x))
    assert_allclose(found.x, b / 5, rtol=1e-14)


def test_fields_keep_their_shape_and_solves_can_be_batched():
    b = np.random.default_rng(0).normal(size=(3, 4, 5))
    found = jax.vmap(lambda b: gmres(lambda x: 2 * x + 0.1 * x[::-1], b, lambda r: r, tolerance=1e-12))(b)
    assert found.x.shape == b.shape
    assert_allclose(2 * found.x + 0.1 * found.x[:, ::-1], b, rtol=1e-10, atol=1e-11)


def symmetric(turned):
    """Equal to its transpose; complex, with positive real parts, as conductances turned by 45 degrees."""
    rng = np.random.default_rng(7)
    B = rng.normal(size=(N, N)) / np.sqrt(N)
    A = B @ B.T + np.eye(N)
    return A + 1j * np.diag(rng.uniform(-0.9, 0.9, N)) if turned else A


@pytest.mark.parametrize("turned", [False, True])
def test_conjugate_gradients_solve_what_equals_its_transpose(turned):
    """Real and complex: the true residual, from nothing and from a solution that is nearly right, whose own residual is told."""
    A = symmetric(turned)
    b = right_side(A)
    exact = np.linalg.solve(A, b)
    solve = jax.jit(lambda x: conjugate_gradients(lambda x: A @ x, b, lambda r: r / np.diag(A), tolerance=1e-11, start=x))
    found = solve(jnp.zeros_like(b))
    assert_allclose(found.x, exact, rtol=1e-9, atol=1e-10)
    assert float(found.residual) <= 1e-11
    assert float(found.begun) == pytest.approx(1, rel=1e-12)
    near = exact * (1 + 1e-6)
    again = solve(jnp.asarray(near))
    assert_allclose(again.x, exact, rtol=1e-9, atol=1e-10)
    assert float(again.begun) == pytest.approx(true_residual(A, near, b), rel=1e-6)
    assert int(again.iterations) < int(found.iterations)


def test_conjugate_gradients_begin_anew_from_the_true_residual():
    """Ten iterations at a time get there, later; a single time says what is left."""
    A, b = symmetric(True), np.ones(N, complex)
    some, all_of_them = (
        conjugate_gradients(lambda x: A @ x, jnp.asarray(b), lambda r: r, tolerance=1e-9, iterations=10, restarts=n) for n in (1, 20)
    )
    assert int(some.iterations) == 10
    assert 1e-9 < float(some.residual) == pytest.approx(true_residual(A, some.x, b), rel=1e-6)
    assert true_residual(A, all_of_them.x, b) <= 1.01e-9


def test_conjugate_gradients_of_a_batch_wait_for_the_last_and_divide_by_nothing():
    """One system has no right side, one converges in a step: both stay what they are while the third goes on."""
    A = jnp.asarray(symmetric(True))
    b = jnp.asarray(np.stack([np.zeros(N), A @ np.ones(N), np.arange(N)]))
    start = jnp.asarray(np.stack([np.zeros(N), np.ones(N), np.zeros(N)]), complex)
    solve = lambda b, x: conjugate_gradients(lambda x: A @ x, b, lambda r: r, tolerance=1e-11, start=x, together="batch")  # noqa: E731
    found = jax.vmap(solve, axis_name="batch")(b, start)
    assert_allclose(found.x, np.linalg.solve(np.asarray(A), np.asarray(b).T).T, rtol=1e-9, atol=1e-10)
