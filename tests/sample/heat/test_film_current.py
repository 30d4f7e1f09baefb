"""The film's own current: heat and potential solved together."""

import numpy as np
import pytest

import quenchmap as qm
from quenchmap.numerics.network import rows
from quenchmap.precision import jnp
from quenchmap.sample.heat.films import Films
from quenchmap.sample.heat.problem import heat_problem

TIP = qm.MicrowaveTip("50 nm", "417 GHz")
HOW = {"phonon_temperature": "3 K", "position": (0.0, 0.0), "gap_model": "sheahen"}


@pytest.fixture(scope="module")
def even(film):
    return qm.Sample.uniform(film, "640 nm", "640 nm", cells=(40, 40))


@pytest.fixture(scope="module")
def droplets(film):
    make = {"coverage": 0.7, "droplet_size": "200 nm", "background_resistance": 10.0, "seed": 3}
    return qm.Sample.percolating(film, "640 nm", "640 nm", "16 nm", **make)


@pytest.mark.filterwarnings("ignore:A domain wall has only")
@pytest.mark.parametrize("spreading", ["window", "electrodes"])
def test_correction_is_newtons_with_the_current_that_follows_the_temperatures(droplets, spreading):
    """R(u) + R'(u) x = 0 for the correction x, with R' by central differences of the whole coupled balance."""
    films = Films(heat_problem(droplets, TIP, 1.2, spreading=spreading, **HOW).heater, accuracy=1e-12)
    x, y = np.meshgrid(droplets.x, droplets.y)
    u = jnp.asarray(0.35 + 0.5 * np.exp(-((x - 5e-8) ** 2 + y**2) / (1.2e-7) ** 2))
    film = films.at(u)
    found = films.corrected(film, film.u, film.capacity, 0.0, 1e-6)
    assert found.residual < 2e-6
    x, step = found.x, 1e-5 / float(jnp.max(jnp.abs(found.x)))
    up, down = (films.at(u + sign * step * x).here.surplus for sign in (1, -1))
    left = np.asarray(film.here.surplus + (up - down) / (2 * step))
    assert np.linalg.norm(left) < 1e-4 * np.linalg.norm(film.here.surplus)
    fixed = np.asarray(film.here.surplus - rows(film.here.network)(x))
    assert np.linalg.norm(fixed) > 10 * np.linalg.norm(left)  # the currents' own change matters here


@pytest.mark.filterwarnings("ignore:A domain wall has only")
def test_in_a_window_of_a_uniform_film_it_is_the_fixed_current(even):
    """Eq. (B3), to the error of squared currents on cells of a third of the tip's height."""
    fixed, own = (heat_problem(even, TIP, 0.8, spreading=s, **HOW) for s in ("fixed", "window"))
    u = jnp.full(even.shape, fixed.bath)
    there = Films(fixed.heater).at(u).here.heating
    here = Films(own.heater).at(u).here.heating
    assert float(here.sum() / there.sum()) == pytest.approx(1, abs=0.03)
    far = np.hypot(*np.meshgrid(even.x, even.y)) > 1.5 * TIP.height
    np.testing.assert_allclose(np.asarray(here)[far], np.asarray(there)[far], rtol=0.03)


@pytest.mark.filterwarnings("ignore:A domain wall has only", "ignore:The tip is")
def test_a_percolating_film_heats_where_its_current_returns_to_the_electrodes(droplets):
    state = droplets.heat(TIP, 0.6, phonon_temperature="3 K")
    assert state.problem.spreading == "electrodes"  # chosen, for the film has normal regions
    assert state.stable
    assert abs(state.heat_balance) < 1e-8
    assert (state.temperature >= 3.0 - 1e-9).all()
    change = state.impedance("1 GHz")
    assert change.resistance > 0
    assert max(change.before.power_imbalance, change.after.power_imbalance) < 1e-6
