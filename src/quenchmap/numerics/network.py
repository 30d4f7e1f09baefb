r"""Conservative five-point operators on a rectangular grid: what flows between neighbouring cells and what leaks from each.

$$(A u)_i = \ell_i u_i + \sum_{j \sim i} (p_{ij} u_i - p_{ji} u_j)$$

The rates $p_{ij}$ and $p_{ji}$ across a face may differ, as in a linearised conduction whose conductivity depends on the unknown, and
may be complex, as for an alternating current. What leaves one cell enters the other: columns sum to the leaks.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Shaped

from quenchmap.numerics.arrays import EitherArray
from quenchmap.numerics.kernel import returnable
from quenchmap.precision import jax, jnp


@returnable
class Network(NamedTuple):
    """Leaks of the cells and rates across their faces; y is the first axis.

    Attributes:
        leak: Of every cell, shape (ny, nx).
        east: Rate from a cell to its eastern neighbour, shape (ny, nx - 1).
        west: Rate back across the same face.
        north: Rate from a cell to its northern neighbour, the next row, shape (ny - 1, nx).
        south: Rate back.
    """

    leak: Shaped[Array, "ny nx"]
    east: Shaped[Array, "ny faces_x"]
    west: Shaped[Array, "ny faces_x"]
    north: Shaped[Array, "faces_y nx"]
    south: Shaped[Array, "faces_y nx"]


@returnable
class Stencil(NamedTuple):
    """A network by rows: the coefficients with which a cell's own value and its neighbours' enter its balance."""

    centre: Shaped[Array, "ny nx"]
    from_west: Shaped[Array, "ny nx"]
    from_east: Shaped[Array, "ny nx"]
    from_south: Shaped[Array, "ny nx"]
    from_north: Shaped[Array, "ny nx"]

    def inflow(self, u: Shaped[Array, "ny nx"]) -> Shaped[Array, "ny nx"]:
        """What the neighbours send into each cell."""
        padded = jnp.pad(u, 1)
        return (
            self.from_west * padded[1:-1, :-2]
            + self.from_east * padded[1:-1, 2:]
            + self.from_south * padded[:-2, 1:-1]
            + self.from_north * padded[2:, 1:-1]
        )

    def __call__(self, u: Shaped[Array, "ny nx"]) -> Shaped[Array, "ny nx"]:
        """The operator applied to values of the cells."""
        return self.centre * u - self.inflow(u)


def rows(network: Network) -> Stencil:
    """The same operator by rows."""
    to_east, to_west = jnp.pad(network.east, ((0, 0), (0, 1))), jnp.pad(network.west, ((0, 0), (1, 0)))
    to_north, to_south = jnp.pad(network.north, ((0, 1), (0, 0))), jnp.pad(network.south, ((1, 0), (0, 0)))
    return Stencil(
        centre=network.leak + to_east + to_west + to_north + to_south,
        from_west=jnp.pad(network.east, ((0, 0), (1, 0))),
        from_east=jnp.pad(network.west, ((0, 0), (0, 1))),
        from_south=jnp.pad(network.north, ((1, 0), (0, 0))),
        from_north=jnp.pad(network.south, ((0, 1), (0, 0))),
    )


def in_series(a: Shaped[EitherArray, "*shape"], b: Shaped[EitherArray, "*shape"]) -> Shaped[EitherArray, "*shape"]:
    """Conductance of half of two neighbouring cells each, real or complex, of NumPy or JAX; 0 where one is 0, a hole."""
    xp = jnp if isinstance(a, jax.Array) else np
    total = a + b
    return xp.where((a == 0) | (b == 0), 0, 2 * a * b / xp.where(total == 0, 1, total))


def outflow(flow_x: Shaped[Array, "ny faces_x"], flow_y: Shaped[Array, "faces_y nx"]) -> Shaped[Array, "ny nx"]:
    """Net flow out of every cell, from the flows east and north across the faces."""
    return jnp.diff(jnp.pad(flow_x, ((0, 0), (1, 1))), axis=1) + jnp.diff(jnp.pad(flow_y, ((1, 1), (0, 0))), axis=0)
