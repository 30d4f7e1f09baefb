"""Results in a notebook: their table with the picture below."""

import base64
import re
from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.image import imread

from quenchmap.spot.evolution.waveform import Constant


@pytest.fixture(scope="module")
def results(fig4, fig4a):
    return {
        "states": fig4a,
        "state": fig4a.hot,
        "modes": fig4a.hot.modes(2),
        "branch": fig4.branch("drive", between=(0.9, 1.8)),
        "fold curve": fig4.fold_curve("relaxation_length", between=(0.15, 0.17)),
        "hysteresis": fig4.hysteresis((0.9, 1.8), points=4),
        "evolution": fig4.evolve(Constant(1.2), duration=2.0, estimate_error=False),
    }


@pytest.mark.parametrize("name", ["states", "state", "modes", "branch", "fold curve", "hysteresis", "evolution"])
def test_a_result_shows_its_table_and_its_picture(results, name):
    before = plt.get_fignums()
    page = results[name]._repr_html_()
    assert plt.get_fignums() == before
    assert page.startswith("<table>")
    title = str(results[name]).splitlines()[0]
    assert title.replace("'", "&#x27;") in page
    picture = imread(BytesIO(base64.b64decode(re.search(r"base64,([^']*)'", page)[1])), format="png")
    assert np.ptp(picture[..., :3]) > 0.5
