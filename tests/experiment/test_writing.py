"""A description that is written is the one that is read."""

from pathlib import Path

import pytest

from quenchmap.experiment.reading import read
from quenchmap.experiment.writing import toml

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_come_back_from_their_own_text(path, tmp_path):
    described = read(path)
    again = tmp_path / "again.toml"
    again.write_text(toml(described, "written by a test\nin two lines"))
    assert read(again) == described


def test_quotes_lists_and_truth_values_are_kept(tmp_path):
    given = {
        ("film", "material", "name"): 'my "NbN"\\ film',
        ("sample", "kind"): "picture",
        ("sample", "hole"): ["0 nm, 0 nm, 50 nm", "9 nm, 0 nm, 5 nm"],
        ("sample", "nan_is_hole"): "true",
        ("sample", "seed"): "7",
    }
    described = read(None, given)
    path = tmp_path / "again.toml"
    path.write_text(toml(described))
    assert read(path) == described
    assert described.sample.hole == ("0 nm, 0 nm, 50 nm", "9 nm, 0 nm, 5 nm")
