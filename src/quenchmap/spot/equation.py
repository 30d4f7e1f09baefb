r"""The stationary heat balance of an axisymmetric spot, Eq. (1), discretised in spectral elements.

$$\lambda^2 \frac1x \frac{d}{dx}\left(x \kappa \frac{dT}{dx}\right) = \frac1n\left[q(T) - a^2 h(x)\,\rho(T)\right],
  \quad \lambda = \Lambda/z_0, \quad a = j_{max}/j_*, \quad x = r/z_0,$$

with no flux at the centre and at the outer radius. The conduction integral $\theta = \int\kappa\,dT$ makes conduction linear and
the linearised operator symmetric; the unknowns are the nodal temperatures.
"""

from collections.abc import Callable

import equinox as eqx
from jaxtyping import Array, Float

from quenchmap.numerics.arrays import EitherArray
from quenchmap.numerics.chebyshev import PiecewiseChebyshev
from quenchmap.numerics.elements import (
    POINTS,
    WEIGHTS,
    assemble,
    conducted_between,
    conducted_by_shape,
    element_nodes,
    gather,
    mass,
    mass_between,
    nodes_between,
    stiffness,
)
from quenchmap.precision import jax, jnp

#: Heating against radius over the tip's height, 1 at its maximum.
Shape = Callable[[EitherArray], EitherArray]


class RadialBalance(eqx.Module):
    """Eq. (1) with its parameters.

    Attributes:
        table: Response of the film, see `quenchmap.material.response`.
        bath_temperature: Temperature over T_c at which cooling vanishes.
        cooling_exponent: Exponent n.
        relaxation_length: Thermal relaxation length over the tip's height.
        drive: Peak current density over j*; for other sources the root of their peak heating over Sigma T_c^n.
        shape: Heating against radius.
    """

    table: PiecewiseChebyshev
    bath_temperature: Float[EitherArray, ""]
    cooling_exponent: Float[EitherArray, ""]
    relaxation_length: Float[EitherArray, ""]
    drive: Float[EitherArray, ""]
    shape: Shape = eqx.field(static=True)


class Linearisation(eqx.Module):
    """Residual of the discrete balance at a profile, and its derivatives.

    Attributes:
        residual: Heat that leaves each node less heat that enters it, shape (nodes,).
        operator: Derivative with respect to the nodal conduction integral, per element.
        conductivity: Thermal conductivity at the nodes; divides a step of the conduction integral into one of temperature.
        film: Conduction integral, cooling conductance and absorption at the nodes.
    """

    residual: Float[Array, " nodes"]
    operator: Float[Array, "elements points points"]
    conductivity: Float[Array, " nodes"]
    film: Float[Array, "3 nodes"]


def film_at(table: PiecewiseChebyshev, T: Float[Array, " nodes"]) -> Float[Array, "3 nodes"]:
    """Conduction integral, cooling conductance and absorption of the film."""
    log_G, _, log_rho, theta = table(T)
    return jnp.stack([theta, jnp.exp(log_G), jnp.exp(log_rho)])


def residual(
    equation: RadialBalance, vertices: Float[Array, " vertices"], T: Float[Array, " nodes"], film: Float[Array, "3 nodes"]
) -> Float[Array, " nodes"]:
    """Heat that leaves each node less heat that enters it, the film's properties being known."""
    return assemble(_balance(equation, vertices[:-1], vertices[1:], _local(equation, T, film)))


def film_derivatives(table: PiecewiseChebyshev, T: Float[Array, " nodes"], order: int) -> tuple[Float[Array, "3 nodes"], ...]:
    """`film_at`, and its derivatives with the temperature up to an order, 1 or 2; that of the conduction integral is the conductivity."""
    (log_G, log_K, log_rho, theta), *found = table.derivatives(T, order)
    G, rho, K = jnp.exp(log_G), jnp.exp(log_rho), jnp.exp(log_K)
    by_log_G, by_log_K, by_log_rho, _ = found[0]
    first = jnp.stack([theta, G, rho]), jnp.stack([K, G * by_log_G, rho * by_log_rho])
    if order == 1:
        return first
    bent = found[1]
    return *first, jnp.stack([K * by_log_K, G * (by_log_G**2 + bent[0]), rho * (by_log_rho**2 + bent[2])])


@jax.jit
def linearise(
    equation: RadialBalance,
    vertices: Float[Array, " vertices"],
    T: Float[Array, " nodes"],
    known: tuple[Float[Array, "3 nodes"], Float[Array, "3 nodes"]] | None = None,
) -> Linearisation:
    """Residual and derivatives at nodal temperatures `T`; values and slopes of `film_derivatives` may be known already."""
    film, slopes = known or film_derivatives(equation.table, T, 1)
    n, lam, a = equation.cooling_exponent, equation.relaxation_length, equation.drive
    (_, G, _), (K, by_G, by_rho) = film, slopes
    dq, dr = gather((G + (T - equation.bath_temperature) * by_G) / K), gather(by_rho / K)
    slope = mass(vertices) / n * (dq - a**2 * equation.shape(element_nodes(vertices)) * dr)
    return Linearisation(
        residual=residual(equation, vertices, T, film),
        operator=lam**2 * stiffness(vertices) + slope[:, :, None] * jnp.eye(slope.shape[1]),
        conductivity=K,
        film=film,
    )


def by_vertices(
    equation: RadialBalance,
    vertices: Float[Array, " vertices"],
    T: Float[Array, " nodes"],
    film: Float[Array, "3 nodes"],
    moves: Float[Array, "radii vertices"],
) -> Float[Array, "nodes radii"]:
    """Derivative of the residual, at given nodal temperatures, with displacements of the vertices.

    An element feels the displacement of its own middle and the change of its half length only: two derivatives serve all displacements.
    """
    theta, cooling, rho = _local(equation, T, film)
    left, right = vertices[:-1], vertices[1:]
    x, half = nodes_between(left, right), 0.5 * (right - left)[:, None]
    shape, slope = jax.jvp(equation.shape, (x,), (jnp.ones_like(x),))
    strength, density = equation.drive**2 * rho, WEIGHTS / equation.cooling_exponent
    net = cooling - strength * shape
    along = half * density * (net - strength * slope * x)
    conducted = [equation.relaxation_length**2 * c for c in conducted_by_shape(left, right, theta)]
    by_middle, by_half = conducted[0] + along, conducted[1] + density * x * net + POINTS * along
    middles, halves = 0.5 * (moves[:, 1:] + moves[:, :-1]), 0.5 * (moves[:, 1:] - moves[:, :-1])
    return jax.vmap(lambda m, h: assemble(by_middle * m[:, None] + by_half * h[:, None]), out_axes=1)(middles, halves)


def _balance(equation: RadialBalance, left: Array, right: Array, local: tuple[Array, Array, Array]) -> Array:
    """Heat balance of every element's nodes, from its ends and its conduction integral, cooling and absorption."""
    theta, cooling, rho = local
    heating = equation.drive**2 * equation.shape(nodes_between(left, right)) * rho
    sources = mass_between(left, right) / equation.cooling_exponent * (cooling - heating)
    return equation.relaxation_length**2 * conducted_between(left, right, theta) + sources


def _local(equation: RadialBalance, T: Array, film: Array) -> tuple[Array, Array, Array]:
    """Conduction integral, cooling and absorption at the nodes of every element."""
    theta, G, rho = film
    return gather(theta), gather(G * (T - equation.bath_temperature)), gather(rho)
