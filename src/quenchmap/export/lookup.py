"""Functions of position for other codes: tables between whose values straight lines are drawn.

The functions hold plain arrays and need NumPy only, so that what another code saves with them can be loaded where there is no quenchmap.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import numpy as np
from jaxtyping import Float

from quenchmap.export.places import Disc, Raster
from quenchmap.sample.grid import point
from quenchmap.units import Quantity, si

#: What to do with points that the result does not reach.
Outside: TypeAlias = Literal["refuse", "phonons"]
#: A value at points (x, y) in the other code's unit of length, and at a time in s.
Lookup: TypeAlias = Callable[..., Float[np.ndarray, "*points"]]


def lookup(
    places: Disc | Raster,
    values: Float[np.ndarray, "..."],
    *,
    beyond: float,
    hole: float,
    position: tuple[Quantity, Quantity],
    length_units: str,
    outside: Outside,
    hold: bool = False,
) -> Lookup:
    """A function of x, y and, for what moves, a time in s.

    Args:
        places: Where the values are.
        values: One for each temperature of `places`.
        beyond: Value beyond the result where `outside` is "phonons".
        hole: Value in holes.
        position: Of the tip's axis, or of the middle of the sample, in the other code's coordinates, m.
        length_units: The other code's unit of length, such as "um".
        outside: Whether points beyond the result are refused, or have the value `beyond`.
        hold: Whether what moves stands still after its end.
    """
    if outside not in ("refuse", "phonons"):
        raise ValueError(f"`outside` must be 'refuse' or 'phonons', but outside={outside!r}.")
    if not isinstance(length_units, str):
        raise TypeError(f"`length_units` must be the name of a unit of length, such as 'um', but length_units={length_units!r}.")
    unit = si(f"1 {length_units}", "m", "length_units")
    frame = {"x0": point("position", position)[0], "y0": point("position", position)[1], "unit": unit, "name": length_units}
    frame |= {"beyond": float(beyond) if outside == "phonons" else None}
    if isinstance(places, Raster):
        return _on_cells(places, values, hole, **frame)
    return _on_radii(places.radius, values, places.time, hold, **frame)


def _on_radii(
    radius: np.ndarray,
    values: np.ndarray,
    time: np.ndarray | None,
    hold: bool,
    *,
    x0: float,
    y0: float,
    unit: float,
    name: str,
    beyond: float | None,
) -> Lookup:
    edge = float(radius[-1])
    end = 0.0 if time is None else float(time[-1])

    def value(x: Any, y: Any, t: float = 0.0) -> np.ndarray:
        r = np.hypot(np.asarray(x, float) * unit - x0, np.asarray(y, float) * unit - y0)
        if beyond is None and not np.all(r <= edge):
            raise ValueError(
                f"The profile ends {edge / unit:.6g} {name} from the tip, but a point lies {np.max(r) / unit:.6g} {name} away. "
                "Use outside='phonons' if the film is as cold as its phonons there."
            )
        if time is None:
            return np.interp(r, radius, values, right=beyond)
        if not 0 <= t <= end and not (hold and t > end):
            raise ValueError(
                f"The evolution runs from 0 to {end:.6g} s, but is asked for at {t:.6g} s. Evolve longer, or use "
                "hold=True to keep its last profile."
            )
        k = min(int(np.searchsorted(time, t, side="right")), len(time) - 1)
        share = min((t - time[k - 1]) / (time[k] - time[k - 1]), 1.0)
        return np.interp(r, radius, (1 - share) * values[k - 1] + share * values[k], right=beyond)

    return value


def _on_cells(
    raster: Raster, values: np.ndarray, hole: float, *, x0: float, y0: float, unit: float, name: str, beyond: float | None
) -> Lookup:
    cell, present = raster.cell, raster.present
    (ny, nx), left, low = values.shape, float(raster.x[0]), float(raster.y[0])
    filled = values
    if not present.all():
        from scipy.ndimage import distance_transform_edt

        nearest = distance_transform_edt(~present, return_distances=False, return_indices=True)
        filled = values[tuple(nearest)]  # type: ignore[arg-type]

    def value(x: Any, y: Any) -> np.ndarray:
        x, y = np.broadcast_arrays(np.asarray(x, float) * unit - x0, np.asarray(y, float) * unit - y0)
        i, j = (x - left) / cell, (y - low) / cell  # from the centre of the first cell
        edge = 0.5 + 1e-6  # the sample ends half a cell beyond the last centres; a millionth for rounding
        inside = (i >= -edge) & (i <= nx - 1 + edge) & (j >= -edge) & (j <= ny - 1 + edge)
        if beyond is None and not np.all(inside):
            x1, y1 = (float(p[~inside].flat[0]) / unit for p in (x, y))
            raise ValueError(
                f"The sample is {nx * cell / unit:.6g} {name} wide and {ny * cell / unit:.6g} {name} high, but a point lies at "
                f"({x1:.6g}, {y1:.6g}) {name} from its middle. Use outside='phonons' if the film goes on there, as cold as its phonons."
            )
        i, j = np.clip(i, 0, nx - 1), np.clip(j, 0, ny - 1)
        i0, j0 = np.minimum(i.astype(int), max(nx - 2, 0)), np.minimum(j.astype(int), max(ny - 2, 0))
        a, b = i - i0, j - j0
        low_row = (1 - a) * filled[j0, i0] + a * filled[j0, i0 + 1]
        high_row = (1 - a) * filled[j0 + 1, i0] + a * filled[j0 + 1, i0 + 1]
        found = (1 - b) * low_row + b * high_row
        found = np.where(present[np.rint(j).astype(int), np.rint(i).astype(int)], found, hole)
        return np.where(inside, found, beyond) if beyond is not None else found

    return value
