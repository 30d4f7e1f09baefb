"""The tip's own current: the source, the window and the electrodes."""

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.sample.current.potential import Sides, in_cells_numpy, sealed, solve_potential
from quenchmap.sample.current.tip_current import crossing_fraction, electrode_problem, entering_fraction, total_current, window_problem
from quenchmap.sample.grid import centres
from quenchmap.tip.shape import microwave_shape

HALF_WIDTH = 6.0  # z0


def present(n: int = 64) -> np.ndarray:
    return np.ones((n, n), bool)


def all_sides(there: np.ndarray) -> Sides:
    none = sealed(there.shape)
    return Sides(there[:, 0].astype(float), there[:, -1].astype(float), none.bottom, none.top)


def test_all_of_the_plane_receives_all_of_the_current():
    far = np.array([-1e8, -3.0, 0.2, 1e8])
    assert_allclose(entering_fraction(far, far).sum(), 1, atol=1e-7)


def test_source_is_that_of_an_image_charge():
    """Of a small cell: I/(2 pi s^3) times its area."""
    x, y, h = 1.3, -0.4, 1e-3
    fraction = entering_fraction(np.array([x - h / 2, x + h / 2]), np.array([y - h / 2, y + h / 2]))[0, 0]
    assert_allclose(fraction, h**2 / (2 * np.pi) * (1 + x**2 + y**2) ** -1.5, rtol=1e-6)


@pytest.mark.parametrize("tip", [(0.0, 0.0), (2.3, -1.1), (8.0, 1.0)])
def test_what_enters_a_window_of_a_uniform_film_leaves_through_its_edges(tip):
    """Also where the tip is outside, and what comes in through one edge leaves through another."""
    x, y = np.linspace(-6, 6, 25) - tip[0], np.linspace(-6, 6, 25) - tip[1]
    sides = crossing_fraction(x[-1], y), crossing_fraction(-x[0], y), crossing_fraction(y[-1], x), crossing_fraction(-y[0], x)
    assert_allclose(entering_fraction(x, y).sum(), sum(side.sum() for side in sides), atol=1e-14)


@pytest.mark.parametrize("tip", [(0.0, 0.0), (1.3, -0.7)])
def test_uniform_film_has_the_current_of_the_appendix(tip):
    """|J|^2 = a^2 h(r): the normalisation and the order of convergence."""
    drive, errors = 1.3, []
    for n in (32, 64, 128):
        cell = 2 * HALF_WIDTH / n
        found = solve_potential(np.full((n, n), 0.2 - 3j), window_problem(present(n), cell, tip, drive))
        x = centres(n, cell)
        r = np.hypot(x - tip[0], (x - tip[1])[:, None])
        errors.append(np.sqrt(np.mean((found.squared / cell**2 - drive**2 * microwave_shape(r)) ** 2)))
    assert np.log2(errors[1] / errors[2]) == pytest.approx(2, abs=0.05)
    assert errors[2] < 1e-3 * drive**2


def test_all_of_the_current_returns_through_the_electrodes():
    there = present()
    problem = electrode_problem(there, 2 * HALF_WIDTH / 64, (1.0, 0.5), 1.0, all_sides(there))
    found = solve_potential(np.full(there.shape, 1 - 2j), problem)
    out = found.edge.left.sum() + found.edge.right.sum()
    assert_allclose(out, problem.source.sum(), rtol=1e-9)
    assert 0.8 * total_current(1.0) < abs(out) < total_current(1.0)
    assert abs(found.edge.right.sum()) > abs(found.edge.left.sum())  # the nearer one takes more
    assert np.all(found.edge.top == 0)


def test_mirrored_film_has_the_mirrored_current():
    there = present()
    there[10:20, 30:50] = False
    G = np.where(there, np.exp(np.random.default_rng(0).normal(size=there.shape)) * (1 - 4j), 0)
    cell = 2 * HALF_WIDTH / 64
    one = solve_potential(G, window_problem(there, cell, (1.0, 0.6), 1.0)).squared
    two = solve_potential(G[:, ::-1], window_problem(there[:, ::-1], cell, (-1.0, 0.6), 1.0)).squared
    assert_allclose(two[:, ::-1], one, atol=1e-8 * one.max())


@hypothesis.settings(max_examples=10)
@hypothesis.given(seed=st.integers(0, 10**6), x=st.floats(-5, 5), y=st.floats(-5, 5), window=st.booleans())
def test_films_in_pieces_lose_what_they_get(seed, x, y, window):
    """Every piece of film balances, whatever the holes: the potential exists."""
    rng = np.random.default_rng(seed)
    there = np.kron(rng.random((16, 16)) < 0.7, np.ones((4, 4))).astype(bool)
    there[:, 0] |= ~there[:, 0].any()
    cell = 2 * HALF_WIDTH / 64
    problem = window_problem(there, cell, (x, y), 1.0) if window else electrode_problem(there, cell, (x, y), 1.0, all_sides(there))
    found = solve_potential(np.where(there, 1 - 3j, 0), problem)
    assert np.isfinite(found.squared).all()
    assert np.all(found.squared[~there] == 0)
    out = in_cells_numpy(Sides(*(np.asarray(s) for s in found.edge)), there.shape).sum()
    assert_allclose(out, problem.source.sum(), atol=1e-7 * total_current(1.0))


def test_film_without_electrodes_is_refused():
    there = present()
    with pytest.raises(ValueError, match="window in a larger"):
        electrode_problem(there, 0.1, (0.0, 0.0), 1.0, sealed(there.shape))
