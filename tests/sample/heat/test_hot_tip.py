"""A sample under a hot tip: the radial solver's spot, a heat that knows no current, and what is refused."""

import numpy as np
import pytest
from matplotlib.text import Text
from numpy.testing import assert_allclose, assert_array_equal

import quenchmap as qm
from quenchmap import Film, HotSpot, HotTip, MicrowaveTip
from quenchmap.sample.heat.radiation import radiated_power
from quenchmap.sample.sample import Sample

BATH = "3 K"


@pytest.fixture(scope="module")
def hot_tip(tip) -> HotTip:
    """At the height of the microwave tip, hot enough to warm NbN by half its Tc."""
    return HotTip(tip.height, "3000 K", "40 nm", "1e7 S/m")


@pytest.fixture(scope="module")
def rough_warm(rough, hot_tip):
    return rough.heat(hot_tip, phonon_temperature=BATH)


def excess_errors(film, hot_tip, cells):
    """Of a square of 16 z0 against the radial solver, over the highest excess: within 2 z0 of the tip, and between 3.5 and 4 z0."""
    sample = Sample.uniform(film, 16 * hot_tip.height, 16 * hot_tip.height, cells=(cells, cells))
    (exact,) = HotSpot(film, hot_tip, BATH).states()
    r = np.hypot(sample.x[None, :], sample.y[:, None]) / hot_tip.height
    expected = exact.temperature_at(r.ravel()).reshape(r.shape)
    found = {}
    for protocol in ("cold", "hot"):
        state = sample.heat(hot_tip, phonon_temperature=BATH, protocol=protocol)
        assert state.stable
        error = np.abs(state.solution.u - expected) / (expected.max() - 0.3)
        found[protocol] = error[r < 2].max(), error[(r > 3.5) & (r < 4)].max()
    return found


def test_a_uniform_film_is_warmed_as_by_the_radial_solver_with_an_error_of_second_order(film, hot_tip):
    """Over the excess: 2e-3 in cells of z0/8, 6e-3 in cells of z0/4; the edge at 8 z0 leaves 3e-4 at 4 z0. One state, from both ends."""
    coarse, fine = (excess_errors(film, hot_tip, cells) for cells in (64, 128))
    for protocol in ("cold", "hot"):
        assert fine[protocol][0] < 2e-3
        assert coarse[protocol][0] / fine[protocol][0] > 2.8
        assert fine[protocol][1] < 3e-4


def test_the_uniform_film_absorbs_the_closed_form_over_its_square(film, hot_tip):
    """(D14) at its maximum and 27/4 x^2/(1 + x^2)^3, whose integral over the plane is 27 pi/8 z0^2; a square of 16 z0 has 2.3 % less."""
    sample = Sample.uniform(film, 16 * hot_tip.height, 16 * hot_tip.height, cells=(64, 64))
    state = sample.heat(hot_tip, phonon_temperature=BATH)
    whole = hot_tip.power_density(0.5, film) * 27 * np.pi / 8 * hot_tip.height**2
    assert 0.97 * whole < state.absorbed_power < 0.98 * whole
    assert state.power_density.max() == pytest.approx(hot_tip.power_density(0.5, film), rel=0.01)


def test_each_dipole_heats_with_the_local_resistance_in_its_own_way(film):
    """A small dark tip heats by its electric dipole, as current does, and resistive places more; a large bright one the other way round."""
    half = Sample.uniform(film, "800 nm", "800 nm", "25 nm")
    resistance = np.where(half.x[None, :] > 0, 2.0, 1.0) * np.broadcast_to(half.sheet_resistance, half.shape)
    half = half.replace(sheet_resistance=resistance)
    for radius, metal, ratio in (("1 nm", "1e3 S/m", 2.0), ("49 nm", "1e9 S/m", 0.5)):
        power = radiated_power(half, HotTip("50 nm", "300 K", radius, metal), (0.0, 0.0))
        assert_allclose(power[:, 16:] / power[:, 15::-1], ratio, rtol=1e-3)
    tip = HotTip("50 nm", "300 K", "40 nm", "1e7 S/m")
    power = radiated_power(half, tip, (0.0, 0.0))
    other = Film(film.material.replace(normal_resistivity=2 * film.material.normal_resistivity), film.thickness)
    expected = tip.power_density(1e-3, other) / tip.power_density(1e-3, film)
    assert_allclose(power[:, 16:] / power[:, 15::-1], expected, rtol=1e-9)


def test_heat_balances_in_a_rough_film_and_holes_take_none(rough_warm, torn, hot_tip):
    assert abs(rough_warm.heat_balance) < 1e-8
    assert rough_warm.stable
    warm = torn.heat(hot_tip, phonon_temperature=BATH)
    assert abs(warm.heat_balance) < 1e-8
    assert np.all(warm.power_density[~torn.present] == 0)
    assert np.all(warm.temperature[~torn.present] == 3.0)


def test_the_hot_state_is_the_cold_one_for_heat_that_no_temperature_raises(rough, rough_warm, hot_tip):
    """Were there two, the hotter would give more to the phonons and absorb less: the balance has one state, whatever the film."""
    hot = rough.heat(hot_tip, phonon_temperature=BATH, protocol="hot")
    assert_allclose(hot.temperature, rough_warm.temperature, atol=1e-6)
    assert rough_warm.temperature.min() > 3.0


def test_a_hotter_tip_warms_every_place_more(rough, rough_warm, hot_tip):
    hotter = HotTip(hot_tip.height, "3300 K", "40 nm", "1e7 S/m")
    assert np.all(rough.heat(hotter, phonon_temperature=BATH).temperature > rough_warm.temperature)


def test_the_mirrored_film_under_the_mirrored_tip_is_warmed_in_mirror_image(rough, hot_tip):
    names = ("critical_temperature", "sheet_resistance", "cooling_coefficient", "thickness")
    mirrored = rough.replace(**{name: getattr(rough, name)[:, ::-1] for name in names})
    at = 0.6 * hot_tip.height, -0.4 * hot_tip.height
    one = rough.heat(hot_tip, phonon_temperature=BATH, position=at)
    other = mirrored.heat(hot_tip, phonon_temperature=BATH, position=(-at[0], at[1]))
    assert_allclose(other.temperature, one.temperature[:, ::-1], atol=1e-7)


def test_the_film_radiates_back_to_a_tip_that_is_not_much_hotter(film, tip):
    """A normal film at 12 K under a tip at 25 K: heating goes with T_tip^4 - T_e^4, as (D14) does, and is 5 % less than at T_e = 0."""
    warm = HotTip(tip.height, "25 K", "40 nm", "1e7 S/m")
    sample = Sample.uniform(film, 16 * tip.height, 16 * tip.height, cells=(64, 64))
    state = sample.heat(warm, phonon_temperature="12 K")
    assert state.power_density.max() == pytest.approx(warm.power_density(1.2, film), rel=1e-2)
    assert state.power_density.max() < 0.96 * radiated_power(sample, warm, (0.0, 0.0)).max()


def test_positions_that_are_followed_together_give_the_same_states(rough, hot_tip):
    places = [(0.0, 0.0), (hot_tip.height, -hot_tip.height)]
    apart, together = (rough.heat_at(hot_tip, positions=places, phonon_temperature=BATH, together=n) for n in (1, 2))
    for one, other in zip(apart, together):
        assert_allclose(other.temperature, one.temperature, atol=1e-6)


def test_a_saved_state_comes_back_whole(rough_warm, tmp_path):
    rough_warm.save(tmp_path / "warm.nc")
    back = qm.load(tmp_path / "warm.nc")
    assert_array_equal(back.temperature, rough_warm.temperature)
    assert back.summary() == rough_warm.summary()
    assert back.problem.tip == rough_warm.problem.tip
    assert (back.problem.drive, back.problem.spreading) == (None, None)
    assert str(back) == str(rough_warm)


def test_the_card_and_the_picture_speak_of_no_current(rough_warm):
    assert "NbN sample under a hot tip, 3000 K" in str(rough_warm)
    assert "current" not in str(rough_warm)
    words = " ".join(t.get_text() for t in rough_warm.plot().findobj(Text))
    assert "warmer than the phonons by (K)" in words
    assert "current" not in words
    with pytest.raises(ValueError, match="drives no microwave current"):
        _ = rough_warm.sheet_current


@pytest.mark.parametrize("given", [{"drive": 1.2}, {"current": "1 mA"}, {"spreading": "fixed"}])
def test_what_belongs_to_a_current_is_refused(rough, hot_tip, given):
    (name,) = given
    with pytest.raises(ValueError, match=rf"drives no current, but {name}=.*Leave it out"):
        rough.heat(hot_tip, phonon_temperature=BATH, **given)


def test_a_tip_that_is_hardly_hotter_than_the_film_is_refused(rough, tip):
    with pytest.raises(ValueError, match=r"at least twice as hot.*this one is at 20 K"):
        rough.heat(HotTip(tip.height, "20 K", "40 nm", "1e7 S/m"), phonon_temperature=BATH)


def test_what_is_no_tip_is_refused(rough):
    with pytest.raises(TypeError, match="MicrowaveTip or a HotTip"):
        rough.heat("tip", 1.2, phonon_temperature=BATH)


def test_a_microwave_tip_still_needs_a_drive(rough):
    with pytest.raises(ValueError, match="one of them"):
        rough.heat(MicrowaveTip("100 nm", "417 GHz"), phonon_temperature=BATH)
