"""Roots of many scalar equations at once, each inside its own bracket."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

Residual = Callable[[Float[np.ndarray, " roots"]], Float[np.ndarray, " roots"]]


def bracketed_roots(
    residual: Residual, low: Float[np.ndarray, " roots"], high: Float[np.ndarray, " roots"], *, iterations: int = 100
) -> Float[np.ndarray, " roots"]:
    """Root of each component of `residual` between `low` and `high`, by Chandrupatla's method.

    It takes inverse quadratic steps where they can be trusted and halves the bracket elsewhere: about eight evaluations
    for a smooth residual, never more than twice bisection's.

    Args:
        residual: Elementwise function.
        low: One end of each bracket.
        high: The other end.
        iterations: Most evaluations.

    Returns:
        Roots to rounding. Where the ends have the same sign (a root within rounding of an end), the end with the smaller residual.

    Example:
        >>> bracketed_roots(lambda x: x**2 - np.array([2.0, 9.0]), np.array([0.0, 0.0]), np.array([2.0, 4.0])).round(6)
        array([1.414214, 3.      ])
    """
    a, b = np.array(low, float), np.array(high, float)
    fa, fb = residual(a), residual(b)
    hopeless = np.sign(fa) * np.sign(fb) > 0
    best = np.where(np.abs(fa) < np.abs(fb), a, b)
    end = best.copy()
    t = np.full_like(a, 0.5)
    for _ in range(iterations):
        best = np.where(np.abs(fa) < np.abs(fb), a, b)
        width = np.abs(b - a)
        smallest = 2 * np.finfo(float).eps * np.abs(best)
        if np.all(hopeless | (width <= 2 * smallest) | (np.minimum(np.abs(fa), np.abs(fb)) == 0)):
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.clip(t, smallest / width, 1 - smallest / width)
        x = a + np.where(np.isfinite(t), t, 0.5) * (b - a)
        fx = residual(x)
        same = np.sign(fx) == np.sign(fa)
        c, fc = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        with np.errstate(divide="ignore", invalid="ignore"):
            xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
            trusted = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            inverse_quadratic = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        t = np.where(trusted, inverse_quadratic, 0.5)
    return np.where(hopeless, end, best)
