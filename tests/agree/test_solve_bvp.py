"""Ours against scipy.integrate.solve_bvp on the same equation, as written on the one page of examples/whole_model.py.

That page shares nothing with the package: its integrals are `quad`, its tables are series of its own, its solver is a collocation method.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.balance.window import window
from quenchmap.material.conductivity import conductivity
from quenchmap.material.electron_phonon import electron_phonon_power
from quenchmap.material.thermal_conductivity import thermal_conductivity
from quenchmap.precision import jnp
from quenchmap.spot.hotspot import HotSpot

_spec = importlib.util.spec_from_file_location("whole_model", Path(__file__).parents[2] / "examples" / "whole_model.py")
assert _spec is not None
assert _spec.loader is not None
whole_model = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(whole_model)

RADII = np.array([0.0, 0.3, 0.5, 0.8, 1.0, 1.272, 1.7, 2.0, 2.2, 2.5, 3.0, 4.0, 6.0, 10.0, 20.0])


@pytest.fixture(scope="module")
def states():
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16, outer_radius=30.0)
    return spot.states(1.2)


@pytest.mark.parametrize(("index", "branch"), [(0, "low"), (1, "unstable"), (2, "high")])
def test_all_three_states_of_fig_4a(states, index, branch):
    theirs = whole_model.profile(1.2, branch, w=2.0, Tp=0.3, n=5, lam=0.16, r_outer=30.0, tol=1e-7)
    assert_allclose(states[index].temperature_at(RADII), theirs(RADII), rtol=1e-6)


def test_a_hot_spot_far_from_the_paper_s():
    """Another exponent, a wide wall, a low frequency: nothing tuned to Fig. 4."""
    p = {"w": 1.0, "Tp": 0.5, "n": 6}
    spot = HotSpot.dimensionless(cooling_exponent=6, phonon_temperature=0.5, photon_energy=1.0, relaxation_length=0.5, outer_radius=30.0)
    drive = 1.3 * spot.problem.maxwell[0]
    states = spot.states(drive)
    hot = whole_model.profile(drive, "high", lam=0.5, tol=1e-7, **p)
    cold = whole_model.profile(drive, "low", lam=0.5, tol=1e-7, **p)
    assert_allclose(states.hot.temperature_at(RADII), hot(RADII), rtol=1e-6)
    assert_allclose(states.cold.temperature_at(RADII), cold(RADII), rtol=1e-6)
    assert_allclose(spot.problem.window.lower.drive, whole_model.window(**p)[0], rtol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_material_functions_at_random_parameters(seed):
    random = np.random.default_rng(seed)
    T, w, Tp, n = random.uniform(0.1, 0.99), 10 ** random.uniform(-2, 0.8), random.uniform(0.1, 0.9), random.uniform(3, 7)
    ours = complex(conductivity(jnp.asarray(T), jnp.asarray(w)))
    assert_allclose([ours.real, -ours.imag], whole_model.sigma(T, w), rtol=1e-10)
    assert_allclose(float(thermal_conductivity(jnp.asarray(T))), whole_model.kappa(T), rtol=1e-10)
    assert_allclose(float(electron_phonon_power(jnp.asarray(T), jnp.asarray(Tp), n)), whole_model.Q(T, Tp, n), rtol=1e-8)


def test_windows_of_the_uniform_film(states):
    found = window(states.spot.response)
    assert found is not None
    assert_allclose([found.lower.drive, found.upper.drive], whole_model.window(2.0, 0.3, 5), rtol=1e-8)
    assert_allclose(states.spot.problem.maxwell, [whole_model.maxwell(2.0, 0.3, 5)[i] for i in (0, 1, 3)], rtol=1e-8)
