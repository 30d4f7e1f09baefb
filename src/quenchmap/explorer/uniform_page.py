"""The page of the uniform film: temperature against drive, heating and cooling, and the phase diagram, with the film as it is on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import panel as pn
from bokeh.models import Span

from quenchmap.balance.curve import balance_curve
from quenchmap.balance.fold_lines import fold_lines
from quenchmap.drawing import BLUE, VERMILLION, Role
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.uniform import UniformFilm, uniform_film
from quenchmap.explorer import look, plots
from quenchmap.explorer.keys import OWN_MATERIAL, UNIFORM
from quenchmap.explorer.page import Page, Partial

_ROLES: tuple[Role, ...] = ("cold", "unstable", "hot", "single")
_HIGHEST = 1.4  # T_c
_FREQUENCIES = 60


@dataclass(frozen=True)
class FoldLines:
    """Folds against the photon energy, for the phase diagram."""

    photon_energies: np.ndarray
    drives: np.ndarray


class UniformPage(Page):
    """Uniform."""

    path = "uniform"
    command = "quenchmap uniform uniform.toml"
    keys = UNIFORM
    more: ClassVar = {"Own material": OWN_MATERIAL}

    def figures(self) -> Any:
        """Fig. 3a, Fig. 2 and Fig. 3b of the paper."""
        self._states = plots.plot("drive j/j*", "electron temperature (K)", "states of a uniform film")
        self._pieces = {role: plots.curve(self._states, f"states-{role}", role=role, hover="drive $x: $y K") for role in _ROLES}
        self._now = plots.points(self._states, color="#000000")
        self._balance = plots.plot("electron temperature (K)", "power per volume (µW/µm³)", "heating and cooling at the drive")
        self._heating = plots.curve(self._balance, "heating", label="heating", line_color=VERMILLION, hover="$x K: $y")
        self._cooling = plots.curve(self._balance, "cooling", label="cooling", line_color=BLUE, line_dash="dashed", hover="$x K: $y")
        self._balanced = plots.points(self._balance, color="#000000")
        self._balance.legend.location = "top_left"
        self._diagram = plots.plot("frequency (GHz)", "drive j/j*", "folds; two stable states between them", y_range=(0, 4))
        self._folds = [
            plots.curve(self._diagram, f"fold-{k}", line_color=color, hover="$x GHz: $y") for k, color in enumerate((BLUE, VERMILLION) * 2)
        ]
        self._here = plots.points(self._diagram, color="#000000")
        self._drive, self._critical = (Span(dimension=d, line_color="#888888") for d in ("height", "height"))
        self._states.add_layout(self._drive)
        self._balance.add_layout(self._critical)
        self._card = pn.pane.HTML("", stylesheets=[look.TABLE], css_classes=["numbers"])
        wide: dict[str, Any] = {"sizing_mode": "stretch_width"}
        return self.shown(
            pn.Row(pn.pane.Bokeh(self._states, **wide), pn.pane.Bokeh(self._balance, **wide), **wide),
            pn.Row(pn.pane.Bokeh(self._diagram, **wide), self._card, **wide),
        )

    def solve(self, experiment: Experiment, check: Callable[..., None]) -> Iterator[Any]:
        """The film; then the phase diagram, which takes longer and does not know frequency and drive."""
        film = uniform_film(experiment)
        yield film
        check()
        r = film.response
        yield Partial(_fold_lines(r.bath_temperature, r.cooling_exponent, film.gap_model, r.phonon_warming))

    def show(self, result: UniformFilm | FoldLines) -> None:
        """Draw what came."""
        if isinstance(result, FoldLines):
            unit = self.result.frequency / self.result.photon_energy * 1e-9
            for k, source in enumerate(self._folds):
                drives = result.drives[:, k] if k < result.drives.shape[1] else np.full(result.photon_energies.shape, np.nan)
                plots.put(source, result.photon_energies * unit, drives)
            return
        r, Tc = result.response, result.material.critical_temperature
        curve = balance_curve(r)
        ends = [r.bath_temperature, *(f.temperature for f in curve.folds if f.temperature < _HIGHEST), _HIGHEST]
        drawn: dict[Role, list[np.ndarray]] = {role: [] for role in _ROLES}
        for k, (low, high) in enumerate(pairwise(ends)):
            inside = curve.temperatures[(curve.temperatures > low) & (curve.temperatures < high)]
            role: Role = "single" if len(ends) == 2 else "unstable" if k % 2 else "cold" if k == 0 else "hot"
            drawn[role] += [np.concatenate([[low], inside, [high]]), np.array([np.nan])]
        for role, parts in drawn.items():
            T = np.concatenate(parts) if parts else np.empty(0)
            plots.put(self._pieces[role], np.where(np.isnan(T), np.nan, curve.drive(np.where(np.isnan(T), 1.0, T))), T * Tc)
        power = result.material.cooling_power_at_Tc * 1e-12
        drive = result.drive or 0.0
        T = np.unique(np.concatenate([np.linspace(r.bath_temperature, 1.15, 300), 1 - np.geomspace(1e-5, 0.05, 30)]))
        T = T[r.bath_temperature <= T]
        plots.put(self._heating, T * Tc, drive**2 * r.absorption(T) * power)
        plots.put(self._cooling, T * Tc, r.cooling(T) * power)
        states = np.array([s.temperature for s in result.states])
        plots.put(self._now, np.full(states.shape, drive), states * Tc)
        plots.put(self._balanced, states * Tc, r.cooling(states) * power if states.size else states)
        plots.put(self._here, [result.frequency * 1e-9], [drive])
        self._drive.location, self._critical.location = drive, Tc
        self._card.object = result.table().html()


@lru_cache(maxsize=32)
def _fold_lines(bath: float, n: float, gap_model: Any, warming: float) -> FoldLines:
    w = np.linspace(0.02, 4.0, _FREQUENCIES)
    lines = fold_lines(w, bath, n, gap_model=gap_model, phonon_warming=warming)
    drives = np.full((w.size, max([2, *map(len, lines)])), np.nan)
    for row, found in zip(drives, lines):
        row[: len(found)] = [fold.drive for fold in found]
    return FoldLines(w, drives)
