"""The names of `import quenchmap`: few, light, and honest about what does not exist."""

import subprocess
import sys

import numpy as np
import pytest

import quenchmap as qm

HEAVY = ("jax", "pint", "xarray", "matplotlib", "scipy", "numpy")


def test_importing_the_package_loads_nothing_heavy():
    code = f"import sys, quenchmap; print([m for m in {HEAVY} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("name", qm.__all__)
def test_every_name_of_the_roof_exists(name):
    assert getattr(qm, name) is not None
    assert name in dir(qm)


def test_a_misspelt_name_suggests_the_right_one():
    with pytest.raises(AttributeError, match=r"quenchmap has no 'Hotspot'\. Did you mean HotSpot"):
        _ = qm.Hotspot


def test_the_home_of_load_restores_what_any_floor_saved(tmp_path):
    film = qm.Film("NbN", "10 nm")
    sample = qm.Sample.uniform(film, "100 nm", "80 nm", "10 nm", electrodes=[qm.Electrode("left", ("-20 nm", "20 nm"))])
    sample.save(tmp_path / "sample.nc")
    again = qm.load(tmp_path / "sample.nc")
    assert (again.film, again.shape, again.electrodes) == (film, (8, 10), sample.electrodes)


def test_files_that_quenchmap_did_not_save_are_refused(tmp_path):
    import xarray as xr

    with pytest.raises(FileNotFoundError, match=r"There is no file 'none\.nc'"):
        qm.load("none.nc")
    (tmp_path / "text.nc").write_text("text")
    with pytest.raises(ValueError, match="cannot be read as NetCDF-4"):
        qm.load(tmp_path / "text.nc")
    xr.Dataset({"a": ("x", [1.0])}).to_netcdf(tmp_path / "own.nc", engine="h5netcdf")
    with pytest.raises(ValueError, match="not one that quenchmap saved: it has no attribute `quenchmap_result`"):
        qm.load(tmp_path / "own.nc")
    xr.Dataset({"a": ("x", [1.0])}, attrs={"quenchmap_result": "sampel"}).to_netcdf(tmp_path / "new.nc", engine="h5netcdf")
    with pytest.raises(ValueError, match=r"holds a result that this version does not know, 'sampel'\. Did you mean sample"):
        qm.load(tmp_path / "new.nc")


def test_the_version_is_that_of_the_installed_package():
    from importlib.metadata import version

    assert qm.__version__ == version("quenchmap")


def test_the_material_functions_take_and_return_numpy():
    T, w = np.array([[0.3], [0.9]]), np.array([0.5, 2.0, 4.0])
    sigma = qm.conductivity(T, w)
    assert type(sigma) is np.ndarray
    assert sigma.shape == (2, 3)
    assert sigma.dtype == complex
    assert qm.ac_resistivity(T, w) == pytest.approx((1 / sigma).real, rel=1e-12)
    assert isinstance(qm.thermal_conductivity(0.9), float)
    assert qm.conductivity([], 2.0).shape == (0,)


def test_a_number_and_a_long_array_agree():
    """They run in blocks of different lengths."""
    long = np.full(1000, 0.6)
    assert qm.electron_phonon_power(long, 0.3, 5)[-1] == pytest.approx(qm.electron_phonon_power(0.6, 0.3, 5), rel=1e-14)
    assert qm.heat_capacity(long)[0] == pytest.approx(qm.heat_capacity(0.6), rel=1e-14)
    assert qm.gap(long, "bcs")[0] == pytest.approx(qm.gap(0.6, "bcs"), rel=1e-14)


def test_more_points_of_another_shape_compile_nothing_new(caplog):
    import jax

    qm.conductivity(np.linspace(0.1, 0.9, 40), 2.0)
    with jax.log_compiles(), caplog.at_level("WARNING", logger="jax"):
        qm.conductivity(np.linspace(0.1, 0.9, 1300).reshape(13, 100), 1.0)
    assert not [record for record in caplog.records if "Compiling" in record.getMessage()]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: qm.conductivity(0.01, 2.0), "`T` is a temperature over T_c and must be finite and at least 0.02, but T=0.01."),
        (lambda: qm.conductivity([0.5, np.nan], 2.0), "but T=nan."),
        (lambda: qm.conductivity(0.5, 0.0), "`photon_energy` is hbar omega/(k_B T_c) and must be from 0.001 to 10, but photon_energy=0.0."),
        (lambda: qm.conductivity(0.5, 11), "but photon_energy=11.0."),
        (lambda: qm.ac_resistivity(-0.5, 1), "but T=-0.5."),
        (
            lambda: qm.electron_phonon_power(0.5, 0.3, 8),
            "`cooling_exponent` is the exponent n in Q = Sigma (T^n - T_ph^n) and must be from 3 to 7",
        ),
        (lambda: qm.electron_phonon_power(0.5, 0, 5), "`T_phonon` is the phonon temperature over T_c and must be finite and at least 0.02"),
        (
            lambda: qm.gap(0.5, "bsc"),
            "`gap_model` must be 'sheahen' (Eq. A1 of the paper) or 'bcs' (self-consistent), but gap_model='bsc'.",
        ),
        (lambda: qm.thermal_conductivity(np.inf), "but T=inf."),
    ],
)
def test_what_lies_outside_the_verified_range_is_refused(call, sentence):
    with pytest.raises(ValueError, match=r".+") as caught:
        call()
    assert sentence in str(caught.value)


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError, match="`T` is a temperature over T_c, a number or an array of numbers, but T='3 K'"):
        qm.conductivity("3 K", 2.0)
