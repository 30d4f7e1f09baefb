r"""The microwave current that heats a sample: given once and for all, or flowing in the film as its temperatures let it.

The *fixed* current is that of a uniform film without edges. The *film's own* current solves
$\nabla\cdot(G\nabla\varphi) = -f$ with the complex sheet conductance $G(T)$ of every cell; the heat balance then depends on
temperatures far away. Solving for temperatures and currents in turn diverges in hot states: here the potential is eliminated. Each product
of the linearised balance with a change of the temperatures solves for the change of the currents, and GMRES is preconditioned with the
balance at fixed current.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Complex, Float

from quenchmap.errors import ConvergenceError
from quenchmap.material.conductivity_table import ConductivityTable
from quenchmap.material.gap_plane import Prepared
from quenchmap.numerics.gmres import Solved, gmres
from quenchmap.numerics.kernel import Kernel
from quenchmap.numerics.multigrid import Hierarchy, cycle, hierarchy
from quenchmap.numerics.network import Network, rows
from quenchmap.precision import jnp
from quenchmap.sample.current.potential import CurrentProblem, circuit, currents, flowing, response
from quenchmap.sample.heat.balance import HeatBalance, Linearised, linearise

_POTENTIAL = 1e-10  # residual of the potential
_CHANGE = 1e-2  # residual of its change, over that of the linear system which asks for it


class FixedCurrent(NamedTuple):
    """A current that does not know the film's temperatures.

    Attributes:
        balance: The heat balance.
        squared: Sheet current squared over (j*0 d0)^2.
    """

    balance: HeatBalance
    squared: Float[Array, "ny nx"]

    def linearised(self, u: Float[Array, "ny nx"]) -> Linearised:
        """The heat balance at temperatures over T_c0."""
        return linearised(self.balance, u, self.squared)

    def corrected(self, here: Linearised, u: Float[Array, "ny nx"], b: Float[Array, "ny nx"], tolerance: float, grids: Hierarchy) -> Solved:
        """Change of the temperatures `u` that makes up for a surplus of heat `b`; `grids` are those of `here` or nearby."""
        return _solved(here.network, grids, b, self.balance.present, np.asarray(tolerance))


class Conductor(NamedTuple):
    """Sheet conductance of the cells against temperature.

    Attributes:
        table: Complex conductivity at the tip's frequency.
        cells: The table at the critical temperature of every cell.
        normal: Sheet conductance of the normal film over that of the reference film; 0 in holes.
    """

    table: ConductivityTable
    cells: Prepared
    normal: Float[Array, "ny nx"]

    def __call__(self, u: Float[Array, "ny nx"]) -> tuple[Complex[Array, "ny nx"], Complex[Array, "ny nx"]]:
        """Conductance and its derivative with the temperature."""
        s1, s2, d1, d2 = self.table(u, self.cells)
        return self.normal * (s1 - 1j * s2), self.normal * (d1 - 1j * d2)


class FilmCurrent(NamedTuple):
    """The current that the film's temperatures let flow.

    Attributes:
        balance: The heat balance.
        conductor: Of the film.
        problem: Where the tip's current enters and leaves.
        per_area: 1/h^2 for cells of side h over z0: from squared currents through faces to squared sheet currents.
    """

    balance: HeatBalance
    conductor: Conductor
    problem: CurrentProblem
    per_area: Float[Array, ""]

    def linearised(self, u: Float[Array, "ny nx"]) -> Linearised:
        """The heat balance at temperatures over T_c0; its network is that of the current as it flows now."""
        squared, potential, residual = _flow(self.conductor, self.problem, self.per_area, u)
        if not residual <= 10 * _POTENTIAL:
            raise ConvergenceError(
                "The potential of the tip's current",
                residual=float(residual),
                iterations=0,
                remedy="The film's conductance differs too much from cell to cell: use finer cells, or spreading='fixed'.",
            )
        return linearised(self.balance, u, squared)._replace(potential=potential)

    def corrected(self, here: Linearised, u: Float[Array, "ny nx"], b: Float[Array, "ny nx"], tolerance: float, grids: Hierarchy) -> Solved:
        """As for `FixedCurrent`, with the change of the currents."""
        return _coupled(self.conductor, self.problem, u, here, self.per_area, grids, b, self.balance.present, np.asarray(tolerance))


linearised = Kernel(linearise)
grids_of = Kernel(hierarchy)


@Kernel
def _solved(network: Network, grids: Hierarchy, b: Array, present: Array, tolerance: Array) -> Solved:
    found = gmres(rows(network), b, lambda r: cycle(grids, r), tolerance=tolerance)
    return found._replace(x=jnp.where(present, found.x, 0.0))  # what the residual allows in holes


@Kernel
def _flow(conductor: Conductor, problem: CurrentProblem, per_area: Array, u: Array) -> tuple[Array, Array, Array]:
    """Squared sheet current, potential and its residual."""
    G, _ = conductor(u)
    found = currents(circuit(G, problem), problem, _POTENTIAL)
    return per_area * found.squared, found.potential, found.residual


@Kernel
def _coupled(
    conductor: Conductor,
    problem: CurrentProblem,
    u: Array,
    here: Linearised,
    per_area: Array,
    grids: Hierarchy,
    b: Array,
    present: Array,
    tolerance: Array,
) -> Solved:
    G, slope = conductor(u)
    of = circuit(G, problem)
    assert here.potential is not None
    at = flowing(of, problem, here.potential)
    by_current, fixed = here.by_drive * per_area, rows(here.network)

    def operator(du: Array) -> Array:
        return fixed(du) - by_current * response(of, problem, at, slope * du, _CHANGE * tolerance).squared

    found = gmres(operator, b, lambda r: cycle(grids, r), tolerance=tolerance, basis=24, restarts=2)
    return found._replace(x=jnp.where(present, found.x, 0.0))


def peak(u: Array) -> float:
    """Largest absolute value."""
    return float(jnp.max(jnp.abs(u)))
