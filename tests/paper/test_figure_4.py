"""Figures 4 and 5 against reference profiles from two other solvers (spectral elements and 128 000 finite volumes)."""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.spot.hotspot import HotSpot
from quenchmap.tip.shape import PEAK_RADIUS

REFERENCE = json.loads((Path(__file__).parents[1] / "references" / "spot.json").read_text())
ACCURACY = 1e-8  # of the reference, with a margin of three


@lru_cache
def spot(relaxation_length=0.16, outer_radius=30.0):
    """The problem of the captions, in the domain of the reference profiles unless said: no flux at 30 z0."""
    return HotSpot.dimensionless(
        cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=relaxation_length, outer_radius=outer_radius
    )


@lru_cache
def states(drive):
    return spot().states(drive)


def state(name):
    drive, kind = name.split("_")
    found = states(float(drive))
    return found[{"low": 0, "unstable": 1, "high": -1, "single": 0}[kind]]


NAMES = pytest.mark.parametrize("name", list(REFERENCE["profiles"]))


def test_figure_4a_has_three_states_of_which_the_middle_one_is_unstable():
    assert [s.stable for s in states(1.2)] == [True, False, True]


def test_figure_4b_has_one_state():
    assert [s.stable for s in states(1.8)] == [True]


@NAMES
def test_profile_agrees_with_the_reference(name):
    expected = REFERENCE["profiles"][name]
    radii = {"0.5": 0.5, "1": 1.0, "1.272": PEAK_RADIUS, "2": 2.0, "3": 3.0, "4": 4.0}
    found = state(name).temperature_at(np.array(list(radii.values())))
    assert_allclose(found, [expected[f"T({r})"] for r in radii], rtol=0, atol=ACCURACY)
    assert_allclose(state(name).temperature[0], expected["T0"], atol=ACCURACY)
    assert_allclose(state(name).maximum_temperature, expected["Tmax"], atol=ACCURACY)
    assert_allclose(state(name).observable("radius_of_maximum").value, expected["r_at_Tmax"], atol=2e-6)


@NAMES
def test_radii_of_the_normal_ring_and_of_the_gap_edge_agree_with_the_reference(name):
    expected, found = REFERENCE["profiles"][name], state(name).observables()
    if "r_Tc" in expected:
        assert_allclose([found["inner_radius"].value, found["outer_radius"].value], expected["r_Tc"], atol=3e-8)
    else:
        assert "outer_radius" not in found
    if "r_Tgap" in expected:
        assert_allclose(found["outer_gap_edge_radius"].value, expected["r_Tgap"][-1], atol=3e-8)


@NAMES
def test_lowest_eigenvalue_agrees_with_the_reference(name):
    assert_allclose(state(name).eigenvalues[0], REFERENCE["profiles"][name]["eig_theta"][0], atol=1e-6)


@pytest.mark.parametrize("name", ["1.2_high", "1.8_single"])
def test_wall_of_the_hot_spot_agrees_with_the_reference(name):
    expected, found = REFERENCE["profiles"][name], state(name)
    assert_allclose(found.wall_width, expected["outer_width_10_90_TlTh_at_jM"], atol=1e-7)
    assert_allclose(found.observable("wall_slope").value, expected["outer_max_slope"], rtol=1e-6)
    assert found.superconducting_core


@pytest.mark.parametrize("drive", [1.2, 1.8])
def test_maxwell_radii_agree_with_the_reference(drive):
    assert_allclose(spot().maxwell_radii(drive), REFERENCE["local_and_maxwell"][str(drive)]["R_maxwell"], atol=1e-5)


@pytest.mark.parametrize(("length", "accuracy"), [(0.16, 3e-7), pytest.param(0.1, 1e-5, marks=pytest.mark.slow), (1.0, 1e-5)])
def test_hysteresis_window_agrees_with_the_reference(length, accuracy):
    window = spot(length, None).hysteresis_window()
    lower, upper = REFERENCE["hysteresis_window"][f"{length:g}"]
    assert_allclose(window.lower.parameter, lower, atol=accuracy)
    assert_allclose(window.upper.parameter, upper, atol=1.5e-7)


def test_hot_and_unstable_state_of_figure_5_meet_where_the_reference_says():
    end = REFERENCE["hot_branch_ends_at_lambda"]
    assert_allclose(spot().hot_branch_end(end["jmax"]).parameter, end["lambda"], atol=end["accuracy"])


@pytest.mark.slow
def test_only_the_cold_state_of_figure_5_is_left_beyond_the_merger():
    found = spot(0.8, None).states(1.2)
    assert len(found) == 1
    assert found.cold.maximum_temperature < 0.5
