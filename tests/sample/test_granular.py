import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial import Voronoi, cKDTree

from quenchmap.errors import AccuracyWarning
from quenchmap.sample.granular import SPACING, grain_seeds, grains
from quenchmap.sample.grid import centres
from quenchmap.sample.sample import Sample

MADE = {"grain_size": "100 nm", "boundary_width": "10 nm", "seed": 5}


def test_boundaries_cover_their_width_times_the_length_of_the_voronoi_edges():
    """The length comes from scipy's Voronoi diagram, which knows nothing of distances to edges."""
    seeds, _ = grain_seeds(1.0, 1.0, 0.1, seed=3)
    diagram = Voronoi(seeds)
    inside = 0.0
    for a, b in diagram.ridge_vertices:
        if a >= 0:
            ends = diagram.vertices[[a, b]]
            points = ends[0] + np.linspace(0, 1, 401)[:, None] * (ends[1] - ends[0])
            inside += np.hypot(*(ends[1] - ends[0])) * np.mean(np.all(np.abs(points) <= 0.5, axis=1))
    x = centres(800, 1 / 800)
    width = 0.006
    found = grains(x, x, width=1.0, height=1.0, grain_size=0.1, boundary_width=width, seed=3)
    assert found.boundary.mean() == pytest.approx(width * inside, rel=0.03)  # 3 %: boundaries overlap where three meet


def test_boundaries_are_the_points_within_half_their_width_of_another_grain():
    """Against the distance to the nearest point of another grain on a fine grid."""
    x = centres(200, 1 / 200)
    found = grains(x, x, width=1.0, height=1.0, grain_size=0.25, boundary_width=0.05, seed=2)
    points = np.stack(np.meshgrid(x, x), axis=-1)
    away = np.full(found.number.shape, np.inf)
    for k in np.unique(found.number):
        mine = found.number == k
        away[mine] = cKDTree(points[~mine]).query(points[mine])[0]
    inner = np.abs(points).max(axis=-1) < 0.46
    assert_array_equal(found.boundary[inner & (away < 0.0225)], True)
    assert_array_equal(found.boundary[inner & (away > 0.0325)], False)


def test_grains_have_the_mean_area_and_keep_their_distance():
    seeds, deviate = grain_seeds(3.0, 2.0, 0.1, seed=1)
    assert len(seeds) == len(deviate) == 34 * 24
    assert cKDTree(seeds).query(seeds, k=2)[0][:, 1].min() >= SPACING * 0.1 * (1 - 1e-12)
    within = np.all(np.abs(seeds) <= (1.5, 1.0), axis=1).sum()
    assert within == pytest.approx(600, rel=0.04)  # uniform: the margin has no more than its share


def test_the_stream_of_grains_is_frozen():
    seeds, deviate = grain_seeds(1.0, 0.5, 0.1, seed=11)
    places = [
        [-0.4476224355725231, -0.4324722826611379],
        [-0.0514940629023176, 0.2024405362729331],
        [-0.5204546228725054, 0.17516240814063924],
    ]
    assert_allclose(seeds[[0, 1, -1]], places, atol=1e-12)
    assert_allclose(deviate[:2], [0.6716416417097301, -0.1783752432620352], atol=1e-12)


def test_finer_cells_show_the_same_grains(film):
    coarse = Sample.granular(
        film, "600 nm", "300 nm", "6 nm", **MADE | {"boundary_width": "12 nm"}, grain_spread=0.1, boundary_resistance=4
    )
    fine = coarse.regenerated("2 nm")
    assert_array_equal(fine.critical_temperature[1::3, 1::3], coarse.critical_temperature)
    assert_array_equal(fine.sheet_resistance[1::3, 1::3], coarse.sheet_resistance)


def test_grains_and_boundaries_have_the_values_asked_for(film):
    made = MADE | {"boundary_critical_temperature": 0.0, "boundary_resistance": 5.0}
    sample = Sample.granular(film, "2 um", "2 um", "5 nm", **made, grain_spread=0.05)
    boundary = ~sample.superconducting
    assert_allclose(sample.sheet_resistance[boundary], 5 * film.sheet_resistance)
    assert_allclose(sample.sheet_resistance[~boundary], film.sheet_resistance)
    per_grain = np.unique(sample.relative_critical_temperature[~boundary])
    assert 350 < len(per_grain) < 550  # 400 grains, and those that the edges cut
    assert per_grain.std() == pytest.approx(0.05, rel=0.15)
    assert sample.connection == "film"


def test_grains_without_boundaries_are_one_film(film):
    sample = Sample.granular(film, "400 nm", "400 nm", "10 nm", grain_size="80 nm", seed=1)
    assert np.ptp(sample.critical_temperature) == 0


def test_unresolved_grains_and_boundaries_warn(film):
    with pytest.warns(AccuracyWarning, match="`boundary_width` is 10 nm, less than two cells of 20 nm"):
        Sample.granular(film, "400 nm", "400 nm", "20 nm", **MADE)
    with pytest.warns(AccuracyWarning, match="`grain_size`"):
        Sample.granular(film, "400 nm", "400 nm", "20 nm", grain_size="30 nm", seed=1)


def test_impossible_grains_are_refused(film):
    for wrong, message in (
        ({"boundary_resistance": 0}, "`boundary_resistance` .* positive"),
        ({"boundary_critical_temperature": -0.1}, "must not be negative"),
        ({"grain_spread": float("nan")}, "must not be negative"),
        ({"grain_size": "0 nm"}, "positive"),
        ({"grain_size": "5 K"}, "wrong unit"),
        ({"seed": None}, "`seed`"),
    ):
        with pytest.raises(ValueError, match=message):
            Sample.granular(film, "400 nm", "400 nm", "5 nm", **MADE | wrong)
