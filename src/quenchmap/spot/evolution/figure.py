"""A transient, drawn: temperature against radius and time, with the drive above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quenchmap.drawing import BLACK, LABELS, figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from quenchmap.spot.evolution.result import Evolution

_TIMES = 600
_RADII = 400
_PREFIXES = ((1e-12, "ps"), (1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1.0, "s"))
#: Sequential, even in lightness, told apart by the colour-blind.
COLOURS = "cividis"


@styled
def plot_evolution(evolution: Evolution, *, largest_radius: float | None = None) -> Figure:
    """Kymograph: temperature against time and radius, the contour T = T_c, the events, and the drive above.

    Args:
        evolution: What to draw.
        largest_radius: Upper end of the radii, m (over z0 without a film); by default a little beyond the outermost wall.
    """
    fig, axes = figure(2, 1, width=6.4, height=2.6, sharex=True, height_ratios=[1, 3])
    above, below = axes[0, 0], axes[1, 0]
    scale, unit = time_scale(evolution)
    length, length_label = length_scale(evolution)
    top = largest_radius if largest_radius is not None else shown_radius(evolution)

    t = np.linspace(0, evolution.time[-1], _TIMES)
    r = np.linspace(0, top, _RADII)
    T = evolution.temperature_at(t, r) / (evolution.spot.scales.temperature if evolution.spot.scales else 1.0)
    image = below.pcolormesh(t / scale, r / length, T.T, cmap=COLOURS, shading="gouraud", rasterized=True)
    if T.max() > 1 > T.min():
        walls = below.contour(t / scale, r / length, T.T, levels=[1.0], colors="white", linewidths=1.6)
        below.clabel(walls, fmt={1.0: r"$T_c$"}, fontsize=10)
    below.set_xlabel(f"time ({unit})")
    below.set_ylabel(length_label)
    bar = fig.colorbar(image, ax=below, pad=0.02)
    bar.set_label(LABELS["temperature"])

    fine = np.unique(np.concatenate([t, evolution.time]))
    above.step(fine / scale, evolution.drive(fine), where="post", color=BLACK)
    above.set_ylabel(LABELS["peak_drive"])
    above.set_ylim(0, 1.12 * max(evolution.drive_at_steps.max(), 1e-3))
    for event in evolution.events:
        if event.kind in ("normal region born", "normal region dies"):
            for each in (above, below):
                each.axvline(event.time / scale, color="0.6", linewidth=0.8, linestyle=":")
    above.set_xlim(0, t[-1] / scale)
    return fig


def time_scale(evolution: Evolution) -> tuple[float, str]:
    """Unit in which the duration is written, and its name."""
    if evolution.time_unit != "s":
        return 1.0, "thermal times"
    return next(((s, name) for s, name in reversed(_PREFIXES) if evolution.time[-1] >= 2 * s), _PREFIXES[0])


def length_scale(evolution: Evolution) -> tuple[float, str]:
    """Unit in which radii are written, and the label of their axis."""
    return (1e-9, "distance from the axis (nm)") if evolution.spot.scales else (1.0, LABELS["radius"])


def shown_radius(evolution: Evolution) -> float:
    """A little beyond the outermost wall, at least three tip heights."""
    unit = evolution.spot.scales.length if evolution.spot.scales else 1.0
    outer = evolution.outer_radius
    widest = np.nanmax(outer) if np.isfinite(outer).any() else 0.0
    return float(min(max(3.0 * unit, 1.35 * widest), evolution.radius[-1]))
