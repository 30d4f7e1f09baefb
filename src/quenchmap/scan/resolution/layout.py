"""What is measured on which model sample, in units of the tip's height, the same for all settings of a study."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from quenchmap.errors import checked_positive, closest
from quenchmap.sample.sample import Sample
from quenchmap.scan.resolution.samples import bridge_sample, channels_sample, edge_sample, slit_sample
from quenchmap.scan.resolution.setting import Setting
from quenchmap.scan.resolution.spot_scale import PLANAR_WALL

#: The model samples of a study.
Part: TypeAlias = Literal["edge", "slit", "channels", "bridge"]

_FEWEST = 8  # cells per tip height
_WALL = 9.0  # cells per domain wall
_MULTIPLE = 4  # cells per tip height, so that multigrid halves them well


@dataclass(frozen=True)
class Layout:
    """Samples and rasters; all lengths over the tip's height z0.

    Attributes:
        parts: What is measured: "edge" (superconductor beside normal metal), "slit" (the same film on both sides, current on one),
            "channels" (two of them, at several distances), "bridge" (of several widths).
        cells: Per tip height; None for 8, or as many as 9 per domain wall of the film need.
        steps: Of the raster per tip height.
        reach: How far the tip goes to both sides of an edge.
        margin: Film beyond the scanned line, in which heat is computed.
        normal_resistance: Sheet resistance of normal metal over the film's above Tc.
        channel_width: Of both channels.
        distances: Of their centre lines.
        bridge_widths: Of bridges.
        bridge_length: Of them all.
        beside: Distance from a bridge's middle to the end of its line, where the tip is beside it.
    """

    parts: tuple[Part, ...] = ("edge", "slit", "channels", "bridge")
    cells: int | None = None
    steps: int = 4
    reach: float = 6.0
    margin: float = 8.0
    normal_resistance: float = 1.0
    channel_width: float = 1.0
    distances: tuple[float, ...] = (2.0, 3.0, 4.0, 6.0, 8.0)
    bridge_widths: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0)
    bridge_length: float = 4.0
    beside: float = 4.0

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("`parts` says what is measured, but is empty. Give at least one of edge, slit, channels, bridge.")
        for part in self.parts:
            if part not in get_args(Part):
                raise ValueError(f"A resolution is measured on model samples, but not on {part!r}. {closest(str(part), get_args(Part))}")
        for name in ("steps", "reach", "margin", "channel_width", "bridge_length", "beside", "normal_resistance"):
            checked_positive(name, getattr(self, name), "in tip heights, or per tip height,")

    def cells_for(self, setting: Setting) -> int:
        """Cells per tip height for a film and a tip."""
        if self.cells is not None:
            return self.cells
        needed = max(_FEWEST, _WALL / (PLANAR_WALL * setting.relaxation_length))
        return _MULTIPLE * math.ceil(needed / _MULTIPLE - 1e-9)

    @property
    def line(self) -> float:
        """The longest way from the middle of a sample to a position of the tip."""
        ends = {"channels": max(self.distances, default=0.0) / 2 + self.channel_width, "bridge": self.beside}
        return max(ends.get(part, self.reach) for part in self.parts)

    @property
    def width(self) -> float:
        """Of all samples, along the lines; whole tip heights."""
        return 2 * math.ceil(self.line + self.margin)

    @property
    def height(self) -> float:
        """Of all samples, along the read-out current."""
        return 2 * math.ceil(self.margin)

    def count(self, part: Part) -> int:
        """How many samples a part has."""
        return {"channels": len(self.distances), "bridge": len(self.bridge_widths)}.get(part, 1)

    def ends(self, part: Part, number: int) -> tuple[float, float]:
        """First and last position of the tip; of symmetric samples one half is scanned."""
        if part == "channels":
            return 0.0, self.distances[number] / 2 + self.channel_width
        return (0.0, self.beside) if part == "bridge" else (-self.reach, self.reach)

    def sample(self, setting: Setting, part: Part, number: int) -> Sample:
        """The model sample.

        Raises:
            ValueError: For lengths that are not whole numbers of cells.
        """
        z0 = setting.tip.height
        size = (setting.film, self.width * z0, self.height * z0, z0 / self.cells_for(setting))
        if part == "slit":
            return slit_sample(*size)
        metal = {"normal_resistance": self.normal_resistance}
        if part == "channels":
            return channels_sample(*size, widths=self.channel_width * z0, distance=self.distances[number] * z0, **metal)
        if part == "bridge":
            return bridge_sample(*size, bridge_width=self.bridge_widths[number] * z0, bridge_length=self.bridge_length * z0, **metal)
        return edge_sample(*size, **metal)
