"""Films with holes, with pieces of their own, and with places that are normal without a tip."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.ndimage import label

from quenchmap.sample.sample import Sample


def test_every_piece_of_a_torn_film_balances_its_own_heat(torn, torn_cold, torn_hot):
    pieces, count = label(torn.present)
    assert count == 2
    for state in (torn_cold, torn_hot):
        for piece in (1, 2):
            absorbed = state.solution.heating[pieces == piece].sum()
            given = state.solution.cooling[pieces == piece].sum()
            assert absorbed > 0
            assert given == pytest.approx(absorbed, rel=1e-7)


def test_holes_stay_at_the_phonons_temperature(torn, torn_cold, torn_hot):
    """Whatever the linear solver leaves there."""
    for state in (torn_cold, torn_hot):
        assert_allclose(state.temperature[~torn.present], 3.0, rtol=1e-12)


def test_quenched_is_what_the_tip_has_made_normal_not_what_was_normal_before(torn, torn_cold, torn_hot):
    normal_before = torn.critical_temperature <= 3.0
    assert normal_before.sum() > 50
    for state in (torn_cold, torn_hot):
        assert not np.any(state.quenched & (normal_before | ~torn.present))
        assert state.quenched_area == pytest.approx(state.quenched.sum() * torn.cell**2)


def test_a_normal_film_is_heated_as_in_the_normal_state(film, heat, cell):
    """Tc = 0 everywhere: Q = Sigma (T^n - T_ph^n) absorbs a^2 h in the sum over the film, and one state only."""
    sample = Sample(film, cell=cell, critical_temperature=np.zeros((64, 64)))
    cold, hot = heat(sample), heat(sample, protocol="hot")
    assert_allclose(cold.temperature, hot.temperature, rtol=1e-7)
    u = cold.solution.u
    area = (cell / cold.problem.tip.height) ** 2
    assert cold.solution.heating.sum() == pytest.approx(float(np.sum(cold.problem.fixed_current)) * area / 5, rel=1e-12)
    assert np.sum(u**5 - 0.3**5) * area / 5 == pytest.approx(cold.solution.heating.sum(), rel=1e-8)
    assert cold.quenched_area == 0


@pytest.mark.parametrize("Tc", [2.9, 0.5])
def test_a_film_below_its_phonons_is_as_good_as_a_normal_metal(film, heat, cell, Tc):
    """T_c below T_ph: the gap is closed at any temperature that the film can have."""
    normal = Sample(film, cell=cell, critical_temperature=np.zeros((64, 64)))
    weak = Sample(film, cell=cell, critical_temperature=np.full((64, 64), Tc))
    assert_allclose(heat(weak).temperature, heat(normal).temperature, rtol=1e-9)


def test_the_limit_of_a_vanishing_critical_temperature_is_reached(film, heat, cell):
    """An island of Tc -> 0 in a good film is an island of Tc = 0."""
    good = Sample.uniform(film, 64 * cell, 64 * cell, cell)
    states = [heat(good.with_patch((0, 0), radius=8 * cell, critical_temperature=Tc)) for Tc in (0.0, 1e-6, 2.5)]
    for state in states[1:]:
        assert_allclose(state.temperature, states[0].temperature, rtol=1e-9)


def test_a_normal_island_under_the_tip_heats_the_film_around_it(film, heat, cell):
    good = Sample.uniform(film, 64 * cell, 64 * cell, cell)
    island = good.with_patch((0, 0), radius=6 * cell, critical_temperature=0.0)
    with_island, without = heat(island), heat(good)
    assert with_island.highest_temperature > without.highest_temperature
    assert with_island.absorbed_power > 2 * without.absorbed_power
    assert np.all(with_island.temperature >= without.temperature - 1e-7)


def test_a_hole_elsewhere_does_not_matter_and_a_cut_keeps_the_heat_on_its_side(film, heat, cell):
    good = Sample.uniform(film, 64 * cell, 64 * cell, cell)
    cut = np.ones((64, 64), bool)
    cut[:, 12:14] = False  # 4.5 z0 from the tip, all the way
    with_cut, without = heat(good.replace(present=cut)), heat(good)
    x = np.abs(good.x) / with_cut.problem.tip.height < 2
    assert_allclose(with_cut.temperature[:, x], without.temperature[:, x], rtol=1e-2)
    left = with_cut.solution.heating[:, :12].sum()
    assert with_cut.solution.cooling[:, :12].sum() == pytest.approx(left, rel=1e-7)


def test_a_poor_island_in_a_fixed_current_ignites_itself(film, heat, cell):
    """The fixed drive heats as 1/sigma: what PHYSICS.md warns of."""
    sample = Sample.uniform(film, 64 * cell, 64 * cell, cell).with_patch((5 * cell, 0), radius=3 * cell, sheet_resistance="2 kohm")
    state = heat(sample)
    assert state.solution.heating.max() > 3 * heat(Sample.uniform(film, 64 * cell, 64 * cell, cell)).solution.heating.max()
