"""The loop of an experiment: what is followed up and down, where it jumps, and what its circuit sees."""

import json
import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose

import quenchmap as qm
from quenchmap.errors import AccuracyWarning, ValidityWarning
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.hysteresis import path as hysteresis_path
from quenchmap.spot.hysteresis.result import Hysteresis


@pytest.fixture(scope="module")
def loop(fig4) -> Hysteresis:
    return fig4.hysteresis((0.9, 1.8), points=10)


@pytest.fixture(scope="module")
def measured(film_like_fig4) -> Hysteresis:
    return film_like_fig4.hysteresis(points=6, line_loss="3 dB")


def test_the_jumps_are_at_the_folds(loop, fig4):
    folds = [f.parameter for f in fig4.folds]
    assert [(j.kind, j.drive) for j in loop.jumps] == [("on", folds[0]), ("off", folds[1])]
    for jump, hotter in zip(loop.jumps, (True, False), strict=True):
        assert (jump.after["maximum_temperature"] > jump.before["maximum_temperature"]) == hotter


def test_both_ways_agree_outside_the_folds_and_differ_between_them(loop, fig4a):
    up, down = ({round(a, 9): T for a, T in zip(w.drive, w.recorded["maximum_temperature"], strict=True)} for w in (loop.up, loop.down))
    assert up[0.9] == pytest.approx(down[0.9], rel=1e-9)
    assert up[1.8] == pytest.approx(down[1.8], rel=1e-9)
    assert up[1.2] == pytest.approx(fig4a.cold.maximum_temperature, rel=1e-6)
    assert down[1.2] == pytest.approx(fig4a.hot.maximum_temperature, rel=1e-6)


def test_a_drive_that_stays_below_the_upper_fold_never_jumps(fig4):
    loop = fig4.hysteresis((0.9, 1.4), points=3)
    assert loop.jumps == ()
    assert_allclose(loop.up.recorded["heat"], loop.down.recorded["heat"][::-1])
    assert "no jump" in str(loop)


def test_the_circuit_sees_the_absorbed_power_as_a_resistance(measured, film_like_fig4):
    tip, film = film_like_fig4.tip, film_like_fig4.film
    for way in (measured.up, measured.down):
        record = way.recorded
        power = record["absorbed_power"] + record["plasmon_power"]
        assert_allclose(0.5 * record["current"] ** 2 * record["resistance"], power)
        assert_allclose(record["current"], [tip.current(film, a) for a in way.drive])
        assert_allclose(record["tip_voltage"], record["current"] * tip.reactance, rtol=1e-4)
    assert_allclose(measured.up.recorded["missing_reflection"], 1 - np.abs(measured.reflection()) ** 2, rtol=1e-8)


def test_the_source_power_gives_the_drive_back(measured, film_like_fig4):
    level = measured.up.recorded["source_power"][2]
    assert film_like_fig4.drive(source_power=f"{level} dBm", line_loss="3 dB") == pytest.approx(measured.up.drive[2])


def test_the_absorbed_power_is_that_of_the_states(measured, film_like_fig4):
    drive = float(measured.down.drive[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)
        hot = film_like_fig4.at_frequency(film_like_fig4.tip.frequency).states(drive).hot
    assert measured.down.recorded["absorbed_power"][0] == pytest.approx(hot.absorbed_power, rel=1e-5)


def test_a_saved_loop_comes_back_and_prints_and_draws_alike(measured, tmp_path):
    measured.save(tmp_path / "loop.nc")
    again = qm.load(tmp_path / "loop.nc")
    assert str(again) == str(measured)
    assert json.dumps(again.summary()) == json.dumps(measured.summary())
    assert len(again.plot().axes) == 4
    assert "jumps on at j_max/j*" in str(again)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"drive": (1.8, 0.9)}, "Swap or part them"),
        ({"drive": (0.0, 0.9)}, "must be positive and finite"),
        ({"drive": (0.9, 1.8), "points": 1}, "whole number from 2 up, but points=1"),
        ({"drive": (0.9, 1.8), "line_loss": -3.0}, "must be zero or positive"),
    ],
)
def test_loops_that_make_no_sense_are_refused(fig4, arguments, message):
    with pytest.raises(ValueError, match=message):
        fig4.hysteresis(**arguments)


def test_without_folds_the_range_must_be_given():
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=4.0, relaxation_length=0.16)
    with pytest.raises(ValueError, match="the range of the drive must be given"):
        spot.hysteresis()


def test_ctrl_c_keeps_what_was_followed(fig4, monkeypatch):
    """Ctrl-C on the way down leaves the way up."""
    followed = hysteresis_path._way

    def interrupted(family, pieces, piece, drives, direction, way):
        if direction < 0:
            raise KeyboardInterrupt
        return followed(family, pieces, piece, drives, direction, way)

    monkeypatch.setattr(hysteresis_path, "_way", interrupted)
    with pytest.warns(AccuracyWarning, match="Interrupted: the sweep holds the 2 states"):
        loop = fig4.hysteresis((0.9, 1.4), points=2)
    assert not loop.complete
    assert "INCOMPLETE" in str(loop)
    assert len(loop.down.drive) == 0
