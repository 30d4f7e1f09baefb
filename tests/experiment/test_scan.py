"""Descriptions of maps become scans, or say what they lack."""

from typing import Any

import pytest

from quenchmap.experiment.description import Experiment
from quenchmap.experiment.heat import run_heat
from quenchmap.experiment.scan import scan
from quenchmap.scan.drag import Drag
from quenchmap.tip.hot import HotTip

pytestmark = pytest.mark.filterwarnings("ignore:The area reaches")

WHOLE: dict[str, Any] = {
    "phonon_temperature": "3 K",
    "drive": 1.2,
    "film": {"material": "NbN", "thickness": "10 nm"},
    "tip": {"height": "30 nm", "frequency": "417 GHz"},
    "sample": {"kind": "uniform", "size": "320 nm", "cell": "10 nm"},
    "scan": {"step": "40 nm", "area": "80 nm"},
}


def described(protocol: str | None, **of_the_scan: object) -> Experiment:
    sample = WHOLE["sample"] | ({} if protocol is None else {"protocol": protocol})
    return Experiment.model_validate(WHOLE | {"sample": sample, "scan": WHOLE["scan"] | of_the_scan})


def test_a_drag_is_built_from_its_keys():
    made = scan(described("drag", dwell="1 ms", speed="10 um/s", heat_capacity=3, begin="hot", when_lost="reignite"))
    assert made.protocol == Drag(dwell=1e-3, speed=1e-5, heat_capacity=3, begin="hot", when_lost="reignite")
    assert scan(described("drag", dwell="1 ms", speed="10 um/s")).protocol == Drag(dwell=1e-3, speed=1e-5)


def test_a_drag_without_dwell_or_speed_is_refused():
    with pytest.raises(ValueError, match=r"lacks `scan\.dwell` and `scan\.speed`\..*--dwell '1 ms' --speed '10 um/s'"):
        scan(described("drag"))
    with pytest.raises(ValueError, match=r"lacks `scan\.speed`\."):
        scan(described("drag", dwell="1 ms"))


@pytest.mark.parametrize("protocol", [None, "cold", "hot"])
def test_what_belongs_to_a_drag_is_refused_without_one(protocol):
    with pytest.raises(ValueError, match=rf"A tip that is dragged has `dwell` and `begin`, but the protocol is '{protocol or 'cold'}'"):
        scan(described(protocol, dwell="1 ms", begin="hot"))


def test_a_scan_with_a_hot_tip_takes_its_temperature_in_place_of_a_drive():
    tip = {"height": "30 nm", "temperature": "300 K", "radius": "20 nm", "conductivity": "1e7 S/m"}
    without_drive = {key: value for key, value in WHOLE.items() if key != "drive"}
    made = scan(Experiment.model_validate(without_drive | {"tip": tip}))
    assert made.tip == HotTip("30 nm", "300 K", "20 nm", "1e7 S/m")
    assert made.drive is None
    with pytest.raises(ValueError, match="A hot tip heats by its temperature and takes no `drive`"):
        scan(Experiment.model_validate(WHOLE | {"tip": tip}))
    with pytest.raises(ValueError, match=r"lacks `tip\.radius`"):
        scan(Experiment.model_validate(without_drive | {"tip": {key: value for key, value in tip.items() if key != "radius"}}))


def test_a_tip_that_stands_still_drags_nothing():
    with pytest.raises(ValueError, match="protocol 'drag' is for maps"):
        run_heat(described("drag"))
