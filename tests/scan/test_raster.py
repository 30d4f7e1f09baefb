"""Where the tip goes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scan.conftest import FILM

from quenchmap.sample.sample import Sample
from quenchmap.scan.raster import raster
from quenchmap.scan.task import checked_pixels, tasks

SAMPLE = Sample.uniform(FILM, "1 um", "0.5 um", "10 nm")


def test_positions_lie_symmetrically_about_the_centre_one_step_apart():
    made = raster(SAMPLE, step="50 nm", area=("300 nm", "120 nm"), centre=("100 nm", "-20 nm"))
    assert made.shape == (3, 7)
    np.testing.assert_allclose(made.x, 100e-9 + np.arange(-3, 4) * 50e-9, atol=1e-20)
    np.testing.assert_allclose(made.y, -20e-9 + np.arange(-1, 2) * 50e-9, atol=1e-20)


def test_without_an_area_the_raster_fills_the_sample():
    made = raster(SAMPLE, step="100 nm")
    assert made.shape == (5, 10)
    np.testing.assert_allclose([made.x[0], made.y[-1]], [-450e-9, 200e-9], atol=1e-20)


def test_a_line_runs_along_the_fast_axis():
    along_x, along_y = (raster(SAMPLE, step="50 nm", area=("200 nm", "100 nm"), fast_axis=axis) for axis in ("x", "y"))
    assert (along_x.line_shape, along_y.line_shape) == ((3, 5), (5, 3))
    assert along_x.position(1, 4) == (along_x.x[4], along_x.y[1])
    assert along_y.position(4, 1) == (along_y.x[4], along_y.y[1])


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(["x", "y"]), st.integers(1, 20))
def test_tasks_cover_every_pixel_once(rows, columns, axis, pixels):
    made = raster(SAMPLE, step="20 nm", area=((columns - 1) * 20e-9, (rows - 1) * 20e-9), fast_axis=axis)
    seen = np.zeros(made.shape, int)
    for task in tasks(made, checked_pixels(made, pixels)):
        region = task.region(made)
        seen[region] += 1
        inside = [(x, y) for y in made.y[region[0]] for x in made.x[region[1]]]
        assert task.positions(made) == inside
    assert (seen == 1).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"step": "0 nm"}, "`step` is the distance of neighbouring tip positions"),
        ({"step": "100 nm", "area": "2 um"}, "The raster reaches x = 1 µm, off the sample, which ends at 500 nm"),
        ({"step": "100 nm", "area": ("0 nm", "0 nm"), "centre": ("0 nm", "300 nm")}, "The raster reaches y = 300 nm"),
        ({"step": "100 nm", "area": ("-100 nm", "100 nm")}, "`area` is the width and height that is scanned"),
        ({"step": "0.01 nm"}, "is too large"),
        ({"step": "100 nm", "fast_axis": "z"}, "but fast_axis='z'"),
    ],
)
def test_what_makes_no_raster_is_refused(arguments, sentence):
    with pytest.raises(ValueError, match=r"^(`|The|A)") as refusal:
        raster(SAMPLE, **arguments)
    assert sentence in str(refusal.value)
