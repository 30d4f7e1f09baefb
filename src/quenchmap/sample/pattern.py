"""Patterns: samples with holes, slits, constrictions and patches, mirrored or on finer cells.

A cell belongs to a shape when its centre does. Every method returns a new sample and leaves the old one as it is.
"""

from __future__ import annotations

import math
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from jaxtyping import Bool
from numpy.typing import ArrayLike

from quenchmap.sample.electrode import Electrode, Side
from quenchmap.sample.fields import Fields
from quenchmap.sample.grid import length, point
from quenchmap.sample.values import FIELDS, checked_field
from quenchmap.units import Quantity, engineering, si

Point: TypeAlias = tuple[Quantity, Quantity]
_EPSILON = 1e-9  # of a cell: centres on an edge are inside, whatever the rounding


class Patterned(Fields):
    """Fields that can be cut and patched."""

    def with_hole(self, center: Point = (0.0, 0.0), *, radius: Quantity | None = None, size: Point | None = None) -> Self:
        """With a hole: a disc or a rectangle without film.

        Args:
            center: (x, y), in m.
            radius: Of a disc, in m.
            size: (width, height) of a rectangle, in m, in place of `radius`.

        Raises:
            ValueError: When it covers no cell's centre, or when nothing is left for an electrode.
        """
        shape, inside = self._shape(center, radius, size)
        return self._cut(~inside, "with_hole", "hole", **shape)

    def with_slit(self, start: Point, stop: Point, width: Quantity) -> Self:
        """With a slit: no film within half of `width` of the line from `start` to `stop`, with square ends.

        Args:
            start: (x, y), in m.
            stop: (x, y), in m.
            width: In m, not less than a cell.
        """
        (x0, y0), (x1, y1) = point("start", start), point("stop", stop)
        w, along = length("width", width, "of the slit"), math.hypot(x1 - x0, y1 - y0)
        if along == 0:
            raise ValueError(f"A slit needs two different ends, but start={start!r} and stop={stop!r}.")
        if w < self.cell * (1 - _EPSILON):
            raise ValueError(f"A slit must be at least a cell wide ({engineering(self.cell, 'm')}), or it leaks, but width={width!r}.")
        ex, ey = (x1 - x0) / along, (y1 - y0) / along
        X, Y = self.x - x0, self.y[:, None] - y0
        s, across, e = X * ex + Y * ey, np.abs(Y * ex - X * ey), _EPSILON * self.cell
        inside = (s >= -e) & (s <= along + e) & (across <= w / 2 + e)
        return self._cut(~inside, "with_slit", "slit", start=[x0, y0], stop=[x1, y1], width=w)

    def with_constriction(
        self,
        width: Quantity,
        length: Quantity,
        *,
        center: Point = (0.0, 0.0),
        taper: Quantity = 0.0,
        along: Literal["x", "y"] = "x",
    ) -> Self:
        """With a constriction: a neck, beyond whose ends the film widens linearly to its full size.

        Args:
            width: Of the neck, across the current, in m.
            length: Of the neck, along the current, in m.
            center: Of the neck, (x, y), in m.
            taper: Over which the film widens at each end of the neck, in m; 0 is a sharp step.
            along: Direction of the current.
        """
        w, long, run = _length("width", width), _length("length", length), si(taper, "m", "taper")
        if run < 0:
            raise ValueError(f"`taper` is a length in m and must not be negative, but taper={taper!r}.")
        cx, cy = point("center", center)
        s, across = (np.abs(self.x - cx), np.abs(self.y[:, None] - cy))[:: 1 if _direction(along) == "x" else -1]
        e = _EPSILON * self.cell
        beyond = np.maximum(s - long / 2, 0.0)
        edge = (self.height if along == "x" else self.width) / 2
        widening = beyond * ((edge - w / 2) / run) if run else 0.0
        half = np.where(beyond > run + e, np.inf, w / 2 + widening)
        recipe = {"width": w, "length": long, "center": [cx, cy], "taper": run, "along": along}
        return self._cut(across <= half + e, "with_constriction", "constriction", **recipe)

    def strip(self, width: Quantity, *, along: Literal["x", "y"] = "x") -> Self:
        """Only a strip of it, in the middle, `width` wide in m, along x or y."""
        w = _length("width", width)
        across = self.y[:, None] if _direction(along) == "x" else self.x
        inside = np.broadcast_to(np.abs(across) <= w / 2 + _EPSILON * self.cell, self.shape)
        return self._cut(inside, "strip", "strip", width=w, along=along)

    def with_patch(
        self, center: Point = (0.0, 0.0), *, radius: Quantity | None = None, size: Point | None = None, **fields: Quantity
    ) -> Self:
        """With other values in a disc or a rectangle, such as `critical_temperature=0` for a normal one.

        Args:
            center: (x, y), in m.
            radius: Of a disc, in m.
            size: (width, height) of a rectangle, in m, in place of `radius`.
            fields: New values, by the name of the field. A new thickness keeps the resistivity, unless the sheet resistance comes with it.
        """
        shape, inside = self._shape(center, radius, size)
        if not fields:
            raise ValueError(
                f"A patch changes fields, but none was given. Give for example critical_temperature=0. Known: {', '.join(FIELDS)}."
            )
        for name in fields:
            checked_field(name)
        changed = Fields(self.film, cell=self.cell, present=np.ones(self.shape, bool), electrodes=(), **fields)  # type: ignore[arg-type]
        values = {name: float(getattr(changed, name)[0, 0]) for name in fields}
        new = {name: np.where(inside, value, getattr(self, name)) for name, value in values.items()}
        return self.replace(**new, recipe=self.extended_recipe("with_patch", **shape, **values))

    def with_mask(self, mask: ArrayLike) -> Self:
        """Film only where `mask`, an array (ny, nx) indexed [iy, ix] with y upward, is True; holes remain holes."""
        mask = np.asarray(mask)
        if mask.dtype != bool or mask.shape != self.shape:
            raise ValueError(
                f"`mask` must be an array of True and False of the sample's shape {self.shape}, but has {mask.dtype} and {mask.shape}."
            )
        return self.replace(present=self.present & mask, recipe=self.extended_recipe("with_mask"))

    def with_electrodes(self, *electrodes: Electrode | Side) -> Self:
        """With these electrodes in place of its own; none for none."""
        return self.replace(electrodes=electrodes)

    def mirrored(self, axis: Literal["x", "y"]) -> Self:
        """Its mirror image under x -> -x or y -> -y, electrodes included."""
        flip = np.fliplr if _direction(axis, "axis") == "x" else np.flipud
        return self.replace(
            **{name: flip(getattr(self, name)) for name in FIELDS},
            present=flip(self.present),
            electrodes=[e.mirrored(axis) for e in self.electrodes],
            recipe=self.extended_recipe("mirrored", axis=axis),
        )

    def refined(self, factor: int) -> Self:
        """Each cell split into factor x factor equal copies: the same sample exactly, steps included.

        To draw random disorder and round shapes anew on smaller cells use `regenerated`.
        """
        if isinstance(factor, bool) or not isinstance(factor, int | np.integer) or factor < 1:
            raise ValueError(f"`factor` must be a whole number from 1 up, but factor={factor!r}.")

        def split(array: np.ndarray) -> np.ndarray:
            return array.repeat(factor, axis=0).repeat(factor, axis=1)

        return type(self)(
            self.film,
            cell=self.cell / factor,
            present=split(self.present),
            electrodes=self.electrodes,
            recipe=self.extended_recipe("refined", factor=int(factor)),
            **{name: split(getattr(self, name)) for name in FIELDS},
        )

    def _shape(self, center: Point, radius: Quantity | None, size: Point | None) -> tuple[dict[str, Any], Bool[np.ndarray, "ny nx"]]:
        """A disc or a rectangle: plain values, and the cells inside."""
        cx, cy = point("center", center)
        X, Y, e = np.abs(self.x - cx), np.abs(self.y[:, None] - cy), _EPSILON * self.cell
        if (radius is None) == (size is None):
            raise ValueError(f"Give either the `radius` of a disc or the `size` of a rectangle, but radius={radius!r} and size={size!r}.")
        if radius is not None:
            r = length("radius", radius, "of the disc")
            shape, inside = {"center": [cx, cy], "radius": r}, np.hypot(X, Y) <= r + e
        else:
            w, h = (length("size", side, "of the rectangle") for side in point("size", size))  # type: ignore[arg-type]
            shape, inside = {"center": [cx, cy], "size": [w, h]}, (w / 2 + e >= X) & (h / 2 + e >= Y)
        if not inside.any():
            raise ValueError(
                f"A shape at center={center!r} with {'radius' if size is None else 'size'}={size or radius!r} holds no cell's centre: "
                f"cells are {engineering(self.cell, 'm')}, and x goes from {-self.width / 2:.4g} to {self.width / 2:.4g} m, y from "
                f"{-self.height / 2:.4g} to {self.height / 2:.4g} m. Move or enlarge it, or use smaller cells."
            )
        return shape, inside

    def _cut(self, inside: Bool[np.ndarray, "ny nx"], change: str, what: str, **parameters: Any) -> Self:
        """Film only inside; what cuts nothing away or everything is refused."""
        present = self.present & inside
        if not present.any():
            raise ValueError(f"The {what} leaves no film. Its parameters in m: {parameters}; cells are {engineering(self.cell, 'm')}.")
        if inside.all():
            raise ValueError(
                f"The {what} removes no cell. Its parameters in m: {parameters}; cells are {engineering(self.cell, 'm')} and the sample is "
                f"{engineering(self.width, 'm')} × {engineering(self.height, 'm')} around (0, 0)."
            )
        return self.replace(present=present, recipe=self.extended_recipe(change, **parameters))


def _length(name: str, value: Quantity) -> float:
    return length(name, value, "of the remaining film")


def _direction(value: Any, name: str = "along") -> Literal["x", "y"]:
    if value not in ("x", "y"):
        raise ValueError(f"`{name}` must be 'x' or 'y', but {name}={value!r}.")
    return value
