r"""Heat capacity of the spot's electrons, over its normal value at T_c, and the unit of time that goes with it.

With $c = C(T)/C_n(T_c)$ and powers in units of $n\Sigma T_c^n$, time is in units of $C_n(T_c)/(n\Sigma T_c^{n-1}) = \Lambda^2/D$, where
$C_n(T_c) = \gamma T_c$ and $\mathcal{K}(T_c) = C_n(T_c) D$ (Wiedemann and Franz).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from quenchmap.material.doors import heat_capacity
from quenchmap.material.gap import GapModel
from quenchmap.numerics.elements import gather

if TYPE_CHECKING:
    from quenchmap.spot.hotspot import HotSpot

#: Unit of time without a diffusion coefficient.
NATURAL_TIME = "C_n(T_c)/(n Sigma T_c^(n-1))"
#: Unit of rates without it.
NATURAL_RATE = "n Sigma T_c^(n-1)/C_n(T_c)"
_BELOW = 1 - 1e-14  # the superconducting side of T_c


def time_unit(spot: HotSpot) -> tuple[float, str]:
    """Length of the natural unit of time and the unit it is given in: seconds where the film's D is known, else itself.

    Example:
        >>> from quenchmap.spot.hotspot import HotSpot
        >>> time_unit(HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16))
        (1.0, 'C_n(T_c)/(n Sigma T_c^(n-1))')
    """
    if spot.film is None or spot.film.material.diffusion_coefficient is None:
        return 1.0, NATURAL_TIME
    return spot.film.material.thermal_time, "s"


def heat_capacity_by_element(T: Float[np.ndarray, " nodes"], gap_model: GapModel) -> Float[np.ndarray, "elements points"]:
    r"""Heat capacity over $C_n(T_c)$ at the nodes of each element; at an end where T = T_c, that of the element's own side of the jump.

    Args:
        T: Temperatures over T_c at the nodes.
        gap_model: Which gap.

    Example:
        >>> T = np.concatenate([np.linspace(0.9, 1.0, 9), np.linspace(1.0, 1.1, 9)[1:]])
        >>> heat_capacity_by_element(T, "sheahen")[:, [0, -1]].round(3)
        array([[2.022, 2.486],
               [1.   , 1.1  ]])
    """
    at = gather(T)
    inside = at[:, 1:-1]
    cold, hot = (np.all(side, axis=1, keepdims=True) for side in (inside < 1, inside >= 1))
    at = np.where(cold, np.minimum(at, _BELOW), np.where(hot, np.maximum(at, 1.0), at))
    return heat_capacity(at, gap_model)
