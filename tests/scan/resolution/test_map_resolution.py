"""What a whole map resolves, on maps that follow the true weight as far as the test says."""

import numpy as np
import pytest

import quenchmap as qm
from quenchmap.scan.map import Map
from quenchmap.scan.resolution.map_resolution import map_resolution
from quenchmap.scan.scan import Scan


def map_of(pixels, noise, gap=False):
    """A map whose inductance change is the true weight and noise; nothing is heated for it."""
    film, tip = qm.Film("NbN", "10 nm"), qm.MicrowaveTip(height="50 nm", frequency="417 GHz")
    sample = qm.Sample.gaussian(
        film, "2 um", "2 um", "12.5 nm", field="sheet_resistance", amplitude=0.2, correlation_length="60 nm", seed=1
    )
    scan = Scan(sample, tip, 1.2, phonon_temperature="3 K", step="50 nm", area=f"{50 * (pixels - 1)} nm", spreading="fixed")
    values = {name: np.zeros((1, *scan.raster.shape)) for name in scan.quantities}
    made = Map(scan, values | {"flag": np.ones((1, *scan.raster.shape), np.uint8)}, {"resistance": 0.0, "inductance": 1e-9})
    weight = made.true_weight
    values["inductance_change"][0] = 2e-24 * (weight + noise * weight.std() * np.random.default_rng(1).standard_normal(weight.shape))
    if gap:
        values["inductance_change"][0, 0, 3] = np.nan
    return made if not noise else Map(scan, made.values | values, made.undisturbed)


@pytest.fixture(scope="module")
def noisy() -> Map:
    return map_of(20, 0.3, gap=True)


def test_map_that_follows_the_weight_with_noise_resolves_what_exceeds_the_noise(noisy):
    found = map_resolution(noisy)
    assert found.correlation.pearson == pytest.approx(1 / np.sqrt(1 + 0.3**2), abs=0.02)
    assert found.correlation.missing == 1
    assert found.used == (20, 19)
    assert found.transfer is not None
    assert found.transfer.transfer[2] == pytest.approx(2e-24, rel=0.1)
    assert "more than half of the map's power follows the truth" in str(found)
    assert found.summary()["transfer"]["coherence"][2] > 0.5
    assert [axes.get_xlabel() for axes in found.plot().axes] == ["wavelength (nm)"] * 2


def test_small_map_has_a_correlation_and_no_spectrum():
    found = map_resolution(map_of(9, 0.3))
    assert found.transfer is None
    assert "no spectrum: 9 × 9 pixels" in str(found)
    assert found.summary()["transfer"] is None
    with pytest.raises(ValueError, match="There is no spectrum to draw"):
        found.plot()


def test_unknown_quantities_and_maps_without_contrast_are_refused(noisy):
    with pytest.raises(KeyError, match="inductance_change"):
        map_resolution(noisy, "inductance")
    with pytest.raises(ValueError, match="contrast"):
        map_resolution(noisy, "quenched_area")
