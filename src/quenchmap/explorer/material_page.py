"""The page of the material: its functions against temperature and frequency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np
import panel as pn

from quenchmap.drawing import BLUE, VERMILLION
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.functions import MaterialFunctions, material_functions
from quenchmap.explorer import look, plots
from quenchmap.explorer.keys import MATERIAL, OWN_MATERIAL
from quenchmap.explorer.page import Page

#: Name of the function, label of its axis, and the factor to its unit there.
_ONE = (
    ("ac_resistivity", "Re 1/σ (µΩ cm)", 1e8),
    ("gap", "gap Δ (meV)", 1.0),
    ("thermal_conductivity", "thermal conductivity (W/m/K)", 1.0),
    ("cooling_power", "power to the phonons (µW/µm³)", 1e-12),
    ("heat_capacity", "heat capacity (J/m³/K)", 1.0),
)


class MaterialPage(Page):
    """Material."""

    path = "material"
    command = "quenchmap functions material.toml"
    keys = MATERIAL
    more: ClassVar = {"Own material": OWN_MATERIAL}

    def figures(self) -> Any:
        """Conductivity against temperature and frequency, and the other functions against temperature."""
        self._sigma = plots.plot("temperature (K)", "σ (MS/m)", "conductivity at the frequency", height=280)
        self._spectrum = plots.plot(
            "frequency (GHz)", "σ (MS/m)", "conductivity at the phonon temperature", height=280, x_axis_type="log", y_axis_type="log"
        )
        self._lines = {
            (on, part): plots.curve(figure, f"{part}-{on}", label=symbol, line_color=color, hover="$x: $y")
            for on, figure in (("T", self._sigma), ("f", self._spectrum))
            for part, symbol, color in (("conductivity_real", "σ1", BLUE), ("conductivity_imaginary", "σ2", VERMILLION))
        }
        others = {name: plots.plot("temperature (K)", label, height=250) for name, label, _ in _ONE}
        self._others = {name: plots.curve(figure, name, line_color=BLUE, hover="$x K: $y") for name, figure in others.items()}
        self._card = pn.pane.HTML("", stylesheets=[look.TABLE], css_classes=["numbers"])
        wide: dict[str, Any] = {"sizing_mode": "stretch_width"}
        drawn = [pn.pane.Bokeh(figure, **wide) for figure in others.values()]
        return self.shown(
            pn.Row(pn.pane.Bokeh(self._sigma, **wide), pn.pane.Bokeh(self._spectrum, **wide), **wide),
            pn.Row(*drawn[:3], **wide),
            pn.Row(*drawn[3:], self._card, **wide),
        )

    def solve(self, experiment: Experiment, check: Callable[..., None]) -> Iterator[Any]:
        """All at once."""
        yield material_functions(experiment)

    def show(self, result: MaterialFunctions) -> None:
        """Draw them."""
        for (on, part), source in self._lines.items():
            x, values = (result.temperature, result.values) if on == "T" else (result.frequencies * 1e-9, result.spectra)
            plots.put(source, x, values[part] * 1e-6)
        for name, _, factor in _ONE:
            values = result.values.get(name, np.full(result.temperature.shape, np.nan))  # no heat capacity without a diffusion coefficient
            plots.put(self._others[name], result.temperature, values * factor)
        self._card.object = result.table().html()

    def figure(self) -> Any:
        """Six panels."""
        return self.result.plot().axes[0]
