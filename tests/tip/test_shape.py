"""The heating profiles, against the equations of Appendices B and D and against their own limits."""

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import j1

from quenchmap.precision import jax, jnp
from quenchmap.tip.shape import DIPOLE_PEAK_RADIUS, PEAK, PEAK_RADIUS, dipole_shape, heating_integral, microwave_shape


def test_peak_of_the_microwave_shape_is_where_the_golden_ratio_puts_it():
    found = minimize_scalar(lambda x: -float(microwave_shape(x)), bounds=(0.5, 3), method="bounded", options={"xatol": 1e-10})
    assert_allclose(found.x, 1.27202, rtol=1e-5)
    assert_allclose(PEAK_RADIUS, 1.2720196495140690, rtol=1e-15)
    assert_allclose(PEAK, 0.0901699437494742, rtol=1e-14)
    assert_allclose(microwave_shape(PEAK_RADIUS), 1.0, rtol=1e-15)
    assert_allclose(jax.grad(microwave_shape)(PEAK_RADIUS), 0.0, atol=1e-15)


@pytest.mark.parametrize("x", [1e-9, 1e-3, 0.7, PEAK_RADIUS, 25.0, 1e6])
def test_microwave_shape_is_the_square_of_the_current_that_feeds_the_screening_charge(x):
    """Continuity, Eq. (B2): J is what flows in through a circle to feed the image charge inside it, in 40 digits."""
    mpmath.mp.dps = 40
    y = mpmath.mpf(x)
    inside = (1 - 1 / mpmath.sqrt(1 + y * y)) / y
    golden = (1 + mpmath.sqrt(5)) / 2
    assert_allclose(float(microwave_shape(x)), float(inside**2 * golden**5), rtol=2e-15)
    slope = mpmath.diff(lambda v: ((1 - 1 / mpmath.sqrt(1 + v * v)) / v) ** 2 * golden**5, y, h=y * mpmath.mpf("1e-12"))
    assert_allclose(float(jax.grad(microwave_shape)(x)), float(slope), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("x", [0.3, 1.0, 4.0])
def test_microwave_shape_is_the_hankel_transform_of_the_field_of_a_charge(x):
    """J(r) from its Fourier components e^(-k z0), the form that screening modifies."""
    J = quad(lambda k: j1(k * x) * np.exp(-k), 0, 50, limit=400, epsabs=1e-13)[0]
    assert_allclose(J**2 / PEAK, microwave_shape(x), rtol=1e-10)


def test_microwave_shape_vanishes_on_the_axis_with_its_slope_and_falls_as_the_inverse_square():
    assert float(microwave_shape(0.0)) == 0.0
    assert float(jax.grad(microwave_shape)(0.0)) == 0.0
    assert_allclose(jax.grad(jax.grad(microwave_shape))(0.0), 1 / (2 * PEAK), rtol=1e-14)
    assert_allclose(microwave_shape(1e8) * 1e16 * PEAK, 1.0, rtol=1e-7)


def test_heating_integral_is_the_integral_of_the_shape_and_a_logarithm_far_away():
    for x in (0.01, 0.5, 2.0, 30.0):
        integral = quad(lambda y: float(microwave_shape(y)) * PEAK * y, 0, x, epsrel=1e-12, epsabs=0)[0]
        assert_allclose(heating_integral(x), integral, rtol=1e-10)
    assert_allclose(heating_integral(1e-6), 1e-24 / 16, rtol=1e-11)
    assert_allclose(heating_integral(1e7), np.log(1e7) - 2 * np.log(2), rtol=2e-8)
    x = jnp.array([0.0, 1e-3, 1.0, 50.0])
    assert_allclose(jax.vmap(jax.grad(heating_integral))(x), microwave_shape(x) * PEAK * x, rtol=1e-13)


def test_dipole_shape_peaks_at_one_over_root_two_and_falls_as_the_inverse_fourth_power():
    assert_allclose(dipole_shape(DIPOLE_PEAK_RADIUS), 1.0, rtol=1e-15)
    assert_allclose(jax.grad(dipole_shape)(DIPOLE_PEAK_RADIUS), 0.0, atol=1e-14)
    assert_allclose(dipole_shape(1e4) * 1e16, 6.75, rtol=1e-7)
    assert float(dipole_shape(0.0)) == 0.0
