"""A map, drawn: what is recorded beside where the supercurrent flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap import drawing
from quenchmap.errors import closest
from quenchmap.sample.figure import HATCHED, add_to_legend, draw_electrodes, image, map_axes, si_prefix

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from quenchmap.scan.map import Map

#: What a quantity is called on a colour bar: symbol, letter of its unit (or that of the map), and factor from SI.
_SYMBOLS = {
    "resistance_change": (r"$\Delta R$", "Ω", 1.0),
    "inductance_change": (r"$\Delta L$", "H", 1.0),
    "resistance_first_order": (r"$\Delta R$ to first order", "Ω", 1.0),
    "inductance_first_order": (r"$\Delta L$ to first order", "H", 1.0),
    "critical_current_onset": (r"$I_c$, onset", "", 1.0),
    "critical_current_bound": (r"$I_c$, bound", "", 1.0),
    "absorbed_power": ("absorbed power", "W", 1.0),
    "highest_temperature": ("highest temperature", "K", 1.0),
    "quenched_area": ("normal area", "µm²", 1e12),
    "rim_excess": ("warmth of the rim", "K", 1.0),
}
_NOTHING = (0.0, 1.0)  # limits of a scale on which all is zero
_CUT = "no supercurrent: normal film cuts it"


@drawing.styled
def plot_map(map: Map, quantity: str | None = None, *, trace: int | str = 0) -> Figure:
    """One quantity, or the changes of inductance and resistance, beside the true weight and the supercurrent of the whole sample.

    Args:
        map: The map; pixels that are not done are hatched.
        quantity: Name of a quantity; None draws both changes.
        trace: Which trace.
    """
    if quantity is not None and quantity not in _SYMBOLS:
        raise ValueError(f"A map has no quantity {quantity!r} to draw. {closest(str(quantity), _SYMBOLS)}")
    shown = ("inductance_change", "resistance_change") if quantity is None else (quantity,)
    raster, sample = map.scan.raster, map.scan.sample
    width, height = raster.shape[1] * raster.step, raster.shape[0] * raster.step
    all_axes = map_axes(width, height, rows=(len(shown) + 2) // 2, columns=2)
    flat: list[Axes] = list(all_axes.flat)
    for axes, name in zip(flat, shown):
        _draw_pixels(axes, map, name, trace)
    weight = map.true_weight * 1e-12
    flows = map.supercurrent.superconducting
    limits = None if flows else _NOTHING
    image(flat[len(shown)], raster.x, raster.y, weight, label="true weight (1/µm²)", limits=limits, cmap="viridis")
    flat[len(shown)].set_title("true weight: part of the kinetic inductance per area" if flows else _CUT, pad=20)
    for axes in flat[len(shown) + 1 :]:
        _draw_supercurrent(axes, map)
    figure: Any = flat[0].figure
    names = map.scan.traces
    which = f" {trace if isinstance(trace, str) else names[trace]}" if len(names) > 1 else ""
    figure.suptitle(f"{sample.film.material.name}, {map.scan.protocol}{which}, {map.scan.strength}", fontsize=11)
    return figure


def _draw_pixels(axes: Axes, map: Map, name: str, trace: int | str) -> None:
    from matplotlib.patches import Patch

    values = map.trace(name, trace)
    symbol, unit, factor = _SYMBOLS[name]
    unit = unit or map.scan.quantities[name].unit
    known = np.isfinite(values)
    largest = float(np.abs(values[known]).max()) if known.any() else 1.0
    exponent, prefix = (0, "") if unit == "µm²" else si_prefix(largest)
    drawn = values * factor * 10.0**-exponent
    raster = map.scan.raster
    image(axes, raster.x, raster.y, drawn, label=f"{symbol} ({prefix}{unit})", cmap="cividis")
    axes.set_title(map.scan.quantities[name].name, pad=20)
    if not known.all():
        axes.patch.set(**HATCHED)
        add_to_legend(axes, [Patch(label="no value", **HATCHED)])


def _draw_supercurrent(axes: Axes, map: Map) -> None:
    """Of the whole sample, with the frame of the map."""
    from matplotlib.patches import Rectangle

    sample, raster = map.scan.sample, map.scan.raster
    values = map.supercurrent.magnitude * 1e-6
    flows = map.supercurrent.superconducting
    limits = (0.0, float(np.quantile(values[sample.present], 0.998))) if flows else _NOTHING
    image(axes, sample.x, sample.y, values, label=r"$|J_s|/I$ (1/µm)", present=sample.present, limits=limits, cmap="viridis")
    draw_electrodes(axes, sample.electrodes, sample.x)
    left, right, *_ = axes.images[0].get_extent()
    per_metre = (right - left) / sample.width
    corner = (raster.x[0] - raster.step / 2) * per_metre, (raster.y[0] - raster.step / 2) * per_metre
    size = raster.shape[1] * raster.step * per_metre, raster.shape[0] * raster.step * per_metre
    frame = Rectangle(corner, *size, fill=False, edgecolor="white", linewidth=1.4, linestyle="--", label="map")
    axes.add_patch(frame)
    axes.set_title("true supercurrent, without the tip" if flows else _CUT, pad=20)
