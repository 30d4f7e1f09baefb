"""Samples of two shapes, 64 x 64 and 75 x 61, and states of them that several tests look at: each new shape compiles for a while."""

import numpy as np
import pytest

from quenchmap.sample.heat import heating
from quenchmap.sample.sample import Sample
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import BOLTZMANN, PLANCK


@pytest.fixture(scope="session")
def tip(film) -> MicrowaveTip:
    """So low that Lambda is 0.32 of its height, hbar omega = 2 k_B T_c: walls are resolved by cells of a quarter of the height."""
    return MicrowaveTip(film.material.relaxation_length / 0.32, 2 * BOLTZMANN * film.material.critical_temperature / PLANCK)


@pytest.fixture(scope="session")
def cell(tip) -> float:
    """Side of the cells, m."""
    return tip.height / 4


@pytest.fixture(scope="session")
def heat(tip):
    """Heat a sample by the fixed current of that tip, with phonons at 0.3 Tc."""

    def heated(sample, drive=1.2, protocol="cold", **how):
        how = {"phonon_temperature": "3 K", "spreading": "fixed"} | how
        return heating.heat(sample, tip, drive, protocol=protocol, **how)

    return heated


@pytest.fixture(scope="session")
def rough(film, tip, cell) -> Sample:
    """Square, with a critical temperature and a resistance that vary within the spot; nothing symmetric about it."""
    how = {"amplitude": 0.06, "correlation_length": 1.2 * tip.height}
    sample = Sample.gaussian(film, 64 * cell, 64 * cell, cell, seed=3, **how)
    return sample.with_disorder("sheet_resistance", seed=4, law="lognormal", amplitude=0.2, correlation_length=1.5 * tip.height)


@pytest.fixture(scope="session")
def rough_cold(rough, heat):
    return heat(rough)


@pytest.fixture(scope="session")
def rough_hot(rough, heat):
    return heat(rough, protocol="hot")


@pytest.fixture(scope="session")
def torn(film, tip, cell) -> Sample:
    """A rectangle of odd sides in which all differs: holes, a piece cut off, a normal island, another weaker than the phonons, bridges."""
    rng = np.random.default_rng(8)
    ny, nx = 75, 61
    z0 = tip.height
    sample = Sample(
        film,
        cell=cell,
        critical_temperature=10 * (1 + 0.04 * rng.standard_normal((ny, nx))),
        thickness=10e-9 * rng.uniform(0.8, 1.25, (ny, nx)),
        cooling_coefficient=5e9 * rng.uniform(0.8, 1.25, (ny, nx)),
    )
    Y, X = np.meshgrid(sample.y / z0, sample.x / z0, indexing="ij")
    ring = (np.hypot(X - 3.5, Y - 3) > 1.5) & (np.hypot(X - 3.5, Y - 3) < 2.1)  # cuts its inside off
    hole = np.hypot(X + 2, Y - 1) < 0.9
    film_left = sample.replace(present=~(ring | hole))
    weak = np.hypot(X + 1, Y + 2.5) < 1.2
    normal = np.hypot(X - 1.5, Y + 1) < 0.7
    Tc = np.where(normal, 0.0, np.where(weak, 2.0, film_left.critical_temperature))
    return film_left.replace(critical_temperature=Tc)


@pytest.fixture(scope="session")
def torn_cold(torn, heat):
    return heat(torn)


@pytest.fixture(scope="session")
def torn_hot(torn, heat):
    return heat(torn, protocol="hot")
