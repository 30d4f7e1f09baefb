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
    assemble,
    conducted_between,
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
        values: Conduction integral, cooling and absorption at the nodes.
    """

    residual: Float[Array, " nodes"]
    operator: Float[Array, "elements points points"]
    conductivity: Float[Array, " nodes"]
    values: Float[Array, "3 nodes"]


@jax.jit
def linearise(equation: RadialBalance, vertices: Float[Array, " vertices"], T: Float[Array, " nodes"]) -> Linearisation:
    """Residual and derivatives at nodal temperatures `T`."""
    (log_G, log_K, log_rho, theta), (dlog_G, _, dlog_rho, _) = equation.table.with_derivative(T)
    n, lam, a = equation.cooling_exponent, equation.relaxation_length, equation.drive
    excess = T - equation.bath_temperature
    G, rho, K = jnp.exp(log_G), jnp.exp(log_rho), jnp.exp(log_K)
    values = jnp.stack([theta, G * excess, rho])
    slopes = jnp.stack([G * (1 + excess * dlog_G), rho * dlog_rho]) / K
    theta, q, r, dq, dr = jax.vmap(gather)(jnp.concatenate([values, slopes]))
    m, k, h = mass(vertices), stiffness(vertices), equation.shape(element_nodes(vertices))
    conduction = conducted_between(vertices[:-1], vertices[1:], theta)
    slope = m / n * (dq - a**2 * h * dr)
    return Linearisation(
        residual=assemble(lam**2 * conduction + m / n * (q - a**2 * h * r)),
        operator=lam**2 * k + slope[:, :, None] * jnp.eye(k.shape[1]),
        conductivity=K,
        values=values,
    )


def by_vertices(
    equation: RadialBalance, vertices: Float[Array, " vertices"], at: Linearisation, moves: Float[Array, "radii vertices"]
) -> Float[Array, "nodes radii"]:
    """Derivative of the residual, at given nodal temperatures, with displacements of the vertices.

    An element feels its own two ends only: two forward derivatives serve all displacements.
    """
    n, lam, a = equation.cooling_exponent, equation.relaxation_length, equation.drive
    theta, q, rho = jax.vmap(gather)(at.values)

    def local(left: Array, right: Array) -> Array:
        h = equation.shape(nodes_between(left, right))
        return lam**2 * conducted_between(left, right, theta) + mass_between(left, right) / n * (q - a**2 * h * rho)

    left, right, ones = vertices[:-1], vertices[1:], jnp.ones(len(vertices) - 1)
    by_left = jax.jvp(lambda ends: local(ends, right), (left,), (ones,))[1]
    by_right = jax.jvp(lambda ends: local(left, ends), (right,), (ones,))[1]
    return jax.vmap(lambda move: assemble(by_left * move[:-1, None] + by_right * move[1:, None]), out_axes=1)(moves)
