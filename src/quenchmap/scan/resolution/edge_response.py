r"""The response to an edge: how a line scan goes from one plateau to another, and how sharp the map is, therefore.

The signal between its plateaus is $s = (S - S_\mathrm{left})/(S_\mathrm{right} - S_\mathrm{left})$, from 0 to 1 whatever its sign and
unit. Its derivative is the line spread function, what a narrow line would give if the response were linear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from quenchmap.scan.resolution.line import Line, checked_line, checked_step
from quenchmap.scan.resolution.monotone import crossings
from quenchmap.units import engineering, si

if TYPE_CHECKING:
    from quenchmap.scan.resolution.modulation_transfer import ModulationTransfer

#: The width is that from here to one minus this, in units of the step between the plateaus.
LOW = 0.1
#: Fewest points of the raster within the width; with fewer, the raster is what is measured.
FEWEST_POINTS = 3
#: Departure of the signal from a plateau over the step between them, beyond which the plateau counts as not reached.
FLATNESS = 0.05


@dataclass(frozen=True)
class EdgeResponse:
    """What a line scan across an edge shows. "Left" is the side of lower positions.

    Attributes:
        position: In m, increasing.
        response: The signal over the step between the plateaus: 0 at the left one, 1 at the right one.
        levels: The plateaus, left and right, in the signal's unit.
        width: From 10 to 90 %, m. Outside of it the response is below 10 % on the left and above 90 % on the right everywhere.
        center: Where the response crosses 50 %, m; half-way between the first and the last crossing when there are several.
        overshoot: How far the response goes beyond the plateaus, left (below 0) and right (above 1), over the step; 0 for not at all.
        line_spread: Mean derivative of the response between two neighbouring points, 1/m, at their midpoints.
        full_width: Full width at half maximum of the line spread function, m: between the outermost places at half of its largest value.
        points_in_width: Points of the raster within the 10-90 % width.
        doubts: Sentences on why the width is not to be trusted; none when it is.
    """

    position: Float[np.ndarray, " n"]
    response: Float[np.ndarray, " n"]
    levels: tuple[float, float]
    width: float
    center: float
    overshoot: tuple[float, float]
    line_spread: Line
    full_width: float
    points_in_width: int
    doubts: tuple[str, ...]

    @property
    def resolved(self) -> bool:
        """Whether the raster is fine enough for the width and both plateaus are reached."""
        return not self.doubts

    @property
    def step(self) -> float:
        """From the left plateau to the right one, in the signal's unit."""
        return self.levels[1] - self.levels[0]

    def modulation_transfer(self) -> ModulationTransfer:
        """The modulation transfer function of the line spread function, freed from the averaging over a step of the raster.

        Raises:
            ValueError: For a scan in unequal steps.
        """
        from quenchmap.scan.resolution.modulation_transfer import modulation_transfer

        return modulation_transfer(*self.line_spread, averaged_over=checked_step(self.position))

    def __str__(self) -> str:
        told = (
            f"edge at {engineering(self.center, 'm')}, 10-90 % width {engineering(self.width, 'm')}, "
            f"line spread function {engineering(self.full_width, 'm')} wide at half maximum"
        )
        if max(self.overshoot) > FLATNESS:
            told += f", overshoot {100 * max(self.overshoot):.2g} %"
        return "; ".join([told, *self.doubts])


def edge_response(position: ArrayLike, signal: ArrayLike, *, levels: tuple[float, float] | None = None, outer: float = 0.2) -> EdgeResponse:
    r"""How a line scan crosses an edge.

    The *plateaus* are the medians of the signal in the outer parts of the scan, a fifth of its length on each side unless `outer` says
    otherwise, or the `levels` that are given. The *10-90 % width* goes from the first place where the response reaches 10 % to the last
    one where it is at 90 %, on cubics that are monotone between neighbouring points. For a response that rises all along these are
    the only such places. For one that overshoots or oscillates it is the shortest stretch outside of which the response is below 10 % on
    the left and above 90 % on the right: beyond the plateaus counts as arrived, and is told as `overshoot`.

    Args:
        position: Of the tip across the edge, in m, increasing or decreasing, at least 8 points.
        signal: Real, in any unit, of any sign, rising or falling.
        levels: The plateaus left (at lower positions) and right, in the signal's unit, when the scan is too short to show them.
        outer: Part of the scan's length on each side that shows a plateau, up to 0.5.

    Raises:
        TypeError: For a complex signal.
        ValueError: For arrays that do not match or have NaN, for two equal plateaus, and when the scan does not begin
            below 10 % and end above 90 %, so that it has no width.

    Accuracy:
        Without noise, on the edges erf x and tanh x, wherever the points lie: the width is within 1.4 % with 3 points in it, 0.5 % with 4
        and 0.02 % with 10; the centre within 0.5, 0.2 and 0.02 % of the width. The full width of the line spread function, which is
        averaged over a step, is too large by 10 % at most with 4 points and by 1.5 % with 10, decreasing with the square of the step.
        With noise of 1 % of the step and 11 points, widths scatter by 3 %; at 2 % by 7 %. Noise of 5 % reaches 10 % on the plateaus:
        the width is then several times too large, and `doubts` say in nearly all cases that the plateaus are not reached.

    Example:
        >>> x = np.linspace(-1e-6, 1e-6, 81)
        >>> edge = edge_response(x, 5 + 2 * np.tanh((x - 2e-7) / 1e-7))
        >>> print(edge)  # exactly 219.7 nm and, not averaged over a step, 176.3 nm
        edge at 200 nm, 10-90 % width 219.8 nm, line spread function 179.7 nm wide at half maximum
        >>> edge.resolved, edge.points_in_width
        (True, 9)
    """
    x, S = checked_line(position, signal, fewest=8)
    left, right, ends = _plateaus(x, S, levels, outer)
    if not abs(right - left) > 1e-9 * np.abs(S).max():  # rounding
        raise ValueError(
            f"The plateaus on both sides of an edge must differ, but both are {left:.6g}. Scan across an edge, far enough to both sides."
        )
    s = (S - left) / (right - left)
    if not (s[0] < LOW and s[-1] > 1 - LOW):
        side, at = ("left", s[0]) if s[0] >= LOW else ("right", 1 - s[-1])
        raise ValueError(
            f"A scan across an edge must begin and end within {100 * LOW:g} % of its plateaus, but at the {side} end the signal is "
            f"{100 * at:.3g} % of the step away from the plateau at {left if side == 'left' else right:.6g}. Scan further to the {side}, "
            "or give other `levels`."
        )
    first, last = crossings(x, s, LOW)[0], crossings(x, s, 1 - LOW)[-1]
    half = crossings(x, s, 0.5)
    h = np.diff(x)
    spread = Line((x[:-1] + x[1:]) / 2, np.diff(s) / h)
    points = int(np.count_nonzero((x >= first) & (x <= last)))
    return EdgeResponse(
        position=x,
        response=s,
        levels=(left, right),
        width=float(last - first),
        center=float(half[0] + half[-1]) / 2,
        overshoot=(max(0.0, float(-s.min())), max(0.0, float(s.max() - 1))),
        line_spread=spread,
        full_width=_full_width(spread, h),
        points_in_width=points,
        doubts=(*_coarse(points, h), *_unreached(s, ends)),
    )


def _plateaus(
    x: Float[np.ndarray, " n"], S: Float[np.ndarray, " n"], levels: tuple[float, float] | None, outer: float
) -> tuple[float, float, tuple[np.ndarray, np.ndarray]]:
    """Levels left and right, and the points where they should be seen: the outer parts, or the two ends when levels are given."""
    part = si(outer, "", "outer")
    if not 0 < part <= 0.5:
        raise ValueError(f"`outer` is the part of the scan that shows a plateau, above 0 and up to 0.5, but outer={outer!r}.")
    if levels is not None:
        if np.shape(levels) != (2,) or not np.all(np.isfinite(levels)):
            raise ValueError(f"`levels` must be two numbers, the signal left and right of the edge, but levels={levels!r}.")
        return float(levels[0]), float(levels[1]), (np.array([0]), np.array([x.size - 1]))
    reach = part * (x[-1] - x[0]) * (1 + 1e-9)
    at_left, at_right = np.flatnonzero(x <= x[0] + reach), np.flatnonzero(x >= x[-1] - reach)
    return float(np.median(S[at_left])), float(np.median(S[at_right])), (at_left, at_right)


def _full_width(spread: Line, steps: Float[np.ndarray, " n"]) -> float:
    """Between the outermost places at half of the largest value; beyond the scan the line spread function is 0."""
    x = np.concatenate([[spread.position[0] - steps[0]], spread.position, [spread.position[-1] + steps[-1]]])
    at = crossings(x, np.concatenate([[0.0], spread.signal, [0.0]]), spread.signal.max() / 2)
    return float(at[-1] - at[0])


def _coarse(points: int, steps: Float[np.ndarray, " n"]) -> list[str]:
    if points >= FEWEST_POINTS:
        return []
    return [
        f"The raster is too coarse: {points} of its points are within the 10-90 % width, and {FEWEST_POINTS} are needed. "
        f"Scan with steps below {engineering(steps.max(), 'm')}"
    ]


def _unreached(s: Float[np.ndarray, " n"], ends: tuple[np.ndarray, np.ndarray]) -> list[str]:
    departures = (np.abs(s[ends[0]]).max(), np.abs(s[ends[1]] - 1).max())
    return [
        f"The plateau on the {side} is not reached: the signal departs from it by {100 * off:.2g} % of the step. Scan further to the {side}"
        for side, off in zip(("left", "right"), departures)
        if off > FLATNESS
    ]
