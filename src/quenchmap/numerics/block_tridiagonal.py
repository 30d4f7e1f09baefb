"""Direct solution of a nine-point system on a small grid, row by row of cells: a block tridiagonal matrix."""

from typing import NamedTuple

from jaxtyping import Array, Shaped

from quenchmap.numerics.gauss_jordan import inverses
from quenchmap.numerics.kernel import returnable
from quenchmap.precision import jax, jnp


@returnable
class Factors(NamedTuple):
    """Inverses of the eliminated diagonal blocks, and their products with the blocks that couple a row of cells to the rows beside it."""

    inverses: Shaped[Array, "ny nx nx"]
    from_south: Shaped[Array, "ny nx nx"]
    from_north: Shaped[Array, "ny nx nx"]


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
    return Factors(found, found @ south, found @ north)


def solve(factors: Factors, b: Shaped[Array, "ny nx"]) -> Shaped[Array, "ny nx"]:
    """Values of the cells for a right side."""

    def beside(neighbour: Array, row: tuple[Array, Array]) -> tuple[Array, Array]:
        coupling, alone = row
        u = alone - coupling @ neighbour
        return u, u

    zero, alone = jnp.zeros_like(b[0]), jnp.einsum("kij,kj->ki", factors.inverses, b)
    _, eliminated = jax.lax.scan(beside, zero, (factors.from_south, alone))
    _, u = jax.lax.scan(beside, zero, (factors.from_north, eliminated), reverse=True)
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
