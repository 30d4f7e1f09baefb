"""The page of maps: one that is finished or still grows, beside the true supercurrent; a click on a pixel shows its hot spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import panel as pn
from bokeh.events import Tap

from quenchmap.drawing import VERMILLION
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.reading import read
from quenchmap.experiment.results import load
from quenchmap.explorer import look, plots
from quenchmap.explorer.page import Page, Partial
from quenchmap.sample.figure import si_prefix
from quenchmap.sample.heat.state import HeatState
from quenchmap.scan.map import Map

_EVERY = 2000  # ms between looks at a map that grows


class MapPage(Page):
    """Map."""

    path = "map"
    command = "quenchmap scan map.toml --output map.zarr"
    slow = True

    def __init__(self, search: str = ""):
        super().__init__(search)
        wide: dict[str, Any] = {"width": 270}
        self._file = pn.widgets.TextInput(name="map (.zarr or .nc)", value=self.extra.get("file", ""), css_classes=["map-file"], **wide)
        self._there = pn.widgets.Select(name="maps in this folder", options=[""], **wide)
        self._quantity = pn.widgets.Select(name="quantity", options=["inductance_change"], css_classes=["map-quantity"], **wide)
        self._trace = pn.widgets.Select(name="trace", options=["scan"], **wide)
        self._file.param.watch(lambda e: self._point({"file": e.new.strip()}), "value")
        self._there.param.watch(lambda e: e.new and setattr(self._file, "value", e.new), "value")
        for widget in (self._quantity, self._trace):
            widget.param.watch(lambda _: self._draw(), "value")
        self._pixel: tuple[float, float] | None = None
        self._growing: Any = None

    def side(self) -> Sequence[Any]:
        """Which map, and what of it."""
        found = sorted(p.name for pattern in ("*.zarr", "*.nc") for p in self.folder.glob(pattern))
        self._there.options = ["", *found]
        return (self._file, self._there, self._quantity, self._trace)

    def figures(self) -> Any:
        """The map, the truth, the supercurrent, and the film under the tip at a pixel."""
        self._plots = {
            name: plots.plot("x (nm)", "y (nm)", title, match_aspect=True, height=360)
            for name, title in (
                ("map", "map: click a pixel"),
                ("weight", "true weight: part of the kinetic inductance per area"),
                ("current", "true supercurrent over the total one"),
                ("pixel", "electron temperature under the tip"),
            )
        }
        labels = {"map": "", "weight": "1/µm²", "current": "1/µm", "pixel": "K"}
        self._images = {name: plots.Image(figure, labels[name]) for name, figure in self._plots.items()}
        self._chosen = plots.points(self._plots["map"], marker="square", size=14, fill_alpha=0, line_color=VERMILLION, line_width=3)
        self._plots["map"].on_event(Tap, self._tapped)
        self._card = pn.pane.HTML("", stylesheets=[look.TABLE], css_classes=["numbers"])
        self._pixel_card = pn.pane.HTML("", stylesheets=[look.TABLE], css_classes=["pixel"])
        wide: dict[str, Any] = {"sizing_mode": "stretch_width"}
        panes = {name: pn.pane.Bokeh(figure, **wide) for name, figure in self._plots.items()}
        self._plots["pixel"].visible = False
        return self.shown(
            pn.Row(panes["map"], panes["weight"], **wide),
            pn.Row(panes["current"], panes["pixel"], **wide),
            pn.Row(self._card, self._pixel_card),
        )

    def solve(self, experiment: Experiment, check: Callable[..., None]) -> Iterator[Any]:
        """The map as it is now, and the film at the pixel that was clicked."""
        name = self.extra.get("file", "")
        if not name:
            raise ValueError("Name a map, such as map.zarr: one that `quenchmap scan` or the page before this one has made.")
        found = load(self.folder / name)
        if not isinstance(found, Map):
            raise ValueError(f"{name!r} holds no map. Open it with `quenchmap show {name}`.")
        _ = found.supercurrent
        yield found
        pixel = self._pixel
        if pixel is not None:
            check()
            scan = found.scan
            protocol: Any = scan.protocol if isinstance(scan.protocol, str) else "cold"
            how: dict[str, Any] = {"phonon_temperature": scan.phonon_temperature, "gap_model": scan.gap_model, "spreading": scan.spreading}
            yield Partial(scan.sample.heat(scan.tip, scan.drive, position=pixel, protocol=protocol, **how))

    def show(self, result: Map | HeatState) -> None:
        """Draw what came."""
        if isinstance(result, HeatState):
            self._show_pixel(result)
            return
        scan, sample = result.scan, result.scan.sample
        self._quantity.options = [name for name in result.values if name != "flag"]
        self._trace.options = list(scan.traces)
        self._draw()
        raster = _box(scan.raster.x, scan.raster.y, scan.raster.step)
        self._images["weight"].put(result.true_weight * 1e-12, *raster)
        current = result.supercurrent.magnitude * 1e-6
        whole = _box(sample.x, sample.y, sample.cell)
        self._images["current"].put(np.where(sample.present, current, np.nan), *whole)
        self._card.object = result.table().html()
        self._keep_looking(growing=not result.complete)

    def figure(self) -> Any:
        """The map beside the true supercurrent."""
        return self.result.plot(self._quantity.value, trace=self._trace.value).axes[0]

    def run(self) -> Experiment:
        """The description that lies beside the map."""
        path = (self.folder / self.extra.get("file", "")).with_suffix(".toml")
        if not path.is_file():
            raise ValueError(f"The run of this map is described where it was started: there is no {path.name!r} beside it.")
        return read(path)

    def _draw(self) -> None:
        map = self.result
        if not isinstance(map, Map) or self._quantity.value not in map.values or self._trace.value not in map.scan.traces:
            return
        recorded = map.scan.quantities[self._quantity.value]
        values = map.trace(self._quantity.value, self._trace.value)
        self._plots["map"].title.text = f"{recorded.name}: click a pixel"
        known = np.abs(values[np.isfinite(values)])
        exponent, prefix = si_prefix(float(known.max())) if known.size and recorded.unit != "m2" else (0, "")
        self._images["map"].bar.title = f"{prefix}{recorded.unit}"
        raster = map.scan.raster
        self._images["map"].put(values * 10.0**-exponent, *_box(raster.x, raster.y, raster.step))

    def _show_pixel(self, state: HeatState) -> None:
        sample = state.sample
        self._plots["pixel"].visible = True
        self._images["pixel"].put(np.where(sample.present, state.temperature, np.nan), *_box(sample.x, sample.y, sample.cell))
        self._pixel_card.object = state.table().html()

    def _tapped(self, event: Any) -> None:
        if not isinstance(self.result, Map):
            return
        raster = self.result.scan.raster
        x, y = (float(axis[np.argmin(np.abs(axis - at * 1e-9))]) for axis, at in ((raster.x, event.x), (raster.y, event.y)))
        self._pixel = (x, y)
        plots.put(self._chosen, [x * 1e9], [y * 1e9])
        self.refresh()

    def _point(self, extra: dict[str, str]) -> None:
        self.extra = {**self.extra, **extra}
        self._pixel = None
        self.refresh()

    def _keep_looking(self, *, growing: bool) -> None:
        if growing and self._growing is None:
            self._growing = pn.state.add_periodic_callback(self.refresh, period=_EVERY)
        elif not growing and self._growing is not None:
            self._growing.stop()
            self._growing = None


def _box(x: np.ndarray, y: np.ndarray, step: float) -> tuple[float, float, float, float]:
    """Left, bottom, width and height in nm of pixels with these centres."""
    return (x[0] - step / 2) * 1e9, (y[0] - step / 2) * 1e9, x.size * step * 1e9, y.size * step * 1e9
