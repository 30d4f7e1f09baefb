"""A uniformly driven film, described in SI units."""

import json
from pathlib import Path

import pytest

from quenchmap.experiment.description import Experiment
from quenchmap.experiment.uniform import UniformFilm, uniform_film

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
