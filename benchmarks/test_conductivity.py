"""Complex conductivity at 1e5 points against scipy.integrate.quad on the same formula.

The peer is `sigma` of examples/whole_model.py, Eqs. (A3, A4) with the singularities substituted away and relative tolerance 1e-11:
as good as quad can be given. It does a hundred of the points, and its time is scaled.
"""

import importlib.util
import time
from pathlib import Path

import numpy as np
from numpy.testing import assert_allclose

from quenchmap.material.doors import conductivity

_spec = importlib.util.spec_from_file_location("whole_model", Path(__file__).parents[1] / "examples" / "whole_model.py")
assert _spec is not None
assert _spec.loader is not None
whole_model = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(whole_model)

POINTS = 100_000


def test_conductivity_at_a_hundred_thousand_points(benchmark):
    random = np.random.default_rng(0)
    T, w = random.uniform(0.1, 1.2, POINTS), 10 ** random.uniform(-2, 1, POINTS)

    def ours():
        return np.asarray(conductivity(T, w))

    start = time.perf_counter()
    ours()
    first = time.perf_counter() - start
    sigma = benchmark.pedantic(ours, rounds=3)

    subset = slice(0, POINTS, POINTS // 100)
    start = time.perf_counter()
    theirs = np.array([whole_model.sigma(*point) for point in zip(T[subset], w[subset])])
    peer = (time.perf_counter() - start) / len(theirs) * POINTS
    assert_allclose(np.stack([sigma[subset].real, -sigma[subset].imag], axis=1), theirs, rtol=1e-9)

    benchmark.extra_info["first call, with compilation or reading the cache, s"] = round(first, 2)
    benchmark.extra_info["quad scaled to 1e5 points, s"] = round(peer, 1)
    if benchmark.stats is not None:
        fastest = benchmark.stats.stats.min
        benchmark.extra_info["times faster than quad"] = round(peer / fastest)
