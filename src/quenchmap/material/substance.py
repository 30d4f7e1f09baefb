"""What a film is made of: the paper's three parameters (Table I), and the scales they set."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from quenchmap.errors import checked_positive, closest
from quenchmap.shown import Shown
from quenchmap.table import Row, Table
from quenchmap.units import BOLTZMANN, ELEMENTARY_CHARGE, LORENZ_NUMBER, REDUCED_PLANCK, Quantity, engineering, si

_VALUES = (
    "critical_temperature",
    "normal_resistivity",
    "cooling_exponent",
    "cooling_coefficient",
    "diffusion_coefficient",
    "coherence_length",
)


@dataclass(frozen=True, init=False)
class Material(Shown):
    r"""A superconductor: critical temperature, normal resistivity and electron-phonon cooling, Table I.

    In the normal state it cools at the power $\Sigma (T_e^n - T_{ph}^n)$ per volume. Quantities are strings with a unit
    ("10 K"), pint quantities or plain SI numbers; the attributes are SI floats.

    Args:
        name: What to call it.
        critical_temperature: Tc, in K.
        normal_resistivity: 1/sigma_N just above Tc, in ohm m. Either this or `sheet_resistance` with `thickness`.
        sheet_resistance: Resistance per square of a film of this material, in ohm.
        thickness: Of the film whose `sheet_resistance` is given, in m; it is not kept.
        cooling_exponent: n, from 3 to 7: 5 in clean, 6 in strongly disordered metals.
        cooling_coefficient: Sigma, in W m^-3 K^-n.
        diffusion_coefficient: D of the electrons, in m^2/s; needed for time scales and the critical current only.
        coherence_length: Of the superconductor at T = 0, in m; only to check that it is short.
        source: Where the values come from.
        assumptions: Names of the values that are guesses, to be replaced by your film's.

    Raises:
        ValueError: For a value that is not positive and finite or has a wrong unit, for an exponent outside 3 to 7, and when
            both or neither of the resistances are given.

    Example:
        >>> nbn = Material("NbN", critical_temperature="10 K", normal_resistivity="400 uohm*cm", cooling_exponent=5,
        ...                cooling_coefficient="5e9 W/m**3/K**5")
        >>> print(f"{nbn.relaxation_length:.4g} m, {nbn.characteristic_current_density:.4g} A/m^2")
        1.563e-08 m, 1.118e+10 A/m^2
    """

    name: str
    critical_temperature: float
    normal_resistivity: float
    cooling_exponent: float
    cooling_coefficient: float
    diffusion_coefficient: float | None
    coherence_length: float | None
    source: str
    assumptions: tuple[str, ...]

    def __init__(
        self,
        name: str,
        *,
        critical_temperature: Quantity,
        normal_resistivity: Quantity | None = None,
        sheet_resistance: Quantity | None = None,
        thickness: Quantity | None = None,
        cooling_exponent: float,
        cooling_coefficient: Quantity,
        diffusion_coefficient: Quantity | None = None,
        coherence_length: Quantity | None = None,
        source: str = "",
        assumptions: Sequence[str] = (),
    ) -> None:
        exponent = _checked_exponent(cooling_exponent)
        checked = {
            "name": name,
            "critical_temperature": _positive("critical_temperature", critical_temperature, "K", "the superconducting transition"),
            "normal_resistivity": _resistivity(name, normal_resistivity, sheet_resistance, thickness),
            "cooling_exponent": exponent,
            "cooling_coefficient": _positive(
                "cooling_coefficient", cooling_coefficient, f"W / m**3 / K**{exponent:.12g}", "Sigma, the electron-phonon coupling"
            ),
            "diffusion_coefficient": _optional("diffusion_coefficient", diffusion_coefficient, "m**2/s", "the diffusion of electrons"),
            "coherence_length": _optional("coherence_length", coherence_length, "m", "the coherence length at T = 0"),
            "source": source,
            "assumptions": _checked_assumptions(assumptions),
        }
        for field, value in checked.items():
            object.__setattr__(self, field, value)  # the dataclass is frozen

    def replace(self, **changes: Any) -> "Material":
        """The same material with some arguments changed; a value given anew is no longer an assumption.

        Example:
            >>> from quenchmap.material.catalogue import material
            >>> material("NbN").replace(critical_temperature="8 K").critical_temperature
            8.0
        """
        known = [f.name for f in dataclasses.fields(self)] + ["sheet_resistance", "thickness"]
        for argument in changes:
            if argument not in known:
                raise TypeError(f"A material has no `{argument}`. {closest(argument, known)}")
        if "cooling_exponent" in changes and "cooling_coefficient" not in changes and changes["cooling_exponent"] != self.cooling_exponent:
            new = changes["cooling_exponent"]
            raise ValueError(f"The unit of `cooling_coefficient` is W m^-3 K^-n: give it together with the new cooling_exponent={new!r}.")
        arguments = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        renewed = set(changes)
        if "sheet_resistance" in changes:
            renewed.add("normal_resistivity")
            arguments.pop("normal_resistivity")
        arguments["assumptions"] = tuple(a for a in self.assumptions if a not in renewed)
        return Material(**(arguments | changes))

    @property
    def normal_conductivity(self) -> float:
        """sigma_N, in S/m."""
        return 1 / self.normal_resistivity

    @property
    def thermal_conductivity_at_Tc(self) -> float:
        r"""$\mathcal{K}(T_c) = L_0 \sigma_N T_c$ (Wiedemann and Franz), in W m^-1 K^-1."""
        return LORENZ_NUMBER * self.normal_conductivity * self.critical_temperature

    @property
    def relaxation_length(self) -> float:
        r"""Thermal relaxation length $\Lambda = [\mathcal{K}(T_c) / (n \Sigma T_c^{n-1})]^{1/2}$, in m."""
        return math.sqrt(self.thermal_conductivity_at_Tc / self._cooling_conductance)

    @property
    def cooling_power_at_Tc(self) -> float:
        r"""$\Sigma T_c^n$, in W/m^3: the unit of heating and cooling."""
        return self.cooling_coefficient * self.critical_temperature**self.cooling_exponent

    @property
    def characteristic_current_density(self) -> float:
        r"""$j_* = \sqrt{\sigma_N \Sigma T_c^n}$, in A/m^2, rms: keeps normal electrons at Tc when the phonons are at 0."""
        return math.sqrt(self.normal_conductivity * self.cooling_power_at_Tc)

    @property
    def density_of_states(self) -> float:
        r"""$N_0 = \sigma_N / (2 e^2 D)$ at the Fermi level, per spin, in J^-1 m^-3. Needs D."""
        return self.normal_conductivity / (2 * ELEMENTARY_CHARGE**2 * self._diffusion)

    @property
    def electronic_specific_heat_coefficient(self) -> float:
        r"""$\gamma = (2\pi^2/3) k_B^2 N_0$, in J m^-3 K^-2: the normal heat capacity is $\gamma T$. Needs D."""
        return 2 * math.pi**2 / 3 * BOLTZMANN**2 * self.density_of_states

    @property
    def thermal_time(self) -> float:
        r"""$\gamma T_c / (n \Sigma T_c^{n-1})$, in s: the electrons' cooling time at Tc, and $\Lambda^2/D$. Needs D."""
        return self.electronic_specific_heat_coefficient * self.critical_temperature / self._cooling_conductance

    @property
    def zero_temperature_gap(self) -> float:
        """Gap at T = 0, 1.764 k_B Tc, in J."""
        from quenchmap.material.gap import ZERO_TEMPERATURE_GAP  # the module loads JAX: only when asked

        return ZERO_TEMPERATURE_GAP * BOLTZMANN * self.critical_temperature

    @property
    def dirty_coherence_length(self) -> float:
        r"""$\sqrt{\hbar D / \Delta_0}$, in m: the coherence length at T = 0 that D implies in the dirty limit. Needs D."""
        return math.sqrt(REDUCED_PLANCK * self._diffusion / self.zero_temperature_gap)

    @property
    def critical_current_density_scale(self) -> float:
        r"""$\sigma_N [\Delta_0/(2e)] (\hbar D/\Delta_0)^{-1/2}$, in A/m^2: the unit of `critical_current`. Needs D."""
        return self.normal_conductivity * self.zero_temperature_gap / (2 * ELEMENTARY_CHARGE) / self.dirty_coherence_length

    def critical_current_density(self, T: Quantity | ArrayLike) -> Any:
        """Depairing current density in the dirty limit; see `quenchmap.material.critical_current`. Needs D.

        Args:
            T: Temperature in K (or a string or quantity), positive, any shape.

        Returns:
            Current density in A/m^2, a float or an array of the shape of `T`; 0 above Tc. It bounds the *peak* of an ac current.
        """
        from quenchmap.material.critical_current import critical_current  # these load JAX: only when asked
        from quenchmap.precision import jnp

        kelvin = si(T, "K", "T") if isinstance(T, str) or hasattr(T, "magnitude") else np.asarray(T, float)
        if not np.all(np.asarray(kelvin) >= 0):  # also catches NaN
            raise ValueError(f"`T` is a temperature in K and must not be negative or NaN, but T={T!r}.")
        density = self.critical_current_density_scale * np.asarray(critical_current(jnp.asarray(kelvin / self.critical_temperature)))
        return density if density.shape else float(density)

    @property
    def _cooling_conductance(self) -> float:
        """Slope n Sigma Tc^(n-1) of the cooling power at Tc, in W m^-3 K^-1."""
        return self.cooling_exponent * self.cooling_power_at_Tc / self.critical_temperature

    @property
    def _diffusion(self) -> float:
        if self.diffusion_coefficient is None:
            raise ValueError(
                f"Time scales and the critical current of {self.name} need its `diffusion_coefficient`, which was not given. "
                "Use for example `material.replace(diffusion_coefficient='0.5 cm**2/s')`."
            )
        return self.diffusion_coefficient

    def _rows(self) -> list[Row]:
        n = self.cooling_exponent
        rows = [
            ("critical_temperature", "critical temperature Tc", engineering(self.critical_temperature, "K")),
            ("normal_resistivity", "normal resistivity 1/σN", f"{self.normal_resistivity * 1e8:.4g} µΩ cm"),
            ("cooling_exponent", "cooling exponent n", f"{n:g}"),
            ("cooling_coefficient", "cooling coefficient Σ", f"{self.cooling_coefficient:.4g} W/(m³ K^{n:g})"),
        ]
        if self.diffusion_coefficient is not None:
            rows.append(("diffusion_coefficient", "diffusion coefficient D", f"{self.diffusion_coefficient * 1e4:.4g} cm²/s"))
        if self.coherence_length is not None:
            rows.append(("coherence_length", "coherence length ξ(0)", engineering(self.coherence_length, "m")))
        rows.append(("", "relaxation length Λ", engineering(self.relaxation_length, "m")))
        rows.append(("", "current density scale j*", f"{self.characteristic_current_density:.4g} A/m²"))
        if self.diffusion_coefficient is not None:
            rows.append(("", "critical current density jc(0)", f"{self.critical_current_density(0.0):.4g} A/m²"))
            rows.append(("", "thermal time at Tc", engineering(self.thermal_time, "s")))
        guessed = {"", *self.assumptions} - {""}
        return [Row(label, value, "assumed, replace by your film's" if field in guessed else "") for field, label, value in rows]

    def table(self) -> Table:
        """Its numbers."""
        return Table(self.name, self._rows(), notes=[self.source] if self.source else [])


def _positive(name: str, value: Quantity, unit: str, meaning: str) -> float:
    return checked_positive(name, si(value, unit, name), meaning)


def _optional(name: str, value: Quantity | None, unit: str, meaning: str) -> float | None:
    return None if value is None else _positive(name, value, unit, meaning)


def _checked_exponent(exponent: float) -> float:
    exponent = si(exponent, "", "cooling_exponent")
    if not 3 <= exponent <= 7:
        raise ValueError(
            f"`cooling_exponent` is n in the cooling power Sigma (Te^n - Tph^n) and must be from 3 to 7, "
            f"but cooling_exponent={exponent!r}. Clean metals have 5, strongly disordered ones 6."
        )
    return exponent


def _resistivity(name: str, resistivity: Quantity | None, sheet: Quantity | None, thickness: Quantity | None) -> float:
    if (resistivity is None) == (sheet is None):
        given = "neither was given" if resistivity is None else f"both were: normal_resistivity={resistivity!r}, sheet_resistance={sheet!r}"
        raise ValueError(
            f"{name} needs either `normal_resistivity` or `sheet_resistance` with the `thickness` of the film that has it, but {given}."
        )
    if resistivity is not None:
        if thickness is not None:
            raise ValueError(
                f"`thickness` only turns a `sheet_resistance` into a resistivity, but thickness={thickness!r} came with "
                f"normal_resistivity={resistivity!r}. Give the thickness of a film to `Film`."
            )
        return _positive("normal_resistivity", resistivity, "ohm*m", "1/sigma_N just above Tc")
    if thickness is None:
        raise ValueError(f"sheet_resistance={sheet!r} needs the `thickness` of the film that has it, for example thickness='10 nm'.")
    per_square = _positive("sheet_resistance", sheet, "ohm", "the resistance per square just above Tc")  # type: ignore[arg-type]
    return per_square * _positive("thickness", thickness, "m", "of the film whose sheet resistance is given")


def _checked_assumptions(assumptions: Sequence[str]) -> tuple[str, ...]:
    if isinstance(assumptions, str):
        assumptions = (assumptions,)
    for name in assumptions:
        if name not in _VALUES:
            raise ValueError(f"`assumptions` are names of a material's values, but it has no {name!r}. {closest(name, _VALUES)}")
    return tuple(assumptions)
