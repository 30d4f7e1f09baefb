r"""Read-out: the impedance between two electrodes of a sample, undisturbed and under a tip.

A unit current of the read-out frequency is sent through the film with the conductances $\sigma(T(x, y))$ of all cells. The impedance is
$Z = \int |J|^2/G$: its real part the resistance, its imaginary part over omega the kinetic inductance (the geometric one is not in it).
A film without a superconducting path is resistive; one without any path is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Complex, Float
from numpy.typing import ArrayLike

from quenchmap.material.gap import GapModel
from quenchmap.sample.current.conductance import checked_frequency, checked_temperature, sheet_conductance
from quenchmap.sample.current.first_order import FirstOrder, first_order
from quenchmap.sample.current.terminals import UnitCurrent, contact_sides, terminal, unit_current
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.fields import Fields
from quenchmap.shown import Shown
from quenchmap.table import Row, Table
from quenchmap.units import Quantity, engineering, si

Terminal = int | str | Electrode


@dataclass(frozen=True)
class Impedance(Shown):
    """Impedance between two electrodes.

    Attributes:
        frequency: Of the read-out, Hz.
        between: Names of the electrodes.
        sheet_resistance: Of the normal reference film, ohm: the unit of `relative`.
        cell: Side of a cell, m.
        flow: The unit current, for cells of side 1.
    """

    frequency: float
    between: tuple[str, str]
    sheet_resistance: float
    cell: float
    flow: UnitCurrent

    @property
    def relative(self) -> complex:
        """Z over the sheet resistance of the normal reference film."""
        return self.flow.impedance

    @property
    def ohms(self) -> complex:
        r"""Z = R + i omega L, ohm."""
        return self.relative * self.sheet_resistance

    @property
    def resistance(self) -> float:
        """Re Z, ohm."""
        return self.ohms.real

    @property
    def inductance(self) -> float:
        """Im Z/omega, H: the kinetic inductance."""
        return self.ohms.imag / (2 * math.pi * self.frequency)

    @cached_property
    def participation(self) -> Float[np.ndarray, "ny nx"]:
        r"""Part of the inductance that each cell holds, $|J|^2\,\mathrm{Im}(1/G)$ over its sum; 0 everywhere in a normal film."""
        return _shares(np.imag(self.flow.complex_heat))

    @cached_property
    def dissipation(self) -> Float[np.ndarray, "ny nx"]:
        r"""Part of the resistance that each cell holds, $|J|^2\,\mathrm{Re}(1/G)$ over its sum."""
        return _shares(np.real(self.flow.complex_heat))

    @cached_property
    def current_density(self) -> tuple[Complex[np.ndarray, "ny nx"], Complex[np.ndarray, "ny nx"]]:
        """Sheet current along x and y in the middle of the cells over the total current, 1/m."""
        x, y = self.flow.vectors
        return x / self.cell, y / self.cell

    @property
    def current_imbalance(self) -> float:
        """What leaves less what enters, over what was sent: as small as the residual allows."""
        return abs(self.flow.left - self.flow.entered)

    @property
    def power_imbalance(self) -> float:
        """Complex power of all cells over that of the electrodes, less 1."""
        voltage = self.flow.voltages[np.nanargmax(np.abs(self.flow.voltages))]
        return abs(self.flow.impedance / complex(voltage) - 1) if voltage else 0.0

    def table(self) -> Table:
        """Resistance and inductance."""
        title = f"Impedance between {self.between[0]} and {self.between[1]} at {engineering(self.frequency, 'Hz')}"
        rows = [
            Row("resistance", engineering(self.resistance, "Ω")),
            Row("kinetic inductance", engineering(self.inductance, "H")),
            Row("power balance", f"{self.power_imbalance:.1e}"),
        ]
        return Table(title, rows)


@dataclass(frozen=True)
class ImpedanceChange(Shown):
    """Impedance under a tip beside the undisturbed one.

    Attributes:
        before: All of the film at the temperature of the phonons.
        after: At the temperatures under the tip.
        first_order: From the undisturbed current alone, ohm; see `quenchmap.sample.current.first_order`.
    """

    before: Impedance
    after: Impedance
    first_order: FirstOrder

    @property
    def ohms(self) -> complex:
        """Delta Z, ohm."""
        return self.after.ohms - self.before.ohms

    @property
    def resistance(self) -> float:
        """Delta R, ohm."""
        return self.after.resistance - self.before.resistance

    @property
    def inductance(self) -> float:
        """Delta L, H."""
        return self.after.inductance - self.before.inductance

    @property
    def first_order_error(self) -> float:
        """By which part the first-order response misses the change: near 0 for small spots and for small amplitudes."""
        return abs(self.first_order.dilute - self.ohms) / abs(self.ohms) if self.ohms else 0.0

    def summary(self) -> dict[str, Any]:
        """The numbers as plain values, in SI."""
        return {
            "frequency": self.before.frequency,
            "between": list(self.before.between),
            "resistance": self.before.resistance,
            "inductance": self.before.inductance,
            "resistance_change": self.resistance,
            "inductance_change": self.inductance,
            "first_order": [self.first_order.dilute.real, self.first_order.dilute.imag],
            "first_order_error": self.first_order_error,
            "power_imbalance": max(self.before.power_imbalance, self.after.power_imbalance),
        }

    def table(self) -> Table:
        """Before, under the tip, and the change, which is estimated to first order too."""
        before, after, estimate = self.before.ohms, self.after.ohms, self.first_order.dilute
        head = ["", "without the tip", "under the tip", "change", "to first order"]

        def line(name: str, part: Callable[[complex], float], unit: str) -> list[str]:
            return [name, *(engineering(part(Z), unit) for Z in (before, after, after - before, estimate))]

        rows = [
            line("resistance", lambda Z: Z.real, "Ω"),
            line("kinetic inductance", lambda Z: Z.imag / (2 * math.pi * self.before.frequency), "H"),
        ]
        power = max(self.before.power_imbalance, self.after.power_imbalance)
        notes = [f"first order is off by {100 * self.first_order_error:.2g} % of |ΔZ|; power balances to {power:.0e}"]
        return Table(self.before.table().title, rows, head, notes)


def impedance(
    sample: Fields,
    frequency: Quantity,
    temperature: ArrayLike,
    *,
    source: Terminal = 0,
    drain: Terminal = 1,
    coldest: float | None = None,
    near: Impedance | None = None,
    gap_model: GapModel = "sheahen",
) -> Impedance:
    """Complex impedance between two electrodes.

    Args:
        sample: The sample, with two electrodes or more; those not asked for carry no current.
        frequency: Of the read-out, in Hz.
        temperature: Of the electrons, in K, one for all or an array (ny, nx).
        source: Electrode where the current enters: its number, its name, or itself.
        drain: Where it leaves.
        coldest: Lowest temperature of the table; see `sheet_conductance`.
        near: That of the same electrodes at other temperatures, when it is known: it only saves time.
        gap_model: Which gap.

    Raises:
        ValueError: When no film joins the electrodes; for a frequency or temperature where the conductivity is not verified.
    """
    nu = checked_frequency(si(frequency, "Hz", "frequency"))
    if len(sample.electrodes) < 2:
        raise ValueError(f"An impedance is between two electrodes, but the sample has {len(sample.electrodes)}. Use `with_electrodes`.")
    one, other = terminal(sample, source), terminal(sample, drain)
    names = [str(e) for e in sample.electrodes]
    G = sheet_conductance(sample, temperature, nu, coldest=coldest, gap_model=gap_model)
    flow = unit_current(G, contact_sides(sample), one, other, names=names, near=None if near is None else near.flow)
    return Impedance(nu, (names[one], names[other]), sample.film.sheet_resistance, sample.cell, flow)


def impedance_change(
    sample: Fields,
    temperature: ArrayLike,
    phonon_temperature: float,
    frequency: Quantity,
    *,
    source: Terminal = 0,
    drain: Terminal = 1,
    before: Impedance | None = None,
    gap_model: GapModel = "sheahen",
) -> ImpedanceChange:
    """What a tip does to the impedance.

    Args:
        sample: The sample.
        temperature: Under the tip, in K, an array (ny, nx).
        phonon_temperature: Of the undisturbed sample, in K.
        frequency: Of the read-out, in Hz.
        source: Electrode where the current enters.
        drain: Where it leaves.
        before: The undisturbed impedance, when it is known already.
        gap_model: Which gap.
    """
    T = checked_temperature(sample, temperature)
    coldest = min(phonon_temperature, float(T.min()))
    terminals = {"source": source, "drain": drain, "coldest": coldest, "gap_model": gap_model}
    before = before or impedance(sample, frequency, phonon_temperature, **terminals)
    after = impedance(sample, frequency, T, near=before, **terminals)
    linear = first_order(before.flow, after.flow.conductance)
    return ImpedanceChange(before, after, FirstOrder(*(Z * sample.film.sheet_resistance for Z in linear)))


def _shares(amounts: Float[np.ndarray, "ny nx"]) -> Float[np.ndarray, "ny nx"]:
    total = amounts.sum()
    return amounts / total if total > 0 else np.zeros_like(amounts)
