"""`quenchmap branch`, `fold-curve` and `hysteresis`: results, files, and what is refused in one sentence."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import quenchmap as qm
from quenchmap.cli.main import app

NBN = str(Path(__file__).parents[2] / "examples" / "nbn.toml")


def quenchmap(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_hysteresis_prints_json_and_writes_both_files(tmp_path):
    result = quenchmap("hysteresis", NBN, "--points", 3, "--json", "--output", tmp_path / "h.nc", "--plot", tmp_path / "h.png")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert [jump["kind"] for jump in found["jumps"]] == ["on", "off"]
    assert found["units"]["resistance"] == "ohm"
    assert qm.load(tmp_path / "h.nc").jumps[0].drive == found["jumps"][0]["drive"]
    assert (tmp_path / "h.png").read_bytes().startswith(b"\x89PNG")


def test_branch_and_fold_curve_print_tables_and_write_files(tmp_path):
    ends = ("--parameter", "height", "--from", "95 nm", "--to", "105 nm")
    result = quenchmap("branch", NBN, *ends, "--output", tmp_path / "b.nc", "--plot", tmp_path / "b.svg")
    assert result.exit_code == 0, result.stderr
    assert "Steady states for height from 95 nm to 105 nm at drive 1.2" in result.stdout
    assert "Following a branch" in result.stderr
    assert len(qm.load(tmp_path / "b.nc").curves) == 3
    result = quenchmap("fold-curve", NBN, *ends, "--output", tmp_path / "f.nc", "--plot", tmp_path / "f.png")
    assert result.exit_code == 0, result.stderr
    assert "Folds in j_max/j* for height" in result.stdout
    assert len(qm.load(tmp_path / "f.nc").lines) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("branch", NBN, "--parameter", "hight", "--from", "50 nm", "--to", "200 nm"), "Did you mean height"),
        (("branch", NBN, "--parameter", "height", "--from", "60 nm"), "needs both ends: give --from and --to"),
        (("branch", NBN, "--parameter", "height", "--from", "150 nm", "--to", "200 nm"), "must contain the hot spot's own height"),
        (("branch", NBN, "--parameter", "height", "--from", "60 K", "--to", "200 nm"), "wrong unit"),
        (("branch", NBN, "--observable", "radius"), "No observable is called 'radius'"),
        (("fold-curve", NBN, "--parameter", "height"), "The range of height is missing"),
        (("hysteresis", NBN, "--from", "2", "--to", "1"), "Swap or part them"),
        (("hysteresis", NBN, "--points", "1"), "whole number from 2 up"),
        (("hysteresis", NBN, "--plot", "loop.jpg"), "written as .png, .pdf or .svg"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(arguments, message):
    result = quenchmap(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
