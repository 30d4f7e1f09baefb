"""The multigrid cycle as a preconditioner of GMRES: few iterations, as many on any grid, whatever the conductances do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.sparse import coo_array
from scipy.sparse.linalg import eigsh, spsolve

from quenchmap.numerics.krylov import gmres
from quenchmap.numerics.multigrid import cycle, hierarchy
from quenchmap.numerics.network import Network, rows
from quenchmap.precision import jax, jnp

SIDE = 12.0  # of the square: cells of a 128 x 128 grid are 0.094
FEW = 12


@jax.jit
def solve(network, b):
    grids = hierarchy(network)
    return gmres(rows(network), b, lambda r: cycle(grids, r), tolerance=1e-8)


@jax.jit
def one_cycle(network, b):
    return cycle(hierarchy(network), b)


def harmonic(a, b):
    return 2 * a * b / np.where(a + b == 0, 1, a + b)


def network(k, leak):
    """Of conductivities of the cells, with symmetric rates."""
    gx, gy = harmonic(k[:, 1:], k[:, :-1]), harmonic(k[1:], k[:-1])
    return Network(*(jnp.asarray(a) for a in (leak, gx, gx, gy, gy)))


def coordinates(shape):
    h = SIDE / max(shape)
    y, x = ((np.arange(n) + 0.5) * h for n in shape)
    return np.meshgrid(x, y)


def smooth(shape):
    x, y = coordinates(shape)
    return 1 + 0.5 * np.sin(2 * np.pi * x / 3.1) * np.cos(2 * np.pi * y / 2.3)


def islands(shape, cells=8, contrast=1e3, seed=1):
    """Squares of a few cells, each of one of two conductivities."""
    rng = np.random.default_rng(seed)
    coarse = rng.random((shape[0] // cells + 1, shape[1] // cells + 1)) > 0.5
    return (contrast ** coarse.astype(float)).repeat(cells, 0).repeat(cells, 1)[: shape[0], : shape[1]]


FIELDS = {"even": np.ones, "smooth": smooth, "islands": islands}


def right_side(shape, dtype=float):
    rng = np.random.default_rng(3)
    b = rng.standard_normal(shape)
    return jnp.asarray(b + 1j * rng.standard_normal(shape) if dtype is complex else b)


def residual(network, found, b):
    return float(jnp.linalg.norm(rows(network)(found.x) - b) / jnp.linalg.norm(b))


def sparse(network):
    ny, nx = network.leak.shape
    cell = np.arange(ny * nx).reshape(ny, nx)
    faces = [(cell[:, :-1], cell[:, 1:], network.east), (cell[:, 1:], cell[:, :-1], network.west)]
    faces += [(cell[:-1], cell[1:], network.north), (cell[1:], cell[:-1], network.south)]
    i, j, v = [cell.ravel()], [cell.ravel()], [np.asarray(network.leak).ravel()]
    for source, target, rate in faces:
        s, t, r = source.ravel(), target.ravel(), np.asarray(rate).ravel()
        i, j, v = [*i, s, t], [*j, s, s], [*v, r, -r]
    return coo_array((np.concatenate(v), (np.concatenate(i), np.concatenate(j))), shape=(ny * nx, ny * nx)).tocsc()


@pytest.mark.parametrize("sides", [(64, 128), pytest.param((64, 128, 256), marks=pytest.mark.slow)], ids=["to 128", "to 256"])
@pytest.mark.parametrize("field", FIELDS)
def test_iterations_are_few_and_do_not_grow_with_the_grid(field, sides):
    """The leak is weak: the slowest mode is sixty thousand times slower than a cell of the finest grid."""
    used = {}
    for n in sides:
        operator = network(FIELDS[field]((n, n)), np.full((n, n), 1e-2 * (SIDE / n) ** 2))
        b = right_side((n, n))
        found = solve(operator, b)
        assert residual(operator, found, b) <= 1.01e-8
        used[n] = int(found.iterations)
    assert max(used.values()) <= FEW
    assert max(used.values()) - min(used.values()) <= 3, used


@pytest.mark.parametrize("field", FIELDS)
def test_a_sealed_film_that_hardly_leaks_needs_no_more(field):
    """The slowest mode, nearly a constant, is what the coarsest grid is solved directly for."""
    n = 64
    operator = network(FIELDS[field]((n, n)), np.full((n, n), 1e-9))
    found = solve(operator, right_side((n, n)))
    assert int(found.iterations) <= FEW
    assert float(found.residual) <= 1e-8


@pytest.mark.parametrize("field", FIELDS)
def test_odd_sides_of_a_rectangle_need_no_more(field):
    shape = (75, 61)
    operator = network(FIELDS[field](shape), np.full(shape, 1e-4))
    b = right_side(shape)
    found = solve(operator, b)
    assert int(found.iterations) <= FEW
    assert_allclose(
        np.asarray(found.x).ravel(), spsolve(sparse(operator), np.asarray(b).ravel()), rtol=1e-4, atol=1e-7 * np.abs(found.x).max()
    )


def grain_boundaries(shape, period=7, contrast=1e3):
    """Lines one cell wide that conduct badly."""
    y, x = np.indices(shape)
    return np.where((x % period == 0) | (y % period == 0), 1 / contrast, 1.0)


@pytest.mark.parametrize(
    ("field", "most"),
    [
        (grain_boundaries, 25),  # every second row of boundaries is lost on the next grid
        (lambda shape: 1 / grain_boundaries(shape), FEW),
        (lambda shape: islands(shape, cells=2), 30),
        (lambda shape: islands(shape, cells=1, contrast=10), FEW),
        (lambda shape: islands(shape, cells=1, contrast=100), 30),
    ],
    ids=["weak boundaries", "strong boundaries", "islands of 2 cells", "single cells, contrast 10", "single cells, contrast 100"],
)
def test_structure_of_one_or_two_cells_costs_more_but_converges(field, most):
    """Finer than any film that the grid resolves. Single cells of contrast 1000 would take more than 64 iterations."""
    shape = (128, 128)
    found = solve(network(field(shape), np.full(shape, 1e-4)), right_side(shape))
    assert int(found.iterations) <= most
    assert float(found.residual) <= 1e-8


def test_holes_and_thin_bridges():
    """A sieve whose holes have no conductance at all and a leak of their own, and a wall with a gap of one cell."""
    shape = (64, 64)
    x, y = coordinates(shape)
    film = (np.hypot((x % 2.4) - 1.2, (y % 2.4) - 1.2) > 0.7) & ~((abs(x - 6) < 0.2) & (abs(y - 4.6) > 0.1))
    operator = network(np.where(film, 1.0, 0.0), np.where(film, 1e-4, 1.0))
    b = jnp.where(film, right_side(shape), 0.0)
    found = solve(operator, b)
    assert int(found.iterations) <= 16
    assert residual(operator, found, b) <= 1.01e-8
    assert_allclose(np.asarray(found.x)[~film], 0, atol=1e-14)


def test_cells_without_any_coefficient_stay_at_zero():
    """As in a potential, which holes do not have."""
    shape = (64, 64)
    x, y = coordinates(shape)
    film = np.hypot(x - 6, y - 5) > 2.0
    operator = network(np.where(film, 1.0, 0.0), np.where(film, 1e-4, 0.0))
    b = jnp.where(film, right_side(shape), 0.0)
    found = solve(operator, b)
    assert int(found.iterations) <= FEW
    assert residual(operator, found, b) <= 1.01e-8
    assert np.all(np.asarray(found.x)[~film] == 0)


@pytest.mark.parametrize("width", [0.5, 1.0, 2.0])
def test_rates_that_differ_to_and_fro(width):
    """As in a linearised conduction: across a domain wall the conductivity rises fifty times, here within `width` cells times 4."""
    shape = (128, 128)
    r = np.hypot(*(c - 6 for c in coordinates(shape)))
    k = 0.02 + 0.98 / (1 + np.exp((r - 2.0) / (width * SIDE / 128)))
    even, k = network(np.ones(shape), np.full(shape, 1e-3)), jnp.asarray(k)
    operator = Network(even.leak * k, even.east * k[:, :-1], even.west * k[:, 1:], even.north * k[:-1], even.south * k[1:])
    b = right_side(shape)
    found = solve(operator, b)
    assert int(found.iterations) <= 15
    assert residual(operator, found, b) <= 1.01e-8


@pytest.mark.parametrize("n", [64, 128])
@pytest.mark.parametrize(("radius", "growing"), [(0.4, 1), (0.8, 3), (1.3, 5)])
def test_indefinite_operators_of_unstable_states(n, radius, growing):
    """Gain in a ring turns over the mode that blows it up, and in a wide one those that shift it too."""
    x, y = coordinates((n, n))
    ring = np.exp(-((np.hypot(x - 6, y - 6) - radius) ** 2) / 0.1)
    h = SIDE / n
    operator = network(np.full((n, n), 0.0256), h**2 * (0.5 - 1.0 * ring))
    lowest = eigsh(sparse(operator), k=8, sigma=-(h**2), return_eigenvectors=False)
    assert np.sum(lowest < 0) == growing
    b = right_side((n, n))
    found = solve(operator, b)
    assert int(found.iterations) <= 16
    assert_allclose(np.asarray(found.x).ravel(), spsolve(sparse(operator), np.asarray(b).ravel()), atol=1e-5 * np.abs(found.x).max())


def test_complex_conductances_of_an_alternating_current():
    """sigma_1 - i sigma_2 in superconducting film, real in normal islands a thousand times worse."""
    shape = (45, 37)
    normal = islands(shape) > 1
    k = np.where(normal, 1.0, 20.0 - 1000.0j)
    leak = np.full(shape, 1e-3j)
    operator = Network(*(a.astype(complex) for a in network(k, leak)))
    b = right_side(shape, complex)
    found = solve(operator, b)
    assert int(found.iterations) <= FEW
    assert residual(operator, found, b) <= 1.01e-8


@pytest.mark.parametrize("shape", [(64, 64), (45, 37)])
def test_a_cycle_is_linear(shape):
    operator = network(islands(shape), np.full(shape, 1e-3))
    a, b = right_side(shape), jnp.asarray(np.random.default_rng(4).standard_normal(shape))
    combined = one_cycle(operator, 2.5 * a - b)
    assert_allclose(combined, 2.5 * one_cycle(operator, a) - one_cycle(operator, b), atol=1e-12 * np.abs(combined).max())
    assert_allclose(one_cycle(operator, 0 * a), 0)


def test_a_cycle_of_a_symmetric_operator_has_no_bias_to_a_side():
    """a . M b = b . M a: smoothing before and after, interpolation and its transpose."""
    shape = (64, 64)
    operator = network(islands(shape), np.full(shape, 1e-3))
    a, b = right_side(shape), jnp.asarray(np.random.default_rng(4).standard_normal(shape))
    assert float(jnp.vdot(a, one_cycle(operator, b))) == pytest.approx(float(jnp.vdot(b, one_cycle(operator, a))), rel=1e-9)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_mirrored_problem_has_the_mirrored_solution(axis):
    """Although the coarser grids keep every second cell from the lower left corner on, and so are not mirrored."""
    shape = (64, 64)
    k, b = islands(shape), np.asarray(right_side(shape))
    leak = 1e-4 * smooth(shape)
    there = solve(network(k, leak), jnp.asarray(b)).x
    back = np.flip(solve(network(np.flip(k, axis), np.flip(leak, axis)), jnp.asarray(np.flip(b, axis))).x, axis)
    assert_allclose(back, there, atol=2e-7 * np.abs(there).max())


def test_a_grid_of_at_most_32_cells_is_solved_directly():
    shape = (20, 32)
    operator = network(islands(shape), np.full(shape, 1e-4))
    b = right_side(shape)
    assert_allclose(rows(operator)(one_cycle(operator, b)), b, atol=1e-7)
