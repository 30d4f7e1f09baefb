"""The potential in an inhomogeneous film: closed forms, balances, and films that fall to pieces."""

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.ndimage import gaussian_filter

from quenchmap.precision import jax, jnp
from quenchmap.sample.current import potential
from quenchmap.sample.current.potential import (
    CurrentProblem,
    Sides,
    circuit,
    currents,
    grids_of,
    grounded,
    pieces,
    response,
    sealed,
    solve_potential,
)
from quenchmap.sample.current.terminals import unit_current

N = 64


def left_and_right(shape: tuple[int, int], present: np.ndarray | None = None) -> tuple[Sides, Sides]:
    none, there = sealed(shape), np.ones(shape) if present is None else present.astype(float)
    return Sides(there[:, 0], none.right, none.bottom, none.top), Sides(none.left, there[:, -1], none.bottom, none.top)


def through_strip(G: np.ndarray):
    return unit_current(G, left_and_right(G.shape, G != 0))


def film(seed: int, smoothing: float, shape: tuple[int, int] = (N, N)) -> np.ndarray:
    noise = gaussian_filter(np.random.default_rng(seed).normal(size=shape), smoothing, mode="wrap")
    return noise / noise.std()


def coverage_of_disc(n: int, radius: float, fine: int = 16) -> np.ndarray:
    """Part of every cell of a unit square that a centred disc covers."""
    x = (np.arange(n * fine) + 0.5) / (n * fine) - 0.5
    return (np.hypot(x, x[:, None]) < radius).reshape(n, fine, n, fine).mean(axis=(1, 3))


def rayleigh(ratio: float, f: float) -> float:
    """Conductivity of a square array of discs over that of the medium: Rayleigh, with the terms of Perrins et al. (1979)."""
    T = (1 + ratio) / (1 - ratio)
    return 1 - 2 * f / (T + f - 0.305827 * f**4 * T / (T**2 - 1.402958 * f**8) - 0.013362 * f**8 / T)


@pytest.mark.parametrize("ratio", [1e-3, 0.1, 10.0, 1e3])
@pytest.mark.parametrize("f", [0.1, 0.4])
def test_disc_in_a_square_conducts_as_in_rayleighs_array(ratio, f):
    """By symmetry a strip with a centred disc is a cell of the square array. Edge cells take means weighted by area."""
    errors = []
    for n in (32, 64, 128):
        covered = coverage_of_disc(n, np.sqrt(f / np.pi))
        errors.append(abs(1 / through_strip((1 - covered) + ratio * covered).impedance / rayleigh(ratio, f) - 1))
    assert errors[-1] < (0.03 if ratio > 1 else 0.006)
    assert errors[-1] < 0.46 * errors[0]


def test_disc_of_a_superconductor_in_a_normal_film():
    """The closed form holds for complex conductances too."""
    covered = coverage_of_disc(128, np.sqrt(0.3 / np.pi))
    ratio = 0.5 - 40j
    assert_allclose(1 / through_strip((1 - covered) + ratio * covered).impedance, rayleigh(ratio, 0.3), rtol=0.03)


def test_slabs_in_series_and_in_parallel_are_exact():
    layers = np.random.default_rng(1).uniform(0.01, 10, N) * (1 - 1j * np.random.default_rng(2).uniform(0, 100, N))
    series = np.broadcast_to(layers, (N, N))
    assert_allclose(through_strip(series).impedance, np.mean(1 / layers), rtol=1e-10)
    assert_allclose(through_strip(series.T).impedance, 1 / np.mean(layers), rtol=1e-10)


def test_what_enters_leaves_and_what_it_brings_heats():
    G = np.exp(film(3, 2.0)) * (1 - 1j * np.exp(2 * film(4, 3.0)))
    flow = through_strip(G)
    assert_allclose([flow.entered, flow.left], 1, atol=1e-9)
    heat = np.sum(np.real(1 / G) * flow.currents.squared)
    assert_allclose(heat, flow.voltages[0].real, rtol=1e-9)
    assert_allclose(flow.impedance, flow.voltages[0], rtol=1e-9)
    assert_allclose(np.sum(flow.squared / G), flow.voltages[0], rtol=1e-9)


def test_current_crosses_every_section():
    G = np.where(film(5, 3.0) > 0, -300j + 0.1, 1.0)
    flow = through_strip(G)
    assert_allclose(flow.currents.x.sum(axis=0), 1, atol=1e-9)


def test_mirrored_film_has_mirrored_currents():
    G = np.exp(2 * film(6, 3.0)) * (1 - 5j)
    one, two = through_strip(G).currents, through_strip(G[::-1]).currents
    assert_allclose(two.x, one.x[::-1], atol=1e-11)
    assert_allclose(two.y, -one.y[::-1], atol=1e-11)
    assert_allclose(two.squared, one.squared[::-1], atol=1e-12)


def test_pieces_of_film_without_electrodes_carry_nothing():
    """Islands in holes, single cells and pairs among them, must make the system neither singular nor slow."""
    G = np.ones((N, N))
    G[20:40, 20:40] = 0
    G[25:35, 25:35] = 3.0
    G[22, 22] = G[37, 22] = G[37, 23] = 1.0
    flow = through_strip(G)
    assert np.isfinite(flow.currents.potential).all()
    assert np.abs(flow.currents.squared[21:39, 21:39]).max() < 1e-18
    assert flow.currents.iterations <= 40
    assert_allclose(flow.left, 1, atol=1e-9)


def test_multigrid_agrees_with_elimination():
    G = np.where(film(7, 2.0) > 0.2, 0.3 - 1000j, 1.0)
    contact, other = left_and_right(G.shape)
    both = Sides(contact.left, other.right, contact.bottom, contact.top)
    problem = CurrentProblem(np.zeros(G.shape), sealed(G.shape), both, contact, grounded(pieces(G != 0), both))
    found, exact = solve_potential(G, problem), potential._solved_directly(G, problem)
    assert 0 < found.iterations < 40
    assert exact.residual < 1e-12
    assert_allclose(found.potential, exact.potential, atol=1e-9)
    assert_allclose(found.squared, exact.squared, rtol=1e-6, atol=1e-9 * exact.squared.max())


def test_response_is_the_derivative_of_the_current():
    n = 32
    rng = np.random.default_rng(8)
    present = np.ones((n, n), bool)
    present[5:9, 3:11] = False
    G = np.where(present, np.exp(rng.normal(size=(n, n))) * (1 - 1j * rng.uniform(0, 5, (n, n))), 0)
    change = jnp.asarray(G * (rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))))
    contact, other = left_and_right(G.shape)
    both = Sides(contact.left, other.right, contact.bottom, contact.top)
    problem = CurrentProblem(rng.normal(size=(n, n)) * present, sealed(G.shape), both, contact, np.zeros((n, n), bool))

    @jax.jit
    def squared(G):
        of = circuit(G, problem)
        return currents(of, grids_of(of, problem), problem, 1e-14).squared

    @jax.jit
    def derivative(G):
        of = circuit(G, problem)
        grids = grids_of(of, problem)
        return response(of, grids, problem, currents(of, grids, problem, 1e-14), change, 1e-14).squared

    G, step = jnp.asarray(G), 1e-5
    difference = (squared(G + step * change) - squared(G - step * change)) / (2 * step)
    assert_allclose(derivative(G), difference, atol=1e-8 * np.abs(difference).max())


@hypothesis.settings(max_examples=12)
@hypothesis.given(
    seed=st.integers(0, 10**6),
    coverage=st.floats(0.3, 0.8),
    contrast=st.floats(-4, 4),
    hole=st.booleans(),
    superconducting=st.booleans(),
)
def test_any_percolating_film_keeps_its_balances_or_is_refused(seed, coverage, contrast, hole, superconducting):
    noise = film(seed, 3.0)
    inside = noise > np.quantile(noise, 1 - coverage)
    G = np.where(inside, 1.0 - (1000j if superconducting else 0), 0.0 if hole else 10.0**contrast)
    piece = pieces(G != 0)
    if not set(piece[:, 0]) & set(piece[:, -1]) - {0}:
        with pytest.raises(ValueError, match="No film joins"):
            through_strip(G)
        return
    flow = through_strip(G)
    assert np.isfinite(flow.currents.squared).all()
    assert flow.impedance.real > 0
    assert_allclose(flow.left, flow.entered, atol=1e-7)
    assert_allclose(flow.impedance, flow.voltages[0], rtol=1e-7)


def test_gain_is_refused():
    G = np.ones((N, N), complex)
    G[3, 4] = 1 + 2j
    with pytest.raises(ValueError, match="complex conjugate"):
        through_strip(G)


def test_no_path_is_refused_by_the_electrodes_names():
    G = np.ones((N, N))
    G[:, 30] = 0
    with pytest.raises(ValueError, match="No film joins the electrodes 'west' and 'east'"):
        unit_current(G, left_and_right(G.shape), names=("west", "east"))


def test_third_electrode_takes_the_potential_of_its_place_and_no_current():
    """A contact in the middle of the top of a uniform strip lies at half of the voltage, by symmetry, and shorts the film along it."""
    G = np.ones((N, N))
    none = sealed(G.shape)
    middle = Sides(none.left, none.right, none.bottom, np.abs(np.arange(N) - 31.5) < 8)
    flow = unit_current(G, [*left_and_right(G.shape), middle])
    assert flow.stray < 1e-9
    assert_allclose(flow.voltages[2], 0.5 * flow.voltages[0], rtol=1e-8)
    assert 0.9 < flow.impedance.real < 1
