"""A tip that is dragged: the film follows in time and remembers."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.scan.conftest import FILM, TIP, disordered, small_scan

import quenchmap as qm
from quenchmap.errors import ConvergenceError
from quenchmap.precision import jnp
from quenchmap.sample.heat import evolution, protocol
from quenchmap.sample.heat.films import Films
from quenchmap.sample.heat.protocol import followed
from quenchmap.sample.sample import Sample
from quenchmap.scan import drag as drag_module
from quenchmap.scan import dragged_line as line_module
from quenchmap.scan import map as maps
from quenchmap.scan.drag import Drag
from quenchmap.scan.map import Map
from quenchmap.scan.quantity import MOVING, NOT_CONVERGED, QUANTITIES, REIGNITED, STABLE
from quenchmap.scan.scan import Scan
from quenchmap.scan.task import checked_pixels

pytestmark = pytest.mark.filterwarnings("ignore:The (area reaches|tip is .* z0 from the edge)")

#: As slow as experiments: 2e8 thermal times at each pixel.
SLOW: dict[str, Any] = {"dwell": "1 ms", "speed": "10 um/s"}
#: Ten thermal times at each pixel.
FAST: dict[str, Any] = {"dwell": "50 ps", "speed": "400 m/s"}
LINE: dict[str, Any] = {"area": ("160 nm", "0 nm")}


def line(protocol: Any, drive: float, sample: Sample | None = None, **options: Any) -> Map:
    """Five pixels."""
    return small_scan(sample, drive, protocol=protocol, **LINE | options).run(workers=0)


def flipped(sample: Sample, axis: int) -> Sample:
    return Sample(FILM, cell=sample.cell, critical_temperature=np.flip(sample.critical_temperature, axis))


def same(one: Map, other: Map, *, trace: int | str, of_other: int | str = 0, atol: float = 1e-6) -> None:
    for name in set(QUANTITIES) - {"heat_balance", "residual"}:  # rounding
        expected = other.trace(name, of_other)
        scale = np.abs(expected).max() or 1.0
        assert_allclose(one.trace(name, trace) / scale, expected / scale, rtol=0, atol=atol, err_msg=name)


@pytest.fixture(scope="module")
def igniting_at_its_end() -> Sample:
    """At drive 1.6 a spot ignites by itself at the last pixel only; the other four have a cold and a hot state."""
    return flipped(disordered(), 1)


@pytest.fixture(scope="module")
def there_and_back(igniting_at_its_end) -> Map:
    return line(Drag(**SLOW), 1.6, igniting_at_its_end)


def test_where_a_film_has_one_state_a_slow_drag_finds_it():
    dragged, cold = line(Drag(**SLOW), 0.8), line("cold", 0.8)
    for trace in ("forward", "backward"):
        same(dragged, cold, trace=trace)
    assert (dragged.values["flag"] == STABLE).all()
    assert np.abs(dragged.values["heat_balance"]).max() < 1e-10


def test_a_spot_that_ignited_is_carried_back_to_where_no_cold_film_ignites(there_and_back, igniting_at_its_end):
    """Hysteresis: the traces differ by the spot, within the range where both states exist."""
    cold, high = (line(p, 1.6, igniting_at_its_end) for p in ("cold", "hot"))
    assert (cold["quenched_area"][0] > 0).tolist() == [False] * 4 + [True]
    same(there_and_back, cold, trace="forward")
    carried, highest = there_and_back.trace("quenched_area", "backward")[0], high["quenched_area"][0]
    assert (carried > 0).all()
    alike = carried == highest
    assert alike.sum() >= 3
    for name in ("inductance_change", "absorbed_power", "highest_temperature"):
        assert_allclose(there_and_back.trace(name, "backward")[0, alike], high[name][0, alike], rtol=1e-6, err_msg=name)
    assert np.all(carried <= highest)  # disorder holds the wall of a spot that comes along where it did not hold that of the highest state
    assert_allclose(carried, highest, rtol=0.05)
    assert_allclose(there_and_back.trace("highest_temperature", "backward"), high["highest_temperature"], rtol=1e-4)
    apart = np.abs(there_and_back.trace("inductance_change", "backward") / there_and_back["inductance_change"] - 1)[0]
    assert (apart[:4] > 0.2).all()
    assert apart[4] < 1e-6


def test_a_line_that_begins_hot_carries_the_spot_along(igniting_at_its_end, there_and_back):
    dragged = line(Drag(**SLOW, begin="hot"), 1.6, igniting_at_its_end)
    assert (dragged.values["quenched_area"] > 0).all()
    assert (dragged.values["flag"] == STABLE).all()
    assert dragged["highest_temperature"][0, 0] == pytest.approx(there_and_back.trace("highest_temperature", "backward")[0, 0], rel=1e-4)


def test_a_finer_path_gives_the_same(there_and_back, igniting_at_its_end, monkeypatch):
    monkeypatch.setattr(drag_module, "_STRIDE", 0.5 * drag_module._STRIDE)
    finer = line(Drag(**SLOW), 1.6, igniting_at_its_end)
    for trace in ("forward", "backward"):
        same(finer, there_and_back, trace=trace, of_other=trace)


def test_a_mirrored_sample_has_the_mirrored_traces(there_and_back, igniting_at_its_end):
    """Mirrored across the line: along it the tip would come from the other side."""
    mirrored = line(Drag(**SLOW), 1.6, flipped(igniting_at_its_end, 0))
    for name in (
        "inductance_change",
        "resistance_change",
        "absorbed_power",
        "highest_temperature",
        "quenched_area",
        "critical_current_onset",
    ):
        assert_allclose(mirrored.values[name], there_and_back.values[name], rtol=1e-6, atol=1e-30, err_msg=name)


@pytest.fixture(scope="module")
def better_in_the_middle() -> Sample:
    """A stripe of higher critical temperature, over which no spot lives at a drive at which it does elsewhere."""
    film = Sample.uniform(FILM, "320 nm", "320 nm", "10 nm")
    Tc = np.where(np.abs(film.x) < 45e-9, 1.2, 1.0) * FILM.material.critical_temperature
    return Sample(FILM, cell=film.cell, critical_temperature=np.tile(Tc, (32, 1)))


def test_a_spot_that_is_lost_stays_lost_or_is_ignited_again(better_in_the_middle):
    stays, again = (line(Drag(**SLOW, begin="hot", when_lost=rule), 1.3, better_in_the_middle) for rule in ("stay", "reignite"))
    assert (stays.values["quenched_area"][:, 0] > 0).tolist() == [[True, True, False, False, False], [False] * 5]
    assert (again.values["quenched_area"][:, 0] > 0).tolist() == 2 * [[True, True, False, True, True]]
    assert (again.values["flag"][:, 0] == REIGNITED).tolist() == [[k == 3 for k in range(5)], [k == 1 for k in range(5)]]
    assert (stays.values["flag"] == STABLE).all()
    assert "reignited" in str(again)


def test_a_fast_drag_reads_a_film_that_still_moves():
    """It lags: where the film warms it is colder than at rest, and on the way back what has ignited cools no faster."""
    fast, cold = line(Drag(**FAST), 1.8), line("cold", 1.8)
    assert (fast.values["flag"] == MOVING).all()
    assert cold["quenched_area"][0, 0] > 0
    assert fast["quenched_area"][0, 0] == 0
    assert fast["highest_temperature"][0, 0] < 0.5 * cold["highest_temperature"][0, 0]
    assert (np.diff(fast["highest_temperature"][0]) > 0).all()
    assert (fast.trace("highest_temperature", "backward") > fast["highest_temperature"]).all()
    assert np.abs(fast["heat_balance"]).max() > 1e-2
    assert (fast.values["residual"] > 1e-4).all()
    assert "moving" in str(fast)


def test_twice_the_heat_capacity_is_half_the_speed():
    once = line(Drag(**FAST), 1.8)
    twice = line(Drag(dwell="100 ps", speed="200 m/s", heat_capacity=2), 1.8)
    for name, values in once.values.items():
        np.testing.assert_array_equal(twice.values[name], values, err_msg=name)


def test_followed_for_long_a_film_is_in_its_cold_state():
    problem = small_scan(drive=0.8).problem
    bath = np.full(problem.sample.shape, problem.bath)
    state, rests = followed(problem, bath, 1e6)
    assert rests
    assert state.stable
    assert_allclose(state.u, protocol.cold(problem).u, atol=1e-8)
    assert_allclose(followed(problem, state.u, 1e-3)[0].u, state.u, atol=1e-8)
    early, rests = followed(problem, bath, 0.1)
    assert not rests
    assert not early.stable
    assert np.all(early.u < state.u + 1e-8)


def test_time_is_followed_at_first_order():
    """A film that is on its way to ignition."""
    problem = small_scan(drive=2.4).problem
    bath = jnp.full(problem.sample.shape, problem.bath)

    def after(fineness: float) -> np.ndarray:
        made = evolution.run(Films(problem.heater), bath, direction=1, duration=10.0, fineness=fineness)
        assert made.ended.all()
        assert not made.rested.any()
        return np.asarray(made.film.u)

    truth, fineness = after(1 / 256), np.array([1 / 2, 1 / 4, 1 / 8, 1 / 16])
    errors = [np.abs(after(f) - truth).max() for f in fineness]
    assert np.polyfit(np.log(fineness), np.log(errors), 1)[0] == pytest.approx(1.0, abs=0.25)
    assert errors[2] < 0.02


def test_a_film_that_cannot_be_followed_ends_its_line(monkeypatch):
    def fails_at_the_third(problem, u, duration, **how):
        if problem.position[0] == 0.0:
            raise ConvergenceError("The film's evolution in time", residual=0.5, iterations=7, remedy="None.")
        return followed(problem, u, duration, **how)

    monkeypatch.setattr(line_module, "followed", fails_at_the_third)
    found = line(Drag(**SLOW), 0.8)
    assert found.values["flag"][:, 0].tolist() == [[STABLE] * 2 + [NOT_CONVERGED] * 3, [NOT_CONVERGED] * 5]
    assert np.isnan(found.trace("inductance_change", "backward")).all()
    assert found["residual"][0, 2] == 0.5
    assert found.complete
    assert "not converged" in str(found)


def test_a_read_out_that_fails_costs_its_pixel_only(monkeypatch):
    from quenchmap.scan.measurement import Measurement

    read = Measurement.read

    def fails_in_the_middle(self, state):
        if state.problem.position[0] == 0.0:
            raise ConvergenceError("The impedance", residual=0.25, iterations=7, remedy="None.")
        return read(self, state)

    monkeypatch.setattr(Measurement, "read", fails_in_the_middle)
    found = line(Drag(**SLOW), 0.8)
    assert found.values["flag"][:, 0].tolist() == 2 * [[STABLE] * 2 + [NOT_CONVERGED] + [STABLE] * 2]


def test_a_line_is_never_split(tmp_path):
    scan = small_scan(protocol=Drag(**SLOW))
    assert checked_pixels(scan.raster, None, whole_lines=True) == 3
    assert checked_pixels(scan.raster, 100, whole_lines=True) == 3
    with pytest.raises(ValueError, match="whole lines in one go, here of 3 pixels, but pixels_per_task=2"):
        scan.run(tmp_path / "map.zarr", workers=0, pixels_per_task=2)


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_dragged_map_is_kept_resumed_saved_and_drawn(tmp_path, axis):
    options: dict[str, Any] = {"protocol": Drag(**SLOW, begin="hot"), "fast_axis": axis, "area": ("40 nm", "40 nm")}
    scan, path = small_scan(**options), tmp_path / "map.zarr"

    def stop(progress: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="2 of 4 pixels are kept"):
        scan.run(path, workers=0, progress=stop)
    assert int(maps.read(path).computed.sum()) == 4
    found = small_scan(**options).run(path, resume=True, workers=0)
    whole = scan.run(workers=0)
    for name, values in whole.values.items():
        np.testing.assert_array_equal(found.values[name], values, err_msg=name)
    assert found.scan.protocol == scan.protocol
    assert found.summary()["drag"] == {"dwell": 1e-3, "speed": 1e-5, "heat_capacity": 1.0, "begin": "hot", "when_lost": "stay"}
    assert set(found.summary()["correlation"]) == {"forward", "backward"}
    found.save(tmp_path / "map.nc")
    again = qm.load(tmp_path / "map.nc")
    assert again.scan.protocol == scan.protocol
    np.testing.assert_array_equal(again.values["inductance_change"], found.values["inductance_change"])
    assert "drag backward" in found.plot("inductance_change", trace="backward").get_suptitle()
    with pytest.raises(ValueError, match=r"protocol\.dwell=0\.001 and not 0\.002"):
        small_scan(**options | {"protocol": Drag(dwell="2 ms", speed="10 um/s", begin="hot")}).run(path, resume=True, workers=0)


def test_the_path_between_pixels_is_in_strides_of_a_quarter_of_the_height_at_most():
    drag = Drag(**SLOW)
    places, each = drag.strides((0.0, 0.0), (0.0, 40e-9), 30e-9)
    assert [y for _, y in places] == pytest.approx((np.arange(6) + 0.5) / 6 * 40e-9)
    assert 6 * each == pytest.approx(40e-9 / 1e-5)
    assert len(drag.strides((0.0, 0.0), (30e-9, 0.0), 30e-9)[0]) == 4


def test_the_card_tells_the_rules():
    scan = small_scan(protocol=Drag(dwell="10 us", speed="1 mm/s", heat_capacity=50, when_lost="reignite"))
    card = str(scan)
    for words in ("from cold", "is ignited again", "10 µs at each pixel, 1 mm/s between", "50 times that of the electrons"):
        assert words in card
    assert repr(scan).endswith(": drag>")
    assert scan.traces == ("forward", "backward")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"dwell": 0.0}, "`dwell` is how long the tip stands at a pixel"),
        ({"dwell": "1 m"}, "dwell"),
        ({"speed": -1.0}, "`speed` is that of the tip between pixels"),
        ({"heat_capacity": 0.5}, "`heat_capacity` is over that of the electrons alone"),
        ({"heat_capacity": math.nan}, "`heat_capacity` must be finite"),
        ({"begin": "warm"}, "`begin` is how a line begins"),
        ({"when_lost": "reignit"}, "Did you mean reignite"),
    ],
)
def test_what_makes_no_drag_is_refused(arguments, sentence):
    with pytest.raises(ValueError, match=r"^`") as refusal:
        Drag(**SLOW | arguments)
    assert sentence in str(refusal.value)


def test_scans_that_cannot_be_dragged_are_refused():
    arguments: dict[str, Any] = {"phonon_temperature": "3 K", "step": "40 nm"}
    with pytest.raises(ValueError, match="needs its dwell and speed"):
        Scan(disordered(), TIP, 0.8, protocol="drag", **arguments)  # type: ignore[arg-type]
    timeless = FILM.replace(material=FILM.material.replace(diffusion_coefficient=None))
    sample = Sample.uniform(timeless, "320 nm", "320 nm", "10 nm")
    with pytest.raises(ValueError, match="needs its `diffusion_coefficient`"):
        Scan(sample, TIP, 0.8, protocol=Drag(**SLOW), **arguments)
