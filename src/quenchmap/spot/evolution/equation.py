r"""The heat balance in time, discretised in spectral elements on a grid at rest.

$$c(T)\,\frac{\partial T}{\partial\tau} = \lambda^2 \frac1x \frac{\partial}{\partial x}\left(x\kappa\frac{\partial T}{\partial x}\right)
  - \frac1n\left[q(T) - a(\tau)^2 h(x)\rho(T)\right], \qquad \tau = \frac{t}{\Lambda^2/D}, \quad
  \frac{\Lambda^2}{D} = \frac{\gamma T_c}{n\Sigma T_c^{n-1}},$$

with the heat capacity C = c gamma T_c of the electrons. The gap follows the electron temperature, and the film's phonons, where they
warm, follow it too, without delay: the picture holds for changes slower than the electrons' own equilibration, and close to T_c slower
than the gap's. Unknowns are $y = \ln(1 + h/h_0)$ at the nodes, see `quenchmap.spot.evolution.table`; the node at the centre has no area and
is eliminated.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy.sparse import csr_array

from quenchmap.numerics.elements import DEGREE, assemble, mass, nodes, stiffness
from quenchmap.spot.evolution.table import BALANCE, EnthalpyTable
from quenchmap.spot.problem import SpotProblem

_LEGIBLE = 1e-8  # of the conduction integral, in T_c


@dataclass(frozen=True)
class TransientBalance:
    """The discrete equation on one grid.

    Attributes:
        problem: The hot spot.
        table: Its response against y.
        vertices: Ends of the elements, over z0.
    """

    problem: SpotProblem
    table: EnthalpyTable
    vertices: Float[np.ndarray, " vertices"]

    @cached_property
    def nodes(self) -> Float[np.ndarray, " nodes"]:
        """Radii of the nodes over z0, the centre first."""
        return nodes(self.vertices)

    @cached_property
    def area(self) -> Float[np.ndarray, " nodes"]:
        """Weights of the integral over the area, 2 pi r dr, over z0^2."""
        return 2 * np.pi * assemble(mass(self.vertices))

    @cached_property
    def shape(self) -> Float[np.ndarray, " nodes"]:
        """Heating against radius, 1 at its maximum."""
        return np.asarray(self.problem.shape(self.nodes))

    @cached_property
    def _centre(self) -> Float[np.ndarray, " degree"]:
        """The conduction integral at the centre as a combination of those at the first nodes: no heat is stored there."""
        k = stiffness(self.vertices[:2])[0]
        return -k[0, 1:] / k[0, 0]

    @cached_property
    def stiffness(self) -> Any:  # a csr_array, whose stubs know little
        """Matrix of conduction between the nodes but the centre, times lambda^2."""
        local = stiffness(self.vertices)
        local[0] -= np.outer(local[0, :, 0], local[0, 0]) / local[0, 0, 0]  # the centre eliminated; its row and column vanish
        first = DEGREE * np.arange(len(local))[:, None, None]
        i, j = np.broadcast_arrays(first + np.arange(DEGREE + 1)[:, None], first + np.arange(DEGREE + 1))
        size = self.nodes.size
        whole: Any = csr_array((local.ravel(), (i.ravel(), j.ravel())), shape=(size, size))
        inner: Any = csr_array(whole[1:, 1:])
        inner.sum_duplicates()
        inner.sort_indices()
        return self.problem.relaxation_length**2 * inner

    @cached_property
    def _conduction(self) -> Any:
        """The stiffness over the nodes' masses."""
        k = self.stiffness
        return csr_array((k.data / np.repeat(self._mass, np.diff(k.indptr)), k.indices, k.indptr), shape=k.shape)

    @cached_property
    def _mass(self) -> Float[np.ndarray, " inner"]:
        return assemble(mass(self.vertices))[1:]

    @cached_property
    def _places(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns of the Jacobian's entries, and no more."""
        matrix = self._conduction
        return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)), matrix.indices

    def rate(self, drive: float, y: Float[np.ndarray, " inner"]) -> Float[np.ndarray, " inner"]:
        """dy/dtau at the nodes but the centre."""
        f = self.table.cubics(y, BALANCE)
        n = self.problem.response.cooling_exponent
        heat = (drive**2 * self.shape[1:] * f[1] - f[0]) / n - self._conduction @ f[2]
        return heat * self._per_enthalpy(y)

    def jacobian(self, drive: float, y: Float[np.ndarray, " inner"]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Derivative of the rate, as rows, columns and values of its entries, at most DEGREE beside the diagonal."""
        f, df = self.table.cubics.with_derivative(y, BALANCE)
        n = self.problem.response.cooling_exponent
        h = drive**2 * self.shape[1:]
        heat = (h * f[1] - f[0]) / n - self._conduction @ f[2]
        per_enthalpy = self._per_enthalpy(y)
        rows, columns = self._places
        values = -self._conduction.data * per_enthalpy[rows] * df[2][columns]
        values[rows == columns] += per_enthalpy * ((h * df[1] - df[0]) / n - heat)
        return rows, columns, values

    def _per_enthalpy(self, y: np.ndarray) -> np.ndarray:
        return np.exp(-np.maximum(y, -1.0)) / self.table.scale  # an iterate that is far off must not overflow

    def variables(self, T: Float[np.ndarray, " nodes"]) -> Float[np.ndarray, " inner"]:
        """Unknowns of a profile; its value at the centre follows from the others."""
        return self.table.variable(T[1:])

    def temperatures(self, y: Float[np.ndarray, "*times inner"]) -> Float[np.ndarray, "*times nodes"]:
        """Temperatures over T_c at all nodes."""
        T = self.table.temperature(y)
        theta = self.table.cubics(y[..., :DEGREE], BALANCE)[2] @ self._centre
        # an exponentially small conduction integral has no digits left: there the nearest node will do
        centre = np.where(theta > _LEGIBLE, self.table.temperature_of(theta), T[..., 0])
        return np.concatenate([centre[..., None], T], axis=-1)

    def heat(self, drive: Float[np.ndarray, "*times"], y: Float[np.ndarray, "*times inner"]) -> tuple[np.ndarray, np.ndarray]:
        """Heat absorbed in the domain and heat given to the phonons there, in Sigma T_c^n d z0^2."""
        f = self.table.cubics(y, BALANCE)
        area = self.area[1:]
        return np.asarray(drive) ** 2 * (f[1] @ (area * self.shape[1:])), f[0] @ area

    def stored(self, y: Float[np.ndarray, "*times inner"]) -> Float[np.ndarray, "*times"]:
        """Enthalpy above the bath, in Sigma T_c^n d z0^2 times the unit of time."""
        return self.problem.response.cooling_exponent * self.table.scale * (np.expm1(y) @ self.area[1:])

    def energy(self, drive: Float[np.ndarray, "*times"], y: Float[np.ndarray, "*times inner"]) -> Float[np.ndarray, "*times"]:
        r"""The functional (C1b) over $2\pi d\,K(T_c)\,T_c z_0^2\,n\Sigma T_c^{n-1}$; it never grows at constant drive.

        $$F = \int \left[\frac{\lambda^2}{2}\left(\frac{d\theta}{dx}\right)^2 + \frac1n\left(\int\kappa q\,dT
          - a^2 h\int\kappa\rho\,dT\right)\right] x\,dx$$
        """
        f = self.table.cubics(y)
        theta = f[2]
        n = self.problem.response.cooling_exponent
        conduction = 0.5 * np.sum(theta * (self.stiffness @ theta.reshape(-1, theta.shape[-1]).T).T.reshape(theta.shape), axis=-1)
        return conduction + (f[4] @ self._mass - np.asarray(drive) ** 2 * (f[5] @ (self._mass * self.shape[1:]))) / n
