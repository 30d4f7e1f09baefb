"""Derivatives of observables by the implicit-function theorem against central differences of re-solved states."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.errors import NoSuchStateError
from quenchmap.material.film import Film
from quenchmap.material.substance import Material
from quenchmap.spot.family import fixed
from quenchmap.spot.grid import Grid, adapted_grid
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.observables import measure
from quenchmap.spot.steady import polish
from quenchmap.tip.microwave import MicrowaveTip

FIG4 = {"cooling_exponent": 5.0, "phonon_temperature": 0.3, "photon_energy": 2.0, "relaxation_length": 0.16}
STEP = 2e-3


def neighbour(state, spot, drive):
    """Observables, dimensionless, of the state of another problem that is close to `state`, on the same grid."""
    grid, T = state.solution.grid, state.solution.T
    old, new = state.spot.problem.levels, spot.problem.levels
    targets = tuple(new[old.index(t)] for t in grid.targets)
    polished = polish(fixed(spot.problem, drive), drive, Grid(grid.vertices, grid.fitted, targets), T)
    # grids deform with the kinks; adapt once more, or a finite difference sees the deformation
    fitted = adapted_grid(polished.grid, polished.T, spot.problem.relaxation_length, new, refinement=2)
    polished = polish(fixed(spot.problem, drive), drive, fitted, polished.grid.transfer(polished.T, fitted))
    return measure(spot.problem, drive, polished.grid, polished.T)


def central_difference(f, x):
    """Fourth order."""
    h = STEP * x
    a, b, c, d = (f(x + s * h) for s in (1, -1, 2, -2))
    return {k: (8 * (a[k] - b[k]) - (c[k] - d[k])) / (12 * h) for k in a}


OBSERVABLES = (
    "outer_radius",
    "inner_radius",
    "outer_gap_edge_radius",
    "inner_gap_edge_radius",
    "maximum_temperature",
    "central_temperature",
)


@pytest.fixture(scope="module")
def computed(fig4a):
    return {name: fig4a.hot.sensitivities(name) for name in OBSERVABLES}


@pytest.mark.parametrize("parameter", ["drive", "relaxation_length", "photon_energy", "phonon_temperature", "cooling_exponent"])
def test_every_derivative_agrees_with_central_differences(fig4a, computed, parameter):
    def observe(x):
        if parameter == "drive":
            return neighbour(fig4a.hot, fig4a.spot, x)
        return neighbour(fig4a.hot, HotSpot.dimensionless(**(FIG4 | {parameter: x})), 1.2)

    x = (FIG4 | {"drive": 1.2})[parameter]
    expected = central_difference(observe, x)
    for name in OBSERVABLES:
        found = computed[name]
        # a radius good to 1e-9 makes a difference quotient good to about 1e-6 of value/parameter only
        assert_allclose(found.derivatives[parameter], expected[name], rtol=1e-6, atol=3e-7 * found.value / x, err_msg=name)


def test_derivatives_of_the_unstable_state_too(fig4a):
    found = fig4a.unstable.sensitivities("maximum_temperature").derivatives["drive"]
    expected = central_difference(lambda x: neighbour(fig4a.unstable, fig4a.spot, x), 1.2)["maximum_temperature"]
    assert found < 0  # on the unstable branch a stronger drive needs a smaller nucleus
    assert_allclose(found, expected, rtol=1e-6)


def test_warm_phonons_have_a_derivative():
    parameters = FIG4 | {"phonon_warming": 0.5}
    hot = HotSpot.dimensionless(**parameters).states(1.2).hot
    found = hot.sensitivities("outer_radius").derivatives

    def observe(x):
        return neighbour(hot, HotSpot.dimensionless(**(parameters | {"phonon_warming": x})), 1.2)

    expected = central_difference(observe, 0.5)
    assert_allclose(found["phonon_warming"], expected["outer_radius"], rtol=1e-6)
    assert found["phonon_warming"] > 0


@pytest.fixture(scope="module")
def nbn():
    """NbN of Table I in SI units."""
    return nbn_at().states(1.2).hot


def nbn_at(critical_temperature=10.0, height=1e-7, normal_resistivity=4e-6):
    cooling = {"cooling_exponent": 5, "cooling_coefficient": 5e9}
    material = Material("NbN", critical_temperature=critical_temperature, normal_resistivity=normal_resistivity, **cooling)
    return HotSpot(Film(material, 1e-8), MicrowaveTip(height, 417e9), 3.0)


@pytest.mark.filterwarnings("ignore::quenchmap.errors.ValidityWarning")
@pytest.mark.parametrize("parameter", ["critical_temperature", "height", "normal_resistivity"])
def test_derivatives_in_si_units(nbn, parameter):
    """The critical temperature enters everything: frequency, phonons, Lambda; the height also the unit of the radius."""

    def observe(x):
        spot = nbn_at(**{parameter: x})
        return {"outer_radius": spot.scales.length * neighbour(nbn, spot, 1.2)["outer_radius"]}

    x = nbn.spot.parameters[parameter]
    found = nbn.sensitivities("outer_radius")
    assert_allclose(found.derivatives[parameter], central_difference(observe, x)["outer_radius"], rtol=3e-6)
    assert_allclose(found.logarithmic[parameter], found.derivatives[parameter] * x / nbn.outer_radius, rtol=1e-12)
    assert found.unit == "m"


def test_uncertainties_add_in_quadrature(fig4a):
    spread = {"drive": 0.05, "photon_energy": 0.02}
    found = fig4a.hot.sensitivities("outer_radius", uncertainties=spread)
    expected = np.hypot(*(found.logarithmic[name] * u for name, u in spread.items())) * found.value
    assert_allclose(found.uncertainty, expected, rtol=1e-12)
    assert "drive" in str(found)


def test_what_has_no_derivative_is_refused(fig4a):
    with pytest.raises(ValueError, match="Did you mean outer_radius"):
        fig4a.hot.sensitivities("outer_radios")
    with pytest.raises(NoSuchStateError, match="has no outer radius"):
        fig4a.cold.sensitivities("outer_radius")
    with pytest.raises(ValueError, match="Did you mean drive"):
        fig4a.hot.sensitivities("outer_radius", uncertainties={"drife": 0.1})
