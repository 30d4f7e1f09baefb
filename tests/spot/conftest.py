"""States that several tests look at, solved once per worker."""

import json
from pathlib import Path

import pytest

from quenchmap.material.film import Film
from quenchmap.spot.collection import States
from quenchmap.spot.hotspot import HotSpot
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import BOLTZMANN, PLANCK


@pytest.fixture(scope="session")
def reference() -> dict:
    """Fig. 4 and its relatives by independent solvers: spectral elements elsewhere, finite volumes with 128000 cells."""
    return json.loads((Path(__file__).parents[1] / "references" / "spot.json").read_text())


@pytest.fixture(scope="session")
def fig4() -> HotSpot:
    """The hot spot of Fig. 4."""
    return HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)


@pytest.fixture(scope="session")
def fig4a(fig4: HotSpot) -> States:
    """Its three states at drive 1.2."""
    return fig4.states(1.2)


@pytest.fixture(scope="session")
def fig4b(fig4: HotSpot) -> States:
    """Its single state at drive 1.8."""
    return fig4.states(1.8)


@pytest.fixture(scope="session")
def film_like_fig4() -> HotSpot:
    """NbN under a tip, with the photon energy and the phonon temperature of Fig. 4: 2 k_B T_c and 0.3 T_c."""
    film = Film("NbN", thickness="10 nm")
    frequency = 2 * BOLTZMANN * film.material.critical_temperature / PLANCK
    return HotSpot(film, MicrowaveTip("100 nm", frequency, radius="10 nm"), 0.3 * film.material.critical_temperature)
