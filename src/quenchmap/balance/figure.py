"""Pictures of the local balance: heating and cooling (Fig. 2), temperature against drive (Fig. 3a), the phase diagram (Fig. 3b)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from quenchmap import drawing
from quenchmap.balance.curve import balance_curve
from quenchmap.balance.phase_diagram import Region
from quenchmap.balance.uniform import uniform_states
from quenchmap.material.response import Response

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

#: Fill of each region of the phase diagram, light enough for text and lines on top.
REGION_COLORS = {
    Region.SUPERCONDUCTING: "#FFFFFF",
    Region.NORMAL: "#FFFFFF",
    Region.SUPERCONDUCTING_SUPERCONDUCTING: "#BFE5D8",
    Region.SUPERCONDUCTING_NORMAL: "#F3D3E2",
    Region.MORE: "#8C8C8C",
}


@drawing.styled
def plot_balance(response: Response, drive: float, *, highest: float | None = None, axes: Axes | None = None) -> Axes:
    """Heating and cooling against temperature; their crossings are the states at one drive: filled stable, open unstable.

    Args:
        response: Response of the film.
        drive: Current density over j*.
        highest: End of the temperature axis over T_c; by default a little above the hottest state.
        axes: Where to draw; None makes a new figure.
    """
    axes = drawing.axes_or_new(axes)
    states = uniform_states(response, drive)
    bath = response.bath_temperature
    highest = max(1.15, states[-1].temperature + 0.1) if highest is None else highest
    near = np.geomspace(1e-6, 0.05, 60)  # to the kinks
    T = np.concatenate([np.linspace(bath, highest, 400), *(kink + side * near for kink in response.kinks for side in (-1, 1))])
    T = np.unique(np.clip(T, bath, highest))
    axes.plot(T, drive**2 * response.absorption(T), color=drawing.VERMILLION, label=r"heating $j^2\,\mathrm{Re}\,1/\sigma$")
    axes.plot(T, response.cooling(T), "--", color=drawing.BLUE, label=r"cooling $Q(T_e, T_{ph})$")
    for state in states:
        T_state = state.temperature
        face = "black" if state.stable else "white"
        axes.plot(T_state, response.cooling(np.array(T_state)), "o", color="black", markerfacecolor=face, zorder=3)
    axes.set_xlim(bath, highest)
    axes.set_ylim(0, 1.05 * float(np.max([drive**2 * response.absorption(T), response.cooling(T)])))
    drawing.shade_normal(axes, direction="x")
    drawing.label(axes, x="temperature", y="power")
    axes.legend(loc="upper left")
    return axes


@drawing.styled
def plot_branches(
    response: Response,
    *,
    highest: float = 1.4,
    color: str | None = None,
    linestyle: str = "-",
    label: str | None = None,
    axes: Axes | None = None,
) -> Axes:
    """Temperature of every uniform state against drive: the unstable parts are dashed, or thin and dotted when curves are compared.

    Args:
        response: Response of the film.
        highest: End of the temperature axis over T_c.
        color: One colour for the whole curve, to compare several; None colours the cold, unstable and hot parts by role.
        linestyle: Of the stable parts.
        label: Name of the curve in the legend.
        axes: Where to draw; None makes a new figure.
    """
    new = axes is None
    axes = drawing.axes_or_new(axes)
    curve = balance_curve(response)
    ends = [response.bath_temperature, *(f.temperature for f in curve.folds if f.temperature < highest), highest]
    for branch, (low, high) in enumerate(pairwise(ends)):
        inside = curve.temperatures[(curve.temperatures > low) & (curve.temperatures < high)]
        T = np.concatenate([[low], inside, [high]])
        unstable = branch % 2 == 1
        role: drawing.Role = "unstable" if unstable else "single" if len(ends) == 2 else "cold" if branch == 0 else "hot"
        if color:
            look = {"color": color, "linestyle": ":" if unstable else linestyle, "linewidth": 1.2 if unstable else 1.8}
            axes.plot(curve.drive(T), T, label=label if branch == 0 else None, **look)
        else:
            axes.plot(curve.drive(T), T, label=label if role == "single" else role, **drawing.LINES[role])
    axes.set_ylim(min(response.bath_temperature, axes.get_ylim()[0]) if not new else response.bath_temperature, highest)
    axes.set_xlim(left=0)
    if new:
        drawing.shade_normal(axes)
        drawing.label(axes, x="drive", y="temperature")
        if label or not color:
            axes.legend()
    return axes


@drawing.styled
def plot_phase_diagram(diagram: xr.Dataset, *, axes: Axes | None = None) -> Axes:
    """Regions of stable states in the plane of frequency and drive, each named where it is widest, with all fold lines.

    Args:
        diagram: What `quenchmap.balance.phase_diagram.phase_diagram` returned.
        axes: Where to draw; None makes a new figure.
    """
    from matplotlib.colors import ListedColormap
    from scipy.ndimage import distance_transform_edt

    axes = drawing.axes_or_new(axes)
    w, j, region = diagram.photon_energy.values, diagram.drive.values, diagram.region.values
    colors = ListedColormap([REGION_COLORS[r] for r in Region])
    axes.pcolormesh(w, j, region.T, cmap=colors, vmin=-0.5, vmax=len(Region) - 0.5, shading="nearest", rasterized=True, zorder=-1)
    axes.set_xlim(w[0], w[-1])
    axes.set_ylim(j[0], j[-1])

    folds = diagram.fold_drive.values
    for k in range(folds.shape[1]):
        axes.plot(w, folds[:, k], color=drawing.BLUE if k % 2 == 0 else drawing.VERMILLION, linestyle="-" if k % 2 == 0 else "--")
    if j[0] < diagram.normal_drive < j[-1]:
        axes.axhline(diagram.normal_drive, color="black", linewidth=0.8, linestyle=":")
    for code in Region:
        inside = np.pad(region == code, 1)  # the frame counts as outside
        share = inside.mean()
        if share > 0.005:
            depth = distance_transform_edt(inside, sampling=(1 / len(w), 1 / len(j)))[1:-1, 1:-1]  # type: ignore[index]
            i, k = np.unravel_index(np.argmax(depth), depth.shape)
            if depth[i, k] > 0.06:
                axes.text(w[i], j[k], code.label, ha="center", va="center", fontsize=9)
            else:  # too thin for its name
                leader = {"arrowstyle": "-", "linewidth": 0.8, "shrinkA": 0}
                axes.annotate(code.label, (w[i], j[k]), (-30, -34), textcoords="offset points", ha="center", fontsize=9, arrowprops=leader)
    end = diagram.gap_at_phonon_temperature
    if w[0] < end < w[-1]:
        axes.axvline(end, color=drawing.GREY, linewidth=0.8, linestyle=":")
        look = {"rotation": 90, "ha": "right", "va": "bottom", "fontsize": 8, "color": drawing.GREY}
        axes.text(end, j[0] + 0.03 * (j[-1] - j[0]), r"$2\Delta(T_{ph})$", **look)
    drawing.label(axes, x="photon_energy", y="drive")
    return axes
