"""What all pages share: controls on the left, what they show on the right, and from one to the other a solve that may be overtaken."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import panel as pn
from panel.io import hold

from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import Path as KeyPath
from quenchmap.experiment.reading import read
from quenchmap.explorer import look
from quenchmap.explorer.address import given, query
from quenchmap.explorer.control import Control, Key, linked, values
from quenchmap.explorer.downloads import downloads
from quenchmap.explorer.keys import MATERIAL
from quenchmap.explorer.latest import Latest, OvertakenError
from quenchmap.explorer.notes import noted, sentence
from quenchmap.explorer.remarks import remarks

#: The pages in order: path, and name in the menu.
MENU = (
    ("material", "Material"),
    ("uniform", "Uniform"),
    ("spot", "Hot spot"),
    ("time", "Time"),
    ("sample", "Sample and scan"),
    ("map", "Map"),
)
_QUICK, _SLOW = (ThreadPoolExecutor(1, thread_name_prefix=f"quenchmap-{name}") for name in ("quick", "slow"))


@dataclass(frozen=True)
class Finished:
    """The end of a solve: what it warned of, how long it took, and what stopped it, if anything did."""

    notes: tuple[str, ...]
    seconds: float
    failure: str = ""


@dataclass(frozen=True)
class Partial:
    """A result to be looked at while the one to be kept is on its way."""

    value: Any


class Page:
    """A page of one browser window. Subclasses say what it sets, solves and shows."""

    #: Path of the page.
    path: ClassVar[str]
    #: The command line that does the same with the downloaded file.
    command: ClassVar[str]
    keys: ClassVar[Sequence[Key]] = ()
    #: Keys in a part of their own that is closed at first.
    more: ClassVar[Mapping[str, Sequence[Key]]] = {}
    #: Whether a solve may take seconds; then it waits for others of its kind only.
    slow: ClassVar[bool] = False
    #: Where maps and uploads are kept; the server says.
    folder = Path.cwd()

    def __init__(self, search: str = ""):
        self._document = pn.state.curdoc
        self._location = pn.state.location if self._document is not None else None
        self._latest = Latest(_SLOW if self.slow else _QUICK, self._deliver)
        self._status = pn.pane.HTML("", css_classes=["status"], sizing_mode="stretch_width", min_height=24, stylesheets=[look.STATUS])
        self._notes = pn.pane.HTML("", css_classes=["notes"], sizing_mode="stretch_width", stylesheets=[look.NOTES])
        self._menu = pn.pane.HTML("", sizing_mode="stretch_width", margin=0, stylesheets=[look.MENU])
        self.experiment: Experiment | None = None
        self.result: Any = None
        written, self.extra = given(search)
        self.controls = {key.path: Control(key, key.first(written.get(key.path)), self._changed) for key in self._all_keys()}
        self._kept = {path: value for path, value in written.items() if path not in self.controls}  # of other pages

    # What a page is.

    def figures(self) -> Any:
        """What is shown on the right, made once."""
        raise NotImplementedError

    def solve(self, experiment: Experiment, check: Callable[..., None]) -> Iterator[Any]:
        """Results, from the quickest to the last; off the event loop. `check` raises when the solve has been overtaken."""
        raise NotImplementedError

    def show(self, result: Any) -> None:
        """Put a result into the figures; on the event loop."""
        raise NotImplementedError

    def described(self, written: dict[KeyPath, str]) -> Experiment:
        """The run that is written."""
        return read(None, written)

    # What all do.

    def view(self) -> Any:
        """The page."""
        groups: list[Any] = [self.controls[key.path].view for key in self.keys]
        for name, keys in self.more.items():
            inside = pn.Column(*(self.controls[key.path].view for key in keys), margin=0)
            is_open = any(self.controls[key.path].value != key.default for key in keys)
            groups.append(pn.Card(inside, title=name, collapsed=not is_open, width=300, margin=(8, 5), css_classes=["more"]))
        side = pn.Column(*groups, *self.side(), pn.layout.Divider(margin=(6, 0)), *downloads(self), width=320, css_classes=["side"])
        main = pn.Column(self._status, self.figures(), self._notes, sizing_mode="stretch_width", margin=(0, 0, 0, 12))
        pn.state.on_session_destroyed(lambda _: self.close())
        pn.state.onload(self._changed)
        return pn.Column(self._menu, pn.Row(side, main, sizing_mode="stretch_width"), sizing_mode="stretch_width")

    def side(self) -> Sequence[Any]:
        """More widgets for the left."""
        return ()

    def close(self) -> None:
        """The window is gone."""
        self._latest.close()

    def refresh(self) -> None:
        """Solve and show what is written now."""
        self._changed()

    def _all_keys(self) -> Iterator[Key]:
        yield from self.keys
        for keys in self.more.values():
            yield from keys

    def _written(self) -> dict[KeyPath, str]:
        return values(list(self.controls.values()))

    def _changed(self) -> None:
        written = self._written()
        try:
            experiment = self.described(written)
        except Exception as error:
            self._latest.close()  # what is under way is of another input
            self._say_where()
            self.refuse(sentence(error))
            return
        told = remarks(experiment)
        with hold(self._document):
            for path, control in self.controls.items():
                control.tell(escape(told.get(path, "")))
            self._status.object = "<span class='busy'>Solving …</span>"
        self._latest.ask(partial(self._noted_solve, experiment))

    def _noted_solve(self, experiment: Experiment, check: Callable[..., None]) -> Iterator[Any]:
        began, failure = time.perf_counter(), ""
        with noted() as notes:
            try:
                for result in self.solve(experiment, check):
                    yield (experiment, result)
            except (OvertakenError, GeneratorExit):
                raise
            except Exception as error:
                check()  # what an overtaken solve stumbles over is nobody's concern
                failure = sentence(error)
            yield Finished(tuple(notes), time.perf_counter() - began, failure)

    def _deliver(self, number: int, result: Any) -> None:
        self._later(partial(self._arrive, number, result))

    def _later(self, callback: Callable[[], None]) -> None:
        """Call on the event loop."""
        if self._document is None:
            return
        try:
            self._document.add_next_tick_callback(callback)
        except (AttributeError, RuntimeError):  # Bokeh has taken the document apart: its window is closed
            self.close()
            raise OvertakenError from None

    def _arrive(self, number: int, result: Any) -> None:
        if number == self._latest.number:
            with hold(self._document):  # one message to the browser
                self._take(number, result)

    def _take(self, number: int, result: Any) -> None:
        if isinstance(result, Finished):
            self._say_where()
        if not isinstance(result, Finished):
            experiment, found = result
            self._set_stale(False)
            if isinstance(found, Partial):
                self.show(found.value)
                return
            self.experiment, self.result = experiment, found
            self.show(found)
        elif result.failure:
            self.refuse(result.failure)
        else:
            self._status.object = f"<span class='done' data-number='{number}'>Solved in {_duration(result.seconds)}</span>"
            self._notes.object = "".join(f"<p class='note'>{escape(note)}</p>" for note in dict.fromkeys((*self.remarks(), *result.notes)))

    def run(self) -> Experiment:
        """The description of what is shown."""
        assert self.experiment is not None
        return self.experiment

    def say(self, stage: str) -> None:
        """What a long solve is doing; from its thread."""
        self._later(partial(self._show_stage, self._latest.number, stage))

    def _show_stage(self, number: int, stage: str) -> None:
        if number == self._latest.number and "busy" in str(self._status.object):
            self._status.object = f"<span class='busy'>{escape(stage)} …</span>"

    def remarks(self) -> Sequence[str]:
        """Limits of the model that the result itself knows of; then warnings of them are not repeated."""
        return ()

    def refuse(self, message: str) -> None:
        """Show one sentence; what is drawn belongs to another input, and fades."""
        self._set_stale(True)
        self._status.object = f"<span class='failed'>{escape(message)}</span>"
        self._notes.object = ""

    def _set_stale(self, stale: bool) -> None:
        """What is shown belongs to another input: it fades."""
        shown = getattr(self, "_shown", None)
        if shown is not None:
            shown.css_classes = ["stale"] if stale else []

    def shown(self, *parts: Any) -> Any:
        """The figures in one column, which fades when they are out of date."""
        self._shown = pn.Column(*parts, sizing_mode="stretch_width", margin=0, stylesheets=[look.STALE])
        return self._shown

    def _say_where(self) -> None:
        address = query(self._kept | linked(list(self.controls.values())), self.extra)
        if self._location is not None:
            self._location.search = f"?{address}"
        links = "".join(
            f"<a href='{path}?{escape(address, quote=True)}' class='{'here' if path == self.path else ''}'>{name}</a>"
            for path, name in MENU
        )
        self._menu.object = f"<nav><b>quenchmap</b>{links}</nav>"

    def figure(self) -> Any:
        """The figure for a publication: axes of matplotlib."""
        return self.result.plot()


def _duration(seconds: float) -> str:
    return f"{1e3 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def warm_up() -> None:
    """Load what every solve needs while the browser loads the page."""
    _QUICK.submit(_load)


def _load() -> None:
    from quenchmap.experiment.functions import material_functions

    material_functions(read(None, {key.path: key.default for key in MATERIAL}), points=2)
