r"""Where the tip heats: dissipation at a distance r from the axis, for a uniform film, with x = r / z_0.

Both shapes vanish under the tip: the currents run radially there, and by symmetry they are zero on the axis.
"""

import math

import numpy as np
from jaxtyping import Array, Float

from quenchmap.numerics.arrays import EitherArray
from quenchmap.precision import jax, jnp

_GOLDEN = (1 + math.sqrt(5)) / 2

#: Radius of the maximum of Eq. (2) over z_0: the square root of the golden ratio, 1.27202.
PEAK_RADIUS = math.sqrt(_GOLDEN)
#: Maximum of Eq. (2) times z_0^2: the golden ratio to the power -5, 0.0901699.
PEAK = _GOLDEN**-5
#: Radius of the maximum of `dipole_shape` over z_0.
DIPOLE_PEAK_RADIUS = math.sqrt(0.5)


def microwave_shape(x: Float[EitherArray, "*shape"]) -> Float[EitherArray, "*shape"]:
    r"""Heating profile of a point-like microwave tip, Eq. (2), over its maximum.

    $$h(x) = \phi^5 \frac{x^2}{(1 + x^2)(\sqrt{1 + x^2} + 1)^2}, \qquad j^2(r) = j_\mathrm{max}^2\,h(r/z_0).$$

    Args:
        x: Distance from the axis over z_0, any shape, of NumPy or JAX.

    Returns:
        $\mathcal H/\mathcal H_\mathrm{max}$, same shape and library: 0 at x = 0, 1 at x = 1.27202, $\phi^5/x^2$ far away.

    Accuracy:
        Relative error below 2e-15 (measured against 40 digits from 1e-9 to 1e6), its slope below 1e-12: no term cancels.

    Example:
        >>> microwave_shape(jnp.array([0.0, PEAK_RADIUS, 10.0])).round(6)
        Array([0.      , 1.      , 0.089929], dtype=float64)
    """
    s = (jnp if isinstance(x, jax.Array) else np).sqrt(1 + x * x)
    return (x / (s * (s + 1))) ** 2 / PEAK


def heating_integral(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    r"""Heating of Eq. (2) within a distance x: $\int_0^r \mathcal H\,r'\,dr' = \ln\frac{(s+1)^2}{4s}$ with $s = \sqrt{1 + x^2}$.

    It grows as $\ln x - 2\ln 2$ far away: the power at given current depends on a cutoff; see `quenchmap.tip.absorption`.

    Args:
        x: Distance from the axis over z_0, any shape.

    Returns:
        The integral, dimensionless, same shape. Divide by `PEAK` for that of `microwave_shape`.

    Accuracy:
        Relative error of a few 1e-16 at any distance: written so that nothing cancels as x goes to 0.

    Example:
        >>> heating_integral(jnp.array([1e-3, 1.0, 100.0]))
        Array([6.24999375e-14, 2.98792226e-02, 3.23882549e+00], dtype=float64)
    """
    s = jnp.sqrt(1 + x * x)
    rise = x * x / (s + 1)  # s - 1 without cancellation
    return jnp.log1p(rise * rise / (4 * s))


def dipole_shape(x: Float[EitherArray, "*shape"]) -> Float[EitherArray, "*shape"]:
    r"""Heating profile of a fluctuating dipole normal to the film, Eqs. (D7) and (D13), over its maximum.

    $$\frac{27}{4} \frac{x^2}{(x^2 + 1)^3}$$

    Args:
        x: Distance from the axis over z_0, any shape.

    Returns:
        Profile, same shape: 0 at x = 0, 1 at $x = 1/\sqrt 2$, $27/(4 x^4)$ far away.

    Accuracy:
        Relative error below 1e-15.

    Example:
        >>> dipole_shape(jnp.array([0.0, DIPOLE_PEAK_RADIUS, 2.0])).round(6)
        Array([0.   , 1.   , 0.216], dtype=float64)
    """
    return 6.75 * x * x / (x * x + 1) ** 3
