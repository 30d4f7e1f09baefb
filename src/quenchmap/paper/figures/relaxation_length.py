"""Figure 5: the hot and the unstable state approach each other as the relaxation length grows, and meet."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from quenchmap import drawing
from quenchmap.paper import captions
from quenchmap.paper.figures.spot_profiles import LARGEST_RADIUS

#: Lambda/z0 of the dotted curves; beyond the merger only the cold state is left.
LARGER = (0.3, 0.5, 0.61, 0.8)


@drawing.styled
def figure_5() -> Figure:
    """Solid as in Fig. 4a, dotted with larger Lambda/z0."""
    fig, grid = drawing.figure(width=5.8, height=4.2)
    axes = grid[0, 0]
    r = np.linspace(0, LARGEST_RADIUS, 1401)
    drive = captions.DRIVES["4a"]
    lengths = (captions.RELAXATION_LENGTH, *LARGER)
    for length in lengths:
        for state in captions.states(drive, length):
            color = drawing.LINES["unstable" if not state.stable else "cold" if state.maximum_temperature < 0.9 else "hot"]["color"]
            solid = length == captions.RELAXATION_LENGTH
            axes.plot(r, state.temperature_at(r), color=color, linestyle="-" if solid else (0, (1, 0.6 + 3 * length)), linewidth=2.0 if solid else 1.5)
    axes.set_xlim(0, LARGEST_RADIUS)
    axes.set_ylim(captions.PHONON_TEMPERATURE, 1.2)
    drawing.shade_normal(axes)
    drawing.label(axes, x="radius", y="temperature")
    roles = [Line2D([], [], color=drawing.LINES[role]["color"], label=role) for role in ("hot", "unstable", "cold")]
    styles = [
        Line2D([], [], color="black", linestyle="-" if length == lengths[0] else (0, (1, 0.6 + 3 * length)), label=rf"$\Lambda/z_0 = {length:g}$")
        for length in lengths
    ]
    axes.legend(handles=roles + styles, loc="upper right")
    axes.set_title(rf"hot and unstable states meet at $\Lambda/z_0 = {captions.merger().parameter:.4f}$", loc="left")
    return fig
