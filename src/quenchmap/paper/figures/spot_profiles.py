"""Figures 4a and 4b: temperature profiles of the hot spot, with and without heat conduction."""

from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quenchmap import drawing
from quenchmap.balance.curve import balance_curve
from quenchmap.balance.uniform import uniform_states
from quenchmap.paper import captions
from quenchmap.precision import jnp
from quenchmap.tip.shape import PEAK_RADIUS, microwave_shape

LARGEST_RADIUS = 7.0


def figure_4a() -> Figure:
    """j_max = 1.2 j*: cold, unstable and hot state."""
    return _profiles("4a")


def figure_4b() -> Figure:
    """j_max = 1.8 j*: the only state."""
    return _profiles("4b")


@drawing.styled
def _profiles(panel: Literal["4a", "4b"]) -> Figure:
    drive = captions.DRIVES[panel]
    fig, grid = drawing.figure(width=5.2, height=3.8)
    axes = grid[0, 0]
    plot_local_solutions(axes, drive, label=r"$\Lambda/z_0 \to 0$")
    states = captions.states(drive)
    r = np.linspace(0, LARGEST_RADIUS, 1401)
    for state in states:
        role: drawing.Role = "single" if len(states) == 1 else "unstable" if not state.stable else "cold" if state is states[0] else "hot"
        axes.plot(r, state.temperature_at(r), label="only state" if role == "single" else role, **drawing.LINES[role])
    for wall in captions.spot().maxwell_radii(drive):
        axes.axvline(wall, color=drawing.GREY, linewidth=1.0)
    axes.set_xlim(0, LARGEST_RADIUS)
    axes.set_ylim(captions.PHONON_TEMPERATURE, 1.4)
    drawing.shade_normal(axes)
    drawing.label(axes, x="radius", y="temperature")
    axes.set_title(rf"$j_{{max}} = {drive:g}\,j_*$, $\Lambda/z_0 = {captions.RELAXATION_LENGTH:g}$", loc="left")
    axes.legend(loc="upper right")
    return fig


def plot_local_solutions(axes: Axes, drive: float, *, label: str | None = None) -> None:
    """Every solution of Eq. (3) at each radius, dotted: temperatures T and the radii where the tip drives j(T)."""
    curve = balance_curve(captions.response())
    T = np.sort(np.concatenate([curve.temperatures, [s.temperature for s in uniform_states(captions.response(), drive)]]))
    local = curve.drive(T) / drive
    local = np.where(local <= 1 + 1e-9, local, np.nan)  # the tip reaches no such drive: the curve is broken there
    for inner in (True, False):
        x = PEAK_RADIUS * (np.linspace(0, 1, 4001) if inner else np.geomspace(1, 1e3, 20001))
        reach = np.sqrt(np.asarray(microwave_shape(jnp.asarray(x))))
        radius = np.interp(local, reach if inner else reach[::-1], x if inner else x[::-1])
        axes.plot(radius, T, color="black", linestyle=":", linewidth=1.3, label=label if inner else None)
