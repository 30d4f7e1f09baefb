"""VTK files, which ParaView, VisIt and PyVista open: XML with arrays as binary (base64) of 64-bit numbers.

`.vti`, an image: the fields of a sample, a heated sample or a map, one value for each cell. `.vts`, a structured grid: the radial profile
of a hot spot swept round its axis into a disc, one value for each point. Coordinates are in micrometres (over z0 without a film), so that
the programs' cameras work; each array has its SI unit in its name.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np

from quenchmap.export.grids import CellMap, Profile, cell_map, profile
from quenchmap.sample.heat.state import HeatState
from quenchmap.sample.sample import Sample
from quenchmap.scan.map import Map
from quenchmap.spot.state import State
from quenchmap.storage import whole_file

#: Lengths per m in the files.
MICROMETRES = 1e6
_ANGLES = 72  # round the axis


def write_image(result: Any, path: str | os.PathLike[str]) -> None:
    """Write the fields of a sample, a heated sample or a map as `.vti`; holes and pixels without a state are NaN or 0 as in the result.

    Args:
        result: A `Sample`, a heated sample or a `Map`.
        path: The file; it appears complete or not at all.

    Raises:
        TypeError: For anything else.
    """
    if not isinstance(result, Sample | HeatState | Map):
        raise TypeError(
            f"A .vti holds maps, of a sample, a heated sample or a scan, but this is a {type(result).__name__}. "
            "Write states as .vts, other results as .csv or .nc."
        )
    _write(path, "ImageData", _image(cell_map(result)))


def write_disc(result: Any, path: str | os.PathLike[str]) -> None:
    """Write the profile of a state as `.vts`, a disc about the tip's axis.

    Args:
        result: A `State` of a hot spot.
        path: The file; it appears complete or not at all.

    Raises:
        TypeError: For anything else.
    """
    if not isinstance(result, State):
        raise TypeError(
            f"A .vts holds the profile of one state, such as states.hot, but this is a {type(result).__name__}. "
            "Write maps as .vti, other results as .csv or .nc."
        )
    _write(path, "StructuredGrid", _disc(profile(result)))


def _image(found: CellMap) -> Iterable[str]:
    (ny, nx), side = found.fields[0].values.shape, MICROMETRES * found.cell
    extent = f"0 {nx} 0 {ny} 0 0"
    corner = [MICROMETRES * (float(axis[0]) - 0.5 * found.cell) for axis in (found.x, found.y)]
    yield f'<ImageData WholeExtent="{extent}" Origin="{corner[0]!r} {corner[1]!r} 0" Spacing="{side!r} {side!r} {side!r}">'
    yield f'<Piece Extent="{extent}"><PointData/><CellData>'
    yield from (_array(c.title, c.values) for c in found.fields)
    yield "</CellData></Piece></ImageData>"


def _disc(found: Profile) -> Iterable[str]:
    angle = 2 * np.pi * np.arange(_ANGLES + 1) / _ANGLES
    angle[-1] = 0.0  # closes exactly
    r = found.radius * (MICROMETRES if found.length == "m" else 1.0)
    points = np.zeros((len(angle), len(r), 3))
    points[..., 0], points[..., 1] = np.cos(angle)[:, None] * r, np.sin(angle)[:, None] * r
    extent = f"0 {len(r) - 1} 0 {len(angle) - 1} 0 0"
    yield f'<StructuredGrid WholeExtent="{extent}"><Piece Extent="{extent}"><PointData>'
    yield from (_array(c.title, np.broadcast_to(c.values, (len(angle), len(r)))) for c in found.fields)
    yield "</PointData><CellData/><Points>"
    yield _array("points", points, components=3)
    yield "</Points></Piece></StructuredGrid>"


def _array(name: str, values: np.ndarray, components: int = 1) -> str:
    kind = "Int64" if values.dtype.kind in "iu" else "Float64"
    raw = np.ascontiguousarray(values, np.int64 if kind == "Int64" else np.float64).tobytes()
    encoded = base64.b64encode(np.uint64(len(raw)).tobytes() + raw).decode("ascii")
    return f'<DataArray type="{kind}" Name={quoteattr(name)} NumberOfComponents="{components}" format="binary">{encoded}</DataArray>'


def _write(path: str | os.PathLike[str], kind: str, body: Iterable[str]) -> None:
    order = "LittleEndian" if sys.byteorder == "little" else "BigEndian"
    head = f'<VTKFile type="{kind}" version="1.0" byte_order="{order}" header_type="UInt64">'
    with whole_file(path) as part, part.open("w", encoding="utf-8") as file:
        file.write("\n".join(['<?xml version="1.0"?>', head, *body, "</VTKFile>", ""]))
