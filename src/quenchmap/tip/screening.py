r"""How far the near field of the microwave tip reaches: the film's response to it, Appendix B.

At given current the heating falls off as 1/r^2, so the total power is a logarithm that ends where the charges no longer
follow the tip. With the film's response kept, the current at wave number k is $k a_e/(1 + k a_e)$ of the unscreened one,

$$a_e = \frac{i \sigma d}{2 \varepsilon_0 \omega} \quad (e^{-i\omega t}), \qquad
  P = \frac{I_0^2}{4\pi}\,\mathrm{Re}\frac{1}{\sigma d} \int_0^\infty \frac{dk}{k}\,e^{-2 k z_0} \left|\frac{k a_e}{1 + k a_e}\right|^2 .$$

For $|a_e| \gg z_0$ the integral of a normal film is $\ln(|a_e|/z_0) - \ln 2 - \gamma$. A cold film has a resonance near
$k = 1/|a_e|$, the plasmon of the sheet, which adds $\theta\sigma_2/\sigma_1 \approx \pi\sigma_2/\sigma_1$ with
$\theta = \pi/2 + \arctan(\sigma_2/\sigma_1)$: power that leaves the spot with the plasmons and is absorbed far away. The two
parts are kept apart, the *near-field* power being the integral with the same $|a_e|$ and no resonance. Both are exact
in closed form (exponential integral), for any $|a_e|/z_0$.

All this is quasistatic: it holds for $|a_e| \ll c/\omega$. Beyond, the near field ends at $c/\omega$, as in (B5), the plasmon
becomes a wave bound to the light line, and its power, as that of the radiation, depends on the wiring of the tip.
"""

import math
from functools import lru_cache

import numpy as np
from jaxtyping import Array
from scipy.special import exp1

from quenchmap.material.conductivity import conductivity
from quenchmap.material.film import Film
from quenchmap.material.gap import GapModel
from quenchmap.numerics.kernel import Kernel
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import SPEED_OF_LIGHT, VACUUM_PERMITTIVITY


@lru_cache
def _conductivity(gap_model: GapModel) -> Kernel[Array]:
    return Kernel(lambda T, w: conductivity(T, w, gap_model), f"conductivity {gap_model}")


def screening_length(film: Film, tip: MicrowaveTip, temperature: float = 1.0, gap_model: GapModel = "sheahen") -> complex:
    r"""Complex screening length $a_e = i\sigma d/(2\varepsilon_0\omega)$, Eq. (D5), m.

    It is imaginary in the normal film and negative in a cold one.

    Args:
        film: The film.
        tip: The tip, for its frequency.
        temperature: Electron temperature over T_c; 1 or more is the normal film.
        gap_model: Which gap.

    Example:
        >>> abs(screening_length(Film("InOx", "10 nm"), MicrowaveTip("100 nm", "145.855 GHz")))
        1.232...e-05
    """
    sigma = film_conductivity(film, tip, temperature, gap_model)
    sigma = sigma.conjugate()  # to e^{-i omega t}
    return 1j * sigma / (film.sheet_resistance * 2 * VACUUM_PERMITTIVITY * tip.angular_frequency)


def cutoff_length(film: Film, tip: MicrowaveTip, temperature: float = 1.0, gap_model: GapModel = "sheahen") -> float:
    r"""Length where the near field ends, $\min\{c/\omega, |a_e|\}$, m; the arguments are those of `screening_length`."""
    return min(SPEED_OF_LIGHT / tip.angular_frequency, abs(screening_length(film, tip, temperature, gap_model)))


def uniform_film_integrals(film: Film, tip: MicrowaveTip, temperature: float, gap_model: GapModel = "sheahen") -> tuple[float, float]:
    """`screened_integrals` of the film at one temperature, the near field ended at c/omega where that comes first."""
    sigma = film_conductivity(film, tip, temperature, gap_model)
    length, retardation = abs(screening_length(film, tip, temperature, gap_model)), SPEED_OF_LIGHT / tip.angular_frequency
    near, plasmon = screened_integrals(sigma, tip.height / length)
    if retardation < length:
        near = (1 / sigma).real * (math.log(retardation / tip.height) - 2 * math.log(2))
    return near, plasmon


def screened_integrals(sigma: complex, relative_height: float) -> tuple[float, float]:
    r"""Near-field and plasmon part of $\sigma_N\mathrm{Re}\frac1\sigma \int_0^\infty \frac{dk}{k} e^{-2kz_0} |k a_e/(1 + k a_e)|^2$.

    With $\epsilon = z_0/|a_e|$ and $p = a_e/|a_e| = e^{i\theta}$ the integral is
    $\mathrm{Im}[p\,e^{2\epsilon p} E_1(2\epsilon p)]/\mathrm{Im}\,p$, and its near-field part is the same at p = i.
    Multiplied by Re 1/sigma it stays finite as sigma_1 vanishes.

    Args:
        sigma: Conductivity sigma_1 - i sigma_2 over its normal value.
        relative_height: $\epsilon$.

    Returns:
        Near field and plasmon, dimensionless.

    Example:
        >>> near, plasmon = screened_integrals(1 + 0j, 1e-6)
        >>> f"{near - (np.log(1e6) - np.log(2) - np.euler_gamma):.1e}, {plasmon}"
        '3.1e-06, 0.0'
    """
    size = abs(sigma)
    p = 1j * (sigma / size).conjugate()
    with_plasmon = _damped(p, relative_height) / size
    without = _damped(1j, relative_height) / size
    near = without * (sigma.real / size)
    return near, with_plasmon - near


def film_conductivity(film: Film, tip: MicrowaveTip, temperature: float, gap_model: GapModel = "sheahen") -> complex:
    """Conductivity sigma_1 - i sigma_2 over its normal value at the tip's frequency and a temperature over T_c."""
    w = tip.photon_energy(film.material.critical_temperature)
    return complex(_conductivity(gap_model)(np.asarray(temperature, float), np.asarray(w)))


def _damped(p: complex, relative_height: float) -> float:
    z = 2 * relative_height * p
    return float((p * np.exp(z) * exp1(z)).imag)
