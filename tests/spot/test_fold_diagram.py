"""Curves of folds: known windows at several Lambda/z0, the cusp, and what is refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

import quenchmap as qm
from quenchmap.errors import NoSuchStateError
from quenchmap.spot.fold_diagram.figure import several
from quenchmap.spot.fold_diagram.result import FoldDiagram
from quenchmap.spot.hotspot import HotSpot


@pytest.fixture(scope="module")
def in_relaxation_length(fig4) -> FoldDiagram:
    return fig4.fold_curve("relaxation_length", between=(0.09, 0.7))


@pytest.fixture(scope="module")
def with_cusp() -> FoldDiagram:
    """Near the end of bistability at T_ph = 0.6."""
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.6, photon_energy=3.12, relaxation_length=0.16)
    return spot.fold_curve("photon_energy", between=(3.1, 3.15))


def test_the_windows_are_the_known_ones(in_relaxation_length, reference):
    for length, tolerance in (("0.1", (1e-5, 5e-6)), ("0.16", (3e-7, 3e-7)), ("0.3", (1e-5, 5e-6))):
        window = in_relaxation_length.window_at(float(length))
        known = reference["hysteresis_window"][length]
        assert abs(window.lower - known[0]) < tolerance[0]
        assert abs(window.upper - known[1]) < tolerance[1]
        assert max(window.error) < 2e-5


def test_the_stated_error_of_the_interpolation_covers_the_folds_located_there(in_relaxation_length):
    exact = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.1).folds
    window = in_relaxation_length.window_at(0.1)
    assert abs(window.upper - exact[0].parameter) <= window.error[1] + 1e-8
    assert abs(window.lower - exact[1].parameter) <= window.error[0] + 1e-8


def test_the_lower_folds_pass_drive_1_2_where_the_hot_branch_ends(in_relaxation_length):
    """The curve in (Lambda/z0, drive) and the branch at drive 1.2 turn at one point."""
    window = in_relaxation_length.window_at(0.6240084)
    assert window.lower == pytest.approx(1.2, abs=1e-6)


def test_there_are_two_lines_that_open_towards_each_other(in_relaxation_length):
    assert len(in_relaxation_length.curves) == 2
    assert in_relaxation_length.cusps == ()
    assert sorted(int(line.opens[0]) for line in in_relaxation_length.lines) == [-1, 1]
    assert max(line.residual.max() for line in in_relaxation_length.lines) < 1e-8
    assert in_relaxation_length.complete


def test_folds_merge_in_a_cusp_as_the_power_three_halves(with_cusp):
    """The width of the window next to a cusp goes as the distance to the power 3/2."""
    assert len(with_cusp.cusps) == 1
    cusp = with_cusp.cusps[0]
    assert cusp.parameter == pytest.approx(3.13945, abs=1e-4)
    distances = np.array([1e-3, 4e-3])
    widths = [with_cusp.window_at(cusp.parameter - d) for d in distances]
    power = np.log((widths[1].upper - widths[1].lower) / (widths[0].upper - widths[0].lower)) / np.log(4)
    assert power == pytest.approx(1.5, abs=0.05)
    assert with_cusp.window_at(cusp.parameter + 1e-3) is None


def test_beyond_the_cusp_no_fold_is_found_directly_either(with_cusp):
    beyond = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.6, photon_energy=3.145, relaxation_length=0.16)
    assert beyond.folds == ()
    assert str(beyond.folds).startswith("no folds")


def test_a_saved_diagram_comes_back_and_prints_and_draws_alike(with_cusp, tmp_path):
    with_cusp.save(tmp_path / "folds.nc")
    again = qm.load(tmp_path / "folds.nc")
    assert str(again) == str(with_cusp)
    assert "cusp at photon energy 3.139" in str(again)
    assert again.summary() == with_cusp.summary()
    assert_allclose(again.plot().lines[0].get_xydata(), with_cusp.plot().lines[0].get_xydata())


def test_regions_with_several_states_are_counted_through_more_than_two_folds():
    """Four folds: five states where two windows overlap, one region; two regions where they do not."""
    assert several([(1.0, 0.0, 1), (2.0, 0.0, 1), (3.0, 0.0, -1), (4.0, 0.0, -1)]) == [(1.0, 4.0)]
    assert several([(1.0, 0.0, 1), (2.0, 0.0, -1), (3.0, 0.0, 1), (4.0, 0.0, -1)]) == [(1.0, 2.0), (3.0, 4.0)]


def test_folds_that_do_not_exist_are_refused(fig4):
    normal = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=4.0, relaxation_length=0.16)
    with pytest.raises(NoSuchStateError, match="no fold at its own photon_energy, 4"):
        normal.fold_curve("photon_energy", between=(3.5, 4.5))
    with pytest.raises(ValueError, match="must be another one"):
        fig4.fold_curve("drive", between=(1, 2))
    with pytest.raises(ValueError, match="Did you mean photon_energy"):
        fig4.fold_curve("photon_enrgy", between=(1, 2))


@pytest.fixture(scope="module")
def at_the_gap_edge() -> FoldDiagram:
    """Where the coldest spot's top reaches the gap edge at its fold, hbar omega = 3.106 k_B T_c: above, a thin ring absorbs."""
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=3.1, relaxation_length=0.16)
    return spot.fold_curve("photon_energy", between=(3.085, 3.15))


def test_folds_are_followed_where_the_gap_edge_enters_the_profile(at_the_gap_edge):
    assert at_the_gap_edge.complete
    assert len(at_the_gap_edge.lines) == 2
    for line in at_the_gap_edge.lines:
        assert len(set(line.opens.tolist())) == 1


def test_beyond_the_gap_edge_the_curve_is_that_of_the_folds_found_there(at_the_gap_edge):
    value = at_the_gap_edge.rows[-2]
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=value, relaxation_length=0.16)
    upper, lower = spot.folds
    assert upper.state.opening < 0 < lower.state.opening
    assert abs(upper.parameter - at_the_gap_edge.window_at(value).upper) < upper.error  # pinned to the edge: its ring is not resolved
    window = at_the_gap_edge.window_at(value)
    assert abs(window.lower - lower.parameter) < window.error[0]
    assert abs(window.upper - upper.parameter) < window.error[1]


def test_folds_in_the_printed_rows_are_located_not_interpolated(in_relaxation_length):
    for value in in_relaxation_length.rows:
        window = in_relaxation_length.window_at(value)
        assert max(window.error) < 5e-7
    assert "1.06342  " in str(in_relaxation_length)


def test_a_value_outside_the_range_is_refused(in_relaxation_length):
    with pytest.raises(ValueError, match=r"must lie in the range of the diagram, 0\.09 to 0\.7"):
        in_relaxation_length.window_at(2.0)
