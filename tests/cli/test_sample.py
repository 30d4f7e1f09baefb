"""`quenchmap sample`: made, shown, heated and saved as a user types it, and what is refused in one sentence."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import quenchmap as qm
from quenchmap.cli.main import app

FILM = ("--material", "NbN", "--thickness", "10 nm")
GRID = ("--size", "640 nm", "--cell", "10 nm")
DISORDER = ("--kind", "gaussian", "--amplitude", "0.05", "--correlation-length", "50 nm", "--seed", "1")
TIP = ("--height", "100 nm", "--frequency", "417 GHz", "--phonon-temperature", "3 K", "--drive", "1.2", "--spreading", "fixed")
HEIGHT = ("--height", "100 nm", "--phonon-temperature", "3 K")
HOT = ("--tip-temperature", "3000 K", "--tip-conductivity", "1e7 S/m", "--radius", "50 nm")
RUN = """
phonon_temperature = "3 K"
drive = 1.2
[film]
material = "NbN"
thickness = "10 nm"
[tip]
height = "100 nm"
frequency = "417 GHz"
[sample]
kind = "gaussian"
size = "640 nm, 640 nm"
cell = "10 nm"
amplitude = 0.05
correlation_length = "50 nm"
seed = 1
spreading = "fixed"
"""


def quenchmap(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["sample", *(str(a) for a in arguments)])


def refused(result: Result, sentence: str) -> None:
    """One sentence on standard error, nothing on standard output, no traceback."""
    assert sentence in result.stderr
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1].startswith("Error: ")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A sample, the description of a run, and the sample heated hot."""
    folder = tmp_path_factory.mktemp("sample")
    (folder / "run.toml").write_text(RUN)
    made = quenchmap("make", *FILM, *GRID, *DISORDER, "--output", folder / "sample.nc", "--plot", folder / "sample.png")
    assert made.exit_code == 0, made.stderr
    assert "gaussian: field critical temperature, amplitude 0.05" in made.stdout
    heated = ("--protocol", "hot", "--output", folder / "hot.nc", "--plot", folder / "hot.png", "--json")
    found = quenchmap("heat", folder / "sample.nc", *TIP, *heated)
    assert found.exit_code == 0, found.stderr
    (folder / "hot.json").write_text(found.stdout)
    return folder


def test_a_made_sample_is_saved_drawn_and_restored(folder):
    sample = qm.load(folder / "sample.nc")
    expected = qm.Sample.gaussian(qm.Film("NbN", "10 nm"), "640 nm", "640 nm", "10 nm", amplitude=0.05, correlation_length="50 nm", seed=1)
    np.testing.assert_array_equal(sample.critical_temperature, expected.critical_temperature)
    assert (folder / "sample.png").read_bytes().startswith(b"\x89PNG")
    assert sorted(path.name for path in folder.iterdir()) == ["hot.json", "hot.nc", "hot.png", "run.toml", "sample.nc", "sample.png"]


def test_the_state_in_the_file_is_the_one_that_was_printed(folder):
    printed, state = json.loads((folder / "hot.json").read_text()), qm.load(folder / "hot.nc")
    assert (printed["protocol"], printed["stable"]) == ("hot", True)
    assert state.highest_temperature == printed["highest_temperature"]
    assert state.quenched_area == printed["quenched_area"] > 0
    shown = quenchmap("show", folder / "hot.nc", "--json")
    assert json.loads(shown.stdout) == printed


def test_a_file_describes_film_tip_and_sample_and_time_leads_on_from_a_saved_state(folder):
    """One file makes the same sample as the flags; between the folds the state stays hot when it is followed from a hot one."""
    result = quenchmap("heat", folder / "run.toml", "--from", folder / "hot.nc", "--json")
    assert result.exit_code == 0, result.stderr
    found, hot = json.loads(result.stdout), json.loads((folder / "hot.json").read_text())
    assert found["protocol"] == "evolved"
    assert found["highest_temperature"] == pytest.approx(hot["highest_temperature"], abs=1e-6)


def test_the_tip_stands_where_it_is_told_and_stages_are_named_once(folder):
    result = quenchmap("heat", folder / "sample.nc", *TIP, "--position", "-100 nm, 50 nm", "--drive", "0.5")
    assert result.exit_code == 0, result.stderr
    assert "(-100 nm, 50 nm), 100 nm high" in result.stdout
    assert result.stderr.count("Following the film in time") == 1


def test_a_hot_tip_heats_a_sample_and_is_kept_in_its_file(folder, tmp_path):
    result = quenchmap(
        "heat", folder / "sample.nc", *HOT, *HEIGHT, "--output", tmp_path / "warm.nc", "--plot", tmp_path / "w.png", "--json"
    )
    assert result.exit_code == 0, result.stderr
    printed, state = json.loads(result.stdout), qm.load(tmp_path / "warm.nc")
    assert printed["tip"] == {"height": 1e-7, "temperature": 3000.0, "radius": 5e-8, "conductivity": 1e7}
    assert (printed["drive"], printed["spreading"]) == (None, None)
    assert state.highest_temperature == printed["highest_temperature"] > 6
    assert (tmp_path / "w.png").read_bytes().startswith(b"\x89PNG")
    refused(quenchmap("heat", folder / "sample.nc", *HOT, *HEIGHT, "--spreading", "fixed"), "drives no current, but spreading='fixed'")


def test_a_tip_near_the_edge_is_noted(folder):
    result = quenchmap("heat", folder / "sample.nc", *TIP, "--position", "-200 nm, 0")
    assert "Note: The tip is 1.2 z0 from the edge of the sample" in result.stderr


def test_a_sample_is_shown_with_any_of_its_fields(folder, tmp_path):
    result = quenchmap("show", folder / "sample.nc", "--field", "sheet_resistance", "--plot", tmp_path / "R.png")
    assert "NbN sample, 640 nm × 640 nm, 10 nm thick" in result.stdout
    assert (tmp_path / "R.png").is_file()
    numbers = json.loads(quenchmap("show", folder / "sample.nc", "--json").stdout)
    assert (numbers["cells"], numbers["connection"]) == ([64, 64], "superconductor")
    assert numbers["fields"]["critical_temperature"]["mean"] == pytest.approx(10, rel=0.03)


def test_a_picture_is_a_sample_with_holes_where_it_has_no_numbers(tmp_path):
    values = np.linspace(8, 11, 600).reshape(20, 30)
    values[3, 4] = np.nan
    np.save(tmp_path / "map.npy", values)
    picture = ("make", *FILM, "--kind", "picture", "--map", tmp_path / "map.npy", "--size", "300 nm")
    refused(quenchmap(*picture), "The map has 1 NaN values, the first at [iy, ix] = [3, 4]")
    made = quenchmap(*picture, "--nan-is-hole", "true", "--output", tmp_path / "sample.nc")
    assert made.exit_code == 0, made.stderr
    sample = qm.load(tmp_path / "sample.nc")
    assert (sample.shape, sample.cell) == ((20, 30), pytest.approx(10e-9))
    assert (~sample.present).sum() == 1
    values[3, 4] = -1
    np.save(tmp_path / "map.npy", values)
    refused(quenchmap(*picture), "`critical_temperature` must not be negative (0 is a normal metal), but is -1 at [iy, ix] = [3, 4]")


def test_patterns_cut_a_sample_to_shape_and_a_saved_one_too(tmp_path):
    cuts = ("--strip", "400 nm", "--constriction", "300 nm, 100 nm, 50 nm", "--slit", "150 nm, -50 nm, 150 nm, 50 nm, 20 nm")
    made = quenchmap("make", *FILM, *GRID, "--kind", "uniform", *cuts, "--output", tmp_path / "strip.nc")
    assert made.exit_code == 0, made.stderr
    holes = ("--hole", "0, 0, 50 nm", "--hole", "-100 nm, 0, 50 nm")
    pierced = quenchmap("make", tmp_path / "strip.nc", *holes, "--electrodes", "left from -100 nm to 100 nm, right", "--json")
    assert pierced.exit_code == 0, pierced.stderr
    numbers = json.loads(pierced.stdout)
    assert [change["change"] for change in numbers["made"]["changes"]] == [
        "strip",
        "with_constriction",
        "with_slit",
        "with_hole",
        "with_hole",
    ]
    assert numbers["electrodes"] == ["left from -100 nm to 100 nm", "right"]
    assert numbers["coverage"] < qm.load(tmp_path / "strip.nc").coverage < 0.625


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "The run lacks `film.material`, `film.thickness` and `sample.kind`. Add them to the file"),
        ((*FILM, "--kind", "gausian"), "`kind` must be 'uniform', 'gaussian', 'lognormal', 'granular', 'percolating' or 'picture'"),
        ((*FILM, *GRID, *DISORDER[:-2]), "The run lacks `sample.seed`. Add it to the file, or give: --seed 1"),
        ((*FILM, *GRID, *DISORDER, "--seed", "1.5"), "`seed` must be a whole number, but seed='1.5'."),
        ((*FILM, *GRID, "--kind", "uniform", "--amplitude", "0.1"), "A uniform sample takes no `amplitude`, which belongs to gaussian or"),
        ((*FILM, *GRID, *DISORDER, "--coverage", "0.5"), "A gaussian sample takes no `coverage`, which belongs to percolating."),
        ((*FILM, *GRID, *DISORDER, "--field", "tickness"), "A sample has no field 'tickness'. Did you mean thickness?"),
        ((*FILM, *GRID, *DISORDER, "--size", "645 nm"), "`width` must be a whole number of cells, but 645 nm is 64.5 of 10 nm."),
        ((*FILM, *GRID, *DISORDER, "--size", "1 um, 1 um, 1 um"), "`size` is the width and the height of the sample, or one length"),
        ((*FILM, *GRID, *DISORDER, "--hole", "0 nm, 0 nm"), "`hole` is x and y of the centre, and the radius, separated by commas"),
        ((*FILM, *GRID, *DISORDER, "--strip", "700 nm"), "The strip removes no cell."),
        ((*FILM, *GRID, *DISORDER, "--electrodes", "left, middle"), "must be left, right, bottom or top, but side='middle'."),
        ((*FILM, *GRID, *DISORDER, "--electrodes", "left from 3 nm"), "`electrodes` are sides, perhaps with ends"),
        ((*FILM, "--kind", "picture", "--map", "none.npy", "--cell", "10 nm"), "There is no file 'none.npy'."),
        ((*FILM, "--kind", "picture", "--map", "none.npy"), "A picture needs to know how large it is"),
        (
            (*FILM, "--kind", "picture", "--map", "a.png", "--cell", "10 nm", "--between", "8 K"),
            "`between` is the values of black and white",
        ),
        ((*FILM, "--kind", "picture", "--map", "a.npy", "--nan-is-hole", "maybe"), "`nan_is_hole` must be true or false"),
        (("none.nc",), "There is no file 'none.nc'. Give the name under which a result was saved."),
        ((*FILM, *GRID, *DISORDER, "--output", "nowhere/sample.nc"), "the folder 'nowhere' does not exist."),
    ],
)
def test_what_makes_no_sample_is_one_sentence(arguments, sentence):
    refused(quenchmap("make", *arguments), sentence)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--position", "400 nm, 0 nm"), "`position` must lie on the sample, 640 nm × 640 nm around (0, 0)"),
        (("--position", "40 nm"), "`position` is x and y of the tip, separated by commas, but position='40 nm'."),
        (("--drive", "-1"), "and must be positive and finite, but drive=-1.0."),
        (("--protocol", "warm"), "`protocol` must be 'cold', 'hot' or 'drag', but protocol='warm'."),
        (("--seed", "2"), "which takes no `seed`. Remove one of them."),
        (("--material", "InOx", "--thickness", "10 nm"), "has a film of its own, and another one is described."),
        (("--from", "none.nc"), "There is no file 'none.nc'."),
        (("--from", "none.nc", "--protocol", "hot"), "Either the file 'none.nc' says where the state starts or `protocol` does"),
        (("--current", "1 mA"), "One of `drive` and `current` says how strong the drive is"),
    ],
)
def test_what_heats_no_sample_is_one_sentence(folder, arguments, sentence):
    refused(quenchmap("heat", folder / "sample.nc", *TIP, *arguments), sentence)


def test_files_that_are_something_else_are_refused(folder, tmp_path):
    hot, sample, run = folder / "hot.nc", folder / "sample.nc", folder / "run.toml"
    refused(quenchmap("heat", hot, *TIP), "holds a HeatState, not a sample.")
    refused(quenchmap("heat", run, "--from", sample), "holds no heated sample to start from.")
    refused(quenchmap("show", run), "cannot be read as NetCDF-4")
    refused(quenchmap("show", sample, "--field", "thickness"), "`--field` says what to draw, but there is no picture")
    refused(quenchmap("show", sample, "--field", "Tc", "--plot", folder / "T.png"), "A sample has no field 'Tc' to draw.")
    (tmp_path / "hot_tip.toml").write_text('[tip]\ntemperature = "300 K"\n')
    refused(quenchmap("heat", tmp_path / "hot_tip.toml"), "`sample.kind`, `tip.height`, `tip.radius`, `tip.conductivity` and")
    refused(quenchmap("heat", folder / "sample.nc", *TIP, *HOT), "A hot tip heats by its temperature and takes no `drive`. Remove it.")
    refused(quenchmap("heat", sample), "The run lacks `tip.height`, `tip.frequency`, `phonon_temperature` and `drive`.")


def test_a_film_that_is_described_beside_a_saved_sample_must_be_its_own(folder):
    result = quenchmap("heat", folder / "sample.nc", *TIP, *FILM, "--drive", "0.5")
    assert result.exit_code == 0, result.stderr


def test_the_commands_are_listed_with_what_they_do(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    shown = quenchmap("--help").stdout
    for name, what in (("make", "Make a sample"), ("show", "Show a saved sample"), ("heat", "Heat a sample by a tip")):
        assert any(name in line and what in line for line in shown.splitlines())
