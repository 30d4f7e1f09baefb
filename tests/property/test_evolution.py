"""What holds for every transient, whatever its drive and initial profile: hypothesis looks for one where it does not."""

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quenchmap.spot.evolution.result import Evolution
from quenchmap.spot.hotspot import HotSpot

TOLERANCE = 1e-6

spots = st.sampled_from([(5.0, 0.3, 2.0, 0.16), (6.0, 0.5, 1.0, 0.3), (3.7, 0.15, 2.7, 0.25)])
drives = st.sampled_from([0.0, 0.6, 1.1, 1.3, 1.7, 2.5])
#: Height over the bath, centre and width of a bump.
bumps = st.tuples(st.floats(0.0, 1.5), st.floats(0.0, 3.0), st.floats(0.3, 1.5))


@cache
def spot_of(exponent: float, bath: float, photon: float, length: float) -> HotSpot:
    return HotSpot.dimensionless(cooling_exponent=exponent, phonon_temperature=bath, photon_energy=photon, relaxation_length=length)


def run(spot: HotSpot, drive: float, bump: tuple[float, float, float], lift: float = 0.0) -> Evolution:
    height, centre, width = bump

    def start(r: np.ndarray) -> np.ndarray:
        return spot.phonon_temperature + (height + lift) * np.exp(-(((r - centre) / width) ** 2))

    return spot.evolve(drive, duration=6.0, start=start, tolerance=TOLERANCE, estimate_error=False)


@settings(max_examples=12)
@given(spots, drives, bumps)
def test_at_constant_drive_the_functional_never_grows_and_heat_balances(parameters, drive, bump):
    evolution = run(spot_of(*parameters), drive, bump)
    F = evolution.functional
    scale = max(np.ptp(F), 1e-6 * np.max(np.abs(F)))
    assert np.max(np.diff(F)) <= 3 * TOLERANCE * scale + 1e-14
    assert abs(evolution.energy_balance) < 100 * TOLERANCE
    assert np.min(evolution.over_critical) >= evolution.spot.phonon_temperature - 30 * TOLERANCE


@settings(max_examples=8)
@given(spots, drives, st.sampled_from([0.0, 0.2, 0.5]), bumps, st.floats(0.0, 0.4))
def test_more_heat_or_a_warmer_start_is_warmer_everywhere_and_always(parameters, drive, more, bump, lift):
    """The comparison principle of a heat equation; the grid keeps it to its own error."""
    spot = spot_of(*parameters)
    cold, warm = run(spot, drive, bump), run(spot, drive + more, bump, lift)
    t, r = np.linspace(0, 6, 13), np.linspace(0, 8, 161)
    assert np.min(warm.temperature_at(t, r) - cold.temperature_at(t, r)) > -2e-3
