"""Interpolation between the steps of a time integrator, by polynomials through the nearest of them."""

import numpy as np
from jaxtyping import Float, Int

from quenchmap.numerics.quadrature import gauss_legendre

_POINTS = 6  # as many as the highest order of BDF needs


def windows(
    times: Float[np.ndarray, " steps"], breaks: Int[np.ndarray, " breaks"], t: Float[np.ndarray, " points"], *, points: int = _POINTS
) -> tuple[Int[np.ndarray, "points window"], Float[np.ndarray, "points window"]]:
    """Nearest steps of each time, and their weights.

    Args:
        times: Increasing times of the steps.
        breaks: Indices of steps where a derivative may jump, the first and the last step among them: no polynomial reaches across.
        t: Times between the first and the last.
        points: Steps that a polynomial goes through, where there are as many.

    Returns:
        Indices and weights; the value at t[i] is the sum of weights[i] * values[indices[i]].
    """
    t = np.asarray(t, float)
    k = np.clip(np.searchsorted(times, t, side="right") - 1, 0, len(times) - 2)
    stretch = np.searchsorted(breaks, k, side="right")
    first, last = breaks[stretch - 1], breaks[stretch]
    start = np.minimum(np.maximum(k - points // 2 + 1, first), np.maximum(last - points + 1, first))
    index = start[:, None] + np.arange(points)
    inside = index <= last[:, None]
    index = np.minimum(index, last[:, None])
    unit = (times[k + 1] - times[k])[:, None]
    x = (times[index] - t[:, None]) / unit
    weights = np.ones_like(x)
    for j in range(points):  # the Lagrange polynomials at 0
        other = np.delete(np.arange(points), j)
        factor = np.where(inside[:, other], x[:, other], 1.0)
        difference = np.where(inside[:, other], x[:, other] - x[:, [j]], 1.0)
        weights[:, j] = np.where(inside[:, j], np.prod(factor / np.where(difference == 0, 1.0, difference), axis=1), 0.0)
    return index, weights


def integral(
    times: Float[np.ndarray, " steps"],
    breaks: Int[np.ndarray, " breaks"],
    after: Float[np.ndarray, " steps"],
    jumps: Float[np.ndarray, " breaks"],
) -> float:
    """Integral over time of a function known at the steps.

    Args:
        times: Times of the steps.
        breaks: As in `windows`.
        after: Values at the steps; at a break, just after it.
        jumps: Rise of the function at each break.
    """
    s, w = gauss_legendre(3)
    total = 0.0
    for first, last, jump in zip(breaks[:-1], breaks[1:], jumps[1:]):
        t, f = times[first : last + 1], after[first : last + 1].copy()
        f[-1] -= jump
        length = np.diff(t)
        at = (t[:-1, None] + length[:, None] * s).ravel()
        index, weight = windows(t, np.array([0, len(t) - 1]), at)
        total += float(np.sum((length[:, None] * w).ravel() * np.sum(weight * f[index], axis=1)))
    return total
