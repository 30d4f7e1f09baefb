"""The equal-area rule, Eq. (4) = (C2)."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from quenchmap.balance.maxwell import maxwell_drive, maxwell_points, potential
from quenchmap.balance.uniform import uniform_states
from quenchmap.balance.window import window
from quenchmap.errors import NoSuchStateError
from quenchmap.material.response import microwave_response

REFERENCE = json.loads((Path(__file__).parents[1] / "references" / "uniform.json").read_text())["folds"]


@pytest.mark.parametrize("f", REFERENCE, ids=[f"w={f['w']}, T_ph={f['tp']}" for f in REFERENCE])
def test_maxwell_drive_agrees_with_the_reference(f):
    point = maxwell_drive(microwave_response(f["w"], f["tp"], f["n"]))
    assert_allclose(point.drive, f["jM"], rtol=1e-11)
    assert_allclose([point.low, point.unstable, point.high], [f["Tl_jM"], f["Tu_jM"], f["Th_jM"]], rtol=1e-9)
    assert abs(point.residual) < 1e-13


def test_both_areas_of_equation_4_are_equal_by_quadrature():
    film = microwave_response(2.0, 0.3, 5.0)
    point = maxwell_drive(film)

    def surplus(T):
        T = np.array(T)
        return float((point.drive**2 * film.absorption(T) - film.cooling(T)) * film.thermal_conductivity(T))

    kinks = [k for k in film.kinks if point.unstable < k < point.high]
    cold, _ = quad(surplus, point.low, point.unstable, points=film.kinks[:1], epsabs=1e-13, epsrel=1e-12, limit=200)
    hot, _ = quad(surplus, point.unstable, point.high, points=kinks, epsabs=1e-13, epsrel=1e-12, limit=200)
    assert cold < 0 < hot
    assert_allclose(-cold, hot, rtol=1e-9)


def test_stable_states_are_minima_of_the_potential_and_equal_at_the_maxwell_drive():
    film = microwave_response(2.5, 0.3, 6.0)
    point = maxwell_drive(film)
    low, barrier, high = potential(film, point.drive, np.array([point.low, point.unstable, point.high]))
    assert_allclose(low, high, atol=1e-14)
    assert barrier > low
    for T, sign in ((point.low, 1), (point.unstable, -1), (point.high, 1)):
        around = potential(film, point.drive, np.array([T - 1e-4, T, T + 1e-4]))
        assert sign * (around[0] - around[1]) > 0
        assert sign * (around[2] - around[1]) > 0


def test_the_hot_state_has_the_lower_potential_above_the_maxwell_drive():
    film = microwave_response(2.0, 0.3, 5.0)
    found, j = window(film), maxwell_drive(film).drive
    assert found is not None
    assert found.j1 < j < found.j2
    for drive, hot_wins in ((0.99 * j, False), (1.01 * j, True)):
        states = uniform_states(film, drive)
        cold, hot = potential(film, drive, np.array([states[0].temperature, states[-1].temperature]))
        assert (hot < cold) == hot_wins


def test_three_stable_states_have_several_walls():
    """At T_ph = 0.6, w = 3.1043 a wall can also stand between neighbours; once the windows are apart, only between neighbours."""
    points = maxwell_points(microwave_response(3.1043, 0.6, 5.0))
    assert len(points) >= 2
    jumps = [p.high - p.low for p in points]
    assert jumps == sorted(jumps, reverse=True)
    assert all(abs(p.residual) < 1e-10 for p in points)
    apart = maxwell_points(microwave_response(3.1147, 0.6, 5.0))
    assert len(apart) == 2
    assert apart[0].low > apart[1].high


def test_without_a_window_there_is_no_maxwell_drive():
    with pytest.raises(NoSuchStateError, match="one steady state exists at every drive"):
        maxwell_drive(microwave_response(4.0, 0.3, 5.0))
