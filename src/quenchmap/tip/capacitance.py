r"""Capacitance of the tip, a metal sphere above the film.

The height is that of the *centre* of the sphere over the film. In the paper the tip is a point charge, which sits
at the centre: z_0 is this height, and the gap between sphere and film is z_0 - R.
"""

import math
from typing import Literal, TypeAlias, get_args

import numpy as np

from quenchmap.errors import closest
from quenchmap.units import VACUUM_PERMITTIVITY

#: "exact": sphere above a conducting plane; "isolated": the paper's estimate, the sphere alone.
CapacitanceModel: TypeAlias = Literal["exact", "isolated"]


def checked_capacitance_model(capacitance_model: str) -> CapacitanceModel:
    """`capacitance_model` itself, refused with the close matches when unknown."""
    known = get_args(CapacitanceModel)
    if capacitance_model not in known:
        raise ValueError(
            "`capacitance_model` must be 'exact' (sphere above a plane) or 'isolated' (the paper's estimate), but "
            f"capacitance_model={capacitance_model!r}. {closest(str(capacitance_model), known)}"
        )
    return capacitance_model  # type: ignore[return-value]


def sphere_plane_capacitance(radius: float, height: float) -> float:
    r"""Capacitance of a sphere above a conducting plane.

    $$C = 4\pi\varepsilon_0 R \sinh\alpha \sum_{n=1}^\infty \frac{1}{\sinh n\alpha}, \qquad \cosh\alpha = z_0/R,$$

    summed in the rearranged form $\sum_n 1/\sinh n\alpha = 2 \sum_{m \ge 0} \left[\frac{q^{(m+1)(2m+1)}}{1 - q^{2m+1}} +
    \frac{q^{(m+1)(2m+3)}}{1 - q^{2m+2}}\right]$, $q = e^{-\alpha}$, which needs $\sqrt{20/\alpha}$ terms and not $40/\alpha$.

    Args:
        radius: Radius of the sphere, m.
        height: Height of its centre over the plane, m; larger than `radius`.

    Returns:
        Capacitance, F.

    Raises:
        ValueError: When the sphere touches the plane.

    Accuracy:
        Relative error of a few 1e-15, beside that of the gap, height - radius, whose rounding matters near contact.

    Example:
        >>> sphere_plane_capacitance(50e-9, 100e-9) / isolated_capacitance(50e-9)
        1.34105...
    """
    gap = height - radius
    if not (radius > 0 and gap > 0):
        raise ValueError(
            f"`height` is that of the centre of the tip and must exceed its radius, but height={height!r} m and radius={radius!r} m. "
            "Raise the tip or give a smaller radius."
        )
    alpha = 2 * math.asinh(math.sqrt(gap / (2 * radius)))  # arccosh(height / radius), exact near contact too
    m = np.arange(math.ceil(math.sqrt(20 / alpha)) + 1)
    above = np.exp(-alpha * (m + 1) * (2 * m + 1)) / -np.expm1(-alpha * (2 * m + 1))
    below = np.exp(-alpha * (m + 1) * (2 * m + 3)) / -np.expm1(-alpha * (2 * m + 2))
    return isolated_capacitance(radius) * math.sinh(alpha) * 2 * float(np.sum(above + below))


def isolated_capacitance(radius: float) -> float:
    r"""The paper's estimate of the tip's capacitance, $4\pi\varepsilon_0 R$: a lower bound, reached for $R \ll z_0$.

    Args:
        radius: Radius of the sphere, m.

    Returns:
        Capacitance, F.

    Example:
        >>> isolated_capacitance(50e-9)
        5.5632...e-18
    """
    return 4 * math.pi * VACUUM_PERMITTIVITY * radius
