r"""Deflation: Newton's method that cannot return to solutions already known.

The residual is multiplied by $M(u) = \prod_i (\|u - u_i\|^{-2} + 1)$, infinite at the known solutions $u_i$ and 1 far away. Newton's step
for $M F$ is a multiple of the plain one (Farrell, Birkisson and Funke 2015),

$$\delta = \frac{\delta_N}{1 - \delta_N \cdot \nabla \ln M},$$

so no other linear system is needed.
"""

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float

Vector = Float[np.ndarray, " unknowns"]


def deflated_newton(
    newton_step: Callable[[Vector], Vector],
    start: Vector,
    known: Sequence[Vector],
    weights: Vector,
    *,
    largest_step: float,
    tolerance: float = 1e-8,
    limit: int = 60,
) -> Vector | None:
    """Look for a solution other than the known ones.

    Args:
        newton_step: The plain Newton step at a point.
        start: Where to begin.
        known: Solutions to keep away from.
        weights: Positive weights of the squared distance.
        largest_step: Longest change of any unknown in one step.
        tolerance: Largest change of any unknown at a solution.
        limit: Most steps.

    Returns:
        A solution, or None where the method does not converge: that nothing is found proves nothing.

    Example:
        >>> step = lambda u: -(u**2 - 1) / (2 * u)
        >>> deflated_newton(step, np.array([0.3]), [np.array([1.0])], np.ones(1), largest_step=1.0).round(6)
        array([-1.])
    """
    u = np.array(start, float)
    for _ in range(limit):
        plain = newton_step(u)
        if not np.all(np.isfinite(plain)):
            return None
        towards = sum((_log_gradient(u - other, plain, weights) for other in known), 0.0)
        # the pole of the multiple is where the deflated step turns round: it is crossed, not met
        step = plain / (1 - towards) if abs(1 - towards) > 1e-12 else plain
        size = float(np.max(np.abs(step)))
        if size < tolerance and float(np.max(np.abs(plain))) < tolerance:
            found = u + plain
            return None if any(np.max(np.abs(found - other)) < 100 * tolerance for other in known) else found
        u = u + step * min(1.0, largest_step / size)
    return None


def _log_gradient(away: Vector, direction: Vector, weights: Vector) -> float:
    """Derivative of ln(|away|^-2 + 1) along a direction."""
    square = float(weights @ away**2)
    return -2 * float(weights @ (away * direction)) / (square * (1 + square)) if square > 0 else 0.0
