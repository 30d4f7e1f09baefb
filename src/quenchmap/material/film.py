"""A film: a material with a thickness, and how well its phonons are tied to the substrate."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quenchmap.errors import checked_positive, closest
from quenchmap.material.catalogue import material as catalogued
from quenchmap.material.substance import Material
from quenchmap.shown import Shown
from quenchmap.table import Row, Table
from quenchmap.units import Quantity, engineering, si


@dataclass(frozen=True, init=False)
class Film(Shown):
    r"""A thin superconducting film on a substrate.

    Args:
        material: A `Material`, or its name in the catalogue.
        thickness: d, in m.
        boundary_conductance: $\sigma_K$ between the film's phonons and the substrate, in W m^-2 K^-4:
            $\sigma_K (T_{ph}^4 - T_{bath}^4) = Q d$. None is the paper's perfect contact, phonons at the bath's temperature;
            100 to 500 W m^-2 K^-4 is usual for a film on a crystal.

    Raises:
        ValueError: For an unknown material (with close matches), and for a value that is not positive or has a wrong unit.

    Example:
        >>> film = Film("NbN", thickness="10 nm")
        >>> round(film.sheet_resistance, 6)
        400.0
        >>> round(Film("NbN", "10 nm", boundary_conductance=200.0).phonon_warming, 6)
        2.5
    """

    material: Material
    thickness: float
    boundary_conductance: float | None

    def __init__(self, material: Material | str, thickness: Quantity, *, boundary_conductance: Quantity | None = None) -> None:
        if isinstance(material, str):
            material = catalogued(material)
        if not isinstance(material, Material):
            raise TypeError(f"`material` must be a Material or the name of one in the catalogue, but material={material!r}.")
        conductance = None
        if boundary_conductance is not None:
            conductance = si(boundary_conductance, "W / m**2 / K**4", "boundary_conductance")
            conductance = checked_positive("boundary_conductance", conductance, "sigma_K of film and substrate (None: perfect contact)")
        object.__setattr__(self, "material", material)  # the dataclass is frozen
        object.__setattr__(self, "thickness", checked_positive("thickness", si(thickness, "m", "thickness"), "of the film"))
        object.__setattr__(self, "boundary_conductance", conductance)

    def replace(self, **changes: Any) -> "Film":
        """The same film with some arguments changed."""
        arguments = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        for argument in changes:
            if argument not in arguments:
                hint = "For its material use `film.replace(material=film.material.replace(...))`."
                raise TypeError(f"A film has no `{argument}`. {closest(argument, arguments)} {hint}")
        return Film(**(arguments | changes))

    def description(self) -> dict[str, Any]:
        """What makes the same film again, as plain values: see `from_description`."""
        material = {f.name: getattr(self.material, f.name) for f in dataclasses.fields(self.material)}
        return {"material": material, "film": {"thickness": self.thickness, "boundary_conductance": self.boundary_conductance}}

    @classmethod
    def from_description(cls, description: Mapping[str, Any]) -> "Film":
        """The film of a `description`, perhaps among other keys.

        Example:
            >>> film = Film("NbN", "10 nm")
            >>> Film.from_description(film.description()) == film
            True
        """
        return cls(Material(**description["material"]), **description["film"])

    @property
    def sheet_resistance(self) -> float:
        """1/(sigma_N d), in ohm per square."""
        return self.material.normal_resistivity / self.thickness

    @property
    def phonon_warming(self) -> float:
        r"""$\eta = \Sigma T_c^{n-4} d / \sigma_K$ in $t_{ph}^4 = t_{bath}^4 + \eta q$; 0 for a perfect contact.

        Temperatures t are over Tc, and q is the cooling power over $\Sigma T_c^n$.
        """
        if self.boundary_conductance is None:
            return 0.0
        return self.material.cooling_power_at_Tc * self.thickness / (self.boundary_conductance * self.material.critical_temperature**4)

    def _title(self) -> str:
        return f"{self.material.name} film, {engineering(self.thickness, 'm')} thick"

    def _rows(self) -> list[Row]:
        contact = "phonons at the bath temperature"
        if self.boundary_conductance is not None:
            contact = f"{self.boundary_conductance:.4g} W/(m² K⁴), phonon warming η = {self.phonon_warming:.4g}"
        return [
            Row("sheet resistance", engineering(self.sheet_resistance, "Ω")),
            Row("contact with substrate", contact),
            *self.material._rows(),
        ]

    def table(self) -> Table:
        """Its numbers."""
        return Table(self._title(), self._rows(), notes=[self.material.source] if self.material.source else [])
