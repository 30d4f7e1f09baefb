"""Drives against time."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.spot.evolution.waveform import Constant, Function, Pulse, Step, Table, as_waveform, ramp, triangle

WAVES = {
    "constant": Constant(1.2),
    "step": Step(1.0, 1.8, at=2.0),
    "pulse": Pulse(1.8, width=3.0, base=1.2, at=1.0),
    "ramp": ramp(1.0, 1.8, 4.0, at=1.0),
    "triangle": triangle(1.0, 1.8, 4.0, turns=2),
    "sum": Step(0.0, 1.0, at=1.0) + Pulse(0.5, width=1.0, at=2.0) + 0.1,
    "product": 2 * ramp(0.5, 1.0, 3.0),
    "sequence": Step(0.0, 1.0).then(2.0, ramp(1.0, 2.0, 1.0)),
    "function": Function(lambda t: 1 + 0.1 * np.sin(t)),
}


@pytest.mark.parametrize("wave", WAVES.values(), ids=WAVES.keys())
def test_between_its_breaks_a_waveform_is_smooth(wave):
    """What the integrator relies on: halving the step divides the third difference by eight."""
    corners = [0.0, *(b for b in wave.breaks if 0 < b < 6), 6.0]
    for a, b in pairwise(corners):
        t = np.linspace(a, b, 101)[:-1]
        assert np.max(np.abs(np.diff(wave(t), 3)), initial=0.0) < 1e-3 * (b - a) ** 3 / 100**3 * 200 + 1e-14


@pytest.mark.parametrize("wave", WAVES.values(), ids=WAVES.keys())
def test_numbers_and_arrays_of_times_agree(wave):
    t = np.array([0.0, 1.0, 1.5, 2.0, 4.0, 9.0])
    assert_allclose([float(wave(each)) for each in t], wave(t), rtol=0, atol=0)


def test_at_a_jump_a_waveform_has_the_value_after_it_and_just_before_the_one_before():
    step, pulse, table = Step(1.0, 1.8, at=2.0), Pulse(1.8, width=1.0, at=1.0), Table([0, 2, 2, 3], [1.0, 1.5, 0.5, 0.5])
    assert (step(2.0), step.before(2.0)) == (1.8, 1.0)
    assert (pulse(2.0), pulse.before(2.0)) == (0.0, 1.8)
    assert table(2.0) == 0.5
    assert table.before(2.0) == pytest.approx(1.5)


def test_units_are_read():
    wave = Pulse("300 uA", width="2 ns", at="1 ns").read(
        lambda t, name: float(str(t).split()[0]) if isinstance(t, str) else t, lambda v, name: 3.0 if isinstance(v, str) else v
    )
    assert wave.breaks == (1.0, 3.0)
    assert wave(2.0) == 3.0


def test_a_function_keeps_its_own_clock():
    """It is written in s; the transient runs in thermal times of 0.5 s here."""
    wave = as_waveform(lambda t: 10 * t).read(lambda t, name: t / 0.5, lambda v, name: v)
    assert wave(4.0) == pytest.approx(20.0)


def test_what_is_no_drive_is_refused():
    with pytest.raises(TypeError, match="make a `Table"):
        as_waveform([1.0, 2.0])
