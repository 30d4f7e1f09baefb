"""A scan: a sample, a tip that goes from place to place over it, and what is read out at each."""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from quenchmap.errors import ValidityWarning, checked_positive, closest
from quenchmap.material.gap import GapModel
from quenchmap.progress import Progress
from quenchmap.sample.current.terminals import terminal
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.heat.problem import EDGE, HeatProblem, Spreading, heat_problem
from quenchmap.sample.heat.tip import Tip, numbers, strength, told
from quenchmap.sample.sample import Sample
from quenchmap.scan.drag import Drag
from quenchmap.scan.quantity import Recorded, quantities
from quenchmap.scan.raster import Axis, Raster, raster
from quenchmap.shown import Shown
from quenchmap.table import Row, Table
from quenchmap.tip.hot import HotTip
from quenchmap.units import Quantity, engineering, si

if TYPE_CHECKING:
    from quenchmap.scan.cluster import Cluster
    from quenchmap.scan.map import Map

Protocol: TypeAlias = Literal["cold", "hot"]

#: Film beyond the area over the tip's height with which temperatures under the tip are right to 3e-5 T_c0.
MARGIN = 8.0


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Scan(Shown):
    """A sample, a tip that goes from place to place over it, and what is read out at each: all that a map depends on.

    Args:
        sample: The film, with two electrodes or more.
        tip: The tip, driven by microwaves or hot.
        drive: j_max/j* of the reference film; none for a hot tip.
        phonon_temperature: K.
        step: Between pixels, m.
        area: What is scanned; see `quenchmap.scan.raster.raster`.
        centre: Its middle, m.
        fast_axis: Along which a line runs, "x" or "y".
        protocol: What makes the state at each pixel: "cold" or "hot", whatever was computed before (see
            `quenchmap.sample.heat.heating.heat`), or a `Drag`, with which each line has a history.
        readout: Frequency of the impedance measurement, Hz.
        source: Electrode where its current enters: its number, its name, or itself.
        drain: Where it leaves.
        current: Amplitude of the tip's current in A, in place of `drive`.
        spreading: How the tip's current flows, see `heat`; none for a hot tip.
        gap_model: "sheahen" or "bcs".

    Attributes:
        raster: Where the tip goes.

    The other attributes are the arguments in SI, electrodes as their numbers.

    Raises:
        TypeError: For what is no tip.
        ValueError: For a sample without electrodes or positions off the sample, a hot tip that is dragged, and as `heat`.

    Example:
        >>> from quenchmap.material.film import Film
        >>> sample = Sample.uniform(Film("NbN", "10 nm"), "1 um", "1 um", "10 nm")
        >>> from quenchmap.tip.microwave import MicrowaveTip
        >>> tip = MicrowaveTip(height="50 nm", frequency="417 GHz")
        >>> scan = Scan(sample, tip, 1.2, phonon_temperature="3 K", step="50 nm", area="200 nm")
        >>> scan
        <scan of 25 pixels over a NbN sample: cold>
        >>> scan.film_beyond
        8.0
    """

    sample: Sample
    tip: Tip
    drive: float | None
    phonon_temperature: float
    raster: Raster
    protocol: Protocol | Drag
    readout: float
    source: int
    drain: int
    spreading: Spreading | None
    gap_model: GapModel

    def __init__(
        self,
        sample: Sample,
        tip: Tip,
        drive: float | None = None,
        *,
        phonon_temperature: Quantity,
        step: Quantity,
        area: Quantity | tuple[Quantity, Quantity] | None = None,
        centre: tuple[Quantity, Quantity] = (0.0, 0.0),
        fast_axis: Axis = "x",
        protocol: Protocol | Drag = "cold",
        readout: Quantity = "1 GHz",
        source: int | str | Electrode = 0,
        drain: int | str | Electrode = 1,
        current: Quantity | None = None,
        spreading: Spreading | None = None,
        gap_model: GapModel = "sheahen",
    ) -> None:
        over = raster(sample, step=step, area=area, centre=centre, fast_axis=fast_axis)
        if isinstance(protocol, Drag):
            protocol.thermal_time(sample.film.material)  # refuses a film that tells no times
            if isinstance(tip, HotTip):
                raise ValueError(
                    f"A drag follows spots that are ignited and lost, but tip={tip!r} is a hot one, under which each place has one state. "
                    "Use protocol='cold'."
                )
        elif protocol == "drag":
            raise ValueError("A drag needs its dwell and speed: give protocol=quenchmap.Drag(dwell='1 ms', speed='10 um/s'), for example.")
        elif protocol not in get_args(Protocol):
            raise ValueError(f"`protocol` is what makes a state, but protocol={protocol!r}. {closest(str(protocol), get_args(Protocol))}")
        if len(sample.electrodes) < 2:
            raise ValueError(f"A map is read out between two electrodes; the sample has {len(sample.electrodes)}. Use `with_electrodes`.")
        ends = terminal(sample, source), terminal(sample, drain)
        if ends[0] == ends[1]:
            raise ValueError(f"A map is read out between two different electrodes, but `source` and `drain` are both {source!r}.")
        how = {"phonon_temperature": phonon_temperature, "gap_model": gap_model, "current": current, "spreading": spreading}
        problem = heat_problem(sample, tip, drive, position=over.position(0, 0), **how)
        values = {
            "sample": sample,
            "tip": tip,
            "drive": problem.drive,
            "phonon_temperature": problem.phonon_temperature,
            "raster": over,
            "protocol": protocol,
            "readout": checked_positive("readout", si(readout, "Hz", "readout"), "the frequency of the read-out in Hz"),
            "source": ends[0],
            "drain": ends[1],
            "spreading": problem.spreading,
            "gap_model": problem.gap_model,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)  # the dataclass is frozen
        if not self.edges_are_real and self.film_beyond < EDGE:
            self._warn_of_margin()

    def __getstate__(self) -> dict[str, Any]:
        """For workers: without the film's tables, which they make themselves."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def problem(self) -> HeatProblem:
        """The heat balance of the whole sample, with the tip at the first pixel."""
        return HeatProblem(
            self.sample, self.tip, self.raster.position(0, 0), self.phonon_temperature, self.drive, self.gap_model, self.spreading
        )

    @property
    def traces(self) -> tuple[str, ...]:
        """Names of the maps that are recorded."""
        return ("forward", "backward") if isinstance(self.protocol, Drag) else (self.protocol,)

    @property
    def quantities(self) -> dict[str, Recorded]:
        """What is recorded at each pixel."""
        return quantities(self.sample.film.material.diffusion_coefficient is not None)

    @property
    def strength(self) -> str:
        """The drive, or the temperature of a hot tip, in words."""
        return strength(self.tip, self.drive)

    @property
    def edges_are_real(self) -> bool:
        """Whether the film ends where the sample does; otherwise it is taken to go on, undisturbed."""
        return self.spreading == "electrodes"

    @property
    def film_beyond(self) -> float:
        """Least distance from a position to an edge of the sample, over the tip's height."""
        x, y = self.raster.x, self.raster.y
        return float(min(self.sample.width / 2 - max(-x[0], x[-1]), self.sample.height / 2 - max(-y[0], y[-1]))) / self.tip.height

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
        progress: Progress = True,
    ) -> Map:
        """Compute the map; see `quenchmap.scan.run.run`."""
        from quenchmap.scan.run import run

        how = {"workers": workers, "scheduler": scheduler, "jobs": jobs}
        return run(self, path, resume=resume, pixels_per_task=pixels_per_task, together=together, progress=progress, **how)

    def summary(self) -> dict[str, Any]:
        """The plan as plain values, in SI."""
        lines, pixels = self.raster.line_shape
        drag = {"drag": asdict(self.protocol)} if isinstance(self.protocol, Drag) else {}
        return {
            "protocol": str(self.protocol),
            **drag,
            "drive": self.drive,
            "phonon_temperature": self.phonon_temperature,
            "tip": numbers(self.tip),
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
            "cells": list(self.sample.shape[::-1]),
            "cell": self.sample.cell,
            "cells_per_wall": self.problem.cells_per_wall,
            "film_beyond": self.film_beyond,
        }

    def _rows(self) -> list[Row]:
        lines, pixels = self.raster.line_shape
        step, cell = self.raster.step, self.sample.cell
        size = f"{engineering((self.raster.shape[1] - 1) * step, 'm')} × {engineering((self.raster.shape[0] - 1) * step, 'm')}"
        cells = f"{self.sample.shape[1]} × {self.sample.shape[0]} cells of {engineering(cell, 'm')}"
        window = f"{engineering(self.sample.width, 'm')} × {engineering(self.sample.height, 'm')}"
        beyond = f"{self.film_beyond:.1f} z0 of film around the area"
        return [
            Row("raster", f"{lines} lines of {pixels} pixels, {self.raster.fast_axis} first", f"{size}, step {engineering(step, 'm')}"),
            Row("computed at each pixel", cells, f"the whole sample, {window}"),
            Row("margin", beyond, "the edges are real" if self.edges_are_real else f"{MARGIN:g} z0 are enough where the film goes on"),
            *self._state_rows(),
            Row("tip", self.strength, told(self.tip)),
            *([] if self.spreading is None else [Row("tip's current", self.spreading)]),
            Row(
                "read-out", engineering(self.readout, "Hz"), " to ".join(str(self.sample.electrodes[k]) for k in (self.source, self.drain))
            ),
            Row("grid", f"{self.problem.cells_per_wall:.1f} cells per domain wall"),
        ]

    def _state_rows(self) -> list[Row]:
        if isinstance(self.protocol, Drag):
            return [Row("state", "drag", self.protocol.rule), Row("pace", self.protocol.pace)]
        return [Row("state", self.protocol, "at each pixel afresh")]

    def _title(self) -> str:
        return f"scan of {self.raster.pixels} pixels over a {self.sample.film.material.name} sample"

    def __repr__(self) -> str:
        return f"<{self._title()}: {self.protocol}>"

    def table(self) -> Table:
        """Its numbers."""
        return Table(self._title(), self._rows())

    def _warn_of_margin(self) -> None:
        needed = MARGIN * self.tip.height
        sides = [engineering(extent + 2 * needed, "m") for extent in (np.ptp(self.raster.x), np.ptp(self.raster.y))]
        warnings.warn(
            f"The area reaches within {self.film_beyond:.1f} z0 of the sample's edge, where the film is taken to end as far as heat goes: "
            f"pixels there are those of a film with an edge, and `rim_excess` says how warm it is. For a film that goes on use a sample of "
            f"{' × '.join(sides)}, {MARGIN:g} z0 more than the area on every side.",
            ValidityWarning,
            stacklevel=4,
        )
