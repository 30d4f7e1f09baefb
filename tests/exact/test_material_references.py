"""The package against `material.json`, made by other methods than both the package's and the oracle's."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.material.conductivity import conductivity
from quenchmap.material.electron_phonon import electron_phonon_power
from quenchmap.material.gap import gap
from quenchmap.material.thermal_conductivity import thermal_conductivity


@pytest.fixture(scope="module")
def table():
    table = json.loads((Path(__file__).parents[1] / "references" / "material.json").read_text())
    return {
        kind: {name: np.array([row[name] for row in table[kind]], float) for name in table[kind][0]} for kind in ("gap_and_K", "sigma", "Q")
    }


def test_gap_and_thermal_conductivity_agree_with_the_table(at, table):
    rows = table["gap_and_K"]
    assert_allclose(at(gap, rows["t"], gap_model="sheahen"), rows["Delta_over_Tc"], rtol=1e-14)
    assert_allclose(at(thermal_conductivity, rows["t"], gap_model="sheahen"), rows["K_over_KTc"], rtol=2e-14)


def test_conductivity_agrees_with_the_table(at, table):
    rows = table["sigma"]
    sigma = at(conductivity, rows["t"], rows["w"], gap_model="sheahen")
    assert_allclose(sigma.real, rows["sigma1"], rtol=2e-13)
    assert_allclose(-sigma.imag, rows["sigma2"], rtol=2e-13)
    assert_allclose((1 / sigma).real, rows["Re_inv_sigma"], rtol=2e-13)


def test_cooling_power_agrees_with_the_table(at, table):
    rows = table["Q"]
    power = at(electron_phonon_power, rows["t"], rows["tp"], rows["n"])
    assert_allclose(power, rows["Q"], rtol=1e-12)
