r"""The heat of a hot tip, Appendix D, in a film that differs from place to place: a power, and no current.

Per area a place with the sheet resistance R absorbs, with $x = r/z_0$,

$$P = \Pi\,\frac{27}{4}\frac{x^2}{(1 + x^2)^3}\left[1 - \left(\frac{T_e}{T_\mathrm{tip}}\right)^4\right]
  \frac{p_e R/R_0 + p_m R_0/R}{p_e + p_m},$$

$\Pi$ being (D14) for the reference film of sheet resistance $R_0$, and $p_e$ and $p_m$ its two terms, see
`quenchmap.tip.hot.HotTip.dipole_terms`. The electric dipole drives a current through the film, whose heat goes with the *local* R; the
magnetic one brings a field along the film, whose heat goes with the *local* 1/R. Current and field are those of a uniform film
without edges, as the fixed current of a microwave tip is. The film absorbs the tip's photons, of energies far above its gap, as in
the normal state, so that a hotter place never absorbs more and the heat balance has one state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Array, Float

from quenchmap.sample.heat.balance import HeatBalance, Linearised, linearise_at_power
from quenchmap.tip.hot import HotTip
from quenchmap.tip.shape import dipole_shape

if TYPE_CHECKING:
    from quenchmap.sample.sample import Sample

_HOTTEST_FILM = 0.5  # of the tip's temperature: what T_c and the phonons may have, as for a `HotSpot`


class Radiation(NamedTuple):
    """A power that comes without a current.

    Attributes:
        balance: The heat balance.
        power: Absorbed by each cell of a film at zero temperature, over n Sigma_0 T_c0^n z0^2 d0.
        tip_temperature: Over T_c0.
    """

    balance: HeatBalance
    power: Float[Array, "ny nx"]
    tip_temperature: Float[Array, ""]

    @property
    def films(self) -> int:
        """How many, of a stack."""
        return self.power.shape[0]

    def linearised(self, u: Float[Array, "ny nx"], grids: None, start: None, tolerance: Array, together: str | None) -> Linearised:
        """The heat balance at temperatures over T_c0."""
        part = u / self.tip_temperature
        return linearise_at_power(self.balance, u, self.power * (1 - part**4), -4 * self.power * part**3 / self.tip_temperature)


def radiated_power(sample: Sample, tip: HotTip, position: tuple[float, float]) -> Float[np.ndarray, "ny nx"]:
    """Power per area that a hot tip gives to a film at zero temperature, W/m^2; 0 in holes.

    Args:
        sample: The film.
        tip: The tip.
        position: Of its axis, m.

    Example:
        >>> from quenchmap import Film, Sample
        >>> film, tip = Film("InOx", "10 nm"), HotTip("100 nm", "300 K", "50 nm", "1e7 S/m")
        >>> sample = Sample.uniform(film, "1 um", "1 um", "10 nm")
        >>> radiated_power(sample, tip, (0.0, 0.0)).max().round(2)  # (D14) at its maximum
        np.float64(11.21)
    """
    electric, magnetic = tip.dipole_terms(sample.film)
    ratio = np.where(sample.present, sample.sheet_resistance / sample.film.sheet_resistance, 1.0)
    local = (electric * ratio + magnetic / ratio) / (electric + magnetic)
    x, y = (axis - p for axis, p in zip((sample.x, sample.y), position))
    shape = dipole_shape(np.hypot(x[None, :], y[:, None]) / tip.height)
    at_critical = 1.0 - (sample.film.material.critical_temperature / tip.temperature) ** 4
    return np.where(sample.present, tip.power_density(1.0, sample.film) / at_critical * shape * local, 0.0)


def refuse_cold_tip(sample: Sample, tip: HotTip, phonon_temperature: float) -> None:
    """Refuse a hot tip whose photons the film does not absorb as in its normal state.

    Raises:
        ValueError: With its temperature, and what it must be.
    """
    warmest = max(float(sample.critical_temperature[sample.present].max()), phonon_temperature)
    if warmest > _HOTTEST_FILM * tip.temperature:
        raise ValueError(
            f"A hot tip must be at least twice as hot as the film's highest T_c and as the phonons, {warmest:.4g} K, but this one is at "
            f"{tip.temperature:.4g} K. Give it a higher `temperature`."
        )
