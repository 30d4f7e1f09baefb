"""One heated sample and one hot spot for all tests of this folder."""

import warnings

import numpy as np
import pytest

from quenchmap.errors import ValidityWarning
from quenchmap.material.film import Film
from quenchmap.sample.sample import Sample
from quenchmap.spot.hotspot import HotSpot
from quenchmap.tip.microwave import MicrowaveTip


@pytest.fixture(scope="session")
def film():
    return Film("NbN", "10 nm")


@pytest.fixture(scope="session")
def spot(film):
    return HotSpot(film, MicrowaveTip("100 nm", "417 GHz"), "3 K")


@pytest.fixture(scope="session")
def states(spot):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)
        return spot.states(drive=1.2)


@pytest.fixture(scope="session")
def heated(film):
    """Uneven in Tc and resistance, with a hole, under a tip."""
    tip = MicrowaveTip("40 nm", "417 GHz")
    sample = Sample.uniform(film, "320 nm", "320 nm", "10 nm").with_hole((90e-9, 70e-9), radius="20 nm")
    sample = sample.replace(critical_temperature=10 - 2 * (sample.x / 0.32e-6) * np.ones(sample.shape))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sample.heat(tip, drive=1.2, phonon_temperature="3 K", protocol="hot")
