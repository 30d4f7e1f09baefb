"""Order of convergence of samples: two in the side of the cells, where everything is smooth but nothing uniform.

The manufactured film has waves in all its fields and a temperature with no flux at the edges; the squared current that keeps it there
follows from the equation itself, differentiated automatically and written nowhere else. It may be negative: the equation does not mind.
"""

import numpy as np
import pytest

from quenchmap.material.inhomogeneous import inhomogeneous_response
from quenchmap.precision import jax, jnp
from quenchmap.sample.heat.balance import heat_balance
from quenchmap.sample.heat.current import FixedCurrent
from quenchmap.sample.heat.films import Films
from quenchmap.sample.heat.newton import newton

SIDE, LENGTH, EXPONENT = 6.0, 0.5, 5.0
CELLS = (64, 96, 128)


def temperature(x, y):
    """Below the gap edge everywhere, and level at the edges."""
    return 0.48 + 0.07 * jnp.cos(2 * np.pi * x / SIDE) * jnp.cos(np.pi * y / SIDE) + 0.03 * jnp.cos(3 * np.pi * x / SIDE)


def critical(x, y):
    return 1 + 0.06 * jnp.sin(2.1 * x) * jnp.cos(1.7 * y) + 0.03 * jnp.sin(1.3 * (x + y))


def conductivity(x, y):
    return 1 + 0.3 * jnp.cos(1.9 * x + 0.4) * jnp.cos(1.1 * y)


def cooling_strength(x, y):
    return 1 + 0.2 * jnp.sin(1.2 * x - 0.7 * y)


def thickness(x, y):
    return 1 - 0.2 * jnp.cos(0.8 * x) * jnp.sin(1.4 * y)


def exact_squared_current(response, x, y):
    """From lambda^2 div(delta s tau kappa grad u) = (delta S cooling - J^2 rho / (delta s)) / n."""

    def flux(x, y):
        u = temperature(x, y)
        _, conducts = response.conduction(u, response.prepared(critical(x, y)))
        gradient = jnp.stack([jax.grad(temperature, 0)(x, y), jax.grad(temperature, 1)(x, y)])
        return thickness(x, y) * conductivity(x, y) * conducts * gradient

    def at(x, y):
        into = LENGTH**2 * (jax.jacfwd(flux, 0)(x, y)[0] + jax.jacfwd(flux, 1)(x, y)[1])
        cooling, _, absorption, _ = response.balance(temperature(x, y), response.prepared(critical(x, y)))
        removed = thickness(x, y) * cooling_strength(x, y) * cooling
        return (removed - EXPONENT * into) * thickness(x, y) * conductivity(x, y) / absorption

    return jax.jit(jax.vmap(at))(x.ravel(), y.ravel()).reshape(x.shape)


@pytest.fixture(scope="module")
def errors():
    response = inhomogeneous_response(2.0, 0.3, EXPONENT, highest_tau=1.125)
    found = []
    for cells in CELLS:
        h = SIDE / cells
        side = (np.arange(cells) + 0.5) * h
        x, y = (jnp.asarray(a) for a in np.meshgrid(side, side))
        balance = heat_balance(
            response,
            critical_temperature=np.asarray(critical(x, y)),
            conductivity=np.asarray(conductivity(x, y)),
            cooling=np.asarray(cooling_strength(x, y)),
            thickness=np.asarray(thickness(x, y)),
            present=np.ones((cells, cells), bool),
            relaxation_length=LENGTH,
            cell=h,
        )
        exact = temperature(x, y)
        u = newton(
            Films(FixedCurrent(balance, exact_squared_current(response, x, y))), exact, tolerance=1e-11, linear_tolerance=1e-8
        ).film.u
        error = np.asarray(u - exact)
        found.append((np.abs(error).max(), np.sqrt(np.mean(error**2)), abs(error.mean())))
    return np.array(found)


@pytest.mark.parametrize("norm", [0, 1, 2], ids=["largest", "root mean square", "mean"])
def test_the_error_falls_with_the_square_of_the_cells(errors, norm):
    slope = np.polyfit(np.log(CELLS), np.log(errors[:, norm]), 1)[0]
    assert slope == pytest.approx(-2, abs=0.1)


def test_the_error_is_small(errors):
    assert errors[-1, 0] < 1e-4
