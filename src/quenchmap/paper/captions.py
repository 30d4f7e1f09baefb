"""The problems that the paper's captions and estimates state, each solved once and shared by figures and claims."""

import warnings
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from quenchmap.balance.maxwell import MaxwellPoint, maxwell_drive
from quenchmap.balance.window import Window, window
from quenchmap.errors import ValidityWarning
from quenchmap.material.film import Film
from quenchmap.material.response import Response, microwave_response
from quenchmap.spot.branch import Fold
from quenchmap.spot.collection import States
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.state import State
from quenchmap.spot.states import find_states
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import BOLTZMANN, ELEMENTARY_CHARGE, PLANCK

#: Captions of Figs. 3a, 4 and 5.
EXPONENT, PHONON_TEMPERATURE, PHOTON_ENERGY = 5.0, 0.3, 2.0
#: Captions of Figs. 4 and 5.
RELAXATION_LENGTH = 0.16
#: j_max/j* of Fig. 4a and Fig. 4b.
DRIVES = MappingProxyType({"4a": 1.2, "4b": 1.8})
#: The smallest sheet conductivity of Appendices B and D: 4 e^2/h per square, as a resistance in ohm.
QUANTUM_RESISTANCE = PLANCK / (2 * ELEMENTARY_CHARGE) ** 2

#: Lowest T_ph/T_c of Fig. 7b here.
COLDEST_PHONONS = 0.1
HEIGHT, TIP_RADIUS, THICKNESS = 100e-9, 50e-9, 10e-9


def response(photon_energy: float = PHOTON_ENERGY, phonon_temperature: float = PHONON_TEMPERATURE, exponent: float = EXPONENT) -> Response:
    """Response of Fig. 4, or of Fig. 3 with other parameters."""
    return microwave_response(photon_energy, phonon_temperature, exponent)


@lru_cache
def bistable_window(
    photon_energy: float = PHOTON_ENERGY, phonon_temperature: float = PHONON_TEMPERATURE, exponent: float = EXPONENT
) -> Window:
    """Window [j1, j2] of Eq. (3) at parameters that have one."""
    found = window(response(photon_energy, phonon_temperature, exponent))
    if found is None:
        raise AssertionError(f"no bistability at w={photon_energy}, T_ph={phonon_temperature}, n={exponent}")
    return found


@lru_cache
def maxwell() -> MaxwellPoint:
    """Equal-area point of Fig. 4."""
    return maxwell_drive(response())


@lru_cache
def spot(relaxation_length: float = RELAXATION_LENGTH, photon_energy: float = PHOTON_ENERGY) -> HotSpot:
    """The hot spot of Figs. 4 and 5."""
    return HotSpot.dimensionless(
        cooling_exponent=EXPONENT, phonon_temperature=PHONON_TEMPERATURE, photon_energy=photon_energy, relaxation_length=relaxation_length
    )


@lru_cache
def states(drive: float, relaxation_length: float = RELAXATION_LENGTH, photon_energy: float = PHOTON_ENERGY) -> States:
    """Its states at j_max/j* = `drive`."""
    return spot(relaxation_length, photon_energy).states(drive)


@lru_cache
def merger() -> Fold:
    """Where the hot and the unstable state of Fig. 5 meet: its parameter is Lambda/z0."""
    return spot().hot_branch_end(DRIVES["4a"])


def film(name: str) -> Film:
    """A film of Table I, as thick as the estimates take it."""
    return Film(name, THICKNESS)


def tip(of: Film, photon_energy: float = PHOTON_ENERGY) -> MicrowaveTip:
    """The tip of the estimates at a photon energy over k_B T_c, with the paper's capacitance."""
    frequency = photon_energy * BOLTZMANN * of.material.critical_temperature / PLANCK
    return MicrowaveTip(HEIGHT, frequency, radius=TIP_RADIUS, capacitance_model="isolated")


def hot_tip(temperature: float = 300.0) -> HotTip:
    """The tip of Fig. 7 and of the estimate below (D14)."""
    return HotTip(HEIGHT, temperature, TIP_RADIUS, 1e7)


def quantum_film(name: str = "InOx") -> Film:
    """A film of Table I so thin that its sheet resistance is h/4e^2, as the estimates of Appendix D take it."""
    material = film(name).material
    return Film(material, material.normal_resistivity / QUANTUM_RESISTANCE)


@lru_cache
def film_states(name: str, drive: float) -> States:
    """States of a film of Table I at the paper's frequency and phonon temperature over T_c."""
    of = film(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)  # the assumptions that fail are claims of their own
        return HotSpot(of, tip(of), PHONON_TEMPERATURE * of.material.critical_temperature).states(drive)


@lru_cache
def hot_tip_spot(phonon_temperature: float) -> HotSpot:
    """The film of Fig. 7 under its tip, for a phonon temperature over T_c. The paper does not say how thick it is: 10 nm."""
    of = film("InOx")
    return HotSpot(of, hot_tip(), phonon_temperature * of.material.critical_temperature)


@lru_cache
def hot_tip_state(phonon_temperature: float = 0.2, *, printed: bool = False, tip_temperature: float = 300.0) -> State:
    """Its steady state, with (D14) corrected or as printed; heating grows as the fourth power of the tip's temperature."""
    hot = hot_tip_spot(phonon_temperature)
    drive = hot.drive() * (tip_temperature / 300.0) ** 2 * (np.sqrt(0.5) if printed else 1.0)
    (only,) = find_states(hot.problem, drive)
    return State(hot, drive, only)
