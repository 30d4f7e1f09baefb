import math
import pickle
import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.errors import ValidityWarning
from quenchmap.export.condensate import effective_depth, inverse_sheet_inductance
from quenchmap.export.pytdgl import disorder_epsilon, scales
from quenchmap.sample.sample import Sample
from quenchmap.spot.hotspot import HotSpot
from quenchmap.units import BOLTZMANN, ELEMENTARY_CHARGE, REDUCED_PLANCK


def on_axis(x):
    return np.stack([x, np.zeros_like(x)], axis=-1)


@pytest.mark.parametrize("law", ["linear", "superfluid"])
def test_an_unheated_uniform_film_is_the_reference_state(film, law):
    sample = Sample.uniform(film, "320 nm", "160 nm", "10 nm")
    epsilon = disorder_epsilon(sample, phonon_temperature="3 K", length_units="nm", law=law)
    assert_allclose(epsilon(on_axis(np.linspace(-160, 160, 9))), 1, rtol=1e-12)


@pytest.mark.parametrize("law", ["linear", "superfluid"])
def test_the_weight_vanishes_where_the_temperature_is_critical(states, law):
    """The normal core has a negative weight, its edge, known to the solver as the outer radius, has none."""
    epsilon = disorder_epsilon(states.hot, length_units="nm", law=law)
    edge = states.hot.outer_radius * 1e9
    inside, at, beyond = epsilon(on_axis(np.array([edge - 5, edge, edge + 5])))
    assert inside < 0 < beyond
    assert abs(at) < 1e-4


def test_linear_weights_are_those_of_ginzburg_and_landau(states):
    r = np.array([0.0, 80.0, 150.0, 400.0])
    T = states.hot.temperature_at(r / 100)
    assert_allclose(disorder_epsilon(states.hot, length_units="nm")(on_axis(r)), (1 - T) / (1 - 0.3), atol=1e-5)


def test_superfluid_weights_are_ratios_of_kinetic_inductances(states):
    r = np.array([250.0, 400.0, 900.0])
    T = 10 * states.hot.temperature_at(r / 100)
    expected = inverse_sheet_inductance(T, 10.0, 400.0) / inverse_sheet_inductance(3.0, 10.0, 400.0)
    assert_allclose(disorder_epsilon(states.hot, length_units="nm", law="superfluid")(on_axis(r)), expected, atol=1e-5)


def test_both_laws_agree_near_the_critical_temperature(film):
    sample = Sample.uniform(film, "320 nm", "160 nm", "10 nm").replace(critical_temperature=np.linspace(9.95, 10, 32) * np.ones((16, 1)))
    points = on_axis(np.linspace(-150, 150, 7))
    linear, superfluid = (
        disorder_epsilon(sample, phonon_temperature="9.9 K", length_units="nm", law=law) for law in ("linear", "superfluid")
    )
    assert_allclose(superfluid(points), linear(points), rtol=0.02)


def test_the_spot_is_where_the_tip_is_in_the_devices_own_unit(states):
    nanometres = disorder_epsilon(states.hot, length_units="nm")
    moved = disorder_epsilon(states.hot, length_units="um", position=("0.2 um", "-0.1 um"))
    assert_allclose(moved(np.array([[0.3, -0.1], [0.2, 0.15]])), nanometres(np.array([[100.0, 0], [0, 250.0]])), atol=1e-12)
    assert float(moved(np.array([0.3, -0.1]), vectorized=False)) == pytest.approx(float(nanometres(np.array([100.0, 0.0]))))


def test_cells_of_a_heated_sample_keep_their_weights_and_holes_are_normal(heated):
    sample, T = heated.sample, heated.temperature
    x, y = np.meshgrid(sample.x * 1e9, sample.y * 1e9)
    epsilon = disorder_epsilon(heated, length_units="nm", lowest=-0.9)(np.stack([x, y], axis=-1))
    best = sample.critical_temperature[sample.present].max()
    expected = (1 - T / sample.critical_temperature) / (1 - 3 / best)
    assert_allclose(epsilon[sample.present], expected[sample.present], atol=1e-9)
    assert_allclose(epsilon[~sample.present], -0.9)
    assert not sample.present.all()


def test_a_normal_metal_has_the_lowest_weight(film):
    sample = Sample.uniform(film, "320 nm", "160 nm", "10 nm").with_patch(size=("100 nm", "80 nm"), critical_temperature=0.0)
    for law in ("linear", "superfluid"):
        epsilon = disorder_epsilon(sample, phonon_temperature="3 K", length_units="nm", law=law)
        assert_allclose(epsilon(on_axis(np.array([0.0, 120.0]))), [-1, 1])


def test_an_evolution_moves_in_the_devices_time(spot):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)
        evolution = spot.evolve(2.0, duration="20 ps")
    tau = 0.1e-12
    epsilon = disorder_epsilon(evolution, length_units="nm", time_unit=tau, start="1 ps")
    r = np.array([0.0, 60.0, 130.0])
    for t in (0.0, 37.5, 190.0):
        expected = 1 - evolution.temperature_at(1e-12 + t * tau, r * 1e-9)[0] / 10
        assert_allclose(epsilon(on_axis(r), t=t), expected / 0.7, atol=3e-3)
    with pytest.raises(ValueError, match=r"runs from 0 to 2e-11 s, but is asked for at 2\.1e-11 s.*hold=True"):
        epsilon(on_axis(r), t=200.0)
    held = disorder_epsilon(evolution, length_units="nm", time_unit=tau, hold=True)
    assert_allclose(held(on_axis(r), t=1e4), held(on_axis(r), t=200.0))


def test_what_cannot_be_exported_is_refused_in_one_sentence(states, film, heated):
    sample = Sample.uniform(film, "320 nm", "160 nm", "10 nm")
    dimensionless = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
    far = np.array([[1e4, 0.0]])
    for call, error, message in (
        (lambda: disorder_epsilon(states), TypeError, r"not of a States\. Choose one of them, such as `states.hot`"),
        (lambda: disorder_epsilon(sample), ValueError, "say how warm"),
        (lambda: disorder_epsilon(sample, phonon_temperature="12 K"), ValueError, "reference state is normal"),
        (lambda: disorder_epsilon(heated, phonon_temperature="3 K"), ValueError, "came with a HeatState. Leave it out"),
        (
            lambda: disorder_epsilon(heated, critical_temperature="9.5 K"),
            ValueError,
            "refuses weights above 1.*Leave `critical_temperature` out",
        ),
        (lambda: disorder_epsilon(states.hot, law="lienar"), ValueError, "`law` must be"),
        (lambda: disorder_epsilon(states.hot, lowest=0.5), ValueError, "not positive, but lowest=0.5"),
        (lambda: disorder_epsilon(states.hot, length_units="K"), ValueError, "`length_units` has the wrong unit"),
        (lambda: disorder_epsilon(states.hot, time_unit=1e-12), ValueError, "`time_unit` is for evolutions"),
        (lambda: disorder_epsilon(states.hot, outside="cold"), ValueError, "`outside` must be"),
        (lambda: disorder_epsilon(dimensionless.states(drive=0.3)[0]), ValueError, "dimensionless hot spot has no lengths"),
        (lambda: disorder_epsilon(states.hot, length_units="nm")(far), ValueError, r"profile ends 3000 nm from the tip.*outside='phonons'"),
        (
            lambda: disorder_epsilon(heated, length_units="nm")(far),
            ValueError,
            r"320 nm wide and 320 nm high, but a point lies at \(10000, 0\)",
        ),
    ):
        with pytest.raises(error, match=message):
            call()
    assert disorder_epsilon(states.hot, length_units="nm", outside="phonons")(far) == 1
    assert disorder_epsilon(heated, length_units="nm", outside="phonons")(far) < 1  # the reference film is not its best place


def test_near_the_critical_temperature_scales_are_those_of_ginzburg_and_landau(film):
    """u tau_0 = pi hbar/(8 k_B (T_c - T)) and xi^2 = pi hbar D/(8 k_B (T_c - T)), from the self-consistent gap."""
    s = scales(film, "9.999 K", gap_model="bcs")
    relaxation = math.pi * REDUCED_PLANCK / (8 * BOLTZMANN * 1e-3)
    assert s.time * 5.79 == pytest.approx(relaxation, rel=1e-3)
    assert s.coherence_length**2 == pytest.approx(film.material.diffusion_coefficient * relaxation, rel=1e-3)
    assert s.voltage == pytest.approx(REDUCED_PLANCK / (2 * ELEMENTARY_CHARGE * s.time), rel=1e-12)


def test_ginzburg_and_landaus_depairing_current_is_that_of_the_dirty_superconductor_near_its_critical_temperature(film):
    """Kupriyanov and Lukichev's critical current is computed elsewhere, from the Usadel equation."""
    s = scales(film, "9.99 K", gap_model="bcs")
    assert s.depairing_sheet_current == pytest.approx(film.material.critical_current_density(9.99) * film.thickness, rel=0.01)


def test_the_penetration_depth_is_that_of_the_dirty_limit_at_zero_temperature(film):
    """lambda^2 = hbar/(pi mu_0 sigma_N Delta_0)."""
    expected = REDUCED_PLANCK / (math.pi * 4e-7 * math.pi * film.material.normal_conductivity * film.material.zero_temperature_gap)
    assert effective_depth(0.3, 10.0, 400.0) * film.thickness == pytest.approx(expected, rel=1e-3)


def test_pytdgl_solves_with_the_function_and_keeps_it(states, film, tmp_path):
    """A uniform film settles at |psi|^2 = epsilon; the strip obeys Ohm's law with our voltage, not with `device.V0()`; the solution is
    saved with the function and read again."""
    tdgl = pytest.importorskip("tdgl")
    s = scales(film, "9 K")
    xi = s.coherence_length * 1e9
    strip = tdgl.Polygon("film", points=tdgl.geometry.box(12 * xi, 4 * xi)).resample(101).buffer(0)
    source = tdgl.Polygon("source", points=tdgl.geometry.box(xi / 5, 4 * xi)).translate(dx=-6 * xi)
    device = tdgl.Device(
        "strip",
        layer=tdgl.Layer(**s.layer("nm"), gamma=1),
        film=strip,
        terminals=[source, source.scale(xfact=-1).set_name("drain")],
        probe_points=[(-3 * xi, 0), (3 * xi, 0)],
        length_units="nm",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        device.make_mesh(max_edge_length=xi / 1.5)
        assert device.tau0().to("s").magnitude == pytest.approx(s.time, rel=1e-6)
        assert device.K0.to("A/m").magnitude == pytest.approx(4 * s.sheet_current, rel=1e-6)

        def solved(epsilon, current, name):
            options = tdgl.SolverOptions(
                solve_time=40, current_units="uA", field_units="mT", terminal_psi=None, output_file=str(tmp_path / name)
            )
            return tdgl.solve(device, options, terminal_currents={"source": current, "drain": -current}, disorder_epsilon=epsilon)

        hot = disorder_epsilon(states.hot, length_units="nm", position=("600 nm", 0.0))
        still = solved(hot, 0.0, "still.h5")
        weight = np.abs(still.tdgl_data.psi) ** 2
        assert_allclose(weight, hot(device.points), atol=0.02)
        again = tdgl.Solution.from_hdf5(still.path)
        assert_allclose(again.disorder_epsilon(device.points), hot(device.points))
        assert again.disorder_epsilon.__code__.co_code == hot.__code__.co_code  # what pyTDGL compares solutions by

        normal = disorder_epsilon(states.hot, length_units="nm", lowest=-0.5)
        driven = solved(lambda r, *, vectorized=True: np.minimum(normal(r), -0.5), 1.0, "driven.h5")
        volts = abs(driven.dynamics.mean_voltage(tmin=30)) * s.voltage
        apart = abs(np.diff(device.points[device.probe_point_indices, 0])[0])  # the probes are at the nearest sites
        assert volts == pytest.approx(1e-6 * film.sheet_resistance * apart / (4 * xi), rel=0.03)
        assert device.V0().to("V").magnitude == pytest.approx(4 * s.voltage, rel=1e-6)


def test_the_function_needs_numpy_only(states):
    """What holds it can be read where there is no quenchmap: it is pickled by value."""
    cloudpickle = pytest.importorskip("cloudpickle")
    written = cloudpickle.dumps(disorder_epsilon(states.hot, length_units="nm"))
    assert b"quenchmap.export.places" not in written
    assert len(written) < 200_000
    assert pickle.loads(written)(np.zeros((1, 2))) == pytest.approx(1 - states.hot.temperature[0], rel=0.6)
