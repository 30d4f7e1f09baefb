r"""The heat balance of a disordered film, discretised in conservative, monotone finite volumes.

With $u = T/T_{c0}$, $\tau = T_c(\mathbf r)/T_{c0}$ and conductivity s, cooling S, thickness $\delta$ over those of the reference film,

$$\lambda^2 \nabla\cdot[\delta s \tau \kappa(u/\tau) \nabla u] = \frac1n\left[\delta S \tau^n q(u/\tau, t_{ph}/\tau)
  - \frac{|J|^2}{\delta s}\,\rho(u/\tau; w/\tau)\right],$$

lengths over z0 and J the sheet current (rms) over $j_{*0} d_0$. Through a face goes
$\delta_f s_f \tau_f^2 [\theta(u_b/\tau_f) - \theta(u_a/\tau_f)]$, $\theta = \int\kappa$, with harmonic means of $\delta s$ and the
arithmetic one of $\tau$: it rises with $u_b$ and falls with $u_a$, so that a comparison principle holds on the grid as it does for
the film. All edges are sealed, and holes keep the phonons' temperature.
"""

from typing import NamedTuple

import equinox as eqx
import numpy as np
from jaxtyping import Array, Bool, Complex, Float

from quenchmap.material.gap import GapModel
from quenchmap.material.inhomogeneous import InhomogeneousResponse, Prepared
from quenchmap.numerics.kernel import returnable
from quenchmap.numerics.network import Network, in_series, outflow
from quenchmap.precision import jnp
from quenchmap.sample.current.potential import Circuit, Currents
from quenchmap.sample.heat.capacity import HeatCapacity, heat_capacity_table


class HeatBalance(eqx.Module):
    r"""The equation of one sample on its grid, without the current that heats it.

    Attributes:
        response: Of the film, tabulated.
        cells: The response at the critical temperature of every cell.
        faces_x: The same at the faces between a cell and its eastern neighbour.
        faces_y: ... its northern neighbour.
        conductance_x: Heat conductance of those faces, $\lambda^2 \delta_f s_f$; 0 at holes.
        conductance_y: Likewise.
        cooling_weight: $h^2 \delta S/n$ for cells of side h; 0 in holes.
        heating_weight: $h^2/(n \delta s)$; 0 in holes.
        capacity: Heat capacity of the electrons.
        capacity_weight: $h^2 \delta$.
        present: Where there is film.
    """

    response: InhomogeneousResponse
    cells: Prepared
    faces_x: Prepared
    faces_y: Prepared
    conductance_x: Float[Array, "ny faces_x"]
    conductance_y: Float[Array, "faces_y nx"]
    cooling_weight: Float[Array, "ny nx"]
    heating_weight: Float[Array, "ny nx"]
    capacity: HeatCapacity
    capacity_weight: Float[Array, "ny nx"]
    present: Bool[Array, "ny nx"]


def heat_balance(
    response: InhomogeneousResponse,
    *,
    critical_temperature: Float[np.ndarray, "ny nx"],
    conductivity: Float[np.ndarray, "ny nx"],
    cooling: Float[np.ndarray, "ny nx"],
    thickness: Float[np.ndarray, "ny nx"],
    present: Bool[np.ndarray, "ny nx"],
    relaxation_length: float,
    cell: float,
    gap_model: GapModel = "sheahen",
) -> HeatBalance:
    """The equation of a sample from its fields over the reference film's, lengths over z0."""
    n = response.cooling_exponent
    sheet = np.where(present, thickness * conductivity, 0.0)
    area = np.where(present, cell**2, 0.0)
    faces = [(critical_temperature[:, 1:], critical_temperature[:, :-1]), (critical_temperature[1:], critical_temperature[:-1])]
    at_x, at_y = (response.prepared(jnp.asarray(0.5 * (a + b))) for a, b in faces)
    return HeatBalance(
        response=response,
        cells=response.prepared(jnp.asarray(critical_temperature)),
        faces_x=at_x,
        faces_y=at_y,
        conductance_x=jnp.asarray(relaxation_length**2 * in_series(sheet[:, 1:], sheet[:, :-1])),
        conductance_y=jnp.asarray(relaxation_length**2 * in_series(sheet[1:], sheet[:-1])),
        cooling_weight=jnp.asarray(area * thickness * cooling / n),
        heating_weight=jnp.asarray(area / (n * thickness * conductivity)),
        capacity=heat_capacity_table(gap_model),
        capacity_weight=jnp.asarray(area * thickness),
        present=jnp.asarray(present),
    )


@returnable
class Flow(NamedTuple):
    """A current that follows the temperatures.

    Attributes:
        circuit: The film as a network.
        currents: What flows in it.
        slope: Derivative of the cells' conductance with their temperature.
    """

    circuit: Circuit
    currents: Currents
    slope: Complex[Array, "ny nx"]


@returnable
class Linearised(NamedTuple):
    """Heat that each cell keeps, and how it changes with the temperatures.

    Attributes:
        surplus: Heat conducted into each cell plus heating less cooling.
        network: Minus its derivative with the temperatures.
        heating: Power absorbed by each cell.
        cooling: Power given to the phonons by each cell.
        by_drive: Derivative of the surplus with the squared current; 0 where the heat comes without one.
        flow: The current, where the film's temperatures steer it.
    """

    surplus: Float[Array, "ny nx"]
    network: Network
    heating: Float[Array, "ny nx"]
    cooling: Float[Array, "ny nx"]
    by_drive: Float[Array, "ny nx"]
    flow: Flow | None = None


def linearise(balance: HeatBalance, u: Float[Array, "ny nx"], squared_current: Float[Array, "ny nx"]) -> Linearised:
    """The balance at temperatures `u`, heated by a squared sheet current over $(j_{*0} d_0)^2$."""
    cooling, cooling_slope, absorption, absorption_slope = balance.response.balance(u, balance.cells)
    strength, by_drive = balance.heating_weight * squared_current, balance.heating_weight * absorption
    return _linearised(balance, u, (cooling, cooling_slope), (strength * absorption, strength * absorption_slope), by_drive)


def linearise_at_power(
    balance: HeatBalance, u: Float[Array, "ny nx"], power: Float[Array, "ny nx"], slope: Float[Array, "ny nx"]
) -> Linearised:
    """The balance at temperatures `u`, heated by a power in each cell, with its derivative, that comes without a current."""
    cooling, cooling_slope, *_ = balance.response.balance(u, balance.cells)
    return _linearised(balance, u, (cooling, cooling_slope), (power, slope), jnp.zeros_like(u))


def _linearised(balance: HeatBalance, u: Array, cooling: tuple[Array, Array], heating: tuple[Array, Array], by_drive: Array) -> Linearised:
    """From cooling over its weight and heating, each with its derivative."""
    response, absorbed, cooled = balance.response, heating[0], balance.cooling_weight * cooling[0]
    west, k_west = response.conduction(u[:, :-1], balance.faces_x)
    east, k_east = response.conduction(u[:, 1:], balance.faces_x)
    south, k_south = response.conduction(u[:-1], balance.faces_y)
    north, k_north = response.conduction(u[1:], balance.faces_y)
    flow_x, flow_y = balance.conductance_x * (west - east), balance.conductance_y * (south - north)
    return Linearised(
        surplus=absorbed - cooled - outflow(flow_x, flow_y),
        network=Network(
            leak=jnp.where(balance.present, balance.cooling_weight * cooling[1] - heating[1], 1.0),
            east=balance.conductance_x * k_west,
            west=balance.conductance_x * k_east,
            north=balance.conductance_y * k_south,
            south=balance.conductance_y * k_north,
        ),
        heating=absorbed,
        cooling=cooled,
        by_drive=by_drive,
    )
