"""Modes of a steady state, drawn and printed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from quenchmap.drawing import CYCLE, GREY, NORMAL_SHADE, figure, label, styled
from quenchmap.numerics.elements import interpolate
from quenchmap.spot.heat_capacity import NATURAL_TIME
from quenchmap.table import Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from quenchmap.spot.modes.spectrum import Modes

_DRAWN = 4  # angular numbers in the left panel
_VANISHED = 0.02
_PREFIXES = {0: "1/s", 3: "1/ms", 6: "1/µs", 9: "1/ns", 12: "1/ps"}


@styled
def plot_modes(modes: Modes) -> Figure:
    """Left, the lowest mode of the first few m against radius (normal region shaded); right, all rates against m.

    Solid lines and circles are at fixed current, dashed lines and crosses with the current's response.
    """
    fig, ((left, right),) = figure(1, 2)
    _draw_shapes(modes, left)
    _draw_rates(modes, right)
    return fig


def _draw_shapes(modes: Modes, axes: Axes) -> None:
    state, spot = modes.state, modes.state.spot
    vertices = state.solution.grid.vertices
    lowest = [modes.functions[:_DRAWN, 0]]
    if modes.functions_with_current is not None:
        lowest.append(np.real(modes.functions_with_current[:_DRAWN, 0]))
    seen = np.abs(np.concatenate(lowest)).max(axis=0) > _VANISHED
    end = min(max(3.0, 1.1 * modes.radius[seen].max()), vertices[-1])
    r = np.linspace(0, end, 1200)
    unit = spot.scales.length * 1e9 if spot.scales else 1.0
    hot = interpolate(vertices, state.temperature, r) > 1
    axes.fill_between(r * unit, 0, 1, where=hot, transform=axes.get_xaxis_transform(), color=NORMAL_SHADE, linewidth=0, zorder=-2)
    for functions, style in zip(lowest, ("-", "--")):
        for m, f in enumerate(functions):
            if style == "-" or m > 0:
                axes.plot(r * unit, interpolate(vertices, f, r), style, color=CYCLE[m], label=f"$m={m}$" if style == "-" else None)
    if len(lowest) > 1 and modes.largest_m > 0:
        axes.plot([], [], "--", color=GREY, label="current responds")
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.set_xlim(0, end * unit)
    label(axes, x="distance from the axis (nm)" if spot.scales else "radius", y=r"$\delta T$ of the lowest mode (largest: 1)")
    axes.legend()


def _draw_rates(modes: Modes, axes: Axes) -> None:
    scale, unit = _scale(modes)
    m = np.arange(modes.largest_m + 1)
    for k in range(modes.count):
        axes.plot(m, modes.rates[:, k] / scale, "o", color=CYCLE[0], fillstyle="none", label="fixed current" if k == 0 else None)
        if modes.rates_with_current is not None and modes.largest_m > 0:
            rates = np.real(modes.rates_with_current[1:, k]) / scale
            axes.plot(m[1:], rates, "x", color=CYCLE[1], label="current responds" if k == 0 else None)
    low, high = axes.get_ylim()
    if low < 0:
        axes.axhspan(low, 0, color="0.93", linewidth=0, zorder=-2)
        axes.annotate("grows", (0.98, 0.02), xycoords="axes fraction", ha="right", va="bottom", color="0.35")
        axes.set_ylim(low, max(high, 0.0))
    axes.set_xticks(m[:: max(1, len(m) // 8)])
    label(axes, x="angular number $m$", y=f"decay rate ({unit})")
    axes.legend(loc="best")


def _scale(modes: Modes) -> tuple[float, str]:
    """A power of a thousand that makes the rates legible, and its unit."""
    if modes.unit != "1/s":
        return 1.0, r"$n\Sigma T_c^{n-1}/C_n(T_c)$"
    exponent = min(max(3 * math.floor(math.log10(np.median(np.abs(modes.rates))) / 3), 0), 12)
    return 10.0**exponent, _PREFIXES[exponent]


def modes_table(modes: Modes) -> Table:
    """Rates for each m, and what they mean."""
    scale, unit = _scale(modes)
    unit = unit if modes.unit == "1/s" else modes.unit
    state, most = modes.state, modes.most_unstable
    redirected = modes.rates_with_current
    rest = [""] * (modes.count - 1)
    head = ["m", "fixed current", *rest, *([] if redirected is None else ["current responds", *rest])]
    rows = [
        [str(m), *(f"{x / scale:+.5g}" for x in fixed), *([] if redirected is None else (_complex(x / scale) for x in redirected[m]))]
        for m, fixed in enumerate(modes.rates)
    ]
    verb = "grows" if most.rate < 0 else "decays"
    time = engineering(modes.slowest_time, "s") if modes.unit == "1/s" else f"{modes.slowest_time:.4g} {NATURAL_TIME}"
    meaning = f"m = {most.m}, {verb} at {abs(most.rate) / scale:.5g} {unit}"
    title = f"Modes of the {state.kind} state at j_max/j* = {state.drive:.6g}: decay rates in {unit}, negative ones grow"
    return Table(title, rows, head, [f"Lowest: {meaning}. Slowest decay: {time}. Relative error {modes.error:.0e}."])


def _complex(x: complex) -> str:
    return f"{x.real:+.5g}" + (f"±{abs(x.imag):.3g}i" if abs(x.imag) > 1e-9 * abs(x) else "")
