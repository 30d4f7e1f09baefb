r"""Gaussian random fields that belong to the physical rectangle, not to its grid.

A field of mean 0 and variance 1 with the correlation function

$$C(r) = \langle g(x) g(x + r) \rangle = \exp(-r^2 / 2 \xi^2)$$

is a sum of plane waves of a larger periodic box, each with a random amplitude of variance
$S(k)/A = (2 \pi \xi^2 / A) \exp(-k^2 \xi^2 / 2)$. The amplitudes are drawn wave by wave, from long waves to short ones, up to
$k \xi = 6$, so cells of any size show the same field, at their centres. The generator is numpy's `RandomState`, whose stream is frozen.
"""

from __future__ import annotations

import math
import warnings
from typing import Any, Literal, TypeAlias

import numpy as np
from jaxtyping import Float, Int

from quenchmap.errors import AccuracyWarning
from quenchmap.units import engineering

Law: TypeAlias = Literal["gaussian", "lognormal"]
Waves: TypeAlias = Int[np.ndarray, " waves"]

#: Largest k xi along each axis: shorter waves would carry exp(-18) of the variance.
CUTOFF = 6.0
#: The box is longer than the sample by this many xi: its images correlate by exp(-18).
MARGIN = 6.0
#: Fraction of cells in which a Gaussian Tc may be cut off at 0 without a warning.
TOLERATED_CLIPPING = 1e-3


def gaussian_field(
    x: Float[np.ndarray, " nx"], y: Float[np.ndarray, " ny"], *, width: float, height: float, correlation_length: float, seed: int
) -> Float[np.ndarray, "ny nx"]:
    """Gaussian random field of mean 0 and variance 1, with the correlation function exp(-r^2/(2 xi^2)).

    Args:
        x: Where it is wanted, in m.
        y: Likewise; the points are all pairs of `x` and `y`.
        width: Of the rectangle around (0, 0) that holds all points, in m.
        height: Likewise.
        correlation_length: xi, in m.
        seed: Of the random numbers; the same field for the same seed, width, height and xi, on any points.

    Returns:
        The field at the points. It is not shifted or scaled to the moments of its own sample.

    Accuracy:
        The correlation function holds to 3e-8; values repeat to rounding on any machine.

    Example:
        >>> x = np.array([0.0])
        >>> gaussian_field(x, x, width=1.0, height=1.0, correlation_length=0.2, seed=1).shape
        (1, 1)
    """
    (kx, ky), m, n, variance = waves(width, height, correlation_length)
    a, b = np.random.RandomState(seed).standard_normal((m.size, 2)).T
    M, N = m.max(), n.max()
    amplitude = np.zeros((N + 1, 2 * M + 1), complex)
    amplitude[n, m + M] = np.sqrt(variance) * (a - 1j * b)
    along_x = amplitude @ np.exp(1j * kx * np.outer(np.arange(-M, M + 1), x))
    phase = ky * np.outer(y, np.arange(N + 1))
    return np.cos(phase) @ np.real(along_x) - np.sin(phase) @ np.imag(along_x)


def waves(width: float, height: float, correlation_length: float) -> tuple[tuple[float, float], Waves, Waves, Float[np.ndarray, " waves"]]:
    """Plane waves (m kx, n ky) of the periodic box, one of each pair k and -k, in the order in which they are drawn.

    Returns:
        (kx, ky) in 1/m; m; n, not negative; the variance of both waves of the pair. The sum of variance cos(k r) is C(r).
    """
    xi = correlation_length
    periods = width + MARGIN * xi, height + MARGIN * xi
    kx, ky = (2 * math.pi / P for P in periods)
    M, N = (int(CUTOFF / (k * xi)) for k in (kx, ky))
    m, n = (i.ravel() for i in np.meshgrid(np.arange(-M, M + 1), np.arange(N + 1)))
    half = (n > 0) | (m >= 0)
    m, n = m[half], n[half]
    order = np.lexsort((m, n, np.maximum(np.abs(m), n)))  # by shells, long waves first
    m, n = m[order], n[order]
    variance = 2 * math.pi * xi**2 / (periods[0] * periods[1]) * np.exp(-((m * kx) ** 2 + (n * ky) ** 2) * xi**2 / 2)
    return (kx, ky), m, n, np.where((m == 0) & (n == 0), 1.0, 2.0) * variance  # k = 0 has no partner


def disorder(law: Law, amplitude: float, g: Float[np.ndarray, "ny nx"]) -> Float[np.ndarray, "ny nx"]:
    r"""Factor of mean 1 and standard deviation |amplitude|: $1 + a g$, or $\exp(\pm s g - s^2/2)$ with $s^2 = \ln(1 + a^2)$.

    A negative amplitude turns hills into valleys.
    """
    if law == "gaussian":
        return 1 + amplitude * g
    s = math.copysign(math.sqrt(math.log1p(amplitude**2)), amplitude)
    return np.exp(s * g - s**2 / 2)


def clipped(values: Float[np.ndarray, "ny nx"], what: str) -> Float[np.ndarray, "ny nx"]:
    """Critical temperatures with negative ones made 0, a normal metal; warns when that is more than one cell in a thousand."""
    below = float(np.mean(values < 0))
    if below > TOLERATED_CLIPPING:
        warnings.warn(
            f"{what} makes the critical temperature negative in {100 * below:.3g} % of the cells, which become a normal metal (Tc = 0). "
            "Use a smaller amplitude, or a log-normal field.",
            AccuracyWarning,
            stacklevel=4,
        )
    return np.maximum(values, 0.0)


def checked_seed(seed: Any) -> int:
    """A seed, refused unless a whole number that numpy's `RandomState` takes."""
    if isinstance(seed, bool | np.bool_) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**32:
        raise ValueError(
            f"`seed` must be a whole number from 0 to 2**32 - 1, so that the sample can be made again, but seed={seed!r}. "
            "Give for example seed=1."
        )
    return int(seed)


def warn_if_unresolved(name: str, size: float, cell: float) -> None:
    """Warn when a structure is smaller than two cells."""
    if size < 2 * cell * (1 - 1e-9):
        warnings.warn(
            f"{name} is {engineering(size, 'm')}, less than two cells of {engineering(cell, 'm')}: the grid does not show it. "
            f"Use cells of {engineering(size / 4, 'm', 2)} or less.",
            AccuracyWarning,
            stacklevel=4,
        )
