"""The grid of a transient: at rest, and fine wherever a wall may come."""

import numpy as np
from jaxtyping import Float

from quenchmap.spot.problem import SpotProblem

_LONGEST = 0.25  # in z0, under the tip
_PER_RELAXATION_LENGTH = 1.5  # length of an element over Lambda where walls move: a tenth of a wall's width between nodes
_GROWTH = 0.25  # of the elements far away
_MOST = 1536


def transient_grid(problem: SpotProblem, drive: float, reach: float, *, refinement: float = 1.0) -> Float[np.ndarray, " vertices"]:
    """Ends of elements for any profile of a spot.

    Args:
        problem: The hot spot.
        drive: Its largest drive.
        reach: Radius over z0 up to which the initial profile has structure.
        refinement: All elements are shorter by this factor.

    Raises:
        ValueError: For walls so narrow that the grid would be too large.
    """
    lam = problem.relaxation_length
    wall = max(problem.radius_at(drive, 0.8 * problem.maxwell[0]), default=0.0) if problem.maxwell else 0.0
    edge = problem.domain(drive)
    fine = min(max(wall + 6 * lam, reach + 6 * lam, 3.0), edge)
    length = min(_LONGEST, _PER_RELAXATION_LENGTH * lam)
    # uniform up to `fine`, then each element longer than the one before: count = fine/length + ln(1 + g (r - fine)/length)/g
    total = refinement * (fine / length + np.log1p(_GROWTH * (edge - fine) / length) / _GROWTH)
    elements = int(np.ceil(total))
    if elements > _MOST:
        raise ValueError(
            f"The grid of the transient would need {elements} elements, more than {_MOST}: Lambda/z0 = {lam:g} is too small for a spot "
            f"of {fine:.3g} z0. Give a smaller `refinement`, a smaller drive, or a film of longer relaxation length."
        )
    count = np.linspace(0, total / refinement, elements + 1)
    beyond = np.maximum(count - fine / length, 0)
    vertices = np.minimum(count * length, fine) + length / _GROWTH * np.expm1(_GROWTH * beyond)
    vertices[-1] = edge
    return vertices
