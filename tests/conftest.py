"""What holds for every test: one compilation cache, reproducible examples, figures without a screen."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from quenchmap.precision import cache_compilations

# Kept in the environment, so that the commands that tests start in other processes share the kernels too.
os.environ.setdefault("QUENCHMAP_CACHE", str(Path(__file__).parents[1] / ".cache" / "kernels"))
os.environ.setdefault("MPLBACKEND", "agg")
cache_compilations()

# No deadline, for the first example of a kernel compiles it; the same examples every time, so that a red suite stays red.
hypothesis.settings.register_profile("quenchmap", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.load_profile("quenchmap")


@pytest.fixture(autouse=True)
def no_figure_left_open() -> Iterator[None]:
    """Close the figures of each test: matplotlib warns from the twentieth on, and warnings are errors."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
