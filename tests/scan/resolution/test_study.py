"""The resolution of the probe on model samples: small, but real runs."""

import dataclasses
import signal
import warnings
from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

import quenchmap as qm
from quenchmap.errors import AccuracyWarning
from quenchmap.scan.resolution.layout import Layout
from quenchmap.scan.resolution.probe_line import Place, Plan, measured
from quenchmap.scan.resolution.setting import Setting, settings
from quenchmap.scan.resolution.spot_scale import spot_scale
from quenchmap.scan.resolution.study import ResolutionStudy, resolution_study
from quenchmap.scan.scan import Scan

NBN = qm.Film("NbN", thickness="10 nm")
TIP = qm.MicrowaveTip(height="50 nm", frequency="417 GHz")  # Lambda = 0.31 z0: cells of z0/4 are 9 per wall
SMALL = Layout(parts=("edge", "slit"), cells=4, steps=1, reach=4.0, margin=6.0)
COLD, HOT = (settings(NBN, TIP, phonon_temperature="3 K", drive=a, protocol=p)[0] for a, p in ((0.5, "cold"), (1.2, "hot")))


@pytest.fixture(scope="module")
def study() -> ResolutionStudy:
    return resolution_study((COLD, HOT), SMALL, workers=0)


@pytest.fixture(scope="module")
def structures() -> ResolutionStudy:
    parts = dataclasses.replace(SMALL, steps=2, parts=("channels", "bridge"), distances=(2.0, 6.0), bridge_widths=(1.0,))
    return resolution_study([HOT], parts, workers=0)


def test_response_in_tip_heights_does_not_change_when_tip_and_relaxation_length_scale_together(study):
    """Lengths enter as x/z0 and Lambda/z0 only: Sigma four times smaller makes Lambda twice as long."""
    slow = NBN.material.replace(cooling_coefficient=NBN.material.cooling_coefficient / 4)
    large = dataclasses.replace(HOT, film=qm.Film(slow, "10 nm"), tip=qm.MicrowaveTip(height="100 nm", frequency="417 GHz"))
    assert_allclose(large.relaxation_length, HOT.relaxation_length, rtol=1e-12)
    few = dataclasses.replace(SMALL, parts=("slit",))
    one, other = study.lines[Place(1, "slit", 0)], measured(Plan(few, [large]), Place(0, "slit", 0))
    assert_allclose(other.position, 2 * one.position, atol=1e-15)
    assert_allclose(other.signals["inductance_change"], one.signals["inductance_change"], rtol=1e-5)
    assert_allclose(other.signals["quenched_area"], 4 * one.signals["quenched_area"], rtol=1e-9)


def test_mirrored_edge_gives_the_mirrored_line(study):
    plan = Plan(SMALL, [HOT])
    original = plan.scan(Place(0, "edge", 0))
    sample = original.sample
    mirrored = sample.replace(**{n: getattr(sample, n)[:, ::-1] for n in ("critical_temperature", "sheet_resistance")})
    step, how = TIP.height, {"phonon_temperature": 3.0, "protocol": "hot", "spreading": "fixed"}
    found = Scan(mirrored, TIP, 1.2, step=step, area=(4 * step, 0.0), **how).run(workers=0)
    line = study.lines[Place(1, "edge", 0)].line("inductance_change")
    assert_allclose(found["inductance_change"][0], np.interp(-found.scan.raster.x, *line), rtol=1e-5)


def test_far_on_the_superconductor_the_change_is_that_of_a_uniform_film_and_grows_with_the_drive(study):
    cold, hot = (study.rows[i].lines["edge", 0].signals["inductance_change"] for i in (0, 1))
    assert np.all(cold > 0)
    assert hot[0] > 3 * cold[0]


def test_above_ignition_the_edge_is_seen_as_wide_as_the_normal_spot_and_not_as_its_wall(study):
    """A uniform disc moved across an edge changes what it covers over its whole diameter."""
    row = study.rows[1]
    assert row.edge is not None
    assert row.edge.width is not None
    assert row.spot.diameter is not None
    assert row.spot.wall is not None
    assert 0.7 * row.spot.diameter < row.edge.width < 1.5 * row.spot.diameter
    assert row.edge.width > 2 * row.spot.wall


def test_below_ignition_normal_metal_beside_is_felt_from_far_away(study):
    """Normal metal absorbs wherever the spreading current goes, which falls as 1/r only: the plateau is not reached."""
    row = study.rows[0]
    assert row.spot.outer_radius is None
    assert row.edge is not None
    assert row.edge.response is None
    assert "at the right end" in row.edge.why


def test_the_normal_spot_sees_the_edge_of_a_current_more_sharply_than_a_cold_one(study):
    """The fixed current heats a ring of radius 1.3 z0 with a tail that falls as a power: a normal spot ends, and a warm one does not."""
    cold, hot = (row.slit for row in study.rows)
    assert cold.width is None
    assert hot.width is not None
    assert cold.quartiles > 1.5 * hot.quartiles
    assert cold.flank.width > 2 * TIP.height


def test_scale_of_the_spot_is_that_of_the_hot_spot():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", qm.errors.ValidityWarning)
        hot = qm.HotSpot(NBN, TIP, "3 K").states(drive=1.2)[-1]
    found = spot_scale(HOT)
    assert found.outer_radius == hot.observable("outer_radius").value
    assert found.wall == hot.observable("wall_width").value
    assert found.diameter == 2 * found.outer_radius
    assert spot_scale(COLD).diameter is None


def test_channels_and_bridges_are_measured_from_their_middle(structures):
    (row,) = structures.rows
    assert row.separation is not None
    assert_allclose(row.separation.distance, [100e-9, 300e-9])
    (bridge,) = row.bridges
    assert bridge.width == 50e-9
    assert bridge.contrast > 0.1
    x = structures.lines[Place(0, "channels", 1)].mirrored("inductance_change").position
    assert_allclose(x, -x[::-1])


def test_channels_within_one_normal_spot_are_one_and_farther_apart_they_are_two(structures):
    """Cut both at once, and no supercurrent is left: the impedance is highest between them."""
    (row,) = structures.rows
    near, far = row.separation.dips
    assert row.spot.diameter > 2 * TIP.height
    assert near.relative == 0
    assert far.relative > 0.264


def test_study_prints_saves_and_draws_itself(study, structures, tmp_path):
    text = str(study)
    assert "Λ/z0 = 0.3126" in text
    assert "0.5 cold" in text
    assert "* 0.5 cold, edge: " in text
    assert "<table>" in study._repr_html_()
    assert study.summary()["settings"][1]["edge"]["width"] == study.rows[1].edge.width  # type: ignore[union-attr]
    for name, one in (("a.nc", study), ("b.nc", structures)):
        one.save(tmp_path / name)
        again = qm.load(tmp_path / name)
        assert str(again) == str(one)
        assert again.settings == one.settings
        assert again.layout == one.layout
        assert list(again.lines) == list(one.lines)
    figure = study.plot()
    assert [axes.get_title() for axes in figure.axes][:2] == ["edge of the superconductor", "line spread function"]
    assert figure.axes[3].get_title() == "edge of the current, at a slit"
    structures.plot()


def ctrl_c_at(line: str) -> Callable[[str], None]:
    """Tell nothing, but press Ctrl-C when a line comes."""

    def progress(told: str) -> None:
        if told == line:
            signal.raise_signal(signal.SIGINT)

    return progress


@pytest.fixture
def listening():
    """Shells start background processes deaf to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def lacking(study: ResolutionStudy, lines: int) -> ResolutionStudy:
    """The study as if it had been interrupted with so many lines left."""
    return dataclasses.replace(study, lines=dict(list(study.lines.items())[:-lines]))


@pytest.mark.usefixtures("listening")
def test_study_that_goes_on_after_ctrl_c_is_bit_for_bit_the_one_that_was_not_interrupted(study, tmp_path):
    def measured_on(begun: ResolutionStudy, progress: Callable[[str], None]) -> ResolutionStudy:
        how = {"begun": begun, "keep": lambda so_far: so_far.save(tmp_path / "study.nc"), "progress": progress}
        return resolution_study((COLD, HOT), SMALL, workers=0, **how)

    with pytest.warns(AccuracyWarning, match="the study holds 3 of 4 lines"):
        interrupted = measured_on(lacking(study, 2), ctrl_c_at("Scanning model samples: 3 of 4 lines"))
    assert not interrupted.complete
    kept = qm.load(tmp_path / "study.nc")
    assert kept.to_dataset().identical(interrupted.to_dataset())
    told: list[str] = []
    whole = measured_on(kept, told.append)
    assert [line for line in told if "Scanning" in line] == ["Scanning model samples", "Scanning model samples: 4 of 4 lines"]
    assert whole.complete
    assert whole.to_dataset().identical(study.to_dataset())
    assert qm.load(tmp_path / "study.nc").to_dataset().identical(study.to_dataset())


@pytest.mark.usefixtures("listening")
def test_ctrl_c_before_the_first_line_leaves_no_study():
    with pytest.raises(KeyboardInterrupt):
        resolution_study([HOT], SMALL, workers=0, progress=ctrl_c_at("Scanning model samples"))


def test_complete_study_is_not_computed_again(study):
    told: list[str] = []
    assert resolution_study((COLD, HOT), SMALL, workers=0, begun=study, progress=told.append).lines == study.lines
    assert not any("Scanning" in line for line in told)


def test_parts_that_lack_a_line_are_left_out(study, structures):
    """The distance from which channels are told apart is not known before all of them are measured."""
    (row,) = dataclasses.replace(structures, lines=dict(list(structures.lines.items())[1:])).rows
    assert row.separation is None
    assert row.bridges == structures.rows[0].bridges
    part = lacking(study, 1)
    assert part.rows[1].edge is not None
    assert part.rows[1].slit is None
    assert "INCOMPLETE: 3 of 4 lines" in str(part)
    assert repr(part) == "<resolution of 2 settings, 3 of 4 line scans>"
    assert "INCOMPLETE" in part._repr_html_()
    assert not part.summary()["complete"]
    lacking(structures, 2).plot()


def test_another_study_is_not_continued(study):
    def refused(plan=(COLD, HOT), layout=SMALL, begun=study) -> str:
        with pytest.raises(ValueError, match="begun") as caught:
            resolution_study(plan, layout, workers=0, begun=begun)
        return str(caught.value)

    assert "steps=1 and not 2" in refused(layout=dataclasses.replace(SMALL, steps=2))
    assert "settings='0.5 cold, 1.2 hot' and not '1.2 hot'" in refused([HOT])
    assert "setting 1, phonon_temperature=3.0 and not 4.0" in refused((dataclasses.replace(COLD, phonon_temperature=4.0), HOT))
    assert "quenchmap 0.0.1, and this is" in refused(begun=dataclasses.replace(study, version="0.0.1"))


def test_settings_are_all_combinations():
    tips = [qm.MicrowaveTip(height=h, frequency=f) for h in ("50 nm", "100 nm") for f in ("100 GHz", "417 GHz")]
    made = settings(NBN, tips, phonon_temperature="3 K", drive=[0.5, 1.2])
    assert len(made) == 4 * 2 * 2
    assert made[-1].name == "1.2 hot, 100 nm high, 417 GHz"
    assert Setting.from_description(made[-1].description()) == made[-1]


def test_cells_resolve_the_wall():
    assert Layout().cells_for(dataclasses.replace(HOT, tip=qm.MicrowaveTip(height="200 nm", frequency="417 GHz"))) == 16
    assert Layout().cells_for(HOT) == 8
    assert (Layout().width, Layout().height) == (28, 16)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parts": ("edge", "egde")}, "Did you mean edge"),
        ({"parts": ()}, "is empty"),
        ({"steps": 0}, "`steps`"),
        ({"reach": float("nan")}, "`reach`"),
    ],
)
def test_layouts_that_make_no_sense_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Layout(**change)


def test_what_makes_no_study_is_refused_before_it_is_computed():
    with pytest.raises(ValueError, match="there are none"):
        resolution_study([], SMALL)
    with pytest.raises(ValueError, match="whole number of cells"):
        resolution_study([HOT], Layout(cells=4, bridge_widths=(0.3,)), workers=0)
    with pytest.raises(TypeError, match="MicrowaveTip or a HotTip"):
        Setting(NBN, "tip", 3.0, 1.2)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"drives no current, but drive=1\.2"):
        Setting(NBN, qm.HotTip(height="1 um", temperature="300 K", radius="0.5 um", conductivity="1e7 S/m"), 3.0, 1.2)
    with pytest.raises(ValueError, match="Did you mean cold"):
        Setting(NBN, TIP, 3.0, 1.2, "clod")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must be positive"):
        settings(NBN, TIP, phonon_temperature="3 K", drive=[-1.0])
    with pytest.raises(ValueError, match="is empty"):
        settings(NBN, TIP, phonon_temperature="3 K", drive=[])


@pytest.mark.slow
def test_widths_hold_on_cells_half_as_large(study):
    fine = resolution_study([HOT], dataclasses.replace(SMALL, cells=8), workers=0)
    for part in ("edge", "slit"):
        coarse, better = study.rows[1].sharpness(part), fine.rows[0].sharpness(part)
        assert coarse is not None
        assert better is not None
        assert coarse.width == pytest.approx(better.width, rel=0.05)
