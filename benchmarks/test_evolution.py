"""A transient of Fig. 4's hot spot, switched on by a step of the drive, against scipy.integrate.solve_ivp with BDF.

Both integrate the same equation on the same grid with the same exact sparse or banded Jacobian and the same tolerance; only the integrator
differs. Errors of both are measured against our own run with a tolerance of 1e-11.
"""

import time

import numpy as np
from scipy.integrate import solve_ivp
from scipy.sparse import csc_array

from quenchmap.spot.evolution.equation import TransientBalance
from quenchmap.spot.evolution.grid import transient_grid
from quenchmap.spot.evolution.integrator import follow
from quenchmap.spot.evolution.table import enthalpy_table
from quenchmap.spot.evolution.waveform import Constant
from quenchmap.spot.hotspot import HotSpot

DRIVE, DURATION = 2.2, 60.0
TIMES = np.linspace(0, DURATION, 121)


def balance():
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
    return TransientBalance(spot.problem, enthalpy_table(spot.problem.response), transient_grid(spot.problem, DRIVE, 0.0))


def ours(equation, tolerance):
    path = follow(equation, Constant(DRIVE), np.zeros(equation.nodes.size - 1), DURATION, tolerance=tolerance)
    return equation.temperatures(path.at(TIMES))


def scipy_bdf(equation, tolerance):
    size = equation.nodes.size - 1

    def jacobian(_, y):
        rows, columns, values = equation.jacobian(DRIVE, y)
        return csc_array((values, (rows, columns)), shape=(size, size))

    found = solve_ivp(
        lambda t, y: equation.rate(DRIVE, y),
        (0, DURATION),
        np.zeros(size),
        "BDF",
        t_eval=TIMES,
        rtol=3e-14,
        atol=tolerance,
        jac=jacobian,
    )
    return equation.temperatures(found.y.T)


def scipy_lsoda(equation, tolerance):
    size = equation.nodes.size - 1

    def jacobian(_, y):
        rows, columns, values = equation.jacobian(DRIVE, y)
        bands = np.zeros((17, size))
        bands[8 + rows - columns, columns] = values
        return bands

    found = solve_ivp(
        lambda t, y: equation.rate(DRIVE, y),
        (0, DURATION),
        np.zeros(size),
        "LSODA",
        t_eval=TIMES,
        rtol=3e-14,
        atol=tolerance,
        jac=jacobian,
        lband=8,
        uband=8,
    )
    return equation.temperatures(found.y.T)


def timed(method, equation, tolerance, truth):
    seconds, error = [], 0.0
    for _ in range(3):
        start = time.perf_counter()
        T = method(equation, tolerance)
        seconds.append(time.perf_counter() - start)
        error = float(np.max(np.abs(T - truth)))
    return min(seconds), error


def test_switching_on_at_tolerance_1e_6(benchmark):
    equation = balance()
    truth = ours(equation, 1e-11)
    error = float(np.max(np.abs(benchmark.pedantic(ours, args=(equation, 1e-6), rounds=5, warmup_rounds=1) - truth)))
    benchmark.extra_info["unknowns"] = equation.nodes.size - 1
    benchmark.extra_info["worst error of ours"] = f"{error:.1e}"
    for name, method in (("BDF", scipy_bdf), ("LSODA", scipy_lsoda)):
        seconds, peer_error = timed(method, equation, 1e-6, truth)
        line = f"{seconds:.2f} s, worst error {peer_error:.1e}"
        if benchmark.stats is not None:
            line += f", {seconds / benchmark.stats.stats.min:.1f} times ours"
        benchmark.extra_info[f"scipy {name}, tolerance 1e-6"] = line
