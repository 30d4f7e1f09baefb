"""The hot spot in time: events, dense output, energy, continuation, storage, pictures."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

import quenchmap as qm
from quenchmap.errors import AccuracyWarning, ValidityWarning
from quenchmap.spot.evolution.result import Evolution
from quenchmap.spot.evolution.waveform import Pulse, Step, Table

QUICK = {"tolerance": 1e-5, "estimate_error": False}


@pytest.fixture(scope="module")
def switch(fig4) -> Evolution:
    """From the bath to a hot spot and back, with the error of the grid."""
    return fig4.evolve(Step(0.0, 3.0).then(30.0, Step(3.0, 0.9)), duration=36.0, radii=[2.0])


def test_a_pulse_beyond_the_window_bears_a_normal_region_which_dies_below_it(switch):
    assert [e.kind for e in switch.events] == [
        "normal region born",
        "wall passes outward",
        "centre goes normal",
        "centre goes superconducting",
        "wall passes inward",
        "normal region dies",
    ]
    born, outward, _, _, inward, dies = switch.events
    assert 5 < born.time < outward.time < 30 < inward.time < dies.time < 35
    assert 1.2 < born.radius < 1.4, "where the heating is strongest"
    assert outward.radius == 2.0
    assert all(e.error < 0.03 for e in switch.events)


def test_radii_and_temperatures_against_time_agree_with_the_events(switch):
    born, outward = switch.events[:2]
    normal = np.isfinite(switch.outer_radius)
    assert switch.time[normal][0] == pytest.approx(born.time, abs=0.1)
    assert np.all(switch.maximum_temperature[normal] >= 1)
    assert np.all(switch.inner_radius[normal] <= switch.outer_radius[normal])
    assert np.interp(outward.time, switch.time[normal], switch.outer_radius[normal]) == pytest.approx(2.0, abs=1e-3)
    assert switch.temperature_at(outward.time, 2.0)[0, 0] == pytest.approx(1.0, abs=1e-9)
    assert switch.temperature_at(born.time).max() == pytest.approx(1.0, abs=1e-3)


def test_heat_balances_over_the_run(switch):
    """Heat in - heat out = change of the enthalpy; only the integrator and the sum over its steps err."""
    assert abs(switch.energy_balance) < 1e-5
    assert switch.stored_energy[0] == pytest.approx(0.0, abs=1e-12)
    assert np.all(switch.stored_energy[1:] > 0)


def test_the_functional_falls_at_constant_drive(switch):
    first, jump, last = switch.path.breaks
    for part in (slice(first, jump), slice(jump, last + 1)):
        F = switch.functional[part]
        assert np.max(np.diff(F)) < 1e-6 * np.ptp(F)


def test_between_the_steps_the_profile_is_that_of_a_run_that_ends_there(fig4, switch):
    for t in (5.0, 31.3):
        shorter = fig4.evolve(switch.waveform, duration=t, tolerance=1e-7, estimate_error=False)
        assert_allclose(switch.at(t), shorter.temperature[-1], atol=2e-4)


def test_an_evolution_goes_on_from_the_end_of_another(fig4, switch):
    first = fig4.evolve(3.0, duration=30.0, estimate_error=False)
    second = fig4.evolve(0.9, duration=6.0, start=first, radii=2.0, estimate_error=False)
    assert_allclose([e.time + 30 for e in second.events], [e.time for e in switch.events[3:]], atol=1e-3)


def test_the_error_is_honest_and_falls_under_refinement(fig4):
    coarse, fine = (fig4.evolve(3.0, duration=20.0, refinement=k, tolerance=1e-6) for k in (1.0, 2.0))
    r = np.linspace(0, 5, 300)
    t = np.linspace(0, 20, 60)
    assert np.max(np.abs(coarse.temperature_at(t, r) - fine.temperature_at(t, r))) < coarse.error
    assert fine.error < 0.6 * coarse.error


def test_the_error_of_an_event_holds_what_the_steps_add(fig4):
    """Before any wall is there the grid adds next to nothing."""
    born = fig4.evolve(2.5, duration=30.0).events[0]
    exact = fig4.evolve(2.5, duration=30.0, refinement=2.0, tolerance=1e-9, estimate_error=False).events[0]
    assert 0 < abs(born.time - exact.time) < born.error < 1e-4 * exact.time


def test_without_drive_the_film_cools_everywhere_towards_the_phonons(fig4):
    evolution = fig4.evolve(0.0, duration=20.0, start=lambda r: 0.3 + 1.2 * np.exp(-(r**2)), **QUICK)
    assert np.all(np.diff(evolution.stored_energy) < 0)
    assert np.all(evolution.temperature >= 0.3 - 1e-6)
    assert [e.kind for e in evolution.events] == ["centre goes superconducting", "normal region dies"] or [
        e.kind for e in evolution.events
    ] == ["normal region dies", "centre goes superconducting"]
    assert np.all(evolution.heat == 0)
    assert abs(evolution.energy_balance) < 1e-4


def test_a_film_with_a_diffusion_coefficient_has_seconds():
    """t = tau Lambda^2/D, with everything else unchanged."""
    film, tip = qm.Film("NbN", "10 nm"), qm.MicrowaveTip(height="100 nm", frequency="417 GHz")
    with pytest.warns(ValidityWarning, match="phonons at the bath"):
        evolution = qm.HotSpot(film, tip, "3 K").evolve(Step(0, 3.0), duration="90 ps", **QUICK)
    spot = evolution.spot
    assert spot.photon_energy is not None
    plain = qm.HotSpot.dimensionless(
        cooling_exponent=5, phonon_temperature=0.3, photon_energy=spot.photon_energy, relaxation_length=spot.relaxation_length
    ).evolve(3.0, duration=90e-12 / film.material.thermal_time, **QUICK)
    assert film.material.thermal_time == pytest.approx(film.material.relaxation_length**2 / 0.5e-4)
    assert evolution.time_unit == "s"
    assert plain.time_unit == "thermal times"
    assert evolution.events[0].time == pytest.approx(plain.events[0].time * film.material.thermal_time, rel=1e-9)
    assert_allclose(evolution.temperature[-1], 10.0 * plain.temperature[-1], rtol=1e-9)
    assert evolution.radius[-1] == pytest.approx(1e-7 * plain.radius[-1])


def test_current_and_voltage_drive_as_their_steady_values_do():
    film, tip = qm.Film("NbN", "10 nm"), qm.MicrowaveTip(height="100 nm", frequency="417 GHz", radius="50 nm")
    spot = qm.HotSpot(film, tip, "3 K")
    spot._warned = True
    runs = [
        spot.evolve(duration="10 ps", current=Step("0 A", "0.4 mA"), **QUICK),
        spot.evolve(spot.drive(current="0.4 mA"), duration="10 ps", **QUICK),
        spot.evolve(duration="10 ps", voltage=lambda t: 10.0, **QUICK),
        spot.evolve(spot.drive(voltage="10 V"), duration="10 ps", **QUICK),
        spot.evolve(duration="10 ps", source_power="0 dBm", line_loss="3 dB", **QUICK),
        spot.evolve(spot.drive(source_power="0 dBm", line_loss="3 dB"), duration="10 ps", **QUICK),
    ]
    for a, b in zip(runs[::2], runs[1::2]):
        assert_allclose(a.temperature[-1], b.temperature[-1], rtol=1e-6)


def test_a_pulse_shorter_than_a_step_is_not_stepped_over(fig4):
    evolution = fig4.evolve(Pulse(30.0, width=0.01, at=40.0), duration=80.0, **QUICK)
    assert evolution.maximum_temperature[evolution.time < 40].max() < 0.3 + 1e-6
    assert evolution.stored_energy.max() > 0.1


def test_ctrl_c_keeps_what_was_computed(fig4):
    def impatient(line: str) -> None:
        if int(re.findall(r"\d+", line)[0]) > 30:
            raise KeyboardInterrupt

    with pytest.warns(AccuracyWarning, match="interrupted at .* thermal times; what was computed"):
        evolution = fig4.evolve(3.0, duration=30.0, progress=impatient)
    assert not evolution.complete
    assert 0.3 * 30 <= evolution.time[-1] < 30
    assert np.isnan(evolution.error)
    assert "interrupted" in str(evolution)
    assert np.all(np.isfinite(evolution.at(9.0)))


def test_a_saved_evolution_comes_back_whole(switch, tmp_path):
    switch.save(tmp_path / "switch.nc")
    again = qm.load(tmp_path / "switch.nc")
    assert isinstance(again, Evolution)
    assert_allclose(again.temperature, switch.temperature, rtol=0, atol=0)
    assert again.events == switch.events
    assert again.error == switch.error
    assert again.energy_balance == switch.energy_balance
    assert_allclose(again.drive(np.linspace(0, 36, 361)), switch.drive(np.linspace(0, 36, 361)))
    assert str(again) == str(switch)


def test_the_dataset_has_units(switch):
    dataset = switch.to_dataset()
    assert dataset["temperature"].dims == ("time", "radius")
    assert dataset["temperature"].attrs["units"] == "T_c"
    assert dataset["time"].attrs["units"] == "thermal times"
    assert float(dataset["outer_radius"].max()) > 2


def test_the_kymograph_has_labelled_axes_and_the_drive_above(switch):
    fig = switch.plot()
    labels = {axes.get_ylabel() for axes in fig.axes} | {axes.get_xlabel() for axes in fig.axes}
    assert {r"$j_{max}/j_*$", r"$r/z_0$", r"$T_e/T_c$", "time (thermal times)"} <= labels


def test_the_animation_has_its_frames(switch, tmp_path):
    from PIL import Image

    switch.animate(tmp_path / "switch.gif", frames=5)
    with Image.open(tmp_path / "switch.gif") as picture:
        assert getattr(picture, "n_frames", 1) == 5
    with pytest.raises(ValueError, match=r"written as \.gif or \.mp4"):
        switch.animate(tmp_path / "switch.avi")


def test_the_summary_is_plain_numbers(switch):
    import json

    found = json.loads(json.dumps(switch.summary()))
    assert [e["kind"] for e in found["events"]] == [e.kind for e in switch.events]
    assert found["time_unit"] == "thermal times"
    assert found["final"]["outer_radius"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"drive": 1.2, "duration": 0.0}, r"`duration` is how long .* must be positive, but duration=0\.0"),
        ({"drive": 1.2, "duration": -5.0}, "duration=-5"),
        ({"drive": 1.2, "duration": float("nan")}, "`duration` must be finite"),
        ({"drive": 1.2, "duration": "2 ns"}, "dimensionless hot spot has its times in thermal times"),
        ({"drive": float("nan"), "duration": 5.0}, "`drive` is j_max/j. against time .* it is nan at 0 thermal times"),
        ({"drive": -1.0, "duration": 5.0}, "it is -1.0 at 0 thermal times"),
        ({"drive": lambda t: 1.0 - t, "duration": 5.0}, "`drive` is .* not negative"),
        ({"drive": Table([0.0, 1.0], [1.0]), "duration": 5.0}, "must have one length"),
        ({"drive": Table([1.0, 0.0], [1.0, 2.0]), "duration": 5.0}, "must not go back"),
        ({"drive": Pulse(1.8, width=0.0), "duration": 5.0}, "`width` is how long the pulse lasts"),
        ({"drive": "1.2 mA", "duration": 5.0}, "use `current`"),
        ({"duration": 5.0}, "but none came"),
        ({"drive": 1.2, "voltage": 1.0, "duration": 5.0}, "2 came: drive, voltage"),
        ({"voltage": 1.0, "duration": 5.0}, "give `drive`"),
        ({"drive": 1.2, "duration": 5.0, "start": "warm"}, "start='warm'"),
        ({"drive": 0.0, "duration": 5.0, "start": "hot"}, "no hot state to start from"),
        ({"drive": 1.2, "duration": 5.0, "start": lambda r: 0.1}, "below|between the phonon temperature"),
        ({"drive": 1.2, "duration": 5.0, "start": lambda r: np.nan}, "it is nan T_c somewhere"),
        ({"drive": 1.2, "duration": 5.0, "start": ([0.0, 1.0], [0.5])}, "two arrays of one length"),
        ({"drive": 1.2, "duration": 5.0, "tolerance": 0.0}, "`tolerance`"),
        ({"drive": 1.2, "duration": 5.0, "refinement": 0.0}, "`refinement`"),
        ({"drive": 1.2, "duration": 5.0, "radii": [-1.0]}, "`radii`"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(fig4, arguments, message):
    with pytest.raises(ValueError, match=message):
        fig4.evolve(**arguments)


def test_a_drive_of_the_wrong_kind_is_refused(fig4):
    with pytest.raises(TypeError, match="a number, a function of time or a waveform"):
        fig4.evolve([1.0, 2.0], duration=1.0)


def test_times_and_radii_outside_the_run_are_refused(switch):
    with pytest.raises(ValueError, match="must lie in the run, 0 to 36 thermal times"):
        switch.at(37.0)
    with pytest.raises(ValueError, match="must lie in the domain"):
        switch.temperature_at(1.0, -1.0)


def test_a_film_without_diffusion_coefficient_has_no_seconds():
    film = qm.Film(qm.Material("X", critical_temperature=10, normal_resistivity=4e-6, cooling_exponent=5, cooling_coefficient=5e9), "10 nm")
    spot = qm.HotSpot(film, qm.MicrowaveTip(height="100 nm", frequency="417 GHz"), "3 K")
    spot._warned = True
    for duration in ("2 ns", 2e-9):
        with pytest.raises(ValueError, match="diffusion_coefficient"):
            spot.evolve(1.2, duration=duration)
    assert spot.evolve(1.2, duration=1.0, **QUICK).time_unit == "thermal times"


def test_a_drive_beyond_the_tables_is_refused(fig4):
    from quenchmap.errors import ConvergenceError

    with pytest.raises(ConvergenceError, match=r"reaches 32 T_c.*Lower the drive"):
        fig4.evolve(3e4, duration=5.0, **QUICK)
