"""Newton's method for the temperatures of disordered films."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Float

from quenchmap.sample.heat.films import Films, per_film
from quenchmap.sample.heat.kernels import Moved

_LARGEST_STEP = 0.1  # T_c0: farther from the linearisation it knows nothing


class Iterate(NamedTuple):
    """Where Newton's method stands.

    Attributes:
        film: With its temperatures over T_c0; of a stack all of them.
        step: Largest change of a temperature by the last full step, for each film: the error that is left is of its square.
        iterations: Newton steps.
    """

    film: Moved
    step: Float[np.ndarray, " films"]
    iterations: int


def newton(
    films: Films,
    u: Float[Array, "*films ny nx"],
    *,
    near: Moved | None = None,
    tolerance: float = 1e-9,
    iterations: int = 30,
    linear_tolerance: float = 1e-4,
) -> Iterate:
    """Steady states near `u`, stable or not.

    Args:
        films: Their balance.
        u: First temperatures over T_c0.
        near: The films not far from there, where they are known.
        tolerance: Of the last step, in T_c0.
        iterations: At most.
        linear_tolerance: Of the linear systems: each step leaves this part of the error.

    Returns:
        Where the iteration ended; it has not converged where the last step exceeds `tolerance`.
    """
    now, step, k = films.at(u, near), films.numbers(np.inf), 0
    while k < iterations and not (step <= tolerance).all() and not np.isnan(step).any():
        found = films.corrected(now, now.u, now.capacity, 0.0, linear_tolerance)
        step = per_film(np.max, np.abs(found.x))
        now = films.moved(now.u, now.u, found.x, _LARGEST_STEP, now.capacity, 0.0, now)
        k += 1
    return Iterate(now, step, k)
