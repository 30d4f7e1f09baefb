"""What holds for every hot spot, whatever its parameters: hypothesis looks for one where it does not."""

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quenchmap.spot.collection import States
from quenchmap.spot.hotspot import HotSpot

# on a lattice, so that spots repeat and their branches are traced once
exponents = st.sampled_from([3.0, 3.7, 5.0, 6.0, 7.0])
baths = st.sampled_from([0.15, 0.3, 0.5, 0.65, 0.8])
photons = st.sampled_from([0.5, 1.0, 2.0, 2.7, 3.4])
lengths = st.sampled_from([0.1, 0.25, 0.6])
drives = st.sampled_from([0.5, 0.8, 1.0, 1.2, 1.4, 1.7, 2.0])


@cache
def spot_of(exponent: float, bath: float, photon: float, length: float) -> HotSpot:
    return HotSpot.dimensionless(cooling_exponent=exponent, phonon_temperature=bath, photon_energy=photon, relaxation_length=length)


@cache
def solved(exponent: float, bath: float, photon: float, length: float, drive: float) -> States:
    return spot_of(exponent, bath, photon, length).states(drive)


@settings(max_examples=8)
@given(exponents, baths, photons, lengths, drives)
def test_all_states_are_found_balanced_ordered_and_warmer_than_the_phonons(exponent, bath, photon, length, drive):
    states = solved(exponent, bath, photon, length, drive)
    assert states.parity == 1
    for state in states:
        assert abs(state.energy_balance) < 1e-8
        assert state.residual < 1e-9
        assert np.all(state.temperature >= bath)
        assert np.all(np.isfinite(state.temperature))
        assert 0 <= state.temperature[-1] - bath < 0.05
        if state.kind in ("cold", "hot", "only") and len(states) <= 3:
            assert state.stable
    # the outermost states bound all others at every radius: the balance has a comparison principle
    r = np.linspace(0, 0.9 * states[0].radius[-1], 400)
    profiles = [s.temperature_at(r) for s in states]
    for profile in profiles:
        assert np.all(profile >= profiles[0] - 1e-6)
        assert np.all(profile <= profiles[-1] + 1e-6)


@settings(max_examples=3)
@given(exponents, baths, photons, lengths, st.sampled_from([(0.5, 0.8), (0.8, 1.2), (1.2, 1.7), (1.4, 2.0)]))
def test_the_coldest_and_the_hottest_state_warm_with_the_drive_everywhere(exponent, bath, photon, length, pair):
    weak, strong = (solved(exponent, bath, photon, length, drive) for drive in pair)
    r = np.linspace(0, 0.9 * min(weak[0].radius[-1], strong[0].radius[-1]), 400)
    for index in (0, -1):
        assert np.all(strong[index].temperature_at(r) >= weak[index].temperature_at(r) - 1e-6)
