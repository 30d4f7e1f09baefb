"""The hot spot at the corners of its parameters: thin and wide walls, cold films, warm phonons, normal films, many folds."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.errors import NoSuchStateError
from quenchmap.material.film import Film
from quenchmap.spot.hotspot import HotSpot
from quenchmap.tip.microwave import MicrowaveTip

FIG4 = {"cooling_exponent": 5, "phonon_temperature": 0.3, "photon_energy": 2.0, "relaxation_length": 0.16}


def spot(**changes) -> HotSpot:
    return HotSpot.dimensionless(**(FIG4 | changes))


def check(states, kinds):
    """What holds for every set of states."""
    assert [s.kind for s in states] == kinds
    assert states.parity == 1
    for s in states:
        assert abs(s.energy_balance) < 1e-9
        assert np.all(s.temperature >= s.spot.phonon_temperature)
        assert np.all(np.diff(s.radius) > 0)


def test_thin_walls_stand_where_the_two_uniform_states_balance():
    """Lambda/z0 -> 0: both walls go to the Maxwell radii, in proportion to Lambda/z0, and T between them to the local state."""
    off = {}
    for length in (0.02, 0.04):
        thin = spot(relaxation_length=length)
        states = thin.states(1.2)
        check(states, ["cold", "unstable", "hot"])
        hot = states.hot
        off[length] = np.array([hot.observable("inner_gap_edge_radius").value, hot.outer_radius]) - thin.maxwell_radii(1.2)
        assert np.all(np.abs(off[length]) < 4 * length)
        assert_allclose(hot.temperature_at(np.array([1.272019649514069]))[0], 1.076016545275981, rtol=2e-3)  # local state of the reference
        assert hot.wall_width < 9 * length
    assert_allclose(off[0.02] / off[0.04], 0.5, atol=0.15)


def test_a_film_that_conducts_far_has_one_or_three_states_too():
    """Lambda/z0 = 3: bistable still, though at larger drives than the paper says (PHYSICS.md, correction 7)."""
    wide = spot(relaxation_length=3.0)
    check(wide.states(1.2), ["cold"])
    check(wide.states(2.0), ["cold", "unstable", "hot"])
    check(wide.states(3.0), ["hot"])


def test_the_domain_grows_with_the_relaxation_length_of_a_cold_film():
    """At T_ph = 0.1 the far field relaxes over 500 Lambda (n = 5): the edge must be far beyond."""
    cold = spot(phonon_temperature=0.1)
    assert_allclose(cold.problem.far_relaxation_length, 500 * 0.16, rtol=0.05)
    assert cold.problem.domain(1.2) > 10 * cold.problem.far_relaxation_length
    states = cold.states(1.2)
    check(states, ["cold", "unstable", "hot"])
    # the spot itself hardly knows: the phonons are cold already at 0.15
    assert_allclose(states.hot.outer_radius, spot(phonon_temperature=0.15).states(1.2).hot.outer_radius, rtol=1e-3)


def test_a_film_of_normal_metal_has_one_state_that_is_normal_everywhere():
    """T_ph > T_c: legal, Fig. 7b. Q = T^n - T_ph^n and K = T; far from walls the profile obeys the local balance."""
    states = spot(phonon_temperature=1.2).states(1.0)
    check(states, ["only"])
    only = states[0]
    assert only.stable
    assert states.hot is only
    with pytest.raises(NoSuchStateError, match="normal everywhere"):
        _ = states.cold
    assert np.all(only.temperature > 1)
    local = (1.2**5 + 1.0) ** 0.2
    assert 1.2 < only.maximum_temperature < local
    small = spot(phonon_temperature=1.2, relaxation_length=0.01).states(1.0)[0]
    assert_allclose(small.maximum_temperature, local, rtol=1e-3)


def test_a_normal_film_at_weak_drive_follows_linear_response():
    """T - T_ph solves a linear equation: it grows with the square of the drive."""
    normal = spot(phonon_temperature=1.2)
    rise = [normal.states(drive)[0].maximum_temperature - 1.2 for drive in (1e-3, 2e-3)]
    assert_allclose(rise[1] / rise[0], 4, rtol=1e-5)


def test_the_gap_model_flows_through_to_the_spot(fig4a):
    """The BCS gap differs from (A1) by up to 3 %: same states, shifted by as much."""
    states = spot(gap_model="bcs").states(1.2)
    check(states, ["cold", "unstable", "hot"])
    assert 1e-4 < abs(states.hot.outer_radius / fig4a.hot.outer_radius - 1) < 0.05
    edge = [s.spot.response.kinks[0] for s in (states.hot, fig4a.hot)]
    assert edge[0] < edge[1] - 1e-3  # this close to T_c the BCS gap is the smaller one


def test_phonons_that_warm_make_the_hot_spot_larger(fig4a):
    """Heat leaves the electrons more slowly; the cold state hardly changes, for it dissipates little."""
    warm = spot(phonon_warming=0.5).states(1.2)
    check(warm, ["cold", "unstable", "hot"])
    assert warm.hot.outer_radius > 1.05 * fig4a.hot.outer_radius
    assert warm.hot.maximum_temperature > fig4a.hot.maximum_temperature
    assert 0 < warm.cold.maximum_temperature - fig4a.cold.maximum_temperature < 0.02


def test_a_boundary_conductance_reaches_the_spot_in_si_units():
    tip = MicrowaveTip(height="100 nm", frequency="417 GHz")
    fixed, warm = (HotSpot(Film("NbN", "10 nm", boundary_conductance=s), tip, "3 K") for s in (None, "200 W/m^2/K^4"))
    assert fixed.response.phonon_warming == 0
    assert_allclose(warm.response.phonon_warming, 5e9 * 10 * 1e-8 / 200, rtol=1e-12)  # Sigma T_c^(n-4) d / sigma_K


def test_the_edge_of_the_domain_can_be_chosen_and_its_effect_is_in_the_error(fig4a):
    near = spot(outer_radius=15).states(1.2)
    assert near.hot.solution.grid.outer_radius == 15
    assert near.hot.error > 10 * fig4a.hot.error
    off = abs(near.hot.temperature_at(np.array([10.0])) - fig4a.hot.temperature_at(np.array([10.0])))[0]
    assert 0 < off < 3 * near.hot.error
    in_si = HotSpot(Film("NbN", "10 nm"), MicrowaveTip(height="100 nm", frequency="417 GHz"), "3 K", outer_radius="1.5 um")
    assert_allclose(in_si.outer_radius, 15, rtol=1e-12)


def test_three_stable_uniform_states_do_not_confuse_the_search():
    """T_ph = 0.6, w = 3.108, n = 5: four folds in the uniform film. The parity must be right at every drive near them."""
    many = spot(phonon_temperature=0.6, photon_energy=3.108, relaxation_length=0.05)
    window = many.problem.window
    assert len(window.folds) == 4
    for drive in np.linspace(0.98 * window.lower.drive, 1.1 * window.upper.drive, 4):
        states = many.states(drive)
        assert states.parity == 1
        assert all(abs(s.energy_balance) < 1e-9 for s in states)


def test_a_weak_drive_after_a_strong_one_still_finds_its_state(fig4, fig4a):
    """The branch traced for drive 1.2 starts above 0.1: what lies below its start is not on it."""
    states = fig4.states(0.1)
    check(states, ["cold"])
    alone = spot().states(0.1)
    assert_allclose(states.cold.maximum_temperature, alone.cold.maximum_temperature, rtol=1e-12)
