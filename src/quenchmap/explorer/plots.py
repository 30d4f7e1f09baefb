"""Figures that follow a slider: Bokeh figures made once, whose data alone is sent anew."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColorBar, ColumnDataSource, HoverTool, LinearColorMapper
from bokeh.palettes import Cividis256
from bokeh.plotting import figure

from quenchmap.drawing import LINES, Role

_DASHES = {"-": "solid", "--": "dashed", ":": "dotted"}


def plot(x: str, y: str, title: str = "", **options: Any) -> Any:
    """A figure with labelled axes.

    Args:
        x: Label of the axis, with its unit.
        y: The same.
        title: Above it.
        options: For `bokeh.plotting.figure`.
    """
    look = {"height": 330, "sizing_mode": "stretch_width", "tools": "pan,wheel_zoom,box_zoom,reset,save", "active_scroll": None}
    made: Any = figure(x_axis_label=x, y_axis_label=y, title=title, **(look | options))
    made.toolbar.logo = None
    made.toolbar.autohide = True
    for axis in (*made.xaxis, *made.yaxis):
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_font_size = "14px"
        axis.major_label_text_font_size = "12px"
    made.title.text_font_size = "14px"
    made.outline_line_color = None
    made.grid.grid_line_alpha = 0.4
    return made


def curve(on: Any, name: str, *, role: Role | None = None, label: str | None = None, hover: str = "", **look: Any) -> ColumnDataSource:
    """A line that is empty as yet, with a name by which a browser finds it; gives its data, to be replaced with `put`."""
    source = ColumnDataSource({"x": [], "y": []})
    if role is not None:
        style = LINES[role]
        look = {"line_color": style["color"], "line_dash": _DASHES[style["linestyle"]]} | look
    line = on.line("x", "y", source=source, line_width=2.2, name=name, **({"legend_label": label} if label else {}), **look)
    if hover:
        on.add_tools(HoverTool(renderers=[line], tooltips=hover, line_policy="nearest"))
    return source


def points(on: Any, *, label: str | None = None, size: int = 9, **look: Any) -> ColumnDataSource:
    """Points, likewise."""
    source = ColumnDataSource({"x": [], "y": []})
    on.scatter("x", "y", source=source, size=size, **({"legend_label": label} if label else {}), **look)
    return source


def put(source: ColumnDataSource, x: Any, y: Any) -> None:
    """New data for a line or points."""
    source.data = {"x": np.asarray(x, float), "y": np.asarray(y, float)}


class Image:
    """A picture of values on a rectangle, with its colour bar.

    Args:
        on: The figure.
        label: Of the colour bar, with its unit.
    """

    def __init__(self, on: Any, label: str):
        self._source = ColumnDataSource({"image": [], "x": [], "y": [], "dw": [], "dh": []})
        self._mapper = LinearColorMapper(palette=Cividis256, nan_color="#E4E4E4")
        self._figure = on
        renderer = on.image("image", x="x", y="y", dw="dw", dh="dh", source=self._source, color_mapper=self._mapper)
        self.bar = ColorBar(color_mapper=self._mapper, title=label, title_text_font_style="normal", width=14, margin=4)
        on.add_layout(self.bar, "right")
        on.add_tools(HoverTool(renderers=[renderer], tooltips="($x, $y): @image"))

    def put(self, values: np.ndarray, left: float, bottom: float, width: float, height: float, *, limits: Any = None) -> None:
        """New values (rows upward) on a rectangle; NaN is grey."""
        known = values[np.isfinite(values)]
        low, high = limits if limits is not None else (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        if not high > low:
            low, high = low - 0.5 * abs(low or 1.0) * 1e-3, high + 0.5 * abs(high or 1.0) * 1e-3
        self._mapper.update(low=float(f"{low:.6g}"), high=float(f"{high:.6g}"))  # each that moves colours the picture anew
        picture = np.asarray(values, np.float32)
        self._source.data = {"image": [picture], "x": [left], "y": [bottom], "dw": [width], "dh": [height]}
