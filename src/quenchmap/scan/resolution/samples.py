r"""Samples of which the truth is simple, to measure the resolution of a map on: an edge, a slit, two channels, a bridge.

The film is the superconductor; what is beside it is a normal metal (Tc = 0) of a given sheet resistance, so that the film is everywhere and
heat spreads through all of it. A slit has the same superconductor on both sides, and current on one. The read-out current flows along
y, from an electrode at the bottom to one at the top. All edges lie between cells: a width is what it is said to be. The samples are
uniform ones with patches, and their `regenerated` makes the same on other cells: exactly, where edges lie between those, too, such as
cells of a whole fraction of the size.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from quenchmap.errors import checked_positive
from quenchmap.material.film import Film
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.grid import length
from quenchmap.sample.sample import Sample
from quenchmap.units import Quantity, engineering, si

_BOTTOM_AND_TOP: tuple[Literal["bottom"], Literal["top"]] = ("bottom", "top")
_ROUNDING = 1e-6  # of a cell


def edge_sample(film: Film, width: Quantity, height: Quantity, cell: Quantity, *, normal_resistance: float = 1.0) -> Sample:
    """Superconductor for x < 0, normal metal for x > 0.

    Args:
        film: The superconducting film.
        width: Along x, in m, an even number of cells.
        height: Along y, in m.
        cell: Side of a cell, in m.
        normal_resistance: Sheet resistance of the normal metal over the film's above Tc.

    Raises:
        ValueError: For lengths that are not whole numbers of cells, an odd number along x, and too few or far too many cells.

    Example:
        >>> sample = edge_sample(Film("NbN", thickness="10 nm"), "400 nm", "200 nm", "10 nm")
        >>> sample.normal_fraction, sample.connection
        (0.5, 'superconductor')
    """
    sample = _film(film, width, height, cell)
    _refuse_off_grid(sample.width, sample.cell, {"the edge": 0.0}, "Use a `width` of an even number of cells.")
    return _normal_beside(sample, [(0.0, sample.width / 2)], sample.height, normal_resistance)


def slit_sample(film: Film, width: Quantity, height: Quantity, cell: Quantity) -> Sample:
    """The same film everywhere, cut by a slit of one cell from x = 0 on: the electrodes are at x < 0, beyond the slit no current flows.

    Args:
        film: The film.
        width: Along x, in m, an even number of cells.
        height: Along y, in m.
        cell: Side of a cell, in m, and width of the slit.

    Raises:
        ValueError: For lengths that are not whole numbers of cells, an odd number along x, and too few or far too many.

    Example:
        >>> sample = slit_sample(Film("NbN", thickness="10 nm"), "400 nm", "200 nm", "10 nm")
        >>> print("".join("S" if s else " " for s in sample.superconducting[0]))
        SSSSSSSSSSSSSSSSSSSS SSSSSSSSSSSSSSSSSSS
        >>> [str(electrode) for electrode in sample.electrodes]
        ['bottom from -200 nm to 0 m', 'top from -200 nm to 0 m']
    """
    sample = _film(film, width, height, cell)
    _refuse_off_grid(sample.width, sample.cell, {"the slit": 0.0}, "Use a `width` of an even number of cells.")
    half = sample.width / 2
    cut = sample.with_electrodes().with_mask(np.broadcast_to(np.arange(sample.shape[1]) != sample.shape[1] // 2, sample.shape))
    return cut.with_electrodes(*(Electrode(side, (-half, 0.0)) for side in _BOTTOM_AND_TOP))


def channels_sample(
    film: Film,
    width: Quantity,
    height: Quantity,
    cell: Quantity,
    *,
    widths: Quantity | tuple[Quantity, Quantity],
    distance: Quantity,
    normal_resistance: float = 1.0,
) -> Sample:
    """Two superconducting channels along y in normal metal, their centre lines at x = -distance/2 and x = distance/2.

    Args:
        film: The superconducting film.
        width: Of the sample, along x, in m.
        height: Along y, in m.
        cell: Side of a cell, in m.
        widths: Of the channels, in m: one for both, or (left, right).
        distance: Of their centre lines, in m.
        normal_resistance: Sheet resistance of the normal metal over the film's above Tc.

    Raises:
        ValueError: For lengths that are not whole numbers of cells, channels whose edges would not lie between cells, less than a cell of
            normal metal between them or beside them, and too few or far too many cells.

    Example:
        >>> sample = channels_sample(Film("NbN", thickness="10 nm"), "400 nm", "200 nm", "10 nm", widths="40 nm", distance="120 nm")
        >>> print("".join("S" if s else "N" for s in sample.superconducting[0]))
        NNNNNNNNNNNNSSSSNNNNNNNNSSSSNNNNNNNNNNNN
    """
    sample = _film(film, width, height, cell)
    pair = widths if isinstance(widths, tuple) else (widths, widths)
    if len(pair) != 2:
        raise ValueError(f"`widths` are those of the left and the right channel, or one for both, but widths={widths!r}.")
    left, right = (_whole("widths", w, sample.cell, "the width of a channel") for w in pair)
    d = _whole("distance", distance, sample.cell, "the distance of the channels' centre lines")
    edges = {
        "the left edge of the left channel": -(d + left) / 2,
        "the right edge of the left channel": (left - d) / 2,
        "the left edge of the right channel": (d - right) / 2,
        "the right edge of the right channel": (d + right) / 2,
    }
    a, b, c, e = edges.values()
    if c - b < sample.cell * (1 - _ROUNDING):
        raise ValueError(
            f"Channels need at least a cell ({engineering(sample.cell, 'm')}) of normal metal between them, but distance={distance!r} with "
            f"widths={widths!r} leaves {engineering(c - b, 'm')}. Use a `distance` of at least "
            f"{engineering((left + right) / 2 + sample.cell, 'm')}."
        )
    _refuse_outside("widths", widths, max(-a, e), sample.width, sample.cell, "distance + width")
    remedy = "Make `distance` a cell longer or shorter, or use smaller cells."
    if round((left - right) / sample.cell) % 2:
        remedy = (
            "Channels of different widths need widths that differ by an even number of cells: change one by a cell, or use smaller cells."
        )
    _refuse_off_grid(sample.width, sample.cell, edges, remedy)
    half = sample.width / 2
    return _normal_beside(sample, [(-half, a), (b, c), (e, half)], sample.height, normal_resistance)


def bridge_sample(
    film: Film,
    width: Quantity,
    height: Quantity,
    cell: Quantity,
    *,
    bridge_width: Quantity,
    bridge_length: Quantity,
    normal_resistance: float = 1.0,
) -> Sample:
    """Two superconducting banks, joined by one bridge around (0, 0) with normal metal on both sides of it.

    Args:
        film: The superconducting film.
        width: Of the sample, along x, in m.
        height: Along y, in m.
        cell: Side of a cell, in m.
        bridge_width: Along x, across the current, in m.
        bridge_length: Along y, in m.
        normal_resistance: Sheet resistance of the normal metal over the film's above Tc.

    Raises:
        ValueError: For lengths that are not whole numbers of cells, a bridge whose edges would not lie between cells, less than a cell of
            normal metal beside it or of the banks, and too few or far too many cells.

    Example:
        >>> film = Film("NbN", thickness="10 nm")
        >>> sample = bridge_sample(film, "80 nm", "80 nm", "10 nm", bridge_width="20 nm", bridge_length="40 nm")
        >>> print("".join("S" if s else "N" for s in sample.superconducting[4]), round(sample.normal_fraction, 3))
        NNNSSNNN 0.375
    """
    sample = _film(film, width, height, cell)
    w = _whole("bridge_width", bridge_width, sample.cell, "the width of the bridge")
    l = _whole("bridge_length", bridge_length, sample.cell, "the length of the bridge")
    for name, given, own, side in (("bridge_width", bridge_width, w, sample.width), ("bridge_length", bridge_length, l, sample.height)):
        _refuse_outside(name, given, own / 2, side, sample.cell, name)
        remedy = f"Make `{name}` a cell longer or shorter, or use smaller cells."
        _refuse_off_grid(side, sample.cell, {f"an edge of the bridge (`{name}`)": own / 2}, remedy)
    half = sample.width / 2
    return _normal_beside(sample, [(-half, -w / 2), (w / 2, half)], l, normal_resistance)


def _film(film: Film, width: Quantity, height: Quantity, cell: Quantity) -> Sample:
    return Sample.uniform(film, width, height, cell, electrodes=_BOTTOM_AND_TOP)


def _normal_beside(sample: Sample, stretches: list[tuple[float, float]], height: float, resistance: float) -> Sample:
    """Normal metal in stretches of x, in the middle `height` of the sample."""
    ratio = checked_positive("normal_resistance", si(resistance, "", "normal_resistance"), "over that of the film above Tc")
    metal = {"critical_temperature": 0.0, "sheet_resistance": ratio * sample.film.sheet_resistance}
    for start, stop in stretches:
        sample = sample.with_patch(((start + stop) / 2, 0.0), size=(stop - start, height), **metal)
    return sample


def _whole(name: str, value: Quantity, cell: float, meaning: str) -> float:
    """A length in m, refused unless a whole number of cells."""
    long = length(name, value, meaning)
    count = long / cell
    if abs(count - round(count)) > _ROUNDING or count < 1 - _ROUNDING:
        lower = max(1, int(count)) * cell
        raise ValueError(
            f"`{name}` must be a whole number of cells, at least one, but {engineering(long, 'm')} is {count:.6g} of "
            f"{engineering(cell, 'm')}. Use {engineering(lower, 'm', 12)} or {engineering(lower + cell, 'm', 12)}, or other cells."
        )
    return round(count) * cell


def _refuse_off_grid(side: float, cell: float, edges: dict[str, float], remedy: str) -> None:
    """Refuse edges, in m from the middle of a side, that do not lie between cells."""
    for name, at in edges.items():
        count = (at + side / 2) / cell
        if abs(count - round(count)) > _ROUNDING:
            raise ValueError(
                f"All edges must lie between cells, but {name} at {engineering(at, 'm')} lies within one: the sample is "
                f"{round(side / cell)} cells of {engineering(cell, 'm')} along that side. {remedy}"
            )


def _refuse_outside(name: str, given: Quantity | tuple[Quantity, Quantity], reach: float, side: float, cell: float, what: str) -> None:
    """Refuse what leaves less than a cell on both ends of a side."""
    if reach > side / 2 - cell * (1 - _ROUNDING):
        raise ValueError(
            f"At least a cell must remain on either side, so that {what} is at most {engineering(side - 2 * cell, 'm')} here, "
            f"but {name}={given!r} reaches to {engineering(reach, 'm')} from the middle of {engineering(side, 'm')}. Use a larger sample."
        )
