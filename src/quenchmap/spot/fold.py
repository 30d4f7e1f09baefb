r"""Folds of steady states by a minimally augmented system.

At a fold the linearised balance A (of temperatures and fitted radii) has a null vector. Bordered with vectors b and c it stays regular,

$$A v + \sigma b = 0, \qquad c^T v = 1,$$

and $\sigma = 0$ is one smooth equation for the fold (Govaerts), whose gradient is $\sigma_x = -w^T A_x v$ with w from the transposed
system. Newton's method solves the balance, $\sigma = 0$ and one more equation for profile, radii, strength of the drive and parameter:
quadratically, and regularly through cusps.
"""

from dataclasses import dataclass

import equinox as eqx
import numpy as np
from jaxtyping import Array, Float

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.condensation import beside, condensed, solve_bordered
from quenchmap.numerics.kernel import Kernel
from quenchmap.precision import jax, jnp
from quenchmap.spot.border import Border
from quenchmap.spot.equation import RadialBalance, by_vertices, film_derivatives, linearise, residual
from quenchmap.spot.family import LocalFamily
from quenchmap.spot.grid import Grid

#: Ways along the null vector, in T_c, from which a fold is tried where a kink has just entered its profile: it is soft along that vector.
PUSHES = (0.0, 0.003, -0.003, 0.01, -0.01, 0.03, -0.03)

_LARGEST_STEP = 0.1


@dataclass(frozen=True)
class FoldState:
    """A steady state at a fold.

    Attributes:
        grid: Its fitted grid.
        T: Temperatures over T_c at the nodes.
        strength: Factor of the family's drive.
        parameter: The family's parameter.
        null: Null vector: change of temperature at fixed radius towards either side of the fold.
        opening: Second derivative of the strength along the branch there: states exist above the fold where it is positive.
        rate_T: Rates along the curve of folds, as of `quenchmap.spot.steady.Polished`, with `rate_radii`.
        rate_strength: Rate of the strength; 0 with `rate_parameter` at a cusp.
        rate_parameter: Rate of the parameter.
        step: Last Newton step: the scaled residual.
        iterations: Newton steps taken.
    """

    grid: Grid
    T: Float[np.ndarray, " nodes"]
    strength: float
    parameter: float
    null: Float[np.ndarray, " nodes"]
    opening: float
    rate_T: Float[np.ndarray, " nodes"]
    rate_radii: Float[np.ndarray, " radii"]
    rate_strength: float
    rate_parameter: float
    step: float
    iterations: int


@dataclass(frozen=True)
class Plane:
    """The equation that picks one fold: a weighted sum of nodal temperatures, strength and parameter.

    Attributes:
        T: Weights of the nodal temperatures.
        strength: Weight of the strength.
        parameter: Weight of the parameter.
        value: What the sum must be.
    """

    T: Float[np.ndarray, " nodes"]
    strength: float
    parameter: float
    value: float


def solve_fold(
    family: LocalFamily,
    grid: Grid,
    T: Float[np.ndarray, " nodes"],
    null: Float[np.ndarray, " nodes"],
    at: tuple[float, float],
    plane: Plane,
) -> FoldState:
    """The fold near a profile.

    Args:
        family: The problem near the parameter's value.
        grid: Grid whose fitted vertices are near the crossings.
        T: Temperatures at the nodes.
        null: About the null vector, at the nodes.
        at: Strength and parameter to start from.
        plane: Which fold.

    Raises:
        ConvergenceError: When the steps do not shrink below 1e-8, or the vertices cross.
    """
    by_radii = grid.by_radii(plane.T, T)
    direction = grid.core_weights * null
    direction = direction / np.sqrt(direction @ null)
    outcome = _newton(
        family,
        grid.border,
        grid.vertices,
        direction,
        (plane.T, by_radii, np.array([plane.strength, plane.parameter]), np.asarray(plane.value)),
        (T, np.zeros_like(by_radii), np.array(at)),
    )
    T_new, displaced, (strength, parameter), v_T, v_radii, opening, rate_T, rates, step, _, iterations = (np.asarray(x) for x in outcome)
    fitted = grid.moved(displaced, T_new)
    if not (step < 1e-8 and fitted.in_order):
        raise ConvergenceError("A fold", residual=float(step), iterations=15, remedy="Trace with shorter steps, or away from the fold.")
    null = fitted.at_rest(v_T, T_new, grid.displaced(v_radii))
    by_strength, by_parameter = rates[-2:]
    return FoldState(
        fitted,
        T_new,
        float(strength),
        float(parameter),
        null,
        float(opening),
        rate_T,
        rates[:-2],
        float(by_strength),
        float(by_parameter),
        float(step),
        int(iterations),
    )


@Kernel
def _newton(
    family: LocalFamily, border: Border, vertices: Array, direction: Array, plane: tuple[Array, ...], start: tuple[Array, ...]
) -> tuple[Array, ...]:
    moves, rows, corner, targets, at_edge = border
    plane_T, plane_radii, plane_numbers, plane_value = plane
    radii = len(moves)
    last = jnp.zeros(radii + 1).at[-1].set(1.0)[:, None]
    nothing = jnp.zeros((start[0].shape[0], 1))

    def equation(numbers: Array) -> RadialBalance:
        now = family.at(numbers[1])
        return eqx.tree_at(lambda e: e.drive, now, numbers[0] * now.drive)

    def one(state: tuple[Array, ...]) -> tuple[Array, ...]:
        T, y, numbers, *_, before, _, count = state
        here, now = vertices + y @ moves, equation(numbers)

        def films(p: Array) -> tuple[Array, ...]:
            return film_derivatives(family.at(p).table, T, 2)

        # what derivatives are taken of is a polynomial about here, not the series of the table
        if family.moving:
            film, film_rates = jax.jvp(films, (numbers[1],), (jnp.ones(()),))
        else:
            film, film_rates = films(numbers[1]), None

        def film_near(a: Array, p: Array) -> Array:
            values, slopes, bent = film
            if film_rates is not None:
                values, slopes = (f + (p - numbers[1]) * rate for f, rate in zip((values, slopes), film_rates[:2], strict=True))
            return values + (a - T) * (slopes + 0.5 * (a - T) * bent)

        def balance(a: Array, y: Array, numbers: Array) -> Array:
            return residual(equation(numbers), vertices + y @ moves, a, film_near(a, numbers[1]))

        at = linearise(now, here, T, film[:2])
        J, K, columns = beside(condensed(at.operator)), at.conductivity, by_vertices(now, here, T, at.film, moves)
        rows_K, null_K = rows / K, direction / K

        # null vectors of the balance, right and left
        wide, tall = jnp.concatenate([columns, direction[:, None]], axis=1), jnp.concatenate([rows_K, null_K[None]])
        square = jnp.pad(corner, ((0, 1), (0, 1)))
        v_theta, v = solve_bordered(J, wide, tall, square, nothing, last)
        v_T, v_y, sigma = v_theta[:, 0] / K, v[:-1, 0], v[-1, 0]
        w = solve_bordered(J, tall.T, wide.T, square.T, nothing, last)[0][:, 0]

        def bent(T: Array, y: Array, numbers: Array) -> Array:
            return w @ jax.jvp(lambda a, b: balance(a, b, numbers), (T, y), (v_T, v_y))[1]

        by_T, by_y, by_numbers = jax.grad(bent, argnums=(0, 1, 2))(T, y, numbers)

        by_strength, by_parameter = (jax.jvp(lambda n: balance(T, y, n), (numbers,), (unit,))[1] for unit in jnp.eye(2))
        opening = -(by_T @ v_T + by_y @ v_y) / (w @ by_strength)
        edge, edge_slope = jax.jvp(family.edge, (numbers[1],), (jnp.ones(()),))
        aim = jnp.where(at_edge, edge, targets)
        all_columns = jnp.concatenate([columns, by_strength[:, None], by_parameter[:, None]], axis=1)
        all_rows = jnp.concatenate([rows_K, -(by_T / K)[None], (plane_T / K)[None]])
        moving = jnp.stack([jnp.zeros(radii), jnp.where(at_edge, -edge_slope, 0.0)], axis=1)
        all_corner = jnp.concatenate(
            [
                jnp.concatenate([corner, moving], axis=1),
                -jnp.concatenate([by_y, by_numbers])[None],
                jnp.concatenate([plane_radii, plane_numbers])[None],
            ]
        )
        off = plane_value - plane_T @ T - plane_radii @ y - plane_numbers @ numbers
        missing = jnp.concatenate([aim - rows @ T - corner @ y, jnp.stack([-sigma, off])])
        sides = jnp.stack([-at.residual, jnp.zeros_like(T)], axis=1)
        border_sides = jnp.stack([missing, jnp.zeros_like(missing).at[-1].set(1.0)], axis=1)
        d_theta, d = solve_bordered(J, all_columns, all_rows, all_corner, sides, border_sides)
        dT, dy, dn = d_theta[:, 0] / K, d[:radii, 0], d[radii:, 0]
        step = jnp.max(jnp.abs(jnp.concatenate([dT, dy, dn / numbers])))
        scale = jnp.minimum(1.0, _LARGEST_STEP / step)
        return (
            jnp.maximum(T + scale * dT, now.bath_temperature + 0.05 * (T - now.bath_temperature)),
            y + scale * dy,
            numbers + scale * dn,
            v_T,
            v_y,
            opening,
            d_theta[:, 1] / K,
            d[:, 1],
            step,
            before,
            count + 1,
        )

    def going_on(state: tuple[Array, ...]) -> Array:
        *_, step, before, count = state
        at_rounding = (step < 1e-9) & (step > 0.3 * before)
        astray = (count > 8) & (step > 0.02)
        return (count < 15) & (step > 1e-11) & ~at_rounding & ~astray & jnp.isfinite(step)

    T, y, numbers = start
    rest = (jnp.zeros_like(T), jnp.zeros_like(y), jnp.zeros(()), jnp.zeros_like(T), jnp.zeros(radii + 2))
    state = (T, y, numbers, *rest, jnp.asarray(1e30), jnp.asarray(jnp.inf), jnp.asarray(0))
    return jax.lax.while_loop(going_on, one, state)
