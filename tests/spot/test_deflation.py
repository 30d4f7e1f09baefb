"""A missing state is noticed by the parity and found by deflation."""

from quenchmap.spot import states as search
from quenchmap.spot.hotspot import HotSpot


def test_the_unstable_state_is_found_from_the_two_stable_ones():
    spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
    cold, unstable, hot = spot.states(1.2)
    found = [(cold.solution.coarse, 0), (hot.solution.coarse, 2)]
    assert search.parity([cold.solution, hot.solution]) == 2
    search._deflate(spot.problem, 1.2, found)
    assert len(found) == 3
    assert search.parity([cold.solution, hot.solution, search._finished(spot.problem, 1.2, *found[2])]) == 1
    assert abs(found[2][0].T[0] - unstable.temperature[0]) < 1e-6
