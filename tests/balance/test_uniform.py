"""Steady states of Eq. (3) against independent references, limits and the direct material functions."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from quenchmap.balance.uniform import drive_at, folds, local_branches, uniform_states
from quenchmap.balance.window import window
from quenchmap.material.conductivity import ac_resistivity
from quenchmap.material.electron_phonon import electron_phonon_power
from quenchmap.material.response import microwave_response, phonon_temperature_at, response_of
from quenchmap.numerics.blocks import in_blocks
from quenchmap.precision import jax

REFERENCE = json.loads((Path(__file__).parents[1] / "references" / "uniform.json").read_text())
WINDOWS = [pytest.param(f, id=f"w={f['w']}, T_ph={f['tp']}") for f in REFERENCE["folds"]]

_rho = jax.jit(ac_resistivity, static_argnames="gap_model")
_q = jax.jit(electron_phonon_power, static_argnames="gap_model")


def direct_heating(T, w):
    return in_blocks(_rho, T, w, size=64)


def direct_cooling(T, Tp, n):
    return in_blocks(_q, T, Tp, n, size=64)


def response(f):
    return microwave_response(f["w"], f["tp"], f["n"])


@pytest.mark.parametrize("f", WINDOWS)
def test_folds_agree_with_the_reference(f):
    upper, lower = folds(response(f))
    assert (upper.kind, lower.kind) == ("maximum", "minimum")
    assert_allclose([upper.drive, lower.drive], [f["j2"], f["j1"]], rtol=1e-11)
    assert_allclose([upper.temperature, lower.temperature], [f["T_fold_j2"], f["T_fold_j1"]], atol=2e-8)


@pytest.mark.parametrize("f", WINDOWS)
def test_window_names_the_phase_of_the_hot_state_at_both_ends(f):
    found = window(response(f))
    assert found is not None
    assert (found.phase_at_lower, found.phase_at_upper) == (f["high_at_j1"], f["high_at_j2"])
    assert_allclose(found.high_at_upper, f["T_high_at_j2"], rtol=1e-10)
    assert found.high_at_lower == found.lower.temperature
    assert_allclose(found.relative_width, 1 - f["j1"] / f["j2"], rtol=1e-9)


@pytest.mark.parametrize("f", WINDOWS)
def test_states_at_the_maxwell_drive_agree_with_the_reference(f):
    states = uniform_states(response(f), f["jM"])
    assert [s.stable for s in states] == [True, False, True]
    assert_allclose([s.temperature for s in states], [f["Tl_jM"], f["Tu_jM"], f["Th_jM"]], rtol=1e-10)


@pytest.mark.parametrize("f", [REFERENCE["folds"][3], REFERENCE["folds"][6]], ids=["smooth fold", "fold at the gap edge"])
def test_folds_are_the_extrema_that_a_scalar_search_finds_on_the_direct_integrals(f):
    """No table, no Chebyshev series: scipy's bounded search on the conductivity and cooling integrals themselves."""
    for fold in folds(response(f)):
        sign = 1 if fold.kind == "minimum" else -1

        def log_drive(T, sign=sign):
            return float(sign * 0.5 * np.log(direct_cooling(T, f["tp"], f["n"]) / direct_heating(T, f["w"])))

        near = fold.temperature
        found = minimize_scalar(log_drive, bounds=(near - 2e-3, near + 2e-3), method="bounded", options={"xatol": 1e-10})
        assert_allclose(fold.drive, np.exp(sign * found.fun), rtol=1e-10)
        assert abs(found.x - near) < 1e-6


def test_three_states_are_stable_in_the_interval_of_the_reference():
    """A pair of folds at the gap edge beside the ordinary pair: never assume two."""
    (f,) = REFERENCE["tristable"]

    def stable_at_most(w):
        found = folds(microwave_response(w, f["tp"], f["n"]))
        drives = sorted(fold.drive for fold in found)
        between = 0.5 * (np.array(drives[:-1]) + np.array(drives[1:]))
        return max((int(s) + 1) // 2 for s in local_branches(microwave_response(w, f["tp"], f["n"]), between).states)

    inside = 1e-4  # the reference gives the start to four digits
    assert stable_at_most(f["w_start"] - inside) == 2
    assert stable_at_most(f["w_start"] + inside) == 3
    assert stable_at_most(f["w_max"]) == 3
    assert stable_at_most(f["w_end"] - 1e-8) == 3
    assert stable_at_most(f["w_end"] + 1e-8) == 2


def test_beyond_the_tristable_interval_the_two_windows_come_apart():
    found = window(microwave_response(3.1147, 0.6, 5.0))
    assert found is not None
    assert len(found.intervals) == 2
    assert found.intervals[0][1] < found.intervals[1][0]
    assert (found.j1, found.j2) == found.intervals[1]


@pytest.mark.parametrize(("cooling_exponent", "phonon_temperature"), [(5.0, 0.3), (6.0, 0.3), (5.0, 0.8)])
def test_lower_edge_tends_to_the_normal_film_as_the_frequency_vanishes(cooling_exponent, phonon_temperature):
    """Sec. III, (i): j_* sqrt(1 - (T_ph/T_c)^n), the drive that keeps a normal film at T_c."""
    found = window(microwave_response(0.001, phonon_temperature, cooling_exponent))
    assert found is not None
    assert_allclose(found.j1, np.sqrt(1 - phonon_temperature**cooling_exponent), rtol=1e-6)
    assert_allclose(found.lower.temperature, 1, atol=1e-6)


def test_upper_edge_squared_grows_as_one_over_frequency_squared_up_to_a_logarithm():
    """Sec. III, (ii) holds for j^2: Re 1/sigma = sigma1/sigma2^2 with sigma2 ~ 1/omega and sigma1 ~ ln(1/omega)."""
    j2 = [window(microwave_response(w, 0.3, 5.0)).j2 for w in (0.001, 0.01, 0.1)]
    exponents = np.diff(np.log(j2)) / np.diff(np.log([0.001, 0.01, 0.1]))
    assert np.all((exponents > -1) & (exponents < -0.85))
    assert exponents[0] < exponents[1]  # tends to -1


def test_no_window_above_the_gap_at_the_phonon_temperature():
    edge = REFERENCE["folds"][0]["two_delta_tp"]
    assert window(microwave_response(edge + 1e-3, 0.3, 5.0)) is None


def test_the_window_narrows_exponentially_before_its_end_and_is_left_out_when_rounding_hides_it():
    """Formally a pair of folds sits at the gap edge up to 2 Delta(T_ph) = 3.5101; noise of the tables must not pass for one."""
    widths = [window(microwave_response(w, 0.3, 5.0)).relative_width for w in (3.5017, 3.5021, 3.5025)]
    assert 1e-3 > widths[0] > 3 * widths[1] > 9 * widths[2] > 0
    for w in (3.505, 3.5091, 3.51):
        assert folds(microwave_response(w, 0.3, 5.0)) == ()


@given(
    photon_energy=st.floats(0.05, 3.6),
    phonon_temperature=st.floats(0.1, 0.95),
    cooling_exponent=st.floats(3, 7),
    gap_model=st.sampled_from(["sheahen", "bcs"]),
    log_drive=st.floats(-4, 1.5),
)
@settings(max_examples=12)
def test_states_are_odd_in_number_alternate_and_balance_directly(photon_energy, phonon_temperature, cooling_exponent, gap_model, log_drive):
    film = microwave_response(photon_energy, phonon_temperature, cooling_exponent, gap_model=gap_model)
    drive = float(np.exp(log_drive))
    states = uniform_states(film, drive)
    assert len(states) % 2 == 1
    assert [s.stable for s in states] == [k % 2 == 0 for k in range(len(states))]
    T = np.array([s.temperature for s in states])
    assert np.all(np.diff(T) > 0)
    q = in_blocks(lambda T, Tp, n: _q(T, Tp, n, gap_model=gap_model), T, phonon_temperature, cooling_exponent, size=64)
    heating = drive**2 * in_blocks(lambda T, w: _rho(T, w, gap_model=gap_model), T, photon_energy, size=64)
    above = T - phonon_temperature  # a state this near the bath is known to the rounding of T
    assert np.all(np.abs(q / heating - 1) <= 1e-9 + 4e-16 / np.maximum(above, 1e-300))


@pytest.mark.parametrize("w", [0.5, 2.0, 3.1043, 5.0])
def test_branches_at_many_drives_are_the_states_at_each(w):
    film = microwave_response(w, 0.6, 5.0)
    drives = np.array([[0.0, 0.3, 0.5914], [0.5917, 0.95, 1.9]])
    branches = local_branches(film, drives)
    assert branches.low.shape == drives.shape
    assert branches.low[0, 0] == branches.high[0, 0] == 0.6
    for index in np.ndindex(drives.shape):
        states = uniform_states(film, float(drives[index]))
        assert branches.states[index] == len(states)
        assert_allclose([branches.low[index], branches.high[index]], [states[0].temperature, states[-1].temperature], rtol=1e-13)
        middle = states[1].temperature if len(states) == 3 else np.nan
        assert_allclose(branches.unstable[index], middle, rtol=1e-13)


def test_every_state_lies_on_the_explicit_curve():
    film = microwave_response(1.5, 0.3, 5.0)
    T = np.array([s.temperature for s in uniform_states(film, 1.3)])
    assert_allclose(drive_at(film, T), 1.3, rtol=1e-12)


def test_the_drive_of_a_fold_itself_has_a_state():
    film = microwave_response(2.0, 0.3, 5.0)
    for fold in folds(film):
        assert min(abs(s.temperature - fold.temperature) for s in uniform_states(film, fold.drive)) < 1e-6


def test_warming_phonons_lower_the_drive_of_every_temperature_and_keep_the_balance():
    """T_ph^4 - T_bath^4 = eta Q: less cooling at given temperature."""
    fixed, warm = (microwave_response(2.0, 0.3, 5.0, phonon_warming=eta) for eta in (0.0, 0.5))
    T = np.array([0.5, 0.8, 0.95, 1.1])
    assert np.all(drive_at(warm, T) < drive_at(fixed, T))
    states = uniform_states(warm, 0.9 * window(warm).j2)
    T = np.array([s.temperature for s in states])
    assert len(T) == 3
    q = direct_cooling(T, phonon_temperature_at(T, 0.3, 5.0, 0.5), 5.0)
    assert_allclose(q, (0.9 * window(warm).j2) ** 2 * direct_heating(T, 2.0), rtol=1e-9)


def test_heating_that_does_not_depend_on_temperature_has_one_state_and_a_closed_form_above_tc():
    """The hot tip, Sec. V."""
    film = response_of(np.ones_like, 0.3, 6.0)
    assert folds(film) == ()
    (state,) = uniform_states(film, 2.0)
    assert_allclose(state.temperature, (4 + 0.3**6) ** (1 / 6), rtol=1e-12)
    assert state.phase == "normal"


def test_a_normal_film_has_one_state():
    film = microwave_response(2.0, 1.2, 5.0)
    assert window(film) is None
    assert_allclose(uniform_states(film, 1.0)[0].temperature, (1 + 1.2**5) ** 0.2, rtol=1e-12)


@pytest.mark.parametrize("drive", [-0.1, np.nan, 1e6])
def test_an_impossible_drive_is_refused_with_its_value(drive):
    with pytest.raises(ValueError, match=f"`drive` is the current density.*drive={drive!r}"):
        uniform_states(microwave_response(2.0, 0.3, 5.0), drive)


def test_a_temperature_below_the_bath_is_refused():
    with pytest.raises(ValueError, match=r"between the bath's, 0.3, and 32, but T="):
        drive_at(microwave_response(2.0, 0.3, 5.0), np.array([0.2, 0.5]))
