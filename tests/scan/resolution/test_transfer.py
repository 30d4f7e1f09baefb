"""Maps that are made from the truth by a known blur and noise, and maps that have nothing to do with it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from quenchmap.scan.resolution.complete import complete_rectangle
from quenchmap.scan.resolution.transfer import transfer

STEP = 20e-9
BLUR = 45e-9


def blurred(truth: np.ndarray, length: float = BLUR) -> np.ndarray:
    """By a Gaussian of this standard deviation in m, periodic."""
    k = np.hypot(np.fft.fftfreq(truth.shape[1], STEP), np.fft.fftfreq(truth.shape[0], STEP)[:, None])
    return np.fft.ifft2(np.fft.fft2(truth) * np.exp(-2 * (np.pi * length * k) ** 2)).real


def window(*maps: np.ndarray) -> list[np.ndarray]:
    """A part of larger maps, so that nothing is periodic."""
    return [m[40:200, 30:222] for m in maps]


def test_a_blurred_and_noisy_map_has_the_transfer_and_coherence_of_the_formulas():
    """White truth of variance 1, noise of variance N: H = exp(-2 pi^2 s^2 k^2), gamma^2 = H^2/(H^2 + N)."""
    random = np.random.default_rng(4)
    truth, noise, N = random.standard_normal((256, 256)), random.standard_normal((256, 256)), 0.01
    M, S = window(7 * (blurred(truth) + np.sqrt(N) * noise), truth)
    found = transfer(M, S, step="20 nm")
    H = np.exp(-2 * (np.pi * BLUR * found.frequency) ** 2)
    coherence = H**2 / (H**2 + N)
    n = found.independent
    of_transfer = np.abs(found.transfer / 7 - H) / (H * np.sqrt((1 / coherence - 1) / n))
    of_coherence = np.abs(found.coherence - coherence) / (2 * np.sqrt(coherence) * (1 - coherence) / np.sqrt(n) + 1.4 / n)
    assert of_transfer[2:].max() < 4  # standard errors; the spectra vary within the first two rings
    assert of_coherence[2:].max() < 4
    assert np.abs(found.transfer / 7 - H)[2:].max() < 0.04
    exact = 2 * np.pi * BLUR / np.sqrt(np.log(1 / N))  # H^2 = N
    assert found.resolution.value == pytest.approx(exact, rel=0.05)
    assert found.resolution.lower < found.resolution.value < found.resolution.upper


def test_a_coloured_truth_has_the_same_transfer():
    """H is the map's and not the truth's; steep spectra do not leak through the window."""
    random = np.random.default_rng(5)
    truth = blurred(random.standard_normal((256, 256)), 30e-9)
    found = transfer(*window(blurred(truth), truth), step=STEP)
    inside = (found.frequency > 3e5) & (found.frequency < 6e6)
    H = np.exp(-2 * (np.pi * BLUR * found.frequency) ** 2)
    assert_allclose(found.transfer[inside], H[inside], rtol=0.03, atol=0.005)
    assert np.all(found.coherence[inside] > 0.98)


def test_unrelated_maps_have_no_coherence():
    """The mean over many pairs of maps is 1/n before and 0 after its removal, ring by ring."""
    random = np.random.default_rng(6)
    many = [transfer(*random.standard_normal((2, 32, 48)), step=STEP) for _ in range(400)]
    n = many[0].independent
    raw = np.mean([t.raw_coherence for t in many], axis=0)
    mean = np.mean([t.coherence for t in many], axis=0)
    error = 1.4 / n / np.sqrt(len(many))
    assert np.all(np.abs(raw - 1 / n)[2:] < 5 * error[2:])
    assert np.all(np.abs(mean)[2:] < 5 * error[2:])
    assert np.all(np.abs(mean) < 1 / n)  # also where few components are averaged
    assert many[0].resolution.value is None
    assert "wavelength above" in str(many[0])


def test_a_map_that_is_the_truth_is_wholly_coherent():
    truth = np.random.default_rng(7).standard_normal((40, 64))
    found = transfer(-2 * truth + 5, truth, step=STEP)
    assert_allclose(found.transfer, -2, rtol=1e-9)
    assert_allclose(found.coherence, 1, rtol=1e-9)
    assert found.resolution.value is None
    assert found.resolution.upper == found.wavelength[-1] == pytest.approx(40e-9, rel=0.05)


seeds = st.integers(0, 10**6)


@settings(max_examples=20)
@given(seeds, st.floats(-1e6, -1e-6) | st.floats(1e-6, 1e6), st.floats(-10, 10))
def test_unit_sign_and_background_change_the_transfer_alone(seed, factor, background):
    random = np.random.default_rng(seed)
    S = random.standard_normal((24, 32))
    M = S + random.standard_normal(S.shape)
    one, other = transfer(M, S, step=STEP), transfer(factor * (M + background), S - background, step=STEP)
    assert_allclose(other.transfer, factor * one.transfer, atol=1e-8 * abs(factor))
    assert_allclose(other.coherence, one.coherence, atol=1e-8)


@settings(max_examples=20)
@given(seeds)
def test_mirrored_and_turned_maps_have_the_same_spectra(seed):
    random = np.random.default_rng(seed)
    S = random.standard_normal((24, 32))
    M = S + random.standard_normal(S.shape)
    one = transfer(M, S, step=(STEP, 1.2 * STEP))
    turned = transfer(M.T, S.T, step=(1.2 * STEP, STEP))
    for other in (transfer(M[::-1], S[::-1], step=(STEP, 1.2 * STEP)), transfer(M[:, ::-1], S[:, ::-1], step=(STEP, 1.2 * STEP)), turned):
        for name in ("frequency", "transfer", "coherence", "independent"):
            assert_allclose(getattr(other, name), getattr(one, name), rtol=1e-9, atol=1e-9)


def test_a_map_beside_its_truth_is_coherent_only_at_long_waves():
    """Shifted by d, a ring's mean is J0(2 pi k d): what is in the wrong place counts as wrong."""
    from scipy.special import j0

    truth = np.random.default_rng(8).standard_normal((256, 256))
    S, M = truth[:200, :200], truth[:200, 3:203]
    found = transfer(M, S, step=STEP)
    H = j0(2 * np.pi * found.frequency * 3 * STEP)
    error = np.sqrt((1 - H**2) / found.independent) + 0.01
    assert np.all(np.abs(found.transfer - H)[2:] < 4 * error[2:])
    assert found.resolution.value == pytest.approx(2 * np.pi * 3 * STEP / 1.126, rel=0.2)  # J0(1.126)^2 = 1/2


def test_gaps_are_refused_with_the_way_out():
    S = np.random.default_rng(9).standard_normal((30, 40))
    M = S.copy()
    M[2, 5] = np.nan
    with pytest.raises(ValueError, match=r"1 of 1200 pixels are NaN or infinite.*complete_rectangle"):
        transfer(M, S, step=STEP)
    part = complete_rectangle(M, S)
    assert_allclose(transfer(M[part], S[part], step=STEP).coherence, 1)


def test_maps_without_a_spectrum_are_refused():
    S = np.random.default_rng(10).standard_normal((20, 20))
    for arguments, step, message in (
        ((S, S[1:]), STEP, "their shapes"),
        ((S[:10], S[:10]), STEP, "at least 16 pixels along each side, but the map has 20 × 10"),
        ((0 * S, S), STEP, "`map` is 0 everywhere"),
        ((S, S), -STEP, "`step` is the distance of pixels"),
        ((S, S), (STEP, 2 * STEP), "16 of the longer steps in the shorter side of the map, but that is 400 nm"),
        ((S, S), "20 K", "`step` has the wrong unit"),
    ):
        with pytest.raises(ValueError, match=message):
            transfer(*arguments, step=step)
