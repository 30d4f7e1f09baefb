"""Linear systems of spectral elements: the inside of every element is eliminated, a tridiagonal system couples the ends.

The cost is linear in the number of elements, like a banded factorisation, and the elements are eliminated in one batch.
"""

import equinox as eqx
from jaxtyping import Array, Float

from quenchmap.numerics.elements import DEGREE, assemble, gather
from quenchmap.numerics.gauss_jordan import inverses
from quenchmap.precision import jax, jnp

_FEW_ELEMENTS = 48
_HAIR = 1e-13


class Condensed(eqx.Module):
    """A system whose elements are eliminated, ready for right-hand sides.

    Attributes:
        local: Matrix of every element.
        inverse: Inverse of every element's block of inside nodes.
        to_ends: What the inside nodes give way by for each end, shape (elements, inside, 2).
        from_ends: Rows of the two ends, shape (elements, 2, inside).
        lower: Tridiagonal system of the ends, with `diagonal` and `upper`.
    """

    local: Float[Array, "elements points points"]
    inverse: Float[Array, "elements inside inside"]
    to_ends: Float[Array, "elements inside 2"]
    from_ends: Float[Array, "elements 2 inside"]
    lower: Float[Array, " ends"]
    diagonal: Float[Array, " ends"]
    upper: Float[Array, " ends"]


def condensed(local: Float[Array, "elements points points"]) -> Condensed:
    """Eliminate the inside of every element; `local` is the matrix of every element, shared nodes add up."""
    inner = slice(1, DEGREE)
    inverse = inverses(local[:, inner, inner])
    to_ends = _product(inverse, local[:, inner, ::DEGREE])
    from_ends = local[:, ::DEGREE, inner]
    corners = local[:, ::DEGREE, ::DEGREE] - _product(from_ends, to_ends)
    zero = jnp.zeros(1)
    diagonal = jnp.concatenate([corners[:, 0, 0], zero]) + jnp.concatenate([zero, corners[:, 1, 1]])
    return Condensed(
        local, inverse, to_ends, from_ends, jnp.concatenate([zero, corners[:, 1, 0]]), diagonal, jnp.concatenate([corners[:, 0, 1], zero])
    )


def beside(system: Condensed) -> Condensed:
    """The same a hair beside, for `solve_bordered` where the matrix is singular to rounding, as at a fold: there a pivot may be exactly 0.

    The refinement is with the matrix itself.
    """
    return eqx.tree_at(lambda s: s.diagonal, system, system.diagonal * (1 + _HAIR))


def solve(system: Condensed, right: Float[Array, "nodes columns"]) -> Float[Array, "nodes columns"]:
    """Solve for several right-hand sides, one per column.

    Returns:
        Solutions; infinite or NaN where the matrix is singular, for the caller to reject.
    """
    elements, columns = system.inverse.shape[0], right.shape[1]
    y = _product(system.inverse, right[:-1].reshape(elements, DEGREE, columns)[:, 1:])
    load, zero = _product(system.from_ends, y), jnp.zeros((1, columns))
    ends = right[::DEGREE] - jnp.concatenate([load[:, 0], zero]) - jnp.concatenate([zero, load[:, 1]])
    u = jax.lax.linalg.tridiagonal_solve(system.lower, system.diagonal, system.upper, ends)
    inside = y - _product(system.to_ends, jnp.stack([u[:-1], u[1:]], axis=1))
    return jnp.concatenate([jnp.concatenate([u[:-1, None], inside], axis=1).reshape(-1, columns), u[-1:]])


def solve_bordered(
    system: Condensed,
    columns: Float[Array, "nodes border"],
    rows: Float[Array, "border nodes"],
    corner: Float[Array, "border border"],
    right: Float[Array, "nodes sides"],
    right_border: Float[Array, "border sides"],
) -> tuple[Float[Array, "nodes sides"], Float[Array, "border sides"]]:
    r"""Solve $J x + B y = f$, $C x + D y = g$ for several right-hand sides, accurate also where J alone is nearly singular.

    Block elimination with one step of refinement (Govaerts).
    """
    border = columns.shape[1]
    solved = solve(system, jnp.concatenate([columns, right], axis=1))
    X, x = solved[:, :border], solved[:, border:]
    schur = corner - rows @ X

    def eliminated(x: Array, g: Array) -> tuple[Array, Array]:
        y = (g - rows @ x) / schur if border == 1 else jnp.linalg.solve(schur, g - rows @ x)
        return x - X @ y, y

    x, y = eliminated(x, right_border)
    left = right - jnp.stack([multiply(system.local, x[:, k]) for k in range(x.shape[1])], axis=1) - columns @ y
    dx, dy = eliminated(solve(system, left), right_border - rows @ x - corner @ y)
    return x + dx, y + dy


def _product(A: Float[Array, "elements n k"], B: Float[Array, "elements k columns"]) -> Float[Array, "elements n columns"]:
    """Products of many small matrices: of a few, one loop over all takes a quarter of the time that calls for each of them take."""
    if len(A) > _FEW_ELEMENTS:
        return A @ B
    return jnp.sum(A[:, :, :, None] * B[:, None, :, :], axis=2)


def multiply(local: Float[Array, "elements points points"], x: Float[Array, " nodes"]) -> Float[Array, " nodes"]:
    """Product of the assembled matrix and a vector."""
    return assemble(jnp.einsum("eij,ej->ei", local, gather(x)))
