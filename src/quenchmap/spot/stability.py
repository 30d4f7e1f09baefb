r"""Stability of a steady state: lowest eigenvalues of the linearised heat balance.

A perturbation obeys $c\,\partial_t \delta T = -L\,\delta T$. In the conduction integral $\delta\theta = \kappa\,\delta T$ the operator is
symmetric,
$J v = \mu\,(c/\kappa) M v$, so the eigenvalues are real and the number of negative ones, the index, does not depend on the heat capacity c.
"""

import numpy as np
from jaxtyping import Float
from scipy.linalg import eig_banded

from quenchmap.numerics.elements import DEGREE, assemble, mass, stiffness
from quenchmap.spot.grid import Grid
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.quadrature import INTERPOLATION, fine_points, fine_values


def eigenvalues(
    problem: SpotProblem,
    drive: float,
    grid: Grid,
    T: Float[np.ndarray, " nodes"],
    *,
    count: int = 4,
    heat_capacity: Float[np.ndarray, " nodes"] | None = None,
) -> Float[np.ndarray, " count"]:
    r"""Lowest eigenvalues of axisymmetric perturbations.

    Args:
        problem: The hot spot.
        drive: Its drive.
        grid: Fitted grid of the state.
        T: Temperatures over T_c at its nodes.
        count: How many.
        heat_capacity: c at the nodes, in any unit; None is $c = \kappa$, unit weight in $d\theta$.

    Returns:
        Eigenvalues in units of $n\Sigma T_c^{n-1}/c$, ascending; negative ones are growth rates.

    Accuracy:
        1e-6 or better on a fitted grid.
    """
    response, n = problem.response, problem.response.cooling_exponent
    r, weight = fine_points(grid.vertices)
    at = fine_values(T)
    (log_G, log_K, log_rho, _), (dlog_G, _, dlog_rho, _) = response.table.with_derivative(at)
    cooling = np.exp(log_G) * (1 + (at - response.bath_temperature) * dlog_G)
    heating = drive**2 * problem.shape(r) * np.exp(log_rho) * dlog_rho
    slope = (cooling - heating) / (n * np.exp(log_K))
    local = problem.relaxation_length**2 * stiffness(grid.vertices) + np.einsum(
        "eq,qi,qj->eij", weight * slope, INTERPOLATION, INTERPOLATION
    )

    K = response.thermal_conductivity(T)
    m = assemble(mass(grid.vertices)) * (1.0 if heat_capacity is None else heat_capacity / K)
    bands = np.zeros((DEGREE + 1, T.size))
    for i in range(DEGREE + 1):
        for j in range(i + 1):
            bands[i - j, np.arange(len(local)) * DEGREE + j] += local[:, i, j]
    # the node at the centre has no area: its equation is eliminated
    first = bands[:, 0].copy()
    for j in range(1, DEGREE + 1):
        bands[: DEGREE + 1 - j, j] -= first[j:] * first[j] / first[0]
    root = np.sqrt(m[1:])
    inner = bands[:, 1:].copy()
    for k in range(DEGREE + 1):
        inner[k, : len(root) - k] /= root[: len(root) - k] * root[k:]
    return np.asarray(eig_banded(inner, lower=True, eigvals_only=True, select="i", select_range=(0, count - 1)))
