"""All three states of Fig. 4a against scipy.integrate.solve_bvp on the same equation.

The peer is `profile` of examples/whole_model.py: its tables are made beforehand and only the three boundary-value problems are timed, with a
start for each branch that already knows the answer's shape; it is not asked for stability, folds, observables or errors. Its tolerance is
the loosest at which its worst error is no larger than ours would need to be at 1e-6. Ours is a new spot each time, so that no branch is
remembered, and compiled kernels: response table (cached, like theirs), branch through both folds, states, eigenvalues, error estimates.
"""

import importlib.util
import json
import time
from pathlib import Path

import numpy as np

from quenchmap.spot.hotspot import HotSpot

_root = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("whole_model", _root / "examples" / "whole_model.py")
assert _spec is not None
assert _spec.loader is not None
whole_model = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(whole_model)

REFERENCE = json.loads((_root / "tests" / "references" / "spot.json").read_text())["profiles"]
RADII = {"T0": 0.0, "T(0.5)": 0.5, "T(1)": 1.0, "T(2)": 2.0, "T(3)": 3.0, "T(4)": 4.0}
BRANCHES = ("low", "unstable", "high")
TOLERANCE = 1e-7


def worst_error(profiles):
    """Largest error of temperature over T_c, at the radii of the reference, of the three states."""
    r = np.array(list(RADII.values()))
    expected = [[REFERENCE[f"1.2_{branch}"][name] for name in RADII] for branch in BRANCHES]
    return float(np.max(np.abs(np.array([profile(r) for profile in profiles]) - expected)))


def test_all_three_states_of_fig_4a(benchmark):
    def ours():
        spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
        return spot.states(1.2)

    start = time.perf_counter()
    ours()
    first = time.perf_counter() - start
    states = benchmark.pedantic(ours, rounds=3)
    our_error = worst_error([s.temperature_at for s in states])

    def theirs(tolerance):
        start = time.perf_counter()
        profiles = [whole_model.profile(1.2, branch, w=2.0, Tp=0.3, n=5, lam=0.16, tol=tolerance) for branch in BRANCHES]
        return time.perf_counter() - start, worst_error(profiles)

    theirs(1e-3)  # makes their tables
    runs = {tolerance: theirs(tolerance) for tolerance in (1e-5, TOLERANCE)}
    peer, peer_error = runs[TOLERANCE]

    benchmark.extra_info["first call, with compilation or reading the cache, s"] = round(first, 2)
    benchmark.extra_info["worst error of ours"] = f"{our_error:.1e}"
    for tolerance, (seconds, error) in runs.items():
        benchmark.extra_info[f"solve_bvp, tol {tolerance:g}"] = f"{seconds:.2f} s, worst error {error:.1e}"
    if benchmark.stats is not None:
        fastest = benchmark.stats.stats.min
        benchmark.extra_info["times faster than solve_bvp"] = round(peer / fastest, 1)
        print(f"\nthree states: {fastest:.2f} s, error {our_error:.1e}; first call {first:.1f} s")
        for tolerance, (seconds, error) in runs.items():
            print(f"solve_bvp, tol {tolerance:g}: {seconds:.2f} s, error {error:.1e}, {seconds / fastest:.1f} times ours")
