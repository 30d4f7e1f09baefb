"""The sphere above a plane, against its limits and an independent solution of electrostatics."""

import math

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.tip.capacitance import isolated_capacitance, sphere_plane_capacitance
from quenchmap.units import VACUUM_PERMITTIVITY

R = 50e-9


@pytest.mark.parametrize("gap", [1e-6, 1e-3, 0.1, 1.0, 10.0])
def test_capacitance_is_the_textbook_series(gap):
    mpmath.mp.dps = 30
    alpha = mpmath.acosh(1 + mpmath.mpf(gap))
    terms = int(60 / alpha) + 2 if gap >= 1e-3 else None
    if terms is None:  # the series is slow near contact: Euler-Maclaurin does the rest
        total = mpmath.nsum(lambda n: 1 / mpmath.sinh(n * alpha), [1, mpmath.inf], method="euler-maclaurin")
    else:
        total = mpmath.fsum(1 / mpmath.sinh(n * alpha) for n in range(1, terms))
    assert_allclose(sphere_plane_capacitance(R, R * (1 + gap)) / isolated_capacitance(R), float(mpmath.sinh(alpha) * total), rtol=1e-9)


def test_far_from_the_plane_the_image_charge_adds_half_the_radius_over_the_height():
    z = 1000 * R
    assert_allclose(sphere_plane_capacitance(R, z) / isolated_capacitance(R), 1 / (1 - R / (2 * z)), rtol=1e-9)


def test_near_contact_it_diverges_as_the_logarithm_of_the_gap():
    """C/(4 pi eps0 R) -> (ln(2R/g) + 2 gamma)/2 for a gap g << R."""
    g = 1e-8
    expected = 0.5 * (math.log(2 / g) + 2 * np.euler_gamma)
    assert_allclose(sphere_plane_capacitance(R, R * (1 + g)) / isolated_capacitance(R), expected, rtol=1e-6)


def test_charges_inside_the_sphere_that_make_its_surface_an_equipotential_give_the_same_capacitance():
    """Independent of the series: multipoles about the centre and their mirror images, fitted on the surface."""
    z, orders = 2.0, np.arange(24)
    theta = np.linspace(0, np.pi, 200)
    x, y = np.sin(theta), np.cos(theta)  # on the unit sphere, y upward from its centre

    def potentials(x, y):
        r = np.hypot(x, y)
        return np.stack([np.polynomial.legendre.legval(y / r, np.eye(len(orders))[n]) / r ** (n + 1) for n in orders], axis=-1)

    image = potentials(x, y + 2 * z) * (-1.0) ** (orders + 1)
    coefficients = np.linalg.lstsq(potentials(x, y) + image, np.ones_like(x), rcond=None)[0]
    assert_allclose(coefficients[0], sphere_plane_capacitance(R, z * R) / isolated_capacitance(R), rtol=1e-10)


def test_estimate_of_the_paper_is_that_of_the_sphere_alone():
    assert_allclose(isolated_capacitance(R), 4 * math.pi * VACUUM_PERMITTIVITY * R, rtol=1e-15)


def test_a_tip_that_touches_the_film_is_refused():
    with pytest.raises(ValueError, match="height=5e-08 m and radius=5e-08 m"):
        sphere_plane_capacitance(R, R)
