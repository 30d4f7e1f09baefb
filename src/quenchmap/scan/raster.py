"""Where the tip goes: a rectangle of positions, followed line by line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from jaxtyping import Float

from quenchmap.errors import checked_positive, closest
from quenchmap.sample.sample import Sample
from quenchmap.units import Quantity, engineering, si

Axis: TypeAlias = Literal["x", "y"]

_WHOLE = 1e-9  # of a step: what an area may miss of a whole number of them
_MOST = 4_000_000  # pixels


@dataclass(frozen=True)
class Raster:
    """Tip positions on a rectangular grid.

    Attributes:
        centre: Of the area, x and y from the middle of the sample, m.
        step: Between neighbours, m.
        shape: Positions along y and along x.
        fast_axis: Along which a line runs.
    """

    centre: tuple[float, float]
    step: float
    shape: tuple[int, int]
    fast_axis: Axis = "x"

    @property
    def x(self) -> Float[np.ndarray, " nx"]:
        """Of the columns, m."""
        return self.centre[0] + self.step * (np.arange(self.shape[1]) - 0.5 * (self.shape[1] - 1))

    @property
    def y(self) -> Float[np.ndarray, " ny"]:
        """Of the rows, m."""
        return self.centre[1] + self.step * (np.arange(self.shape[0]) - 0.5 * (self.shape[0] - 1))

    @property
    def pixels(self) -> int:
        """How many positions."""
        return self.shape[0] * self.shape[1]

    @property
    def line_shape(self) -> tuple[int, int]:
        """(lines, pixels of each)."""
        return self.shape if self.fast_axis == "x" else (self.shape[1], self.shape[0])

    def position(self, line: int, pixel: int) -> tuple[float, float]:
        """Of one pixel of a line, m."""
        row, column = (line, pixel) if self.fast_axis == "x" else (pixel, line)
        return float(self.x[column]), float(self.y[row])


def raster(
    sample: Sample,
    *,
    step: Quantity,
    area: Quantity | tuple[Quantity, Quantity] | None = None,
    centre: tuple[Quantity, Quantity] = (0.0, 0.0),
    fast_axis: Axis = "x",
) -> Raster:
    """The raster from what a user says.

    Args:
        sample: The sample, on which all positions must lie.
        step: Between neighbouring positions, m.
        area: Width and height from the first position to the last, or one length for a square, m; made smaller to whole steps. By
            default as much of the sample as whole steps fill, half a step from its edges.
        centre: Of the area, x and y from the middle of the sample, m.
        fast_axis: "x" or "y".

    Raises:
        ValueError: For a step that is not positive, positions off the sample, far too many positions, an unknown axis.

    Example:
        >>> from quenchmap.material.film import Film
        >>> sample = Sample.uniform(Film("NbN", thickness="10 nm"), "1 um", "0.5 um", "10 nm")
        >>> raster(sample, step="100 nm", area=("400 nm", "250 nm")).shape
        (3, 5)
    """
    if fast_axis not in ("x", "y"):
        raise ValueError(
            f"`fast_axis` is along which the tip moves first, but fast_axis={fast_axis!r}. {closest(str(fast_axis), ('x', 'y'))}"
        )
    size = sample.width, sample.height
    side = checked_positive("step", si(step, "m", "step"), "the distance of neighbouring tip positions in m")
    if area is None:
        widths = tuple(max(s - side, 0.0) for s in size)
    else:
        both = area if isinstance(area, tuple) else (area, area)
        widths = tuple(si(a, "m", "area") for a in both)
    if not all(w >= 0 and math.isfinite(w) for w in widths):
        raise ValueError(f"`area` is the width and height that is scanned, in m, but area={area!r}. Use lengths that are not negative.")
    x0, y0 = (si(c, "m", "centre") for c in centre)
    nx, ny = (math.floor(w / side + _WHOLE) + 1 for w in widths)
    if nx * ny > _MOST:
        raise ValueError(f"A raster of {nx} × {ny} positions is too large: at most {_MOST}. Use a larger `step` or a smaller `area`.")
    made = Raster((x0, y0), side, (ny, nx), fast_axis)
    for name, positions, whole in (("x", made.x, size[0]), ("y", made.y, size[1])):
        if not (positions[0] > -whole / 2 and positions[-1] < whole / 2):
            raise ValueError(
                f"The raster reaches {name} = {engineering(float(np.abs(positions).max()), 'm')}, off the sample, which ends at "
                f"{engineering(whole / 2, 'm')}. Use a smaller `area`, or a `centre` that lies farther inside."
            )
    return made
