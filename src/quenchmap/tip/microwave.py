r"""The microwave tip, Appendix B: its circuit, and the drive that its current makes in a film.

The drive of a spot is $j_\mathrm{max}/j_*$, the largest current density under the tip (root mean square) over the film's
characteristic one. With $j^2 = I_0^2 \mathcal H/(8\pi^2 d^2)$ and the maximum $\mathcal H_\mathrm{max} = \phi^{-5}/z_0^2$,

$$j_\mathrm{max} = \sqrt{\frac{\phi^{-5}}{8\pi^2}}\,\frac{I_0}{z_0 d} = 0.0337937\,\frac{I_0}{z_0 d}.$$

The paper prints 0.120, which is $\sqrt{\mathcal H_\mathrm{max} z_0^2/2\pi}$.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quenchmap.errors import checked_positive
from quenchmap.tip import source
from quenchmap.tip.capacitance import CapacitanceModel, checked_capacitance_model, isolated_capacitance, sphere_plane_capacitance
from quenchmap.tip.shape import PEAK
from quenchmap.units import BOLTZMANN, PLANCK, Quantity, si

if TYPE_CHECKING:
    from quenchmap.material.film import Film

#: Largest current density (rms) over I_0/(z_0 d).
CURRENT_COEFFICIENT = math.sqrt(PEAK / (8 * math.pi**2))


@dataclass(frozen=True, init=False)
class MicrowaveTip:
    """A metal sphere over the film, driven at one frequency.

    Lengths and the rest are SI numbers, strings with a unit or quantities; the fields are SI floats.

    Args:
        height: Height z_0 of the *centre* of the tip over the film, where the paper's point charge sits; the gap is `height - radius`.
        frequency: Frequency nu of the microwaves, hbar omega = h nu.
        radius: Radius of the tip. Only the circuit (voltage, source power) needs it; the current pattern is that of a point, Eq. (2).
        source_impedance: Impedance of source and line, for `source_power`.
        capacitance_model: "exact" for the sphere above a plane, "isolated" for the paper's estimate; see `quenchmap.tip.capacitance`.

    Raises:
        ValueError: For a value that is not positive, has a wrong unit, or a height that does not exceed the radius.

    Example:
        >>> tip = MicrowaveTip(height="100 nm", frequency="417 GHz", radius="50 nm")
        >>> tip.photon_energy(critical_temperature=10.0)
        2.0012...
        >>> tip.reactance
        51157...
    """

    height: float
    frequency: float
    radius: float | None
    source_impedance: float
    capacitance_model: CapacitanceModel

    def __init__(
        self,
        height: Quantity,
        frequency: Quantity,
        *,
        radius: "Quantity | None" = None,
        source_impedance: Quantity = 50.0,
        capacitance_model: CapacitanceModel = "exact",
    ):
        values = {
            "height": checked_positive("height", si(height, "m", "height"), "the height of the tip's centre in m"),
            "frequency": checked_positive("frequency", si(frequency, "Hz", "frequency"), "the microwave frequency in Hz"),
            "radius": None if radius is None else checked_positive("radius", si(radius, "m", "radius"), "the radius of the tip in m"),
            "source_impedance": checked_positive(
                "source_impedance", si(source_impedance, "ohm", "source_impedance"), "the impedance of source and line in ohm"
            ),
            "capacitance_model": checked_capacitance_model(capacitance_model),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        if self.radius is not None:
            sphere_plane_capacitance(self.radius, self.height)  # refuses a sphere that touches the film

    @property
    def angular_frequency(self) -> float:
        """Angular frequency omega, rad/s."""
        return 2 * math.pi * self.frequency

    def photon_energy(self, critical_temperature: float) -> float:
        """Photon energy hbar omega over k_B T_c, for T_c in K."""
        return PLANCK * self.frequency / (BOLTZMANN * critical_temperature)

    @property
    def capacitance(self) -> float:
        """Capacitance C_tip between tip and film, F, in the chosen `capacitance_model`.

        Raises:
            ValueError: When the tip has no radius.
        """
        if self.radius is None:
            raise ValueError("The capacitance of the tip needs its radius, but radius=None. Give one, for example radius='50 nm'.")
        if self.capacitance_model == "isolated":
            return isolated_capacitance(self.radius)
        return sphere_plane_capacitance(self.radius, self.height)

    @property
    def reactance(self) -> float:
        """Reactance of the tip Z_tip = 1/(omega C_tip), ohm."""
        return 1 / (self.angular_frequency * self.capacitance)

    def current(self, film: "Film", drive: float) -> float:
        """Amplitude I_0 of the displacement current, A, at a drive j_max/j*.

        Example:
            >>> from quenchmap.material.film import Film
            >>> MicrowaveTip("100 nm", "417 GHz").current(Film("NbN", "10 nm"), drive=1.0)
            0.000330...
        """
        return drive * film.material.characteristic_current_density * self.height * film.thickness / CURRENT_COEFFICIENT

    def voltage(self, film: "Film", drive: float) -> float:
        """Amplitude V_0 of the tip's voltage, V, at a drive j_max/j*: V_0 = I_0/(omega C_tip)."""
        return self.current(film, drive) * self.reactance

    def source_power(self, film: "Film", drive: float, line_loss: float | str = 0.0) -> float:
        """Available power of the source, W, at a drive j_max/j*; `quenchmap.tip.source` has the circuit and `dbm`."""
        return source.power_for_voltage(self.voltage(film, drive), self.source_impedance, source.line_loss(line_loss))

    def drive(
        self,
        film: "Film",
        *,
        current: "Quantity | None" = None,
        voltage: "Quantity | None" = None,
        source_power: "Quantity | None" = None,
        line_loss: float | str = 0.0,
    ) -> float:
        """Drive j_max/j* that one of three statements of the strength makes in a film.

        Args:
            film: The film.
            current: Amplitude I_0 of the tip's current (current bias).
            voltage: Amplitude V_0 of the tip's voltage (voltage bias).
            source_power: Available power of the source: "-10 dBm", "0.1 mW", or a number of watts.
            line_loss: Loss between source and tip, "3 dB" or a number of decibels; only with `source_power`.

        Returns:
            The drive, dimensionless.

        Raises:
            ValueError: Unless exactly one of the three is given, and positive; without radius for the last two.

        Example:
            >>> from quenchmap.material.film import Film
            >>> tip = MicrowaveTip("100 nm", "417 GHz", radius="50 nm")
            >>> tip.drive(Film("NbN", "10 nm"), current="0.4 mA")
            1.209...
        """
        given = {"current": current, "voltage": voltage, "source_power": source_power}
        named = [f"{name}={value!r}" for name, value in given.items() if value is not None]
        if len(named) != 1:
            raise ValueError(f"Give exactly one of `current`, `voltage` and `source_power`, but {' and '.join(named) or 'none'} came.")
        if source_power is None and source.line_loss(line_loss) != 0:
            raise ValueError(f"`line_loss` goes with `source_power` only, but line_loss={line_loss!r} came with {named[0]}.")
        if current is not None:
            amplitude = checked_positive("current", si(current, "A", "current"), "the amplitude of the tip's current in A")
        elif voltage is not None:
            V0 = checked_positive("voltage", si(voltage, "V", "voltage"), "the amplitude of the tip's voltage in V")
            amplitude = V0 / self.reactance
        else:
            power = source.source_power(source_power)  # type: ignore[arg-type]  # not None: exactly one is given
            amplitude = source.open_end_voltage(power, self.source_impedance, source.line_loss(line_loss)) / self.reactance
        return amplitude / self.current(film, 1.0)
