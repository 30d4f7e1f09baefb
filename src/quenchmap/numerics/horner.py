"""Polynomials inside compiled kernels: unrolled, so that they fuse with what surrounds them and run at the speed of the processor."""

import numpy as np
from jaxtyping import Array, Float

from quenchmap.precision import jnp


def horner(powers: Float[Array, " terms"], z: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Value of a polynomial at `z`, from the coefficients of its powers, the highest first.

    Example:
        >>> print(horner(jnp.array([1.0, 2.0, 3.0]), jnp.array(0.5)))
        4.25
    """
    value = jnp.zeros_like(z) + powers[0]
    for k in range(1, powers.shape[0]):
        value = value * z + powers[k]
    return value


def powers_through(z: Float[np.ndarray, " points"], values: Float[np.ndarray, " points"]) -> Float[np.ndarray, " points"]:
    """Coefficients of powers, the highest first, of the polynomial through `values` at the Chebyshev points `z` of `series_nodes`.

    Accuracy:
        Powers lose digits that a Chebyshev series keeps, 2.4 times more per degree: up to degree 30 some four of sixteen, since the
        coefficients of smooth functions fall about as fast.
    """
    coefficients = np.linalg.solve(np.polynomial.chebyshev.chebvander(z, len(z) - 1), values)
    return np.polynomial.chebyshev.cheb2poly(coefficients)[::-1]
