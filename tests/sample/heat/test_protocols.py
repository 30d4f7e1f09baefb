"""States with a meaning: which one is reached, and how states of related problems lie to each other."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.errors import ConvergenceError
from quenchmap.sample.heat import protocol as protocols
from quenchmap.sample.heat.state import HeatState
from quenchmap.sample.sample import Sample


@pytest.mark.parametrize("name", ["rough_cold", "rough_hot", "torn_cold", "torn_hot"])
def test_states_are_stable_balanced_and_warmer_than_the_phonons(name, request):
    state = request.getfixturevalue(name)
    assert state.protocol == name.split("_")[1]
    assert state.stable
    assert abs(state.heat_balance) < 1e-8
    assert state.residual < 1e-8
    T = state.temperature[state.sample.present]
    assert np.all(np.isfinite(T))
    assert np.all(T > 3.0 * (1 - 1e-12))


@pytest.mark.parametrize("sample", ["rough", "torn"])
def test_cold_is_nowhere_warmer_than_hot(sample, request):
    cold, hot = request.getfixturevalue(f"{sample}_cold"), request.getfixturevalue(f"{sample}_hot")
    assert np.all((cold.temperature <= hot.temperature + 1e-7)[cold.sample.present])
    assert cold.absorbed_power < 0.8 * hot.absorbed_power
    assert cold.highest_temperature < hot.highest_temperature


def test_the_cold_state_of_a_good_film_is_superconducting_and_the_hot_one_is_quenched(rough_cold, rough_hot, tip):
    assert rough_cold.quenched_area == 0
    assert 2 < rough_hot.quenched_area / tip.height**2 < 30
    assert np.all((rough_hot.temperature > rough_hot.sample.critical_temperature)[rough_hot.quenched])


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("protocol", ["cold", "hot"])
def test_a_mirrored_sample_has_the_mirrored_state(rough, heat, tip, axis, protocol):
    """The tip is off the middle, and mirrored with the film."""
    position = np.array([0.4, -0.7]) * tip.height
    mirrored = np.where([axis == 1, axis == 0], -position, position)
    fields = {k: np.flip(getattr(rough, k), axis) for k in ("critical_temperature", "sheet_resistance")}
    there = heat(rough, protocol=protocol, position=tuple(position))
    back = heat(rough.replace(**fields), protocol=protocol, position=tuple(mirrored))
    assert_allclose(np.flip(back.temperature, axis), there.temperature, rtol=1e-6)


def test_the_cold_and_the_hot_state_warm_with_the_drive(rough, heat, rough_cold, rough_hot):
    weaker = {p: heat(rough, 1.05, p) for p in ("cold", "hot")}
    assert np.all(weaker["cold"].temperature <= rough_cold.temperature + 1e-7)
    assert np.all(weaker["hot"].temperature <= rough_hot.temperature + 1e-7)
    assert weaker["cold"].absorbed_power < rough_cold.absorbed_power


def test_time_does_not_move_a_steady_state(rough, heat, rough_hot):
    again = heat(rough, protocol=rough_hot)
    assert again.protocol == "evolved"
    assert_allclose(again.temperature, rough_hot.temperature, rtol=1e-7)


def test_a_hot_state_cools_to_the_hot_state_of_a_weaker_drive(rough, heat, rough_hot):
    """Time from above all states of the weaker drive is bound from below by its highest one."""
    evolved = heat(rough, 1.1, rough_hot)
    assert_allclose(evolved.temperature, heat(rough, 1.1, "hot").temperature, rtol=1e-6)
    assert evolved.quenched_area > 0


def test_a_hot_state_whose_drive_becomes_too_weak_for_it_goes_out(rough, heat, rough_hot):
    evolved = heat(rough, 0.8, rough_hot)
    assert evolved.quenched_area == 0
    assert_allclose(evolved.temperature, heat(rough, 0.8, "cold").temperature, rtol=1e-6)


def test_a_current_of_the_tip_is_as_good_as_a_drive(rough, tip, heat, rough_cold):
    current = tip.current(rough.film, 1.2)
    state = heat(rough, None, phonon_temperature="3000 mK", current=f"{1e6 * current} uA")
    assert state.problem.drive == pytest.approx(1.2, rel=1e-12)
    assert_allclose(state.temperature, rough_cold.temperature, rtol=1e-9)


def test_progress_is_told(rough, heat):
    lines = []
    heat(rough, 0.5, progress=lines.append)
    assert len(lines) > 5
    assert all("thermal times" in line for line in lines)


def test_newton_s_method_alone_refuses_what_it_does_not_reach(rough_hot):
    """From temperatures at random it wanders, and says so."""
    u = np.random.default_rng(1).uniform(0.3, 1.3, rough_hot.sample.shape)
    with pytest.raises(ConvergenceError, match="Start from a state that is nearer"):
        protocols.polished(rough_hot.problem, u)


def test_a_polished_state_is_the_state(rough_hot):
    found = protocols.polished(rough_hot.problem, rough_hot.solution.u + 1e-4)
    assert HeatState(rough_hot.problem, "polished", found).protocol == "polished"
    assert_allclose(found.u, rough_hot.solution.u, atol=1e-8)
    assert found.stable


def test_where_the_drive_exceeds_the_upper_fold_the_cold_start_ends_in_the_hot_state(film, heat, cell):
    """The film ignites after hundreds of thermal times; Newton's method would stay at the phonons' temperature, with a tiny residual."""
    sample = Sample.uniform(film, 64 * cell, 64 * cell, cell)
    cold, hot = heat(sample, 2.6), heat(sample, 2.6, "hot")
    assert cold.quenched_area > 0
    assert cold.highest_temperature > film.material.critical_temperature
    assert_allclose(cold.temperature, hot.temperature, rtol=1e-6)
