"""Steady states by damped Newton steps with pseudo-transient fallback, and their polish on a grid fitted to the kinks."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Array, Float

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.condensation import condensed, solve, solve_bordered
from quenchmap.numerics.elements import DEGREE, gather, mass
from quenchmap.numerics.kernel import Kernel
from quenchmap.precision import jax, jnp
from quenchmap.spot.border import Border
from quenchmap.spot.equation import RadialBalance, by_vertices, film_at, linearise, residual
from quenchmap.spot.family import LocalFamily
from quenchmap.spot.grid import Grid

#: A pseudo-time so long that a step is a Newton step.
NEWTON = 1e25

_LARGEST_STEP = 0.2  # in T_c: further from the profile a linearisation says nothing
_ACCURACY = 1e-12


@dataclass(frozen=True)
class Relaxed:
    """Outcome of `relax`: failure is data here.

    Attributes:
        T: Temperature at the nodes.
        step: Largest change of temperature, over T_c, that the last step asked for: the scaled residual.
        iterations: Steps taken.
        converged: Whether `step` fell below the tolerance with a Newton step.
    """

    T: Float[np.ndarray, " nodes"]
    step: float
    iterations: int
    converged: bool


def relax(
    equation: RadialBalance, vertices: Float[np.ndarray, " vertices"], T: Float[np.ndarray, " nodes"], *, time_step: float, limit: int
) -> Relaxed:
    """Follow the heat equation (with unit heat capacity) by implicit steps that grow into Newton steps.

    Args:
        equation: The problem.
        vertices: Ends of the elements.
        T: Starting temperatures at the nodes.
        time_step: First pseudo-time step in units of 1/(n Sigma T_c^(n-1)) per heat capacity; `NEWTON` for plain damped Newton.
        limit: Most steps to take.

    Returns:
        The outcome; a stable state when `time_step` was finite, unless the steps grew over a barrier.
    """
    T, step, iterations, converged = (np.asarray(x) for x in _relax(equation, vertices, T, np.asarray(time_step, float), np.asarray(limit)))
    return Relaxed(T, float(step), int(iterations), bool(converged))


@Kernel
def _relax(equation: RadialBalance, vertices: Array, T: Array, time_step: Array, limit: Array) -> tuple[Array, Array, Array, Array]:
    weight = mass(vertices)
    # the node at the centre has no area: given some heat capacity, it follows its neighbours instead of leaping ahead of them
    weight = weight.at[0, 0].set(0.1 * weight[0, 1])
    floor = equation.bath_temperature
    newton_only = time_step >= NEWTON

    def one(state: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
        T, dt, _, count = state
        at = linearise(equation, vertices, T)
        K = gather(at.conductivity)
        damped = at.operator + (weight / K / dt)[:, :, None] * jnp.eye(DEGREE + 1)
        d_theta = solve(condensed(damped), -at.residual[:, None])[:, 0]
        # where the conductivity is exponentially small, d_theta / K leaps far: the logarithm follows it as it grows with T;
        # the conduction integral from zero temperature, roughly, for below the bath it falls off like the conductivity
        theta = at.film[0] + jnp.min(at.conductivity) * floor**2
        rise = theta * jnp.log1p(jnp.maximum(d_theta, 0.0) / theta)
        dT = jnp.where(d_theta > 0, rise, d_theta) / at.conductivity
        step = jnp.max(jnp.abs(dT))
        good = jnp.isfinite(step)
        step = jnp.where(good, step, jnp.inf)
        # plain Newton is damped; a pseudo-time step that goes too far is repeated shorter
        accept = good & (newton_only | (step < _LARGEST_STEP))
        scale = jnp.where(newton_only, jnp.minimum(1.0, _LARGEST_STEP / step), 1.0)
        new = jnp.maximum(T + scale * dT, floor + 0.05 * (T - floor))
        grown = jnp.where(newton_only, dt, jnp.minimum(dt * jnp.clip(0.04 / step, 0.3, 20.0), NEWTON))
        return jnp.where(accept, new, T), jnp.where(accept, grown, dt / 10), step, count + 1

    def going_on(state: tuple[Array, Array, Array, Array]) -> Array:
        _, dt, step, count = state
        return (count < limit) & ~((step < _ACCURACY) & (dt > 1e15)) & (dt > 1e-12)

    start = (T, time_step, jnp.asarray(jnp.inf), jnp.asarray(0))
    T, dt, step, count = jax.lax.while_loop(going_on, one, start)
    return T, step, count, (step < 100 * _ACCURACY) & (dt > 1e15)


@Kernel
def newton_step(equation: RadialBalance, vertices: Float[Array, " vertices"], T: Float[Array, " nodes"]) -> Float[Array, " nodes"]:
    """The plain Newton step of the temperatures on a grid at rest."""
    T = jnp.maximum(T, equation.bath_temperature * (1 + 1e-6))
    at = linearise(equation, vertices, T)
    return solve(condensed(at.operator), -at.residual[:, None])[:, 0] / at.conductivity


@dataclass(frozen=True)
class Constraint:
    """The plane through a solution curve that fixes the parameter left free.

    Attributes:
        weights: Weights of the nodal temperatures.
        weight: Weight of the parameter's change.
        value: What the weighted sum must be.
    """

    weights: Float[np.ndarray, " nodes"]
    weight: float
    value: float


@dataclass(frozen=True)
class Polished:
    """A steady state on its fitted grid.

    Attributes:
        grid: Grid with its fitted vertices at the crossings.
        T: Temperatures over T_c at the nodes.
        change: Change of the free parameter.
        rate_T: Rate of the nodal temperatures along the solution curve, with the nodes in motion, when the constraint's sum has rate 1.
        rate_radii: The same for the fitted radii.
        rate: The same for the free parameter.
        step: Last Newton step, in T_c or z0, whichever is larger: the scaled residual.
        iterations: Newton steps taken.
    """

    grid: Grid
    T: Float[np.ndarray, " nodes"]
    change: float
    rate_T: Float[np.ndarray, " nodes"]
    rate_radii: Float[np.ndarray, " radii"]
    rate: float
    step: float
    iterations: int


def polish(
    family: LocalFamily,
    value: float,
    grid: Grid,
    T: Float[np.ndarray, " nodes"],
    constraint: Constraint | None = None,
    accuracy: float = _ACCURACY,
) -> Polished:
    """Newton's method for the temperatures together with the radii of the fitted vertices (and a free parameter).

    Args:
        family: The problem; `fixed` where no parameter is free.
        value: Its parameter.
        grid: Grid whose fitted vertices are near the crossings.
        T: Temperatures at the nodes, close to a solution.
        constraint: Leaves the parameter free; without one it stays, and rates are those per its unit.
        accuracy: Last step to take: the error left is about its square.

    Raises:
        ConvergenceError: When the steps do not shrink below 1e-8 or the accuracy, or the vertices cross.
    """
    constraint = constraint or Constraint(np.zeros_like(T), 1.0, 0.0)
    numbers = constraint.weight, value, accuracy, constraint.value
    packed = np.concatenate([grid.vertices, T, constraint.weights, grid.by_radii(constraint.weights, T), numbers])
    outcome = np.asarray(_polish(family, grid.border, packed))
    (state, along), (step, iterations) = outcome[:-2].reshape(2, -1), outcome[-2:]
    T_new, unknowns, rate_T, rates = state[: len(T)], state[len(T) :], along[: len(T)], along[len(T) :]
    grid = grid.moved(unknowns[:-1], T_new)
    if not (step < max(1e-8, accuracy) and grid.in_order):
        raise ConvergenceError(
            "The polish of a steady state",
            residual=float(step),
            iterations=int(iterations),
            remedy="Refine the grid, or step away from the fold.",
        )
    return Polished(grid, T_new, float(unknowns[-1]), rate_T, rates[:-1], float(rates[-1]), float(step), int(iterations))


@Kernel
def _polish(family: LocalFamily, border: Border, packed: Array) -> Array:
    """From vertices, temperatures and plane to temperatures, radii and parameter, rates, last step and number of steps.

    All in one array there and back: fetching an array takes as long as a third of a step.
    """
    moves, (radii, nodes) = border.moves, border.rows.shape
    sizes = moves.shape[1], nodes, nodes, radii + 1
    vertices, T, weights, last_row, numbers = jnp.split(packed, np.cumsum(sizes))
    value, accuracy, aim_of_plane = numbers
    rows = jnp.concatenate([border.rows, weights[None]])
    corner = jnp.pad(border.corner, ((0, 1), (0, 1))).at[-1].set(last_row)
    along = jnp.zeros(len(rows)).at[-1].set(1.0)

    def one(state: tuple[Array, ...]) -> tuple[Array, ...]:
        T, y, _, _, before, _, count = state
        here = vertices + y[:-1] @ moves
        p = value + y[-1]

        equation = family.at(p)
        at = linearise(equation, here, T)

        def at_parameter(p: Array) -> tuple[Array, Array]:
            now = family.at(p)
            film = film_at(now.table, T) if family.moving else at.film
            return residual(now, here, T, film), family.edge(p)

        (_, edge), (by_parameter, by_edge) = jax.jvp(at_parameter, (p,), (jnp.ones_like(p),))
        aim = jnp.append(jnp.where(border.at_edge, edge, border.targets), aim_of_plane)
        columns = jnp.concatenate([by_vertices(equation, here, T, at.film, moves), by_parameter[:, None]], axis=1)
        edges = corner.at[:-1, -1].add(jnp.where(border.at_edge, -by_edge, 0.0))
        # the unknown is the conduction integral: rows act on dT = d theta / K
        missing = aim - rows @ T - corner @ y
        # one side is Newton's step, the other the rate along the solution curve
        sides, border_sides = jnp.stack([-at.residual, jnp.zeros_like(T)], axis=1), jnp.stack([missing, along], axis=1)
        d_theta, dy = solve_bordered(condensed(at.operator), columns, rows / at.conductivity, edges, sides, border_sides)
        dT = d_theta / at.conductivity[:, None]
        step = jnp.maximum(jnp.max(jnp.abs(dT[:, 0])), jnp.max(jnp.abs(dy[:, 0])))
        scale = jnp.minimum(1.0, 0.5 * _LARGEST_STEP / step)
        floor = equation.bath_temperature
        T_new = jnp.maximum(T + scale * dT[:, 0], floor + 0.05 * (T - floor))
        return T_new, y + scale * dy[:, 0], dT[:, 1], dy[:, 1], step, before, count + 1

    def going_on(state: tuple[Array, ...]) -> Array:
        *_, step, before, count = state
        at_rounding = (step < 1e-10) & (step > 0.3 * before)
        astray = (count > 6) & (step > 0.02)  # steps that converge are smaller by then
        # a trace tries a shorter step rather than wait
        astray |= (accuracy > _ACCURACY) & (count > 2) & (step > 0.5 * before) & (step > 1e-3)
        return (count < 15) & (step > accuracy) & ~at_rounding & ~astray & jnp.isfinite(step)

    start = (T, jnp.zeros(len(rows)), jnp.zeros_like(T), along, jnp.asarray(1e30), jnp.asarray(jnp.inf), jnp.asarray(0))
    T, y, rate_T, rates, step, _, count = jax.lax.while_loop(going_on, one, start)
    return jnp.concatenate([T, y, rate_T, rates, jnp.stack([step, count.astype(float)])])
