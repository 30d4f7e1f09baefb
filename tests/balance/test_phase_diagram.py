"""The phase diagram of Fig. 3b against the tables of one response and the paper's statements."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.balance.fold_lines import fold_lines
from quenchmap.balance.phase_diagram import Region, end_of_bistability, phase_diagram
from quenchmap.balance.uniform import folds, uniform_states
from quenchmap.errors import NoSuchStateError
from quenchmap.material.response import microwave_response

REFERENCE = json.loads((Path(__file__).parents[1] / "references" / "uniform.json").read_text())["folds"]


def test_fold_lines_agree_with_the_reference():
    for f in REFERENCE:
        ((upper, lower),) = fold_lines([f["w"]], f["tp"], f["n"])
        assert_allclose([upper.drive, lower.drive], [f["j2"], f["j1"]], rtol=1e-7)
        assert_allclose([upper.temperature, lower.temperature], [f["T_fold_j2"], f["T_fold_j1"]], atol=2e-6)


@pytest.mark.parametrize(
    ("phonon_temperature", "gap_model", "warming", "rtol"),
    [
        (0.3, "sheahen", 0.0, 1e-7),
        (0.6, "sheahen", 0.0, 1e-7),
        (0.8, "bcs", 0.0, 1e-7),
        (0.3, "sheahen", 0.5, 1e-7),
        (0.05, "sheahen", 0.0, 5e-5),
    ],
)
def test_fold_lines_agree_with_the_folds_of_each_response(phonon_temperature, gap_model, warming, rtol):
    w = np.array([2.0] if warming else [0.003, 1.7, 3.102])  # a table with warming phonons takes seconds
    for w_one, line in zip(w, fold_lines(w, phonon_temperature, 5.0, gap_model=gap_model, phonon_warming=warming), strict=True):
        exact = folds(microwave_response(float(w_one), phonon_temperature, 5.0, gap_model=gap_model, phonon_warming=warming))
        assert [f.kind for f in line] == [f.kind for f in exact]
        assert_allclose([f.drive for f in line], [f.drive for f in exact], rtol=rtol)


def test_regions_count_the_states_of_each_point():
    w, j = np.array([0.4, 2.0, 3.1043, 3.3]), np.array([0.2, 0.5914, 0.9, 0.97, 1.05, 1.5])
    diagram = phase_diagram(w, j, phonon_temperature=0.6, cooling_exponent=5.0)
    for i, k in np.ndindex(diagram.region.shape):
        stable = [s for s in uniform_states(microwave_response(w[i], 0.6, 5.0), j[k]) if s.stable]
        assert diagram.stable_states[i, k] == len(stable)
        normal = sum(s.phase == "normal" for s in stable)
        expected = {(1, 0): 0, (1, 1): 1, (2, 0): 2, (2, 1): 3}.get((len(stable), normal), 4)
        assert diagram.region[i, k] == expected


def test_all_regions_of_the_paper_appear_and_no_region_has_two_normal_states():
    diagram = phase_diagram(np.linspace(0.05, 3, 60), np.linspace(0.02, 2, 80), phonon_temperature=0.8, cooling_exponent=5.0)
    present = set(np.unique(diagram.region).tolist())
    assert {Region.SUPERCONDUCTING, Region.NORMAL, Region.SUPERCONDUCTING_SUPERCONDUCTING, Region.SUPERCONDUCTING_NORMAL} <= present
    bistable = diagram.region.values == Region.SUPERCONDUCTING_SUPERCONDUCTING
    assert diagram.drive.values[np.any(bistable, axis=0)].max() < diagram.normal_drive
    assert_allclose(diagram.normal_drive, np.sqrt(1 - 0.8**5), rtol=1e-12)


def test_the_three_stable_states_are_a_region_of_their_own():
    diagram = phase_diagram(np.array([3.09, 3.1043]), np.linspace(0.58, 0.6, 400), phonon_temperature=0.6, cooling_exponent=5.0)
    assert np.any(diagram.region.values[1] == Region.MORE)
    assert not np.any(diagram.region.values[0] == Region.MORE)
    assert diagram.sizes["fold"] == 4


def test_monostable_frequencies_have_no_window():
    diagram = phase_diagram(np.array([2.0, 3.6, 9.0]), np.array([0.5, 1.2]), phonon_temperature=0.3, cooling_exponent=5.0)
    assert np.isfinite(diagram.j1.values).tolist() == [True, False, False]
    assert diagram.relative_width.values[1:].tolist() == [0, 0]
    assert diagram.region.values[1:].tolist() == [[0, 1], [0, 1]]


def test_a_normal_film_is_normal_everywhere():
    diagram = phase_diagram(np.array([0.5, 2.0]), np.array([0.1, 1.0]), phonon_temperature=1.1, cooling_exponent=5.0)
    assert np.all(diagram.region == Region.NORMAL)


@pytest.mark.parametrize(
    ("phonon_temperature", "photon_energy", "formal"), [(0.3, 3.498, 3.510113), (0.6, 3.118, 3.241559), (0.8, 2.304, 2.582323)]
)
def test_bistability_ends_visibly_before_its_formal_end(phonon_temperature, photon_energy, formal):
    """The paper's "no bistability above 2 Delta(T_ph)" is right, yet the window is a hundredth wide well below."""
    end = end_of_bistability(phonon_temperature, 5.0, width=1e-2)
    assert_allclose(end.photon_energy, photon_energy, atol=5e-4)
    assert_allclose(end.formal, formal, atol=1e-6)


def test_end_of_bistability_refuses_what_cannot_be():
    with pytest.raises(NoSuchStateError, match=r"T_ph/T_c=1\.2"):
        end_of_bistability(1.2, 5.0)
    with pytest.raises(ValueError, match=r"width=2\.0"):
        end_of_bistability(0.3, 5.0, width=2.0)


@pytest.mark.parametrize("axis", [[], [1.0, 0.5], [0.0, 1.0], [np.nan]])
def test_a_grid_that_does_not_increase_is_refused(axis):
    with pytest.raises(ValueError, match=r"`drives` must be a sequence of positive, finite, increasing numbers"):
        phase_diagram(np.array([1.0]), np.array(axis), phonon_temperature=0.3, cooling_exponent=5.0)


def test_a_frequency_outside_the_verified_range_is_refused():
    with pytest.raises(ValueError, match=r"from 0.001 to 10, but one is 11\.0"):
        phase_diagram(np.array([1.0, 11.0]), np.array([1.0]), phonon_temperature=0.3, cooling_exponent=5.0)
