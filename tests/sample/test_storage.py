import numpy as np
import pytest
import xarray as xr
from numpy.testing import assert_array_equal

from quenchmap import Film, Material
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.fields import FIELDS
from quenchmap.sample.sample import Sample
from quenchmap.sample.storage import restored


@pytest.fixture(scope="module")
def sample() -> Sample:
    material = Material(
        "my film",
        critical_temperature=1 / 3,
        normal_resistivity="123.4 uohm*cm",
        cooling_exponent=5.5,
        cooling_coefficient=1e9 / 7,
        diffusion_coefficient=0.5e-4,
        assumptions=("diffusion_coefficient",),
    )
    film = Film(material, thickness=1e-8 / 3, boundary_conductance=200)
    return (
        Sample.lognormal(film, "300 nm", "200 nm", "10 nm", amplitude=0.3, correlation_length="40 nm", seed=1)
        .with_disorder("thickness", amplitude=0.1, correlation_length="30 nm", seed=2, law="lognormal")
        .with_hole(radius="40 nm")
        .with_patch(("-100 nm", 0), radius="30 nm", critical_temperature=0)
        .with_electrodes(Electrode("left", ("-70 nm", "33 nm")), "right")
    )


def test_a_saved_sample_comes_back_bit_for_bit(sample, tmp_path):
    sample.save(tmp_path / "sample.nc")
    with xr.open_dataset(tmp_path / "sample.nc", engine="h5netcdf") as opened:
        back = restored(opened.load())
    for name in (*FIELDS, "present", "x", "y"):
        assert_array_equal(getattr(back, name), getattr(sample, name), strict=True)
    assert (back.film, back.cell, back.electrodes, back.recipe) == (sample.film, sample.cell, sample.electrodes, sample.recipe)
    assert_array_equal(back.regenerated("5 nm").present, sample.regenerated("5 nm").present)


def test_the_dataset_says_what_it_holds(sample):
    dataset = sample.to_dataset()
    assert dict(dataset.sizes) == {"y": 20, "x": 30}
    assert dataset.attrs["quenchmap_result"] == "sample"
    assert dataset.critical_temperature.attrs["units"] == "K"
    assert dataset.cooling_coefficient.attrs["units"] == "W m-3 K-5.5"
    assert dataset.x.attrs["units"] == "m"
    assert float(dataset.critical_temperature.sel(x=-100e-9, y=0, method="nearest")) == 0


def test_a_map_of_a_saved_sample_can_be_read_as_a_picture(sample, tmp_path):
    sample.save(tmp_path / "sample.nc")
    again = Sample.from_file(tmp_path / "sample.nc", sample.film, cell=sample.cell, variable="critical_temperature", electrodes=())
    assert_array_equal(again.critical_temperature, sample.critical_temperature)


def test_other_datasets_and_folders_are_refused(sample, tmp_path):
    with pytest.raises(ValueError, match="not a sample"):
        restored(xr.Dataset({"a": ("x", np.zeros(3))}))
    with pytest.raises(FileNotFoundError, match="does not exist"):
        sample.save(tmp_path / "nowhere" / "sample.nc")
    assert not list(tmp_path.iterdir())
