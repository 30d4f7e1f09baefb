"""Figures 7a and 7b: heating with a hot tip, with the power of (D14) as printed and corrected."""

import numpy as np
from matplotlib.figure import Figure

from quenchmap import drawing
from quenchmap.paper import captions

PHONON_TEMPERATURES = (captions.COLDEST_PHONONS, 0.15, 0.2, 0.23, 0.26, 0.3, 0.34, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.1)


@drawing.styled
def figure_7a() -> Figure:
    """Profiles at T_ph = 0.2 T_c."""
    fig, grid = drawing.figure()
    axes = grid[0, 0]
    r = np.linspace(0, 20, 801)
    axes.plot(r, captions.hot_tip_state().temperature_at(r), color=drawing.VERMILLION, label="(D14) corrected")
    axes.plot(r, captions.hot_tip_state(printed=True).temperature_at(r), color=drawing.BLUE, linestyle="--", label="(D14) as printed")
    axes.axhline(0.2, color=drawing.GREY, linewidth=0.9, linestyle=":")
    axes.annotate(drawing.LABELS["phonon_temperature"], (20, 0.2), (-4, 4), textcoords="offset points", ha="right", color=drawing.GREY)
    axes.set_xlim(0, 20)
    axes.set_ylim(0.19, 0.35)
    drawing.label(axes, x="radius", y="temperature")
    axes.legend()
    return fig


@drawing.styled
def figure_7b() -> Figure:
    """Highest temperature against that of the phonons; dashed: T_e = T_ph."""
    fig, grid = drawing.figure()
    axes = grid[0, 0]
    for printed, color, style, name in (
        (False, drawing.VERMILLION, "-", "(D14) corrected"),
        (True, drawing.BLUE, "-.", "(D14) as printed"),
    ):
        top = [captions.hot_tip_state(T, printed=printed).observable("maximum_temperature").dimensionless for T in PHONON_TEMPERATURES]
        axes.plot(PHONON_TEMPERATURES, top, color=color, linestyle=style, label=name)
    axes.plot([0, 1.1], [0, 1.1], color="black", linestyle="--", linewidth=1.0, label=r"$T_e = T_{ph}$")
    axes.set_xlim(0, 1.1)
    axes.set_ylim(0, 1.1)
    drawing.shade_normal(axes)
    drawing.label(axes, x="phonon_temperature", y=r"highest $T_e/T_c$")
    axes.legend()
    return fig
