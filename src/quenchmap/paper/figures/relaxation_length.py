"""Figure 5: the hot and the unstable state approach each other as the relaxation length grows, and meet."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from quenchmap import drawing
from quenchmap.paper import captions
from quenchmap.paper.figures.spot_profiles import LARGEST_RADIUS

#: Lambda/z0 of the other curves, with their line styles; beyond the merger only the cold state is left.
LARGER = {0.4: ":", 0.6: "-.", 0.8: (0, (6, 2))}


@drawing.styled
def figure_5() -> Figure:
    """Solid as in Fig. 4a, broken with larger Lambda/z0."""
    fig, grid = drawing.figure(width=5.8, height=4.2)
    axes = grid[0, 0]
    r = np.linspace(0, LARGEST_RADIUS, 1401)
    drive = captions.DRIVES["4a"]
    lines = {captions.RELAXATION_LENGTH: "-", **LARGER}
    for length, style in lines.items():
        for state in captions.states(drive, length):
            role = "unstable" if not state.stable else "cold" if state.maximum_temperature < 0.9 else "hot"
            axes.plot(
                r, state.temperature_at(r), color=drawing.LINES[role]["color"], linestyle=style, linewidth=2.0 if style == "-" else 1.4
            )
    axes.set_xlim(0, LARGEST_RADIUS)
    axes.set_ylim(captions.PHONON_TEMPERATURE, 1.2)
    drawing.shade_normal(axes)
    drawing.label(axes, x="radius", y="temperature")
    roles = [Line2D([], [], color=drawing.LINES[role]["color"], label=role) for role in ("hot", "unstable", "cold")]
    styles = [Line2D([], [], color="black", linestyle=style, label=rf"$\Lambda/z_0 = {length:g}$") for length, style in lines.items()]
    axes.legend(handles=roles + styles, loc="upper right", handlelength=3.2)
    axes.set_title(rf"hot and unstable states meet at $\Lambda/z_0 = {captions.merger().parameter:.4f}$", loc="left")
    return fig
