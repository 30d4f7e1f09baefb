r"""How far a map follows the truth, pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from quenchmap.scan.resolution.complete import checked_maps


@dataclass(frozen=True)
class Correlation:
    """Of a map with the truth, over the pixels that both have.

    Attributes:
        pearson: Of the values: 1 or -1 when the map is a straight line of the truth.
        rank: Of their ranks (Spearman): 1 or -1 when it rises or falls with the truth, however bent.
        pixels: How many pixels both have.
        missing: How many are NaN or infinite in one of them.
    """

    pearson: float
    rank: float
    pixels: int
    missing: int

    def __str__(self) -> str:
        gaps = f", {self.missing} without a value left out" if self.missing else ""
        return f"correlation {self.pearson:.3f}, of ranks {self.rank:.3f}, over {self.pixels} pixels{gaps}"


def correlation(map: ArrayLike, truth: ArrayLike) -> Correlation:
    r"""Correlation of a map with the truth.

    $$\rho = \frac{\langle (M - \bar M)(S - \bar S)\rangle}{\sqrt{\langle (M - \bar M)^2\rangle\langle (S - \bar S)^2\rangle}}$$

    over the pixels that are finite in both; the same of the ranks, equal values sharing their mean rank.

    Args:
        map: M, real, any unit, shape (ny, nx), NaN where it has no value.
        truth: S at the same pixels, likewise.

    Raises:
        TypeError: For complex maps.
        ValueError: For shapes that differ, fewer than 3 common pixels, and a map without any contrast.

    Accuracy:
        Rounding. As an estimate from N independent pixels its standard error is about $(1 - \rho^2)/\sqrt N$; pixels nearer to each
        other than the resolution are not independent.

    Example:
        >>> truth = np.array([[1.0, 2.0], [3.0, 4.0]])
        >>> print(correlation(np.exp(truth), truth))
        correlation 0.927, of ranks 1.000, over 4 pixels
    """
    M, S = checked_maps(map, truth)
    there = np.isfinite(M) & np.isfinite(S)
    pixels = int(there.sum())
    if pixels < 3:
        raise ValueError(f"A correlation needs at least 3 pixels with values in both maps, but there are {pixels}. Compute more pixels.")
    for name, values in (("map", M[there]), ("truth", S[there])):
        if np.ptp(values) == 0:
            raise ValueError(
                f"A correlation needs contrast, but `{name}` is {values[0] + 0.0:.6g} everywhere. Choose a window with contrast."
            )
    return Correlation(_pearson(M[there], S[there]), _pearson(_ranks(M[there]), _ranks(S[there])), pixels, M.size - pixels)


def _pearson(a: Float[np.ndarray, " n"], b: Float[np.ndarray, " n"]) -> float:
    a, b = ((v - v.mean()) / np.ptp(v) for v in (a, b))
    return float(np.clip(np.sum(a * b) / np.sqrt(np.sum(a * a) * np.sum(b * b)), -1, 1))


def _ranks(values: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """From 1, equal values sharing their mean rank."""
    _, number, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[number.ravel()]
