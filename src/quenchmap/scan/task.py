"""A scan in pieces: each is computed by one worker in one go, and is one chunk of the store."""

from __future__ import annotations

from typing import NamedTuple

from quenchmap.scan.raster import Raster

_PIXELS = 8  # of a piece: some seconds of work


class Task(NamedTuple):
    """Some neighbouring pixels of one line.

    Attributes:
        line: Which line.
        first: Its first pixel.
        pixels: How many.
    """

    line: int
    first: int
    pixels: int

    def positions(self, raster: Raster) -> list[tuple[float, float]]:
        """Of the tip, m."""
        return [raster.position(self.line, k) for k in range(self.first, self.first + self.pixels)]

    def region(self, raster: Raster) -> tuple[slice, slice]:
        """Rows and columns of the map."""
        line, pixels = slice(self.line, self.line + 1), slice(self.first, self.first + self.pixels)
        return (line, pixels) if raster.fast_axis == "x" else (pixels, line)


def tasks(raster: Raster, pixels: int) -> list[Task]:
    """All pieces of at most so many pixels."""
    lines, length = raster.line_shape
    return [Task(line, first, min(pixels, length - first)) for line in range(lines) for first in range(0, length, pixels)]


def checked_pixels(raster: Raster, pixels: int | None, *, whole_lines: bool = False) -> int:
    """How many pixels make a piece: by default eight, or a line that is shorter; or always a line."""
    length = raster.line_shape[1]
    if pixels is None:
        return length if whole_lines else min(_PIXELS, length)
    if not pixels >= 1:
        raise ValueError(
            f"`pixels_per_task` is how many pixels a worker computes in one go, but pixels_per_task={pixels!r}. Use 1 or more."
        )
    if whole_lines and pixels < length:
        raise ValueError(
            f"A tip that is dragged goes along whole lines in one go, here of {length} pixels, but pixels_per_task={pixels!r}. "
            "Leave it out."
        )
    return min(int(pixels), length)
