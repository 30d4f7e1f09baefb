"""What a result holds, on the grids on which it can be drawn and tabulated: profiles, maps, and curves against one variable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from quenchmap.sample.heat.state import HeatState
from quenchmap.sample.sample import Sample
from quenchmap.scan.map import Map
from quenchmap.spot.collection import States
from quenchmap.spot.evolution.result import Evolution
from quenchmap.spot.state import State


@dataclass(frozen=True)
class Column:
    """A named array with its unit.

    Attributes:
        name: As in the result's dataset.
        unit: As in the result's dataset; "1" for pure numbers.
        values: An array.
    """

    name: str
    unit: str
    values: np.ndarray

    @property
    def title(self) -> str:
        """The name with the unit, as in the head of a table: `x (m)`."""
        return self.name if self.unit in ("", "1") else f"{self.name} ({self.unit})"


@dataclass(frozen=True)
class CellMap:
    """Fields on square cells.

    Attributes:
        x: Centres of the columns, m.
        y: Centres of the rows, upward, m.
        cell: Side of a cell, m.
        fields: Arrays (ny, nx).
    """

    x: np.ndarray
    y: np.ndarray
    cell: float
    fields: list[Column] = field(default_factory=list)


@dataclass(frozen=True)
class Profile:
    """A radial profile.

    Attributes:
        radius: From the axis, m (over z0 without a film).
        length: Unit of `radius`.
        fields: Arrays (radii,).
    """

    radius: np.ndarray
    length: str
    fields: list[Column] = field(default_factory=list)


def cell_map(result: Sample | HeatState | Map) -> CellMap:
    """The fields of a sample, a heated sample or a map, by the names of their datasets; flags as whole numbers."""
    dataset = result.to_dataset()
    found = []
    for name, variable in dataset.data_vars.items():
        unit = str(variable.attrs.get("units", "1"))
        if variable.dims == ("y", "x"):
            found.append(Column(str(name), unit, _plain(variable.values)))
        elif variable.dims == ("trace", "y", "x"):
            traces = [str(t) for t in dataset["trace"].values]
            names = [str(name)] if len(traces) == 1 else [f"{name} {trace}" for trace in traces]
            found += [Column(n, unit, _plain(v)) for n, v in zip(names, variable.values)]
    x, y = dataset["x"].values, dataset["y"].values
    cell = result.scan.raster.step if isinstance(result, Map) else float(dataset.attrs["cell"])
    return CellMap(x, y, cell, found)


def profile(state: State) -> Profile:
    """The temperature of a state at its nodes."""
    scales, T = state.spot.scales, state.temperature
    over = Column("temperature_over_critical", "1", T)
    if scales is None:
        return Profile(state.radius, "z0", [over])
    return Profile(scales.length * state.radius, "m", [Column("temperature", "K", scales.temperature * T), over])


def columns(result: Any) -> list[Column]:
    """A result as a table: arrays of one length.

    Profiles and maps have a row for each place; several states are marked by their number; a map has its tip positions; an evolution
    has a row for each time; diagrams and sweeps have a row for each of their points.
    """
    if isinstance(result, State):
        return _radial(profile(result))
    if isinstance(result, States):
        parts = [profile(state) for state in result]
        number = np.repeat(np.arange(len(parts)), [len(p.radius) for p in parts])
        radial = [_radial(p) for p in parts]
        return [Column("state", "1", number)] + [
            Column(first.name, first.unit, np.concatenate([r[k].values for r in radial])) for k, first in enumerate(radial[0])
        ]
    if isinstance(result, Sample | HeatState | Map):
        found = cell_map(result)
        x, y = np.meshgrid(found.x, found.y)
        return [Column("x", "m", x.ravel()), Column("y", "m", y.ravel())] + [Column(c.name, c.unit, c.values.ravel()) for c in found.fields]
    return _longest(result.to_dataset(), "time" if isinstance(result, Evolution) else None)


def _longest(dataset: Any, wanted: str | None) -> list[Column]:
    """Every variable on one dimension: the wanted one, or that which most variables share."""
    variables = {str(name): v for name, v in dataset.variables.items() if v.ndim == 1 and v.dtype.kind in "biufUO"}
    counts: dict[str, int] = {}
    for v in variables.values():
        counts[str(v.dims[0])] = counts.get(str(v.dims[0]), 0) + 1
    if not counts:
        raise ValueError("The result has no curve that fits in a table. Write it as .nc.")
    along = wanted or max(counts, key=lambda d: counts[d])
    chosen = {name: v for name, v in variables.items() if v.dims == (along,)}
    ordered = sorted(chosen, key=lambda name: name != along)  # its own coordinate first
    return [Column(name, str(chosen[name].attrs.get("units", "1")), _plain(chosen[name].values)) for name in ordered]


def _radial(found: Profile) -> list[Column]:
    return [Column("radius", found.length, found.radius), *found.fields]


def _plain(values: np.ndarray) -> np.ndarray:
    return values.astype(int) if values.dtype == bool else values
