"""Defects that were, each named."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.material.film import Film
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.states import cold_branch
from quenchmap.tip.hot import HotTip


def spot(**changes) -> HotSpot:
    fig4 = {"cooling_exponent": 5, "phonon_temperature": 0.3, "photon_energy": 2.0, "relaxation_length": 0.16}
    return HotSpot.dimensionless(**(fig4 | changes))


def test_a_weak_drive_asked_for_after_a_strong_one_had_no_state_at_all():
    """The cached branch started above it, so it had no crossing there."""
    fig4 = spot()
    fig4.states(1.2)
    states = fig4.states(0.1)
    assert [s.kind for s in states] == ["cold"]
    assert_allclose(states.cold.maximum_temperature, spot().states(0.1).cold.maximum_temperature, rtol=1e-12)


@pytest.mark.parametrize("changes", [{"phonon_temperature": 0.15}, {"relaxation_length": 0.623}])
def test_states_were_counted_twice_where_the_far_field_reaches_the_edge(changes):
    """Seeds lived on a smaller domain than the branch, whose copies of the same states differed by more than the tolerance."""
    states = spot(**changes).states(1.2)
    assert [s.kind for s in states] == ["cold", "unstable", "hot"]
    assert states.parity == 1


def test_the_cold_state_of_a_very_cold_film_was_not_found():
    """At T_ph = 0.1 the conductivity under the tip is exponentially small, and the node there has no area: however short
    the step in time, its temperature leapt."""
    states = spot(phonon_temperature=0.1).states(1.0)
    assert [s.kind for s in states] == ["cold"]
    assert_allclose(states.cold.maximum_temperature, 0.5091009786, rtol=1e-6)


def test_a_branch_jumped_onto_a_parallel_one():
    """w = 0.525, T_ph = 0.684: both the nucleus and the cold state follow the drive closely, so their tangents are almost
    parallel, and a long step led from one to the other and on to zero drive. Two more folds were overlooked."""
    film = spot(cooling_exponent=4.03, phonon_temperature=0.684, photon_energy=0.525, relaxation_length=0.15)
    branch = cold_branch(film.problem, 1.0)
    assert np.min(branch.values) > 0.4
    assert len(branch.turns) == 4
    folds = film.hysteresis_window().folds
    assert_allclose([f.parameter for f in folds], [2.7079, 2.0685, 2.2777, 1.1940], atol=2e-4)
    states = film.states(2.15)
    assert states.parity == 1
    assert [s.solution.index for s in states] == [0, 1, 2, 1, 0]  # the small nucleus between is unstable in two ways


def test_a_hot_tip_took_the_logarithm_of_a_negative_power():
    """The response table reaches beyond the temperature of the tip, where it would cool the film."""
    film = Film("InOx", thickness="10 nm")
    for temperature in ("300 K", "20 K"):
        states = HotSpot(film, HotTip("100 nm", temperature, "50 nm", "1e7 S/m"), "0.7 K").states()
        assert [s.kind for s in states] == ["only"]
        assert states[0].maximum_temperature > 0.7


def test_a_branch_turned_back_where_it_should_have_passed_a_fold():
    """w = 0.5, T_ph = 0.3, n = 3: gap edge and T_c enter the nucleus together at a sharp fold. A step over it landed behind it,
    and the branch went all the way back to zero drive."""
    branch = cold_branch(spot(cooling_exponent=3, photon_energy=0.5, relaxation_length=0.25).problem, 1.0)
    assert np.min(branch.values) > 0.4
    assert len(branch.turns) == 4
