"""The look of figures: colours by role, sizes legible at page width, axis labels, and files that appear complete or not at all.

Global settings of matplotlib stay as the user has them: figure functions are decorated with `styled`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeAlias, TypeVar

from quenchmap.storage import whole_file

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette, told apart by the colour-blind; roles differ in line style too, for print without colour.
BLUE, VERMILLION, GREEN = "#0072B2", "#D55E00", "#009E73"
ORANGE, SKY, PURPLE, BLACK, GREY = "#E69F00", "#56B4E9", "#CC79A7", "#000000", "#7F7F7F"
#: For curves that differ in a parameter, in this order.
CYCLE = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)
#: Where the film is normal, T > T_c.
NORMAL_SHADE = "#FFF8C9"

Role: TypeAlias = Literal["cold", "unstable", "hot", "single"]
#: Line of a steady state: the cold one, the unstable one, the hot one, or the only one.
LINES: dict[Role, dict[str, Any]] = {
    "cold": {"color": BLUE, "linestyle": "-"},
    "unstable": {"color": GREEN, "linestyle": "--"},
    "hot": {"color": VERMILLION, "linestyle": "-"},
    "single": {"color": BLACK, "linestyle": "-"},
}

#: Axis labels by the name of the quantity.
LABELS = {
    "temperature": r"$T_e/T_c$",
    "phonon_temperature": r"$T_{ph}/T_c$",
    "drive": r"$j/j_*$",
    "peak_drive": r"$j_{max}/j_*$",
    "photon_energy": r"$\hbar\omega/k_BT_c$",
    "radius": r"$r/z_0$",
    "relaxation_length": r"$\Lambda/z_0$",
    "power": r"power per volume / $\Sigma T_c^n$",
}

_STYLE: dict[Any, Any] = {
    "font.size": 10.0,
    "axes.labelsize": 11.0,
    "axes.titlesize": 10.5,
    "legend.fontsize": 9.0,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 6.0,
    "mathtext.fontset": "dejavusans",
    "figure.dpi": 110,
    "savefig.dpi": 200,
    "svg.fonttype": "none",  # text stays text
    "pdf.fonttype": 42,
}

P = ParamSpec("P")
R = TypeVar("R")


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Run a figure function under the style of this module, leaving matplotlib's own settings alone."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        import matplotlib as mpl
        from cycler import cycler

        with mpl.rc_context({**_STYLE, "axes.prop_cycle": cycler(color=CYCLE)}):
            return function(*args, **kwargs)

    return inside


@styled
def figure(rows: int = 1, columns: int = 1, *, width: float = 4.6, height: float = 3.4, **options: Any) -> tuple[Figure, np.ndarray]:
    """New figure with a grid of axes.

    Args:
        rows: Rows of axes.
        columns: Columns of axes.
        width: Width of one of them, in inches; two of the default fill a page.
        height: Height of one of them.
        options: For `matplotlib.pyplot.subplots`, such as `sharex`.

    Returns:
        The figure and its axes, shape (rows, columns).
    """
    import matplotlib.pyplot as plt

    return plt.subplots(rows, columns, figsize=(columns * width, rows * height), layout="constrained", squeeze=False, **options)


def axes_or_new(axes: Axes | None) -> Axes:
    """`axes` itself, or those of a new figure."""
    return figure()[1][0, 0] if axes is None else axes


def label(axes: Axes, *, x: str | None = None, y: str | None = None) -> None:
    """Label the axes with names from `LABELS`, or with any other text as it is."""
    if x is not None:
        axes.set_xlabel(LABELS.get(x, x))
    if y is not None:
        axes.set_ylabel(LABELS.get(y, y))


def shade_normal(axes: Axes, *, direction: Literal["x", "y"] = "y") -> None:
    """Shade T > T_c on an axis of temperatures over T_c, up to its present limit; call it when the limits are set."""
    low, high = axes.get_ylim() if direction == "y" else axes.get_xlim()
    if high > 1:
        span = axes.axhspan if direction == "y" else axes.axvspan
        span(max(1.0, low), high, color=NORMAL_SHADE, linewidth=0, zorder=-2)


@styled
def save(fig: Figure, path: str | os.PathLike[str], *, close: bool = False) -> None:
    """Write a figure as PNG, PDF or SVG, by the ending of `path`; the file appears complete or not at all.

    Args:
        fig: The figure.
        path: The file; its ending says the format.
        close: Forget the figure afterwards: for programs that draw many.

    Raises:
        ValueError: For another ending.
        OSError: Where the file cannot be written.
    """
    ending = os.path.splitext(path)[1].lower()
    if ending not in (".png", ".pdf", ".svg"):
        raise ValueError(f"A figure is written as .png, .pdf or .svg, but path={os.fspath(path)!r}. Give the file one of these endings.")
    with whole_file(path) as part:
        fig.savefig(part, format=ending[1:])
    if close:
        import matplotlib.pyplot as plt

        plt.close(fig)
