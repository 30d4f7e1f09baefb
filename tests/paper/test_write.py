"""What `write` leaves in its folder."""

import csv
import json

import matplotlib.image as mpimg
import pytest

from quenchmap.paper import write
from quenchmap.paper.claims.collection import SECTIONS
from quenchmap.paper.figures.collection import FIGURES

PANELS = ("2", "3a", "3b", "4a", "4b", "5", "6", "7a", "7b")


def test_every_figure_of_the_paper_but_the_first_has_a_function():
    assert tuple(name.removeprefix("figure_") for name in FIGURES) == PANELS


@pytest.mark.parametrize("name", ["figure_2", "figure_6"])
def test_figure_labels_its_axes(name):
    for axes in FIGURES[name]().axes:
        assert axes.get_xlabel()
        assert axes.get_ylabel()


def test_folder_that_cannot_be_made_is_refused_before_any_work(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(NotADirectoryError, match="taken"):
        write(tmp_path / "taken")
    with pytest.raises(FileNotFoundError, match="parent does not exist"):
        write(tmp_path / "no" / "where")


@pytest.mark.slow
def test_everything_is_written(tmp_path):
    stages = []
    files = write(tmp_path / "paper", stages.append)
    assert sorted(files) == sorted((tmp_path / "paper").iterdir())
    assert {f.stem for f in files if f.suffix == ".png"} == set(FIGURES)
    for path in files:
        if path.suffix == ".png":
            assert mpimg.imread(path).std() > 0.05  # something is drawn
    assert len(stages) == len(FIGURES) + len(SECTIONS)
    claims = json.loads((tmp_path / "paper" / "claims.json").read_text())
    rows = list(csv.DictReader((tmp_path / "paper" / "claims.csv").read_text().splitlines()))
    assert [r["key"] for r in rows] == [c["key"] for c in claims]
    assert len({c["key"] for c in claims}) == len(claims)
    assert all(c["reason"] for c in claims if c["verdict"] != "agrees")
