"""The functions of a material in SI agree with the dimensionless ones and with textbook limits."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from typer.testing import CliRunner

import quenchmap as qm
from quenchmap.cli.main import app
from quenchmap.experiment.functions import material_functions
from quenchmap.experiment.reading import read

NBN = {("film", "material", "like"): "NbN", ("tip", "frequency"): "417 GHz", ("phonon_temperature",): "3 K"}
ALL = ("gap", "conductivity_real", "conductivity_imaginary", "ac_resistivity", "thermal_conductivity", "cooling_power", "heat_capacity")


@pytest.fixture(scope="module")
def functions():
    return material_functions(read(None, NBN), points=40)


def test_normal_state_is_that_of_a_metal(functions):
    """Above T_c: sigma_N, Wiedemann and Franz, gamma T, and no gap."""
    material, T = functions.material, 12.0
    found = {name: value for name, (value, _) in functions.at(T).items()}
    assert found["gap"] == 0
    assert_allclose(found["conductivity_real"], material.normal_conductivity, rtol=1e-12)
    assert_allclose(found["ac_resistivity"], material.normal_resistivity, rtol=1e-12)
    assert_allclose(found["thermal_conductivity"], 2.44301e-8 * material.normal_conductivity * T, rtol=1e-5)
    assert_allclose(found["heat_capacity"], material.electronic_specific_heat_coefficient * T, rtol=1e-12)
    assert_allclose(found["cooling_power"], material.cooling_coefficient * (T**5 - 3.0**5), rtol=1e-9)


def test_curves_are_the_points_of_the_functions_themselves(functions):
    data = functions.to_dataset()
    for k in (0, 17, 38):
        point = functions.at(float(data.temperature[k]))
        for name in ALL:
            assert_allclose(float(data[name][k]), point[name][0], rtol=1e-12)
    w = (functions.photon_energy / functions.frequency * data.frequency.values)[1:-1]  # the ends are those of the verified range
    sigma = qm.conductivity(0.3, w) * functions.material.normal_conductivity
    assert_allclose(data.conductivity_real_spectrum[1:-1], sigma.real, rtol=1e-10)
    assert all(data[name].attrs["units"] for name in data.data_vars)


def test_command_prints_writes_and_refuses(tmp_path):
    flags = ["functions", "--material", "NbN", "--frequency", "417 GHz"]
    path = tmp_path / "nbn.png"
    typed = CliRunner().invoke(app, [*flags, "--phonon-temperature", "3 K", "--plot", str(path)])
    assert typed.exit_code == 0, typed.stderr
    assert "gap Δ" in typed.stdout
    assert path.stat().st_size > 10_000
    cold = CliRunner().invoke(app, [*flags, "--phonon-temperature", "0.01 K"])
    assert cold.exit_code == 2
    assert "0.02" in cold.stderr
    assert np.size(cold.stdout.strip()) <= 1


def test_saved_functions_come_back_whole_and_are_shown(functions, tmp_path):
    path, picture = tmp_path / "nbn.nc", tmp_path / "nbn.png"
    functions.save(path)
    again = qm.load(path)
    assert again.material == functions.material
    for name in ("frequency", "phonon_temperature", "gap_model"):
        assert getattr(again, name) == getattr(functions, name)
    for name in ("temperature", "frequencies"):
        assert_array_equal(getattr(again, name), getattr(functions, name))
    for name in ("values", "spectra"):
        mine, its = getattr(functions, name), getattr(again, name)
        assert list(its) == list(mine)
        for each in mine:
            assert_array_equal(its[each], mine[each])
    assert again.summary() == functions.summary()
    shown = CliRunner().invoke(app, ["show", str(path), "--plot", str(picture)])
    assert shown.exit_code == 0, shown.stderr
    assert shown.stdout == f"{functions}\n"
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_material_of_the_user_comes_back_without_what_it_does_not_have(tmp_path):
    """No diffusion coefficient: no heat capacity."""
    own = {"name": "mine", "critical_temperature": "9 K", "normal_resistivity": "300 uohm*cm"}
    own |= {"cooling_exponent": "5", "cooling_coefficient": "5e9 W/m**3/K**5"}
    rest = {path: value for path, value in NBN.items() if "material" not in path}
    made = material_functions(read(None, rest | {("film", "material", key): value for key, value in own.items()}), points=5)
    made.save(tmp_path / "mine.nc")
    again = qm.load(tmp_path / "mine.nc")
    assert again.material == made.material
    assert "heat_capacity" not in again.values
    assert str(again) == str(made)
