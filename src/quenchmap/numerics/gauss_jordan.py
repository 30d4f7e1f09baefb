"""Inverses of many small matrices whose diagonals dominate.

LAPACK, which takes them one by one, needs four times as long, and a hundred times when its threads wait for a busy machine.
"""

from jaxtyping import Array, Shaped

from quenchmap.precision import jax, jnp


def inverses(blocks: Shaped[Array, "blocks n n"]) -> Shaped[Array, "blocks n n"]:
    """Inverses by Gauss and Jordan, all blocks at once, without pivoting.

    Each step eliminates the first row and column and puts them last.
    """

    def one(_: Array, A: Array) -> Array:
        p = 1 / A[:, 0, 0]
        column, row = A[:, 1:, 0], A[:, 0, 1:] * p[:, None]
        rest = A[:, 1:, 1:] - column[:, :, None] * row[:, None, :]
        upper = jnp.concatenate([rest, -(column * p[:, None])[:, :, None]], axis=2)
        return jnp.concatenate([upper, jnp.concatenate([row, p[:, None]], axis=1)[:, None]], axis=1)

    return jax.lax.fori_loop(0, blocks.shape[-1], one, blocks)
