"""Diagrams of states, drawn: stable states solid, unstable ones dashed, folds marked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.interpolate import PchipInterpolator

from quenchmap.drawing import BLACK, LINES, Role, axes_or_new, label, shade_normal, styled
from quenchmap.errors import NoSuchStateError, closest
from quenchmap.numerics.hermite import hermite
from quenchmap.spot.observables import DIMENSIONS
from quenchmap.spot.variation import axis_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from quenchmap.spot.diagram.result import Curve, Diagram

_LEGEND = {"cold": "cold", "unstable": "unstable", "hot": "hot", "single": "stable"}
_FINE = 24


@styled
def plot_diagram(diagram: Diagram, observable: str = "maximum_temperature", *, axes: Axes | None = None) -> Axes:
    """An observable of every state against the parameter.

    Args:
        diagram: What to draw.
        observable: One of `quenchmap.spot.observables.DIMENSIONS`; a state that lacks it (no normal ring) has no line.
        axes: Where; a new figure if None.

    Raises:
        ValueError: For an unknown observable.
        NoSuchStateError: For one that no state has, such as the radius of a normal ring where none is normal.
    """
    known = sorted({name for curve in diagram.curves for name in curve.observables})
    if checked_observable(observable) not in known:
        raise NoSuchStateError(f"No state of the diagram has {observable.replace('_', ' ')}. It has: {', '.join(known)}.")
    axes = axes_or_new(axes)
    scale, text = axis_of(diagram.spot, diagram.parameter)
    unit, y_text = _axis(diagram, observable)
    named: set[str] = set()
    for curve in diagram.curves:
        y = curve.observables.get(observable)
        if y is None:
            continue
        for piece in curve.pieces:
            role = _role(diagram, curve, piece)
            x_fine, y_fine = _smooth(curve, y, piece)
            if not np.isfinite(y_fine).any():
                continue
            axes.plot(x_fine / scale, y_fine / unit, label=None if role in named else _LEGEND[role], **LINES[role])
            named.add(role)
    folds = [
        (f.parameter / scale, c.observables[observable][f.point] / unit)
        for c in diagram.curves
        if observable in c.observables
        for f in c.folds
    ]
    folds = [f for f in folds if np.isfinite(f[1])]
    if folds:
        axes.plot(
            *np.transpose(folds), "o", color="white", markeredgecolor=BLACK, markeredgewidth=1.2, markersize=5, label="fold", zorder=5
        )
    axes.set_xlim(diagram.between[0] / scale, diagram.between[1] / scale)
    label(axes, x=text, y=y_text)
    if observable in ("maximum_temperature", "central_temperature") and diagram.parameter != "critical_temperature":
        axes.set_ylim(0, None)
        shade_normal(axes)
    elif np.nanmin([np.nanmin(c.observables[observable]) for c in diagram.curves if observable in c.observables]) >= 0:
        axes.set_ylim(0, None)
    axes.legend()
    return axes


def checked_observable(name: str) -> str:
    """The name of an observable, refused with the close matches when unknown."""
    if name not in DIMENSIONS:
        raise ValueError(f"No observable is called {name!r}. {closest(name, DIMENSIONS)}")
    return name


def _axis(diagram: Diagram, observable: str) -> tuple[float, str]:
    """Unit in which an observable is drawn, and the label of its axis."""
    (length, temperature, power), _, _ = DIMENSIONS[observable]
    scales, words = diagram.spot.scales, observable.replace("_", " ")
    if (length, temperature, power) == (0, 1, 0):  # temperatures over T_c, as in all figures; T_c is one number unless it is the parameter
        varies = scales is not None and diagram.parameter == "critical_temperature"
        unit = 1.0 if scales is None or varies else scales.temperature
        return unit, f"{words} ({'K' if varies else '$T_c$'})"
    if scales is None:
        return 1.0, {
            (1, 0, 0): f"{words} ($z_0$)",
            (2, 0, 0): f"{words} ($z_0^2$)",
            (-1, 1, 0): f"{words} ($T_c/z_0$)",
            (0, 0, 1): rf"{words} ($\Sigma T_c^n d z_0^2$)",
        }[length, temperature, power]
    return {
        (1, 0, 0): (1e-9, f"{words} (nm)"),
        (2, 0, 0): (1e-12, f"{words} (µm²)"),
        (-1, 1, 0): (1e9, f"{words} (K/nm)"),
        (0, 0, 1): (1e-6, f"{words} (µW)"),
    }[length, temperature, power]


def _role(diagram: Diagram, curve: Curve, piece: tuple[int, int]) -> Role:
    if curve.index_of(piece) > 0:
        return "unstable"
    if diagram.spot.problem.window is None:
        return "single"
    critical = diagram.spot.scales.temperature if diagram.spot.scales else 1.0
    hottest = np.max(curve.observables["maximum_temperature"][piece[0] : piece[1] + 1])
    return "hot" if hottest >= critical else "cold"


def _smooth(curve: Curve, y: np.ndarray, piece: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Parameter and observable between the points of a piece: cubic with the known slopes, and a monotone cubic."""
    where = slice(piece[0], piece[1] + 1)
    s, p, rate, y = curve.arc[where], curve.parameter[where], curve.rate[where], y[where]
    t = np.linspace(0, 1, _FINE)
    fine = [a + (b - a) * t for a, b in pairwise(s)]
    x = [hermite(p[k], p[k + 1], rate[k], rate[k + 1], s[k + 1] - s[k], t) for k in range(len(s) - 1)]
    good = np.isfinite(y)
    at = np.concatenate(fine)
    if good.sum() < 2:
        return np.concatenate(x), np.full(at.size, np.nan)
    return np.concatenate(x), PchipInterpolator(s[good], y[good], extrapolate=False)(at)
