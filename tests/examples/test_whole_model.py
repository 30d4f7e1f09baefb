"""The one-page model (examples/whole_model.py) against reference values that two or three independent calculations agree on.

Temperatures in T_c, energies in k_B T_c, radii in z0, currents in j*. The literals are those references, not the output of the file.
"""

import importlib.util
from math import pi, sqrt
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.optimize import brentq

_spec = importlib.util.spec_from_file_location("whole_model", Path(__file__).parents[2] / "examples" / "whole_model.py")
model = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(model)

FIG4 = {"w": 2.0, "Tp": 0.3, "n": 5, "lam": 0.16}
HOT_TIP = {"T_tip": 300.0, "R_tip": 50e-9, "sigma_tip": 1e7, "z0": 100e-9}


def test_the_page_is_one_page():
    assert len(Path(model.__file__).read_text().splitlines()) < 200


@pytest.mark.parametrize(
    ("T", "Delta", "K"),
    [
        (0.1, 1.7637681829427772, 4.6337847420685517e-07),
        (0.5, 1.6954147903960606, 0.20246564556738575),
        (0.99, 0.3118310859455372, 0.9884557307810973),
    ],
)
def test_gap_and_thermal_conductivity(T, Delta, K):
    assert_allclose([model.gap(T), model.kappa(T)], [Delta, K], rtol=1e-13)


@pytest.mark.parametrize(
    ("T", "w", "sigma1", "sigma2", "rho"),
    [
        (0.1, 0.5, 1.2621961308368876e-07, 11.026208807793273, 1.0381842099521443e-09),
        (0.3, 2.0, 0.004395805239764328, 2.514736254944095, 0.0006951079077942126),
        (0.9, 2.0, 0.5005584270200903, 0.780397790080137, 0.5823294487086116),  # above the gap edge
        (0.95, 2.0, 0.7438045164876699, 0.37759328349329446, 1.068958268906383),
        (0.7, 3.4, 0.2758213522579583, 0.7021802693130104, 0.48463294445090344),
        (0.99, 3.4, 0.9698973241036256, 0.027605609644425672, 1.0302023961316207),
    ],
)
def test_conductivity(T, w, sigma1, sigma2, rho):
    assert_allclose([*model.sigma(T, w), model.rho(T, w)], [sigma1, sigma2, rho], rtol=1e-13)


def test_conductivity_at_vanishing_frequency_is_that_of_the_condensate():
    """w sigma2 -> pi Delta tanh(Delta / 2T) as w -> 0; quasiparticles correct it by order w."""
    T, w = 0.5, 1e-4
    assert_allclose(w * model.sigma(T, w)[1], pi * model.gap(T) * np.tanh(model.gap(T) / (2 * T)), rtol=1e-5)


@pytest.mark.parametrize(
    ("T", "n", "Q"),
    [(0.5, 5, 0.008770659603077708), (0.9, 5, 0.6053873512553813), (0.7, 6, 0.10984258992345688), (0.99, 6, 0.9475382136923323)],
)
def test_electron_phonon_power(T, n, Q):
    assert_allclose(model.Q(T, 0.3, n), Q, rtol=1e-12)


@pytest.mark.parametrize("n", [4, 5, 6.5])
def test_cooling_integral_is_the_power_law_of_the_normal_state(n):
    """Fixes the prefactor of Eq. (A6) and that it has one tanh factor."""
    assert_allclose(model.Q(1.2, 0.3, n), 1.2**n - 0.3**n, rtol=1e-11)
    assert model.Q(0.4, 0.4, n) == 0


def test_tables_follow_the_integrals_between_their_nodes():
    film = model.tables(2.0, 0.3, 5)
    for T in (0.301, 0.37, 0.6, 0.88, 0.8897, 0.8899, 0.93, 0.97, 0.9995, 1.3):
        assert_allclose(film.kappa(T), model.kappa(T), rtol=1e-9)
        assert_allclose(film.q(T), model.Q(T, 0.3, 5), rtol=1e-9)
        assert_allclose(film.rho(T), model.rho(T, 2.0), rtol=1e-9)


@pytest.mark.parametrize(
    ("w", "j1", "j2", "wall"),
    [
        (0.5, 0.9899452725412393, 3.5949945691262433, (1.3473181417297793, 0.4339310581796287, 0.9770495800306985, 1.1269489899918355)),
        (2.0, 0.8615801685889786, 1.5034184847905827, (1.0206690097929443, 0.5367231422136043, 0.8998536604021339, 1.0086868075320907)),
        (3.0, 0.6691664932921655, 0.940431351047947, (0.7089123834867121, 0.5297312498555605, 0.782061142544248, 0.8959988982357807)),
        (3.3, 0.5650746540347921, 0.6637389591100179, (0.5716375555966585, 0.5111056185303816, 0.6739550398027558, 0.7828519593797547)),
    ],
)
def test_window_and_maxwell_current(w, j1, j2, wall):
    assert_allclose(model.window(w, 0.3, 5), (j1, j2), rtol=1e-9)
    assert_allclose(model.maxwell(w, 0.3, 5), wall, rtol=1e-8)


def test_no_bistability_above_the_gap():
    assert model.window(3.6, 0.3, 5) is None


def test_uniform_states_at_the_rim_of_the_hot_ring():
    assert_allclose(model.uniform_states(1.2, 2.0, 0.3, 5), [0.5896117612260979, 0.8770828026350944, 1.076016545275981], rtol=1e-8)


def test_heating_profile():
    """Its peak is at sqrt(phi) z0 and phi^-5 / z0^2, its integral ln(L / z0) - 2 ln 2."""
    r = np.linspace(1.2, 1.35, 150_001)
    assert_allclose(r[np.argmax(model.H(r))], sqrt(model.PHI), atol=1e-5)
    assert_allclose(model.H(sqrt(model.PHI)), model.PHI**-5, rtol=1e-14)
    L = 1e4
    integral = sum(quad(lambda r: model.H(r) * r, a, b, epsabs=1e-12)[0] for a, b in ((0, 1), (1, 30), (30, 1e3), (1e3, L)))
    assert_allclose(integral, np.log(L) - 2 * np.log(2), atol=1e-3)


@pytest.mark.parametrize(
    ("film", "Lambda", "I0", "voltage", "power"),
    [(model.INOX, 16.47e-9, 8.02e-6, 1.57, 123e-9), (model.NBN, 15.63e-9, 331e-6, 22.7, 21.9e-6)],
)
def test_scales_of_the_two_films(film, Lambda, I0, voltage, power):
    found = model.scales(film, w=2.0, z0=100e-9, d=10e-9, R_tip=50e-9)
    assert_allclose([found[0], *found[2:]], [Lambda, I0, voltage, power], rtol=3e-3)
    assert_allclose(found[1] / found[2] * 100e-9 * 10e-9, 0.0337937, rtol=1e-5)  # j_max z0 d / I0


@pytest.mark.parametrize(
    ("a", "branch", "T"),  # T at r = 0, 0.5, 1, 2, 3, 4
    [
        (
            1.2,
            "low",
            [0.5167652117037677, 0.5370487150565694, 0.5629479429995278, 0.5511340231910768, 0.5076527702450712, 0.4686801056981093],
        ),
        (
            1.2,
            "unstable",
            [0.6869547325274228, 0.7974193933294882, 0.8960012111496757, 0.5938999582392017, 0.5153176352525636, 0.47048916714572186],
        ),
        (
            1.2,
            "high",
            [0.7525391166705093, 0.9201522011412768, 1.0582651566763388, 1.0327499403908351, 0.6295467344022024, 0.49573687321762827],
        ),
        (
            1.8,
            "high",
            [0.9043038755629613, 1.1079619714806836, 1.2476025574338672, 1.2229903305470997, 1.1330719220323882, 1.051277718173753],
        ),
    ],
)
def test_hot_spot_of_figure_4(a, branch, T):
    assert_allclose(model.profile(a, branch, **FIG4)(np.array([0, 0.5, 1, 2, 3, 4])), T, atol=1e-8)


def test_radii_of_the_normal_ring():
    T = model.profile(1.2, "high", **FIG4)
    assert_allclose(
        [brentq(lambda r: T(r) - 1, *ends) for ends in ((0.3, 1), (1.5, 3))], [0.6843011557243852, 2.2009104161907223], atol=1e-7
    )


def test_hot_tip_heats_twice_as_much_as_printed():
    """(D7) and (D13) integrated here over frequency, in the paper's example, against (D14) with the correction."""
    from scipy import constants as si

    integral = (
        2 * quad(lambda x: x**3 * 2 / np.expm1(x), 1e-9, 60)[0] / (2 * pi) * (si.k * 300) ** 4 / si.hbar**3
    )  # of hbar omega^3 (coth - 1)
    R, z0, s_tip, s = 50e-9, 100e-9, 1e7 / si.epsilon_0, 4 * si.e**2 / si.h / si.epsilon_0
    shape = 0.5 / 1.5**3 / z0**4
    expected = integral * shape * (3 / pi * R**3 / (s_tip * s) + R**5 / (120 * pi) * s_tip * s / si.c**4)
    found = model.hot_tip_power(sqrt(0.5), sigma_2D=4 * si.e**2 / si.h, **HOT_TIP)
    assert_allclose(found, expected, rtol=1e-8)
    assert_allclose(found, 12.4, atol=0.05)


@pytest.mark.parametrize(
    ("correction", "T"),
    [(1.0, [0.31044988657740563, 0.30745521795294595, 0.27124200615836513, 0.23326584860783922, 0.21005707837885815]),
     (2.0, [0.33352269518006966, 0.3300283777355887, 0.2848536890849516, 0.23977640642443618, 0.2125829285756362])],
)  # fmt: skip
def test_hot_tip_profile_of_figure_7(correction, T):
    profile = model.hot_tip_profile(model.INOX, 0.2, d=10e-9, correction=correction, **HOT_TIP)
    assert_allclose(profile(np.array([0, 1, 4, 10, 20])), T, atol=5e-8)
