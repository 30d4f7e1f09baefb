r"""The balance of Eq. (3) as one explicit curve $j(T)$, and its folds.

Heating $j^2\rho(T)$ and cooling $q(T)$ balance at temperature T under exactly one drive,

$$j(T) = \sqrt{q(T)/\rho(T)}, \qquad \ln j^2 = \ln(T - T_{bath}) - W(T), \quad W = \ln\frac{\rho\,(T - T_{bath})}{q},$$

so every steady state is a crossing of this curve with a horizontal line, and states are born and die at its extrema. W is
smooth between the gap edge, where its slope is logarithmically infinite, and T_c, where it has a kink.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from jaxtyping import Float

from quenchmap.material.response import Response
from quenchmap.numerics.bracketed import bracketed_roots
from quenchmap.numerics.chebyshev import PiecewiseChebyshev

_SAMPLES = 41  # per piece, twice the points of the table: no wiggle of the series is missed
#: Folds whose drives differ by less than this, relative, are not told from rounding of the tables and cancel.
RESOLUTION = 1e-11
_ROUNDING = 1e-13  # a state exists at the very drive of its fold


@dataclass(frozen=True)
class Fold:
    """An extremum of j(T), where a stable and an unstable state meet.

    Attributes:
        drive: Current density over j*.
        temperature: Electron temperature over T_c.
        kind: "maximum": the colder state is stable and ends as the drive grows (j_2);
            "minimum": the hotter one is stable and ends as the drive falls (j_1).
    """

    drive: float
    temperature: float
    kind: Literal["maximum", "minimum"]


@dataclass(frozen=True)
class BalanceCurve:
    """The curve j(T) of a response, sampled densely, with its folds.

    Attributes:
        ratio: Table of W(T).
        bath_temperature: Temperature over T_c where the drive vanishes.
        highest_temperature: Over T_c, where the tables end.
        temperatures: Samples from the bath to the highest temperature of the tables, increasing.
        log_drives: ln j^2 there; minus infinity at the bath.
        folds: All extrema, from cold to hot, maximum and minimum in turn.
    """

    ratio: PiecewiseChebyshev
    bath_temperature: float
    highest_temperature: float
    temperatures: Float[np.ndarray, " samples"]
    log_drives: Float[np.ndarray, " samples"]
    folds: tuple[Fold, ...]

    def drive(self, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        """Drive that holds temperature T."""
        return np.sqrt((T - self.bath_temperature) * np.exp(-self.ratio(np.asarray(T, float))[0]))

    def branch_root(self, branch: int, drives: Float[np.ndarray, " drives"]) -> Float[np.ndarray, " drives"]:
        """Temperature at each drive on one monotone branch; NaN where it has none.

        Args:
            branch: Number of folds colder than the branch: even ones are stable.
            drives: Current densities over j*, not negative.
        """
        ends = (self.bath_temperature, *(f.temperature for f in self.folds), self.highest_temperature)[branch : branch + 2]
        inside = (self.temperatures > ends[0]) & (self.temperatures < ends[1])
        T = np.concatenate([[ends[0]], self.temperatures[inside], [ends[1]]])
        level = np.concatenate([self._log_drive(ends[0]), self.log_drives[inside], self._log_drive(ends[1])])
        if branch % 2:
            T, level = T[::-1], level[::-1]
        with np.errstate(divide="ignore"):
            target = 2 * np.log(drives)
        exists = (target >= level[0] - _ROUNDING) & (target <= level[-1] + _ROUNDING)
        above = np.clip(np.searchsorted(np.maximum.accumulate(level), target), 1, len(T) - 1)
        here, squared = np.nonzero(exists)[0], drives[exists] ** 2

        def surplus(T: np.ndarray) -> np.ndarray:  # of cooling over heating, scaled: finite at the bath too
            return T - self.bath_temperature - squared * np.exp(self.ratio(T)[0])

        roots = np.full(drives.shape, np.nan)
        roots[here] = bracketed_roots(surplus, T[above[here] - 1], T[above[here]])
        return roots

    def _log_drive(self, T: float) -> np.ndarray:
        with np.errstate(divide="ignore"):
            return np.log([T - self.bath_temperature]) - self.ratio(np.array([T]))[0]


def balance_curve(response: Response) -> BalanceCurve:
    """Curve j(T) of a response with all its folds.

    Accuracy:
        Drives to the error of the tables, about 1e-12; fold temperatures to 1e-9.
    """
    bath = response.bath_temperature
    used = int(np.searchsorted(response.table.breakpoints, response.highest_temperature))  # the pieces above are padding
    breaks = response.table.breakpoints[: used + 1]
    coefficients = response.table.coefficients[:used, 2:3] - response.table.coefficients[:used, 0:1]
    ratio = PiecewiseChebyshev(breaks, coefficients)
    derivative = ratio.derivative_coefficients()

    u = -np.cos(np.pi * np.arange(_SAMPLES) / (_SAMPLES - 1))
    polynomials = np.polynomial.chebyshev.chebvander(u, coefficients.shape[-1] - 1).T
    T = 0.5 * ((1 - u) * breaks[:-1, None] + (1 + u) * breaks[1:, None])
    slope = 1 - (T - bath) * (derivative[:, 0] @ polynomials)  # of ln j^2 against ln(T - bath)
    for edge in response.kinks:
        if edge < 1:  # x ln|x|: the slope is minus infinity at the gap edge, however near the folds are to it
            slope[edge == T] = -np.inf
    with np.errstate(divide="ignore"):
        level = np.log(T - bath) - coefficients[:, 0] @ polynomials

    turns = np.nonzero(np.diff(np.signbit(slope.ravel())))[0]
    low, high = T.ravel()[turns], T.ravel()[turns + 1]
    T_folds = bracketed_roots(lambda t: 1 - (t - bath) * ratio.with_derivative(t)[1][0], low, high)
    once = np.concatenate([[True], np.diff(T.ravel()) > 0])  # pieces share their ends
    curve = BalanceCurve(ratio, bath, response.highest_temperature, T.ravel()[once], level.ravel()[once], ())
    return replace(curve, folds=resolved_folds(T_folds, curve.drive(T_folds), RESOLUTION))


def resolved_folds(T: Float[np.ndarray, " folds"], drives: Float[np.ndarray, " folds"], resolution: float) -> tuple[Fold, ...]:
    """Folds from cold to hot, without neighbouring pairs whose maximum is not above the minimum by `resolution`, relative."""
    left = list(zip(drives.tolist(), T.tolist()))
    while len(left) > 1:
        heights = [b[0] / a[0] - 1 if i % 2 else a[0] / b[0] - 1 for i, (a, b) in enumerate(pairwise(left))]
        smallest = int(np.argmin(heights))
        if heights[smallest] > resolution:
            break
        del left[smallest : smallest + 2]
    return tuple(Fold(drive, T, "minimum" if i % 2 else "maximum") for i, (drive, T) in enumerate(left))
