r"""Derivatives of an observable with respect to every parameter, by the implicit-function theorem.

The discrete balance $F(T, r_k; p) = 0$ has as unknowns the nodal temperatures and the radii $r_k$ of the vertices fitted to the
kinks. At a solution $(dT, dr_k) = -(\partial F)^{-1}\,\partial_p F\,dp$: one linear solve per parameter. $\partial_p F$ is the forward-mode
derivative of the physics integrals themselves, not of the tables. A vertex at the gap edge keeps $2\Delta(T_g) = \hbar\omega$
as the frequency moves, so nothing singular is ever differentiated.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import equinox as eqx
import numpy as np
from jaxtyping import Array

from quenchmap.errors import NoSuchStateError, closest
from quenchmap.material.conductivity import ac_resistivity_at_gap
from quenchmap.material.electron_phonon import electron_phonon_power
from quenchmap.material.gap import GapModel, gap, temperature_at_gap
from quenchmap.material.response import phonon_temperature_at
from quenchmap.material.thermal_conductivity import thermal_conductivity
from quenchmap.numerics.condensation import condensed, solve_bordered
from quenchmap.numerics.elements import DEGREE, assemble, element_nodes, gather, interpolate, mass, stiffness
from quenchmap.numerics.kernel import Kernel
from quenchmap.precision import jax, jnp
from quenchmap.shown import Shown
from quenchmap.spot.equation import Shape, by_vertices, linearise
from quenchmap.table import Table
from quenchmap.units import BOLTZMANN, LORENZ_NUMBER, PLANCK

if TYPE_CHECKING:
    from quenchmap.spot.state import State

#: Observables with a derivative.
SUPPORTED = ("outer_radius", "inner_radius", "outer_gap_edge_radius", "inner_gap_edge_radius", "maximum_temperature", "central_temperature")

#: The dimensionless parameters, in the order of the vectors below.
PARAMETERS = ("drive", "relaxation_length", "photon_energy", "phonon_temperature", "cooling_exponent", "phonon_warming")


@dataclass(frozen=True)
class Sensitivities(Shown):
    """Derivatives of one observable of one state.

    Attributes:
        observable: Its name.
        value: Its value, in SI with a film.
        unit: Unit of `value`.
        derivatives: d value / d parameter, by parameter, in SI with a film; drive and exponent are dimensionless.
        logarithmic: d ln value / d ln parameter.
        uncertainty: Standard deviation of the value that the given relative uncertainties make, added in quadrature.
    """

    observable: str
    value: float
    unit: str
    derivatives: dict[str, float]
    logarithmic: dict[str, float]
    uncertainty: float

    def table(self) -> Table:
        """Both derivatives, by parameter."""
        rows = [[name, f"{self.derivatives[name]:+.6e}", f"{self.logarithmic[name]:+.4f}"] for name in self.derivatives]
        spread = f" ± {self.uncertainty:.2g}" if self.uncertainty else ""
        return Table(f"{self.observable} = {self.value:.6g}{spread} {self.unit}", rows, ["parameter", "derivative (SI)", "d ln / d ln"])


def sensitivities(state: "State", observable: str, uncertainties: dict[str, float]) -> Sensitivities:
    """See `quenchmap.spot.state.State.sensitivities`.

    The drive j_max/j* is one of the parameters: derivatives with respect to the others are at fixed drive.

    Raises:
        ValueError: For an observable without a derivative, a heat source that is not a microwave tip, or unknown parameters.
        NoSuchStateError: When the state does not have the observable.
    """
    if observable not in SUPPORTED:
        raise ValueError(
            f"`observable` must be one of {', '.join(SUPPORTED)}, but observable={observable!r}. {closest(observable, SUPPORTED)}"
        )
    spot = state.spot
    if spot.photon_energy is None:
        raise ValueError(
            "Sensitivities are known for a microwave tip only, but this spot is heated by a hot tip. Vary its parameters instead."
        )
    value = state.observable(observable)
    by_dimensionless = _dimensionless(state, observable)
    point = spot.parameters
    if spot.film is None:
        values = {name: float(v) for name, v in point.items() if name in PARAMETERS} | {"drive": state.drive}
        derivatives = {name: float(d) for name, d in zip(PARAMETERS, by_dimensionless, strict=True)}
    else:
        values = dict(point) | {"drive": state.drive}
        x = jnp.asarray(list(values.values()))
        names = tuple(values)
        jacobian = np.asarray(jax.jacfwd(lambda y: _to_dimensionless(dict(zip(names, y, strict=True))))(x))
        scale = {"K": values["critical_temperature"], "m": values["height"]}[value.unit]
        gradient = scale * by_dimensionless @ jacobian
        derivatives = {name: float(g) for name, g in zip(names, gradient, strict=True)}
        # the unit of the observable is itself a parameter
        derivatives["critical_temperature" if value.unit == "K" else "height"] += value.dimensionless
    if spot.problem.response.phonon_warming == 0:
        for name in ("phonon_warming", "boundary_conductance"):
            derivatives.pop(name, None)
    logarithmic = {name: d * values[name] / value.value for name, d in derivatives.items()}
    for name in uncertainties:
        if name not in derivatives:
            raise ValueError(f"`uncertainties` names {name!r}, which is not a parameter here. {closest(name, derivatives)}")
    spread = math.sqrt(sum((logarithmic[name] * u) ** 2 for name, u in uncertainties.items())) * abs(value.value)
    return Sensitivities(observable, value.value, value.unit, derivatives, logarithmic, spread)


def _to_dimensionless(p: dict[str, Array]) -> Array:
    """The dimensionless parameters, in the order of `PARAMETERS`, from the SI ones."""
    Tc, n = p["critical_temperature"], p["cooling_exponent"]
    conduction = LORENZ_NUMBER / p["normal_resistivity"] * Tc
    cooling = p["cooling_coefficient"] * Tc ** (n - 1)
    length = jnp.sqrt(conduction / (n * cooling))
    warming = cooling * p["thickness"] / (p["boundary_conductance"] * Tc**3) if "boundary_conductance" in p else 0.0 * Tc
    w = PLANCK * p["frequency"] / (BOLTZMANN * Tc)
    return jnp.stack([p["drive"], length / p["height"], w, p["phonon_temperature"] / Tc, n, warming])


def _dimensionless(state: "State", observable: str) -> np.ndarray:
    """Derivatives with respect to `PARAMETERS`, in units of T_c and z0."""
    solution, problem = state.solution, state.spot.problem
    grid, T, response = solution.grid, solution.T, problem.response
    edge = [t for t in problem.levels if t != 1.0]
    at_edge = np.zeros(T.size, bool)
    at_edge[[DEGREE * v for v, t in zip(grid.fitted, grid.targets, strict=True) if t in edge]] = True
    p = np.array(
        [
            state.drive,
            problem.relaxation_length,
            state.spot.photon_energy,
            response.bath_temperature,
            response.cooling_exponent,
            response.phonon_warming,
        ]
    )
    Tp = phonon_temperature_at(T, p[3], p[4], p[5], response.gap_model) if p[5] > 0 else np.full_like(T, p[3])
    model = _Model(problem.shape, response.gap_model, bool(p[5] > 0))
    by_parameter = _residual_derivatives(model, grid.vertices, T, response.conduction_integral(T), at_edge, Tp, p)
    residual_by_p, T_by_p = (np.asarray(y) for y in by_parameter)

    equation = problem.equation(state.drive)
    border = grid.border
    at = linearise(equation, jnp.asarray(grid.vertices), jnp.asarray(T))
    columns = _by_vertices(equation, grid.vertices, T, at.film, border.moves)
    gradient = np.zeros(len(PARAMETERS))
    idle = np.zeros((len(border.rows), len(PARAMETERS)))
    rows = border.rows / np.asarray(at.conductivity)
    d_theta, radii = (np.asarray(y) for y in _solved(at.operator, columns, rows, border.corner, -residual_by_p.T, idle))
    for i in range(len(PARAMETERS)):
        dT = d_theta[:, i] / np.asarray(at.conductivity) + T_by_p[i]
        gradient[i] = _change(state, observable, dT, radii[:, i])
    return gradient


_solved = Kernel(lambda local, *bordered: solve_bordered(condensed(local), *bordered), "solved")
_by_vertices = Kernel(by_vertices)


def _change(state: "State", observable: str, dT: np.ndarray, dr: np.ndarray) -> float:
    """Change of an observable when nodal temperatures change by dT while fitted radii change by dr."""
    grid = state.solution.grid
    if observable == "central_temperature":
        return float(dT[0])
    if observable == "maximum_temperature":  # T' = 0 there: a move of the nodes does not matter to first order
        at_rest = gather(grid.at_rest(dT, state.solution.T, grid.displaced(dr)))
        r = state.observable("radius_of_maximum").dimensionless
        element = min(int(np.searchsorted(grid.vertices, r, side="right")) - 1, len(grid.vertices) - 2)
        return float(interpolate(grid.vertices[element : element + 2], at_rest[element], np.array([r]))[0])
    radius = state.observable(observable).dimensionless
    if len(grid.fitted) == 0 or np.min(np.abs(grid.fitted_radii - radius)) > 1e-6:
        raise NoSuchStateError(
            f"The {observable.replace('_', ' ')} of this state is where the profile hardly passes the kink: it has no reliable derivative."
        )
    return float(dr[int(np.argmin(np.abs(grid.fitted_radii - radius)))])


class _Model(eqx.Module):
    """What the residual depends on beside arrays: heating against radius, gap model, and whether the electrons warm the phonons."""

    shape: Shape = eqx.field(static=True)
    gap_model: GapModel = eqx.field(static=True)
    warms: bool = eqx.field(static=True)


@Kernel
def _residual_derivatives(
    model: _Model, vertices: Array, T: Array, theta: Array, at_edge: Array, Tp: Array, p: Array
) -> tuple[Array, Array]:
    """Derivatives of the residual and of the fitted temperatures with respect to each parameter, at fixed profile and grid."""

    def residual(p: Array) -> tuple[Array, Array]:
        a, lam, w, bath, n, warming = p
        moving = jnp.where(at_edge, temperature_at_gap(w / 2, model.gap_model), 0.0)
        Te = jnp.where(at_edge, moving, T)
        d = jnp.where(at_edge, w / 2, gap(T, model.gap_model))
        if model.warms:  # one Newton step from the solved phonon temperature carries its derivative
            flow = lambda t: t**4 - bath**4 - warming * electron_phonon_power(Te, t, n, model.gap_model)  # noqa: E731
            value, slope = jax.jvp(flow, (Tp,), (jnp.ones_like(Tp),))
            cold = Tp - value / jax.lax.stop_gradient(slope)
        else:
            cold = jnp.full_like(T, bath)
        q = electron_phonon_power(Te, cold, n, model.gap_model)
        rho = ac_resistivity_at_gap(Te, jnp.full_like(T, w), d)
        # at fixed T the conduction integral does not depend on p: only the fitted temperatures move it
        theta_at_p = theta + jax.lax.stop_gradient(thermal_conductivity(Te, model.gap_model)) * (Te - jax.lax.stop_gradient(Te))
        conduction = jnp.einsum("eij,ej->ei", stiffness(vertices), gather(theta_at_p))
        source = mass(vertices) / n * (gather(q) - a**2 * model.shape(element_nodes(vertices)) * gather(rho))
        return assemble(lam**2 * conduction + source), jnp.where(at_edge, moving, 0.0)

    return jax.vmap(lambda direction: jax.jvp(residual, (p,), (direction,))[1])(jnp.eye(len(PARAMETERS)))
