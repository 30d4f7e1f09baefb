r"""Black-box multigrid for the five-point operators of `quenchmap.numerics.network`: one cycle, as a preconditioner.

Every second cell along each side makes the coarser grid. Between them corrections are interpolated by the operator itself, so that they
follow conductances that jump by orders of magnitude, and the coarser operator is the Galerkin product $P^T A P$, a nine-point one
(Dendy, J. Comput. Phys. 48, 366 (1982)). Interpolation knows only the conductances, the same in both directions: leaks of
either sign and rates that differ enter through the product. The smoother is Jacobi's with Chebyshev's two steps for the upper
three quarters of the spectrum. The coarsest grid is solved directly: an unstable state, whose operator is indefinite, needs that grid to
resolve its unstable mode.

What is computed in a loop is computed once: outside of loops XLA would fuse whole chains and compute each link many times over.
"""

from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np
from jaxtyping import Array, Shaped

from quenchmap.numerics import block_tridiagonal
from quenchmap.numerics.kernel import returnable
from quenchmap.numerics.network import Network, Stencil, rows
from quenchmap.precision import jax, jnp

#: Cells along the longer side of the coarsest grid, at most, unless more are asked for.
COARSEST = 32
_SMOOTHED = (0.5, 2.0)  # of the spectrum of D^-1 A

Place: TypeAlias = tuple[int, int]

_AROUND: tuple[Place, ...] = tuple(product((-1, 0, 1), (-1, 0, 1)))
_BESIDE: tuple[Place, ...] = tuple(d for d in _AROUND if 0 in d)
_PARITIES: tuple[Place, ...] = tuple(product((0, 1), (0, 1)))
#: Coarse cells that a cell of each parity lies between.
_BETWEEN: dict[Place, tuple[Place, ...]] = {(py, px): tuple(product(range(1 + py), range(1 + px))) for py, px in _PARITIES}
_STEPS = 1 / (np.mean(_SMOOTHED) + np.ptp(_SMOOTHED) / 2 * np.cos(np.pi * np.array([1, 3]) / 4))  # inverse zeros of Chebyshev's polynomial


@returnable
class Grid(NamedTuple):
    """One grid.

    Attributes:
        points: Coefficients of the neighbours in the balance of the cells: of five, or of nine, in the order of their offsets.
        inverse_centre: Inverse of the coefficient of the cell itself, held down where its leak is negative; 0 for cells without any.
        weights: Of the next coarser grid's cells in the cells of each parity, in the order of both.
    """

    points: tuple[Shaped[Array, "ny nx"], ...]
    inverse_centre: Shaped[Array, "ny nx"]
    weights: tuple[tuple[Shaped[Array, "ncy ncx"], ...], ...]


@returnable
class Hierarchy(NamedTuple):
    """The grids from the finest on, and the factors of the coarsest."""

    grids: tuple[Grid, ...]
    coarsest: block_tridiagonal.Factors


def hierarchy(network: Network, coarsest: int = COARSEST) -> Hierarchy:
    """The coarser grids of an operator, down to `coarsest` cells along a side: more of them help where thin lines conduct or do not."""
    points = _five_points(rows(network))
    conductances = _conductances(network)
    grids = []
    while max(points[0, 0].shape) > coarsest:
        weights = _interpolation(conductances)
        in_order = tuple(points[d] for d in (_BESIDE if len(points) == 5 else _AROUND))
        grid = Grid(in_order, _inverse(_damping(points)), tuple(tuple(weights[p][o] for o in _BETWEEN[p]) for p in _PARITIES))
        grids.append(grid)
        points = _galerkin(grid)
        conductances = {d: -0.5 * (points[d] + _moved(points[-d[0], -d[1]], d)) for d in _AROUND if d != (0, 0)}
    zero = jnp.zeros_like(points[0, 0])
    square = jnp.stack([jnp.stack([points.get((y, x), zero) for x in (-1, 0, 1)]) for y in (-1, 0, 1)])
    return Hierarchy(tuple(grids), block_tridiagonal.factorised(square))


def in_single_precision(hierarchy: Hierarchy) -> Hierarchy:
    """The same for cycles in half the time: enough for what only preconditions, if GMRES keeps what it makes."""
    smaller = {"float64": jnp.float32, "complex128": jnp.complex64}
    return jax.tree.map(lambda a: a.astype(smaller[a.dtype.name]), hierarchy)


def cycle(hierarchy: Hierarchy, b: Shaped[Array, "ny nx"]) -> Shaped[Array, "ny nx"]:
    """One V-cycle for A u = b from u = 0, in the precision of the hierarchy: linear in b."""
    own = hierarchy.coarsest.inverses.dtype
    return _cycle(hierarchy.grids, hierarchy.coarsest, b.astype(own)).astype(b.dtype)


def _cycle(grids: tuple[Grid, ...], coarsest: block_tridiagonal.Factors, b: Array) -> Array:
    if not grids:
        return block_tridiagonal.solve(coarsest, b)
    grid, steps = grids[0], jnp.asarray(_STEPS, b.real.dtype)

    def before(k: Array, state: tuple[Array, Array]) -> tuple[Array, Array]:
        u, residual = state
        change = steps[k] * grid.inverse_centre * residual
        return u + change, residual - _applied(grid.points, change)

    def after(k: Array, u: Array) -> Array:
        return u + steps[k] * grid.inverse_centre * (b - _applied(grid.points, u))

    u, residual = jax.lax.fori_loop(0, len(_STEPS), before, (jnp.zeros_like(b), b))
    correction = _cycle(grids[1:], coarsest, _restricted(grid.weights, residual))
    return jax.lax.fori_loop(0, len(_STEPS), after, u + _interpolated(grid.weights, correction, b.shape))


def _applied(points: tuple[Array, ...], u: Array) -> Array:
    """The operator applied to values of the cells."""
    padded, (ny, nx) = jnp.pad(u, 1), u.shape
    places = _BESIDE if len(points) == 5 else _AROUND
    return sum((c * padded[1 + y : 1 + y + ny, 1 + x : 1 + x + nx] for (y, x), c in zip(places, points)), start=jnp.zeros((), u.dtype))


def _restricted(weights: tuple[tuple[Array, ...], ...], residual: Array) -> Array:
    """Residuals given to the coarse cells by the weights of interpolation."""
    total = jnp.zeros((), residual.dtype)
    for parity, of in zip(_PARITIES, weights):
        fine = _of_parity(residual, parity)
        for (y, x), weight in zip(_BETWEEN[parity], of):
            total = total + _moved(weight * fine, (-y, -x))
    return total


def _interpolated(weights: tuple[tuple[Array, ...], ...], u: Array, shape: tuple[int, ...]) -> Array:
    """Values of the fine cells."""
    moved = {o: _moved(u, o) for o in _BETWEEN[1, 1]}
    of = {p: sum((w * moved[o] for o, w in zip(_BETWEEN[p], ws)), start=jnp.zeros((), u.dtype)) for p, ws in zip(_PARITIES, weights)}
    even, odd = (jnp.stack([of[y, 0], of[y, 1]], axis=-1).reshape(u.shape[0], -1) for y in (0, 1))
    return jnp.stack([even, odd], axis=1).reshape(2 * u.shape[0], -1)[: shape[0], : shape[1]]


def _galerkin(grid: Grid) -> dict[Place, Array]:
    """The coarser operator: what it makes of nine patterns, in each of which every third cell along both sides is one."""
    shape = grid.inverse_centre.shape
    y, x = (jnp.arange((n + 1) // 2) % 3 for n in shape)
    y, x = y[:, None], x[None, :]
    patterns = jnp.stack([(y == a) & (x == b) for a in range(3) for b in range(3)]).astype(grid.inverse_centre.dtype)
    made = jax.lax.map(lambda u: _interpolated(grid.weights, u, shape), patterns)
    made = jax.lax.map(lambda u: _applied(grid.points, u), made)
    made = jax.lax.map(lambda r: _restricted(grid.weights, r), made)
    return {(j, i): jnp.take_along_axis(made, (3 * ((y + j) % 3) + (x + i) % 3)[None], axis=0)[0] for j, i in _AROUND}


def _interpolation(conductances: dict[Place, Array]) -> dict[Place, dict[Place, Array]]:
    """A cell between coarse ones is their mean, weighted by the conductances towards them (collapsed along the other direction)."""
    weights = {(0, 0): {(0, 0): jnp.ones_like(_of_parity(conductances[0, 1], (0, 0)))}}
    for axis, along in ((1, (0, 1)), (0, (1, 0))):
        back, ahead = (
            sum((_of_parity(c, along) for d, c in conductances.items() if d[axis] == side), start=jnp.zeros(())) for side in (-1, 1)
        )
        share = _inverse(back + ahead)
        weights[along] = {(0, 0): back * share, along: ahead * share}
    towards = {d: _of_parity(c, (1, 1)) for d, c in conductances.items()}
    share = _inverse(sum(towards.values(), start=jnp.zeros(())))
    corner: dict[Place, Array] = {}
    for (y, x), conductance in towards.items():
        place, parity = ((1 + y) // 2, (1 + x) // 2), ((1 + y) % 2, (1 + x) % 2)
        for offset, weight in weights[parity].items():
            target = (place[0] + offset[0], place[1] + offset[1])
            corner[target] = corner.get(target, 0) + conductance * share * _moved(weight, place)
    weights[1, 1] = corner
    return weights


def _five_points(fine: Stencil) -> dict[Place, Array]:
    return {(0, 0): fine.centre, (0, -1): -fine.from_west, (0, 1): -fine.from_east, (-1, 0): -fine.from_south, (1, 0): -fine.from_north}


def _conductances(network: Network) -> dict[Place, Array]:
    """Conductances towards the neighbours: geometric means of the two rates of a face."""
    x, y = jnp.sqrt(network.east * network.west), jnp.sqrt(network.north * network.south)
    return {
        (0, 1): jnp.pad(x, ((0, 0), (0, 1))),
        (0, -1): jnp.pad(x, ((0, 0), (1, 0))),
        (1, 0): jnp.pad(y, ((0, 1), (0, 0))),
        (-1, 0): jnp.pad(y, ((1, 0), (0, 0))),
    }


def _damping(points: dict[Place, Array]) -> Array:
    """What the smoother divides by: the cell's own coefficient, or all its neighbours' where a negative leak makes it less than those."""
    centre = points[0, 0]
    others = [-c for d, c in points.items() if d != (0, 0)]
    total = sum(others, start=jnp.zeros(()))
    phase = total * _inverse(jnp.abs(total))
    around = sum((jnp.abs((c * jnp.conj(phase)).real) for c in others), start=jnp.zeros(()))
    return jnp.where(jnp.abs(centre) < around, around * phase, centre)


def _inverse(x: Array) -> Array:
    return jnp.where(x == 0, 0, 1 / jnp.where(x == 0, 1, x))


def _moved(a: Array, by: Place) -> Array:
    """Values of the cells at an offset, 0 beyond the edges."""
    (ny, nx), (y, x) = a.shape, by
    padded = jnp.pad(a, ((max(-y, 0), max(y, 0)), (max(-x, 0), max(x, 0))))
    return padded[max(y, 0) : max(y, 0) + ny, max(x, 0) : max(x, 0) + nx]


def _of_parity(a: Array, parity: Place) -> Array:
    """Every second cell, in arrays of the coarser grid's shape."""
    ny, nx = a.shape
    return jnp.pad(a, ((0, ny % 2), (0, nx % 2)))[parity[0] :: 2, parity[1] :: 2]
