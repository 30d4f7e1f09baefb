"""All steady states against one parameter: known folds, one curve in two parameters that mean the same, and what is refused."""

import json
import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose

import quenchmap as qm
from quenchmap.errors import AccuracyWarning, NoSuchStateError
from quenchmap.spot.diagram.result import Diagram
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.variation import changed, parameter_names

HOT_BRANCH_ENDS = 0.6240084  # Lambda/z0 at drive 1.2, by an independent solver


@pytest.fixture(scope="module")
def in_drive(fig4) -> Diagram:
    return fig4.branch()


@pytest.fixture(scope="module")
def in_relaxation_length(fig4) -> Diagram:
    return fig4.branch("relaxation_length", between=(0.14, 0.7), drive=1.2)


def test_the_s_curve_has_both_known_folds_and_one_growing_perturbation_between_them(in_drive):
    assert len(in_drive.curves) == 1
    curve = in_drive.curves[0]
    assert_allclose([f.parameter for f in curve.folds], [1.5975805, 1.0634198], atol=3e-7)
    assert [curve.index_of(piece) for piece in curve.pieces] == [0, 1, 0]
    assert in_drive.complete
    assert [probe.count for probe in in_drive.probes] == [1, 3, 1]
    assert np.max(np.abs(curve.energy_balance)) < 1e-6


def test_the_points_of_the_curve_are_the_states_found_at_their_drives(in_drive, fig4):
    """The cold, the unstable and the hot state lie on the curve, in this order."""
    curve = in_drive.curves[0]
    assert len(curve.pieces) == 3
    for k, piece in enumerate(curve.pieces):
        where = slice(piece[0], piece[1] + 1)
        i = piece[0] + int(np.argmin(np.abs(curve.parameter[where] - 1.2)))
        state = fig4.states(float(curve.parameter[i]))[k]
        assert curve.observables["maximum_temperature"][i] == pytest.approx(state.maximum_temperature, abs=1e-7)


def test_a_range_between_the_folds_has_three_curves(fig4):
    diagram = fig4.branch("drive", between=(1.19, 1.21))
    assert sorted(int(c.index[0]) for c in diagram.curves) == [0, 0, 1]
    assert diagram.folds == ()
    for curve in diagram.curves:
        assert sorted(curve.parameter[[0, -1]]) == [1.19, 1.21]


def test_hot_and_unstable_states_vanish_at_the_known_relaxation_length(in_relaxation_length):
    assert len(in_relaxation_length.curves) == 2
    assert len(in_relaxation_length.folds) == 1
    fold = in_relaxation_length.folds[0]
    assert_allclose(fold.parameter, HOT_BRANCH_ENDS, atol=1e-6)
    assert fold.error < 1e-7
    assert [probe.count for probe in in_relaxation_length.probes] == [3, 3, 1]


def test_height_of_the_tip_and_relaxation_length_are_one_parameter(film_like_fig4, in_relaxation_length):
    """Lambda/z0 is all that the height changes at fixed drive."""
    spot = film_like_fig4
    length = spot.film.material.relaxation_length
    diagram = spot.branch("height", between=(length / 0.65, "105 nm"), drive=1.2)
    assert_allclose(length / diagram.folds[0].parameter, in_relaxation_length.folds[0].parameter, rtol=1e-7)
    assert diagram.folds[0].drive == pytest.approx(1.2)
    cold = min(diagram.curves, key=lambda c: c.observables["maximum_temperature"][0])
    kelvin = np.interp(100e-9, cold.parameter, cold.observables["maximum_temperature"])
    assert kelvin / spot.film.material.critical_temperature == pytest.approx(0.567, abs=2e-3)


def test_at_fixed_current_the_drive_falls_as_the_tip_rises(film_like_fig4):
    spot = film_like_fig4
    diagram = spot.branch("height", between=("98 nm", "102 nm"), current=spot.tip.current(spot.film, 1.2))
    for curve in diagram.curves:
        assert_allclose(curve.drive * curve.parameter, 1.2 * 100e-9, rtol=1e-9)


@pytest.mark.slow  # compiles for a response that moves, which test_family.py and the curves of folds test
def test_the_branch_in_photon_energy_meets_the_states_found_at_its_ends(fig4):
    diagram = fig4.branch("photon_energy", between=(1.97, 2.03), drive=1.2)
    found = [s.maximum_temperature for s in fig4.at_frequency(2.03).states(1.2)]
    ends = sorted(c.observables["maximum_temperature"][int(np.argmax(c.parameter))] for c in diagram.curves)
    assert_allclose(ends, found, atol=2e-7)


def test_a_film_without_bistability_has_one_stable_curve():
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=4.0, relaxation_length=0.16)
    diagram = spot.branch("drive", between=(0.8, 1.2))
    assert [c.folds for c in diagram.curves] == [()]
    assert np.all(diagram.curves[0].stable)
    with pytest.raises(ValueError, match="no folds, so the range of the drive must be given"):
        spot.branch()


def test_a_saved_diagram_comes_back_and_prints_and_draws_alike(in_relaxation_length, tmp_path):
    in_relaxation_length.save(tmp_path / "branch.nc")
    again = qm.load(tmp_path / "branch.nc")
    assert str(again) == str(in_relaxation_length)
    assert "0.62400" in str(again)
    lines = [[line.get_xydata() for line in d.plot("outer_radius").lines] for d in (again, in_relaxation_length)]
    for a, b in zip(*lines, strict=True):
        assert_allclose(a, b)
    assert json.dumps(again.summary()) == json.dumps(in_relaxation_length.summary())


def test_the_picture_tells_unstable_states_from_stable_ones(in_drive):
    axes = in_drive.plot()
    styles = {line.get_label(): line.get_linestyle() for line in axes.lines}
    assert styles["cold"] == styles["hot"] == "-"
    assert styles["unstable"] == "--"
    assert "fold" in styles
    with pytest.raises(ValueError, match="Did you mean outer_radius"):
        in_drive.plot("outer_radus")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("relaxation_lenght",), "Did you mean relaxation_length"),
        (("height",), "without a film has no parameter 'height'"),
        (("relaxation_length",), "`between`, the range of relaxation_length, is missing"),
    ],
)
def test_parameters_that_do_not_exist_and_missing_ranges_are_refused(fig4, arguments, message):
    with pytest.raises(ValueError, match=message):
        fig4.branch(*arguments, drive=1.2)


@pytest.mark.parametrize(
    ("between", "message"),
    [
        ((0.3, 0.1), "Swap or part them"),
        ((0.3, 0.5), r"must contain the hot spot's own relaxation_length, 0\.16"),
        ((0.0, 0.5), "must be positive and finite"),
        ((float("nan"), 0.5), "must be finite"),
        (0.5, "must be the two ends"),
        ((0.1,), "must be the two ends"),
    ],
)
def test_ranges_that_make_no_sense_are_refused(fig4, between, message):
    with pytest.raises(ValueError, match=message):
        fig4.branch("relaxation_length", between=between, drive=1.2)


def test_what_stays_fixed_must_be_said_once(fig4):
    with pytest.raises(ValueError, match="neither came"):
        fig4.branch("relaxation_length", between=(0.1, 0.2))
    with pytest.raises(ValueError, match="both came"):
        fig4.branch("relaxation_length", between=(0.1, 0.2), drive=1.2, current="1 mA")
    with pytest.raises(ValueError, match="dimensionless hot spot has no current"):
        fig4.branch("relaxation_length", between=(0.1, 0.2), current="1 mA")
    with pytest.raises(ValueError, match="The drive is the parameter"):
        fig4.branch("drive", between=(0.1, 0.2), drive=1.2)


def test_a_range_beyond_what_the_hot_spot_can_be_is_refused_by_the_hot_spot(film_like_fig4):
    with pytest.raises(ValueError, match="must exceed its radius"):
        film_like_fig4.branch("height", between=("5 nm", "200 nm"), drive=1.2)


def test_every_parameter_of_a_film_can_change(film_like_fig4):
    for name in parameter_names(film_like_fig4)[1:]:
        value = 1.1 * film_like_fig4.parameters[name]
        assert changed(film_like_fig4, name, value).parameters[name] == pytest.approx(value)


def test_ctrl_c_keeps_the_curves_that_were_followed(fig4):
    calls = []

    def progress(what: str) -> None:
        calls.append(what)
        if what.startswith("Following a branch") and sum(c.startswith("Following a branch") for c in calls) == 2:
            raise KeyboardInterrupt

    with pytest.warns(AccuracyWarning, match="Interrupted"):
        diagram = fig4.branch("relaxation_length", between=(0.15, 0.17), drive=1.2, progress=progress)
    assert not diagram.complete
    assert len(diagram.curves) == 1


def test_states_at_a_value_are_those_of_the_hot_spot_there(in_relaxation_length):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [s.kind for s in in_relaxation_length.states(0.7)] == ["cold"]
    with pytest.raises(NoSuchStateError):
        _ = in_relaxation_length.states(0.7).hot
