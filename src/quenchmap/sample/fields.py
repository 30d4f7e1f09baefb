"""What a sample is made of: maps of its material parameters on square cells, and the same relative to a reference film."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import ArrayLike

from quenchmap.material.film import Film
from quenchmap.sample.electrode import LEFT_AND_RIGHT, Connection, Electrode, Side, checked_electrodes, connection
from quenchmap.sample.grid import centres, length
from quenchmap.sample.values import (
    FIELDS,
    FieldName,
    checked_field,
    checked_film,
    checked_present,
    checked_values,
    common_shape,
    in_si,
    plain,
    read_only,
    reference,
)
from quenchmap.units import Quantity


class Statistics(NamedTuple):
    """Of one field: mean, standard deviation, extremes."""

    mean: float
    rms: float
    lowest: float
    highest: float


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Fields:
    r"""Maps of the parameters of a film on square cells.

    Each field is an array (ny, nx), indexed [iy, ix] with y upward, or one number for all of the film; the reference film's value unless
    it is given. Units are SI, or strings such as "8 K", or pint quantities.

    Args:
        film: The reference film, which relative values refer to.
        cell: Side of a cell, in m.
        critical_temperature: Tc, in K, not negative; 0 is a normal metal.
        sheet_resistance: Above Tc, in ohm; unless given, it follows from `thickness` at the reference film's resistivity.
        cooling_coefficient: Sigma, in W m^-3 K^-n, with the exponent n of the reference film.
        thickness: d, in m.
        present: Where there is film; False is a hole, in which all fields are set to the reference.
        electrodes: Of type `Electrode`, or names of sides.
        recipe: How the sample was made, as plain values.

    Raises:
        ValueError: For values that are NaN or not allowed (with the place), shapes that differ, electrodes that touch no film, a sample
            without film, and too few or far too many cells.
    """

    film: Film
    cell: float
    critical_temperature: Float[np.ndarray, "ny nx"]
    sheet_resistance: Float[np.ndarray, "ny nx"]
    cooling_coefficient: Float[np.ndarray, "ny nx"]
    thickness: Float[np.ndarray, "ny nx"]
    present: Bool[np.ndarray, "ny nx"]
    electrodes: tuple[Electrode, ...]
    recipe: dict[str, Any]

    def __init__(
        self,
        film: Film,
        *,
        cell: Quantity,
        critical_temperature: Quantity | ArrayLike | None = None,
        sheet_resistance: Quantity | ArrayLike | None = None,
        cooling_coefficient: Quantity | ArrayLike | None = None,
        thickness: Quantity | ArrayLike | None = None,
        present: ArrayLike | None = None,
        electrodes: Iterable[Electrode | Side] = LEFT_AND_RIGHT,
        recipe: dict[str, Any] | None = None,
    ) -> None:
        given = {
            "critical_temperature": critical_temperature,
            "sheet_resistance": sheet_resistance,
            "cooling_coefficient": cooling_coefficient,
            "thickness": thickness,
        }
        checked_film(film)
        values = {name: in_si(name, v, film) for name, v in given.items() if v is not None}
        if present is not None:
            values["present"] = checked_present(present)
        shape = common_shape(values)
        there = np.broadcast_to(values.pop("present", np.True_), shape)
        if not there.any():
            raise ValueError("The sample has no film: `present` is False everywhere. Remove less of it.")
        object.__setattr__(self, "film", film)  # the dataclass is frozen
        object.__setattr__(self, "cell", length("cell", cell, "the side of a cell"))
        for name in ("thickness", "critical_temperature", "cooling_coefficient", "sheet_resistance"):
            value = values.get(name, reference(name, film))
            if name == "sheet_resistance" and name not in values and "thickness" in values:
                value = film.material.normal_resistivity / self.thickness
            array = np.where(there, np.broadcast_to(value, shape), reference(name, film))
            object.__setattr__(self, name, read_only(checked_values(name, array)))
        object.__setattr__(self, "present", read_only(np.array(there)))
        object.__setattr__(self, "electrodes", checked_electrodes(electrodes))
        object.__setattr__(self, "recipe", {"kind": "arrays"} if recipe is None else recipe)
        _ = self.contacts  # refuses an electrode without film

    def replace(
        self,
        *,
        electrodes: Iterable[Electrode | Side] | None = None,
        present: ArrayLike | None = None,
        recipe: dict[str, Any] | None = None,
        **fields: Quantity | ArrayLike,
    ) -> Self:
        """The same sample with some fields changed; a new thickness keeps the resistivity, unless the sheet resistance comes with it.

        Args:
            electrodes: In place of the present ones.
            present: Where there is film.
            recipe: In place of the present one, to which the change is otherwise added.
            fields: By name, each a number or an array (ny, nx).
        """
        for name in fields:
            checked_field(name)
        if recipe is None and (fields or present is not None):
            changed = fields if present is None else fields | {"present": present}
            recipe = self.extended_recipe("replace", **{name: plain(value) for name, value in changed.items()})
        if "thickness" in fields and "sheet_resistance" not in fields:
            new = in_si("thickness", fields["thickness"], self.film)
            common_shape({"sheet_resistance": self.sheet_resistance, "thickness": new})
            with np.errstate(divide="ignore", invalid="ignore"):  # a thickness that no film has is refused below
                fields["sheet_resistance"] = self.sheet_resistance * (self.thickness / new)
        return type(self)(
            self.film,
            cell=self.cell,
            present=self.present if present is None else present,
            electrodes=self.electrodes if electrodes is None else electrodes,
            recipe=self.recipe if recipe is None else recipe,
            **{name: getattr(self, name) for name in FIELDS} | fields,
        )

    def extended_recipe(self, change: str, **parameters: Any) -> dict[str, Any]:
        """The recipe with one more change."""
        return self.recipe | {"changes": [*self.recipe.get("changes", []), {"change": change, **parameters}]}

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx)."""
        ny, nx = self.present.shape
        return ny, nx

    @property
    def width(self) -> float:
        """Along x, in m."""
        return self.shape[1] * self.cell

    @property
    def height(self) -> float:
        """Along y, in m."""
        return self.shape[0] * self.cell

    @property
    def x(self) -> Float[np.ndarray, " nx"]:
        """Centres of the columns, in m, to the right from the middle of the sample."""
        return centres(self.shape[1], self.cell)

    @property
    def y(self) -> Float[np.ndarray, " ny"]:
        """Centres of the rows, in m, upward from the middle of the sample."""
        return centres(self.shape[0], self.cell)

    @property
    def relative_critical_temperature(self) -> Float[np.ndarray, "ny nx"]:
        """Tc over that of the reference film."""
        return self.critical_temperature / self.film.material.critical_temperature

    @property
    def relative_conductivity(self) -> Float[np.ndarray, "ny nx"]:
        """sigma_N over that of the reference film: the inverse ratio of sheet resistances over the ratio of thicknesses."""
        return self.film.sheet_resistance / self.sheet_resistance / self.relative_thickness

    @property
    def relative_cooling(self) -> Float[np.ndarray, "ny nx"]:
        """Sigma over that of the reference film."""
        return self.cooling_coefficient / self.film.material.cooling_coefficient

    @property
    def relative_thickness(self) -> Float[np.ndarray, "ny nx"]:
        """Thickness d over that of the reference film."""
        return self.thickness / self.film.thickness

    @property
    def superconducting(self) -> Bool[np.ndarray, "ny nx"]:
        """Where there is film with Tc > 0."""
        return self.present & (self.critical_temperature > 0)

    @property
    def coverage(self) -> float:
        """Fraction of the rectangle that has film."""
        return float(self.present.mean())

    @property
    def normal_fraction(self) -> float:
        """Fraction of the film that is a normal metal, Tc = 0."""
        return 1 - float(self.superconducting.sum() / self.present.sum())

    @property
    def contacts(self) -> tuple[Bool[np.ndarray, " side"], ...]:
        """For each electrode, which of the cells along its side it touches."""
        return tuple(e.contact(self.present, self.cell) for e in self.electrodes)

    @property
    def connection(self) -> Connection:
        """What joins all electrodes: "superconductor", "film", or "none"."""
        return connection(self.present, self.superconducting, self.electrodes, self.cell)

    def statistics(self, field: FieldName = "critical_temperature", where: Bool[np.ndarray, "ny nx"] | None = None) -> Statistics:
        """Mean, standard deviation and extremes of a field where there is film, or in the cells `where`."""
        values = getattr(self, checked_field(field))[self.present if where is None else where]
        low, high = float(values.min()), float(values.max())
        return Statistics(low, 0.0, low, high) if low == high else Statistics(float(values.mean()), float(values.std()), low, high)
