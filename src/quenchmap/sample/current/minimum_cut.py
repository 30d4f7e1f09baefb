r"""The weakest line across a film: the least current at which no distribution of it stays below the critical one.

No more current passes from one electrode to the other than any line between them carries, $I \leq \int c\,dl$ with c the critical sheet
current. The smallest of these bounds belongs to the shortest line, in a metric in which holes and normal places cost nothing, from one
of the two stretches of edge between the electrodes to the other. Distances from a stretch solve $|\nabla u| = c$: they live on the
corners of the cells, and the eight triangles around each corner pass on straight fronts without error. Unlike paths along the grid's own
directions, they converge with the grid in every direction.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float

from quenchmap.numerics.kernel import Kernel
from quenchmap.precision import jax, jnp
from quenchmap.sample.current.potential import Sides

_SWEEPS = 400
_SETTLED = 1e-13


class Cut(NamedTuple):
    """The weakest line.

    Attributes:
        current: What it carries, in units of the critical sheet current times the side of a cell.
        excess: For every cell, how much more the weakest line through it carries, over `current`; 0 along the weakest.
    """

    current: float
    excess: Float[np.ndarray, "ny nx"]


def minimum_cut(critical: Float[np.ndarray, "ny nx"], one: Sides, other: Sides) -> Cut:
    """The weakest line between two electrodes.

    Args:
        critical: Critical sheet current of every cell, 0 in holes and normal places.
        one: 1 for cells along the sides that touch the electrode, else 0.
        other: The other electrode.

    Accuracy:
        First order in the cell; the result is too large by up to about 1 % where the line is oblique and as long as 50 cells, exact along
        the grid's directions and diagonals. Round edges count as the cells that stand for them.
    """
    stretches = _between(critical.shape, one, other)
    u, v = (np.asarray(_distances(np.asarray(critical, float), s)) for s in stretches)
    current = float(u[stretches[1]].min())
    through = u + v
    cell = np.minimum(np.minimum(through[:-1, :-1], through[:-1, 1:]), np.minimum(through[1:, :-1], through[1:, 1:]))
    return Cut(current, np.maximum(cell - current, 0.0) / current if current > 0 else np.zeros_like(cell))


def _between(shape: tuple[int, ...], one: Sides, other: Sides) -> tuple[Bool[np.ndarray, "ny+1 nx+1"], Bool[np.ndarray, "ny+1 nx+1"]]:
    """Corners along the two stretches of edge between the electrodes, their ends included."""
    ny, nx = shape
    around = [(0, i) for i in range(nx)] + [(j, nx) for j in range(ny)]
    around += [(ny, i) for i in range(nx, 0, -1)] + [(j, 0) for j in range(ny, 0, -1)]
    corners = np.array(around)
    n = len(corners)

    def faces(sides: Sides) -> np.ndarray:
        """Which faces, from each corner to the next, belong to the electrode, gaps in it included."""
        of = (np.asarray(s) > 0 for s in (sides.bottom, sides.right, sides.top[::-1], sides.left[::-1]))
        marked = np.zeros(n, bool)
        start = 0
        for side in of:
            if side.any():
                low, high = np.flatnonzero(side)[[0, -1]]
                marked[start + low : start + high + 1] = True
            start += len(side)
        return marked

    at_one, at_other = faces(one), faces(other)
    after_one = (np.flatnonzero(at_one & ~np.roll(at_one, -1))[0] + 1) % n
    after_other = (np.flatnonzero(at_other & ~np.roll(at_other, -1))[0] + 1) % n
    before_one = np.flatnonzero(at_one & ~np.roll(at_one, 1))[0]
    before_other = np.flatnonzero(at_other & ~np.roll(at_other, 1))[0]
    marked = []
    for start, stop in ((after_one, before_other), (after_other, before_one)):
        along = (start + np.arange((stop - start) % n + 1)) % n
        corner = np.zeros((ny + 1, nx + 1), bool)
        corner[tuple(corners[along].T)] = True
        marked.append(corner)
    return marked[0], marked[1]


@Kernel
def _distances(critical: Array, start: Array) -> Array:
    """Of all corners from those of `start`: sweeps up, down, right and left until nothing changes."""
    u = jnp.where(start, 0.0, jnp.inf)
    # what lies outside the film is no way
    outside = jnp.pad(critical, 1, constant_values=jnp.inf)

    def unfinished(state: tuple[Array, Array, Array]) -> Array:
        k, _, change = state
        return (k < _SWEEPS) & (change > 0)

    def sweep(state: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        k, u, _ = state
        new = _swept(u, outside)
        new = _swept(new.T, outside.T).T
        fell = jnp.where(jnp.isinf(new), 0.0, u - new)  # inf where first reached
        return k + 1, new, jnp.max(jnp.where(fell > _SETTLED * new, fell, 0.0))

    return jax.lax.while_loop(unfinished, sweep, (jnp.asarray(0), u, jnp.asarray(jnp.inf)))[1]


def _swept(u: Array, cells: Array) -> Array:
    """Upward, then downward; `cells` with a border around."""

    def up(below: Array, row: tuple[Array, Array]) -> tuple[Array, Array]:
        here, c = row
        here = _along(_from(below, here, c), c)
        return here, here

    def down(above: Array, row: tuple[Array, Array]) -> tuple[Array, Array]:
        return up(above, row)

    nothing = jnp.full_like(u[0], jnp.inf)
    _, u = jax.lax.scan(up, nothing, (u, cells[:-1]))
    _, u = jax.lax.scan(down, nothing, (u, cells[1:]), reverse=True)
    return u


def _from(beside: Array, here: Array, c: Array) -> Array:
    """Distances of a row of corners from the finished row beside it, through the cells `c` between them."""
    diagonal_left, diagonal_right = _shifted(beside, 1), _shifted(beside, -1)
    left, right = _shifted(here, 1), _shifted(here, -1)
    for f, straight, diagonal, same in ((c[:-1], beside, diagonal_left, left), (c[1:], beside, diagonal_right, right)):
        here = jnp.minimum(here, jnp.minimum(_through(straight, diagonal, f), _through(same, diagonal, f)))
    return here


def _along(here: Array, c: Array) -> Array:
    """Distances along the row itself, through the cells at its side: a running minimum both ways."""
    step = c[1:-1]
    whole = jnp.isfinite(step)
    length = jnp.concatenate([jnp.zeros(1), jnp.cumsum(jnp.where(whole, step, 0.0))])
    ahead = length + jax.lax.cummin(here - length)
    back = -length + jax.lax.cummin(here + length, reverse=True)
    return jnp.where(whole.all(), jnp.minimum(ahead, back), here)


def _through(straight: Array, diagonal: Array, f: Array) -> Array:
    """Across one triangle: from a corner at distance 1, the next one beyond it at sqrt(2), and all points between."""
    fits = jnp.isfinite(f) & jnp.isfinite(straight)
    f = jnp.where(fits, f, 1.0)
    s = jnp.where(fits, straight, 0.0)
    gain = jnp.where(jnp.isfinite(diagonal), s - diagonal, -1.0)
    inside = s + jnp.sqrt(jnp.maximum(f * f - gain * gain, 0.0))
    value = jnp.where(gain <= 0, s + f, jnp.where(gain * jnp.sqrt(2.0) >= f, diagonal + jnp.sqrt(2.0) * f, inside))
    lone = jnp.where(jnp.isfinite(f) & jnp.isfinite(diagonal), diagonal + jnp.sqrt(2.0) * f, jnp.inf)
    return jnp.where(fits, value, lone)


def _shifted(row: Array, by: int) -> Array:
    """Values of the corner to the left (1) or right (-1), none beyond the edge."""
    none = jnp.full(1, jnp.inf)
    return jnp.concatenate([none, row[:-1]]) if by == 1 else jnp.concatenate([row[1:], none])
