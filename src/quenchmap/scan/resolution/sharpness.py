r"""The sharpest thing in an edge response: its narrowest flank, and the finest wave that is left of a structure.

An edge response goes with the whole spot, whose diameter is its width. Its flanks may be sharper: where the border of a normal
spot meets the edge the response may bend or jump, and its derivative, the line spread function, has a peak there as narrow as that border.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from quenchmap.scan.resolution.edge_response import EdgeResponse
from quenchmap.scan.resolution.line import Line
from quenchmap.scan.resolution.monotone import crossings

#: Height of a peak of the slope over the highest one, below which it is no flank.
_TALL = 0.5
#: Part of a wave's amplitude that counts as left.
LEFT = 0.1


@dataclass(frozen=True)
class Flank:
    """A peak of the slope of a line scan, of either sign.

    Attributes:
        position: Of its maximum, m.
        width: Full width at half of its maximum, m; a step of the raster where the signal jumps.
        share: Part of all that the signal rises and falls which lies within that width.
    """

    position: float
    width: float
    share: float


def sharpest_flank(line: Line) -> Flank:
    """The narrowest peak of a line scan's slope that is at least half as high as the highest one.

    Args:
        line: A line scan without gaps at its narrowest peak.

    Accuracy:
        The slope is averaged over a step of the raster: a peak of 2 steps is found too wide by 8 to 20 %, one of 3 by 4 to 9 %, one of 6 by
        1 to 2 %; a jump, which has no width, as one step.

    Example:
        >>> x = np.linspace(-4, 4, 161)
        >>> flank = sharpest_flank(Line(x, np.tanh(x + 2) + 0.4 * np.tanh((x - 2) / 0.2)))
        >>> round(flank.position, 2), round(flank.width, 2)  # exactly 2 and about 0.36
        (1.98, 0.36)
    """
    h = np.diff(line.position)
    x, A = 0.5 * (line.position[1:] + line.position[:-1]), np.abs(np.diff(line.signal)) / h
    padded = np.concatenate([[0.0], A, [0.0]])
    (peaks,) = np.nonzero((padded[:-2] <= A) & (padded[2:] <= A) & (_TALL * A.max() <= A))
    outer = np.concatenate([[x[0] - h[0]], x, [x[-1] + h[-1]]])
    rise = np.concatenate([[0.0], np.cumsum(A * h)])
    flanks = []
    for i in peaks:
        at = crossings(outer, padded, A[i] / 2)
        left, right = at[at < x[i]].max(), at[at > x[i]].min()
        share = np.diff(np.interp([left, right], line.position, rise))[0] / rise[-1]
        flanks.append(Flank(float(x[i]), float(right - left), float(share)))
    return min(flanks, key=lambda flank: flank.width)


def finest_wavelength(edge: EdgeResponse) -> float | None:
    """Shortest wavelength of which the modulation transfer still leaves a tenth, m; None when that is finer than the raster shows.

    Unlike `ModulationTransfer.tenth`, zeros of the transfer at longer waves do not end it: a spot with a sharp border has many.
    """
    transfer = edge.modulation_transfer()
    if transfer.value[-1] >= LEFT:
        return None
    found: Float[np.ndarray, " n"] = crossings(transfer.frequency, transfer.value, LEFT)
    return float(1 / found[-1])
