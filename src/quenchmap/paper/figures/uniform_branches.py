"""Figure 3a: temperature against drive in a uniformly driven film."""

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from quenchmap import drawing
from quenchmap.balance.figure import plot_branches
from quenchmap.paper import captions

#: The paper does not print its frequencies; these span the range with and without bistability.
PHOTON_ENERGIES = (1.0, 2.0, 3.0, 4.0)


@drawing.styled
def figure_3a() -> Figure:
    """T_ph = 0.3 T_c, n = 5 solid and n = 6 dashed; unstable branches dotted."""
    fig, grid = drawing.figure(width=5.6, height=4.0)
    axes = grid[0, 0]
    for w, color in zip(PHOTON_ENERGIES, drawing.CYCLE):
        for exponent, style in ((5.0, "-"), (6.0, "--")):
            plot_branches(captions.response(w, exponent=exponent), color=color, linestyle=style, axes=axes)
    axes.set_xlim(0, 2.6)
    axes.set_ylim(captions.PHONON_TEMPERATURE, 1.4)
    drawing.shade_normal(axes)
    drawing.label(axes, x="drive", y="temperature")
    colors = [Line2D([], [], color=c, label=rf"$\hbar\omega = {w:g}\,k_BT_c$") for w, c in zip(PHOTON_ENERGIES, drawing.CYCLE)]
    styles = [
        Line2D([], [], color="black", linestyle="-", label="$n = 5$"),
        Line2D([], [], color="black", linestyle="--", label="$n = 6$"),
        Line2D([], [], color="black", linestyle=":", label="unstable"),
    ]
    axes.legend(handles=colors + styles, loc="upper left", ncols=2)
    return fig
