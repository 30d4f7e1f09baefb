r"""The microwave source behind the tip: what its power, in dBm, means for the voltage of the tip.

The circuit: a source of impedance Z_0, matched to a line of the same impedance with a loss in dB, which ends at the tip.
The tip's reactance is of the order of a megaohm: for the line it is an open end, the wave is fully reflected and the
voltage doubles. With the available power P (what the source would deliver to a matched load) and the loss L,

$$V_0 = 2 \sqrt{2 Z_0 P\,10^{-L/10}}, \qquad I_0 = \omega C_\mathrm{tip} V_0,$$

V_0 and I_0 being amplitudes. The exact divider multiplies V_0 by $1/\sqrt{1 + (Z_0 \omega C_\mathrm{tip})^2}$, which differs
from 1 by less than 1e-6 below 1 THz. What the antenna effect of a real tip holder, its resonances and reflections do
to the wave belongs into the loss.
"""

import math
import re

from quenchmap.units import Quantity, si

_LEVEL = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(dBm|dB)\s*")


def source_power(value: Quantity) -> float:
    """Power in W: from a string such as "-10 dBm" or "0.1 mW", a quantity, or a plain number of watts.

    Raises:
        ValueError: When it is not a positive power.

    Example:
        >>> source_power("-10 dBm")
        0.0001
    """
    level = _LEVEL.fullmatch(value) if isinstance(value, str) else None
    power = 1e-3 * 10 ** (float(level[1]) / 10) if level and level[2] == "dBm" else si(value, "W", "source_power")
    if not power > 0:
        raise ValueError(
            f"`source_power` must be positive, but source_power={value!r}. A plain number is in W; write a level as '-10 dBm'."
        )
    return power


def line_loss(value: float | str) -> float:
    """Loss of the line in dB: from a string such as "3 dB" or a plain number of decibels.

    Raises:
        ValueError: When it is negative or cannot be read.

    Example:
        >>> line_loss("3 dB")
        3.0
    """
    level = _LEVEL.fullmatch(value) if isinstance(value, str) else None
    if isinstance(value, str) and not (level and level[2] == "dB"):
        raise ValueError(f"`line_loss` cannot be read: line_loss={value!r}. Write for example '3 dB', or a plain number of decibels.")
    loss = float(level[1]) if level else float(value)
    if not (loss >= 0 and math.isfinite(loss)):
        raise ValueError(f"`line_loss` must be zero or positive, but line_loss={value!r}. A loss of 3 dB halves the power.")
    return loss


def dbm(power: float) -> float:
    """Level of a power in dBm, dB over one milliwatt.

    Args:
        power: Power, W.

    Example:
        >>> dbm(2e-3)
        3.0103...
    """
    return 10 * math.log10(power / 1e-3)


def open_end_voltage(power: float, impedance: float, loss: float = 0.0) -> float:
    """Amplitude of the voltage at the open end of a line; the equation is the module's.

    Args:
        power: Available power of the source, W.
        impedance: Impedance of source and line, ohm.
        loss: Loss of the line, dB.

    Returns:
        Amplitude, V.

    Example:
        >>> open_end_voltage(1e-3, 50.0)
        0.6324...
    """
    return 2 * math.sqrt(2 * impedance * power * 10 ** (-loss / 10))


def power_for_voltage(voltage: float, impedance: float, loss: float = 0.0) -> float:
    """Available power of the source, W, that makes a voltage amplitude at the open end: the inverse of `open_end_voltage`.

    Example:
        >>> power_for_voltage(open_end_voltage(2e-3, 50.0, 3.0), 50.0, 3.0)
        0.002
    """
    return voltage**2 / (8 * impedance) * 10 ** (loss / 10)
