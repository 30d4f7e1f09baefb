"""Linear systems of spectral elements: the inside of every element is eliminated, a tridiagonal system couples the ends.

The cost is linear in the number of elements, like a banded factorisation, and the elements are eliminated in one batch.
"""

import jax.lax.linalg
from jaxtyping import Array, Float

from quenchmap.numerics.elements import DEGREE, assemble, gather
from quenchmap.precision import jnp


def solve(local: Float[Array, "elements points points"], right: Float[Array, "nodes columns"]) -> Float[Array, "nodes columns"]:
    """Solve the system assembled from element matrices, for several right-hand sides.

    Args:
        local: Matrix of every element; shared nodes add up.
        right: Right-hand sides, one per column.

    Returns:
        Solutions; infinite or NaN where the matrix is singular, for the caller to reject.
    """
    elements, columns = local.shape[0], right.shape[1]
    inner = slice(1, DEGREE)
    f = right[:-1].reshape(elements, DEGREE, columns)[:, 1:]
    ends = right[::DEGREE]
    to_ends = jnp.concatenate([local[:, inner, :1], local[:, inner, -1:]], axis=2)
    solved = jnp.linalg.solve(local[:, inner, inner], jnp.concatenate([to_ends, f], axis=2))
    X, y = solved[:, :, :2], solved[:, :, 2:]
    from_ends = jnp.stack([local[:, 0, inner], local[:, -1, inner]], axis=1)  # (elements, 2, inner)
    corners = local[:, ::DEGREE, ::DEGREE] - from_ends @ X
    load = -from_ends @ y
    zero = jnp.zeros(1)
    diagonal = jnp.concatenate([corners[:, 0, 0], zero]) + jnp.concatenate([zero, corners[:, 1, 1]])
    upper = jnp.concatenate([corners[:, 0, 1], zero])
    lower = jnp.concatenate([zero, corners[:, 1, 0]])
    ends = ends + jnp.concatenate([load[:, 0], jnp.zeros((1, columns))]) + jnp.concatenate([jnp.zeros((1, columns)), load[:, 1]])
    u = jax.lax.linalg.tridiagonal_solve(lower, diagonal, upper, ends)
    inside = y - X @ jnp.stack([u[:-1], u[1:]], axis=1)
    return jnp.concatenate([jnp.concatenate([u[:-1, None], inside], axis=1).reshape(-1, columns), u[-1:]])


def solve_bordered(
    local: Float[Array, "elements points points"],
    columns: Float[Array, "nodes border"],
    rows: Float[Array, "border nodes"],
    corner: Float[Array, "border border"],
    right: Float[Array, " nodes"],
    right_border: Float[Array, " border"],
    *,
    refine: bool = True,
) -> tuple[Float[Array, " nodes"], Float[Array, " border"]]:
    r"""Solve $J x + B y = f$, $C x + D y = g$, accurate also where J alone is nearly singular.

    Block elimination, with one step of refinement (Govaerts) unless `refine` is off: Newton's method corrects itself.
    """

    def eliminate(f: Array, g: Array) -> tuple[Array, Array]:
        solved = solve(local, jnp.concatenate([f[:, None], columns], axis=1))
        x, X = solved[:, 0], solved[:, 1:]
        y = jnp.linalg.solve(corner - rows @ X, g - rows @ x)
        return x - X @ y, y

    x, y = eliminate(right, right_border)
    if not refine:
        return x, y
    dx, dy = eliminate(right - multiply(local, x) - columns @ y, right_border - rows @ x - corner @ y)
    return x + dx, y + dy


def multiply(local: Float[Array, "elements points points"], x: Float[Array, " nodes"]) -> Float[Array, " nodes"]:
    """Product of the assembled matrix and a vector."""
    return assemble(jnp.einsum("eij,ej->ei", local, gather(x)))
