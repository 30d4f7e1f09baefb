r"""Droplets: where a Gaussian random field exceeds a threshold.

The threshold u of a field with correlation length $\xi$ leaves the fraction $p = \mathrm{erfc}(u/\sqrt 2)/2$. A straight line crosses
the edges of its droplets $e^{-u^2/2}/(\pi \xi)$ times per length (Rice), so its stretches inside droplets have the mean length
$2 \pi \xi p\, e^{u^2/2}$: that is the droplet size.
"""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Bool, Float

from quenchmap.sample.random_fields import gaussian_field


def droplet_correlation_length(droplet_size: float, coverage: float) -> float:
    """Correlation length of the field whose droplets have a size, in the unit of that size.

    Example:
        >>> print(f"{droplet_correlation_length(math.pi, 0.5):.12g}")
        1
    """
    from scipy.special import ndtri

    u = float(ndtri(1 - coverage))
    return droplet_size * math.exp(-(u**2) / 2) / (2 * math.pi * coverage)


def droplets(
    x: Float[np.ndarray, " nx"],
    y: Float[np.ndarray, " ny"],
    *,
    width: float,
    height: float,
    coverage: float,
    droplet_size: float,
    seed: int,
) -> Bool[np.ndarray, "ny nx"]:
    """Where there is a droplet, at all pairs of `x` and `y`.

    Args:
        x: In m.
        y: In m.
        width: Of the rectangle around (0, 0) that holds all points, in m.
        height: Likewise.
        coverage: Fraction of the points that are in droplets, between 0 and 1.
        droplet_size: Mean length of the stretches of a straight line inside droplets, in m.
        seed: Of the random numbers.

    Accuracy:
        The fraction is exact: the highest points of the field are taken, to the nearest whole number of them. On a finer grid the edges
        move by what that rounding and the sampling of the field are worth, a small part of a cell.
    """
    xi = droplet_correlation_length(droplet_size, coverage)
    g = gaussian_field(x, y, width=width, height=height, correlation_length=xi, seed=seed)
    inside = np.zeros(g.size, bool)
    inside[np.argsort(g, axis=None, kind="stable")[g.size - round(coverage * g.size) :]] = True
    return inside.reshape(g.shape)
