"""The commands as users type them: what they print, write, and refuse. Nothing here solves for a spot; see test_spot.py."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quenchmap.cli.main import app
from quenchmap.experiment.flags import flags

NBN = str(Path(__file__).parents[2] / "examples" / "nbn.toml")
UNIFORM = ("uniform", "--material", "NbN", "--frequency", "417 GHz", "--phonon-temperature", "3 K")


def quenchmap(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def refused(result: Result, sentence: str, code: int = 2) -> None:
    """One sentence on standard error, nothing on standard output, no traceback."""
    assert sentence in result.stderr
    assert result.exit_code == code
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Error: ")


def test_help_lists_the_commands_and_loads_nothing_heavy():
    code = """if True:
        import sys
        from quenchmap.cli.main import app
        try:
            app(["--help"])
        finally:
            print([m for m in ("jax", "pint", "xarray", "matplotlib", "scipy", "numpy") if m in sys.modules], file=sys.stderr)
    """
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert result.stderr.strip() == "[]"
    for name in ("spot", "sample", "scan", "show", "uniform", "materials", "paper"):
        assert f" {name} " in result.stdout


def test_the_version_is_printed():
    import quenchmap as qm

    assert quenchmap("--version").stdout == f"quenchmap {qm.__version__}\n"


def test_every_key_of_the_description_is_a_flag(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    shown = quenchmap("spot", "--help").stdout + quenchmap("evolve", "--help").stdout
    shown += (
        quenchmap("sample", "heat", "--help").stdout + quenchmap("sample", "make", "--help").stdout + quenchmap("scan", "--help").stdout
    )
    for flag in flags():
        assert f"--{flag.name} " in shown


def test_help_of_every_command_starts_with_what_it_is():
    for name in ("spot", "scan", "show", "uniform", "materials", "paper"):
        result = quenchmap(name, "--help")
        assert result.exit_code == 0
        assert f"quenchmap {name}" in result.stdout


def test_the_catalogue_is_a_table_with_sources():
    result = quenchmap("materials")
    assert result.exit_code == 0
    for part in ("NbN", "InOx", "grAl", "Table I", "0.5*", "an assumption"):
        assert part in result.stdout


def test_one_material_is_shown_with_the_source_of_each_value():
    assert "Table I" in quenchmap("materials", "inox").stdout
    (nbn,) = json.loads(quenchmap("materials", "NbN", "--json").stdout)
    assert nbn["values"]["critical_temperature"]["value"] == 10.0
    assert nbn["values"]["diffusion_coefficient"]["assumption"]


def test_an_unknown_material_is_refused_with_close_matches():
    refused(quenchmap("materials", "NbM"), "The catalogue has no material 'NbM'. Did you mean NbN")


def test_a_uniform_film_is_described_in_text_and_json(tmp_path):
    result = quenchmap(*UNIFORM, "--drive", "1.2", "--plot", tmp_path / "nbn.png")
    assert result.exit_code == 0
    assert "bistable window j1 to j2" in result.stdout
    assert (tmp_path / "nbn.png").read_bytes().startswith(b"\x89PNG")

    found = json.loads(quenchmap(*UNIFORM, "--json").stdout)
    assert found["window"]["lower"] == pytest.approx(0.8614, abs=1e-4)
    assert found["maxwell"][0]["drive"] == pytest.approx(1.0203, abs=1e-4)


def test_a_uniform_film_is_written_and_shown_again(tmp_path):
    made = quenchmap(*UNIFORM, "--output", tmp_path / "uniform.nc")
    assert made.exit_code == 0, made.stderr
    shown = quenchmap("show", tmp_path / "uniform.nc")
    assert shown.stdout == made.stdout
    assert "bistable window j1 to j2" in shown.stdout


def test_a_uniform_film_is_read_from_the_file_of_a_spot():
    """What the file says of the spot alone, such as the tip's height, does not matter here."""
    found = json.loads(quenchmap("uniform", NBN, "--frequency", "600 GHz", "--json").stdout)
    assert found["frequency_Hz"] == 6e11
    assert found["drive"] == 1.2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "The run lacks `film.material`, `film.thickness`, `tip.height`, `tip.frequency`, `phonon_temperature` and `drive`."),
        ((NBN, "--material", "NbM"), "The catalogue has no material 'NbM'. Did you mean NbN"),
        ((NBN, "--height", "100 kg"), "`height` has the wrong unit: height='100 kg' cannot be converted to m."),
        ((NBN, "--height", "100"), "`height` has no unit: height='100'."),
        ((NBN, "--height", "-100 nm"), "`height` is the height of the tip's centre in m and must be positive"),
        ((NBN, "--height", "20 nm"), "must exceed"),
        ((NBN, "--frequency", "nan GHz"), "`frequency` must be finite, but frequency='nan GHz'."),
        ((NBN, "--drive", "-1.2"), "must be positive and finite, but drive=-1.2."),
        ((NBN, "--drive", "nan"), "`drive` must be finite, but drive='nan'."),
        ((NBN, "--drive", "1", "--current", "1 mA"), "One of `drive` and `current` says how strong the drive is, but 2 came."),
        ((NBN, "--gap-model", "bsc"), "`gap_model` must be 'sheahen' or 'bcs', but gap_model='bsc'."),
        ((NBN, "--phonon-temperature", "0 K"), "`phonon_temperature` is the temperature of the phonons in K and must be positive"),
        ((NBN, "--phonon-temperature", "0.1 K"), "`phonon_temperature` must be from 0.02 T_c"),
        ((NBN, "--frequency", "10 THz"), "`photon_energy` is hbar omega/(k_B T_c) and must be from 0.001 to 10"),
        (("none.toml",), "Cannot read 'none.toml': there is no such file."),
    ],
)
def test_wrong_input_to_spot_is_one_sentence(arguments, sentence):
    refused(quenchmap("spot", *arguments), sentence)


def test_a_malformed_file_is_named_with_its_line(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text("[tip]\nheight = 100 nm\n")
    refused(quenchmap("spot", file), "is not valid TOML at line 2")


def test_an_unknown_key_is_named_with_its_table(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text('[tip]\nheigth = "100 nm"\n')
    refused(quenchmap("spot", file), "[tip] has no key `heigth`. Did you mean height?")


@pytest.mark.parametrize("option", ["--output", "--plot"])
def test_a_path_that_cannot_be_written_is_refused_before_the_work(tmp_path, option):
    missing = tmp_path / "missing" / "spot.png"
    result = quenchmap("spot", NBN, option, missing)
    refused(result, f"Cannot write {str(missing)!r}: the folder {str(missing.parent)!r} does not exist.")
    assert "Loading" not in result.stderr
    assert list(tmp_path.iterdir()) == []
    refused(quenchmap("spot", NBN, option, tmp_path), "it is a folder. Give the name of a file.")


def test_the_ending_of_a_picture_is_checked_before_the_work(tmp_path):
    result = quenchmap("uniform", NBN, "--plot", tmp_path / "nbn.gif")
    refused(result, "A picture is written as .png, .pdf or .svg")
    assert "Loading" not in result.stderr


def test_the_paper_needs_a_folder_that_can_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    refused(quenchmap("paper", "--output", tmp_path / "file"), "it is a file. Give the name of a folder.")
    refused(quenchmap("paper", "--output", tmp_path / "a" / "b"), "does not exist. Make it first")


def test_an_unknown_flag_or_command_suggests_the_right_one(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    flag = quenchmap("spot", "--heigth", "1 nm")
    assert flag.exit_code == 2
    assert "--height" in flag.stderr
    command = quenchmap("sopt")
    assert command.exit_code == 2
    assert "'spot'" in command.stderr


def test_debug_lets_the_error_through():
    result = quenchmap("--debug", "materials", "NbM")
    assert isinstance(result.exception, ValueError)
    result = CliRunner().invoke(app, ["materials", "NbM"], env={"QUENCHMAP_DEBUG": "1"})
    assert isinstance(result.exception, ValueError)


def test_a_pipe_that_closes_is_no_error():
    command = f"{sys.executable} -m quenchmap.cli.main materials | head -1"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert "Error" not in result.stderr
    assert "Traceback" not in result.stderr


def test_examples_are_where_the_documentation_says():
    assert Path(NBN).is_file()
    assert Path(NBN).with_name("inox.toml").is_file()
    assert Path(NBN).with_name("disordered.toml").is_file()
