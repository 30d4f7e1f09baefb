import csv

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from typer.testing import CliRunner

import quenchmap as qm
from quenchmap.cli.main import app
from quenchmap.sample.measured import from_csv


def read(path):
    with path.open() as file:
        head, *rows = csv.reader(file)
    return {h: np.array([float(row[k] or "nan") for row in rows]) for k, h in enumerate(head)}


def test_a_profile_is_a_table_with_its_units(states, tmp_path):
    qm.write(states.hot, tmp_path / "hot.csv")
    found = read(tmp_path / "hot.csv")
    assert list(found) == ["radius (m)", "temperature (K)", "temperature_over_critical"]
    assert_array_equal(found["temperature_over_critical"], states.hot.temperature)
    qm.write(states, tmp_path / "all.csv")
    both = read(tmp_path / "all.csv")
    hottest = both["state"] == len(states) - 1
    assert_array_equal(both["temperature (K)"][hottest], found["temperature (K)"])


def test_a_sample_that_is_written_as_a_table_is_read_again(heated, film, tmp_path):
    qm.write(heated.sample, tmp_path / "sample.csv")
    again = from_csv(tmp_path / "sample.csv", film)
    assert again.cell == pytest.approx(heated.sample.cell)
    for name in ("present", "critical_temperature", "sheet_resistance", "thickness", "cooling_coefficient"):
        assert_array_equal(getattr(again, name), getattr(heated.sample, name))


def test_a_diagram_is_a_table_of_its_points(tmp_path):
    spot = qm.HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
    diagram = spot.branch("drive", between=(0.9, 1.1))
    qm.write(diagram, tmp_path / "branch.csv")
    assert len({len(v) for v in read(tmp_path / "branch.csv").values()}) == 1
    assert len(read(tmp_path / "branch.csv")["drive"]) > 5


def test_other_endings_and_other_things_are_refused(states, tmp_path):
    for result, name, error, message in (
        (states, "a.xlsx", ValueError, r"written as \.csv, a table; .*but path="),
        (states, "a", ValueError, r"written as \.csv"),
        (3, "a.csv", TypeError, "but result=3"),
        (states.hot, "a.nc", TypeError, "Write the `States`"),
        (states, "none/a.csv", FileNotFoundError, "the folder .* does not exist"),
    ):
        with pytest.raises(error, match=message):
            qm.write(result, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_the_command_writes_what_was_saved(states, heated, tmp_path):
    states.save(tmp_path / "states.nc")
    heated.save(tmp_path / "heated.nc")
    run = CliRunner().invoke
    for arguments, code, told in (
        (("heated.nc", "heated.vti"), 0, "HeatState as .vti"),
        (("states.nc", "hot.vts", "--state", "hot"), 0, "State as .vts"),
        (("heated.nc", "hot.vts", "--state", "hot"), 2, "`--state` chooses among the states"),
        (("states.nc", "hot.xls"), 2, "A result is written as"),
        (("none.nc", "hot.csv"), 2, "There is no file"),
    ):
        done = run(app, ["export", *(str(tmp_path / a) if "." in a else a for a in arguments)])
        assert done.exit_code == code
        assert told in done.output
    assert (tmp_path / "hot.vts").stat().st_size > (tmp_path / "heated.vti").stat().st_size > 10_000
