r"""The modulation transfer function: how much of a sinusoidal structure is left in a map, against its wavelength.

$$\mathrm{MTF}(f) = \left|\frac{\tilde L(f)}{\tilde L(0)}\right|, \qquad \tilde L(f) = \int L(x)\,e^{-2\pi i f x}\,dx$$

for the line spread function L of a response that is linear and the same everywhere. A hot spot is neither, quite: the function then
belongs to the edge that it was measured on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from quenchmap.scan.resolution.line import checked_line, checked_step
from quenchmap.scan.resolution.monotone import crossings
from quenchmap.units import Quantity, engineering, si

#: Frequencies per inverse length of the scan: finer than 1, so that they can be interpolated.
_DENSITY = 8


@dataclass(frozen=True)
class ModulationTransfer:
    """A modulation transfer function up to half of the inverse step of its raster.

    Attributes:
        frequency: Waves per metre f, 1/m, from 0 in equal steps.
        value: What is left of a wave, 1 at f = 0. Above 1 where the response overshoots.
    """

    frequency: Float[np.ndarray, " frequencies"]
    value: Float[np.ndarray, " frequencies"]

    @property
    def half(self) -> float | None:
        """Lowest frequency at which half is left, 1/m; None when more is left at all frequencies that the raster shows."""
        return self.falls_to(0.5)

    @property
    def tenth(self) -> float | None:
        """Lowest frequency at which a tenth is left, 1/m; None as for `half`."""
        return self.falls_to(0.1)

    def falls_to(self, value: float) -> float | None:
        """Lowest frequency at which a part between 0 and 1 is left, 1/m; None as for `half`."""
        if not 0 < value < 1:
            raise ValueError(f"`value` is what is left of a wave, between 0 and 1 exclusive, but value={value!r}. Use for example 0.5.")
        found = crossings(self.frequency, self.value, value)
        return float(found[0]) if found.size else None

    def __str__(self) -> str:
        told = [
            f"{percent} % at {engineering(1 / f, 'm')}"
            if f
            else f"more than {percent} % down to {engineering(1 / self.frequency[-1], 'm')}"
            for percent, f in ((50, self.half), (10, self.tenth))
        ]
        return f"modulation transfer by wavelength: {', '.join(told)}"


def modulation_transfer(position: ArrayLike, line_spread: ArrayLike, *, averaged_over: Quantity = 0.0) -> ModulationTransfer:
    r"""The modulation transfer function of a line spread function.

    The integral is the sum over the points, each standing for a step around it; the function is taken to be 0 beyond them.

    Args:
        position: In equal steps, in m.
        line_spread: Line spread function there, in any unit.
        averaged_over: Length in m over which each value is a mean, such as the step of the raster for differences of an edge response.
            Its own transfer $\sin(\pi f l)/(\pi f l)$ is divided out.

    Raises:
        ValueError: For arrays that do not match, have NaN, or come in unequal steps, for a function whose sum is 0, and for a mean over
            more than one step.

    Accuracy:
        The sum converges faster than any power of the step for a smooth function that has fallen to 0 within the scan, and with the
        second power for one with jumps half-way between points. One that has not fallen to 0 is cut off: the values are too large by
        the part of the integral that is missing.

    Example:
        >>> x = np.linspace(-5e-7, 5e-7, 101)
        >>> found = modulation_transfer(x, np.exp(-(x**2) / (2 * (5e-8) ** 2)))
        >>> print(found)  # exactly: 2 pi 50 nm over sqrt(2 ln 2) and over sqrt(2 ln 10)
        modulation transfer by wavelength: 50 % at 266.8 nm, 10 % at 146.4 nm
    """
    x, L = checked_line(position, line_spread)
    step = checked_step(x)
    mean = si(averaged_over, "m", "averaged_over")
    if not 0 <= mean <= step * (1 + 1e-6):
        raise ValueError(
            f"`averaged_over` is the length of the mean in each value, from 0 to a step of {engineering(step, 'm')}, "
            f"but averaged_over={averaged_over!r}."
        )
    if not abs(L.sum()) > 1e-9 * np.abs(L).sum():  # rounding
        raise ValueError(
            f"A line spread function must not sum to 0, but this one sums to {L.sum():.3g}. It is the derivative of a scan across an edge, "
            "not across a line."
        )
    f = np.arange(_DENSITY * x.size // 2 + 1) / (_DENSITY * x.size * step)
    value = np.abs(np.fft.rfft(L / L.sum(), _DENSITY * x.size)) / np.sinc(f * mean)
    return ModulationTransfer(f, value)
