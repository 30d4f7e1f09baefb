import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from quenchmap.sample.sample import Sample

CELL = "10 nm"
MAP = 8 + 0.1 * np.arange(10) + np.arange(9)[:, None]  # row 0 is the lowest


def saved_png(path, array):
    from PIL import Image

    Image.fromarray(array).save(path)
    return path


def test_every_kind_of_file_gives_the_same_map(tmp_path, film):
    """NumPy arrays and NetCDF have y upward, tables and pictures their first row at the top."""
    import xarray as xr

    np.save(tmp_path / "map.npy", MAP)
    np.savetxt(tmp_path / "map.csv", MAP[::-1], delimiter=",", header="kelvin")
    np.savetxt(tmp_path / "blanks.txt", MAP[::-1])
    (tmp_path / "semicolons.csv").write_text("\n".join(";".join(str(v) for v in row) for row in MAP[::-1]))
    xr.Dataset({"Tc": (("y", "x"), MAP), "other": ("x", np.zeros(10))}).to_netcdf(tmp_path / "map.nc", engine="h5netcdf")
    down = xr.Dataset({"Tc": (("y", "x"), 1e3 * MAP[::-1], {"units": "mK"})}, {"y": np.arange(9)[::-1]})
    down.to_netcdf(tmp_path / "down.nc", engine="h5netcdf")
    for name in ("map.npy", "map.csv", "blanks.txt", "semicolons.csv", "map.nc", "down.nc"):
        sample = Sample.from_file(tmp_path / name, film, cell=CELL)
        assert_allclose(sample.critical_temperature, MAP, rtol=1e-12)
        assert (sample.recipe["name"], len(sample.recipe["sha256"])) == (name, 16)


def test_grey_levels_lie_linearly_between_black_and_white(tmp_path, film):
    levels = np.arange(90, dtype=np.uint8).reshape(9, 10)
    levels[0, 0], levels[-1, -1] = 0, 255
    sample = Sample.from_file(saved_png(tmp_path / "8.png", levels), film, width="100 nm", between=("8 K", "11 K"))
    assert_allclose(sample.critical_temperature[::-1], 8 + 3 * (levels / 255), rtol=1e-14)
    assert sample.cell == pytest.approx(10e-9)
    deep = (levels.astype(np.uint16) * 257 + 3 * (levels < 200)).astype(np.uint16)
    sample = Sample.from_file(saved_png(tmp_path / "16.png", deep), film, cell=CELL, between=(11, 8))
    assert_allclose(sample.critical_temperature[::-1], 11 - 3 * (deep / 65535), rtol=1e-14)
    grey_in_colour = saved_png(tmp_path / "rgb.png", np.repeat(levels[..., None], 3, axis=2))
    sample = Sample.from_file(grey_in_colour, film, cell=CELL, field="sheet_resistance", between=("100 ohm", "1 kohm"))
    assert_allclose(sample.sheet_resistance[::-1], 100 + 900 * (levels / 255), rtol=1e-14)


def test_transparent_pixels_and_marked_nans_are_holes(tmp_path, film):
    picture = np.full((9, 10, 4), 255, np.uint8)
    picture[2, 3] = (10, 200, 30, 0)  # the colour of a transparent pixel is nobody's
    sample = Sample.from_file(saved_png(tmp_path / "holes.png", picture), film, cell=CELL, between=("8 K", "11 K"))
    assert_array_equal(np.argwhere(~sample.present), [[6, 3]])
    values = MAP.copy()
    values[6, 3] = np.nan
    assert_array_equal(Sample.from_array(values, film, cell=CELL, nan_is_hole=True).present, sample.present)
    with pytest.raises(ValueError, match=r"1 NaN values, the first at \[iy, ix\] = \[6, 3\] .*row 2 from the top.*nan_is_hole"):
        Sample.from_array(values, film, cell=CELL)


def test_numbers_are_scaled_and_given_a_unit(film):
    assert_allclose(Sample.from_array(MAP, film, cell=CELL, unit="mK", scale=1e3, offset=500.0).critical_temperature, MAP + 0.5)
    relative = Sample.from_array(MAP / 10, film, cell=CELL, field="sheet_resistance", unit="relative")
    assert_allclose(relative.sheet_resistance, MAP / 10 * film.sheet_resistance)
    thick = Sample.from_array(MAP, film, cell=CELL, field="thickness", unit="nm")
    assert_allclose(thick.relative_conductivity, 1)
    assert_array_equal(Sample.from_array(MAP > 9, film, cell=CELL).superconducting, MAP > 9)


def test_files_that_cannot_be_read_are_refused_in_one_sentence(tmp_path, film):
    import xarray as xr

    np.save(tmp_path / "pickled.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    np.save(tmp_path / "complex.npy", MAP * 1j)
    np.save(tmp_path / "flat.npy", MAP[0])
    (tmp_path / "text.npy").write_text("no array")
    (tmp_path / "words.csv").write_text("1,2\n3,four\n")
    (tmp_path / "ragged.csv").write_text("1,2\n3\n")
    (tmp_path / "empty.csv").write_text("# nothing\n")
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "text.nc").write_text("no data")
    (tmp_path / "map.xls").write_text("")
    saved_png(tmp_path / "colour.png", np.arange(240, dtype=np.uint8).reshape(8, 10, 3))
    saved_png(tmp_path / "grey.png", np.zeros((9, 10), np.uint8))
    xr.Dataset({"a": (("y", "x"), MAP), "b": (("y", "x"), MAP)}).to_netcdf(tmp_path / "two.nc", engine="h5netcdf")
    for name, options, message in (
        ("missing.npy", {}, "There is no file"),
        ("pickled.npy", {}, "pickled objects are refused"),
        ("text.npy", {}, "NumPy array"),
        ("flat.npy", {}, r"two dimensions .* \(10,\)"),
        ("words.csv", {}, "could not convert string 'four'"),
        ("ragged.csv", {}, "equal lengths"),
        ("empty.csv", {}, "no numbers"),
        ("text.png", {"between": (8, 9)}, "PNG picture"),
        ("colour.png", {"between": (8, 9)}, "has colours"),
        ("grey.png", {}, r"between=\('8 K', '11 K'\)"),
        ("grey.png", {"between": ("8 K", "9 m")}, "wrong unit"),
        ("grey.png", {"between": (8, 9), "scale": 2.0}, "`between` alone"),
        ("text.nc", {}, "NetCDF-4"),
        ("two.nc", {}, "2 variables with two dimensions: a, b"),
        ("two.nc", {"variable": "aa"}, "Did you mean a"),
        ("two.nc", {"variable": "a", "between": (8, 9)}, "PNG"),
        ("words.csv", {"variable": "a"}, "`variable` names"),
        ("map.xls", {}, "Convert it"),
    ):
        with pytest.raises((ValueError, FileNotFoundError), match=message):
            Sample.from_file(tmp_path / name, film, cell=CELL, **options)
    with pytest.raises(TypeError, match="real numbers"):
        Sample.from_file(tmp_path / "complex.npy", film, cell=CELL)


def test_arrays_that_are_no_map_are_refused(film):
    for options, message in (
        ({}, "either `cell`"),
        ({"cell": CELL, "width": "1 um"}, "either `cell`"),
        ({"cell": CELL, "unit": "ohm"}, "wrong unit"),
        ({"cell": CELL, "unit": "parsec/fortnite"}, "cannot be read"),
        ({"cell": CELL, "scale": -1.0}, "must not be negative"),
        ({"cell": CELL, "scale": float("nan")}, "`scale` must be finite"),
        ({"cell": CELL, "field": "gap"}, "no field 'gap'"),
    ):
        with pytest.raises(ValueError, match=message):
            Sample.from_array(MAP, film, **options)
    with pytest.raises(ValueError, match="two dimensions"):
        Sample.from_array(MAP[0], film, cell=CELL)
