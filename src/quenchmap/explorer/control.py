"""A key of a run's description as a widget: a slider in a physical unit, the value as it is written, and what it is in other units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import panel as pn
from panel.io import hold

from quenchmap.errors import closest
from quenchmap.experiment.flags import Path, flags
from quenchmap.explorer import look
from quenchmap.units import si


@dataclass(frozen=True)
class Key:
    """How a key of the description is set.

    Attributes:
        path: The key.
        label: What to call it.
        default: As it is written; empty leaves the key out.
        between: Ends of the slider in `unit`, and its step; None where there is only the text.
        unit: Of the slider; the text may have any.
        choices: The values it can have, if they are few.
    """

    path: Path
    label: str
    default: str = ""
    between: tuple[float, float, float] | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()

    @property
    def help(self) -> str:
        """What it is, from the description."""
        return next((flag.help for flag in flags() if flag.path == self.path), "")

    def first(self, written: str | None) -> str:
        """The value of a page that opens: what its address says, empty where the field was cleared; the default where it says nothing."""
        offered = bool(written) or not self.choices or "" in self.choices
        return written if written is not None and offered else self.default


class _Slider(pn.widgets.FloatSlider):
    """A slider heard at once: solves that are overtaken are dropped here anyway, and Panel's 50 ms would delay every picture."""

    _debounce: ClassVar[int] = 5


class Control:
    """The widgets of a key.

    Args:
        key: The key.
        value: As it is written.
        changed: Called when the value has changed.
    """

    def __init__(self, key: Key, value: str, changed: Callable[[], None]):
        self.key, self._changed, self._following, self._sliding = key, changed, False, False
        beside = pn.pane.HTML("", margin=(0, 5, 0, 10), stylesheets=[look.BESIDE], css_classes=["beside"])
        self._beside = beside
        if key.choices:
            options = {c or "—": c for c in key.choices}
            if value not in key.choices:
                name = key.path[-1]
                raise ValueError(f"`{name}` must be one of what the page offers, but {name}={value!r}. {closest(value, key.choices)}")
            self.text: Any = pn.widgets.Select(name=key.label, options=options, value=value, width=270, css_classes=[_class(key)])
            self.view = pn.Column(self.text, beside, margin=0)
            self.text.param.watch(self._typed, "value")
            return
        self.text = pn.widgets.TextInput(name=key.label, value=value, width=270, css_classes=[_class(key)], placeholder=_example(key))
        self.text.param.watch(self._typed, "value")
        self.slider = None
        rows: list[Any] = [self.text]
        if key.between is not None:
            low, high, step = key.between
            style: dict[str, Any] = {"show_value": False, "width": 270, "margin": (0, 10), "css_classes": [_class(key) + "-slider"]}
            self.slider = _Slider(name="", start=low, end=high, step=step, value=low, **style)
            self._follow()
            self.slider.param.watch(self._slid, "value")
            rows.append(self.slider)
        self.view = pn.Column(*rows, beside, margin=0)

    @property
    def value(self) -> str:
        """As it is written; empty where the key is left out."""
        return str(self.text.value).strip()

    def set(self, value: str) -> None:
        """Write another value."""
        self.text.value = value

    def tell(self, remark: str) -> None:
        """What the value is in other units."""
        self._beside.object = remark

    def _slid(self, event: Any) -> None:
        if self._following:
            return
        self._sliding = True  # the browser's slider may be further by now: nothing goes back to it
        try:
            with hold():  # one message to the browser: the text, and what changes with it
                self.text.value = f"{event.new:.10g} {self.key.unit}".strip()
        finally:
            self._sliding = False

    def _typed(self, _: Any) -> None:
        if not self.key.choices and not self._sliding:
            self._follow()
        self._changed()

    def _follow(self) -> None:
        """The slider goes to what is written, or to its nearer end; text that cannot be read is the solver's to refuse."""
        if self.slider is None or self.key.between is None:
            return
        try:
            value = si(self.value, self.key.unit, self.key.path[-1]) if self.value else self.key.between[0]
        except (ValueError, TypeError):
            return
        self._following = True
        try:
            self.slider.value = min(max(value, self.key.between[0]), self.key.between[1])
        finally:
            self._following = False


def values(controls: Sequence[Control]) -> dict[Path, str]:
    """What is written, by the path of its key; empty fields are left out."""
    return {control.key.path: control.value for control in controls if control.value}


def linked(controls: Sequence[Control]) -> dict[Path, str]:
    """The same for a link: with the empty fields that would otherwise come back with their defaults."""
    return {control.key.path: control.value for control in controls if control.value or control.key.default}


def _example(key: Key) -> str:
    sample = next((flag.sample for flag in flags() if flag.path == key.path), "")
    return f"as in the catalogue, e.g. {sample}" if "material" in key.path and sample else sample


def _class(key: Key) -> str:
    """By which the browser's tests find it."""
    return "key-" + "-".join(part for part in key.path if part != "like").replace("_", "-")
