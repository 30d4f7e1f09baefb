"""Direct solution of a nine-point system on a small grid, row by row of cells: a block tridiagonal matrix."""

from typing import NamedTuple

from jaxtyping import Array, Shaped

from quenchmap.numerics.gauss_jordan import inverses
from quenchmap.numerics.kernel import returnable
from quenchmap.precision import jax, jnp


@returnable
class Factors(NamedTuple):
    """Inverses of the eliminated diagonal blocks, and the blocks that couple a row of cells to the rows beside it."""

    inverses: Shaped[Array, "ny nx nx"]
    to_south: Shaped[Array, "ny nx nx"]
    to_north: Shaped[Array, "ny nx nx"]


def factorised(stencil: Shaped[Array, "3 3 ny nx"]) -> Factors:
    """Block elimination from south to north.

    Args:
        stencil: Coefficient of the neighbour at (y, x) offset (i - 1, j - 1) in every cell's balance. Cells with an empty row of
            the matrix stay at zero.
    """
    stencil = stencil.at[1, 1].set(jnp.where(stencil[1, 1] == 0, 1.0, stencil[1, 1]))
    south, here, north = (_tridiagonal(s) for s in stencil)
    nx = stencil.shape[-1]

    def eliminate(below: tuple[Array, Array], blocks: tuple[Array, Array, Array]) -> tuple[tuple[Array, Array], Array]:
        inverse, coupling = below
        to_south, block, to_north = blocks
        inverse = inverses((block - to_south @ inverse @ coupling)[None])[0]
        return (inverse, to_north), inverse

    zero = jnp.zeros((nx, nx), stencil.dtype)
    _, found = jax.lax.scan(eliminate, (zero, zero), (south, here, north))
    return Factors(found, south, north)


def solve(factors: Factors, b: Shaped[Array, "ny nx"]) -> Shaped[Array, "ny nx"]:
    """Values of the cells for a right side."""

    def forward(below: Array, row: tuple[Array, Array, Array]) -> tuple[Array, Array]:
        inverse, to_south, b = row
        u = inverse @ (b - to_south @ below)
        return u, u

    def backward(above: Array, row: tuple[Array, Array, Array]) -> tuple[Array, Array]:
        inverse, to_north, eliminated = row
        u = eliminated - inverse @ (to_north @ above)
        return u, u

    zero = jnp.zeros_like(b[0])
    _, eliminated = jax.lax.scan(forward, zero, (factors.inverses, factors.to_south, b))
    _, u = jax.lax.scan(backward, zero, (factors.inverses, factors.to_north, eliminated), reverse=True)
    return u


def _tridiagonal(row: Shaped[Array, "3 ny nx"]) -> Shaped[Array, "ny nx nx"]:
    """Every row of cells' matrix of the couplings to western, same and eastern columns."""
    west, same, east = row
    eye = jnp.eye(west.shape[1], dtype=row.dtype)
    return (
        same[:, :, None] * eye
        + west[:, :, None] * jnp.eye(west.shape[1], k=-1, dtype=row.dtype)
        + east[:, :, None] * jnp.eye(west.shape[1], k=1, dtype=row.dtype)
    )
