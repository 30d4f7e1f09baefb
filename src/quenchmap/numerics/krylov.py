"""Krylov methods: flexible GMRES for any system, conjugate gradients for symmetric ones, complex as well.

GMRES, preconditioned on the right, minimises the true residual, and is right for nonsymmetric and indefinite systems. What the
preconditioner makes of each basis vector is kept (Saad, SIAM J. Sci. Comput. 14, 461 (1993)): it may then work in single precision, and
is not called once more at the end.

Where the matrix equals its transpose, real or complex, and the preconditioner does so too, conjugate orthogonal gradients need no basis
(van der Vorst and Melissen, IEEE Trans. Magn. 26, 706 (1990)): as many iterations, each in little more than half the time.
"""

from collections.abc import Callable
from typing import NamedTuple

from jaxtyping import Array, Float, Int, Shaped

from quenchmap.numerics.kernel import returnable
from quenchmap.precision import jax, jnp

Operator = Callable[[Array], Array]


@returnable
class Solved(NamedTuple):
    """What came out: the solution, the norm of its residual over that of the right side, the iterations spent, and the first residual."""

    x: Shaped[Array, "*shape"]
    residual: Float[Array, ""]
    iterations: Int[Array, ""]
    begun: Float[Array, ""]


def gmres(
    operator: Operator,
    b: Shaped[Array, "*shape"],
    preconditioner: Operator,
    *,
    tolerance: float | Array,
    basis: int = 16,
    restarts: int = 4,
    start: Array | None = None,
    together: str | None = None,
) -> Solved:
    """Solve A x = b.

    Args:
        operator: x to A x, linear, for arrays of the shape of b, real or complex.
        b: Right side.
        preconditioner: Close to the inverse of A.
        tolerance: Of the residual relative to b, in the Euclidean norm.
        basis: Iterations before a restart; twice as many arrays like b are held.
        restarts: The iteration begins at most so many times.
        start: First x; zero by default.
        together: Name of the axis of `jax.vmap` over several systems, which then iterate until all have converged: loops that end at
            different times would copy all they hold in every iteration.

    Returns:
        Solution; it has not converged where `residual` exceeds `tolerance`.

    Example:
        >>> solved = gmres(lambda x: 2 * x, jnp.ones(3), lambda r: r, tolerance=1e-12)
        >>> solved.x.round(12), int(solved.iterations)
        (Array([0.5, 0.5, 0.5], dtype=float64), 1)
    """
    norm = jnp.linalg.norm(b)
    target = tolerance * norm

    def unfinished(state: tuple[Array, ...]) -> Array:
        k, _, residual, _ = state
        return (k < restarts) & _any(jnp.linalg.norm(residual) > target, together)

    def restart(state: tuple[Array, ...]) -> tuple[Array, ...]:
        k, x, residual, iterations = state
        change, residual, used = _once(operator, residual, preconditioner, target, basis, together)
        return k + 1, x + change, residual, iterations + used

    zero = jnp.asarray(0)
    first = (jnp.zeros_like(b), b) if start is None else (start, b - operator(start))
    _, x, residual, iterations = jax.lax.while_loop(unfinished, restart, (zero, *first, zero))
    return Solved(x, _relative(residual, norm), iterations, _relative(first[1], norm))


def conjugate_gradients(
    operator: Operator,
    b: Shaped[Array, "*shape"],
    preconditioner: Operator,
    *,
    tolerance: float | Array,
    iterations: int = 60,
    restarts: int = 2,
    start: Array | None = None,
    together: str | None = None,
) -> Solved:
    """Solve A x = b with A equal to its transpose, not to its adjoint: symmetric real, or complex with numerical range away from 0.

    Args:
        operator: x to A x.
        b: Right side.
        preconditioner: Close to the inverse of A, and equal to its own transpose.
        tolerance: See `gmres`; likewise `start` and `together`.
        iterations: Before the residual is computed anew, at most.
        restarts: The iteration begins at most so many times.

    Returns:
        See `gmres`.

    Example:
        >>> solved = conjugate_gradients(lambda x: (2 + 1j) * x, jnp.ones(3, complex), lambda r: r, tolerance=1e-12)
        >>> ((2 + 1j) * solved.x).round(12), int(solved.iterations)
        (Array([1.+0.j, 1.+0.j, 1.+0.j], dtype=complex128), 1)
    """
    norm = jnp.linalg.norm(b)
    target = tolerance * norm

    def unfinished(state: tuple[Array, ...]) -> Array:
        k, _, residual, *_ = state
        return (k < iterations) & _any(jnp.linalg.norm(residual) > target, together)

    def step(state: tuple[Array, ...]) -> tuple[Array, ...]:
        k, x, residual, direction, before = state
        z = preconditioner(residual)
        now = jnp.sum(residual * z)
        direction = z + _ratio(now, before) * direction
        image = operator(direction)
        length = _ratio(now, jnp.sum(direction * image))
        return k + 1, x + length * direction, residual - length * image, direction, now

    def begun(state: tuple[Array, ...]) -> Array:
        k, _, residual, _ = state
        return (k < restarts) & _any(jnp.linalg.norm(residual) > target, together)

    def restart(state: tuple[Array, ...]) -> tuple[Array, ...]:
        k, x, residual, used = state
        first = (jnp.asarray(0), x, residual, jnp.zeros_like(b), jnp.zeros((), b.dtype))
        more, x, *_ = jax.lax.while_loop(unfinished, step, first)
        return k + 1, x, b - operator(x), used + more

    zero = jnp.asarray(0)
    first = (jnp.zeros_like(b), b) if start is None else (start, b - operator(start))
    _, x, residual, used = jax.lax.while_loop(begun, restart, (zero, *first, zero))
    return Solved(x, _relative(residual, norm), used, _relative(first[1], norm))


def _relative(residual: Array, norm: Array) -> Array:
    return jnp.linalg.norm(residual) / jnp.where(norm == 0, 1.0, norm)


def _ratio(a: Array, b: Array) -> Array:
    """0 where nothing is left to divide by: at the beginning, and in a system that has converged before others."""
    return jnp.where(b == 0, 0, a / jnp.where(b == 0, 1, b))


def _any(unfinished: Array, together: str | None) -> Array:
    return unfinished if together is None else jax.lax.psum(unfinished.astype(int), together) > 0


def _once(
    operator: Operator, b: Array, preconditioner: Operator, target: Array, basis: int, together: str | None
) -> tuple[Array, Array, Array]:
    """From zero until the basis is full or the target reached: the solution, its residual from the basis, and the iterations."""
    norm = jnp.linalg.norm(b)
    vectors = jnp.zeros((basis + 1, *b.shape), b.dtype).at[0].set(b / jnp.where(norm == 0, 1.0, norm))
    directions = jnp.zeros((basis, *b.shape), b.dtype)
    # R of the QR factors of the Hessenberg matrix, the rotations that make it, and the rotated right side
    triangle = jnp.eye(basis + 1, basis, dtype=b.dtype)
    rotations = jnp.zeros((basis, 2), b.dtype)
    right = jnp.zeros(basis + 1, b.dtype).at[0].set(norm.astype(b.dtype))

    def unfinished(state: tuple[Array, ...]) -> Array:
        k, *_, right = state
        return (k < basis) & _any(jnp.abs(right[k]) > target, together)

    def step(state: tuple[Array, ...]) -> tuple[Array, ...]:
        k, vectors, directions, triangle, rotations, right = state
        direction = preconditioner(vectors[k])
        w = operator(direction)

        def orthogonalise(j: Array, wh: tuple[Array, Array]) -> tuple[Array, Array]:
            w, column = wh
            h = jnp.vdot(vectors[j], w)
            return w - h * vectors[j], column.at[j].set(h)

        w, column = jax.lax.fori_loop(0, k + 1, orthogonalise, (w, jnp.zeros(basis + 1, b.dtype)))
        length = jnp.linalg.norm(w)
        vectors = vectors.at[k + 1].set(w / jnp.where(length == 0, 1.0, length))

        def rotate(j: Array, column: Array) -> Array:
            c, s = rotations[j]
            upper, lower = column[j], column[j + 1]
            return column.at[j].set(jnp.conj(c) * upper + jnp.conj(s) * lower).at[j + 1].set(c * lower - s * upper)

        column = jax.lax.fori_loop(0, k, rotate, column)
        h = jnp.sqrt(jnp.abs(column[k]) ** 2 + length**2)
        h = jnp.where(h == 0, 1.0, h)
        c, s = column[k] / h, (length / h).astype(b.dtype)
        triangle = triangle.at[:, k].set(column.at[k].set(h))
        right = right.at[k + 1].set(-s * right[k]).at[k].set(jnp.conj(c) * right[k])
        return k + 1, vectors, directions.at[k].set(direction), triangle, rotations.at[k].set(jnp.stack([c, s])), right

    first = (jnp.asarray(0), vectors, directions, triangle, rotations, right)
    k, vectors, directions, triangle, rotations, right = jax.lax.while_loop(unfinished, step, first)
    used = jnp.arange(basis) < k  # the rest of the triangle is still the identity
    y = jax.scipy.linalg.solve_triangular(triangle[:basis], jnp.where(used, right[:basis], 0))
    x = jax.lax.fori_loop(0, k, lambda j, total: total + y[j] * directions[j], jnp.zeros_like(b))

    def turn_back(i: Array, left: Array) -> Array:
        j = k - 1 - i
        c, s = rotations[j]
        return left.at[j].set(-s * left[j + 1]).at[j + 1].set(jnp.conj(c) * left[j + 1])

    left = jax.lax.fori_loop(0, k, turn_back, jnp.zeros(basis + 1, b.dtype).at[k].set(right[k]))
    return x, jax.lax.fori_loop(0, k + 1, lambda j, total: total + left[j] * vectors[j], jnp.zeros_like(b)), k
