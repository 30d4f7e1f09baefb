"""The page of the hot spot: its profiles, the S-curve with the drive on it, the spot from above, and a table of its numbers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
import panel as pn
from bokeh.models import Span

from quenchmap.drawing import Role
from quenchmap.experiment.build import hot_spot, strength
from quenchmap.experiment.description import STRENGTHS, Experiment
from quenchmap.experiment.flags import Path
from quenchmap.explorer import look, plots
from quenchmap.explorer.control import Key
from quenchmap.explorer.keys import OWN_MATERIAL, SPOT
from quenchmap.explorer.page import Page, Partial
from quenchmap.spot.collection import States
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.preview import Profile, branch_curve, preview

_ROLES: tuple[Role, ...] = ("cold", "unstable", "hot", "single")
_RADII = 400
_ACROSS = 128  # points of the picture from above
_PAUSE = 0.15  # seconds left to the picture on its way, and to a slider that moves on
_KINDS: dict[str, Role] = {"cold": "cold", "unstable": "unstable", "hot": "hot", "isolated": "hot", "only": "single"}


@dataclass(frozen=True)
class Look:
    """What is drawn of a hot spot, known soon or for good.

    Attributes:
        spot: The hot spot.
        drive: j_max/j*.
        profiles: Role and temperature over T_c at `radius` of each state.
        radius: Over z0.
        curve: Folds passed, drives and highest temperatures over T_c of each piece of the S-curve.
    """

    spot: HotSpot
    drive: float
    profiles: tuple[tuple[Role, np.ndarray], ...]
    radius: np.ndarray
    curve: Sequence[tuple[int, np.ndarray, np.ndarray]]


class SpotPage(Page):
    """Hot spot."""

    path = "spot"
    command = "quenchmap spot spot.toml"
    keys = SPOT
    more: ClassVar = {
        "Strength other than by the drive": (
            Key(("current",), "tip current"),
            Key(("voltage",), "tip voltage"),
            Key(("source_power",), "source power"),
            Key(("line_loss",), "line loss"),
        ),
        "Own material": OWN_MATERIAL,
    }

    def figures(self) -> Any:
        """Four views."""
        self._profile = plots.plot("distance from the axis (nm)", "electron temperature (K)", "profiles")
        self._lines = {
            role: plots.curve(self._profile, f"profile-{role}", role=role, label=None if role == "single" else role, hover="$x nm: $y K")
            for role in _ROLES
        }
        self._critical = Span(dimension="width", line_color="#999999", line_dash="dotted")
        self._profile.add_layout(self._critical)
        self._curve: Sequence[Any] | None = None  # that is drawn
        self._s_curve = plots.plot("drive j_max/j*", "highest temperature (K)", "states against the drive")
        self._pieces = {role: plots.curve(self._s_curve, f"states-{role}", role=role, hover="drive $x: $y K") for role in _ROLES}
        self._here = Span(dimension="height", line_color="#000000", line_width=1)
        self._s_curve.add_layout(self._here)
        self._now = plots.points(self._s_curve, color="#000000")
        self._above = plots.plot("x (nm)", "y (nm)", "hottest state from above", match_aspect=True, height=330)
        self._image = plots.Image(self._above, "K")
        self._ring = plots.curve(self._above, "outer-ring", line_color="#FFFFFF")
        self._inner = plots.curve(self._above, "inner-ring", line_color="#FFFFFF")
        self._table = pn.pane.HTML("", css_classes=["numbers"], sizing_mode="stretch_width", stylesheets=[look.TABLE, look.STALE])
        self._numbers = ""  # in the table, as HTML
        wide: dict[str, Any] = {"sizing_mode": "stretch_width"}
        top = pn.Row(pn.pane.Bokeh(self._profile, **wide), pn.pane.Bokeh(self._s_curve, **wide), **wide)
        below = pn.Row(pn.pane.Bokeh(self._above, **wide), self._table, **wide)
        return self.shown(top, below)

    def described(self, written: dict[Path, str]) -> Experiment:
        """Another way to say how strong the tip drives replaces the drive."""
        if any((name,) in written for name in STRENGTHS if name != "drive"):
            written = {path: value for path, value in written.items() if path != ("drive",)}
        return super().described(written)

    def solve(self, experiment: Experiment, check: Callable[..., None]) -> Iterator[Any]:
        """The states on the traced branch as soon as possible, then every state with its errors."""
        spot = _spot(experiment.model_copy(update=dict.fromkeys((*STRENGTHS, "line_loss"))).model_dump_json(exclude_none=True))
        stated = strength(experiment)
        if not stated:
            hot_spot(experiment)  # says what is missing
        drive = float(stated["drive"]) if "drive" in stated else spot.drive(**stated)
        if not drive > 0:
            spot.states(drive)  # says why not
        _ = spot.response
        check()
        soon = preview(spot.problem, drive)
        if soon:
            yield Partial(_look(spot, drive, [(_role(profile), profile) for profile in soon]))
        time.sleep(_PAUSE)
        check()
        yield spot.states(drive)

    def show(self, result: Look | States) -> None:
        """Draw what is known; the table comes with the numbers' errors."""
        seen = result if isinstance(result, Look) else _look(result.spot, result.drive, [(_KINDS[s.kind], s) for s in result])
        scales = seen.spot.scales
        assert scales is not None
        nm, kelvin = scales.length * 1e9, scales.temperature
        for role in _ROLES:
            curves = [T for each, T in seen.profiles if each == role]
            plots.put(self._lines[role], *_joined([(seen.radius * nm, T * kelvin) for T in curves]))
        if seen.curve is not self._curve:
            self._curve = seen.curve
            pieces = [("cold" if k == 0 else "unstable" if k % 2 else "hot", x, y * kelvin) for k, x, y in seen.curve]
            for role in _ROLES:
                plots.put(self._pieces[role], *_joined([(x, y) for each, x, y in pieces if each == role]))
        self._critical.location = kelvin
        self._here.location = seen.drive
        tops = [float(T.max()) * kelvin for _, T in seen.profiles]
        plots.put(self._now, [seen.drive] * len(tops), tops)
        self._draw_above(seen, nm, kelvin)
        if isinstance(result, States):
            self._numbers = result.table().html()
            self._table.object = self._numbers
        else:  # new numbers are on their way; a class of the pane would lay out the whole page anew
            self._table.object = f"<div class='stale'>{self._numbers}</div>"

    def remarks(self) -> Sequence[str]:
        """Assumptions that fail or nearly do, and a set of states that is not complete."""
        if not isinstance(self.result, States):
            return ()
        told = [f"{c.name}: {c.verdict}. {c.sentence}" for c in self.result.checks if c.verdict in ("fails", "marginal")]
        if not self.result.complete:
            told.insert(0, f"A state is missing: the parity of those found is {self.result.parity}, not 1.")
        return told

    def _draw_above(self, seen: Look, nm: float, kelvin: float) -> None:
        T = max((T for role, T in seen.profiles if role != "unstable"), key=lambda T: float(T.max()))
        r, end = seen.radius, float(seen.radius[-1])
        half = end / np.sqrt(2)
        axis = np.linspace(-half, half, _ACROSS)
        values = np.interp(np.hypot(axis[None, :], axis[:, None]), r, T) * kelvin
        self._image.put(values, -half * nm, -half * nm, 2 * half * nm, 2 * half * nm)
        crossings = np.nonzero(np.diff(np.sign(T - 1)))[0]
        radii = [float(r[i] + (r[i + 1] - r[i]) * (1 - T[i]) / (T[i + 1] - T[i])) for i in crossings]
        angle = np.linspace(0, 2 * np.pi, 121)
        for source, k in ((self._ring, -1), (self._inner, -2)):
            ring = radii[k] * nm if len(radii) >= -k else np.nan
            plots.put(source, ring * np.cos(angle), ring * np.sin(angle))


@lru_cache(maxsize=8)
def _spot(described: str) -> HotSpot:
    """Hot spots that differ in the drive alone share tables and branch."""
    return hot_spot(Experiment.model_validate_json(described), driven=False)


def _role(profile: Profile) -> Role:
    return "cold" if profile.folds == 0 else "hot" if profile.stable else "unstable"


def _look(spot: HotSpot, drive: float, states: list[tuple[Role, Any]]) -> Look:
    problem = spot.problem
    walls = problem.radius_at(drive, problem.maxwell[0]) if problem.maxwell else ()
    edge = spot.problem.domain(drive)
    radius = np.linspace(0, min(max([4.0, *(1.6 * w for w in walls)]), edge), _RADII)
    profiles: tuple[tuple[Role, np.ndarray], ...] = tuple((role, state.temperature_at(radius)) for role, state in states)
    upper = 1.2 * problem.window.upper.drive if problem.window else drive
    return Look(spot, drive, profiles, radius, branch_curve(problem, max(drive, upper)))


def _joined(curves: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Several curves as one, with gaps."""
    if not curves:
        return np.empty(0), np.empty(0)
    gap = np.array([np.nan])
    x, y = (np.concatenate([part for curve in curves for part in (curve[k], gap)]) for k in (0, 1))
    return x, y
