"""What maps show: physics that is known, and independence of how they are computed."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.scan.conftest import FILM, TIP, disordered, small_scan

import quenchmap as qm
from quenchmap.errors import ConvergenceError
from quenchmap.sample.sample import Sample
from quenchmap.scan import measurement
from quenchmap.scan.map import Map
from quenchmap.scan.quantity import NOT_CONVERGED, QUANTITIES, STABLE
from quenchmap.scan.resolution.samples import bridge_sample, channels_sample
from quenchmap.tip.microwave import MicrowaveTip

WIDE = MicrowaveTip("40 nm", "417 GHz")

pytestmark = pytest.mark.filterwarnings("ignore:The (area reaches|tip is .* z0 from the edge)")


def mapped(sample: Sample, drive: float, tip: MicrowaveTip = TIP, **options: Any) -> Map:
    how: dict[str, Any] = {"phonon_temperature": "3 K", "spreading": "fixed", "step": "40 nm"}
    return qm.Scan(sample, tip, drive, **how | options).run(workers=0)


def same(one: Map, other: Map, **tolerance: float) -> None:
    for name in QUANTITIES:
        if name in ("heat_balance", "residual"):  # rounding
            continue
        scale = np.nanmax(np.abs(one[name])) or 1.0
        assert_allclose(other[name] / scale, one[name] / scale, **tolerance, err_msg=name)
    assert (other.values["flag"] == one.values["flag"]).all()


@pytest.mark.parametrize("protocol", ["cold", "hot"])
def test_a_mirrored_sample_has_the_mirrored_map(protocol):
    sample = disordered()
    mirrored = Sample(FILM, cell=sample.cell, critical_temperature=sample.critical_temperature[:, ::-1])
    one, other = (small_scan(s, drive=1.8, protocol=protocol).run(workers=0) for s in (sample, mirrored))
    assert one["quenched_area"].max() > 0
    same(one, Map(other.scan, {name: v[..., ::-1] for name, v in other.values.items()}, other.undisturbed), rtol=0, atol=1e-6)


def test_the_map_does_not_depend_on_tasks_stacks_or_their_order():
    whole = small_scan().run(workers=0, pixels_per_task=100)
    same(whole, small_scan(fast_axis="y").run(workers=0, pixels_per_task=1), rtol=0, atol=1e-10)
    same(whole, small_scan().run(workers=0, pixels_per_task=2, together=2), rtol=0, atol=1e-7)


def test_a_pixel_of_the_map_is_the_state_that_stands_still_there():
    found = small_scan(drive=1.8, protocol="hot").run(workers=0)
    how: dict[str, Any] = {"phonon_temperature": "3 K", "protocol": "hot", "spreading": "fixed"}
    state = disordered().heat(TIP, 1.8, position=found.scan.raster.position(0, 2), **how)
    change = state.impedance("1 GHz")
    assert found["inductance_change"][0, 2] == pytest.approx(change.inductance, rel=1e-9)
    assert found["resistance_change"][0, 2] == pytest.approx(change.resistance, rel=1e-9)
    assert found["absorbed_power"][0, 2] == pytest.approx(state.absorbed_power, rel=1e-9)
    assert found["quenched_area"][0, 2] == state.quenched_area > 0
    assert found.values["flag"][0, 0, 2] == STABLE


def test_two_channels_show_with_the_squares_of_the_currents_that_they_carry():
    """At small amplitudes each channel answers as if read out alone, times (I_k/I)^2: for widths of 2 to 1 with 4/9 and 1/9."""
    both = channels_sample(FILM, "640 nm", "640 nm", "10 nm", widths=("120 nm", "60 nm"), distance="320 nm")
    halves = [("-320 nm", "0 nm"), ("0 nm", "320 nm")]
    alone = [both.with_electrodes(qm.Electrode("bottom", half), qm.Electrode("top", half)) for half in halves]
    line: dict[str, Any] = {"drive": 0.02, "tip": WIDE, "area": ("480 nm", "0 nm"), "step": "160 nm"}
    change, left, right = (mapped(s, **line)["inductance_change"] for s in (both, *alone))
    assert_allclose(change / change.max(), (4 / 9 * left + 1 / 9 * right) / change.max(), rtol=0, atol=5e-4)


def test_above_ignition_both_channels_stand_out_of_the_metal_between_them():
    sample = channels_sample(FILM, "640 nm", "640 nm", "10 nm", widths=("120 nm", "60 nm"), distance="320 nm")
    found = mapped(sample, 1.2, WIDE, area=("320 nm", "0 nm"), step="160 nm")
    left, between, right = found["inductance_change"][0]
    assert left > right > 1.5 * between
    assert (found["quenched_area"][0, [0, 2]] > 0).all()


def test_a_narrow_bridge_is_the_hottest_pixel():
    sample = bridge_sample(FILM, "320 nm", "320 nm", "10 nm", bridge_width="40 nm", bridge_length="60 nm")
    found = mapped(sample, 0.8, area="160 nm")
    assert np.unravel_index(found["inductance_change"].argmax(), (5, 5)) == (2, 2)
    assert np.unravel_index(found.true_weight.argmax(), (5, 5)) == (2, 2)
    assert found["critical_current_bound"][2, 2] < found["critical_current_bound"][2, 0]


def test_a_uniform_film_gives_a_flat_map_the_flatter_the_farther_its_edges():
    spread = []
    for side in ("320 nm", "640 nm"):
        sample = Sample.uniform(FILM, side, side, "10 nm")
        change = mapped(sample, 0.3, MicrowaveTip("20 nm", "417 GHz"), area="40 nm", step="20 nm")["inductance_change"]
        spread.append(np.ptp(change) / change.mean())
    assert spread[0] < 0.02
    assert spread[1] < spread[0] / 2


def test_first_order_and_full_response_agree_at_small_amplitude():
    found = small_scan(drive=0.05).run(workers=0)
    assert_allclose(found["inductance_first_order"], found["inductance_change"], rtol=2e-3)


def test_a_pixel_that_does_not_converge_is_flagged_and_the_map_goes_on(monkeypatch):
    solve = measurement.steady

    def fails_in_the_middle(problems, protocol):
        if problems[0].position == (0.0, 0.0):
            raise ConvergenceError("The potential", residual=0.5, iterations=7, remedy="None.")
        return solve(problems, protocol)

    monkeypatch.setattr(measurement, "steady", fails_in_the_middle)
    found = small_scan().run(workers=0)
    assert found.values["flag"][0, 1, 1] == NOT_CONVERGED
    assert np.isnan(found["inductance_change"][1, 1])
    assert found["residual"][1, 1] == 0.5
    assert np.isfinite(found["inductance_change"]).sum() == 8
    assert found.complete
    assert "not converged" in str(found)
    assert found.summary()["flags"] == {"stable": 8, "not_converged": 1}
    assert np.isfinite(found.correlation())


def test_a_film_without_supercurrent_has_nothing_to_correlate_with():
    cut_by_metal = disordered().with_patch(size=(20e-9, 320e-9), critical_temperature=0)
    found = small_scan(cut_by_metal, drive=0.05).run(workers=0)
    assert np.isnan(found.correlation())
    assert "ΔL or the true weight |J_s|²/σ2 is the same at all pixels" in str(found)
    drawn = [axes for axes in found.plot().axes if axes.get_title() == "no supercurrent: normal film cuts it"]
    assert [axes.images[0].get_clim() for axes in drawn] == [(0, 1), (0, 1)]


def test_the_true_weight_averages_the_participation_about_each_pixel():
    found = small_scan().run(workers=0)
    cells = found.supercurrent.participation
    assert found.true_weight.sum() * (40e-9) ** 2 == pytest.approx(cells[10:22, 10:22].sum(), rel=1e-12)
    assert found.true_weight[0, 0] * (40e-9) ** 2 == pytest.approx(cells[10:14, 10:14].sum(), rel=1e-12)


def test_a_map_is_saved_as_netcdf_and_restored(tmp_path):
    found = small_scan().run(workers=0)
    found.save(tmp_path / "map.nc")
    again = qm.load(tmp_path / "map.nc")
    same(found, again, rtol=0, atol=0)
    assert again.scan.raster == found.scan.raster
    assert again.summary() == found.summary()


def test_a_map_draws_itself_also_where_pixels_are_missing():
    found = small_scan().run(workers=0)
    figure = found.plot()
    labels = [axes.get_ylabel() for axes in figure.axes]
    assert any("pH" in label for label in labels)
    assert sum("Re" in label or "R$" in label for label in labels) == 1
    gaps = {name: v.copy() for name, v in found.values.items()}
    gaps["flag"][0, 0] = 0
    for name in QUANTITIES:
        gaps[name][0, 0] = np.nan
    part = Map(found.scan, gaps, found.undisturbed)
    assert not part.complete
    assert "6 of 9" in str(part)
    shown = part.plot("quenched_area").axes[0].get_legend()
    assert [text.get_text() for text in shown.get_texts()] == ["no value"]
    with pytest.raises(ValueError, match="Did you mean quenched_area"):
        found.plot("quenched_are")


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"protocol": "warm"}, ValueError, "`protocol` is what makes a state"),
        ({"source": 0, "drain": 0}, ValueError, "two different electrodes"),
        ({"readout": "-1 GHz"}, ValueError, "`readout` is the frequency of the read-out"),
        ({"drive": -1.0}, ValueError, "`drive` is j_max/j*"),
        ({"sample": disordered().with_electrodes("left")}, ValueError, "between two electrodes; the sample has 1"),
    ],
)
def test_what_makes_no_scan_is_refused(options, error, sentence):
    arguments: dict[str, Any] = {"sample": disordered(), "tip": TIP, "drive": 0.8, "phonon_temperature": "3 K", "step": "40 nm"}
    with pytest.raises(error, match=r"^(`|A)") as refusal:
        qm.Scan(**arguments | options)
    assert sentence in str(refusal.value)
