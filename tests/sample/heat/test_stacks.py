"""Many positions of the tip followed together: the states are those of one position after the other."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

import quenchmap as qm

TIP = qm.MicrowaveTip("50 nm", "417 GHz")
PLACES = [("0 nm", "0 nm"), ("60 nm", "-40 nm"), ("-100 nm", "30 nm")]
AT = {"phonon_temperature": "3 K"}

pytestmark = pytest.mark.filterwarnings("ignore:A domain wall has only", "ignore:The tip is")


@pytest.fixture(scope="module")
def waves(film):
    return qm.Sample.gaussian(film, "512 nm", "512 nm", "16 nm", amplitude=0.05, correlation_length="60 nm", seed=2)


@pytest.fixture(scope="module")
def strip(film):
    make = {"coverage": 0.7, "droplet_size": "200 nm", "background_resistance": 10.0, "seed": 3}
    return qm.Sample.percolating(film, "512 nm", "512 nm", "16 nm", **make)


@pytest.mark.parametrize("protocol", ["cold", "hot"])
def test_states_of_a_stack_are_those_of_single_films(waves, protocol):
    """One of them quenched and one not, at places that take different numbers of time steps; three positions in stacks of two."""
    stack = waves.heat_at(TIP, 1.3, positions=PLACES, protocol=protocol, together=2, **AT)
    for place, state in zip(PLACES, stack):
        alone = waves.heat(TIP, 1.3, position=place, protocol=protocol, **AT)
        assert state.problem.position == alone.problem.position
        assert_allclose(state.temperature, alone.temperature, rtol=1e-7)
        assert state.stable == alone.stable
        assert abs(state.heat_balance) < 1e-8


def test_the_films_own_currents_of_a_stack_are_those_of_single_films(strip):
    stack = strip.heat_at(TIP, 0.6, positions=PLACES[:2], together=2, **AT)
    for place, state in zip(PLACES, stack):
        assert state.problem.spreading == "electrodes"
        alone = strip.heat(TIP, 0.6, position=place, **AT)
        assert_allclose(state.temperature, alone.temperature, rtol=1e-6)
        assert_allclose(state.sheet_current, alone.sheet_current, rtol=1e-5, atol=1e-6 * alone.sheet_current.max())
        assert state.stable == alone.stable


def test_one_position_after_the_other_is_what_a_processor_does_by_itself(waves):
    told = []
    states = waves.heat_at(TIP, 0.9, positions=PLACES[:2], progress=told.append, **AT)
    assert told == ["Position 1 of 2", "Position 2 of 2"]
    assert_allclose(states[1].temperature, waves.heat(TIP, 0.9, position=PLACES[1], **AT).temperature, rtol=1e-12)
    assert np.argmax(states[0].temperature) != np.argmax(states[1].temperature)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"positions": []}, "Give at least one"),
        ({"positions": [("0 nm", "0 nm"), ("1 um", "0 nm")]}, "must lie on the sample"),
        ({"positions": PLACES, "protocol": "drag"}, "protocol='drag'"),
        ({"positions": PLACES, "together": 0}, "together=0"),
    ],
)
def test_refusals(waves, wrong, words):
    with pytest.raises(ValueError, match=words):
        waves.heat_at(TIP, 1.0, **wrong, **AT)
