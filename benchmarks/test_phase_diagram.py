"""A phase diagram of 1000 x 1000 points against the loop that scipy users would write.

The peer finds the folds of each frequency with `quad` and `minimize_scalar`. It does six frequencies,
and its time is scaled to a thousand. Cooling does not depend on frequency and is tabulated for both beforehand. The peer gets
the benefit of the doubt: it samples j(T) a hundred times only, would miss folds close to the gap edge, and classifies nothing.
"""

import importlib.util
import time
from pathlib import Path

import numpy as np
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from quenchmap.balance.phase_diagram import phase_diagram
from quenchmap.material.response import microwave_response

_spec = importlib.util.spec_from_file_location("whole_model", Path(__file__).parents[1] / "examples" / "whole_model.py")
assert _spec is not None
assert _spec.loader is not None
whole_model = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(whole_model)

FREQUENCIES, DRIVES = np.linspace(0.01, 3.5, 1000), np.linspace(0.01, 3.0, 1000)


def folds_by_scipy(w, cooling):
    def log_drive(T):
        return float(0.5 * np.log(cooling(np.array(T)) / whole_model.rho(T, w)))

    T = np.linspace(0.301, 1.05, 100)
    levels = np.array([log_drive(t) for t in T])
    found = []
    for i in range(1, len(T) - 1):
        for sign in (1, -1):
            if sign * levels[i] < sign * levels[i - 1] and sign * levels[i] <= sign * levels[i + 1]:
                best = minimize_scalar(
                    lambda t, s=sign: s * log_drive(t), bounds=(T[i - 1], T[i + 1]), method="bounded", options={"xatol": 1e-8}
                )
                found.append(np.exp(sign * best.fun))
    return found


def test_phase_diagram_of_a_million_points(benchmark):
    def ours():
        return phase_diagram(FREQUENCIES, DRIVES, phonon_temperature=0.3, cooling_exponent=5.0)

    start = time.perf_counter()
    ours()
    first = time.perf_counter() - start
    diagram = benchmark.pedantic(ours, rounds=3)

    cooling = microwave_response(10.0, 0.3, 5.0).cooling
    subset = FREQUENCIES[100::160]
    start = time.perf_counter()
    theirs = [folds_by_scipy(w, cooling) for w in subset]
    peer = (time.perf_counter() - start) / len(subset) * len(FREQUENCIES)
    for lines, expected in zip(diagram.fold_drive.sel(photon_energy=subset).values, theirs, strict=True):
        assert_allclose(lines[np.isfinite(lines)], expected, rtol=1e-6)

    benchmark.extra_info["first call, with compilation or reading the cache, s"] = round(first, 2)
    benchmark.extra_info["scipy loop scaled to 1000 frequencies, s"] = round(peer, 1)
    if benchmark.stats is not None:
        benchmark.extra_info["times faster than scipy"] = round(peer / benchmark.stats.stats.min)
