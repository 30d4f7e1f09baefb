"""Two-dimensional samples against the radial solver on a uniform film, and against another code on a disordered one."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.interpolate import RectBivariateSpline

from quenchmap import Film, HotSpot, MicrowaveTip
from quenchmap.sample.heat import protocol as protocols
from quenchmap.sample.heat.heating import heat
from quenchmap.sample.heat.problem import heat_problem
from quenchmap.sample.sample import Sample
from quenchmap.units import BOLTZMANN, PLANCK

FILM = Film("NbN", thickness="10 nm")
REFERENCE = json.loads((Path(__file__).parents[1] / "references" / "sample.json").read_text())
FIND = {"cold": protocols.cold, "hot": protocols.hot}


def tip_of(relaxation_length):
    """With hbar omega = 2 k_B T_c, at the height that makes Lambda/z0 what is asked for."""
    return MicrowaveTip(FILM.material.relaxation_length / relaxation_length, 2 * BOLTZMANN * 10.0 / PLANCK)


def spot_of(relaxation_length):
    return HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=relaxation_length)


def errors(relaxation_length, side, cells, states, drive=1.2):
    """Largest errors against radial states: within 2 z0 of the tip, and between 3.5 and 4 z0; relative error of the power; stability."""
    tip = tip_of(relaxation_length)
    sample = Sample.uniform(FILM, side * tip.height, side * tip.height, cells=(cells, cells))
    problem = heat_problem(sample, tip, drive, phonon_temperature="3 K", position=(0, 0), gap_model="sheahen", spreading="fixed")
    r = np.hypot(sample.x[None, :], sample.y[:, None]) / tip.height
    found = {}
    for state in states:
        expected = state.temperature_at(r.ravel()).reshape(r.shape)
        steady = FIND[state.kind](problem) if state.stable else protocols.polished(problem, expected)
        assert steady.stable == state.stable
        error = np.abs(steady.u - expected)
        found[state.kind] = error[r < 2].max(), error[(r > 3.5) & (r < 4)].max()
    return found


@pytest.fixture(scope="module")
def by_cells():
    """Walls twice as wide as those of Fig. 4, in cells of z0/4, z0/6, z0/8."""
    states = spot_of(0.32).states(1.2)
    assert [s.kind for s in states] == ["cold", "unstable", "hot"]
    return {cells: errors(0.32, 16, cells, states) for cells in (64, 96, 128)}


def test_all_three_states_of_a_uniform_film_approach_those_of_the_radial_solver(by_cells):
    """The edge at 8 z0 leaves 1e-4 to the coldest."""
    bounds = {"cold": (4e-4, 2e-4, 2e-4), "unstable": (2e-2, 5e-3, 2.5e-3), "hot": (4e-3, 2e-3, 1e-3)}
    for kind, bound in bounds.items():
        for (cells, found), most in zip(by_cells.items(), bound):
            assert found[kind][0] < most, (kind, cells)


def test_errors_shrink_with_the_square_of_the_cells_or_so(by_cells):
    """Within walls irregularly: a factor of 4 is due from 64 to 128 cells."""
    for kind in ("unstable", "hot"):
        assert by_cells[64][kind][0] / by_cells[128][kind][0] > 3.5, kind


def test_the_states_of_fig_4_in_cells_of_an_eighth_of_the_height():
    """Walls to about 1e-2, smooth parts and the cold state to 3e-4; what the edge at 8 z0 spoils at 4 z0 is 3e-5."""
    found = errors(0.16, 16, 128, spot_of(0.16).states(1.2))
    assert found["cold"][0] < 3e-4
    assert found["cold"][1] < 5e-5
    assert found["hot"][0] < 1e-2
    assert found["unstable"][0] < 3e-2


def test_the_unstable_state_of_a_wavy_film_lies_between_the_others():
    """Followed from the uniform film as the waves grow. In cells twice as coarse the grid itself pins it, and Newton's method stalls."""
    tip = tip_of(0.32)
    z0 = tip.height
    even = Sample.uniform(FILM, 16 * z0, 16 * z0, cells=(128, 128))
    x, y = even.x[None, :] / z0, even.y[:, None] / z0
    u = spot_of(0.32).states(1.2)[1].temperature_at(np.hypot(x, y).ravel()).reshape(even.shape)
    waves = np.cos(2 * np.pi * x / 3.1) * np.cos(2 * np.pi * y / 2.3)
    for height in (0.005, 0.01):
        sample = Sample(FILM, cell=even.cell, critical_temperature=10 * (1 + height * waves))
        problem = heat_problem(sample, tip, 1.2, phonon_temperature="3 K", position=(0, 0), gap_model="sheahen", spreading="fixed")
        middle = protocols.polished(problem, u)
        u = middle.u
    assert not middle.stable
    assert abs(middle.heating.sum() / middle.cooling.sum() - 1) < 1e-8
    cold, hot = protocols.cold(problem), protocols.hot(problem)
    assert np.all(cold.u <= u + 1e-7)
    assert np.all(u <= hot.u + 1e-7)
    assert u.max() - cold.u.max() > 0.1
    assert hot.u.max() - u.max() > 0.05


@pytest.mark.slow
def test_the_states_of_fig_4_in_cells_of_a_sixteenth_of_the_height():
    found = errors(0.16, 16, 256, spot_of(0.16).states(1.2))
    assert found["cold"][0] < 1e-4
    assert found["hot"][0] < 1.5e-3
    assert found["unstable"][0] < 6e-3


def test_far_above_threshold_a_cold_start_ends_in_the_one_state_that_there_is():
    """At drive 1.6 the spot of Fig. 4 has one state, the hot one. The front takes hundreds of thermal times; T_ph is no answer."""
    tip, drive, position = tip_of(0.16), 1.6, (0.5, -1.0)
    states = spot_of(0.16).states(drive)
    sample = Sample.uniform(FILM, 16 * tip.height, 16 * tip.height, cells=(128, 128))
    at = tuple(p * tip.height for p in position)
    state = heat(sample, tip, drive, phonon_temperature="3 K", position=at, spreading="fixed")
    r = np.hypot(sample.x[None, :] - at[0], sample.y[:, None] - at[1]) / tip.height
    expected = states[-1].temperature_at(r.ravel()).reshape(r.shape)
    assert len(states) == 1
    assert state.quenched_area / tip.height**2 == pytest.approx(np.sum(expected > 1) / 64, rel=0.02)
    assert_allclose(state.solution.u[r < 1.5], expected[r < 1.5], atol=1e-2)


def reference_states(cells):
    """The film of the reference under its two tips: values by name, as there."""
    tip = tip_of(0.16)
    z0 = tip.height
    sample = Sample.uniform(FILM, 12 * z0, 12 * z0, cells=(cells, cells))
    x, y = np.meshgrid(sample.x / z0, sample.y / z0)
    tau = 1 + 0.05 * np.sin(2 * np.pi * x / 3.1) * np.cos(2 * np.pi * y / 2.3) + 0.03 * np.sin(2 * np.pi * (x + y) / 1.7)
    sample = Sample(FILM, cell=sample.cell, critical_temperature=10 * tau)
    found = {}
    for name, position, protocol in (("cold, tip (0, 0), a = 1.2", (0, 0), "cold"), ("hot, tip (0.7, -0.4), a = 1.2", (0.7, -0.4), "hot")):
        problem = heat_problem(
            sample,
            tip,
            1.2,
            phonon_temperature="3 K",
            position=(position[0] * z0, position[1] * z0),
            gap_model="sheahen",
            spreading="fixed",
        )
        steady = FIND[protocol](problem)
        assert steady.stable
        between = RectBivariateSpline(sample.y / z0, sample.x / z0, steady.u)
        found[name] = {f"T({a:g},{b:g})": float(between(b, a)[0, 0]) for a, b in POINTS}
        found[name] |= {"Tmean": steady.u.mean(), "heat_in": 5 * steady.heating.sum(), "Tmax": steady.u.max()}
        found[name]["normal_area"] = float(np.sum(steady.u > tau)) * (sample.cell / z0) ** 2
    return found


POINTS = [(0, 0), (0.5, 0.5), (1, 0), (1.3, 0.2), (0, -1.5), (-2, 0.7), (2.5, 1), (-3, -2), (4, 4)]
SMOOTH = [f"T({a:g},{b:g})" for a, b in POINTS] + ["Tmean", "heat_in"]


@pytest.fixture(scope="module")
def with_96_cells():
    return reference_states(96)


def test_a_disordered_film_on_the_grid_of_the_reference(with_96_cells):
    """The same finite volumes from another hand; values between cells are interpolated differently, hence 1e-4 in walls."""
    for name, values in with_96_cells.items():
        scale = 2e-5 if name.startswith("cold") else 1.2e-4
        theirs = {k: v["values"][0] for k, v in REFERENCE[name].items()}
        for key in SMOOTH:
            assert values[key] == pytest.approx(theirs[key], rel=1e-5 if key in ("Tmean", "heat_in") else 0, abs=scale), (name, key)
        assert values["Tmax"] == pytest.approx(theirs["Tmax"], abs=5e-4)  # theirs is that of an interpolation
        assert values["normal_area"] == pytest.approx(theirs["normal_area"], abs=1e-3)


@pytest.mark.slow
def test_a_disordered_film_extrapolated_to_no_cells(with_96_cells):
    """Order 2 from 96 and 192 cells, against 192 and 384 there."""
    fine = reference_states(192)
    for name, values in fine.items():
        for key in SMOOTH:
            extrapolated = values[key] + (values[key] - with_96_cells[name][key]) / 3
            theirs = REFERENCE[name][key]
            # ours is of grids twice as coarse, whose error is as irregular in walls
            error = 5e-6 if name.startswith("cold") else 4 * abs(theirs["values"][2] - theirs["values"][1]) + 1e-5
            if key == "heat_in":
                error = max(error, 2e-5)
            assert extrapolated == pytest.approx(theirs["richardson"], abs=error + theirs["err"]), (name, key)
