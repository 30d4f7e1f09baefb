"""The programs of the README run, and say what the README says they say."""

import re
import shlex
import warnings
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quenchmap.cli.main import app
from quenchmap.errors import ValidityWarning

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """What the first program leaves behind."""
    folder = tmp_path_factory.mktemp("readme")
    first = next(text for language, text in BLOCKS if language == "python")
    scope: dict = {}
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore", ValidityWarning)  # the README announces it
        patch.chdir(folder)
        exec(compile(first, "README", "exec"), scope)
    assert (folder / "hot_spot.png").stat().st_size > 10_000
    return scope


def test_first_program_prints_the_table_of_the_readme(names):
    shown = next(text for language, text in BLOCKS if not language and "steady states" in text)
    printed = str(names["states"])
    for line in shown.strip().splitlines():
        if line != "…":
            assert line in printed
    assert names["states"].hot.outer_radius == pytest.approx(220.61e-9, rel=1e-4)


def test_second_program_runs(names, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    second = [text for language, text in BLOCKS if language == "python"][1]
    second = second.replace("spot.states(source_power", "#")  # needs the tip's radius, as the README says
    second = second.replace('[0.9, 1.2, 1.5, 1.8], frequency=["300 GHz", "417 GHz"]', "[0.9, 1.2]")  # the same sweep, shorter
    exec(compile(second, "README", "exec"), names)
    assert (tmp_path / "spot.nc").is_file()
    assert names["theory"].relaxation_length == 0.16


def test_third_program_runs(names, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    third = [text for language, text in BLOCKS if language == "python"][2]
    third = third.replace('("380 GHz", "450 GHz")', '("400 GHz", "420 GHz")').replace(
        '("90 nm", "120 nm")', '("99 nm", "101 nm")'
    )  # shorter
    exec(compile(third, "README", "exec"), names)
    assert (tmp_path / "switch.gif").is_file()
    printed = capsys.readouterr().out
    assert "normal region born" in printed
    assert [event.kind for event in names["switch"].events] == ["normal region born"]


def test_program_that_takes_results_elsewhere_runs(names, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    programs = [text for language, text in BLOCKS if language == "python"]
    scope = dict(names)
    exec(compile(next(text for text in programs if "qm.Sample" in text), "README", "exec"), scope)
    exec(compile(next(text for text in programs if "qm.write" in text), "README", "exec"), scope)
    assert (tmp_path / "heated.vti").read_bytes().startswith(b"<?xml")
    assert scope["epsilon"]([[0.0, 0.0], [150.0, 0.0]])[1] < 0 < scope["epsilon"]([[900.0, 0.0]])[0]  # normal ring, cold film


def test_program_of_a_sample_prints_what_the_readme_says_and_so_does_the_command(names, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = next(text for language, text in BLOCKS if not language and "sample under a tip" in text)
    program = next(text for language, text in BLOCKS if language == "python" and "qm.Sample" in text)
    exec(compile(program, "README", "exec"), names)
    assert (tmp_path / "sample.png").stat().st_size > 10_000
    command = next(line for _, text in BLOCKS for line in text.splitlines() if "sample heat" in line)
    _, *arguments = shlex.split(command.replace("examples/", f"{ROOT}/examples/"))
    typed = CliRunner().invoke(app, arguments)
    assert typed.exit_code == 0, typed.stderr
    for line in shown.strip().splitlines():
        if line != "…":
            assert line in str(names["state"])
            assert line in typed.stdout
    assert names["state"].quenched_area == pytest.approx(0.0462e-12, rel=1e-3)


def test_program_of_a_map_and_its_commands_say_what_the_readme_says(tmp_path, monkeypatch):
    """With fewer pixels; the table is that of the whole map, of which the film without the tip does not depend on them."""
    monkeypatch.chdir(tmp_path)
    program = next(text for language, text in BLOCKS if language == "python" and "qm.Scan" in text)
    program = program.replace('step="50 nm"', 'step="250 nm"').replace('run("map.zarr")', 'run("map.zarr", workers=0)')
    scope: dict = {}
    exec(compile("import quenchmap as qm\n" + program, "README", "exec"), scope)
    assert (tmp_path / "map.png").stat().st_size > 10_000
    shown = next(text for language, text in BLOCKS if not language and "pixels over" in text)
    undisturbed = next(line for line in shown.splitlines() if "undisturbed" in line).split(maxsplit=1)[1]
    assert undisturbed in str(scope["map"])
    commands = [line for _, text in BLOCKS for line in text.splitlines() if "map.zarr" in line and line.startswith("quenchmap")]
    for command in [c for c in commands if "--resume" in c] + [c for c in commands if " show " in c]:
        smaller = ["--step", "250 nm", "--workers", "0"] if " scan " in command else []
        typed = CliRunner().invoke(app, [*shlex.split(command.replace("examples/", f"{ROOT}/examples/"))[1:], *smaller])
        assert typed.exit_code == 0, typed.stderr
        assert undisturbed in typed.stdout
    assert (tmp_path / "area.png").stat().st_size > 10_000
