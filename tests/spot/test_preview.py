"""The first look at a hot spot shows the states that the complete search finds, to the accuracy of a picture."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap import HotSpot
from quenchmap.spot.preview import branch_curve, preview

SPOT = {"cooling_exponent": 5, "phonon_temperature": 0.3, "relaxation_length": 0.16}


@pytest.fixture(scope="module")
def spot():
    return HotSpot.dimensionless(photon_energy=2.0, **SPOT)


@pytest.mark.parametrize("drive", [0.9, 1.2, 1.55, 1.7])
def test_first_look_is_the_complete_set(spot, drive):
    soon, states = preview(spot.problem, drive), spot.states(drive)
    assert soon is not None
    assert [p.stable for p in soon] == [s.stable for s in states]
    r = np.linspace(0, 6, 100)
    for profile, state in zip(soon, states):
        assert_allclose(profile.temperature_at(r), state.temperature_at(r), atol=2e-6)


def test_curve_turns_at_the_folds(spot):
    pieces = branch_curve(spot.problem, 1.7)
    assert [folds for folds, *_ in pieces] == [0, 1, 2]
    assert_allclose(pieces[0][1].max(), 1.59758048, rtol=1e-3)
    assert_allclose(pieces[1][1].min(), 1.06341978, rtol=1e-3)


def test_film_without_folds_has_no_branch_to_look_at():
    problem = HotSpot.dimensionless(photon_energy=5.0, **SPOT).problem
    assert preview(problem, 1.2) is None
    assert branch_curve(problem, 1.2) == []
