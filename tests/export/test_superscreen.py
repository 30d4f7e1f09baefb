import math
import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.export.superscreen import corrected_superscreen, effective_penetration_depth, inverse_lambda
from quenchmap.sample.sample import Sample
from quenchmap.units import REDUCED_PLANCK


def test_a_cold_uniform_film_has_the_dirty_limits_length(film):
    """Lambda = hbar R_s/(pi mu_0 Delta_0)."""
    sample = Sample.uniform(film, "320 nm", "160 nm", "10 nm")
    depth = effective_penetration_depth(sample, phonon_temperature="0.3 K", length_units="um")
    expected = REDUCED_PLANCK * 400 / (math.pi * 4e-7 * math.pi * film.material.zero_temperature_gap)
    assert_allclose(depth(np.array([0.0, 0.1]), np.array([0.05, -0.02])), 1e6 * expected, rtol=1e-3)


def test_kinetic_inductance_of_a_uniform_sample_is_lambda_per_square(film):
    """The sample's own direct supercurrent, computed elsewhere: L = mu_0 Lambda, two squares."""
    sample = Sample.uniform(film, "320 nm", "160 nm", "10 nm").replace(critical_temperature=9.0)
    inverse = inverse_lambda(sample, phonon_temperature="3 K", length_units="m")(0.0, 0.0)
    assert sample.supercurrent(3.0).inductance == pytest.approx(2 * 4e-7 * math.pi / float(inverse), rel=1e-6)


def test_where_the_film_is_normal_nothing_is_stiff_and_the_length_is_large_but_finite(states, heated):
    inverse = inverse_lambda(states.hot, length_units="um")
    depth = effective_penetration_depth(states.hot, length_units="um", largest=500)
    edge = states.hot.outer_radius * 1e6
    x = np.array([0.5 * (states.hot.inner_radius * 1e6 + edge), edge + 0.002, 2.5])
    normal, near, far = inverse(x, 0 * x)
    assert normal == 0 < near < far
    assert depth(x, 0 * x)[0] == pytest.approx(500 / far, rel=0.02)
    assert_allclose(depth(x[2:], 0 * x[2:]), 1 / far)
    at_hole = inverse_lambda(heated, length_units="nm")(np.array([90.0]), np.array([70.0]))
    assert at_hole == 0


def test_what_superscreen_could_not_use_is_refused(states, film):
    normal = Sample.uniform(film, "320 nm", "160 nm", "10 nm")
    for call, error, message in (
        (lambda: effective_penetration_depth(normal, phonon_temperature="11 K"), ValueError, "normal everywhere"),
        (lambda: effective_penetration_depth(states.hot, largest=1.0), ValueError, "`largest` is Lambda of normal places"),
        (lambda: effective_penetration_depth(states), TypeError, "Choose one of them"),
    ):
        with pytest.raises(error, match=message):
            call()


def test_superscreens_current_in_a_film_of_varying_stiffness_follows_it(film):
    """Two independent solutions: in a strip much narrower than Lambda and uniform along it, the current is proportional to 1/Lambda."""
    sc = pytest.importorskip("superscreen")
    width, length = 0.4, 1.2
    sample = Sample.uniform(film, "1.22 um", "0.42 um", "10 nm")
    resistance = 400 * (1 + 4 * np.exp(-((sample.y / 0.1e-6) ** 2)))[:, None] * np.ones(sample.shape)
    sample = sample.replace(sheet_resistance=resistance)
    depth = effective_penetration_depth(sample, phonon_temperature="3 K", length_units="um")
    with warnings.catch_warnings(), corrected_superscreen():
        warnings.simplefilter("ignore")
        layer = sc.Layer("base", Lambda=sc.Parameter(depth), z0=0)
        strip = sc.Polygon("film", layer="base", points=sc.geometry.box(length, width)).resample(80)
        source = sc.Polygon("source", layer="base", points=sc.geometry.box(length / 50, width)).translate(dx=-length / 2)
        terminals = {"film": [source, source.scale(xfact=-1).set_name("drain")]}
        device = sc.Device("strip", layers=[layer], films=[strip], terminals=terminals, length_units="um")
        device.make_mesh(max_edge_length=0.04)
        currents = {"film": {"source": "1 uA", "drain": "-1 uA"}}
        solution = sc.solve(device, terminal_currents=currents, current_units="uA", progress_bar=False)[-1]
    sites = device.meshes["film"].sites
    J = np.asarray(solution.film_solutions["film"].current_density)[:, 0]
    inner = (np.abs(sites[:, 0]) < 0.25) & (np.abs(sites[:, 1]) < 0.17)
    y = np.linspace(-width / 2, width / 2, 2001)
    expected = 1 / depth(sites[:, 0], sites[:, 1]) / np.trapezoid(1 / depth(0 * y, y), y)
    assert_allclose(J[inner], expected[inner], rtol=0.08)
    assert np.ptp(expected[inner]) > 2  # uA/um
