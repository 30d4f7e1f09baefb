"""Formulas of Appendix A exactly as printed, integrated by general-purpose quadrature: slow, and independent of the package's own.

Temperatures in T_c, energies in k_B T_c.
"""

import math
from collections.abc import Callable

import numpy as np
from scipy.integrate import quad
from scipy.special import zeta

from quenchmap.material.gap import gap
from quenchmap.numerics.quadrature import gauss_legendre
from quenchmap.precision import jnp


def printed_conductivity(T: float, w: float) -> complex:
    """Equations (A3) and (A4): sigma/sigma_N, with the imaginary part as it stands there."""
    d = float(gap(jnp.asarray(T)))

    def coherence(e: float) -> float:
        return (e * (e + w) + d * d) / (math.sqrt(abs(e * e - d * d)) * math.sqrt((e + w) ** 2 - d * d))

    def thermal(s: float) -> float:  # e = d + s^2
        e = d + s * s
        return coherence(e) * (math.tanh((e + w) / (2 * T)) - math.tanh(e / (2 * T))) * 2 * s

    def between(low: float, high: float) -> float:  # singular at both ends
        middle, half = 0.5 * (low + high), 0.5 * (high - low)

        def integrand(angle: float) -> float:
            e = middle + half * math.sin(angle)
            return coherence(e) * math.tanh((e + w) / (2 * T)) * half * math.cos(angle)

        return _integral(integrand, -math.pi / 2, math.pi / 2)

    real = _integral(thermal, 0.0, math.sqrt(40 * T))
    if w > 2 * d:
        real -= between(d - w, -d)
    return (real - 1j * between(max(d - w, -d), d)) / w


def printed_thermal_conductivity(T: float) -> float:
    """Equation (A5) over its value at T_c, sigma_N T_c pi^2/3e^2."""
    d = float(gap(jnp.asarray(T)))
    integral = _integral(lambda e: (e / math.cosh(e / (2 * T))) ** 2 / (2 * T * T), d, d + 60 * T)
    return integral / (math.pi**2 / 3)


def normal_state_cooling(T: float, T_phonon: float, exponent: float, *, tanh_factors: int) -> float:
    """Equation (A6) without gap over Sigma T_c^n, with the factor (tanh - tanh) once or, as printed, twice."""
    x, weight = gauss_legendre(200)
    phonon = 60 * max(T, T_phonon) * x[:, None]
    energy = np.linspace(-100 * T, 40 * T, 4001)  # analytic and decaying: the sum converges exponentially
    occupation = np.tanh((energy + phonon) / (2 * T)) - np.tanh(energy / (2 * T))
    inner = np.sum(occupation**tanh_factors, axis=1, keepdims=True) * (energy[1] - energy[0])
    coth = 1 / np.tanh(phonon / (2 * T)) - 1 / np.tanh(phonon / (2 * T_phonon))
    outer = np.sum(weight[:, None] * phonon ** (exponent - 2) * coth * inner) * 60 * max(T, T_phonon)
    return float(outer / (4 * math.gamma(exponent) * zeta(exponent)))


def _integral(function: Callable[[float], float], low: float, high: float) -> float:
    return quad(function, low, high, epsabs=0, epsrel=1e-11, limit=200)[0]
