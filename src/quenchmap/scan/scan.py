"""A scan: a sample, a tip that goes from place to place over it, and what is read out at each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from quenchmap.errors import checked_positive, closest
from quenchmap.material.card import Row, html_card, text_card
from quenchmap.material.gap import GapModel
from quenchmap.sample.current.terminals import terminal
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.heat.problem import HeatProblem, Spreading, heat_problem
from quenchmap.sample.sample import Sample
from quenchmap.scan.quantity import Recorded, quantities
from quenchmap.scan.raster import Axis, Raster, raster
from quenchmap.scan.window import window_shape
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import Quantity, engineering, si

if TYPE_CHECKING:
    from quenchmap.scan.cluster import Cluster
    from quenchmap.scan.map import Map
    from quenchmap.scan.progress import Progress

Protocol: TypeAlias = Literal["cold", "hot"]

#: Film around the tip in which heat is computed, over its height.
MARGIN = 8.0


@dataclass(frozen=True, eq=False, repr=False)
class Scan:
    """All that a map depends on.

    Attributes:
        sample: The film with its electrodes.
        tip: The tip.
        drive: j_max/j* of the reference film.
        phonon_temperature: K.
        raster: Where the tip goes.
        protocol: What makes the state at each pixel, whatever was computed before: "cold" or "hot"; see `heat`.
        readout: Frequency of the read-out, Hz.
        source: Number of the electrode where the read-out current enters.
        drain: Where it leaves.
        spreading: How the tip's current flows; see `heat`.
        gap_model: Which gap.
        margin: Film around the tip in which heat is computed, m: infinite for all of the sample.
    """

    sample: Sample
    tip: MicrowaveTip
    drive: float
    phonon_temperature: float
    raster: Raster
    protocol: Protocol
    readout: float
    source: int
    drain: int
    spreading: Spreading
    gap_model: GapModel
    margin: float

    @cached_property
    def problem(self) -> HeatProblem:
        """The heat balance of the whole sample, with the tip at the first pixel."""
        return HeatProblem(
            self.sample, self.tip, self.raster.position(0, 0), self.phonon_temperature, self.drive, self.gap_model, self.spreading
        )

    @property
    def window_shape(self) -> tuple[int, int]:
        """Rows and columns of cells that are computed about each position."""
        return self.sample.shape if math.isinf(self.margin) else window_shape(self.sample, self.margin)

    @property
    def traces(self) -> tuple[str, ...]:
        """Names of the maps that are recorded."""
        return (self.protocol,)

    @property
    def quantities(self) -> dict[str, Recorded]:
        """What is recorded at each pixel."""
        return quantities(self.sample.film.material.diffusion_coefficient is not None)

    @property
    def film_beyond(self) -> float:
        """Least distance from a position to an edge of the sample, over the tip's height."""
        x, y = self.raster.x, self.raster.y
        return min(self.sample.width / 2 - max(-x[0], x[-1]), self.sample.height / 2 - max(-y[0], y[-1])) / self.tip.height

    def run(
        self,
        path: str | Path | None = None,
        *,
        resume: bool = False,
        workers: int | None = None,
        scheduler: str | None = None,
        jobs: Cluster | None = None,
        pixels_per_task: int | None = None,
        together: int | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Map:
        """Compute the map; see `quenchmap.scan.run.run`."""
        from quenchmap.scan.run import run

        how = {"workers": workers, "scheduler": scheduler, "jobs": jobs}
        return run(self, path, resume=resume, pixels_per_task=pixels_per_task, together=together, progress=progress, **how)

    def summary(self) -> dict[str, Any]:
        """The plan as plain values, in SI."""
        lines, pixels = self.raster.line_shape
        rows, columns = self.window_shape
        return {
            "protocol": self.protocol,
            "drive": self.drive,
            "phonon_temperature": self.phonon_temperature,
            "tip": {"height": self.tip.height, "frequency": self.tip.frequency},
            "spreading": self.spreading,
            "gap_model": self.gap_model,
            "readout": self.readout,
            "between": [str(self.sample.electrodes[k]) for k in (self.source, self.drain)],
            "raster": {
                "lines": lines,
                "pixels_per_line": pixels,
                "fast_axis": self.raster.fast_axis,
                "step": self.raster.step,
                "centre": list(self.raster.centre),
            },
            "window": {"cells": [columns, rows], "width": columns * self.sample.cell, "height": rows * self.sample.cell},
            "cells_per_wall": self.problem.cells_per_wall,
            "film_beyond": self.film_beyond,
        }

    def _rows(self) -> list[Row]:
        lines, pixels = self.raster.line_shape
        step, cell = self.raster.step, self.sample.cell
        size = f"{engineering((self.raster.shape[1] - 1) * step, 'm')} × {engineering((self.raster.shape[0] - 1) * step, 'm')}"
        rows, columns = self.window_shape
        moving = (rows, columns) != self.sample.shape
        window = f"{columns} × {rows} cells, {engineering(columns * cell, 'm')} × {engineering(rows * cell, 'm')}"
        beyond = f"{self.film_beyond:.1f} z0 of film around the area"
        return [
            Row("raster", f"{lines} lines of {pixels} pixels, {self.raster.fast_axis} first", f"{size}, step {engineering(step, 'm')}"),
            Row("sample", f"{self.sample.shape[1]} × {self.sample.shape[0]} cells of {engineering(cell, 'm')}", beyond),
            Row("heat computed in", window, "moves with the tip" if moving else "the whole sample"),
            Row("state", self.protocol, "at each pixel afresh"),
            Row("drive", f"{self.drive:.4g}", f"tip {engineering(self.tip.height, 'm')} high, {engineering(self.tip.frequency, 'Hz')}"),
            Row("tip's current", self.spreading),
            Row(
                "read-out", engineering(self.readout, "Hz"), " to ".join(str(self.sample.electrodes[k]) for k in (self.source, self.drain))
            ),
            Row("grid", f"{self.problem.cells_per_wall:.1f} cells per domain wall"),
        ]

    def _title(self) -> str:
        return f"scan of {self.raster.pixels} pixels over a {self.sample.film.material.name} sample"

    def __repr__(self) -> str:
        return f"<{self._title()}: {self.protocol}>"

    def __str__(self) -> str:
        return text_card(self._title(), self._rows())

    def _repr_html_(self) -> str:
        return html_card(self._title(), self._rows())


def scan(
    sample: Sample,
    tip: MicrowaveTip,
    drive: float | None = None,
    *,
    phonon_temperature: Quantity,
    step: Quantity,
    area: Quantity | tuple[Quantity, Quantity] | None = None,
    centre: tuple[Quantity, Quantity] = (0.0, 0.0),
    fast_axis: Axis = "x",
    protocol: Protocol = "cold",
    readout: Quantity = "1 GHz",
    source: int | str | Electrode = 0,
    drain: int | str | Electrode = 1,
    current: Quantity | None = None,
    spreading: Spreading | None = None,
    gap_model: GapModel = "sheahen",
    margin: Quantity | None = None,
) -> Scan:
    """A scan from what a user says.

    Args:
        sample: The film, with two electrodes or more.
        tip: The tip.
        drive: j_max/j* of the reference film.
        phonon_temperature: K.
        step: Between pixels, m.
        area: What is scanned; see `quenchmap.scan.raster.raster`.
        centre: Its middle, m.
        fast_axis: Along which a line runs, "x" or "y".
        protocol: "cold" or "hot", the state at each pixel, whatever was computed before.
        readout: Frequency of the impedance measurement, Hz.
        source: Electrode where its current enters: its number, its name, or itself.
        drain: Where it leaves.
        current: Amplitude of the tip's current in A, in place of `drive`.
        spreading: How the tip's current flows; see `quenchmap.sample.heat.heating.heat`.
        gap_model: "sheahen" or "bcs".
        margin: Film around the tip in which heat is computed, m. By default 8 tip heights for the fixed current, where the rest of the
            sample stays cold; all of the sample for a current of the film itself, which goes everywhere, and for which it is refused.

    Raises:
        TypeError: For a tip that is no microwave tip.
        ValueError: For a sample without electrodes or positions off the sample, and as `heat`.
    """
    made = raster(sample, step=step, area=area, centre=centre, fast_axis=fast_axis)
    if protocol not in get_args(Protocol):
        raise ValueError(f"`protocol` is what makes a state, but protocol={protocol!r}. {closest(str(protocol), get_args(Protocol))}")
    if len(sample.electrodes) < 2:
        raise ValueError(f"A map is read out between two electrodes, but the sample has {len(sample.electrodes)}. Use `with_electrodes`.")
    frequency = checked_positive("readout", si(readout, "Hz", "readout"), "the frequency of the read-out in Hz")
    ends = terminal(sample, source), terminal(sample, drain)
    if ends[0] == ends[1]:
        raise ValueError(f"A map is read out between two different electrodes, but `source` and `drain` are both {source!r}.")
    how = {"phonon_temperature": phonon_temperature, "gap_model": gap_model, "current": current, "spreading": spreading}
    problem = heat_problem(sample, tip, drive, position=made.position(0, 0), **how)
    if margin is None:
        reach = MARGIN * tip.height if problem.spreading == "fixed" else math.inf
    else:
        reach = checked_positive("margin", si(margin, "m", "margin"), "how far around the tip heat is computed, in m")
        if problem.spreading != "fixed":
            raise ValueError(
                f"`margin` leaves the film far from the tip cold and without the tip's current, but with spreading={problem.spreading!r} "
                "that current goes everywhere. Leave `margin` out, or use spreading='fixed'."
            )
    made_scan = Scan(
        sample,
        tip,
        problem.drive,
        problem.phonon_temperature,
        made,
        protocol,
        frequency,
        *ends,
        problem.spreading,
        problem.gap_model,
        reach,
    )
    made_scan.__dict__["problem"] = problem
    return made_scan
