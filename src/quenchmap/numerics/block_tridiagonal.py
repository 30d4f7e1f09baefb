"""Direct solution of a nine-point system on a small grid, row by row of cells: a block tridiagonal matrix.

Rows are eliminated from both ends at once towards the middle one: what counts on a processor are the steps that wait for each other.
"""

from typing import NamedTuple

from jaxtyping import Array, Shaped

from quenchmap.numerics.gauss_jordan import inverses
from quenchmap.numerics.kernel import returnable
from quenchmap.precision import jax, jnp


@returnable
class Factors(NamedTuple):
    """Inverses of the eliminated diagonal blocks, and their products with the blocks that couple a row of cells to the rows beside it.

    Attributes:
        inverses: Of the rows from the southern and from the northern end inwards.
        from_outside: Couplings to the row before.
        from_inside: Couplings to the row after.
        middle: Inverse of the middle row's block.
        to_middle: Couplings of the middle row to the rows south and north of it.
    """

    inverses: Shaped[Array, "half 2 nx nx"]
    from_outside: Shaped[Array, "half 2 nx nx"]
    from_inside: Shaped[Array, "half 2 nx nx"]
    middle: Shaped[Array, "nx nx"]
    to_middle: Shaped[Array, "2 nx nx"]


def factorised(stencil: Shaped[Array, "3 3 ny nx"]) -> Factors:
    """Block elimination from south and north to the middle.

    Args:
        stencil: Coefficient of the neighbour at (y, x) offset (i - 1, j - 1) in every cell's balance. Cells with an empty row of
            the matrix stay at zero.
    """
    stencil = jnp.pad(stencil, ((0, 0), (0, 0), (0, (stencil.shape[2] + 1) % 2), (0, 0)))  # an odd number of rows has a middle one
    stencil = stencil.at[1, 1].set(jnp.where(stencil[1, 1] == 0, 1.0, stencil[1, 1]))
    south, here, north = (_tridiagonal(s) for s in stencil)
    half, nx = here.shape[0] // 2, here.shape[-1]
    outward, inward = _from_both_ends(south, north), _from_both_ends(north, south)

    def eliminate(outside: tuple[Array, Array], blocks: tuple[Array, Array, Array]) -> tuple[tuple[Array, Array], Array]:
        inverse, coupling = outside
        to_outside, block, to_inside = blocks
        inverse = inverses(block - to_outside @ inverse @ coupling)
        return (inverse, to_inside), inverse

    zero = jnp.zeros((2, nx, nx), stencil.dtype)
    (last, coupling), found = jax.lax.scan(eliminate, (zero, zero), (outward, _from_both_ends(here, here), inward))
    beside = jnp.stack([south[half], north[half]])
    middle = inverses((here[half] - (beside @ last @ coupling).sum(axis=0))[None])[0]
    return Factors(found, found @ outward, found @ inward, middle, middle @ beside)


def solve(factors: Factors, b: Shaped[Array, "ny nx"]) -> Shaped[Array, "ny nx"]:
    """Values of the cells for a right side."""
    ny, half = b.shape[0], factors.inverses.shape[0]
    b = jnp.pad(b, ((0, 2 * half + 1 - ny), (0, 0)))

    def beside(neighbour: Array, row: tuple[Array, Array]) -> tuple[Array, Array]:
        coupling, alone = row
        u = alone - jnp.einsum("eij,ej->ei", coupling, neighbour)
        return u, u

    alone = jnp.einsum("keij,kej->kei", factors.inverses, _from_both_ends(b, b))
    last, eliminated = jax.lax.scan(beside, jnp.zeros((2, b.shape[1]), b.dtype), (factors.from_outside, alone))
    middle = factors.middle @ b[half] - jnp.einsum("eij,ej->i", factors.to_middle, last)
    _, u = jax.lax.scan(beside, jnp.stack([middle, middle]), (factors.from_inside, eliminated), reverse=True)
    return jnp.concatenate([u[:, 0], middle[None], u[::-1, 1]])[:ny]


def _from_both_ends(from_south: Shaped[Array, "ny *shape"], from_north: Shaped[Array, "ny *shape"]) -> Shaped[Array, "half 2 *shape"]:
    """Rows of the first array from its southern end, and of the second from its northern one, without the middle row."""
    half = from_south.shape[0] // 2
    return jnp.stack([from_south[:half], from_north[: -half - 1 : -1]], axis=1)


def _tridiagonal(row: Shaped[Array, "3 ny nx"]) -> Shaped[Array, "ny nx nx"]:
    """Every row of cells' matrix of the couplings to western, same and eastern columns."""
    west, same, east = row
    eye = jnp.eye(west.shape[1], dtype=row.dtype)
    return (
        same[:, :, None] * eye
        + west[:, :, None] * jnp.eye(west.shape[1], k=-1, dtype=row.dtype)
        + east[:, :, None] * jnp.eye(west.shape[1], k=1, dtype=row.dtype)
    )
