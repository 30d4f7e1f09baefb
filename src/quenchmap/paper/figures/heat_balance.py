"""Figure 2: heating and cooling against temperature. The paper's is a sketch; these are the real functions."""

from matplotlib.figure import Figure

from quenchmap import drawing
from quenchmap.balance.figure import plot_balance
from quenchmap.paper import captions


def figure_2() -> Figure:
    """The two sides of Eq. (3) for the film of Fig. 4a."""
    fig, axes = drawing.figure()
    plot_balance(captions.response(), captions.DRIVES["4a"], axes=axes[0, 0])
    return fig
