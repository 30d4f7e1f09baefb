"""Piecewise Chebyshev tables of several functions on common pieces, with derivatives."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import equinox as eqx
import numpy as np
from jaxtyping import Float
from scipy.fft import dct

from quenchmap.numerics.arrays import EitherArray
from quenchmap.precision import jax, jnp

#: Chebyshev points per piece. A singularity as far from a piece as the piece is long costs 5.8^-20 = 5e-16.
POINTS = 20


class PiecewiseChebyshev(eqx.Module):
    """Several functions of one variable as Chebyshev series on the same pieces.

    Attributes:
        breakpoints: Ends of the pieces, increasing, shape (pieces + 1,).
        coefficients: Chebyshev coefficients, shape (pieces, functions, points).

    Called with NumPy arrays it computes with NumPy, with JAX arrays with JAX.
    """

    breakpoints: Float[EitherArray, " ends"]
    coefficients: Float[EitherArray, "pieces functions points"]

    def __call__(self, x: Float[EitherArray, "*shape"]) -> Float[EitherArray, "functions *shape"]:
        """Values of all functions at `x`, shape (functions, *shape); the end pieces extrapolate."""
        return self.derivatives(x, 0)[0]

    def with_derivative(
        self, x: Float[EitherArray, "*shape"]
    ) -> tuple[Float[EitherArray, "functions *shape"], Float[EitherArray, "functions *shape"]]:
        """Values and first derivatives at `x`."""
        values, slopes = self.derivatives(x, 1)
        return values, slopes

    def derivatives(self, x: Float[EitherArray, "*shape"], order: int) -> tuple[Float[EitherArray, "functions *shape"], ...]:
        """Values and all derivatives up to an order at `x`."""
        xp, c, piece, u, slope = self._local(x)

        def one(later: tuple[Any, ...], column: Any) -> tuple[tuple[Any, ...], None]:  # Clenshaw's recurrence and its derivatives
            added = [column[:, piece], *(2 * k * b1 for k, (b1, _) in enumerate(later[:-1], start=1))]
            return tuple((a + 2 * u * b1 - b2, b1) for a, (b1, b2) in zip(added, later, strict=True)), None

        zero = xp.zeros((c.shape[1], *u.shape))
        found = _descend(xp, one, ((zero, zero),) * (order + 1), c[1:])
        added = [c[0][:, piece], *(k * b1 for k, (b1, _) in enumerate(found[:-1], start=1))]
        return tuple((a + u * b1 - b2) * slope**k for k, (a, (b1, b2)) in enumerate(zip(added, found, strict=True)))

    def derivative_coefficients(self) -> Float[np.ndarray, "pieces functions points"]:
        """Coefficients of the derivatives' own series."""
        half = 0.5 * np.diff(self.breakpoints)[:, None, None]
        found = np.zeros_like(self.coefficients)
        found[..., :-1] = np.moveaxis(np.polynomial.chebyshev.chebder(np.moveaxis(self.coefficients, -1, 0)), 0, -1) / half
        return found

    def _local(self, x: EitherArray) -> tuple[Any, EitherArray, EitherArray, EitherArray, EitherArray]:
        """Array library, coefficients (points, functions, pieces), each point's piece, its place there (-1 to 1), the slope of that."""
        xp = jnp if isinstance(x, jax.Array) else np
        breaks = xp.asarray(self.breakpoints)
        piece = xp.clip(xp.searchsorted(breaks, x, side="right") - 1, 0, len(self.breakpoints) - 2)
        a, b = breaks[piece], breaks[piece + 1]
        u = ((x - a) - (b - x)) / (b - a)
        return xp, xp.asarray(self.coefficients).T, piece, u, 2 / (b - a)


def _descend(xp: Any, one: Callable[..., Any], start: tuple[Any, ...], columns: Any) -> tuple[Any, ...]:
    """Fold `one` over the coefficients from the last to the first; compiled as a loop, which is small and whose result is computed once."""
    if xp is jnp:
        return jax.lax.scan(one, start, columns, reverse=True, unroll=2)[0]
    state = start
    for column in columns[::-1]:
        state, _ = one(state, column)
    return state


def chebyshev_points(breakpoints: Float[np.ndarray, " ends"], points: int = POINTS) -> Float[np.ndarray, "pieces points"]:
    """Chebyshev points (of the first kind, ends excluded) of every piece."""
    u = np.cos(np.pi * (np.arange(points) + 0.5) / points)
    a, b = breakpoints[:-1, None], breakpoints[1:, None]
    return 0.5 * ((1 - u) * a + (1 + u) * b)


def fit(breakpoints: Float[np.ndarray, " ends"], values: Float[np.ndarray, "functions pieces points"]) -> PiecewiseChebyshev:
    """Table through the `values` at `chebyshev_points`."""
    points = values.shape[-1]
    coefficients = dct(values, type=2, axis=-1) / points
    coefficients[..., 0] /= 2
    return PiecewiseChebyshev(breakpoints, np.moveaxis(coefficients, 0, 1))


def series(u: EitherArray, terms: int) -> list[Any]:
    """The first Chebyshev polynomials at u."""
    found = [u**0, u]
    while len(found) < terms:
        found.append(2 * u * found[-1] - found[-2])
    return found[:terms]


def series_nodes(degree: int) -> tuple[Float[np.ndarray, " nodes"], Float[np.ndarray, "terms nodes"]]:
    """Chebyshev points on [-1, 1] and the matrix that turns values there into the coefficients of `series`."""
    u = np.cos(np.pi * (np.arange(degree + 1) + 0.5) / (degree + 1))
    return u, np.linalg.inv(np.stack(series(u, degree + 1), axis=1))


def antiderivative(
    breakpoints: Float[np.ndarray, " ends"], values: Float[np.ndarray, "functions pieces points"]
) -> Float[np.ndarray, "functions pieces points"]:
    """Values at the `chebyshev_points` of the integrals, from the first breakpoint, of functions given there."""
    points = values.shape[-1]
    c = dct(values, type=2, axis=-1) / points
    c[..., 0] /= 2
    integral = np.polynomial.chebyshev.chebint(np.moveaxis(c, -1, 0), lbnd=-1)  # 0 at the start of each piece
    half = 0.5 * np.diff(breakpoints)
    u = np.cos(np.pi * (np.arange(points) + 0.5) / points)
    inside = np.polynomial.chebyshev.chebval(u, integral) * half[:, None]  # (functions, pieces, points)
    whole = np.polynomial.chebyshev.chebval(1.0, integral) * half
    starts = np.concatenate([np.zeros_like(whole[..., :1]), np.cumsum(whole, axis=-1)[..., :-1]], axis=-1)
    return starts[..., None] + inside


def graded(
    low: float, high: float, towards: Sequence[float], *, ratio: float = 0.4, smallest: float = 1e-9, largest: float = np.inf
) -> Float[np.ndarray, " ends"]:
    """Breakpoints from `low` to `high`, with pieces that shrink geometrically towards each of the points `towards`.

    Args:
        low: Lower end.
        high: Upper end.
        towards: Points of reduced smoothness, inside or outside the interval.
        ratio: Ratio of the distances of successive breakpoints from such a point.
        smallest: The piece that touches such a point has this length.
        largest: No piece is longer than this.

    Example:
        >>> graded(0.0, 1.0, [1.0], ratio=0.5, smallest=0.1)
        array([0.   , 0.5  , 0.75 , 0.875, 1.   ])
    """
    span = high - low
    ends = {low, high, *(t for t in towards if low < t < high)}
    corners = sorted(ends)
    for a, b in pairwise(corners):
        for t in towards:
            if t <= a:
                ends |= {t + d for d in _distances(b - t, ratio, smallest) if a - t + 0.3 * smallest < d < b - t}
            elif t >= b:
                ends |= {t - d for d in _distances(t - a, ratio, smallest) if t - b + 0.3 * smallest < d < t - a}
    points = np.array(sorted(ends))
    keep = np.concatenate([[True], np.diff(points) > 1e-4 * smallest])  # two gradings may meet
    keep[-1] = True
    for corner in corners:
        keep[np.searchsorted(points, corner)] = True
    points = points[keep]
    return np.unique(
        np.concatenate([np.linspace(a, b, max(2, int(np.ceil((b - a) / min(largest, span))) + 1)) for a, b in pairwise(points)])
    )


def _distances(length: float, ratio: float, smallest: float) -> list[float]:
    levels = max(0, int(np.floor(np.log(smallest / length) / np.log(ratio))))
    return [length * ratio**k for k in range(1, levels + 1)]
