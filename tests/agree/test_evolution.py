"""The transient against what is known apart from it: steady states, eigenvalues, an ordinary differential equation of one temperature."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline

import quenchmap as qm
from quenchmap.material.response import microwave_response
from quenchmap.spot.evolution.equation import TransientBalance
from quenchmap.spot.evolution.integrator import follow
from quenchmap.spot.evolution.result import Evolution
from quenchmap.spot.evolution.switching import slowest_rate
from quenchmap.spot.evolution.table import enthalpy_table
from quenchmap.spot.evolution.waveform import Constant, Step
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.problem import SpotProblem

DRIVE = 1.2


@pytest.fixture(scope="module")
def small() -> HotSpot:
    """Fig. 4 on a small film: few slow modes of the far field, so that one is seen alone."""
    return HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16, outer_radius=6.0)


@pytest.mark.parametrize(("start", "kind"), [("bath", "cold"), (lambda r: np.where(r < 3, 1.2, 0.3), "hot")])
def test_after_a_long_time_the_profile_is_a_steady_state(small, start, kind):
    state = getattr(small.states(DRIVE), kind)
    evolution = small.evolve(DRIVE, duration=4000.0, start=start, estimate_error=False, refinement=2.0)
    error = np.abs(evolution.last_profile(state.radius) - state.temperature)
    assert np.max(error) < (1e-6 if kind == "cold" else 4e-3)  # the hot one has walls, which the grid at rest does not fit
    assert evolution.outer_radius[-1] == pytest.approx(state.outer_radius if kind == "hot" else np.nan, abs=2e-3, nan_ok=True)


def test_the_approach_to_a_steady_state_has_the_rate_of_its_slowest_eigenvalue(small):
    state = small.states(DRIVE).cold
    rate = slowest_rate(state)
    path = small.evolve(
        DRIVE,
        duration=26 / rate,
        start=lambda r: np.interp(r, state.radius, state.temperature) + 0.02,
        estimate_error=False,
        tolerance=1e-10,
    )
    end = path.stored_energy[-1]
    t = np.linspace(9 / rate, 12 / rate, 20)
    excess = np.interp(t, path.time, path.stored_energy) - end
    assert -np.polyfit(t, np.log(excess), 1)[0] == pytest.approx(rate, rel=2e-3)


def test_the_unstable_state_is_left_at_the_rate_of_its_negative_eigenvalue(small):
    """Half the difference of the rates of two runs that leave it to either side: the grid's own error cancels, and so does the
    curvature; slow modes of the far field hardly contribute to a rate."""
    state = small.states(DRIVE).unstable
    rate = -slowest_rate(state)
    assert rate > 0

    def run(sign: float) -> Evolution:
        bump = lambda r: np.interp(r, state.radius, state.temperature) + sign * 3e-4 * np.exp(-4 * (r - 1) ** 2)  # noqa: E731
        return small.evolve(DRIVE, duration=4.5 / rate, start=bump, estimate_error=False, tolerance=1e-8, refinement=3.0)

    t, h = np.linspace(1.5 / rate, 3.0 / rate, 20), 0.1
    slopes = [(path.temperature_at(t + h, 1.0) - path.temperature_at(t - h, 1.0))[:, 0] for path in (run(1.0), run(-1.0))]
    assert np.polyfit(t, np.log(slopes[0] - slopes[1]), 1)[0] == pytest.approx(rate, rel=0.02)


@pytest.mark.parametrize("gap_model", ["sheahen", pytest.param("bcs", marks=pytest.mark.slow)])
def test_a_uniform_film_follows_the_balance_of_one_temperature(gap_model):
    """c(T) dT/dtau = -(q - a^2 rho)/n straight from the material's functions, by Radau, through the jump of c at T_c."""
    n, bath, w, a = 5.0, 0.3, 2.0, 4.0
    problem = SpotProblem(microwave_response(w, bath, n, gap_model=gap_model), lambda x: np.ones_like(x), 0.16, 30.0)
    balance = TransientBalance(problem, enthalpy_table(problem.response), np.linspace(0, 30, 5))
    wave = Step(a, 0.0, at=12.0)
    path = follow(balance, wave, np.zeros(32), 16.0, tolerance=1e-9)
    T = balance.temperatures(path.y)
    assert np.max(np.ptp(T, axis=1)) < 1e-7
    assert T.max() > 1.1

    edge = float(problem.response.kinks[0])
    splines = []
    for low, high in ((bath, edge), (edge, 1.0), (1.0, 2.5)):
        T = low + (high - low) * np.sin(0.5 * np.pi * np.linspace(0, 1, 801)) ** 2  # dense at both ends, where rho is singular
        T_in = np.clip(T, low + 1e-13, high - 1e-13)
        functions = [
            qm.electron_phonon_power(T_in, bath, n, gap_model),
            qm.ac_resistivity(T_in, w, gap_model),
            qm.heat_capacity(T_in, gap_model),
        ]
        splines.append(CubicSpline(T, np.stack(functions, axis=-1)))

    def rate(drive: float, superconducting: bool):
        def of(_: float, y: np.ndarray) -> np.ndarray:
            T = float(y[0])
            q, rho, c = splines[(0 if edge > T else 1) if superconducting else 2](T)
            return np.array([(drive**2 * rho - q) / (n * c)])

        return of

    def crossing(_: float, y: np.ndarray) -> float:
        return y[0] - 1

    crossing.terminal = True  # type: ignore[attr-defined]
    t, y, expected = 0.0, np.array([bath]), {}
    for end, drive in ((12.0, a), (16.0, 0.0)):
        superconducting = y[0] < 1
        while t < end:
            leg = solve_ivp(
                rate(drive, superconducting), (t, end), y, "Radau", rtol=1e-9, atol=1e-11, events=crossing if t == 0 or y[0] != 1 else None,
                dense_output=True,
            )  # fmt: skip
            for s in np.linspace(t, leg.t[-1], 7):
                expected[float(s)] = float(leg.sol(s)[0])
            t, y = float(leg.t[-1]), leg.y[:, -1]
            if t < end:
                superconducting, y = not superconducting, np.array([1.0])
    times = np.array(sorted(expected))
    assert_allclose(balance.temperatures(path.at(times))[:, 0], [expected[s] for s in times], atol=3e-6)


def test_a_constant_function_and_a_number_are_the_same_drive(small):
    a = small.evolve(Constant(2.0), duration=5.0, estimate_error=False)
    b = small.evolve(lambda t: 2.0, duration=5.0, estimate_error=False)
    assert_allclose(a.temperature[-1], b.temperature[-1], atol=1e-12)
