"""Order of convergence of the transient: in the tolerance of its steps, and in the length of its elements."""

import numpy as np
import pytest

from quenchmap.numerics.elements import interpolate
from quenchmap.spot.evolution.equation import TransientBalance
from quenchmap.spot.evolution.integrator import follow
from quenchmap.spot.evolution.table import enthalpy_table
from quenchmap.spot.evolution.waveform import Constant
from quenchmap.spot.hotspot import HotSpot


def slope(x, errors):
    return float(np.polyfit(np.log(x), np.log(errors), 1)[0])


def normal_film(elements):
    """No kinks: a normal film on a small domain."""
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=1.2, photon_energy=2.0, relaxation_length=0.16, outer_radius=12.0)
    vertices = 12 * np.linspace(0, 1, elements + 1) ** 1.5
    return TransientBalance(spot.problem, enthalpy_table(spot.problem.response), vertices)


def test_the_error_falls_with_the_tolerance():
    """At order p a step errs by h^(p+1), all together by h^p: the tolerance to the power p/(p+1), 2/3 to 5/6 for orders 2 to 5."""
    balance = normal_film(48)
    start = np.zeros(balance.nodes.size - 1)
    truth = follow(balance, Constant(3.0), start, 1.0, tolerance=1e-12).y[-1]
    tolerances = 10.0 ** -np.arange(3, 10)
    errors = [np.max(np.abs(follow(balance, Constant(3.0), start, 1.0, tolerance=tol).y[-1] - truth)) for tol in tolerances]
    assert slope(tolerances, errors) == pytest.approx(0.75, abs=0.12)


def test_the_error_falls_with_the_degree_of_the_elements_where_the_film_is_smooth():
    r = np.linspace(0, 10, 1001)

    def profile(elements):
        balance = normal_film(elements)
        path = follow(balance, Constant(3.0), np.zeros(balance.nodes.size - 1), 1.0, tolerance=1e-11)
        return interpolate(balance.vertices, balance.temperatures(path.y[-1:])[0], r)

    truth, counts = profile(96), np.array([8, 12, 16, 24])
    errors = [np.max(np.abs(profile(n) - truth)) for n in counts]
    assert -slope(counts, errors) > 7.0  # rates of a nonlinear problem scatter; the degree is 8


def test_walls_that_cross_the_grid_converge_at_more_than_first_order():
    """The kinks at T_c and at the gap edge are nowhere fitted."""
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
    t, r = np.linspace(2, 16, 15), np.linspace(0, 4, 201)
    runs = [
        spot.evolve(3.0, duration=16.0, tolerance=1e-6, refinement=k, estimate_error=False).temperature_at(t, r) for k in (0.5, 1, 2, 4)
    ]
    errors = [np.max(np.abs(run - runs[-1])) for run in runs[:-1]]
    assert -slope([0.5, 1, 2], errors) > 1.2
    assert errors[1] < 5e-3
