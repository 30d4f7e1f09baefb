"""The files are read back with a reader of our own that knows only VTK's rules: XML, base64, a length before each array."""

import base64
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from quenchmap.export.vtk import write_disc, write_image


def arrays(path):
    root = ElementTree.parse(path).getroot()
    assert (root.get("type"), root.get("header_type")) == (root[0].tag, "UInt64")
    found = {}
    for array in root.iter("DataArray"):
        raw = base64.b64decode(array.text)
        kind = np.dtype(array.get("type").lower()).newbyteorder("<" if root.get("byte_order") == "LittleEndian" else ">")
        assert int(np.frombuffer(raw[:8], "u8")[0]) == len(raw) - 8
        found[array.get("Name")] = np.frombuffer(raw[8:], kind).reshape(-1, int(array.get("NumberOfComponents")))
    return root[0], found


def test_every_field_of_a_heated_sample_lies_in_its_cell(heated, tmp_path):
    write_image(heated, tmp_path / "heated.vti")
    image, found = arrays(tmp_path / "heated.vti")
    ny, nx = heated.sample.shape
    assert image.get("WholeExtent") == image[0].get("Extent") == f"0 {nx} 0 {ny} 0 0"
    origin, spacing = ([float(v) for v in image.get(name).split()] for name in ("Origin", "Spacing"))
    assert_allclose(origin[0] + spacing[0] * (np.arange(nx) + 0.5), 1e6 * heated.sample.x, atol=1e-12)
    assert_allclose(origin[1] + spacing[1] * (np.arange(ny) + 0.5), 1e6 * heated.sample.y, atol=1e-12)
    assert_array_equal(found["temperature (K)"].reshape(ny, nx), heated.temperature)
    assert_array_equal(found["critical_temperature (K)"].reshape(ny, nx), heated.sample.critical_temperature)
    assert_array_equal(found["present"].reshape(ny, nx), heated.sample.present)
    assert {a.size for a in found.values()} == {nx * ny}


def test_a_profile_becomes_a_disc_about_the_axis(states, tmp_path):
    write_disc(states.hot, tmp_path / "hot.vts")
    grid, found = arrays(tmp_path / "hot.vts")
    columns, rows = (int(grid.get("WholeExtent").split()[k]) + 1 for k in (1, 3))
    points = found["points"].reshape(rows, columns, 3)
    assert_allclose(np.hypot(points[..., 0], points[..., 1]), np.broadcast_to(states.hot.radius * 0.1, (rows, columns)), atol=1e-12)
    assert_array_equal(points[0], points[-1])
    assert_allclose(found["temperature (K)"].reshape(rows, columns)[5], 10 * states.hot.temperature, rtol=1e-14)


def test_a_file_holds_only_what_its_kind_can(states, heated, tmp_path):
    with pytest.raises(TypeError, match=r"\.vti holds maps.*but this is a States"):
        write_image(states, tmp_path / "a.vti")
    with pytest.raises(TypeError, match=r"profile of one state, such as states\.hot, but this is a HeatState"):
        write_disc(heated, tmp_path / "a.vts")
    assert not list(tmp_path.iterdir())
