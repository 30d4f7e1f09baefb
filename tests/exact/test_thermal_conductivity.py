import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.material.gap import gap
from quenchmap.material.thermal_conductivity import thermal_conductivity

BOTH = pytest.mark.parametrize("gap_model", ["sheahen", "bcs"])


@BOTH
def test_thermal_conductivity_is_exact_down_to_where_it_is_4e_37(gap_model, at, reference, assert_relative):
    exact = reference("thermal_conductivity", gap_model)
    assert_relative(at(thermal_conductivity, exact["T"], gap_model=gap_model), exact["K"], 1e-13, exact)


@BOTH
def test_thermal_conductivity_obeys_wiedemann_and_franz_from_tc_on(gap_model, at):
    T = np.array([1.0, 1.0 + 2.0**-52, 1.5, 3.0])
    assert_allclose(at(thermal_conductivity, T, gap_model=gap_model), T, rtol=1e-15)


@BOTH
def test_thermal_conductivity_has_no_step_and_the_normal_slope_at_tc(gap_model, at):
    """Eq. (A5) loses only the energies under the gap, 4 Delta^3 of them at T_c: kappa = T - Delta^3/(2 pi^2) + ..."""
    T = np.array([1 - 1e-12, 1 - 1e-8, 1 - 1e-6])
    d = at(gap, T, gap_model=gap_model)
    assert_allclose(at(thermal_conductivity, T, gap_model=gap_model), T - d**3 / (2 * np.pi**2), rtol=1e-13)


@BOTH
def test_thermal_conductivity_at_low_temperature_is_boltzmanns(gap_model, at):
    """kappa -> (6 T/pi^2) (y^2 + 2 y + 2) e^-y with y = Delta/T, up to e^-2y."""
    T = np.array([0.02, 0.04, 0.06])
    y = at(gap, T, gap_model=gap_model) / T
    assert_allclose(at(thermal_conductivity, T, gap_model=gap_model), 6 * T / np.pi**2 * (y**2 + 2 * y + 2) * np.exp(-y), rtol=1e-12)
