"""A heated sample as a thing: its numbers in SI, its card, its picture, its file."""

import numpy as np
import pytest
import xarray as xr
from matplotlib.text import Text
from numpy.testing import assert_array_equal

import quenchmap as qm
from quenchmap.sample.heat.storage import restored


def test_power_is_that_of_the_joule_heat_that_the_normal_film_would_absorb_at_most(rough_hot):
    """In watts, without the units that the solver uses: j^2 rho summed over the quenched cells is less, over all cells more."""
    sample, problem = rough_hot.sample, rough_hot.problem
    j = problem.drive * sample.film.material.characteristic_current_density * np.sqrt(np.asarray(problem.fixed_current) / problem.drive**2)
    per_area = (j * sample.film.thickness) ** 2 * sample.sheet_resistance
    everything = per_area.sum() * sample.cell**2
    quenched = per_area[rough_hot.quenched].sum() * sample.cell**2
    assert quenched < rough_hot.absorbed_power < everything
    np.testing.assert_allclose(rough_hot.power_density[rough_hot.quenched], per_area[rough_hot.quenched], rtol=1e-9)
    assert rough_hot.absorbed_power == pytest.approx(rough_hot.power_density.sum() * sample.cell**2)


def test_the_card_says_how_the_state_was_made(rough_hot):
    card = str(rough_hot)
    for words in ("hot, in time from above all states", "stable", "quenched area", "µm²", "heat balance", "9.5 cells per domain wall"):
        assert words in card
    assert "hot" in repr(rough_hot)
    assert "<table" in rough_hot._repr_html_()


def test_the_picture_has_the_temperature_the_power_the_contour_and_a_scale(rough_hot):
    figure = rough_hot.plot()
    words = " ".join(t.get_text() for t in figure.findobj(Text))
    assert "electron temperature (K)" in words
    assert "W/µm²" in words
    assert "T_c(x, y)" in words


def test_a_torn_film_draws_its_holes_as_nothing(torn_cold):
    figure = torn_cold.plot()
    shown = figure.axes[1].images[0].get_array()
    assert np.ma.getmaskarray(shown).sum() == (~torn_cold.sample.present).sum()


@pytest.mark.parametrize("name", ["rough_hot", "torn_cold"])
def test_a_saved_state_comes_back_whole(name, request, tmp_path):
    state = request.getfixturevalue(name)
    state.save(tmp_path / "state.nc")
    with xr.open_dataset(tmp_path / "state.nc", engine="h5netcdf") as dataset:
        back = restored(dataset.load())
    assert_array_equal(back.solution.u, state.solution.u)
    assert back.summary() == state.summary()
    assert_array_equal(back.quenched, state.quenched)
    assert_array_equal(back.sample.present, state.sample.present)
    assert back.problem.tip == state.problem.tip
    assert (back.protocol, back.stable, back.solution.time_steps) == (state.protocol, state.stable, state.solution.time_steps)
    assert str(back) == str(state)


def test_the_door_to_all_saved_results_opens_it(rough_hot, tmp_path):
    rough_hot.save(tmp_path / "hot.nc")
    back = qm.load(tmp_path / "hot.nc")
    assert_array_equal(back.temperature, rough_hot.temperature)


def test_a_state_that_came_back_can_be_followed(rough, rough_hot, heat, tmp_path):
    rough_hot.save(tmp_path / "hot.nc")
    again = heat(rough, 1.2, restored(rough_hot.to_dataset()))
    np.testing.assert_allclose(again.temperature, rough_hot.temperature, rtol=1e-7)


def test_others_can_read_the_file(rough_hot):
    dataset = rough_hot.to_dataset()
    assert dataset["temperature"].attrs["units"] == "K"
    assert dataset["temperature"].dims == ("y", "x")
    total = float(dataset["power_density"].sum()) * rough_hot.sample.cell**2
    assert total == pytest.approx(dataset.attrs["absorbed_power"], rel=1e-12)
