"""Newton's method for the temperatures of a disordered film."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from jaxtyping import Array, Float

from quenchmap.sample.heat.current import FilmCurrent, FixedCurrent, grids_of, peak

_LARGEST_STEP = 0.1  # T_c0: farther from the linearisation it knows nothing

Heater: TypeAlias = FixedCurrent | FilmCurrent


class Iterate(NamedTuple):
    """Where Newton's method stands.

    Attributes:
        u: Temperatures over T_c0.
        step: Largest change of a temperature by the last full step: the error that is left is of its square.
        iterations: Newton steps.
        linear_iterations: Of all of them together.
    """

    u: Float[Array, "ny nx"]
    step: float
    iterations: int
    linear_iterations: int


def newton(
    heater: Heater,
    u: Float[Array, "ny nx"],
    *,
    tolerance: float = 1e-9,
    iterations: int = 30,
    linear_tolerance: float = 1e-4,
) -> Iterate:
    """Steady state near `u`, stable or not.

    Args:
        heater: The heat balance and the current that heats.
        u: First temperatures over T_c0.
        tolerance: Of the last step, in T_c0.
        iterations: At most.
        linear_tolerance: Of the linear systems: each step leaves this part of the error.

    Returns:
        Where the iteration ended; it has not converged where the last step exceeds `tolerance`.
    """
    step, linear, k = np.inf, 0, 0
    while k < iterations and not step <= tolerance:
        here = heater.linearised(u)
        found = heater.corrected(here, u, here.surplus, linear_tolerance, grids_of(here.network))
        step = peak(found.x)
        k += 1
        if not np.isfinite(step):
            break
        u = u + found.x * min(1.0, _LARGEST_STEP / max(step, 1e-300))
        linear += int(found.iterations)
    return Iterate(u, step, k, linear)
