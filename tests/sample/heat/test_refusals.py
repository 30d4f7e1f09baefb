"""What heating a sample warns of and refuses, each in a sentence that helps."""

import re

import numpy as np
import pytest

from quenchmap import Film, HotTip
from quenchmap.errors import AccuracyWarning, ValidityWarning
from quenchmap.sample.sample import Sample


@pytest.fixture(scope="module")
def sample(film, cell):
    return Sample.uniform(film, 64 * cell, 64 * cell, cell)


def test_a_position_outside_the_sample(sample, heat):
    with pytest.raises(ValueError, match=r"`position` must lie on the sample, 781.5 nm × 781.5 nm.*position=\(1 µm, 0 m\)"):
        heat(sample, position=("1 um", 0))


@pytest.mark.parametrize("drive", [-1.0, 0.0, np.nan, np.inf])
def test_a_drive_that_is_not_positive(sample, heat, drive):
    with pytest.raises(ValueError, match="`drive` is j_max/j"):
        heat(sample, drive)


def test_drive_and_current_both_or_neither(sample, heat):
    with pytest.raises(ValueError, match="one of them"):
        heat(sample, None)
    with pytest.raises(ValueError, match="one of them"):
        heat(sample, 1.2, current="1 mA")


def test_a_hot_tip_with_a_drive(sample):
    with pytest.raises(ValueError, match=r"by its temperature alone.*drive=1\.2"):
        sample.heat(HotTip("100 nm", "300 K", "50 nm", conductivity="1e7 S/m"), 1.2, phonon_temperature="3 K")


@pytest.mark.parametrize(("protocol", "hint"), [("colt", "cold"), ("warm", "cold, hot")])
def test_an_unknown_protocol(sample, heat, protocol, hint):
    with pytest.raises(ValueError, match=hint):
        heat(sample, protocol=protocol)


def test_a_film_that_warms_its_phonons(cell, heat):
    warming = Film("NbN", "10 nm", boundary_conductance=200.0)
    with pytest.raises(ValueError, match="boundary_conductance=None"):
        heat(Sample.uniform(warming, 64 * cell, 64 * cell, cell))


@pytest.mark.parametrize("temperature", ["-3 K", 0.0, "nan K"])
def test_phonons_without_a_temperature(sample, tip, temperature):
    with pytest.raises(ValueError, match="phonon_temperature"):
        sample.heat(tip, 1.2, phonon_temperature=temperature)


def test_a_temperature_in_metres(sample, tip):
    with pytest.raises(ValueError, match="phonon_temperature"):
        sample.heat(tip, 1.2, phonon_temperature="3 m")


def test_phonons_too_cold_for_the_integrals(sample, tip):
    with pytest.raises(ValueError, match=r"0\.02"):
        sample.heat(tip, 1.2, phonon_temperature="0.1 K")


def test_an_unknown_way_of_the_current(sample, heat):
    with pytest.raises(ValueError, match="Did you mean electrodes"):
        heat(sample, spreading="electrode")


def test_an_unknown_gap_model(sample, heat):
    with pytest.raises(ValueError, match="sheahen"):
        heat(sample, gap_model="sheehan")


def test_a_state_of_other_cells(film, cell, heat, rough_cold):
    other = Sample.uniform(film, 61 * cell, 75 * cell, cell)
    with pytest.raises(ValueError, match=r"\(64, 64\).*\(61, 75\)"):
        heat(other, protocol=rough_cold)


def test_cells_too_coarse_for_the_wall(film, heat, cell):
    """With the number of cells per wall, and the cells that would do."""
    sample = Sample.uniform(film, 128 * cell, 128 * cell, 2 * cell)
    with pytest.warns(AccuracyWarning, match=r"only 4\.7 cells of 24\.4\S* nm.*at most 13 nm"):
        heat(sample)


def test_a_tip_near_the_edge(sample, heat, tip):
    """With the size of the effect, for which the warmth of the edge stands: the true one, against the film that goes on, is no larger."""
    with pytest.warns(ValidityWarning, match=r"2\.0 z0 from the edge.*heated by 2\.\d+ K") as warned:
        state = heat(sample, position=(6 * tip.height, 0))
    stated = float(re.search(r"heated by (\S+) K", str(warned[0].message))[1])
    assert state.temperature[:, -1].max() - 3.0 == pytest.approx(stated, rel=1e-3)
    moved = 24  # cells: the same film around the tip, and going on
    effect = np.abs(state.temperature[:, moved:] - heat(sample).temperature[:, : 64 - moved])
    assert 0.05 * stated < effect.max() < stated


def test_a_tip_over_the_middle_of_a_large_sample_warns_of_nothing(rough_cold):
    assert rough_cold.problem.edge_distance == pytest.approx(8.0)
    assert rough_cold.problem.cells_per_wall == pytest.approx(7.4 * 0.32 * 4)
