"""What holds for every sample under the fixed current, whatever its disorder: hypothesis looks for one where it does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quenchmap import Film, MicrowaveTip
from quenchmap.sample.heat.heating import heat
from quenchmap.sample.sample import Sample
from quenchmap.units import BOLTZMANN, PLANCK

FILM = Film("NbN", thickness="10 nm")
TIP = MicrowaveTip(FILM.material.relaxation_length / 0.32, 2 * BOLTZMANN * 10.0 / PLANCK)
CELL = TIP.height / 4
SIDE = 64

seeds = st.integers(0, 1000)
amplitudes = st.sampled_from([0.0, 0.03, 0.08])
lengths = st.sampled_from([0.7, 1.5, 4.0])
drives = st.sampled_from([0.4, 0.9, 1.2, 1.5, 2.2])
pairs = st.sampled_from([(0.4, 0.9), (0.9, 1.2), (1.2, 1.5), (1.5, 2.2)])
tears = st.sampled_from(["none", "holes", "islands", "both"])


def sample_of(seed, amplitude, length, tear):
    """Waves in Tc, log-normal resistance and cooling, and round holes and normal islands strewn about."""
    xi, wide = length * TIP.height, SIDE * CELL
    sample = Sample.uniform(FILM, wide, wide, CELL)
    if amplitude > 0:
        sample = sample.with_disorder("critical_temperature", amplitude=amplitude, correlation_length=xi, seed=seed)
        for k, field in enumerate(("sheet_resistance", "cooling_coefficient")):
            sample = sample.with_disorder(field, amplitude=3 * amplitude, correlation_length=xi, seed=seed + k + 1, law="lognormal")
    rng = np.random.default_rng(seed)
    present, Tc = np.ones((SIDE, SIDE), bool), np.array(sample.critical_temperature)
    x, y = sample.x[None, :] / TIP.height, sample.y[:, None] / TIP.height
    for k in range(8):
        disc = np.hypot(x - rng.uniform(-7, 7), y - rng.uniform(-7, 7)) < rng.uniform(0.3, 1.2)
        if tear in (("holes", "both") if k % 2 else ("islands", "both")):
            present, Tc = (present & ~disc, Tc) if k % 2 else (present, np.where(disc, rng.choice([0.0, 2.0, 5.0]), Tc))
    return sample.replace(critical_temperature=Tc, present=present)


def heated(sample, drive, protocol):
    return heat(sample, TIP, drive, phonon_temperature="3 K", protocol=protocol, spreading="fixed")


@settings(max_examples=6)
@given(seeds, amplitudes, lengths, drives, tears)
def test_cold_and_hot_states_are_balanced_stable_ordered_and_warmer_than_the_phonons(seed, amplitude, length, drive, tear):
    sample = sample_of(seed, amplitude, length, tear)
    cold, hot = (heated(sample, drive, p) for p in ("cold", "hot"))
    present = sample.present
    for state in (cold, hot):
        assert np.all(np.isfinite(state.temperature))
        assert np.all(state.temperature[present] >= 3.0 * (1 - 1e-12))
        assert abs(state.heat_balance) < 1e-8
        assert state.residual < 1e-8
        assert state.stable
        assert state.temperature.max() <= 10 * state.problem.hotter_than_all()
    assert np.all((cold.temperature <= hot.temperature + 1e-6)[present])
    assert cold.absorbed_power <= hot.absorbed_power * (1 + 1e-9)


@settings(max_examples=4)
@given(
    seeds, amplitudes, lengths, tears, st.sampled_from([(0.4, 0.9), (0.9, 1.2), (1.2, 1.5), (1.5, 2.2)]), st.sampled_from(["cold", "hot"])
)
def test_states_warm_everywhere_with_the_drive(seed, amplitude, length, tear, pair, protocol):
    sample = sample_of(seed, amplitude, length, tear)
    weak, strong = (heated(sample, drive, protocol) for drive in pair)
    assert np.all((weak.temperature <= strong.temperature + 1e-6)[sample.present])


@settings(max_examples=3)
@given(seeds, lengths, st.sampled_from([0, 1]), st.sampled_from(["cold", "hot"]))
def test_mirrored_samples_have_mirrored_states(seed, length, axis, protocol):
    sample = sample_of(seed, 0.08, length, "both")
    names = ("critical_temperature", "sheet_resistance", "cooling_coefficient", "present")
    mirrored = sample.replace(**{name: np.flip(getattr(sample, name), axis) for name in names})
    there, back = heated(sample, 1.2, protocol), heated(mirrored, 1.2, protocol)
    at = sample.present
    assert np.flip(back.temperature, axis)[at] == pytest.approx(there.temperature[at], rel=1e-6)
