"""A uniformly driven film, described in SI units."""

import json
from pathlib import Path

import pytest
from numpy.testing import assert_array_equal
from typer.testing import CliRunner

import quenchmap as qm
from quenchmap.balance.curve import balance_curve
from quenchmap.cli.main import app
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.results import save
from quenchmap.experiment.uniform import UniformFilm, uniform_film
from quenchmap.material import response

REFERENCE = json.loads((Path(__file__).parents[1] / "references" / "uniform.json").read_text())


def described(**changes: object) -> UniformFilm:
    whole = {"phonon_temperature": "3 K", "film": {"material": "NbN"}, "tip": {"frequency": "416.73238 GHz"}}
    return uniform_film(Experiment.model_validate(whole | changes))


def test_nbn_at_two_kTc_has_the_window_of_the_dimensionless_problem():
    film = described(drive=1.2)
    assert film.photon_energy == pytest.approx(2.0, rel=1e-6)
    assert film.window is not None
    assert (film.window.j1, film.window.j2) == pytest.approx((0.86158, 1.503418), rel=1e-4)
    assert [s.stable for s in film.states] == [True, False, True]
    assert film.maxwell[0].drive == pytest.approx(1.020669, rel=1e-4)
    assert film.end is not None
    assert film.end.formal == pytest.approx(3.510113, rel=1e-6)


def test_its_summary_is_plain_and_its_text_names_each_part():
    film = described(drive=1.2)
    assert json.loads(json.dumps(film.summary()))["window"]["lower"] == film.window.j1  # type: ignore[union-attr]
    for part in ("bistable window", "Maxwell current", "bistability ends at", "state at 1.2 j*", "unstable"):
        assert part in str(film)


def test_a_normal_film_has_one_state_at_every_drive():
    film = described(phonon_temperature="12 K", drive=0.5)
    assert film.window is None
    assert film.end is None
    assert film.maxwell == ()
    assert [s.phase for s in film.states] == ["normal"]
    assert "one state at every drive" in str(film)


def test_phonons_that_warm_need_the_thickness():
    conductance = "200 W/m**2/K**4"
    with pytest.raises(ValueError, match=r"give film\.thickness too"):
        described(film={"material": "NbN", "boundary_conductance": conductance})
    warm = described(film={"material": "NbN", "boundary_conductance": conductance, "thickness": "10 nm"})
    cold = described()
    assert warm.window is not None
    assert cold.window is not None
    assert warm.window.j2 < cold.window.j2


@pytest.mark.parametrize(
    "changes",
    [
        {"drive": 1.2},
        {"film": {"material": "NbN", "boundary_conductance": "200 W/m**2/K**4", "thickness": "10 nm"}, "gap_model": "bcs"},
        {"phonon_temperature": "12 K", "drive": 0.5},
    ],
)
def test_saved_film_comes_back_whole(tmp_path, changes):
    """As a page of the explorer saves it; its tables are made anew, not found in the memory of this process."""
    film = described(**changes)
    path = tmp_path / "uniform.nc"
    film.save(path)
    response._microwave_response.cache_clear()
    again = qm.load(path)
    assert again.summary() == film.summary()
    assert str(again) == str(film)
    assert (again.material, again.folds, again.window, again.maxwell) == (film.material, film.folds, film.window, film.maxwell)
    assert_array_equal(balance_curve(again.response).log_drives, balance_curve(film.response).log_drives)


def test_saved_film_is_shown_on_the_command_line(tmp_path):
    whole = Experiment.model_validate({"phonon_temperature": "3 K", "film": {"material": "NbN"}, "tip": {"frequency": "417 GHz"}})
    path, picture = tmp_path / "uniform.nc", tmp_path / "uniform.png"
    save(uniform_film(whole), whole, str(path))
    shown = CliRunner().invoke(app, ["show", str(path), "--plot", str(picture)])
    assert shown.exit_code == 0, shown.stderr
    assert "bistable window" in shown.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_film_shows_itself_with_its_picture():
    assert "data:image/png" in described()._repr_html_()
