"""The sample of a disordered film: made by a rule or read from a file; shown, drawn and saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from numpy.typing import ArrayLike

from quenchmap.material.film import Film
from quenchmap.sample.current.critical_current import critical_current
from quenchmap.sample.current.impedance import impedance
from quenchmap.sample.current.supercurrent import supercurrent
from quenchmap.sample.disordered import Disordered, Electrodes
from quenchmap.sample.electrode import LEFT_AND_RIGHT
from quenchmap.sample.heat.heating import heat, heat_at
from quenchmap.sample.values import FieldName, checked_field, checked_film
from quenchmap.shown import Pictured
from quenchmap.storage import Savable
from quenchmap.units import Quantity

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

    from quenchmap.table import Table


class Sample(Disordered, Pictured, Savable):
    """A rectangular film on square cells, whose parameters differ from place to place; see `quenchmap.sample.fields.Fields`.

    Example:
        >>> film = Film("NbN", thickness="10 nm")
        >>> sample = Sample.gaussian(film, "1 um", "0.5 um", "10 nm", amplitude=0.05, correlation_length="50 nm", seed=1)
        >>> sample.with_hole(radius="100 nm").coverage
        0.9368
    """

    @classmethod
    def from_array(
        cls,
        values: ArrayLike,
        film: Film,
        *,
        cell: Quantity | None = None,
        width: Quantity | None = None,
        field: FieldName = "critical_temperature",
        unit: str | None = None,
        scale: float = 1.0,
        offset: float = 0.0,
        nan_is_hole: bool = False,
        electrodes: Electrodes = LEFT_AND_RIGHT,
    ) -> Self:
        """One field from an array indexed [iy, ix] with y upward: `offset + scale * values`, in `unit`.

        For several fields from arrays in SI use `Sample(film, cell=..., critical_temperature=..., sheet_resistance=...)`.

        Args:
            values: Numbers (ny, nx).
            film: The reference film.
            cell: Side of a cell, in m.
            width: Of all columns, in m, in place of `cell`.
            field: Which field.
            unit: Such as "K"; None is the SI unit, "relative" the reference film's value.
            scale: Plain number.
            offset: Plain number.
            nan_is_hole: Whether NaN marks a hole; otherwise it is refused.
            electrodes: Where current enters and leaves.
        """
        from quenchmap.sample import picture

        checked_film(film)
        how = {"unit": unit, "scale": float(scale), "offset": float(offset)}
        array, present = picture.as_field(values, None, field=checked_field(field), film=film, nan_is_hole=nan_is_hole, **how)
        recipe = {"kind": "array", "field": field} | how
        side = picture.checked_cell(cell, width, array.shape[1])
        return cls(film, cell=side, present=present, electrodes=electrodes, recipe=recipe, **{field: array})

    @classmethod
    def from_file(
        cls,
        path: str | Path,
        film: Film,
        *,
        cell: Quantity | None = None,
        width: Quantity | None = None,
        field: FieldName = "critical_temperature",
        unit: str | None = None,
        scale: float = 1.0,
        offset: float = 0.0,
        between: tuple[Quantity, Quantity] | None = None,
        variable: str | None = None,
        nan_is_hole: bool = False,
        electrodes: Electrodes = LEFT_AND_RIGHT,
    ) -> Self:
        """One field from a file: `.npy` (y upward), `.csv`, `.txt`, `.png` (first row is the top) or `.nc`; see `quenchmap.sample.picture`.

        Args:
            path: The file.
            film: The reference film.
            cell: Side of a pixel, in m.
            width: Of the whole map, in m, in place of `cell`.
            field: Which field.
            unit: As for `from_array`; None is what a NetCDF variable states, else SI.
            scale: As for `from_array`.
            offset: As for `from_array`.
            between: Values of black and white in a PNG, such as ("8 K", "11 K"); grey levels lie linearly between.
            variable: Name of a NetCDF variable.
            nan_is_hole: Whether NaN marks a hole; otherwise it is refused. Transparent pixels of a PNG are holes.
            electrodes: Where current enters and leaves.
        """
        from quenchmap.sample import picture

        checked_film(film)
        path = Path(path)
        read = picture.read(path, variable)
        values, grey = read.values, path.suffix.lower() == ".png"
        if grey:
            if unit is not None or scale != 1 or offset != 0:
                raise ValueError(
                    f"Grey levels are scaled by `between` alone, but unit={unit!r}, scale={scale!r}, offset={offset!r} came too."
                )
            values = picture.from_grey(values, between, field=field, film=film)
        elif between is not None:
            raise ValueError(f"`between` scales the grey levels of a PNG, but the file is {path.name!r}. Use `unit`, `scale` and `offset`.")
        how = {"unit": unit or read.unit, "scale": float(scale), "offset": float(offset)}
        array, present = picture.as_field(values, read.present, field=checked_field(field), film=film, nan_is_hole=nan_is_hole, **how)
        told = {"between": list(between)} if between is not None else how
        recipe = {"kind": "file", "name": path.name, "sha256": picture.digest(path), "field": field, "variable": variable} | told
        side = picture.checked_cell(cell, width, array.shape[1])
        return cls(film, cell=side, present=present, electrodes=electrodes, recipe=recipe, **{field: array})

    @classmethod
    def from_csv(cls, path: str | Path, film: Film, *, missing_is_hole: bool = False, electrodes: Electrodes = LEFT_AND_RIGHT) -> Sample:
        """From a measured table with a head, such as `x (um),y (um),Tc (K)`; see `quenchmap.sample.measured.from_csv`."""
        from quenchmap.sample.measured import from_csv

        return from_csv(path, film, missing_is_hole=missing_is_hole, electrodes=electrodes)

    def regenerated(self, cell: Quantity) -> "Sample":
        """The same sample drawn anew on other cells: disorder, grains and shapes are those of its recipe, in metres.

        Args:
            cell: Side of a cell, in m.

        Raises:
            ValueError: When arrays went into it; see `refined`.
        """
        from quenchmap.sample.recipe import regenerated

        return regenerated(self, cell)

    heat = heat
    heat_at = heat_at
    impedance = impedance
    supercurrent = supercurrent
    critical_current = critical_current

    def plot(self, axes: Axes | None = None, field: str = "critical_temperature", *, scale_bar: bool = False) -> Axes:
        """Map of a field with its holes, normal regions and electrodes; see `quenchmap.sample.figure`."""
        from quenchmap.sample.figure import plot_sample

        return plot_sample(self, field, axes=axes, scale_bar=scale_bar)

    def to_dataset(self) -> xr.Dataset:
        """All of it, labelled and with units."""
        from quenchmap.sample.storage import to_dataset

        return to_dataset(self)

    def __repr__(self) -> str:
        from quenchmap.sample.card import title

        return f"<{title(self)}>"

    def table(self) -> Table:
        """What it is made of."""
        from quenchmap.sample.card import card

        return card(self)
