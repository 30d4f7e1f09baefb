"""Defects of maps and of who computes them that were fixed."""

import os
import signal
from pathlib import Path

import pytest
from tests.scan.conftest import small_scan

from quenchmap.scan.cluster import crew
from quenchmap.scan.engine import distribute


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # see tests/scan/test_engine.py
def test_a_worker_that_ends_with_its_value_in_it_is_replaced(tmp_path):
    """All workers killed between the end of a piece and the fetching of its value were never replaced: the scan waited for ever.
    Where a worker was left, the value that was lost was taken for the end of the scheduler."""

    def fatal_to_fetch_once(marker: Path, piece: int):
        class Value:
            def __reduce__(self):
                if not marker.exists():
                    marker.touch()
                    os.kill(os.getpid(), signal.SIGKILL)
                return int, (piece,)

        return Value()

    found = []
    with crew(workers=1) as hands:
        distribute(hands, fatal_to_fetch_once, tmp_path / "killed", [1, 2, 3], lambda _, value: found.append(value))
    assert (tmp_path / "killed").exists()
    assert sorted(found) == [1, 2, 3]


def test_workers_are_refused_before_anything_is_written(tmp_path):
    """A negative number of workers, or two ways to say who computes, left an empty map in the store, which the run put right met there."""
    for wrong in ({"workers": -1}, {"workers": 1, "scheduler": "tcp://127.0.0.1:1"}):
        with pytest.raises(ValueError, match="workers"):
            small_scan().run(tmp_path / "map.zarr", **wrong)
        assert not list(tmp_path.iterdir())
