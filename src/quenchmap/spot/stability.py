r"""Stability of a steady state: lowest eigenvalues of the linearised heat balance, for every angular number m.

A perturbation $\delta T(r) \cos m\varphi$ obeys $c\,\partial_t \delta T = -L_m\,\delta T$. At fixed current the operator is symmetric
in the conduction integral $\delta\theta = \kappa\,\delta T$,

$$L_m = -\lambda^2\left(\frac1x\frac{d}{dx}x\frac{d}{dx} - \frac{m^2}{x^2}\right) + \frac{q'(T) - a^2 h\,\rho'(T)}{n\kappa},
  \qquad L_m\,\delta\theta = \mu\,\frac{c}{\kappa}\,\delta\theta,$$

so the eigenvalues $\mu$ are real and the number of negative ones, the index, does not depend on the heat capacity c. Since
$L_m - L_{m'} = \lambda^2 (m^2 - m'^2)/x^2 > 0$ for m > m', the eigenvalues increase with m (min-max), number by number: at fixed current no
mode with $m \ge 1$ can become unstable before m = 0. The current's own response to the temperature, which changes this, is in
`quenchmap.spot.modes.current`.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.linalg import eig_banded, solve_banded

from quenchmap.numerics.elements import DEGREE, assemble, differentiate, element_nodes, gather, mass, stiffness
from quenchmap.spot.grid import Grid
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.quadrature import INTERPOLATION, fine_points, fine_values


@dataclass(frozen=True)
class HeatOperator:
    r"""Discrete $L_m$ at fixed current: $J u = \mu W u$ for nodal values u of $\delta\theta$.

    Attributes:
        vertices: Ends of the elements.
        conduction: $\lambda^2$.
        local: The rest of $L_m$ per element: cooling less heating, and $\lambda^2 m^2/x^2$; shape (elements, points, points).
        weight: Lumped mass $c/\kappa$ at the nodes, the diagonal of W.
        m: Angular number.
    """

    vertices: Float[np.ndarray, " vertices"]
    conduction: float
    local: Float[np.ndarray, "elements points points"]
    weight: Float[np.ndarray, " nodes"]
    m: int

    @property
    def matrices(self) -> Float[np.ndarray, "elements points points"]:
        """J per element. At m > 0 the node at the centre, where perturbations vanish, is to be left out."""
        return self.conduction * stiffness(self.vertices) + self.local

    def rate(self, u: Float[np.ndarray, " nodes"]) -> float:
        r"""Rayleigh quotient, from the gradient itself: nothing cancels, however short the elements are."""
        flow = self.conduction * np.sum(mass(self.vertices) * differentiate(self.vertices, u) ** 2)
        at = gather(u)
        return float((flow + np.einsum("ei,eij,ej->", at, self.local, at)) / np.sum(self.weight * u**2))


def heat_operator(
    problem: SpotProblem,
    drive: float,
    grid: Grid,
    T: Float[np.ndarray, " nodes"],
    *,
    m: int = 0,
    heat_capacity: Float[np.ndarray, "elements points"] | float | None = None,
) -> HeatOperator:
    r"""Linearised heat balance of perturbations with angular number m at fixed current.

    Args:
        problem: The hot spot.
        drive: Its drive.
        grid: Fitted grid of the state.
        T: Temperatures over T_c at its nodes.
        m: Angular number, from 0 up.
        heat_capacity: c at the nodes of each element, in any unit (it may jump between elements), or a constant; None is $c = \kappa$,
            unit weight in $d\theta$.
    """
    response, n = problem.response, problem.response.cooling_exponent
    r, weight = fine_points(grid.vertices)
    at = fine_values(T)
    (log_G, log_K, log_rho, _), (dlog_G, _, dlog_rho, _) = response.table.with_derivative(at)
    cooling = np.exp(log_G) * (1 + (at - response.bath_temperature) * dlog_G)
    heating = drive**2 * problem.shape(r) * np.exp(log_rho) * dlog_rho
    slope = (cooling - heating) / (n * np.exp(log_K))
    local = np.einsum("eq,qi,qj->eij", weight * slope, INTERPOLATION, INTERPOLATION)

    # u v / r is a polynomial next to the centre, where u and v vanish: the Lobatto rule is exact there
    area, x = mass(grid.vertices), element_nodes(grid.vertices)
    conduction = problem.relaxation_length**2
    local += np.eye(DEGREE + 1) * (conduction * m**2 * area / np.where(x > 0, x, np.inf) ** 2)[:, :, None]
    c = 1.0 if heat_capacity is None else heat_capacity / gather(response.thermal_conductivity(T))
    return HeatOperator(grid.vertices, conduction, local, assemble(area * c), m)


def eigenvalues(
    problem: SpotProblem,
    drive: float,
    grid: Grid,
    T: Float[np.ndarray, " nodes"],
    *,
    count: int = 4,
    m: int = 0,
    heat_capacity: Float[np.ndarray, "elements points"] | float | None = None,
) -> Float[np.ndarray, " count"]:
    r"""Lowest eigenvalues of perturbations with angular number m at fixed current; the arguments are those of `heat_operator`.

    Returns:
        Eigenvalues in units of $n\Sigma T_c^{n-1}/c$, ascending; negative ones are growth rates.

    Accuracy:
        1e-6 or better on a fitted grid.
    """
    bands, _ = _scaled(heat_operator(problem, drive, grid, T, m=m, heat_capacity=heat_capacity))
    return _lowest(bands, count)


def eigenmodes(operator: HeatOperator, count: int) -> tuple[Float[np.ndarray, " count"], Float[np.ndarray, "count nodes"]]:
    r"""Lowest eigenvalues and the nodal values of their $\delta\theta$, orthonormal in the weight $c/\kappa$.

    Inverse iteration at the eigenvalues, then their Rayleigh quotient: relative accuracy near 1e-12 for the discrete problem, also for
    eigenvalues a million times smaller than the largest.
    """
    bands, root = _scaled(operator)
    values, functions = _lowest(bands, count), np.zeros((count, operator.weight.size))
    first = operator.matrices[0, 0]
    vectors = np.random.default_rng(0).normal(size=(count, root.size))
    for k in range(count):
        for _ in range(3):
            vectors[k] = _solve_shifted(bands, values[k] * (1 + 1e-9), vectors[k])
            vectors[k] -= vectors[:k].T @ (vectors[:k] @ vectors[k])
            vectors[k] /= np.linalg.norm(vectors[k])
        functions[k, 1:] = vectors[k] / root
        if operator.m == 0:  # the centre follows from its own equation
            functions[k, 0] = -first[1:] @ functions[k, 1 : DEGREE + 1] / first[0]
        values[k] = operator.rate(functions[k])
    return values, functions


def _scaled(operator: HeatOperator) -> tuple[Float[np.ndarray, "bands inner"], Float[np.ndarray, " inner"]]:
    r"""Lower bands of $W^{-1/2} J W^{-1/2}$ without the centre, and the diagonal of $W^{1/2}$."""
    local = operator.matrices
    bands = np.zeros((DEGREE + 1, operator.weight.size))
    for i in range(DEGREE + 1):
        for j in range(i + 1):
            bands[i - j, np.arange(len(local)) * DEGREE + j] += local[:, i, j]
    if operator.m == 0:  # the node at the centre has no area: its equation is eliminated
        first = bands[:, 0].copy()
        for j in range(1, DEGREE + 1):
            bands[: DEGREE + 1 - j, j] -= first[j:] * first[j] / first[0]
    root = np.sqrt(operator.weight[1:])
    inner = bands[:, 1:].copy()
    for k in range(DEGREE + 1):
        inner[k, : len(root) - k] /= root[: len(root) - k] * root[k:]
    return inner, root


def _lowest(bands: np.ndarray, count: int) -> np.ndarray:
    return np.asarray(eig_banded(bands, lower=True, eigvals_only=True, select="i", select_range=(0, count - 1)))


def _solve_shifted(bands: np.ndarray, shift: float, right: np.ndarray) -> np.ndarray:
    """Solution with the symmetric matrix of the lower `bands` less `shift`."""
    both = np.zeros((2 * DEGREE + 1, bands.shape[1]))
    both[DEGREE:] = bands
    for k in range(1, DEGREE + 1):
        both[DEGREE - k, k:] = bands[k, :-k]
    both[DEGREE] -= shift
    return solve_banded((DEGREE, DEGREE), both, right)
