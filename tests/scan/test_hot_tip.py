"""A map under a hot tip, and how sharply it sees."""

import dataclasses

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.scan.conftest import FILM, disordered

import quenchmap as qm
from quenchmap.scan.drag import Drag
from quenchmap.scan.resolution.layout import Layout
from quenchmap.scan.resolution.probe_line import Place
from quenchmap.scan.resolution.setting import Setting, settings
from quenchmap.scan.resolution.spot_scale import spot_scale
from quenchmap.scan.resolution.study import ResolutionStudy, resolution_study
from quenchmap.scan.scan import Scan

HOT = qm.HotTip("30 nm", "3000 K", "20 nm", "1e7 S/m")
SLIT = Layout(parts=("slit",), cells=4, steps=1, reach=4.0, margin=6.0)


def hot_tip(temperature: float) -> qm.HotTip:
    return qm.HotTip("50 nm", temperature, "40 nm", "1e7 S/m")


def hot_scan(**options) -> Scan:
    with pytest.warns(UserWarning, match="sample's edge"):
        return Scan(disordered(), HOT, phonon_temperature="3 K", step="40 nm", area="80 nm", **options)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    path = tmp_path_factory.mktemp("hot") / "map.zarr"
    return path, hot_scan().run(path, workers=0)


@pytest.fixture(scope="module")
def study() -> ResolutionStudy:
    return resolution_study(settings(FILM, [hot_tip(100), hot_tip(200)], phonon_temperature="3 K"), SLIT, workers=0)


def test_a_pixel_is_what_the_tip_does_to_the_impedance_there(stored):
    found = stored[1]
    scan = found.scan
    with pytest.warns(UserWarning, match="z0 from the edge"):
        state = scan.sample.heat(HOT, phonon_temperature="3 K", position=scan.raster.position(1, 2))
    assert_allclose(found["highest_temperature"][1, 2], state.highest_temperature, rtol=1e-9)
    assert_allclose(found["absorbed_power"][1, 2], state.absorbed_power, rtol=1e-9)
    assert_allclose(found["inductance_change"][1, 2], state.impedance("1 GHz").inductance, rtol=1e-6)
    assert np.all(found["inductance_change"] > 0)
    assert np.abs(found["heat_balance"]).max() < 1e-8


def test_a_map_in_a_store_and_in_a_file_remembers_the_hot_tip(stored, tmp_path):
    path, found = stored
    found.save(tmp_path / "map.nc")
    for again in (qm.load(path), qm.load(tmp_path / "map.nc")):
        assert again.scan.tip == HOT
        assert (again.scan.drive, again.scan.spreading) == (None, None)
        assert_array_equal(again["inductance_change"], found["inductance_change"])
        assert again.summary() == found.summary()
    assert found.summary()["tip"]["temperature"] == 3000.0


def test_a_store_of_another_tip_is_not_gone_on_with(stored):
    other = dataclasses.asdict(HOT) | {"temperature": 300.0}
    with pytest.warns(UserWarning, match="sample's edge"):
        scan = Scan(disordered(), qm.HotTip(**other), phonon_temperature="3 K", step="40 nm", area="80 nm")
    with pytest.raises(ValueError, match=r"tip\.temperature=3000\.0 and not 300\.0"):
        scan.run(stored[0], resume=True, workers=0)


def test_plan_and_picture_tell_the_temperature_of_the_tip(stored):
    found = stored[1]
    assert "hot tip, 3000 K" in str(found.scan)
    assert "30 nm high, at 3000 K" in str(found.scan)
    assert "tip's current" not in str(found.scan)
    assert "hot tip, 3000 K" in found.plot()._suptitle.get_text()


def test_a_hot_tip_is_not_dragged():
    with pytest.raises(ValueError, match="under which each place has one state"):
        Scan(disordered(), HOT, phonon_temperature="3 K", step="40 nm", area="80 nm", protocol=Drag(dwell="1 ms", speed="10 um/s"))


def test_a_film_that_is_warmed_little_answers_in_proportion_to_the_power_and_as_sharply_at_any_tip_temperature(study):
    """The power goes with the fourth power of the tip's temperature; at 200 K what comes of the second order is 1 %."""
    weak, strong = (study.lines[Place(i, "slit", 0)].signals["inductance_change"] for i in (0, 1))
    assert_allclose(strong / weak, 16, rtol=0.05)
    a, b = (row.slit for row in study.rows)
    assert a.quartiles == pytest.approx(b.quartiles, rel=0.01)
    assert [row.spot.states for row in study.rows] == [1, 1]


def test_a_study_of_hot_tips_comes_back_from_its_file_and_is_drawn(study, tmp_path):
    study.save(tmp_path / "study.nc")
    back = qm.load(tmp_path / "study.nc")
    assert back.settings == study.settings
    assert back.summary() == study.summary()
    assert study.summary()["settings"][1]["tip"]["temperature"] == 200.0
    assert "hot tip, 200 K" in str(study)
    assert study.plot().axes[3].get_xlabel() == "temperature of the tip (K)"


def test_settings_of_hot_tips_have_neither_drives_nor_two_states():
    mixed = settings(FILM, [hot_tip(300), qm.MicrowaveTip("50 nm", "417 GHz")], phonon_temperature="3 K", drive=[0.5, 1.2])
    assert [s.name for s in mixed] == ["hot tip, 300 K", "0.5 cold", "0.5 hot", "1.2 cold", "1.2 hot"]
    assert Setting.from_description(mixed[0].description()) == mixed[0]
    with pytest.raises(ValueError, match=r"drives no current, but drive=0\.5"):
        settings(FILM, hot_tip(300), phonon_temperature="3 K", drive=0.5)
    with pytest.raises(ValueError, match="drives no current, but spreading='fixed'"):
        settings(FILM, hot_tip(300), phonon_temperature="3 K", spreading="fixed")
    with pytest.raises(ValueError, match="drive=None"):
        settings(FILM, qm.MicrowaveTip("50 nm", "417 GHz"), phonon_temperature="3 K")


def test_the_spot_of_a_hot_tip_has_no_size_where_nothing_turns_normal():
    assert spot_scale(Setting(FILM, hot_tip(300), 3.0)) == spot_scale(Setting(FILM, hot_tip(300), 3.0, protocol="hot"))
    assert spot_scale(Setting(FILM, hot_tip(300), 3.0)).diameter is None
