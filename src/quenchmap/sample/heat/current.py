r"""The microwave current that heats a sample: given once and for all, or flowing in the film as its temperatures let it.

The *fixed* current is that of a uniform film without edges. The *film's own* current solves
$\nabla\cdot(G\nabla\varphi) = -f$ with the complex sheet conductance $G(T)$ of every cell; the heat balance then depends on
temperatures far away. Solving for temperatures and currents in turn diverges in hot states: here the potential is eliminated. Each product
of the linearised balance with a change of the temperatures solves for the change of the currents, and GMRES is preconditioned with the
balance at fixed current.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from jaxtyping import Array, Complex, Float

from quenchmap.material.conductivity_table import ConductivityTable
from quenchmap.material.gap_plane import Prepared
from quenchmap.numerics.multigrid import Hierarchy
from quenchmap.numerics.network import rows
from quenchmap.precision import jnp
from quenchmap.sample.current.potential import CurrentProblem, circuit, currents, response
from quenchmap.sample.current.potential import grids_of as potential_grids_of
from quenchmap.sample.heat.balance import Flow, HeatBalance, Linearised, linearise
from quenchmap.sample.heat.radiation import Radiation

Operator: TypeAlias = Callable[[Array], Array]

_CHANGE, _ROUGHLY = 3.0, 0.1  # residual of the potential's change, over that of the linear system which asks for it, and at most
_FOR_CHANGE: dict[str, Any] = {"iterations": 40, "restarts": 1}


class FixedCurrent(NamedTuple):
    """A current that does not know the film's temperatures.

    Attributes:
        balance: The heat balance.
        squared: Sheet current squared over (j*0 d0)^2.
    """

    balance: HeatBalance
    squared: Float[Array, "ny nx"]

    @property
    def films(self) -> int:
        """How many, of a stack."""
        return self.squared.shape[0]

    def linearised(self, u: Float[Array, "ny nx"], grids: None, start: None, tolerance: Array, together: str | None) -> Linearised:
        """The heat balance at temperatures over T_c0."""
        return linearise(self.balance, u, self.squared)


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

    @property
    def films(self) -> int:
        """How many, of a stack."""
        return self.problem.source.shape[0]

    def potential_grids(self, u: Float[Array, "ny nx"]) -> Hierarchy:
        """Multigrid for the potential of a film with temperatures nearby."""
        return potential_grids_of(circuit(self.conductor(u)[0], self.problem), self.problem)

    def linearised(
        self, u: Float[Array, "ny nx"], grids: Hierarchy, start: Complex[Array, "ny nx"], tolerance: Array, together: str | None
    ) -> Linearised:
        """The heat balance at temperatures over T_c0, from a first potential; its network is that of the current as it flows now."""
        G, slope = self.conductor(u)
        of = circuit(G, self.problem)
        found = currents(of, grids, self.problem, tolerance, start, together=together)
        return linearise(self.balance, u, self.per_area * found.squared)._replace(flow=Flow(of, found, slope))

    def operator(self, here: Linearised, grids: Hierarchy, tolerance: Array, together: str | None) -> Operator:
        """Heat that the cells lose more for a change of their temperatures, with the change of the currents that this brings."""
        flow, fixed, by_current = here.flow, rows(here.network), here.by_drive * self.per_area
        accuracy = jnp.minimum(_CHANGE * tolerance, _ROUGHLY)
        assert flow is not None

        def apply(du: Array) -> Array:
            how = {"together": together} | _FOR_CHANGE
            change = response(flow.circuit, grids, self.problem, flow.currents, flow.slope * du, accuracy, **how)
            return fixed(du) - by_current * change.squared

        return apply


#: What heats: a current, or the power of a hot tip.
Heater: TypeAlias = FixedCurrent | FilmCurrent | Radiation
