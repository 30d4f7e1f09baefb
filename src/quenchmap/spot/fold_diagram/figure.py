"""Diagrams of folds, drawn: the bistable region between them shaded, cusps marked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from quenchmap.drawing import BLACK, BLUE, LABELS, VERMILLION, axes_or_new, label, styled
from quenchmap.spot.variation import axis_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from quenchmap.spot.fold_diagram.result import FoldDiagram, FoldLine

_COLUMNS = 240
_SHADE = "#E6E6E6"


@styled
def plot_folds(diagram: FoldDiagram, *, axes: Axes | None = None, current: bool = False) -> Axes:
    """Drives of the folds against the parameter, the region with several states shaded.

    Args:
        diagram: What to draw.
        axes: Where; a new figure if None.
        current: Draw the amplitude of the tip's current in place of the drive.
    """
    axes = axes_or_new(axes)
    scale, text = axis_of(diagram.spot, diagram.parameter)

    def height(value: float, drive: float) -> float:
        return 1e3 * diagram.current(value, drive) if current else drive

    low, high = diagram.between
    columns = np.unique([*np.linspace(low, high, _COLUMNS), *(c.parameter * f for c in diagram.cusps for f in (1 - 1e-6, 1 + 1e-6))])
    columns = columns[(columns >= low) & (columns <= high)]
    regions = _regions(columns, [several(diagram.folds_at(value)) for value in columns])
    for i, (x, bottoms, tops) in enumerate(regions):
        bottom, top = (np.array([height(value, at) for value, at in zip(x, y, strict=True)]) for y in (bottoms, tops))
        axes.fill_between(x / scale, bottom, top, color=_SHADE, linewidth=0, zorder=-1, label=None if i else "several states")
    named: set[str] = set()
    for line in diagram.lines:
        x, drive = line.smooth()
        y = np.array([height(value, at) for value, at in zip(x, drive, strict=True)]) if current else drive
        for part, name in _parts(line, len(x)):
            colour = VERMILLION if name == "hot state ends" else BLUE
            axes.plot(x[part] / scale, y[part], label=None if name in named else name, color=colour)
            named.add(name)
    if diagram.cusps:
        where = [(c.parameter / scale, height(c.parameter, c.drive)) for c in diagram.cusps]
        axes.plot(
            *np.transpose(where), "o", color="white", markeredgecolor=BLACK, markeredgewidth=1.2, markersize=5, label="cusp", zorder=5
        )
    axes.set_xlim(low / scale, high / scale)
    if high / low > 30:
        axes.set_xscale("log")
    label(axes, x=text, y="amplitude of the tip's current (mA)" if current else LABELS["peak_drive"])
    axes.legend(frameon=True, facecolor="white", edgecolor="none", framealpha=1.0)  # on the shade its own patch would not be seen
    return axes


def several(folds: list[tuple[float, float, int]]) -> list[tuple[float, float]]:
    """Intervals of the drive with more than one state, from the folds in order of drive."""
    count, found, begun = 0, [], 0.0
    for drive, _, opens in folds:
        if count == 0:
            begun = drive
        count += opens
        if count == 0:
            found.append((begun, drive))
    return found


def _regions(
    columns: np.ndarray, intervals: list[list[tuple[float, float]]]
) -> list[tuple[np.ndarray, tuple[float, ...], tuple[float, ...]]]:
    """Regions between folds: columns that follow each other with as many intervals."""
    found = []
    bounds = [0, *(k for k in range(1, len(columns)) if len(intervals[k]) != len(intervals[k - 1])), len(columns)]
    for a, b in pairwise(bounds):
        for which in range(len(intervals[a])):
            bottoms, tops = zip(*(each[which] for each in intervals[a:b]), strict=True)
            found.append((columns[a:b], bottoms, tops))
    return found


def _parts(line: FoldLine, count: int) -> list[tuple[slice, str]]:
    """The parts of a smooth line between cusps and turns, named after the state that ends there as the drive comes from outside."""
    per_piece = (count - 1) // (len(line.parameter) - 1)
    bounds = [0, *(k - 1 for k in range(2, len(line.opens)) if line.opens[k] != line.opens[k - 1]), len(line.opens) - 1]
    names = {1: "hot state ends", -1: "cold state ends"}
    return [(slice(a * per_piece, b * per_piece + 1), names[int(np.sign(line.opens[a + 1]))]) for a, b in pairwise(bounds) if b > a]
