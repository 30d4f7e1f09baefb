"""The page of a hot spot in time: a waveform, the temperature against radius and time, and the profile played back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from typing import Any, ClassVar

import numpy as np
import panel as pn
from bokeh.models import Span

from quenchmap.drawing import VERMILLION
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.evolution import run_evolution
from quenchmap.explorer import look, plots
from quenchmap.explorer.keys import OWN_MATERIAL, TIME
from quenchmap.explorer.page import Page
from quenchmap.spot.evolution.figure import shown_radius, time_scale
from quenchmap.spot.evolution.result import Evolution

_FRAMES, _RADII = 200, 200


class TimePage(Page):
    """Time."""

    path = "time"
    command = "quenchmap evolve time.toml"
    keys = TIME
    more: ClassVar = {"Own material": OWN_MATERIAL}
    slow = True

    def figures(self) -> Any:
        """The drive, the kymograph and the profile at a time, with the keys of a player."""
        self._drive = plots.plot("time", "drive j_max/j*", "waveform", height=180)
        self._waveform = plots.curve(self._drive, "waveform", line_color="#000000")
        self._kymograph = plots.plot("time", "distance from the axis (nm)", "temperature against time and radius", height=300)
        self._kymograph.x_range = self._drive.x_range
        self._image = plots.Image(self._kymograph, "K")
        self._profile = plots.plot("distance from the axis (nm)", "electron temperature (K)", "profile", height=300)
        self._line = plots.curve(self._profile, "profile", line_color=VERMILLION, hover="$x nm: $y K")
        self._critical = Span(dimension="width", line_color="#999999", line_dash="dotted")
        self._profile.add_layout(self._critical)
        self._cursors = [Span(dimension="height", line_color="#D55E00", line_width=2) for _ in range(2)]
        for figure, cursor in zip((self._drive, self._kymograph), self._cursors):
            figure.add_layout(cursor)
        self._player = pn.widgets.Player(
            start=0, end=_FRAMES - 1, value=0, interval=60, loop_policy="once", width=420, css_classes=["player"]
        )
        self._player.param.watch(lambda _: self._frame(), "value")
        self._when = pn.pane.HTML("", css_classes=["when"])
        self._events = pn.pane.HTML("", stylesheets=[look.TABLE], css_classes=["numbers"])
        self._frames: np.ndarray | None = None
        wide: dict[str, Any] = {"sizing_mode": "stretch_width"}
        left = pn.Column(pn.pane.Bokeh(self._drive, **wide), pn.pane.Bokeh(self._kymograph, **wide), **wide)
        right = pn.Column(pn.pane.Bokeh(self._profile, **wide), self._player, self._when, self._events, **wide)
        return self.shown(pn.Row(left, right, **wide))

    def solve(self, experiment: Experiment, check: Callable[..., None]) -> Iterator[Any]:
        """The evolution, with its progress."""
        yield run_evolution(experiment, stage=partial(self._tell, check))

    def show(self, result: Evolution) -> None:
        """Draw all, and stand at the end."""
        self._scale, unit = time_scale(result)
        end, far = result.time[-1], shown_radius(result)
        t, self._radii = np.linspace(0, end, _FRAMES), np.linspace(0, far, _RADII)
        self._times, self._frames = t, result.temperature_at(t, self._radii)
        fine = np.unique(np.concatenate([t, result.time, np.nextafter(result.time, -1.0)]).clip(0, end))
        plots.put(self._waveform, fine / self._scale, result.drive(fine))
        self._image.put(self._frames.T, 0, 0, end / self._scale, far * 1e9)
        for figure in (self._drive, self._kymograph):
            figure.xaxis.axis_label = f"time ({unit})"
        assert result.spot.scales is not None
        self._critical.location = result.spot.scales.temperature
        self._profile.y_range.start, self._profile.y_range.end = 0, 1.05 * float(self._frames.max())
        self._unit = unit
        rows = [(e.kind, f"{e.time / self._scale:.5g} ± {e.error / self._scale:.1g} {unit}") for e in result.events]
        rows.append(("error of the temperature", f"{result.error:.1e} Tc"))
        body = "".join(f"<tr><td>{escape(a)}</td><td>{escape(b)}</td></tr>" for a, b in rows)
        self._events.object = f"<table><tbody>{body}</tbody></table>"
        self._player.value = _FRAMES - 1
        self._frame()

    def figure(self) -> Any:
        """The kymograph with the drive above."""
        return self.result.plot().axes[0]

    def _frame(self) -> None:
        """The profile at the player's time."""
        if self._frames is None:
            return
        k = min(self._player.value, _FRAMES - 1)
        plots.put(self._line, self._radii * 1e9, self._frames[k])
        for cursor in self._cursors:
            cursor.location = self._times[k] / self._scale
        self._when.object = f"at {self._times[k] / self._scale:.4g} {self._unit}"

    def _tell(self, check: Callable[..., None], stage: str) -> None:
        check()
        self.say(stage)
