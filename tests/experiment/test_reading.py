"""TOML files and flags: what they mean, and what is said about a wrong one."""

from pathlib import Path

import pytest

from quenchmap.experiment.flags import flags, overridden
from quenchmap.experiment.reading import parsed, read

WHOLE = """
phonon_temperature = "3 K"
drive = 1.2
[film]
material = "NbN"
thickness = "10 nm"
[tip]
height = "100 nm"
frequency = "417 GHz"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "run.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ValueError, match=r".+") as caught:
        read(written(folder, text))
    message = str(caught.value)
    assert "\n" not in message
    return message.replace(str(folder / "run.toml"), "run.toml")


def test_a_file_is_kept_as_it_is_written(tmp_path):
    experiment = read(written(tmp_path, WHOLE))
    assert (experiment.film.thickness, experiment.tip.height, experiment.drive) == ("10 nm", "100 nm", 1.2)
    assert experiment.film.material is not None
    assert experiment.film.material.like == "NbN"


def test_the_name_of_a_material_is_short_for_a_table(tmp_path):
    table = WHOLE.replace('material = "NbN"', "").replace("[tip]", '[film.material]\nlike = "NbN"\n[tip]')
    assert read(written(tmp_path, table)) == read(written(tmp_path, WHOLE))


@pytest.mark.parametrize("flag", [f for f in flags() if f.sample], ids=lambda f: f.name)
def test_the_sample_of_every_flag_can_be_read(flag):
    """Samples are shown by --help and pasted by users."""
    experiment = read(None, {flag.path: flag.sample})
    value = experiment
    for name in flag.path:
        value = getattr(value, name)
    assert value is not None


def test_flags_have_different_names():
    names = [flag.name for flag in flags()]
    assert len(set(names)) == len(names)


def test_a_flag_overrides_the_file(tmp_path):
    experiment = read(written(tmp_path, WHOLE), {("tip", "height"): "1 um", ("gap_model",): "bcs"})
    assert (experiment.tip.height, experiment.tip.frequency, experiment.gap_model) == ("1 um", "417 GHz", "bcs")


def test_one_way_to_state_the_drive_replaces_another(tmp_path):
    experiment = read(written(tmp_path, WHOLE), {("current",): "0.4 mA"})
    assert (experiment.drive, experiment.current) == (None, "0.4 mA")
    assert "line_loss" not in overridden({"source_power": "-10 dBm", "line_loss": 3.0}, {("drive",): "1"})


def test_a_flag_that_names_a_material_replaces_the_whole_material_of_the_file(tmp_path):
    table = WHOLE.replace('material = "NbN"', 'material = { like = "NbN", critical_temperature = "8 K" }')
    experiment = read(written(tmp_path, table), {("film", "material", "like"): "InOx"})
    assert experiment.film.material is not None
    assert experiment.film.material.model_dump(exclude_none=True) == {"like": "InOx"}


def test_a_flag_for_a_value_of_the_material_keeps_the_rest_of_it(tmp_path):
    experiment = read(written(tmp_path, WHOLE), {("film", "material", "critical_temperature"): "8 K"})
    assert experiment.film.material is not None
    assert experiment.film.material.model_dump(exclude_none=True) == {"like": "NbN", "critical_temperature": "8 K"}


@pytest.mark.parametrize(
    ("line", "wrong", "sentence"),
    [
        ('height = "100 nm"', 'heigth = "100 nm"', "run.toml, [tip]: [tip] has no key `heigth`. Did you mean height?"),
        ("drive = 1.2", "drve = 1.2", "run.toml: the top of the file has no key `drve`. Did you mean drive?"),
        (
            'height = "100 nm"',
            "drive = 1.2",
            "`drive` does not stand in [tip]: it belongs at the top of the file, before the first [table].",
        ),
        ("drive = 1.2", 'height = "100 nm"', "`height` does not stand in the top of the file: it belongs to [tip]."),
        ('height = "100 nm"', 'height = "100 kg"', "[tip]: `height` has the wrong unit: height='100 kg' cannot be converted to m."),
        ('height = "100 nm"', "height = 100", '`height` needs a unit, but height=100. Write for example height = "100 nm".'),
        ('height = "100 nm"', 'height = "100"', "`height` has no unit: height='100'."),
        ('height = "100 nm"', 'height = "a lot"', "`height` cannot be read as a quantity: height='a lot'."),
        ('height = "100 nm"', 'height = "nan nm"', "`height` must be finite, but height='nan nm'."),
        ("drive = 1.2", "drive = nan", "run.toml: `drive` must be finite, but drive=nan."),
        ("drive = 1.2", "drive = true", "`drive` must be a number, but drive=True."),
        ("drive = 1.2", "drive = []", "`drive` must be a number, but drive=[]."),
        ("drive = 1.2", 'gap_model = "bsc"', "`gap_model` must be 'sheahen' or 'bcs', but gap_model='bsc'."),
        ("drive = 1.2", 'line_loss = "3 m"', "`line_loss`"),
        (
            "drive = 1.2",
            "source_power = -10",
            '`source_power` needs a unit, but source_power=-10. Write for example source_power = "-10 dBm".',
        ),
        ('material = "NbN"', "material = 3", "`material` has a value of the wrong kind: material=3."),
        ('material = "NbN"', 'material = { Tc = "3 K" }', "run.toml, [film.material]: [film.material] has no key `Tc`. Known: "),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_table(tmp_path, line, wrong, sentence):
    assert sentence in refusal(tmp_path, WHOLE.replace(line, wrong))


@pytest.mark.parametrize(
    ("line", "wrong", "sentence"),
    [
        (
            'height = "100 nm"',
            "height = 100 nm",
            "run.toml is not valid TOML at line 8: expected newline or end of document after a statement, "
            'in `height = 100 nm`. A quantity is text in quotes: height = "100 nm".',
        ),
        ("[tip]", "[tip", "is not valid TOML at line 7"),
        ('thickness = "10 nm"', 'thickness = "10 nm"\nthickness = "20 nm"', "is not valid TOML at line 7: cannot overwrite a value"),
        ('frequency = "417 GHz"', "frequency =", "is not valid TOML at line 9: invalid value"),
    ],
)
def test_malformed_toml_is_named_with_its_line(tmp_path, line, wrong, sentence):
    assert sentence in refusal(tmp_path, WHOLE.replace(line, wrong))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "run.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="is not a text file in UTF-8"):
        parsed(file)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no such file"):
        parsed(tmp_path / "none.toml")
    with pytest.raises(IsADirectoryError, match="it is a folder"):
        parsed(tmp_path)
