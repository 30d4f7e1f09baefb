"""Pictures of a sample: the map of a field, and the map of anything on the sample's cells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from jaxtyping import Bool, Float

from quenchmap import drawing
from quenchmap.errors import closest
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.values import FIELDS
from quenchmap.units import engineering

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

    from quenchmap.sample.sample import Sample

#: Look of where there is nothing.
HATCHED: dict[str, Any] = {"facecolor": "#E4E4E4", "edgecolor": "#A0A0A0", "hatch": "////", "linewidth": 0}
_PREFIXES = {-12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}
_RELATIVE = {
    "relative_critical_temperature": r"$T_c/T_{c0}$",
    "relative_conductivity": r"$\sigma_N/\sigma_{N0}$",
    "relative_cooling": r"$\Sigma/\Sigma_0$",
    "relative_thickness": r"$d/d_0$",
}


@drawing.styled
def plot_sample(sample: Sample, field: str = "critical_temperature", *, axes: Axes | None = None, scale_bar: bool = False) -> Axes:
    """Map of one field, with holes hatched, normal metal (Tc = 0) in its own colour, and electrodes as thick lines at the edge.

    Args:
        sample: What to draw.
        field: Name of a field, or of a relative one such as "relative_conductivity".
        axes: Where to draw; None makes a new figure.
        scale_bar: A bar of a round length in place of labelled axes.
    """
    if field not in (*FIELDS, *_RELATIVE):
        raise ValueError(f"A sample has no field {field!r} to draw. {closest(str(field), (*FIELDS, *_RELATIVE))}")
    if axes is None:
        axes = cast("Axes", map_axes(sample.width, sample.height)[0, 0])
    values = getattr(sample, field)
    factor, label = 1.0, _RELATIVE.get(field, "")
    if field in FIELDS:
        factor, label = _labelled(field, values[sample.present], sample.film.material.cooling_exponent)
    tc = field in ("critical_temperature", "relative_critical_temperature")
    normal = sample.present & ~sample.superconducting if tc else None
    image(axes, sample.x, sample.y, values * factor, label=label, present=sample.present, normal=normal, scale_bar=scale_bar)
    draw_electrodes(axes, sample.electrodes, sample.x)
    return axes


def map_axes(width: float, height: float, *, rows: int = 1, columns: int = 1) -> np.ndarray:
    """Axes of a new figure, shape (rows, columns), that suit maps of a given width and height, with their colour bars and legends."""
    wide, high = (5.0, 5.0 * height / width) if width > height else (4.0 * width / height, 4.0)
    wide, high = max(wide, 2.0) + 1.6, max(high, 0.5) + (1.6 if width > 2.5 * height else 0.9)
    figure, axes = drawing.figure(rows, columns, width=wide, height=high)
    figure.set_layout_engine("compressed")  # keeps colour bars as long as their maps
    return axes


@drawing.styled
def image(
    axes: Axes,
    x: Float[np.ndarray, " nx"],
    y: Float[np.ndarray, " ny"],
    values: Float[np.ndarray, "ny nx"],
    *,
    label: str | None,
    limits: tuple[float, float] | None = None,
    present: Bool[np.ndarray, "ny nx"] | None = None,
    normal: Bool[np.ndarray, "ny nx"] | None = None,
    scale_bar: bool = False,
    **options: Any,
) -> AxesImage:
    """Map of values on square cells with a colour bar, in nm, µm or mm.

    Args:
        axes: Where to draw.
        x: Centres of the columns, in m.
        y: Centres of the rows, in m, upward.
        values: What to draw, in the unit of `label`; nothing where it is not finite.
        label: Of the colour bar; None draws no colour bar.
        limits: Of the colours; by default those of the values that get a colour.
        present: Where there is film; elsewhere is hatched.
        normal: What has the colour of a normal metal in place of one from the map.
        scale_bar: A bar of a round length in place of labelled axes.
        options: For `Axes.imshow`, such as `cmap` or `norm`.
    """
    cell = x[1] - x[0]
    extent = [float(e) for e in (x[0] - cell / 2, x[-1] + cell / 2, y[0] - cell / 2, y[-1] + cell / 2)]
    exponent, prefix = si_prefix(max(extent[1] - extent[0], extent[3] - extent[2]) / 2.5)
    scaled = [e / 10.0**exponent for e in extent]
    hole = np.zeros(values.shape, bool) if present is None else ~present
    other = np.zeros(values.shape, bool) if normal is None else normal & ~hole
    shown = np.ma.masked_array(values, hole | other | ~np.isfinite(values))
    if "norm" not in options:
        low, high = limits if limits is not None else _limits(shown)
        options = {"vmin": low, "vmax": high} | options
    settings = {"origin": "lower", "extent": scaled, "interpolation": "nearest", "aspect": "equal", "cmap": "viridis"}
    drawn = axes.imshow(shown, **(settings | options))
    _backgrounds(axes, scaled, hole, other)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if scale_bar:
        _draw_scale_bar(axes, extent, 10.0**exponent)
    else:
        drawing.label(axes, x=f"x ({prefix}m)", y=f"y ({prefix}m)")
    if label is not None:
        _colour_bar(axes, drawn, label, below=scaled[1] - scaled[0] > 2.5 * (scaled[3] - scaled[2]))
    return drawn


def draw_electrodes(axes: Axes, electrodes: tuple[Electrode, ...], x: Float[np.ndarray, " nx"]) -> None:
    """Electrodes as thick lines just outside the edges of an `image`, explained in its legend."""
    left, right, bottom, top = axes.images[0].get_extent()
    per_metre = (right - left) / (len(x) * (x[1] - x[0]))
    look: dict[str, Any] = {"color": drawing.VERMILLION, "linewidth": 5, "solid_capstyle": "butt", "clip_on": False, "zorder": 4}
    handle = None
    for e in electrodes:
        vertical = e.side in ("left", "right")
        low, high = (bottom, top) if vertical else (left, right)
        if e.span is not None:
            low, high = max(low, e.span[0] * per_metre), min(high, e.span[1] * per_metre)
        at = {"left": left, "right": right, "bottom": bottom, "top": top}[e.side]
        ends = ([at, at], [low, high]) if vertical else ([low, high], [at, at])
        (handle,) = axes.plot(*ends, label="electrode", **look)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    if handle is not None:
        add_to_legend(axes, [handle])


def si_prefix(value: float) -> tuple[int, str]:
    """Power of ten and letter of the SI prefix that makes `value` a number from 1 to 1000.

    Example:
        >>> si_prefix(2e-7)
        (-9, 'n')
    """
    exponent = 3 * math.floor(math.log10(value) / 3 + 1e-12) if value > 0 and math.isfinite(value) else 0
    exponent = min(max(exponent, min(_PREFIXES)), max(_PREFIXES))
    return exponent, _PREFIXES[exponent]


def _labelled(field: str, values: Float[np.ndarray, " cells"], n: float) -> tuple[float, str]:
    """Factor from SI to what is drawn, and the label with its unit."""
    if field == "critical_temperature":
        return 1.0, r"$T_c$ (K)"
    if field == "cooling_coefficient":
        return 1.0, rf"$\Sigma$ (W m$^{{-3}}$ K$^{{-{n:g}}}$)"
    exponent, prefix = si_prefix(float(values.max()))
    what, unit = ("sheet resistance", "Ω") if field == "sheet_resistance" else ("thickness", "m")
    return 10.0**-exponent, f"{what} ({prefix}{unit})"


def _limits(shown: np.ma.MaskedArray) -> tuple[float, float]:
    """Extremes of what gets a colour, apart even when all is equal."""
    if not shown.count():
        return 0.0, 1.0
    low, high = float(shown.min()), float(shown.max())
    return (low, high) if high - low > 1e-9 * abs(high) else (low - 0.05 * (abs(low) or 1), high + 0.05 * (abs(high) or 1))


def _backgrounds(axes: Axes, extent: list[float], hole: Bool[np.ndarray, "ny nx"], normal: Bool[np.ndarray, "ny nx"]) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch, Rectangle

    handles: list[Any] = []
    if hole.any():
        left, right, bottom, top = extent
        axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, zorder=-2, **HATCHED))
        handles.append(Patch(label="hole", **HATCHED))
    if normal.any():
        cells = np.ma.masked_array(np.zeros(normal.shape), ~normal)
        settings: dict[str, Any] = {"origin": "lower", "extent": extent, "interpolation": "nearest", "zorder": 0}
        axes.imshow(cells, cmap=ListedColormap([drawing.NORMAL_SHADE]), **settings)
        handles.append(Patch(facecolor=drawing.NORMAL_SHADE, edgecolor="#A0A0A0", linewidth=0.6, label=r"normal ($T_c = 0$)"))
    if handles:
        add_to_legend(axes, handles)


def add_to_legend(axes: Axes, handles: list[Any]) -> None:
    """Add to the legend, which stands above the map."""
    old = axes.get_legend()
    handles = [*(old.legend_handles if old else []), *handles]
    look: dict[str, Any] = {"handlelength": 1.4, "columnspacing": 1.2, "borderaxespad": 0.3}
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=len(handles), **look)


def _colour_bar(axes: Axes, drawn: AxesImage, label: str, *, below: bool) -> None:
    figure: Any = axes.get_figure()
    if below:
        figure.colorbar(drawn, ax=axes, location="bottom", label=label, aspect=40, pad=0.02)
    else:
        figure.colorbar(drawn, ax=axes, label=label, aspect=22, pad=0.02)


def _draw_scale_bar(axes: Axes, extent: list[float], unit: float) -> None:
    """A bar about a fifth of the width long."""
    left, right, bottom, top = (e / unit for e in extent)
    aim = (extent[1] - extent[0]) / 5
    decade = 10.0 ** math.floor(math.log10(aim))
    long = max(m * decade for m in (1, 2, 5) if m * decade <= aim * (1 + 1e-9))
    start, below = left, bottom - 0.045 * (top - bottom)
    axes.plot([start, start + long / unit], [below, below], color="black", linewidth=2.5, solid_capstyle="butt", clip_on=False)
    look: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "va": "top", "annotation_clip": False}
    axes.annotate(engineering(long, "m"), (start + long / unit / 2, below), (0, -4), **look)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
