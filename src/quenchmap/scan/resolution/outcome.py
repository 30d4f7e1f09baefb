"""What the lines of one setting say: widths of edges, distance of channels, contrast of bridges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from quenchmap.scan.resolution.edge_response import LOW, EdgeResponse, edge_response
from quenchmap.scan.resolution.layout import Layout, Part
from quenchmap.scan.resolution.monotone import crossings
from quenchmap.scan.resolution.probe_line import ProbeLine
from quenchmap.scan.resolution.separation import Separation, separation
from quenchmap.scan.resolution.setting import Setting
from quenchmap.scan.resolution.sharpness import Flank, finest_wavelength, sharpest_flank
from quenchmap.scan.resolution.spot_scale import SpotScale


@dataclass(frozen=True)
class Sharpness:
    """How sharply a line scan shows an edge, lengths in m.

    Attributes:
        response: The edge response; None where the signal is still far from a plateau at an end of the line.
        at_least: Without a response, how much wider than this the edge is: what of the line lies beyond its first 10 %.
        quartiles: From 25 to 75 % of the step, which long tails change less; None where the line does not reach these.
        flank: The sharpest peak of the slope.
        finest: Shortest wavelength of which a tenth is left; None without a response, and where it is finer than the raster shows.
        why: Why there is no response.
    """

    response: EdgeResponse | None
    at_least: float | None
    quartiles: float | None
    flank: Flank
    finest: float | None
    why: str = ""

    @property
    def width(self) -> float | None:
        """From 10 to 90 %, m."""
        return None if self.response is None else self.response.width


@dataclass(frozen=True)
class BridgeImage:
    """What is seen of one bridge.

    Attributes:
        width: Of the bridge, m.
        contrast: Of the signal on it and beside it: difference over sum of their magnitudes, from -1 to 1.
        apparent_width: Full width at half maximum of its image, m; None where the line does not show half.
    """

    width: float
    contrast: float
    apparent_width: float | None


@dataclass(frozen=True, eq=False)
class Outcome:
    """All of one setting.

    Attributes:
        setting: The setting.
        layout: What was measured.
        spot: Scale of the spot in the uniform film.
        lines: By part and number.
    """

    setting: Setting
    layout: Layout
    spot: SpotScale
    lines: Mapping[tuple[Part, int], ProbeLine]

    @cached_property
    def edge(self) -> Sharpness | None:
        """Of the superconductor's edge, in the inductance."""
        return self.sharpness("edge")

    @cached_property
    def slit(self) -> Sharpness | None:
        """Of the edge of the current, in the inductance."""
        return self.sharpness("slit")

    def sharpness(self, part: Part, signal: str = "inductance_change") -> Sharpness | None:
        """How sharply an edge shows in a signal; None where it was not measured.

        Far from the current the tip changes nothing: the level there is 0. The other one is that of the outer fifth of the line.

        Args:
            part: "edge" or "slit".
            signal: One of `quenchmap.scan.resolution.probe_line.SIGNALS`.
        """
        if (part, 0) not in self.lines:
            return None
        x, S = line = self.lines[part, 0].line(signal)
        level = float(np.median(S[: max(1, S.size // 5)]))
        flank, quartiles = sharpest_flank(line), _between(x, S / level, 0.75, 0.25)
        try:
            response = edge_response(x, S, levels=(level, 0.0))
        except ValueError as error:
            first = crossings(x, S / level, 1 - LOW)
            return Sharpness(None, float(x[-1] - first[0]) if first.size else None, quartiles, flank, None, str(error))
        steps = np.diff(x)
        gap = np.ptp(steps) > 1e-6 * steps.mean()  # a position without a state
        return Sharpness(response, None, quartiles, flank, None if gap else finest_wavelength(response))

    @cached_property
    def separation(self) -> Separation | None:
        """Of two channels, in the impedance; None where it was not measured."""
        return self.separated("impedance_change")

    def separated(self, signal: str) -> Separation | None:
        """Of two channels in a signal."""
        numbers = [k for k in range(len(self.layout.distances)) if ("channels", k) in self.lines]
        if not numbers:
            return None
        z0 = self.setting.tip.height
        lines = [self.lines["channels", k].mirrored(signal) for k in numbers]
        return separation([self.layout.distances[k] * z0 for k in numbers], lines)

    @cached_property
    def bridges(self) -> tuple[BridgeImage, ...]:
        """Of bridges of several widths, in the impedance."""
        found = []
        for k, width in enumerate(self.layout.bridge_widths):
            if ("bridge", k) not in self.lines:
                continue
            x, S = self.lines["bridge", k].line("impedance_change")
            on, beside = float(S[0]), float(S[-1])
            half = crossings(x, S, 0.5 * (on + beside))
            found.append(
                BridgeImage(
                    width * self.setting.tip.height,
                    (abs(on) - abs(beside)) / (abs(on) + abs(beside)),
                    2 * float(half[0]) if half.size else None,
                )
            )
        return tuple(found)

    @property
    def warmest_rim(self) -> float:
        """Highest excess over the phonons' temperature where the computed film ended, K."""
        return max((float(np.nanmax(line.signals["rim_excess"])) for line in self.lines.values()), default=float("nan"))

    def ratio(self, length: float | None, over: Callable[[Setting], float] = lambda setting: setting.tip.height) -> float | None:
        """A length over the tip's height, or over another one."""
        return None if length is None else length / over(self.setting)


def _between(x: np.ndarray, s: np.ndarray, high: float, low: float) -> float | None:
    """From the first place where a signal that falls to the right is at one value to the last place where it is at the other."""
    first, last = crossings(x, s, high), crossings(x, s, low)
    return float(last[-1] - first[0]) if first.size and last.size else None
