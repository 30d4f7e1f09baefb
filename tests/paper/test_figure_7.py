"""Figure 7, heating with a hot tip, against reference profiles; the domain must reach far beyond the relaxation length of 8 z0."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.paper import captions

REFERENCE = json.loads((Path(__file__).parents[1] / "references" / "hot_tip.json").read_text())


@pytest.mark.parametrize(("name", "printed"), [("as_printed", True), ("corrected", False)])
def test_profile_of_figure_7a_agrees_with_the_reference(name, printed):
    expected, state = REFERENCE[name], captions.hot_tip_state(printed=printed)
    assert state.solution.grid.outer_radius >= 100
    radii = np.array([float(r) for r in expected["T"]])
    assert_allclose(state.temperature_at(radii), list(expected["T"].values()), atol=3e-8)
    assert_allclose(state.temperature[0], expected["T0"], atol=3e-8)
    assert_allclose(state.observable("maximum_temperature").dimensionless, expected["Tmax"], atol=3e-8)
    assert_allclose(state.observable("radius_of_maximum").dimensionless, expected["rmax"], atol=1e-5)


def test_relaxation_length_of_the_film_is_that_of_the_reference():
    assert_allclose(captions.hot_tip_spot(0.2).relaxation_length, REFERENCE["Lambda_over_z0"], rtol=1e-12)


def test_tip_heats_a_normal_film_very_little():
    """Figure 7b goes beyond T_c: a normal film is legal."""
    state = captions.hot_tip_state(1.1)
    rise = state.observable("maximum_temperature").dimensionless - 1.1
    assert 0 < rise < 1e-4
