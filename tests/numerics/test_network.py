"""Five-point operators against dense matrices assembled face by face."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.network import Network, outflow, rows
from quenchmap.precision import jnp

NY, NX = 5, 7


def random(shape, dtype, seed=0):
    rng = np.random.default_rng(seed)
    values = rng.uniform(0.2, 2.0, shape)
    return jnp.asarray(values * np.exp(1j * rng.uniform(-1, 1, shape)) if dtype is complex else values)


def random_network(dtype):
    """Rates that differ to and fro and leaks of both signs."""
    shapes = [(NY, NX), (NY, NX - 1), (NY, NX - 1), (NY - 1, NX), (NY - 1, NX)]
    leak, *rates = (random(shape, dtype, seed) for seed, shape in enumerate(shapes))
    return Network(leak - 1.0, *rates)


def dense(network):
    """What flows from cell to cell, counted one face at a time."""
    ny, nx = network.leak.shape
    A = np.diag(np.asarray(network.leak).ravel())
    cell = np.arange(ny * nx).reshape(ny, nx)

    def flow(source, target, rate):
        A[source, source] += rate
        A[target, source] -= rate

    for y in range(ny):
        for x in range(nx):
            if x + 1 < nx:
                flow(cell[y, x], cell[y, x + 1], network.east[y, x])
                flow(cell[y, x + 1], cell[y, x], network.west[y, x])
            if y + 1 < ny:
                flow(cell[y, x], cell[y + 1, x], network.north[y, x])
                flow(cell[y + 1, x], cell[y, x], network.south[y, x])
    return A


@pytest.mark.parametrize("dtype", [float, complex])
def test_rows_are_those_of_the_matrix_assembled_face_by_face(dtype):
    network, u = random_network(dtype), random((NY, NX), dtype, 9)
    assert_allclose(np.asarray(rows(network)(u)).ravel(), dense(network) @ np.asarray(u).ravel(), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("dtype", [float, complex])
def test_what_leaves_one_cell_enters_another_so_that_columns_sum_to_the_leaks(dtype):
    network, u = random_network(dtype), random((NY, NX), dtype, 9)
    assert_allclose(jnp.sum(rows(network)(u)), jnp.sum(network.leak * u), rtol=1e-13)
    assert_allclose(dense(network).sum(axis=0), np.asarray(network.leak).ravel(), rtol=1e-12, atol=1e-14)


def test_a_matrix_without_leaks_keeps_the_profile_that_its_rates_balance():
    """Detailed balance: with rates g k_i the flow g (k_i u_i - k_j u_j) stops at u = 1/k, whatever the conductances."""
    k = random((NY, NX), float)
    gx, gy = random((NY, NX - 1), float, 1), random((NY - 1, NX), float, 2)
    network = Network(jnp.zeros((NY, NX)), gx * k[:, :-1], gx * k[:, 1:], gy * k[:-1], gy * k[1:])
    assert_allclose(rows(network)(1 / k), 0, atol=1e-14)


def test_the_outflow_of_all_cells_together_is_nothing():
    """Edges are sealed: to rounding, whatever the flows."""
    flow_x, flow_y = random((NY, NX - 1), float), random((NY - 1, NX), float, 1)
    out = outflow(flow_x, flow_y)
    assert abs(float(out.sum())) < 1e-14
    assert_allclose(out[1, 1], flow_x[1, 1] - flow_x[1, 0] + flow_y[1, 1] - flow_y[0, 1], rtol=1e-14)
