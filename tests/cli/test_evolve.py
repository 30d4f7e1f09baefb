"""`quenchmap evolve`: JSON, NetCDF, picture and animation of one run; what it refuses; Ctrl-C."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import quenchmap as qm
from quenchmap.cli.main import app
from quenchmap.spot.evolution.equation import TransientBalance
from quenchmap.spot.evolution.result import Evolution

NBN = str(Path(__file__).parents[2] / "examples" / "nbn.toml")


def evolve(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evolve", NBN, *(str(a) for a in arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("evolve")


@pytest.fixture(scope="module")
def run(folder) -> Result:
    """A pulse that bears a normal region."""
    flags = ["--waveform", "pulse", "--drive-after", 3, "--begins", "10 ps", "--lasts", "90 ps", "--duration", "120 ps"]
    return evolve(
        *flags, "--tolerance", "1e-5", "--json", "--output", folder / "p.nc", "--plot", folder / "p.png", "--animate", folder / "p.gif"
    )


def test_json_alone_is_on_standard_output(run):
    assert run.exit_code == 0
    found = json.loads(run.stdout)
    assert found["time_unit"] == "s"
    assert found["events"][0]["kind"] == "normal region born"
    assert 1e-11 < found["events"][0]["time"] < 1e-10
    assert found["duration"] == pytest.approx(1.2e-10)


def test_the_files_are_whole(run, folder):
    assert sorted(path.name for path in folder.iterdir()) == ["p.gif", "p.nc", "p.png"]
    again = qm.load(folder / "p.nc")
    assert isinstance(again, Evolution)
    assert again.summary()["events"] == json.loads(run.stdout)["events"]
    assert again.drive([0.0, 5e-11, 1.1e-10]).tolist() == [0.0, 3.0, 0.0]


def test_a_file_describes_the_evolution_too(tmp_path):
    text = Path(NBN).read_text() + '\n[evolution]\nduration = "2 ps"\nwaveform = "ramp"\ndrive_after = 1.0\n'
    (tmp_path / "run.toml").write_text(text)
    result = CliRunner().invoke(app, ["evolve", str(tmp_path / "run.toml"), "--json"])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["final"]["drive"] == pytest.approx(1.0)


def test_a_constant_drive_is_switched_on_at_a_film_at_rest():
    """Also above the range of cold states, where the film must switch: as the README has it."""
    result = evolve("--drive", 1.8, "--duration", "0.3 ns", "--tolerance", "1e-5", "--json")
    assert result.exit_code == 0, result.stderr
    assert [event["kind"] for event in json.loads(result.stdout)["events"]][:1] == ["normal region born"]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ([], "lacks `evolution.duration`"),
        (["--duration", "0 ns"], "`duration` is how long"),
        (["--duration", "2"], "no unit"),
        (["--duration", "1 ns", "--waveform", "stpe"], "waveform='stpe'"),
        (["--duration", "1 ns", "--waveform", "pulse"], "--lasts"),
        (["--duration", "1 ns", "--lasts", "1 ns"], "A constant drive takes no `lasts`"),
        (["--duration", "1 ns", "--waveform", "step", "--drive-after", "nan"], "drive_after"),
        (["--duration", "1 ns", "--animate", "a.avi"], r"written as .gif or .mp4"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(flags, message):
    result = evolve(*flags)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_spot_keeps_its_flags():
    result = CliRunner().invoke(app, ["spot", "--help"])
    assert "--waveform" not in result.stdout


def test_ctrl_c_keeps_what_was_computed(tmp_path, monkeypatch):
    """As the signal would, inside a step."""
    rate, calls = TransientBalance.rate, iter(range(10**9))

    def interrupted(*arguments):
        if next(calls) == 60:
            raise KeyboardInterrupt
        return rate(*arguments)

    monkeypatch.setattr(TransientBalance, "rate", interrupted)
    result = evolve("--drive", 1.8, "--start", "bath", "--duration", "100 ps", "--output", tmp_path / "p.nc")
    assert result.exit_code == 130
    assert "interrupted" in result.stdout
    assert "Traceback" not in result.stderr
    assert qm.load(tmp_path / "p.nc").complete is False
