"""What the hot spot says when it cannot answer."""

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.errors import AccuracyWarning, NoSuchStateError
from quenchmap.material.film import Film
from quenchmap.spot.branch import trace
from quenchmap.spot.hotspot import HotSpot
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip

FIG4 = {"cooling_exponent": 5, "phonon_temperature": 0.3, "photon_energy": 2.0, "relaxation_length": 0.16}


def test_a_state_that_does_not_exist_is_refused_with_those_that_do(fig4, fig4b):
    with pytest.raises(
        NoSuchStateError, match=r"There is no cold state at drive 1\.8; there is: hot \(highest temperature 1\.262 T_c\)"
    ) as caught:
        _ = fig4b.cold
    assert "coexist for drives from 1.0634 to 1.5976" in str(caught.value)
    with pytest.raises(NoSuchStateError, match=r"no unstable state at drive 1\.8"):
        _ = fig4b.unstable
    with pytest.raises(NoSuchStateError, match=r"no hot state at drive 0\.9; there is: cold"):
        _ = fig4.states(0.9).hot


def test_an_observable_that_a_state_lacks_is_refused_with_those_it_has(fig4a):
    with pytest.raises(NoSuchStateError, match=r"cold state at drive 1\.2 has no outer radius: its highest temperature is 0\.5674 T_c"):
        _ = fig4a.cold.outer_radius
    with pytest.raises(KeyError, match="Did you mean outer_radius"):
        fig4a.hot.observable("outer_radii")


@pytest.mark.parametrize("drive", [0.0, -1.2, float("nan"), float("inf")])
def test_a_drive_that_is_not_positive_is_refused(fig4, drive):
    with pytest.raises(ValueError, match="`drive` is j_max/j"):
        fig4.states(drive)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"relaxation_length": -0.1}, "`relaxation_length`"),
        ({"relaxation_length": float("nan")}, "`relaxation_length`"),
        ({"phonon_temperature": 0.0}, "`phonon_temperature`"),
        ({"phonon_temperature": 0.01}, "`phonon_temperature`"),
        ({"photon_energy": 20.0}, "`photon_energy`"),
        ({"cooling_exponent": 2.0}, "`cooling_exponent`"),
        ({"phonon_warming": -1.0}, "`phonon_warming`"),
        ({"outer_radius": 2.0}, "`outer_radius`"),
        ({"gap_model": "shehan"}, "sheahen"),
    ],
)
def test_parameters_out_of_range_are_refused_by_name(change, message):
    with pytest.raises(ValueError, match=message):
        HotSpot.dimensionless(**(FIG4 | change)).states(1.2)


def test_temperatures_are_asked_for_inside_the_domain_only(fig4a):
    with pytest.raises(ValueError, match="must lie in the domain, 0 to 30"):
        fig4a.hot.temperature_at(np.array([1.0, 31.0]))
    with pytest.raises(ValueError, match="must lie in the domain"):
        fig4a.hot.temperature_at(np.array([-0.1]))


def test_a_dimensionless_spot_has_no_current(fig4):
    with pytest.raises(ValueError, match="give `drive`"):
        fig4.states(current="8 uA")


def test_one_way_to_state_the_drive_is_enough():
    spot = HotSpot(Film("NbN", thickness="10 nm"), MicrowaveTip(height="100 nm", frequency="417 GHz"), "3 K")
    with pytest.raises(ValueError, match="not several"):
        spot.states(1.2, current="300 uA")
    with pytest.raises(ValueError, match="voltage"):
        spot.states()
    hot = HotSpot(Film("InOx", "10 nm"), HotTip("100 nm", "300 K", "50 nm", "1e7 S/m"), "0.7 K")
    with pytest.raises(ValueError, match="driven by its temperature alone"):
        hot.states(1.2)


def test_film_and_tip_of_the_wrong_kind_are_refused():
    tip = MicrowaveTip(height="100 nm", frequency="417 GHz")
    with pytest.raises(TypeError, match="`film` must be a Film"):
        HotSpot("NbN", tip, "3 K")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="`tip` must be"):
        HotSpot(Film("NbN", "10 nm"), "tip", "3 K")  # type: ignore[arg-type]


def test_where_the_branch_is_not_followed_to_its_end_a_warning_says_so_and_the_states_are_found_all_the_same(fig4a, monkeypatch):
    monkeypatch.setattr("quenchmap.spot.states.trace", partial(trace, limit=10))
    with pytest.warns(AccuracyWarning, match="did not converge.* sought from local profiles"):
        states = HotSpot.dimensionless(**FIG4).states(1.2)
    assert_allclose([s.maximum_temperature for s in states], [s.maximum_temperature for s in fig4a], atol=1e-7)
    assert_allclose(states.hot.outer_radius, fig4a.hot.outer_radius, atol=1e-7)


def test_a_state_that_was_not_found_leaves_the_others_incomplete(fig4a, monkeypatch):
    """Without its branch and without deflation the unstable state is missing, and the parity tells."""
    monkeypatch.setattr("quenchmap.spot.states.trace", partial(trace, limit=10))
    monkeypatch.setattr("quenchmap.spot.states._DEFLATIONS", 0)
    with pytest.warns(AccuracyWarning, match="did not converge"):
        states = HotSpot.dimensionless(**FIG4).states(1.2)
    assert not states.complete
    assert "INCOMPLETE" in str(states)
    assert_allclose([s.maximum_temperature for s in states], [fig4a[k].maximum_temperature for k in (0, 2)], atol=1e-7)


@pytest.mark.slow
def test_where_the_branch_cannot_be_followed_a_warning_says_so_and_walls_stand_at_the_maxwell_radii():
    spot = HotSpot.dimensionless(**(FIG4 | {"relaxation_length": 1e-5}))
    with pytest.warns(AccuracyWarning, match="could not|did not converge"):
        states = spot.states(1.2)
    assert not states.complete
    assert "INCOMPLETE" in str(states)
    assert_allclose(states.hot.outer_radius, spot.maxwell_radii(1.2)[1], rtol=1e-4)
