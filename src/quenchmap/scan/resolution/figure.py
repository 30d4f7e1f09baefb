"""Resolution, drawn: edge responses and what is left of waves, widths against the drive, and the spectrum of a map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.drawing import BLACK, BLUE, CYCLE, GREY, VERMILLION, figure, label, styled
from quenchmap.scan.resolution.outcome import Outcome
from quenchmap.scan.resolution.setting import Setting
from quenchmap.scan.resolution.study_table import title
from quenchmap.scan.resolution.transfer import COHERENT, ENOUGH
from quenchmap.tip.hot import HotTip

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from quenchmap.scan.resolution.map_resolution import MapResolution
    from quenchmap.scan.resolution.study import ResolutionStudy

_STYLES = {"cold": "-", "hot": "--"}
_TITLES = {"edge": "edge of the superconductor", "slit": "edge of the current, at a slit"}


@styled
def plot_study(study: ResolutionStudy) -> Figure:
    """For each kind of edge: the signal, its line spread function and modulation transfer; and all widths against the drive.

    Widths under hot tips, which have no drive, are horizontal lines beside those of microwave tips; alone, they are drawn against the
    temperature of the tip.
    """
    parts = [part for part in ("edge", "slit") if part in study.layout.parts]
    structures = [part for part in ("channels", "bridge") if part in study.layout.parts]
    panels = 3 * len(parts) + 1 + len(structures)
    columns = 2 if panels == 4 else 3
    fig, grid = figure(math.ceil(panels / columns), columns, width=4.2, height=3.0)
    axes = grid.ravel()
    looks = _looks(study)
    for k, part in enumerate(parts):
        _draw_edge(axes[3 * k : 3 * k + 3], study, part, looks)
    _draw_widths(axes[3 * len(parts)], study, parts)
    for one, part in zip(axes[3 * len(parts) + 1 :], structures):
        (_draw_dips if part == "channels" else _draw_bridges)(one, study, looks)
    for one in axes[panels:]:
        one.set_axis_off()
    named = {name: handle for one in axes for handle, name in zip(*one.get_legend_handles_labels())}
    names = [look["label"] for look in looks if look["label"] in named]
    if names:
        how: dict[str, Any] = {"handles": [named[name] for name in names], "labels": names, "title": _legend_title(study)}
        if panels < axes.size:
            axes[panels].legend(loc="upper left", **how)
        else:
            fig.legend(loc="outside lower center", ncols=min(4, len(names)), **how)
    fig.suptitle(title(study).replace("; ", "\n"), fontsize=11)
    return fig


@styled
def plot_map_resolution(found: MapResolution) -> Figure:
    """Transfer and coherence of a map against the wavelength."""
    if found.transfer is None:
        raise ValueError(
            f"There is no spectrum to draw: the map has {found.used[0]} × {found.used[1]} pixels without gaps. Scan 16 × 16 or more."
        )
    fig, grid = figure(1, 2)
    T = found.transfer
    known = T.independent >= ENOUGH
    for axes, values, colour in ((grid[0, 0], T.transfer, BLUE), (grid[0, 1], T.coherence, VERMILLION)):
        axes.plot(T.wavelength * 1e9, values, color=colour, alpha=0.4, linestyle=":")
        axes.plot(T.wavelength[known] * 1e9, values[known], "o-", color=colour)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.set_xscale("log")
        label(axes, x="wavelength (nm)")
    label(grid[0, 0], y=f"transfer of {found.quantity.replace('_', ' ')} ({found.unit} m²)")
    label(grid[0, 1], y="coherence with the true weight")
    grid[0, 1].axhline(COHERENT, color=GREY, linestyle="--", label="1/2")
    if T.resolution.value is not None:
        grid[0, 1].axvline(T.resolution.value * 1e9, color=BLACK, linestyle="-.", label=f"resolution {T.resolution.value * 1e9:.3g} nm")
    grid[0, 1].legend()
    return fig


def _looks(study: ResolutionStudy) -> list[dict[str, Any]]:
    """A colour for each drive, film and tip; a line style for each state."""
    keys = list(dict.fromkeys((s.film, s.tip, s.drive) for s in study.settings))
    return [
        {
            "color": CYCLE[keys.index((s.film, s.tip, s.drive)) % len(CYCLE)],
            "linestyle": _STYLES.get(s.protocol, "-"),
            "linewidth": 1.8 / (1 + keys.index((s.film, s.tip, s.drive)) // len(CYCLE)),
            "label": s.name,
        }
        for s in study.settings
    ]


def _legend_title(study: ResolutionStudy) -> str:
    return "tip" if any(s.drive is None for s in study.settings) else "drive $j_{max}/j_*$ and state"


def _draw_edge(axes: np.ndarray, study: ResolutionStudy, part: Any, looks: list[dict[str, Any]]) -> None:
    signal, spread, transfer = axes
    for row, look in zip(study.rows, looks):
        if (part, 0) not in row.lines:
            continue
        z0 = row.setting.tip.height
        x, S = row.lines[part, 0].line("inductance_change")
        left = float(np.median(S[: max(1, S.size // 5)]))
        signal.plot(x / z0, S / left, **look)
        spread.plot(0.5 * (x[1:] + x[:-1]) / z0, np.diff(S) / left / (np.diff(x) / z0), **look)
        found = row.sharpness(part)
        if found is not None and found.response is not None and np.ptp(np.diff(x)) < 1e-6 * z0:
            mtf = found.response.modulation_transfer()
            transfer.plot(mtf.frequency * z0, np.maximum(mtf.value, 1e-4), **look)
    for one in (signal, spread):
        one.axvline(0, color=GREY, linewidth=0.8)
        label(one, x="tip from the edge $x/z_0$")
    signal.set_title(_TITLES[part])
    label(signal, y=r"$\Delta L$ over that at the left")
    label(spread, y=r"its slope (per $z_0$)")
    spread.set_title("line spread function")
    walls = [row.spot.wall / row.setting.tip.height for row in study.rows if row.spot.wall]
    if walls:
        transfer.axvline(1 / float(np.mean(walls)), color=GREY, linestyle=":")
        top, small = transfer.get_xaxis_transform(), {"color": GREY, "va": "top", "fontsize": 8}
        transfer.annotate("1/wall", (1 / float(np.mean(walls)), 1.0), (3, -3), xycoords=top, textcoords="offset points", **small)
    transfer.axhline(0.1, color=GREY, linewidth=0.8)
    transfer.set(yscale="log", ylim=(0.01, 2.0), xlim=(0, min(2.0, study.layout.steps / 2)), title="modulation transfer")
    label(transfer, x=r"waves per tip height $z_0/\lambda$", y="part that is left")


def _draw_widths(axes: Axes, study: ResolutionStudy, parts: list[Any]) -> None:
    """Widths and the spot's own lengths against the drive; open symbols where a line is too short for the width."""
    markers = {"edge": "o", "slit": "s"}
    colours = {"cold": BLUE, "hot": VERMILLION}
    only_hot_tips = all(s.drive is None for s in study.settings)
    shown: set[str] = set()

    def mark(row: Outcome, value: float | None, marker: str, name: str, fill: str, size: float = 6) -> None:
        if value is None:
            return
        setting, width = row.setting, value / row.setting.tip.height
        colour = colours.get(setting.protocol, BLACK)
        if setting.drive is None and not only_hot_tips:
            axes.axhline(width, color=GREY, linestyle="--" if fill == "full" else ":", label=f"{name}, {setting.name}")
            return
        text = f"{name}, {setting.protocol}"
        told = text if text not in shown else "_"
        shown.add(text)
        axes.plot(_along(setting), width, marker, color=colour, fillstyle=fill, markersize=size, label=told)

    for row in study.rows:
        for part in parts:
            found = row.sharpness(part)
            if found is not None:
                mark(row, found.width, markers[part], f"{part}, 10-90 %", "full")
                mark(row, found.at_least, "^", "10-90 % is more than", "none")
                mark(row, found.flank.width, markers[part], f"{part}, sharpest", "none")
    for name, style in (("diameter", "x--"), ("wall", "+:")):
        rows = [r for r in study.rows if only_hot_tips or r.setting.drive is not None]
        points = sorted({(_along(r.setting), v / r.setting.tip.height) for r in rows if (v := getattr(r.spot, name)) is not None})
        if points:
            axes.plot(*zip(*points), style, color=BLACK, label=f"normal spot's {name}")
    axes.set_title("widths")
    label(axes, x="temperature of the tip (K)" if only_hot_tips else "peak_drive", y="width$/z_0$")
    if axes.get_legend_handles_labels()[1]:
        axes.set_ylim(0, None)
        axes.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.3), ncols=2)


def _along(setting: Setting) -> float:
    """The drive, or the temperature of a hot tip in K."""
    return setting.tip.temperature if isinstance(setting.tip, HotTip) else float(setting.drive or 0.0)


def _draw_dips(axes: Axes, study: ResolutionStudy, looks: list[dict[str, Any]]) -> None:
    from quenchmap.scan.resolution.separation import RAYLEIGH

    for row, look in zip(study.rows, looks):
        found = row.separation
        if found is not None:
            axes.plot(found.distance / row.setting.tip.height, [dip.relative for dip in found.dips], marker="o", **look)
    axes.axhline(RAYLEIGH, color=GREY, linewidth=0.8)
    axes.set_title("two channels")
    label(axes, x="distance of channels $/z_0$", y=r"dip of $|\Delta Z|$ between")


def _draw_bridges(axes: Axes, study: ResolutionStudy, looks: list[dict[str, Any]]) -> None:
    for row, look in zip(study.rows, looks):
        if row.bridges:
            axes.plot([b.width / row.setting.tip.height for b in row.bridges], [b.contrast for b in row.bridges], marker="o", **look)
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.set_title("a bridge")
    label(axes, x="width of the bridge $/z_0$", y=r"contrast of $|\Delta Z|$")
