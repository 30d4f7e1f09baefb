r"""Microwave power that the film absorbs, Appendix B, Eq. (B5).

At given current the heating falls off as 1/r^2, so the power is a logarithm with a cutoff; `quenchmap.tip.screening` derives
it. The *near-field* power heats the spot and its surroundings. The *plasmon* power of a cold film leaves the spot with
waves of the sheet and is absorbed far away. They are reported apart.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

import numpy as np
from jaxtyping import Array
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from quenchmap.errors import closest
from quenchmap.material.conductivity import ac_resistivity
from quenchmap.material.film import Film
from quenchmap.material.gap import GapModel
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.kernel import Kernel
from quenchmap.numerics.quadrature import gauss_legendre
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.tip.screening import cutoff_length, film_conductivity, uniform_film_integrals
from quenchmap.tip.shape import PEAK, microwave_shape
from quenchmap.units import SPEED_OF_LIGHT


@lru_cache
def _ac_resistivity(gap_model: GapModel) -> Callable[..., Array]:
    return Kernel(lambda T, w: ac_resistivity(T, w, gap_model), f"ac_resistivity {gap_model}")


#: Power at drive 1 over Sigma T_c^n z_0^2 d and the logarithm: 2 pi phi^5 = 69.68.
POWER_COEFFICIENT = 2 * math.pi / PEAK
#: The same as the paper prints it, which follows from its value of j_max.
PRINTED_POWER_COEFFICIENT = 5.5

#: What stands beside ln(L/z_0): "printed" nothing, as in (B5); "sharp" -2 ln 2; "screened" the integral of `quenchmap.tip.screening`.
Logarithm: TypeAlias = Literal["printed", "sharp", "screened"]


@dataclass(frozen=True)
class AbsorbedPower:
    """Absorbed power, W.

    Attributes:
        near_field: Heat in and around the spot, up to the screening length.
        plasmon: Power carried off by plasmons of the cold sheet and absorbed far away; 0 when not asked for.
        cutoff: Length where the near field ends, m; see `quenchmap.tip.screening.cutoff_length`.
        quasistatic: Whether |a_e| < c/omega. If not, the near field ends at c/omega and the plasmon power is only an estimate: the wave
            is then bound to the light line, and how strongly it is launched depends on the wiring of the tip.
    """

    near_field: float
    plasmon: float
    cutoff: float
    quasistatic: bool

    @property
    def total(self) -> float:
        """Sum of the two, W."""
        return self.near_field + self.plasmon


def absorbed_power(
    film: Film,
    tip: MicrowaveTip,
    drive: float,
    radius: ArrayLike,
    temperature: ArrayLike,
    *,
    phonon_temperature: float,
    gap_model: GapModel = "sheahen",
) -> AbsorbedPower:
    r"""Absorbed power of a temperature profile.

    $$P_\mathrm{near} = 2\pi \Sigma T_c^n z_0^2 d\, a^2 \left[
      \int_0^\infty (\rho(T) - \rho(T_{ph}))\, h\, x\, dx + \phi^5 \rho(T_{ph})\, l \right]$$

    with $\rho = \sigma_N \mathrm{Re}(1/\sigma)$, $a$ the drive and $l$ the near-field integral of a uniform film at the phonon temperature
    (`quenchmap.tip.screening`). Outside the given radii T - T_ph falls as r^-2.

    Args:
        film: The film.
        tip: The tip.
        drive: j_max/j*.
        radius: Radii over z_0, increasing, shape (n,).
        temperature: Electron temperatures there over T_c, shape (n,).
        phonon_temperature: Phonon temperature over T_c, that of the electrons far away.
        gap_model: Which gap.

    Returns:
        Near-field and plasmon power, W.

    Raises:
        ValueError: When the radii do not increase from 0 or more.

    Accuracy:
        That of the sampling: monotone cubic interpolation of the temperature, four Gauss nodes a cell (1e-5 with cells of 0.01 z_0).

    Example:
        >>> x = np.linspace(0, 30, 301)
        >>> power = absorbed_power(Film("InOx", "10 nm"), MicrowaveTip("100 nm", "145.855 GHz"), 1.0, x, np.full(301, 1.2),
        ...                        phonon_temperature=1.2)
        >>> f"{power.near_field:.3e} W, {power.plasmon:.3e} W"
        '9.142e-08 W, 0.000e+00 W'
    """
    x, T = np.asarray(radius, float), np.asarray(temperature, float)
    if not np.all(T > 0):  # also catches NaN
        raise ValueError(f"`temperature` is over T_c and must be positive everywhere, but its smallest value is {np.min(T)!r}.")
    if x.ndim != 1 or x.shape != T.shape or x.size < 2 or not (x[0] >= 0 and np.all(np.diff(x) > 0)):
        raise ValueError(
            "`radius` and `temperature` must be two sequences of one length with radii that increase from 0, but they have shapes "
            f"{x.shape} and {T.shape} and start at radius {x.flat[0] if x.size else None!r}. Sort the profile by radius."
        )
    w = tip.photon_energy(film.material.critical_temperature)

    def rho(at: ArrayLike) -> np.ndarray:
        return in_blocks(_ac_resistivity(gap_model), np.asarray(at, float), w)

    def heating(at: ArrayLike) -> np.ndarray:
        return microwave_shape(np.asarray(at, float))

    far = float(rho(phonon_temperature))
    node, weight = gauss_legendre(4)
    cells = x[:-1, None] + np.diff(x)[:, None] * node
    inside = (rho(PchipInterpolator(x, T)(cells)) - far) * heating(cells) * cells
    core = (float(rho(T[0])) - far) * 0.5 * x[0] ** 2 * float(heating(x[0] / math.sqrt(2)))  # a hole at the axis
    node, tail_weight = gauss_legendre(24)
    outer = x[-1] / node
    beyond = (rho(phonon_temperature + (T[-1] - phonon_temperature) * node**2) - far) * heating(outer) * outer**2 / node
    excess = core + float(np.sum(inside * weight * np.diff(x)[:, None])) + float(np.sum(beyond * tail_weight))
    near, plasmon = uniform_film_integrals(film, tip, phonon_temperature, gap_model)
    unit = _unit_power(film, tip, drive)
    return AbsorbedPower(unit * (PEAK * excess + near), unit * plasmon, *_near_field_end(film, tip, phonon_temperature, gap_model))


def closed_form_power(
    film: Film,
    tip: MicrowaveTip,
    drive: float,
    *,
    temperature: float = 1.0,
    logarithm: Logarithm = "screened",
    printed_coefficient: bool = False,
    gap_model: GapModel = "sheahen",
) -> AbsorbedPower:
    r"""Absorbed power of a film at one temperature, Eq. (B5).

    $$P = 2\pi\phi^5\,\Sigma T_c^n z_0^2 d\,a^2 \rho(T) \left[\ln\frac{L}{z_0} + \mathrm{const}\right], \quad
      L = \min\{c/\omega, |a_e|\}.$$

    Args:
        film: The film.
        tip: The tip.
        drive: j_max/j*.
        temperature: Electron temperature over T_c; 1 or more is the normal film.
        logarithm: The constant beside the logarithm, see `Logarithm`. The plasmon power is included for "screened" only.
        printed_coefficient: Use the paper's 5.5 in place of 2 pi phi^5 = 69.68.
        gap_model: Which gap.

    Returns:
        Near-field and plasmon power, W.

    Raises:
        ValueError: When the cutoff is too near the tip for the logarithm to be positive.

    Example:
        >>> inox, tip = Film("InOx", "10 nm"), MicrowaveTip("100 nm", "145.855 GHz")
        >>> closed_form_power(inox, tip, 1.0, logarithm="printed").total
        1.23...e-07
        >>> closed_form_power(inox, tip, 1.0, logarithm="printed", printed_coefficient=True).total
        9.73...e-09
    """
    if logarithm not in get_args(Logarithm):
        raise ValueError(
            f"`logarithm` must be 'printed' (B5), 'sharp' or 'screened', but logarithm={logarithm!r}. "
            f"{closest(str(logarithm), get_args(Logarithm))}"
        )
    cutoff, quasistatic = _near_field_end(film, tip, temperature, gap_model)
    if logarithm == "screened":
        near, plasmon = uniform_film_integrals(film, tip, temperature, gap_model)
    else:
        length = math.log(cutoff / tip.height) - (2 * math.log(2) if logarithm == "sharp" else 0.0)
        if length <= 0:
            raise ValueError(
                f"The logarithm of (B5) is negative: the near field ends at {cutoff:.3g} m, not far from the tip at {tip.height:.3g} m. "
                "Use logarithm='screened', or lower the tip or the frequency."
            )
        sigma = film_conductivity(film, tip, temperature, gap_model)
        near, plasmon = (1 / sigma).real * length, 0.0
    unit = _unit_power(film, tip, drive) * (PRINTED_POWER_COEFFICIENT / POWER_COEFFICIENT if printed_coefficient else 1.0)
    return AbsorbedPower(unit * near, unit * plasmon, cutoff, quasistatic)


def _near_field_end(film: Film, tip: MicrowaveTip, temperature: float, gap_model: GapModel) -> tuple[float, bool]:
    cutoff = cutoff_length(film, tip, temperature, gap_model)
    return cutoff, cutoff < SPEED_OF_LIGHT / tip.angular_frequency


def _unit_power(film: Film, tip: MicrowaveTip, drive: float) -> float:
    """Power at a logarithm of 1 in the normal film, W."""
    return POWER_COEFFICIENT * film.material.cooling_power_at_Tc * tip.height**2 * film.thickness * drive**2
