"""A heated sample, drawn: what it is made of, its temperatures, and the currents in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap import drawing
from quenchmap.sample.figure import add_to_legend, draw_electrodes, image, map_axes, plot_sample, si_prefix

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from quenchmap.sample.current.supercurrent import Supercurrent
    from quenchmap.sample.heat.state import HeatState
    from quenchmap.sample.sample import Sample


@drawing.styled
def plot_state(state: HeatState) -> Figure:
    """Tc, temperature, microwave sheet current and absorbed power per area, each with the contour T = Tc(x) and the tip.

    Under a hot tip, which drives no current and may warm the film little, the excess over the phonons' temperature is in its place.
    """
    sample = state.sample
    axes = map_axes(sample.width, sample.height, rows=2, columns=2)
    (first, second), (third, fourth) = axes
    plot_sample(sample, axes=first)
    temperature_map(second, state)
    if state.problem.spreading is None:
        _scaled(third, sample, state.temperature - state.problem.phonon_temperature, 1.0, "warmer than the phonons by (", "K)")
    else:
        _scaled(third, sample, state.sheet_current, 1.0, "microwave sheet current (", "A/m)")
    _scaled(fourth, sample, state.power_density, 1e-12, "absorbed power (", "W/µm²)")
    for each in axes.flat:
        _overlay(each, state)
    for each in axes.flat[1:]:
        draw_electrodes(each, sample.electrodes, sample.x)
    return first.figure


@drawing.styled
def plot_supercurrent(state: HeatState, *, source: Any = 0, drain: Any = 1) -> Figure:
    """Sheet current over the total current of a direct current between two electrodes, without the tip and under it."""
    sample = state.sample
    found = _undisturbed(state, source, drain), state.supercurrent(source=source, drain=drain)
    maps = [s.magnitude * 1e-6 for s in found]
    axes = map_axes(sample.width, sample.height, columns=2)[0]
    limits = (0.0, max(*(float(np.quantile(m[sample.present], 0.998)) for m in maps), 1e-12))
    for each, values, one, title in zip(axes, maps, found, ("supercurrent without the tip", "supercurrent under the tip")):
        title += "" if one.superconducting else ": none, normal film cuts it"
        shown: dict[str, Any] = {"present": sample.present, "cmap": "viridis", "limits": limits}
        image(each, sample.x, sample.y, values, label=r"$|J_s|/I$ (1/µm)", **shown)
        each.set_title(title, pad=24)
        draw_electrodes(each, sample.electrodes, sample.x)
    _overlay(axes[1], state)
    return axes[0].figure


def _undisturbed(state: HeatState, source: Any, drain: Any) -> Supercurrent:
    problem = state.problem
    return state.sample.supercurrent(problem.phonon_temperature, source=source, drain=drain, gap_model=problem.gap_model)


def _scaled(axes: Axes, sample: Sample, values: np.ndarray, factor: float, name: str, unit: str) -> None:
    """A map with the SI prefix that suits its largest value."""
    exponent, prefix = si_prefix(float(values[sample.present].max()) * factor)
    shown: dict[str, Any] = {"present": sample.present, "cmap": "cividis"}
    image(axes, sample.x, sample.y, values * factor * 10.0**-exponent, label=f"{name}{prefix}{unit}", **shown)


def temperature_map(axes: Axes, state: HeatState) -> None:
    """The electrons' temperature on the axes of a map."""
    sample = state.sample
    image(axes, sample.x, sample.y, state.temperature, label="electron temperature (K)", present=sample.present, cmap="inferno")


def _overlay(axes: Axes, state: HeatState) -> None:
    """The contour T = Tc(x), where there is one, and a cross under the tip."""
    sample = state.sample
    left, right, *_ = axes.images[0].get_extent()
    per_metre = (right - left) / sample.width
    superconducting = sample.present & (sample.critical_temperature > state.problem.phonon_temperature)
    excess = np.where(superconducting, state.temperature - sample.critical_temperature, np.nan)
    look: dict[str, Any] = {"color": drawing.SKY, "linewidth": 1.6}
    handles: list[Any] = []
    if np.nanmin(excess, initial=0) < 0 < np.nanmax(excess, initial=0):
        axes.contour(sample.x * per_metre, sample.y * per_metre, excess, levels=[0.0], colors=look["color"], linewidths=look["linewidth"])
        handles += axes.plot([], [], label=r"$T = T_c(x, y)$", **look)
    x, y = (p * per_metre for p in state.problem.position)
    axes.plot(x, y, "+", color="white", markersize=10, markeredgewidth=3.5)
    handles += axes.plot(x, y, "+", color="black", markersize=9, markeredgewidth=1.6, linestyle="none", label="tip")
    add_to_legend(axes, handles)
