"""Appendix C: the variational form, the position and the width of the domain wall."""

import math

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq

from quenchmap.balance.maxwell import energy_integrals, potential
from quenchmap.balance.uniform import local_branches
from quenchmap.paper import captions
from quenchmap.paper.claim import Claim, judged, of_order
from quenchmap.precision import jnp
from quenchmap.tip.shape import PEAK_RADIUS, microwave_shape


def claims() -> list[Claim]:
    """The statements of Appendix C."""
    return [_variational_derivative(), _equal_areas(), *_free_energy(), *_width()]


def _variational_derivative() -> Claim:
    """Change of (C1b) under a small smooth change of a smooth profile, against the heat balance times that change."""
    film, drive, length = captions.response(), 1.2, captions.RELAXATION_LENGTH
    r = np.linspace(0, 8, 20001)
    # Planar coordinates keep the test short; (C1a) has no derivative of the metric. Temperatures stay between the kinks.
    T = 0.55 + 0.2 * np.exp(-((r - 4) ** 2))
    change = np.exp(-((r - 4.4) ** 2) / 0.5)
    j = drive * np.sqrt(np.asarray(microwave_shape(jnp.asarray(r))))

    def functional(T: np.ndarray) -> float:
        slope = np.gradient(T, r, edge_order=2)
        densities = 0.5 * (length * film.thermal_conductivity(T) * slope) ** 2 + _energy(j, T) / film.cooling_exponent
        return float(np.trapezoid(densities, r))

    step = 1e-4
    derivative = (functional(T + step * change) - functional(T - step * change)) / (2 * step)
    flux = length**2 * film.thermal_conductivity(T) * np.gradient(T, r, edge_order=2)
    heat = np.gradient(flux, r, edge_order=2) - (film.cooling(T) - j**2 * film.absorption(T)) / film.cooling_exponent
    expected = -float(np.trapezoid(film.thermal_conductivity(T) * heat * change, r))
    return Claim(
        "variational_form",
        "Eqs. (C1a) to (C1d)",
        "K c ∂T_e/∂t = −δF/δT_e with F of (C1b)",
        f"the derivative of F along a test function is {derivative / expected:.6f} times minus the heat balance of Eq. (1)",
        judged(abs(derivative / expected - 1) < 1e-3),
        "Divided by K: the factor on the left makes it the heat balance.",
        derivative / expected,
    )


def _equal_areas() -> Claim:
    film, point = captions.response(), captions.maxwell()

    def surplus(T: float) -> float:
        at = np.array([T])
        return float((film.thermal_conductivity(at) * (point.drive**2 * film.absorption(at) - film.cooling(at)))[0])

    def area(low: float, high: float) -> float:
        kinks = [k for k in film.kinks if low < k < high]
        return quad(surplus, low, high, points=kinks or None, epsabs=1e-13, epsrel=1e-11, limit=200)[0]

    bath = film.bath_temperature
    left, right = -area(point.low, point.unstable), area(point.unstable, point.high)
    to_low, to_high = area(bath, point.low), area(bath, point.low) + area(point.low, point.high)
    return Claim(
        "equal_areas",
        "Eqs. (4), (C2)",
        "The two conditions for the wall's position are equivalent",
        f"at j_M = {point.drive:.9f} j*: sides of (4) {left:.10f} and {right:.10f}; sides of (C2) {to_low:.10f} and {to_high:.10f}",
        judged(abs(left - right) < 1e-9 and abs(to_low - to_high) < 1e-9),
        "Integrals from T_ph in (C2): what lies below is common to both sides. Units K(Tc)ΣTc^(n+1).",
        point.drive,
    )


def _free_energy() -> list[Claim]:
    film, drive = captions.response(), captions.DRIVES["4a"]
    found = captions.bistable_window()

    def wall(j: float) -> float:  # inside the maximum, where j grows with r and R1 < R2 as the paper assumes
        radius = brentq(lambda x: drive * math.sqrt(float(microwave_shape(jnp.array(x)))) - j, 1e-3, PEAK_RADIUS)
        return float(radius)  # type: ignore[arg-type]

    R1, R = wall(found.j1), wall(captions.maxwell().drive)
    r = np.linspace(R1 + 1e-9, PEAK_RADIUS, 2001)  # at this drive j < j_2 everywhere: both states exist up to the maximum
    j = drive * np.sqrt(np.asarray(microwave_shape(jnp.asarray(r))))
    local = local_branches(film, j)
    cold, hot = (2 * math.pi * r * _energy(j, T) for T in (local.low, local.high))
    # dF/dR of (C1b) without gradient, the cold state inside the wall: its integrand less that of the hot state.
    rising = np.gradient(cold - hot, r)[np.argmin(np.abs(r - R))]
    root = float(np.interp(0.0, cold - hot, r))
    hot_inside = -rising  # and the printed integrand is -(C1b) with the hot state inside
    return [
        Claim(
            "free_energy_sign",
            "App. C, unnumbered",
            "The free energy to minimise has the integrand j²R − Q, T_h for R1 < r < R and T_l beyond (R1 < R2)",
            f"(C1b) has Q − j²R. For R1 < R2 the cold state is inside: d²F/dR² = {rising:+.4f}, a minimum at R = {root:.4f} "
            f"z0 (Maxwell: {R:.4f}); "
            f"with the hot state inside (C1b) has a maximum there, {hot_inside:+.4f}, and the printed expression a minimum, "
            f"{-hot_inside:+.4f}",
            judged(hot_inside > 0),
            "Two slips, the sign of the integrand and the order of the states, cancel in the position; "
            "for the outer wall (R1 > R2, hot state inside) the printed expression is maximal, not minimal, at R.",
        ),
        Claim(
            "free_energy_limit",
            "App. C, unnumbered",
            "The second integral runs from R2 to R2",
            "that integral vanishes for any R",
            "corrected",
            "Its lower limit must be R.",
        ),
    ]


def _width() -> list[Claim]:
    film, point = captions.response(), captions.maxwell()
    n = film.cooling_exponent
    grid = 0.5 * (1 - np.cos(np.linspace(0, math.pi, 200001)[1:-1]))
    T = point.low + (point.high - point.low) * grid
    barrier = potential(film, point.drive, T) - potential(film, point.drive, np.array(point.low))
    slope = np.sqrt(2 * np.maximum(barrier, 0) / n) / film.thermal_conductivity(T)  # Lambda dT/dx of a planar wall, first integral
    inside = (grid > 0.05) & (grid < 0.95)
    x = np.concatenate([[0.0], np.cumsum(np.diff(T[inside]) / (0.5 * (slope[inside][1:] + slope[inside][:-1])))])
    ten, ninety = np.interp([0.1, 0.9], grid[inside], x)
    steepest = (point.high - point.low) / float(np.max(slope))

    K = film.thermal_conductivity(np.array([point.low, point.high]))
    theta = film.conduction_integral(np.array([point.low, point.high]))
    printed_rise, rise = float(K[1] * point.high - K[0] * point.low), float(theta[1] - theta[0])
    height = float(potential(film, point.drive, np.array(point.unstable)) - potential(film, point.drive, np.array(point.low)))
    estimate = rise * math.sqrt(n / (2 * height))  # minimum of rise^2/2w + w height/n
    return [
        Claim(
            "wall_width",
            "Secs. I and IV, App. C",
            "The domain wall has the width w ~ Λ",
            f"planar wall at j_M: 10-90 % width {ninety - ten:.2f} Λ, jump over steepest slope {steepest:.2f} Λ",
            judged(of_order(1.0, ninety - ten)),
            "T_l and T_h are the levels of the 10-90 % width. At ħω = 2 kTc, T_ph = 0.3 Tc, n = 5. Across the wall heating and "
            "cooling nearly cancel, so little power bends the profile.",
            float(ninety - ten),
        ),
        Claim(
            "width_functional",
            "App. C, unnumbered",
            "w minimises 2πRw[(K_hT_h − K_lT_l)/w]² + 2πRw∫(j² Re K/σ − KQ)dT from T_l to T_u",
            f"the integral is {-height:.4f} K(Tc)ΣTc^(n+1), negative, so the printed sum falls without bound as w grows",
            judged(-height > 0),
            f"The sign of the integral, a factor 1/2 and ∫K dT = {rise:.3f} in place of KT ({printed_rise:.3f}) are to be put right; "
            f"then the minimum is w = {estimate:.2f} Λ.",
            estimate,
        ),
    ]


def _energy(j: np.ndarray, T: np.ndarray) -> np.ndarray:
    """(C1b) without its gradient term, `potential` for drives and temperatures of one shape."""
    Q, R = energy_integrals(captions.response())(T)
    return Q - j**2 * R
