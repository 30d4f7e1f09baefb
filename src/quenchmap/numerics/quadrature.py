"""Nodes and weights of fixed quadrature rules, made once with NumPy."""

from functools import lru_cache

import numpy as np

Nodes = tuple[np.ndarray, np.ndarray]


@lru_cache
def gauss_legendre(n: int) -> Nodes:
    """Gauss-Legendre rule on [0, 1]: exact for polynomials of degree 2n - 1."""
    x, w = np.polynomial.legendre.leggauss(n)
    return 0.5 * (x + 1), 0.5 * w


@lru_cache
def even_gauss_legendre(n: int) -> Nodes:
    """The positive half of the 2n-point Gauss-Legendre rule on [-1, 1]: for integrands even in x, on [0, 1]."""
    x, w = np.polynomial.legendre.leggauss(2 * n)
    return x[n:], w[n:]


@lru_cache
def midpoints(n: int) -> Nodes:
    """Midpoint rule on [0, 1], exponentially convergent where the integrand is even at 0 and negligible at 1."""
    return (np.arange(n) + 0.5) / n, np.full(n, 1.0 / n)


def crowded(rule: Nodes, crowding: float) -> Nodes:
    """`rule` with its nodes drawn towards 1 by the odd map x -> x (1 + crowding (1 - x^2)), 0 <= crowding < 1/2.

    Still a rule on [0, 1] for integrands even in x, but better where they vary fastest near 1.
    """
    x, w = rule
    return x * (1 + crowding * (1 - x * x)), w * (1 + crowding * (1 - 3 * x * x))
