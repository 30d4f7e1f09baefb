"""Where hot and cold states coexist: windows in drive, and the relaxation length at which the hot branch ends."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.errors import NoSuchStateError
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.states import cold_branch

FIG4 = {"cooling_exponent": 5, "phonon_temperature": 0.3, "photon_energy": 2.0}
ACCURACY = {"0.16": (3e-7, 1e-7), "0.1": (1e-5, 1e-7), "0.3": (1e-5, 1e-7), "1": (1e-5, 1e-7)}  # of the reference, lower and upper edge


@pytest.fixture(scope="module")
def window(fig4):
    return fig4.hysteresis_window()


@pytest.mark.parametrize("length", ACCURACY)
def test_both_edges_agree_with_the_reference(reference, length, fig4):
    spot = fig4 if length == "0.16" else HotSpot.dimensionless(**FIG4, relaxation_length=float(length))
    window = spot.hysteresis_window()
    lower, upper = reference["hysteresis_window"][length]
    assert_allclose(window.lower.parameter, lower, atol=ACCURACY[length][0])
    assert_allclose(window.upper.parameter, upper, atol=ACCURACY[length][1])
    assert len(window.folds) == 2
    for fold in window.folds:
        assert fold.error < 1e-7


def test_states_appear_and_vanish_in_pairs_at_the_edges(fig4, window):
    """The count of states tells the side of a fold 1e-4 away from it."""
    lower, upper = window.lower.parameter, window.upper.parameter
    for drive, kinds in (
        (lower - 1e-4, ["cold"]),
        (lower + 1e-4, ["cold", "unstable", "hot"]),
        (upper - 1e-4, ["cold", "unstable", "hot"]),
        (upper + 1e-4, ["hot"]),
    ):
        states = fig4.states(drive)
        assert [s.kind for s in states] == kinds
        assert states.parity == 1


def test_an_eigenvalue_vanishes_at_a_fold_as_the_square_root_of_the_distance(fig4, window):
    """The growing perturbation of the unstable state slows down as it meets the cold one: the mark of a saddle-node."""
    growth = [fig4.states(window.lower.parameter + d).unstable.eigenvalues[0] for d in (1e-4, 4e-4)]
    assert growth[1] < growth[0] < 0
    assert growth[1] / growth[0] == pytest.approx(2, rel=0.1)


def test_the_window_lies_between_the_maxwell_drive_and_stays_open_far_beyond_the_paper_s_limit(fig4):
    """The lower edge goes to the Maxwell drive, not to j_1, as Lambda/z0 vanishes; the window is open at Lambda/z0 = 3 still."""
    jM = fig4.problem.maxwell[0]
    edges = [HotSpot.dimensionless(**FIG4, relaxation_length=x).hysteresis_window().lower.parameter for x in (0.05, 0.1)]
    assert jM < edges[0] < edges[1]
    assert (edges[0] - jM) / (edges[1] - jM) == pytest.approx(0.5, abs=0.15)  # curvature of the ring costs in proportion to Lambda/z0
    wide = HotSpot.dimensionless(**FIG4, relaxation_length=3.0).hysteresis_window()
    assert wide.upper.parameter > 1.01 * wide.lower.parameter


def test_the_hot_branch_ends_where_fig_5_says(fig4, reference):
    expected = reference["hot_branch_ends_at_lambda"]
    end = fig4.hot_branch_end(expected["jmax"])
    assert_allclose(end.parameter, expected["lambda"], atol=expected["accuracy"])
    assert end.error < 1e-7
    # on either side of it there are three states and one
    count = [len(HotSpot.dimensionless(**FIG4, relaxation_length=end.parameter + d).states(expected["jmax"])) for d in (-1e-3, 1e-3)]
    assert count == [3, 1]


def test_a_hot_branch_that_does_not_exist_or_does_not_end_says_so(fig4):
    with pytest.raises(NoSuchStateError, match=r"No hot state exists at drive 0\.5"):
        fig4.hot_branch_end(0.5)


def test_without_bistability_there_is_no_window():
    """Photons that break pairs at the phonon temperature, w > 2 Delta(T_ph): one state at every drive."""
    spot = HotSpot.dimensionless(**(FIG4 | {"photon_energy": 4.0}), relaxation_length=0.16)
    assert spot.hysteresis_window() is None
    assert spot.problem.window is None
    assert [s.kind for s in spot.states(1.2)] == ["only"]


def test_the_branch_runs_through_both_folds_once(fig4, window):
    branch = cold_branch(fig4.problem, 1.0)
    assert len(branch.turns) == 2
    values = branch.values
    assert values[0] < window.lower.parameter
    assert values[-1] > window.upper.parameter
    hottest = [p.T.max() for p in branch.points]
    assert np.all(np.diff(hottest) > -1e-9)  # along the curve the spot only grows hotter
