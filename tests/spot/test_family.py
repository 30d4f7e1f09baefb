"""Families of heat balances: near a value of any parameter, and at the value, they are the exact problem."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.precision import jax, jnp
from quenchmap.spot.equation import linearise
from quenchmap.spot.family import Family, family_in_drive, family_in_relaxation_length
from quenchmap.spot.grid import initial_grid
from quenchmap.spot.hotspot import HotSpot

POINT = {"cooling_exponent": 5.0, "phonon_temperature": 0.3, "photon_energy": 2.0, "relaxation_length": 0.16}


def problem_at(name, value):
    return HotSpot.dimensionless(**(POINT | {name: value})).problem


def residual(equation):
    grid = initial_grid(0.16, 30.0, [2.2])
    T = jnp.asarray(0.35 + 0.9 * np.exp(-(((grid.nodes - 1.3) / 1.2) ** 2)))
    return np.asarray(linearise(equation, jnp.asarray(grid.vertices), T).residual)


@pytest.mark.parametrize(("name", "value"), [("photon_energy", 2.03), ("phonon_temperature", 0.297), ("cooling_exponent", 5.1)])
def test_a_family_in_a_parameter_of_the_response_is_the_exact_problem(name, value):
    local = Family(name, lambda v: (problem_at(name, v), 1.2)).local(POINT[name])
    assert local.moving
    exact = problem_at(name, value)
    assert_allclose(residual(local.at(jnp.asarray(value))), residual(exact.equation(1.2)), rtol=2e-9, atol=1e-12)
    assert_allclose(local.edge(jnp.asarray(value)), exact.gap_edge, rtol=1e-10)


def test_values_of_one_window_share_one_expansion():
    family = Family("relaxation_length", lambda v: (problem_at("relaxation_length", v), 1.2))
    assert family.local(0.1600) is family.local(0.1601)
    assert family.local(0.16) is not family.local(0.2)
    assert not family.local(0.16).moving


@pytest.mark.parametrize("value", [0.3, 1.2, 40.0])
def test_linear_families_are_exact_at_all_values(fig4, value):
    families = {"drive": family_in_drive(fig4.problem), "relaxation_length": family_in_relaxation_length(fig4.problem, 1.2)}
    for name, family in families.items():
        expected = replace(fig4.problem.equation(1.2), **{name: np.asarray(value)})
        assert_allclose(residual(family.local(1.0).at(jnp.asarray(value))), residual(expected), rtol=1e-12, atol=1e-15)


def test_the_derivative_along_a_family_is_the_limit_of_differences():
    local = Family("photon_energy", lambda v: (problem_at("photon_energy", v), 1.2)).local(2.0)
    profile = initial_grid(0.16, 30.0, [2.2])
    T = jnp.asarray(0.35 + 0.9 * np.exp(-(((profile.nodes - 1.3) / 1.2) ** 2)))

    def at(p):
        return linearise(local.at(p), jnp.asarray(profile.vertices), T).residual

    _, slope = jax.jvp(at, (jnp.asarray(2.0),), (jnp.asarray(1.0),))
    h = 1e-4
    assert_allclose(slope, (at(jnp.asarray(2 + h)) - at(jnp.asarray(2 - h))) / (2 * h), rtol=1e-5, atol=1e-6)
