"""The bistable window: the range of drives with more than one steady state, Sec. III."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from quenchmap.balance.curve import Fold, balance_curve
from quenchmap.balance.uniform import branch_temperatures
from quenchmap.material.response import Response

Phase = Literal["superconducting", "normal"]


@dataclass(frozen=True)
class Window:
    """Range of drives [j1, j2] with more than one state; the widest, should there be several.

    Attributes:
        lower: The fold at j1, where a hotter state ends as the drive falls.
        upper: The fold at j2, where a colder state ends as the drive grows.
        high_at_lower: Temperature over T_c of the hottest state at j1.
        high_at_upper: The same at j2, to which a film heated past j2 jumps.
        folds: All folds of j(T), inside and outside this range.
        intervals: All ranges of drives with more than one state, increasing.
    """

    lower: Fold
    upper: Fold
    high_at_lower: float
    high_at_upper: float
    folds: tuple[Fold, ...]
    intervals: tuple[tuple[float, float], ...]

    @property
    def j1(self) -> float:
        """Lower end over j*."""
        return self.lower.drive

    @property
    def j2(self) -> float:
        """Upper end over j*."""
        return self.upper.drive

    @property
    def relative_width(self) -> float:
        """(j2 - j1)/j2."""
        return 1 - self.j1 / self.j2

    @property
    def phase_at_lower(self) -> Phase:
        """Phase of the hottest state at j1: always superconducting, for the fold lies below T_c."""
        return _phase(self.high_at_lower)

    @property
    def phase_at_upper(self) -> Phase:
        """Phase of the hottest state at j2."""
        return _phase(self.high_at_upper)


def window(response: Response) -> Window | None:
    """Bistable window of a response; None where one state exists at every drive.

    Example:
        >>> from quenchmap.material.response import microwave_response
        >>> found = window(microwave_response(2.0, 0.3, 5.0))
        >>> round(found.j1, 6), found.phase_at_lower, round(found.j2, 6), found.phase_at_upper
        (0.86158, 'superconducting', 1.503418, 'normal')
        >>> window(microwave_response(4.0, 0.3, 5.0)) is None
        True
    """
    curve = balance_curve(response)
    if not curve.folds:
        return None
    ranges = multistable_ranges(curve.folds)
    lower, upper = max(ranges, key=lambda r: r[1].drive - r[0].drive)
    roots = branch_temperatures(curve, np.array([lower.drive, upper.drive]))
    high = np.nanmax(roots, axis=0)
    intervals = tuple((a.drive, b.drive) for a, b in ranges)
    high_at_lower = lower.temperature if lower == curve.folds[-1] else float(high[0])  # at its own drive a root is good to 1e-7 only
    return Window(lower, upper, high_at_lower, float(high[1]), curve.folds, intervals)


def multistable_ranges(folds: Sequence[Fold]) -> list[tuple[Fold, Fold]]:
    """Ranges of drives with more than one state, as pairs of the folds at their ends, increasing.

    A stable state is born at each minimum of j(T) and one ends at each maximum as the drive grows.
    """
    ranges: list[tuple[Fold, Fold]] = []
    stable, start = 1, None
    for fold in sorted(folds, key=lambda f: f.drive):
        start = fold if stable == 1 else start
        stable += 1 if fold.kind == "minimum" else -1
        if stable == 1 and start is not None:
            ranges.append((start, fold))
    return ranges


def _phase(T: float) -> Phase:
    return "normal" if T >= 1 else "superconducting"
