r"""How close two channels may be and still be told apart, from line scans across pairs of them.

The *dip* is how far the signal falls between its two maxima below the lower one, over their mean. Two channels are told apart by Rayleigh's
criterion when it is at least 26.4 %, as between two equal round spots of diffraction of which each has its maximum in the other's first
zero; and in a given noise when the fall is several times as large as it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from quenchmap.errors import checked_positive
from quenchmap.scan.resolution.limit import Limit, smallest_seen
from quenchmap.scan.resolution.line import checked_line
from quenchmap.units import Quantity, si

#: Dip at Rayleigh's distance between two equal Airy patterns.
RAYLEIGH = 0.264


class Dip(NamedTuple):
    """Between two maxima of a line scan.

    Attributes:
        left: Maximum at lower positions, from the background, in the signal's unit and without sign.
        right: Maximum at higher positions, likewise.
        minimum: Smallest value between them, likewise.
        depth: How far the signal falls between them below the lower one, in its unit; 0 when it does not fall.
        relative: `depth` over the mean of the maxima: 0 when they have merged, 1 when the signal falls to the background between them.
    """

    left: float
    right: float
    minimum: float
    depth: float
    relative: float


@dataclass(frozen=True)
class Separation:
    """Pairs of channels at several distances.

    Attributes:
        distance: Of the channels, in m, increasing.
        dips: Of the signal between them, for each distance.
        rayleigh: Smallest distance with a relative dip of at least 26.4 %.
        in_noise: Smallest distance with a depth of at least `factor` times the noise; None when no noise was given.
        noise: Standard deviation of the signal's noise, in its unit, or None.
        factor: How many times the noise the depth must be.
    """

    distance: Float[np.ndarray, " distances"]
    dips: tuple[Dip, ...]
    rayleigh: Limit
    in_noise: Limit | None
    noise: float | None
    factor: float

    def __str__(self) -> str:
        told = f"two channels are told apart by Rayleigh's criterion at {self.rayleigh}"
        if self.in_noise is not None:
            told += f", in noise of {self.noise:.3g} at {self.in_noise}"
        return told


def channel_dip(position: ArrayLike, signal: ArrayLike, *, center: Quantity = 0.0, background: float = 0.0) -> Dip:
    """The dip between two maxima of a line scan, one on each side of `center`.

    The signal is counted from the background to the side where it departs furthest from it: maxima of a negative signal are its minima.

    Args:
        position: Of the tip across both channels, in m, increasing or decreasing.
        signal: Real, in any unit.
        center: A position between both channels, in m; by default half-way between their centre lines in
            `quenchmap.scan.resolution.samples.channels_sample`; for channels of different widths better the middle of the gap, a
            quarter of left minus right width. Where the flank of a strong channel reaches across it and exceeds the weak channel,
            there is no dip.
        background: The signal far from both, in its unit: 0 for a change of the impedance.

    Raises:
        TypeError: For a complex signal.
        ValueError: For arrays that do not match or have NaN, for a scan with fewer than 3 points on either side, and for a signal that is
            the background everywhere.

    Accuracy:
        Maxima and minimum are those of the points, not interpolated; in each the error is of second order in the step.

    Example:
        >>> x = np.linspace(-5, 5, 101)
        >>> dip = channel_dip(x, np.exp(-((x - 1.5) ** 2)) + 0.8 * np.exp(-((x + 1.5) ** 2)))
        >>> round(dip.left, 3), round(dip.right, 3), round(dip.relative, 3)
        (0.8, 1.0, 0.678)
    """
    x, S = checked_line(position, signal)
    middle, zero = si(center, "m", "center"), si(background, "", "background")
    left, right = np.flatnonzero(x < middle), np.flatnonzero(x > middle)
    if min(left.size, right.size) < 3:
        raise ValueError(
            f"A scan across two channels needs at least 3 points on either side of `center`, but has {left.size} and {right.size} around "
            f"center={center!r}. Give a position between the channels."
        )
    A = S - zero
    A = A * np.sign(A[np.abs(A).argmax()])
    if A.max() == 0:
        raise ValueError(f"The signal is the background everywhere, {zero:.6g}, and shows no channel. Scan across both channels.")
    one, other = int(left[A[left].argmax()]), int(right[A[right].argmax()])
    lowest = float(A[one : other + 1].min())
    low, high = float(A[one]), float(A[other])
    depth = min(low, high) - lowest
    return Dip(low, high, lowest, depth, depth / (0.5 * (low + high)) if depth > 0 else 0.0)


def separation(
    distance: ArrayLike,
    lines: Sequence[tuple[ArrayLike, ArrayLike]],
    *,
    center: Quantity = 0.0,
    background: float = 0.0,
    noise: float | None = None,
    factor: float = 3.0,
) -> Separation:
    """The smallest distance at which two channels are told apart.

    It is interpolated linearly between distances that were measured, and never extrapolated: see `Limit`. A distance
    counts when all larger ones that were measured are told apart, too.

    Args:
        distance: Of the centre lines of the two channels, in m, for each scan, in any order.
        lines: (position, signal) of the scan at each distance; see `channel_dip`.
        center: A position between both channels, in m.
        background: The signal far from both, in its unit.
        noise: Standard deviation of the noise in one point of the signal, in its unit.
        factor: How many times the noise the depth of the dip must be.

    Raises:
        ValueError: For distances that are not positive or come twice, for another number of scans, and as `channel_dip`.

    Example:
        >>> x, distances = np.linspace(-5, 5, 201), [1.6, 1.8, 2.0, 2.2]
        >>> found = separation(distances, [(x, np.exp(-((x - d / 2) ** 2)) + np.exp(-((x + d / 2) ** 2))) for d in distances])
        >>> print(found)
        two channels are told apart by Rayleigh's criterion at 1.978 m (between 1.8 m and 2 m)
    """
    d = np.atleast_1d(np.asarray(distance, float))
    if d.ndim != 1 or d.size != len(lines):
        raise ValueError(f"`lines` must have one scan for each distance, but there are {len(lines)} scans and {d.size} distances.")
    if d.size == 0 or not np.all((d > 0) & np.isfinite(d)):
        raise ValueError(f"`distance` is that of the channels in m and must be positive, but distance={np.asarray(distance).tolist()!r}.")
    order = np.argsort(d)
    d = d[order]
    if np.any(np.diff(d) == 0):
        raise ValueError(f"Each distance may come once, but {d[:-1][np.diff(d) == 0][0]:.6g} m comes twice. Average those scans.")
    dips = tuple(channel_dip(*lines[i], center=center, background=background) for i in order)
    in_noise = None
    if noise is not None:
        noise = checked_positive("noise", noise, "the standard deviation of the signal's noise")
        least = checked_positive("factor", factor, "how many times the noise a dip must be") * noise
        in_noise = smallest_seen(d, [dip.depth for dip in dips], least)
    return Separation(d, dips, smallest_seen(d, [dip.relative for dip in dips], RAYLEIGH), in_noise, noise, factor)
