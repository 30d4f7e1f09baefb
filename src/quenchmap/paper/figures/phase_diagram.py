"""Figure 3b and its inset: the phase diagram of a uniformly driven film."""

import numpy as np
from matplotlib.figure import Figure

from quenchmap import drawing
from quenchmap.balance.figure import plot_phase_diagram
from quenchmap.balance.phase_diagram import phase_diagram
from quenchmap.paper import captions

#: Of the inset, with the line styles of the caption.
PHONON_TEMPERATURES = ((0.3, "-"), (0.6, "--"), (0.8, ":"))


@drawing.styled
def figure_3b() -> Figure:
    """T_ph = 0.8 T_c, n = 5; the inset has the edges of the bistable region at three phonon temperatures."""
    fig, grid = drawing.figure(width=6.2, height=4.6)
    axes = grid[0, 0]
    diagram = phase_diagram(
        np.linspace(0.02, 4.0, 400), np.linspace(0.01, 2.5, 500), phonon_temperature=0.8, cooling_exponent=captions.EXPONENT
    )
    plot_phase_diagram(diagram, axes=axes)
    for text in axes.texts:
        if text.get_text() == "normal":
            text.set_position((2.9, 0.98))  # below the inset
    inset = axes.inset_axes((0.55, 0.55, 0.43, 0.43))
    w = np.linspace(0.02, 3.52, 300)
    for T, style in PHONON_TEMPERATURES:
        lines = phase_diagram(w, np.array([1.0, 2.0]), phonon_temperature=T, cooling_exponent=captions.EXPONENT)
        inset.plot(w, lines.j2, color=drawing.BLUE, linestyle=style, linewidth=1.4, label=rf"$T_{{ph}} = {T:g}\,T_c$")
        inset.plot(w, lines.j1, color=drawing.VERMILLION, linestyle=style, linewidth=1.4)
    inset.set_xlim(0, 4)
    inset.set_ylim(0, 3)
    inset.tick_params(labelsize=8)
    inset.legend(fontsize=7.5, loc="upper right", borderaxespad=0.1, handlelength=1.8)
    return fig
