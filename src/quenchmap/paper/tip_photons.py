r"""Two approximations of Appendix D at the photons that carry the heat, $\hbar\omega \approx 4 k_B T_{tip}$.

The paper drops the 1 in $1 + k a_e(\omega)$ of (D5), which it checks at 100 K, and takes the magnetic polarizability (D9) of a sphere
much smaller than its skin depth. Both enter the power as a mean over the weight $\omega^3/(e^{\hbar\omega/k_B T_{tip}} - 1)$.
"""

import math

import numpy as np
from jaxtyping import Float
from scipy.special import j1, zeta

from quenchmap.numerics.quadrature import gauss_legendre
from quenchmap.tip.hot import HotTip
from quenchmap.tip.shape import DIPOLE_PEAK_RADIUS
from quenchmap.units import BOLTZMANN, REDUCED_PLANCK, SPEED_OF_LIGHT, VACUUM_PERMITTIVITY


def mean_photon_energy() -> float:
    """Mean of hbar omega over k_B T_tip with the weight above: 24 zeta(5)/(pi^4/15)."""
    return 24 * float(zeta(5)) * 15 / math.pi**4


def screening_length(photon_energy: float | Float[np.ndarray, "*shape"], sheet_resistance: float) -> Float[np.ndarray, "*shape"]:
    """|a_e| of a normal film, m, at hbar omega/k_B in K."""
    return REDUCED_PLANCK / (2 * VACUUM_PERMITTIVITY * sheet_resistance * BOLTZMANN * np.asarray(photon_energy, float))


def skin_depth(photon_energy: float | Float[np.ndarray, "*shape"], conductivity: float) -> Float[np.ndarray, "*shape"]:
    """Skin depth of a metal, m, at hbar omega/k_B in K."""
    omega = BOLTZMANN * np.asarray(photon_energy, float) / REDUCED_PLANCK
    return np.sqrt(2 * VACUUM_PERMITTIVITY * SPEED_OF_LIGHT**2 / (conductivity * omega))


def electric_reduction(tip: HotTip, sheet_resistance: float) -> float:
    r"""Electric heating at $r = z_0/\sqrt2$ with the whole of (D5), over that of (D7)."""
    u, weight = _photons()
    a = 1j * screening_length(u * tip.temperature, sheet_resistance)[:, None] / tip.height
    k, dk = gauss_legendre(200)
    k, dk = 60 * k, 60 * dk
    wave = k * j1(k * DIPOLE_PEAK_RADIUS) * np.exp(-k) * dk
    field = np.sum(wave * k * a / (1 + k * a), axis=1) / np.sum(wave)
    return float(np.sum(weight * np.abs(field) ** 2))


def magnetic_reduction(tip: HotTip) -> float:
    """Magnetic heating with the polarizability of a sphere of any size against its skin depth, over that with (D9)."""
    u, weight = _photons()
    ratio = tip.radius / skin_depth(u * tip.temperature, tip.conductivity)
    x = (1 + 1j) * ratio
    polarizability = -(1 - 3 / x**2 + 3 / (x * np.tan(x)))
    return float(np.sum(weight * polarizability.imag * 15 / (2 * ratio**2)))


def _photons() -> tuple[np.ndarray, np.ndarray]:
    """Photon energies over k_B T_tip and their normalised weights."""
    u, du = gauss_legendre(120)
    u, du = 45 * u, 45 * du
    weight = u**3 / np.expm1(u) * du
    return u, weight / np.sum(weight)
