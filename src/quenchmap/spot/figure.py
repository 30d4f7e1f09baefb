"""Profiles of steady states, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from quenchmap.drawing import LINES, Role, axes_or_new, label, shade_normal, styled
from quenchmap.spot.state import Kind, State

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_ROLES: dict[Kind, Role] = {"cold": "cold", "unstable": "unstable", "hot": "hot", "isolated": "hot", "only": "single"}


@styled
def plot_states(states: Sequence[State], *, axes: Axes | None = None, largest_radius: float | None = None) -> Axes:
    """Electron temperature against radius for every state; the normal region is shaded, Maxwell walls are marked.

    Args:
        states: What to draw, of one hot spot at one drive.
        axes: Where; a new figure if None.
        largest_radius: Right end over z0; by default a little beyond the outer wall.
    """
    axes = axes_or_new(axes)
    spot, drive = states[0].spot, states[0].drive
    walls = spot.problem.radius_at(drive, spot.problem.maxwell[0]) if spot.problem.maxwell else ()
    end = largest_radius or min(max(4.0, *(1.6 * w for w in walls), 4.0), states[0].solution.grid.outer_radius)
    r = np.linspace(0, end, 1500)
    height = spot.scales.length * 1e9 if spot.scales else 1.0
    for state in states:
        axes.plot(r * height, state.temperature_at(r), label=state.kind, **LINES[_ROLES[state.kind]])
    for wall in walls:
        axes.axvline(wall * height, color="0.6", linewidth=0.8, linestyle=":")
    axes.axhline(spot.phonon_temperature, color="0.6", linewidth=0.8)
    top = max(1.1, 1.05 * max(s.temperature.max() for s in states))
    axes.set_xlim(0, end * height)
    axes.set_ylim(0, top)
    shade_normal(axes)
    label(axes, x="distance from the axis (nm)" if spot.scales else "radius", y="temperature")
    axes.legend()
    return axes
