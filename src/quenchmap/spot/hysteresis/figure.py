"""A hysteresis loop, drawn: up in one colour, down in another, the jumps with arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quenchmap.drawing import BLUE, LABELS, VERMILLION, figure, label, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from quenchmap.spot.hysteresis.result import Hysteresis, Sweep

#: Panels: what, its unit and its label.
_PANELS: dict[str, tuple[float, str]] = {
    "absorbed_power": (1e-6, "near-field power (µW)"),
    "resistance": (1.0, "sample resistance (Ω)"),
    "outer_radius": (1e-9, "outer normal radius (nm)"),
    "missing_reflection": (1e-6, r"$1 - |\Gamma|^2$ (ppm)"),
    "heat": (1.0, r"heat ($\Sigma T_c^n d z_0^2$)"),
    "maximum_temperature": (1.0, "maximum temperature ($T_c$)"),
}
_FILM = ("absorbed_power", "resistance", "outer_radius", "missing_reflection")
_PLAIN = ("heat", "maximum_temperature")


@styled
def plot_hysteresis(loop: Hysteresis) -> Figure:
    """What is recorded against the drive (against the power of the source and the tip's voltage, where the tip has a radius), both ways.

    Args:
        loop: What to draw.
    """
    from matplotlib.ticker import MaxNLocator

    shown = [name for name in (_PLAIN if loop.spot.film is None else _FILM) if name in loop.up.recorded]
    columns = 2 if len(shown) > 1 else 1
    fig, grid = figure(-(-len(shown) // columns), columns, width=4.2, height=3.0, sharex=True)
    powered = "source_power" in loop.up.recorded
    for axes, name in zip(grid.ravel(), shown, strict=False):
        _panel(loop, name, axes, powered)
    for axes in grid.ravel()[len(shown) :]:
        axes.set_visible(False)
    x = "source power (dBm)" if powered else LABELS["peak_drive"]
    for axes in grid[-1]:
        label(axes, x=x)
    if powered:  # the voltage goes as the root of the power
        volt, level = (float(loop.up.recorded[name][0]) for name in ("tip_voltage", "source_power"))
        for axes in grid[0]:
            top = axes.secondary_xaxis(
                "top", functions=(lambda p: volt * 10 ** ((p - level) / 20), lambda v: level + 20 * np.log10(np.maximum(v, 1e-9) / volt))
            )
            top.set_xlabel("tip voltage (V)")
            top.xaxis.set_major_locator(MaxNLocator(5))
    grid[0, 0].legend()
    return fig


def _panel(loop: Hysteresis, name: str, axes: Axes, powered: bool) -> None:
    scale, text = _PANELS[name]

    def x(sweep: Sweep) -> np.ndarray:
        return sweep.recorded["source_power"] if powered else sweep.drive

    colours = {"up": BLUE, "down": VERMILLION}
    for way, sweep, style in (("up", loop.up, "-"), ("down", loop.down, "--")):
        axes.plot(x(sweep), sweep.recorded.get(name, np.full(len(sweep.drive), np.nan)) / scale, style, color=colours[way], label=way)
    for jump in loop.jumps:
        at = jump.before["source_power"] if powered else jump.drive
        bottom, top = (values.get(name, np.nan) / scale for values in (jump.before, jump.after))
        if np.isfinite(bottom) and np.isfinite(top):
            middle, head = 0.5 * (bottom + top), 0.5 * (bottom + top) + 0.08 * (top - bottom)
            colour = colours["up" if jump.kind == "on" else "down"]
            axes.annotate("", (at, head), (at, middle), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.8}, zorder=5)
    if name not in ("resistance", "missing_reflection"):  # these change by a fraction
        axes.set_ylim(0, None)
    label(axes, y=text)
