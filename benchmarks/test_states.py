"""The three states of Fig. 4a against scipy.integrate.solve_bvp on the same equation.

The peer is `profile` of examples/whole_model.py: its tables are made beforehand and only its three boundary-value problems are
timed. Each starts from a profile that knows the shape of the answer. Ours is timed on the same job, three profiles from such
starts; on what a user asks for, every state of a new hot spot with nothing known but the response table, found by following the
branch through its folds, with eigenvalues and error estimates; and again at another drive once the branch is known. Errors of all
are measured against the reference.
"""

import importlib.util
import json
import time
from pathlib import Path

import numpy as np

from quenchmap.numerics.elements import interpolate
from quenchmap.spot.family import fixed
from quenchmap.spot.grid import adapted_grid, initial_grid
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.steady import NEWTON, polish, relax

_root = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("whole_model", _root / "examples" / "whole_model.py")
assert _spec is not None
assert _spec.loader is not None
whole_model = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(whole_model)

REFERENCE = json.loads((_root / "tests" / "references" / "spot.json").read_text())["profiles"]
RADII = {"T0": 0.0, "T(0.5)": 0.5, "T(1)": 1.0, "T(2)": 2.0, "T(3)": 3.0, "T(4)": 4.0}
BRANCHES = ("low", "unstable", "high")


def worst_error(profiles):
    """Largest error of temperature over T_c, at the radii of the reference, of the three states."""
    r = np.array(list(RADII.values()))
    expected = [[REFERENCE[f"1.2_{branch}"][name] for name in RADII] for branch in BRANCHES]
    return float(np.max(np.abs(np.array([profile(r) for profile in profiles]) - expected)))


def peer(tolerance):
    start = time.perf_counter()
    profiles = [whole_model.profile(1.2, branch, w=2.0, Tp=0.3, n=5, lam=0.16, tol=tolerance) for branch in BRANCHES]
    return time.perf_counter() - start, worst_error(profiles)


def new_spot():
    return HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)


def report(benchmark, error):
    peer(1e-3)  # makes their tables
    benchmark.extra_info["worst error of ours"] = f"{error:.1e}"
    for tolerance in (1e-5, 1e-6, 1e-7):
        seconds, peer_error = peer(tolerance)
        line = f"{seconds:.2f} s, worst error {peer_error:.1e}"
        if benchmark.stats is not None:
            line += f", {seconds / benchmark.stats.stats.min:.1f} times ours"
        benchmark.extra_info[f"solve_bvp, tol {tolerance:g}"] = line


def solved(problem, branch):
    """One state from the start that the peer gets: the local profile, with a hot ring or a bump."""
    ring = problem.radius_at(1.2, problem.maxwell[0]) if branch == "high" else None
    walls = ring or ((0.65, 1.05) if branch == "unstable" else ())
    grid = initial_grid(0.16, 30.0, walls)
    T = problem.local_profile(1.2, grid.nodes, ring)
    if branch == "unstable":
        T = T + 0.4 * np.exp(-4 * (grid.nodes - 0.85) ** 2)
    T = relax(problem.equation(1.2), grid.vertices, T, time_step=NEWTON, limit=12).T
    fitted = adapted_grid(grid, T, 0.16, problem.levels)
    state = polish(fixed(problem, 1.2), 1.2, fitted, grid.transfer(T, fitted))
    return lambda r: interpolate(state.grid.vertices, state.T, r)


def test_three_profiles_from_the_starts_that_solve_bvp_gets(benchmark):
    problem = new_spot().problem

    def ours():
        return [solved(problem, branch) for branch in BRANCHES]

    ours()
    report(benchmark, worst_error(benchmark.pedantic(ours, rounds=5)))


def test_every_state_of_a_new_hot_spot(benchmark):
    start = time.perf_counter()
    new_spot().states(1.2)
    benchmark.extra_info["first call, with compilation or reading the cache, s"] = round(time.perf_counter() - start, 2)
    states = benchmark.pedantic(lambda: new_spot().states(1.2), rounds=5)
    report(benchmark, worst_error([s.temperature_at for s in states]))


def test_every_state_at_another_drive_of_a_known_branch(benchmark):
    spot = new_spot()
    spot.states(1.25)
    states = benchmark.pedantic(lambda: spot.states(1.2), rounds=5)
    report(benchmark, worst_error([s.temperature_at for s in states]))
