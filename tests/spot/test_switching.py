"""How fast the hot spot switches: times on and off, slowing near folds, hysteresis at a finite sweep rate."""

import numpy as np
import pytest

from quenchmap.spot.evolution.switching import dynamic_loop, relaxation_time, slowest_rate, switching_times
from quenchmap.spot.evolution.waveform import Step

LOOSE = {"tolerance": 1e-5, "estimate_error": False}


def test_it_switches_on_slowly_and_off_fast(fig4):
    found = switching_times(fig4, 0.9, 1.8, tolerance=1e-5)
    assert 0 < found.off < found.born < found.on
    assert found.modulation_frequency == pytest.approx(1 / (2 * np.pi * (found.on + found.off)))
    hot = fig4.states(1.8).hot
    assert found.relaxation == pytest.approx(relaxation_time(hot))
    assert found.scan_speed == pytest.approx(hot.wall_width / found.relaxation)
    assert found.rise.outer_radius[-1] == pytest.approx(hot.outer_radius, rel=0.05)


def test_near_the_fold_switching_on_slows_down_with_the_root_of_the_distance(fig4):
    """A passage through the bottleneck that the vanished states leave: t = A (a - a_fold)^(-1/2) + smaller terms."""
    fold = fig4.hysteresis_window().upper.parameter
    distance = np.array([2.5e-4, 1e-3])
    born = [
        fig4.evolve(Step(0.97 * fold, fold + d), duration=4000.0, start="cold", **LOOSE).times_of("normal region born")[0] for d in distance
    ]
    assert np.diff(np.log(born))[0] / np.diff(np.log(distance))[0] == pytest.approx(-0.5, abs=0.06)


def test_a_loop_swept_more_slowly_is_nearer_to_the_static_window(fig4):
    loops = [dynamic_loop(fig4, 0.95, 1.8, period, **LOOSE) for period in (300.0, 3000.0)]
    upper, lower = loops[0].static.upper.parameter, loops[0].static.lower.parameter
    late_up = [loop.up[0] - upper for loop in loops]
    late_down = [lower - loop.down[0] for loop in loops]
    assert 0 < late_up[1] < 0.5 * late_up[0]
    assert 0 < late_down[1] < 0.6 * late_down[0]
    assert late_up[1] < 0.06


def test_an_unstable_state_has_no_relaxation_time(fig4a):
    assert slowest_rate(fig4a.unstable) < 0
    with pytest.raises(ValueError, match="is unstable: it has no relaxation time"):
        relaxation_time(fig4a.unstable)


def test_drives_that_do_not_cross_the_window_are_refused(fig4):
    with pytest.raises(ValueError, match=r"from 1\.06342 to 1\.59758, but low=1\.2 and high=1\.8"):
        switching_times(fig4, 1.2, 1.8)
    with pytest.raises(ValueError, match="`period`"):
        dynamic_loop(fig4, 0.9, 1.8, 0.0)
