"""Line spread functions whose Fourier transform is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from quenchmap.scan.resolution.edge_response import edge_response
from quenchmap.scan.resolution.modulation_transfer import modulation_transfer

NM = 1e-9
erf = np.vectorize(math.erf)


def raster(step: float, half: float) -> np.ndarray:
    count = round(half / step)
    return np.arange(-count, count + 1) * step


def order(errors: list[float]) -> np.ndarray:
    return np.log2(np.divide(errors[:-1], errors[1:]))


def test_a_gaussian_is_exact_once_the_raster_shows_it():
    """Of width s: exp(-2 pi^2 s^2 f^2). The error falls faster than any power of the step."""
    errors = []
    for step in (1.5, 1.0, 0.75, 0.5):
        x = raster(step, 12.0)
        found = modulation_transfer(x, np.exp(-(x**2) / 2))
        f = found.frequency[found.frequency < 0.25]
        errors.append(np.abs(found.value[: f.size] - np.exp(-2 * np.pi**2 * f**2)).max())
    assert errors[0] > 0.01
    assert errors[2] < 1e-9
    assert errors[3] < 1e-14
    assert found.half == pytest.approx(math.sqrt(2 * math.log(2)) / (2 * np.pi), rel=1e-5)
    assert found.tenth == pytest.approx(math.sqrt(2 * math.log(10)) / (2 * np.pi), rel=1e-5)
    assert found.value[0] == pytest.approx(1)


def test_a_box_converges_with_the_second_power_of_the_step():
    """Of width w: sin(pi f w)/(pi f w). Its jumps are half-way between points, or else they would be a step uncertain."""
    errors = []
    for n in (8, 16, 32, 64):
        x = (np.arange(-3 * n, 3 * n) + 0.5) / n
        found = modulation_transfer(x, (abs(x) < 0.5).astype(float))
        f = found.frequency[found.frequency < 1.9]
        errors.append(np.abs(found.value[: f.size] - np.abs(np.sinc(f))).max())
    assert_allclose(order(errors), 2, atol=0.1)


def test_a_lorentzian_is_limited_by_the_length_of_the_scan():
    """exp(-2 pi g f), too large by the part 2 g/(pi X) of its tails beyond X: the first power of the length."""
    errors = []
    for half in (20, 40, 80, 160):
        x = raster(0.25, half)
        found = modulation_transfer(x, 1 / (1 + x**2))
        inside = (found.frequency > 0.05) & (found.frequency < 0.3)
        errors.append(np.abs(found.value / np.exp(-2 * np.pi * found.frequency) - 1)[inside].max())
    assert_allclose(order(errors), 1, atol=0.2)
    assert errors[-1] == pytest.approx(2 / (np.pi * 160), rel=0.05)
    assert found.half == pytest.approx(math.log(2) / (2 * np.pi), rel=0.01)


def test_an_edge_gives_the_transfer_of_its_line_spread_function():
    """Differences of an error function, freed from their mean over a step: as exact as the Gaussian itself."""
    x = raster(50 * NM, 1000 * NM)
    found = edge_response(x, 2 - 3 * erf(x / (math.sqrt(2) * 80 * NM))).modulation_transfer()
    inside = found.frequency < 5e6
    assert_allclose(found.value[inside], np.exp(-2 * (np.pi * 80 * NM * found.frequency[inside]) ** 2), atol=1e-7)


@given(st.floats(-3, 3), st.sampled_from([-1e6, -1.0, 1e-6, 5.0]))
def test_place_sign_and_unit_do_not_change_it(shift, factor):
    x = raster(0.1, 15)
    L = np.exp(-(x**2) / 2) * (1 + 0.3 * np.tanh(x))
    shifted = np.exp(-((x - shift) ** 2) / 2) * (1 + 0.3 * np.tanh(x - shift))
    plain = modulation_transfer(x, L).value
    for found in (modulation_transfer(x, factor * shifted), modulation_transfer(-x, L), modulation_transfer(x + 7, L)):
        assert_allclose(found.value, plain, atol=1e-9)


def test_a_raster_too_coarse_for_a_level_says_so():
    x = raster(1.0, 20)
    sharp = modulation_transfer(x, (x == 0).astype(float))  # one point: all frequencies alike
    assert sharp.half is None
    assert sharp.tenth is None
    assert "more than 50 % down to 2 m" in str(sharp)
    assert_allclose(sharp.value, 1)
    assert sharp.frequency[-1] == pytest.approx(0.5, rel=0.03)


def test_what_has_no_transfer_is_refused():
    x = raster(1.0, 20)
    for arguments, how, message in (
        ((x, x), {}, "must not sum to 0, but this one sums to 0"),
        ((x**3, np.exp(-(x**2))), {}, "equal steps, but these are from 1 m to 1.141 km"),
        ((x, np.exp(-(x**2))), {"averaged_over": 2}, "from 0 to a step of 1 m, but averaged_over=2"),
        ((x, np.full_like(x, np.nan)), {}, "41 NaN"),
    ):
        with pytest.raises(ValueError, match=message):
            modulation_transfer(*arguments, **how)
    with pytest.raises(ValueError, match=r"between 0 and 1 exclusive, but value=1\.5"):
        modulation_transfer(x, np.exp(-(x**2))).falls_to(1.5)
