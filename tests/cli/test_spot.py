"""`quenchmap spot` solving for real: JSON, NetCDF and picture of one run, states that do not exist, Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner, Result

import quenchmap as qm
from quenchmap.cli.main import app

NBN = str(Path(__file__).parents[2] / "examples" / "nbn.toml")


def quenchmap(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("spot")


@pytest.fixture(scope="module")
def solved(folder) -> Result:
    """The example, solved once: JSON on standard output, a NetCDF file and a picture."""
    return quenchmap("spot", NBN, "--json", "--output", folder / "nbn.nc", "--plot", folder / "nbn.png")


def test_json_alone_is_on_standard_output(solved):
    assert solved.exit_code == 0
    found = json.loads(solved.stdout)
    assert [state["kind"] for state in found["states"]] == ["cold", "unstable", "hot"]
    assert [state["stable"] for state in found["states"]] == [True, False, True]
    hot = found["states"][-1]["observables"]["outer_radius"]
    assert hot["unit"] == "m"
    assert hot["value"] == pytest.approx(hot["dimensionless"] * 1e-7)
    assert found["parameters"]["height"] == 1e-7


def test_progress_and_assumptions_that_fail_are_on_standard_error(solved):
    assert "Finding every steady state" in solved.stderr
    assert "Note: phonons at the bath temperature: fails." in solved.stderr
    assert "Wrote" in solved.stderr


def test_the_file_has_all_parameters_and_the_version(solved, folder):
    with xr.open_dataset(folder / "nbn.nc", engine="h5netcdf") as dataset:
        attributes = dataset.attrs
    assert attributes["quenchmap_version"] == qm.__version__
    described = json.loads(attributes["experiment"])
    assert described["film"] == {"material": {"like": "NbN"}, "thickness": "10 nm"}
    assert described["tip"] == {"height": "100 nm", "frequency": "417 GHz", "radius": "50 nm"}
    assert (described["phonon_temperature"], described["drive"]) == ("3 K", 1.2)
    assert attributes["parameter_phonon_temperature"] == 3.0


def test_the_file_is_restored_by_load(solved, folder):
    states = qm.load(folder / "nbn.nc")
    assert states.hot.outer_radius == pytest.approx(
        json.loads(solved.stdout)["states"][-1]["observables"]["outer_radius"]["value"], rel=1e-12
    )


def test_nothing_but_the_two_files_is_left(solved, folder):
    assert sorted(path.name for path in folder.iterdir()) == ["nbn.nc", "nbn.png"]
    assert (folder / "nbn.png").read_bytes().startswith(b"\x89PNG")


def test_a_state_that_does_not_exist_is_refused_with_what_does(solved, tmp_path):
    result = quenchmap("spot", NBN, "--drive", "0.5", "--state", "hot", "--output", tmp_path / "hot.nc")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Error: There is no hot state at drive 0.5; there is: cold" in result.stderr
    assert "Hot and cold states coexist for drives from" in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_normal_film_has_one_normal_state(solved):
    result = quenchmap("spot", NBN, "--phonon-temperature", "12 K")
    assert result.exit_code == 0
    assert "1 steady state" in result.stdout


def test_ctrl_c_ends_quietly_and_leaves_nothing(tmp_path):
    # a suite run in the background ignores Ctrl-C, and so would its children
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from quenchmap.cli.main import app; app()"
    command = [sys.executable, "-c", listening, "spot", NBN, "--output", str(tmp_path / "nbn.nc")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Finding"):
                break
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == []
