"""The page of samples and scans: a film drawn by a rule or uploaded, heated by a tip that stands still, and scanned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from pathlib import Path as FilePath
from typing import Any, ClassVar
from urllib.parse import quote

import numpy as np
import panel as pn
from bokeh.events import Tap

from quenchmap.drawing import VERMILLION
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import Path
from quenchmap.experiment.heat import run_heat
from quenchmap.experiment.sample import KINDS
from quenchmap.experiment.sample import sample as described_sample
from quenchmap.explorer import look, plots, uploads
from quenchmap.explorer.keys import OWN_VALUES, SAMPLE, SCAN, SHAPE, UNDER_TIP
from quenchmap.explorer.notes import sentence
from quenchmap.explorer.page import Page, Partial
from quenchmap.explorer.scanning import Scanning, latest
from quenchmap.sample.heat.state import HeatState
from quenchmap.sample.sample import Sample

_MOST_CELLS = 512**2
_ALWAYS = ("kind", "position", "protocol", "strip", "constriction", "hole", "electrodes")
_NAME = "map1"  # of the map, until another is written
_EVERY = 1000  # ms between looks at a scan


class SamplePage(Page):
    """Sample and scan."""

    path = "sample"
    keys = SAMPLE
    more: ClassVar = {"Own material": OWN_VALUES, "Shape": SHAPE, "Tip": UNDER_TIP, "Scan": SCAN}
    slow = True

    def __init__(self, search: str = ""):
        super().__init__(search)
        self._heated = pn.widgets.Checkbox(name="heat it with the tip", value=self.extra.get("tip") == "on", css_classes=["heated"])
        self._heated.param.watch(self._switched, "value")
        self._file = pn.widgets.FileInput(accept=",".join(uploads.ENDINGS), width=270, css_classes=["upload"])
        self._file.param.watch(self._uploaded, "value")
        self._name = pn.widgets.TextInput(name="name of the map", value=self.extra.get("name", _NAME), width=270, css_classes=["map-name"])
        self._name.param.watch(lambda _: self._named(), "value")
        button: dict[str, Any] = {"width": 85, "margin": (5, 4)}
        self._start = pn.widgets.Button(name="Scan", button_type="primary", css_classes=["scan-start"], **button)
        self._resume = pn.widgets.Button(name="Go on", css_classes=["scan-resume"], **button)
        self._stop = pn.widgets.Button(name="Stop", css_classes=["scan-stop"], **button)
        self._start.on_click(lambda _: self._scan(resume=False))
        self._resume.on_click(lambda _: self._scan(resume=True))
        self._stop.on_click(lambda _: self._end())
        self._progress = pn.pane.HTML("", css_classes=["scan-progress"], width=290, stylesheets=[look.STATUS])
        self._refused = ""  # why a scan did not start

    @property
    def command(self) -> str:  # type: ignore[override]
        """What makes the sample, or heats it."""
        return f"quenchmap sample {'heat' if self._is_heated else 'make'} sample.toml"

    @property
    def _is_heated(self) -> bool:
        return self.extra.get("tip") == "on"

    def side(self) -> Sequence[Any]:
        """Upload, the tip's switch, and the scan: what any window has started is watched by all that name its map."""
        pn.state.onload(self._keep_watching)
        return (
            pn.pane.HTML("<b>A map of your own</b> (.npy, .csv, .png, .nc)"),
            self._file,
            self._heated,
            pn.layout.Divider(margin=(4, 0)),
            self._name,
            pn.Row(self._start, self._resume, self._stop, margin=0),
            self._progress,
        )

    def figures(self) -> Any:
        """The sample, and the temperature under the tip."""
        self._film = plots.plot("x (nm)", "y (nm)", "critical temperature", match_aspect=True, height=430)
        self._film_image = plots.Image(self._film, "K")
        self._tip = plots.points(self._film, marker="x", line_color=VERMILLION, line_width=3, size=13)
        self._film.on_event(Tap, self._tapped)
        self._heat = plots.plot("x (nm)", "y (nm)", "electron temperature under the tip", match_aspect=True, height=430)
        self._heat_image = plots.Image(self._heat, "K")
        self._card = pn.pane.HTML("", stylesheets=[look.TABLE], css_classes=["numbers"])
        wide: dict[str, Any] = {"sizing_mode": "stretch_width"}
        return self.shown(pn.Row(pn.pane.Bokeh(self._film, **wide), pn.pane.Bokeh(self._heat, **wide), **wide), self._card)

    def described(self, written: dict[Path, str]) -> Experiment:
        """Keys that the kind of sample does not take are left out, so that kinds can be tried in turn."""
        kind = written.get(("sample", "kind"), "")
        taken = (*KINDS[kind].needs, *KINDS[kind].takes, *_ALWAYS) if kind in KINDS else _ALWAYS
        if kind == "picture":
            taken = tuple(key for key in taken if key != "size")  # the side of a pixel says how large it is
            if not str(written.get(("sample", "map"), "")).lower().endswith(".png"):
                taken = tuple(key for key in taken if key != "between")
        for path, control in self.controls.items():
            if path[0] == "sample":
                control.view.visible = path[-1] in taken or (kind == "picture" and path[-1] == "map")
        return super().described({path: value for path, value in written.items() if path[0] != "sample" or path[-1] in taken})

    def solve(self, experiment: Experiment, check: Callable[..., None]) -> Iterator[Any]:
        """The sample; then its state under the tip, if there is one."""
        _refuse_many_cells(experiment)
        made = described_sample(experiment)
        if made.present.size > _MOST_CELLS:
            raise ValueError(_too_many(made.present.size))
        if not self._is_heated:
            yield made
            return
        yield Partial(made)
        check()
        yield run_heat(experiment, stage=partial(self._tell, check))

    def show(self, result: Sample | HeatState) -> None:
        """Draw what came."""
        sample = result if isinstance(result, Sample) else result.sample
        box = (-sample.width / 2 * 1e9, -sample.height / 2 * 1e9, sample.width * 1e9, sample.height * 1e9)
        if isinstance(result, Sample):
            self._film_image.put(np.where(sample.present, sample.critical_temperature, np.nan), *box)
            self._heat.visible = self._is_heated
            plots.put(self._tip, [], [])
        else:
            x, y = result.problem.position
            plots.put(self._tip, [x * 1e9], [y * 1e9])
            self._heat_image.put(np.where(sample.present, result.temperature, np.nan), *box)
        self._card.object = result.table().html()

    def figure(self) -> Any:
        """The figure of the command line."""
        return self.result.plot() if isinstance(self.result, Sample) else self.result.plot().axes[0]

    def _tell(self, check: Callable[..., None], stage: str) -> None:
        check()
        self.say(stage)

    def _tapped(self, event: Any) -> None:
        """The tip goes where the film is clicked."""
        control = self.controls["sample", "position"]
        control.set(f"{event.x:.1f} nm, {event.y:.1f} nm")
        self._heated.value = True

    def _switched(self, event: Any) -> None:
        self.extra = {**self.extra, "tip": "on"} if event.new else {k: v for k, v in self.extra.items() if k != "tip"}
        self.refresh()

    def _uploaded(self, event: Any) -> None:
        if event.new is None:
            return
        try:
            path = uploads.kept(str(self._file.filename), event.new, self.folder)
        except (ValueError, OSError) as error:
            self.refuse(sentence(error))
            return
        self.controls["sample", "map"].set(str(path))
        self.controls["sample", "kind"].set("picture")

    def _scan(self, *, resume: bool) -> None:
        try:
            Scanning(_scanned(self.described(self._written())), self._map_name, self.folder, resume=resume)
            self._refused = ""
        except Exception as error:
            self._refused = sentence(error)
        self._watch()

    def _end(self) -> None:
        """Stop the scan of the map that is named, whichever window has started it."""
        scanning, self._refused = self._scanning, ""
        if scanning is not None and scanning.running:
            scanning.stop()
        else:
            self._refused = f"No scan of {self._map_name!r} is under way. Write the name of one that is."
        self._watch()

    def _named(self) -> None:
        """Another map is named: its scan is looked at, and the address says so."""
        self._refused = ""
        rest = {key: value for key, value in self.extra.items() if key != "name"}
        self.extra = rest if self._map_name in ("", _NAME) else {**rest, "name": self._map_name}
        self._say_where()
        self._watch()

    @property
    def _map_name(self) -> str:
        return self._name.value.strip()

    @property
    def _scanning(self) -> Scanning | None:
        return latest(self.folder / f"{self._map_name}.zarr")

    def _keep_watching(self) -> None:
        self._watch()
        pn.state.add_periodic_callback(self._watch, period=_EVERY)

    def _watch(self) -> None:
        scanning, told = self._scanning, []
        if self._refused:
            told.append(f"<span class='failed'>{escape(self._refused)}</span>")
        if scanning is not None:
            told.append(f"<span class='{'busy' if scanning.running else 'done'}'>{escape(scanning.said())}</span>")
            told.append(f"<a href='map?file={quote(scanning.store.name)}' target='_blank'>Look at the map</a>")
        self._progress.object = "<br>".join(told)


def _scanned(experiment: Experiment) -> Experiment:
    """What is scanned: the tip stands nowhere, and a picture is named as from any folder, for the scan has another one."""
    changes: dict[str, Any] = {"position": None}
    if experiment.sample.map is not None:
        changes["map"] = str(FilePath(experiment.sample.map).resolve())
    return experiment.model_copy(update={"sample": experiment.sample.model_copy(update=changes)})


def _refuse_many_cells(experiment: Experiment) -> None:
    """Before they are made."""
    from quenchmap.experiment.lengths import lengths
    from quenchmap.units import si

    described = experiment.sample
    if described.size is None or described.cell is None:
        return
    sides, cell = lengths("size", described.size), si(described.cell, "m", "cell")
    if cell > 0 and (cells := sides[0] * sides[-1] / cell**2) > _MOST_CELLS:
        raise ValueError(_too_many(int(cells)))


def _too_many(cells: int) -> str:
    return f"The explorer takes samples of up to {_MOST_CELLS} cells, but this one has {cells}. Use larger cells, or the command line."
