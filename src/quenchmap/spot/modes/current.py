r"""The microwave current's own response to a perturbed temperature, and the stability with it.

The tip fixes the charge that the film must bring under it, and so the current of axisymmetric states. A perturbation
$\delta T(r) \cos m\varphi$ with $m \ge 1$ changes the conductivity by $\delta\sigma = \sigma'(T)\,\delta T$ and redirects the current,
which stays free of sources: $\nabla\cdot(\sigma\,\delta E + \delta\sigma\,E) = 0$ with $\delta E = -\nabla\delta\phi$, $E = j/\sigma$
and the radial $j = a\sqrt h$ (rms, in $j_*$). For $\delta\phi = f(r) \cos m\varphi$

$$\frac1x\frac{d}{dx}\left[x\,(\sigma f' - s)\right] = \frac{m^2}{x^2}\,\sigma f, \quad s = \frac{\sigma'}{\sigma}\,j\,\delta T, \quad
  \delta j_r = s - \sigma f',$$

with $f = 0$ on the axis and $\delta j_r = 0$ at the edge. The dissipation changes by

$$\delta(\mathrm{Re}\,\sigma\,|E|^2) = \mathrm{Re}\,\delta\sigma\,|E|^2 + 2\,\mathrm{Re}\,\sigma\,\mathrm{Re}(E^*\delta E_r)
  = \rho'(T)\,j^2\,\delta T + 2\rho\,j\,\mathrm{Re}\,\delta j_r, \quad \rho = \mathrm{Re}\,\frac1\sigma:$$

what a fixed current gives, and a nonlocal term. It vanishes as $m \to 0$; as $m \to \infty$ the narrow sectors lie in parallel,
$f \to 0$, and what remains is the local response at fixed field, $\mathrm{Re}\,\sigma'\,|E|^2\,\delta T$. The operator is not
symmetric: its eigenvalues may be complex, and need not increase with m.

It holds where the charges that the perturbation itself piles up are too small to matter, as (B2) assumes of the state:
$|k\,a_e| \gg 1$ at the wave numbers $k \approx m/r$ of the mode, with the screening length $a_e$ of `quenchmap.tip.screening` (12 and
54 micrometres in the paper's normal InOx and NbN, 10 nm thick; more in the cold film), and $r \ll c/\omega$: for all modes of the size
of the spot. The rates must be far below the frequency, as they are in these films. Neither does the edge matter, as long as the mode is
far from it: $\delta\phi$ falls off as $r^{-m}$.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from jaxtyping import Array, Complex, Float
from scipy.sparse import coo_array, csc_array, diags_array
from scipy.sparse.linalg import LinearOperator, eigs, splu

from quenchmap.material import doors
from quenchmap.material.conductivity import conductivity
from quenchmap.material.gap import GapModel
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.elements import DEGREE, DERIVATIVE, assemble, gather, mass
from quenchmap.precision import jax, jnp
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.quadrature import INTERPOLATION, fine_points, fine_values
from quenchmap.spot.stability import HeatOperator

_SLOPE = INTERPOLATION @ DERIVATIVE  # derivative on the reference element, at the fine points


class CurrentResponse:
    """What the current's response needs to know of a state, for all m.

    Args:
        problem: The hot spot.
        photon_energy: Of its microwaves, over k_B T_c.
        drive: Its drive.
        vertices: Ends of the elements.
        T: Temperatures over T_c at the nodes.
    """

    def __init__(
        self,
        problem: SpotProblem,
        photon_energy: float,
        drive: float,
        vertices: Float[np.ndarray, " vertices"],
        T: Float[np.ndarray, " nodes"],
    ):
        response = problem.response
        r, self._area = fine_points(vertices)
        at = fine_values(T)
        j = drive * np.sqrt(problem.shape(r))
        slope = conductivity_slope(at, photon_energy, response.gap_model)
        self.vertices = vertices
        #: Conductivity over its normal value at the fine points.
        self.sigma = doors.conductivity(at, photon_energy, response.gap_model)
        #: Source s of the current, per perturbation of the conduction integral.
        self.source = slope / self.sigma * j / response.thermal_conductivity(at)
        #: Change of the heating over n, per change of the radial current.
        self.heating = 2 / response.cooling_exponent * np.real(1 / self.sigma) * j
        self._gain = 3 / response.cooling_exponent * np.abs(j * self.source / self.sigma)

    def eigenmodes(self, operator: HeatOperator, count: int) -> tuple[Complex[np.ndarray, " count"], Complex[np.ndarray, "count nodes"]]:
        r"""Eigenvalues of smallest real part, and nodal values of $\delta\theta$, when the current responds.

        Arnoldi's method on the inverse, shifted first far to the left of the spectrum, to find its end, and then next to that.

        Args:
            operator: The heat balance at fixed current, for m from 1 up.
            count: How many.
        """
        assert operator.m >= 1, "the current of axisymmetric states is fixed by the tip"
        matrix, weight = self._with_potential(operator), operator.weight[1:]
        end = _nearest(matrix, weight, -self._fastest(operator), 2, 1e-3)[0]
        leftmost = float(np.min(np.real(end)))
        close = min(leftmost, 0.0) - 0.1 * abs(leftmost) - 1e-3
        values, functions = _nearest(matrix, weight, close, count + 2, 1e-11)
        first = np.argsort(np.real(values), kind="stable")[:count]
        return values[first], np.concatenate([np.zeros((count, 1)), functions[first]], axis=1)

    def _with_potential(self, operator: HeatOperator) -> csc_array:
        """Matrix for the temperature and the real and imaginary part of the potential, node by node, without the centre."""
        stiff, slope = _stiffness(self.vertices, self.sigma, operator.m)
        pull = np.einsum("eq,eqi,qj->eij", self._area * self.source, slope, INTERPOLATION)
        answer = np.einsum("eq,qi,eqj->eij", self._area * self.heating * self.sigma, INTERPOLATION, slope)
        direct = np.einsum("eq,qi,qj->eij", self._area * np.real(self.heating * self.source), INTERPOLATION, INTERPOLATION)
        nodes = DEGREE + 1
        local = np.zeros((len(stiff), nodes, 3, nodes, 3))
        local[:, :, 0, :, 0] = operator.matrices - direct
        local[:, :, 0, :, 1], local[:, :, 0, :, 2] = np.real(answer), -np.imag(answer)
        local[:, :, 1, :, 0], local[:, :, 2, :, 0] = -np.real(pull), -np.imag(pull)
        local[:, :, 1, :, 1], local[:, :, 1, :, 2] = np.real(stiff), -np.imag(stiff)
        local[:, :, 2, :, 1], local[:, :, 2, :, 2] = np.imag(stiff), np.real(stiff)
        return _assembled(local.reshape(len(stiff), 3 * nodes, 3 * nodes), 3)[3:, 3:]

    def _fastest(self, operator: HeatOperator) -> float:
        """A rate that no growth exceeds: the largest slope of the heating, at fixed current and redirected, over the heat capacity."""
        density = operator.weight[1:] / assemble(mass(self.vertices))[1:]
        return float(np.max(self._gain.max(axis=1) / density.reshape(-1, DEGREE).min(axis=1)))


def redirected_current(
    vertices: Float[np.ndarray, " vertices"],
    sigma: Complex[np.ndarray, "elements fine"],
    source: Complex[np.ndarray, "elements fine"],
    m: float,
) -> Complex[np.ndarray, "elements fine"]:
    r"""Radial current $\delta j_r = s - \sigma f'$ that a source $s = \delta\sigma E$ drives, both over $\cos m\varphi$.

    Args:
        vertices: Ends of the elements, from 0.
        sigma: Conductivity at the points of `quenchmap.spot.quadrature`, any unit.
        source: s there.
        m: Angular number, positive.

    Returns:
        Current there, in the unit of the source.
    """
    stiff, slope = _stiffness(vertices, sigma, m)
    _, weight = fine_points(vertices)
    right = assemble(np.einsum("eq,eqi->ei", weight * source, slope))
    f = np.concatenate([[0.0], splu(_assembled(stiff)[1:, 1:]).solve(right[1:])])
    return source - sigma * np.einsum("eqi,ei->eq", slope, gather(f))


def conductivity_slope(T: Float[np.ndarray, "*shape"], photon_energy: float, gap_model: GapModel) -> Complex[np.ndarray, "*shape"]:
    r"""Derivative of $\sigma_1 - i\sigma_2$ over its normal value with respect to T/T_c; 0 in the normal state."""
    return in_blocks(_slopes(gap_model), T, photon_energy)


@lru_cache
def _slopes(gap_model: GapModel) -> Callable[..., Array]:
    def slope(T: Array, photon_energy: Array) -> Array:
        return jax.jvp(lambda t: conductivity(t, photon_energy, gap_model), (T,), (jnp.ones_like(T),))[1]

    return jax.jit(slope)


class _ShiftedInverse(LinearOperator):
    r"""$W^{1/2} (A - \mu_0 W)^{-1} W^{1/2}$, with the potential eliminated on the way."""

    def __init__(self, matrix: csc_array, weight: np.ndarray, shift: float):
        super().__init__(np.dtype(float), (weight.size, weight.size))
        self.root = np.sqrt(weight)
        self._solve = splu((matrix - diags_array(np.kron(shift * weight, [1.0, 0.0, 0.0]))).tocsc(), permc_spec="NATURAL").solve

    def _matvec(self, x: np.ndarray) -> np.ndarray:
        return self.root * self._solve(np.kron(self.root * x.ravel(), [1.0, 0.0, 0.0]))[::3]


def _nearest(matrix: csc_array, weight: np.ndarray, shift: float, count: int, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues nearest to `shift`, and nodal values of the modes."""
    inverse = _ShiftedInverse(matrix, weight, shift)
    start = np.random.default_rng(0).normal(size=weight.size)
    found: Any = eigs(inverse, count, v0=start, ncv=max(40, 4 * count), tol=tolerance)  # type: ignore[reportArgumentType]
    values, vectors = (np.asarray(x, complex) for x in found)
    return shift + 1 / values, (vectors / inverse.root[:, None]).T


def _stiffness(
    vertices: np.ndarray, sigma: np.ndarray, m: float
) -> tuple[Complex[np.ndarray, "elements points points"], Float[np.ndarray, "elements fine points"]]:
    r"""Matrices of $\int \sigma\,(f'g' + m^2 fg/r^2)\,r\,dr$ per element, and the polynomials' derivatives at the fine points."""
    r, weight = fine_points(vertices)
    slope = _SLOPE / (0.5 * np.diff(vertices))[:, None, None]
    matrix = np.einsum("eq,eqi,eqj->eij", weight * sigma, slope, slope)
    return matrix + np.einsum("eq,qi,qj->eij", m**2 * weight * sigma / r**2, INTERPOLATION, INTERPOLATION), slope


def _assembled(local: np.ndarray, unknowns: int = 1) -> csc_array:
    """Sparse matrix with so many unknowns at each node."""
    index = unknowns * DEGREE * np.arange(len(local))[:, None] + np.arange(local.shape[1])
    rows, columns = np.broadcast_arrays(index[:, :, None], index[:, None, :])
    size = unknowns * (len(local) * DEGREE + 1)
    return coo_array((local.ravel(), (rows.ravel(), columns.ravel())), shape=(size, size)).tocsc()
