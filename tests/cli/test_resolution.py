"""`quenchmap resolution`: a small study, a map, and what is refused in one sentence."""

import json
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import quenchmap as qm
from quenchmap.cli.main import app
from quenchmap.experiment import resolution
from quenchmap.scan.map import Map
from quenchmap.scan.resolution.layout import Layout
from quenchmap.scan.scan import Scan

NBN = str(Path(__file__).parents[2] / "examples" / "nbn.toml")
#: The command with lines that need no physics, the later ones for ever unless they are resumed; with Ctrl-C as in a terminal: shells start
#: background processes deaf to it.
PROGRAM = """
import signal
import sys
import time
signal.signal(signal.SIGINT, signal.default_int_handler)
import numpy as np
from quenchmap.cli.main import app
from quenchmap.scan.resolution import probe_line, study
from quenchmap.scan.resolution.spot_scale import SpotScale

def measured(plan, place):
    if place.number and "--resume" not in sys.argv:
        print("Asleep", file=sys.stderr, flush=True)
        time.sleep(3600)
    x = plan.scan(place).raster.x
    values = {name: np.exp(-((x / 1e-7) ** 2)) / (2 + place.number) for name in probe_line.SIGNALS}
    return probe_line.ProbeLine(x, values, 1e-9)

probe_line.measured = measured
study.spot_scale = lambda setting: SpotScale(None, None, 1)
app()
"""
FLAGS = ("--material", "NbN", "--thickness", "10 nm", "--height", "50 nm", "--frequency", "417 GHz", "--phonon-temperature", "3 K")


def quenchmap(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def map_file(tmp_path) -> Path:
    film, tip = qm.Film("NbN", "10 nm"), qm.MicrowaveTip(height="50 nm", frequency="417 GHz")
    sample = qm.Sample.gaussian(
        film, "2 um", "2 um", "12.5 nm", field="sheet_resistance", amplitude=0.2, correlation_length="60 nm", seed=1
    )
    scan = Scan(sample, tip, 1.2, phonon_temperature="3 K", step="50 nm", area="1 um", spreading="fixed")
    values = {name: np.zeros((1, *scan.raster.shape)) for name in scan.quantities}
    made = Map(scan, values | {"flag": np.ones((1, *scan.raster.shape), np.uint8)}, {"resistance": 0.0, "inductance": 1e-9})
    noise = 0.2 * made.true_weight.std() * np.random.default_rng(1).standard_normal(scan.raster.shape)
    values["inductance_change"][0] = 1e-24 * (made.true_weight + noise)
    Map(scan, made.values | values, made.undisturbed).save(tmp_path / "map.nc")
    return tmp_path / "map.nc"


def test_study_prints_json_and_writes_both_files(tmp_path, monkeypatch):
    monkeypatch.setattr(resolution, "Layout", partial(Layout, reach=4.0, margin=6.0))  # a small sample
    how = ("--drives", "1.2", "--protocols", "hot", "--parts", "slit", "--cells", 4, "--steps", 1, "--workers", 0)
    result = quenchmap("resolution", *FLAGS, *how, "--json", "--output", tmp_path / "r.nc", "--plot", tmp_path / "r.png")
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count("Scanning model samples ...") == 1
    (row,) = json.loads(result.stdout)["settings"]
    assert row["label"] == "1.2 hot"
    assert row["slit"]["width"] > row["spot"]["wall_width"]
    assert qm.load(tmp_path / "r.nc").rows[0].slit.width == row["slit"]["width"]
    assert (tmp_path / "r.png").read_bytes().startswith(b"\x89PNG")


def test_ctrl_c_keeps_the_lines_that_are_done_and_resume_computes_the_others(tmp_path):
    file = tmp_path / "study.nc"
    how = ["resolution", *FLAGS, "--protocols", "hot", "--parts", "bridge", "--workers", "0", "--output", str(file)]
    command = [sys.executable, "-c", PROGRAM, *how, "--drives", "1.2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("Asleep"):
            break
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=600)
    assert process.returncode == 130, error
    assert "INCOMPLETE: 1 of 4 lines" in out
    assert "Note: Interrupted: the study holds 1 of 4 lines." in error
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == [file]
    kept = qm.load(file)
    assert len(kept.lines) == 1

    for flags, message in ((["1.2"], "Add --resume to go on with it"), (["1.3", "--resume"], "settings='1.2 hot' and not '1.3 hot'")):
        refused = quenchmap(*how, "--drives", *flags)
        assert refused.exit_code == 2
        assert message in refused.stderr
    assert qm.load(file).to_dataset().identical(kept.to_dataset())

    resumed = subprocess.run([*command, "--resume"], capture_output=True, text=True, check=False)
    assert resumed.returncode == 0, resumed.stderr
    assert "INCOMPLETE" not in resumed.stdout
    assert qm.load(file).complete


def test_settings_come_from_flags_and_from_the_description():
    from quenchmap.experiment.reading import read

    plain = read(None, {("film", "material", "like"): "NbN", ("film", "thickness"): "10 nm", ("phonon_temperature",): "3 K"})
    made = resolution.planned(plain, heights="50 nm, 100 nm", frequencies="417 GHz", protocols="cold")
    assert [s.drive for s in made[:4]] == list(resolution.DRIVES)
    assert [s.tip.height for s in made[::4]] == [50e-9, 100e-9]
    described = read(NBN)
    assert {s.drive for s in resolution.planned(described)} == {described.drive}
    assert [s.drive for s in resolution.planned(described, drives="0.5, 0.9")] == [0.5, 0.5, 0.9, 0.9]
    assert resolution.layout(parts="slit, edge", steps=8).parts == ("slit", "edge")


def test_a_hot_tip_is_one_setting_without_drives():
    from quenchmap.experiment.reading import read

    tip = {("tip", "temperature"): "300 K", ("tip", "radius"): "50 nm", ("tip", "conductivity"): "1e7 S/m", ("tip", "height"): "100 nm"}
    film = {("film", "material", "like"): "NbN", ("film", "thickness"): "10 nm", ("phonon_temperature",): "3 K"}
    assert [s.name for s in resolution.planned(read(None, film | tip))] == ["hot tip, 300 K"]
    heights = resolution.planned(read(None, film | tip), heights="100 nm, 200 nm", protocols="cold, hot")
    assert [s.tip.height for s in heights] == [1e-7, 1e-7, 2e-7, 2e-7]
    with pytest.raises(ValueError, match="drives no current, but drive="):
        resolution.planned(read(None, film | tip), drives="0.5")
    with pytest.raises(ValueError, match="takes no `frequency`"):
        resolution.planned(read(None, film | tip), frequencies="417 GHz")


def test_a_map_is_told_by_correlation_and_wavelength(map_file, tmp_path):
    result = quenchmap("resolution", map_file, "--plot", tmp_path / "m.png")
    assert result.exit_code == 0, result.stderr
    assert "correlation 0.9" in result.stdout
    assert "more than half of the map's power follows the truth" in result.stdout
    assert (tmp_path / "m.png").read_bytes().startswith(b"\x89PNG")
    found = json.loads(quenchmap("resolution", map_file, "--json").stdout)
    assert found["spectrum_of"] == [21, 21]
    assert found["pearson"] > 0.9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((NBN, "--drives", "0.5,,1"), "has an empty place"),
        ((NBN, "--drives", "fast"), "`drives`"),
        ((NBN, "--protocols", "clod"), "Did you mean cold"),
        ((NBN, "--parts", "egde"), "Did you mean edge"),
        ((NBN, "--heights", "50 K"), "wrong unit"),
        ((NBN, "--cells", "3"), "edges must lie between cells"),
        ((NBN, "--quantity", "quenched_area"), "`--quantity` belongs to a map"),
        (("--material", "NbN"), "The run lacks"),
        (("missing.nc",), "There is no file"),
        ((NBN, "--resume"), "`--output` does not say where"),
        ((NBN, "--resume", "--output", NBN), "cannot be read as NetCDF-4"),
        ((NBN, "--plot", "a.jpg"), "written as .png, .pdf or .svg"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(arguments, message):
    result = quenchmap("resolution", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--drives", "0.5"), "belongs to a study of model samples"),
        (("--height", "50 nm"), "takes no `tip.height`"),
        (("--quantity", "inductanc_change"), "Did you mean inductance_change"),
        (("--trace", "hot"), "The map has no trace 'hot'"),
    ],
)
def test_a_map_takes_no_flags_of_a_study(map_file, arguments, message):
    result = quenchmap("resolution", map_file, *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
