"""The hot tip of Fig. 7a by the same solver, with the heating as printed in (D14) and with its missing factor 2."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.material.film import Film
from quenchmap.numerics.elements import interpolate
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.observables import measure
from quenchmap.spot.states import find_states
from quenchmap.tip.hot import HotTip

REFERENCE = json.loads((Path(__file__).parents[1] / "references" / "hot_tip.json").read_text())


@pytest.fixture(scope="module")
def spot():
    """InOx of Table I at T_ph = 0.2 T_c, the paper's tip, on the reference's domain."""
    tip = HotTip(height="100 nm", temperature="300 K", radius="50 nm", conductivity="1e7 S/m")
    return HotSpot(Film("InOx", thickness="10 nm"), tip, phonon_temperature=0.2 * 3.5, outer_radius="10 um")


@pytest.mark.parametrize(("case", "prefactor"), [("as_printed", 0.5), ("corrected", 1.0)])
def test_the_profile_agrees_with_the_reference(spot, case, prefactor):
    assert_allclose(spot.relaxation_length, REFERENCE["Lambda_over_z0"], rtol=1e-9)
    drive = np.sqrt(prefactor) * spot.drive()
    (state,) = find_states(spot.problem, drive)
    expected = REFERENCE[case]
    r = np.array([float(x) for x in expected["T"]])
    assert_allclose(interpolate(state.grid.vertices, state.T, r), list(expected["T"].values()), rtol=1e-7)
    found = measure(spot.problem, drive, state.grid, state.T)
    assert_allclose([found["central_temperature"], found["maximum_temperature"]], [expected["T0"], expected["Tmax"]], rtol=1e-7)
    assert_allclose(found["radius_of_maximum"], expected["rmax"], rtol=1e-5)


def test_the_spot_of_a_hot_tip_has_one_stable_state_with_a_shallow_dip_in_its_middle(spot):
    """The paper calls r = 0 the maximum; it is a local minimum 2e-4 deep."""
    states = spot.states()
    assert [s.kind for s in states] == ["only"]
    only = states[0]
    assert only.stable
    assert only.eigenvalues[0] > 0
    assert abs(only.energy_balance) < 1e-9
    assert_allclose(
        (only.maximum_temperature - only.observable("central_temperature").value) / 3.5,
        REFERENCE["corrected"]["Tmax"] - REFERENCE["corrected"]["T0"],
        rtol=1e-3,
    )
    assert_allclose(only.maximum_temperature, 3.5 * REFERENCE["corrected"]["Tmax"], rtol=1e-7)
    assert only.observable("maximum_temperature").unit == "K"


def test_a_hotter_tip_heats_with_the_fourth_power(spot):
    assert_allclose(HotSpot(spot.film, HotTip("100 nm", "600 K", "50 nm", "1e7 S/m"), 0.7).drive() ** 2 / spot.drive() ** 2, 16, rtol=1e-6)
