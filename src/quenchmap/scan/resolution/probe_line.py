"""Line scans over the model samples, one after the other or on many workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from quenchmap.scan.cluster import Cluster, crew
from quenchmap.scan.engine import distribute
from quenchmap.scan.resolution.layout import Layout, Part
from quenchmap.scan.resolution.line import Line
from quenchmap.scan.resolution.setting import Setting
from quenchmap.scan.scan import Scan

#: What is kept of each position.
SIGNALS = ("inductance_change", "resistance_change", "quenched_area", "rim_excess")
#: Frequency of the read-out, Hz.
READOUT = 1e9


class Place(NamedTuple):
    """Which line of a study: setting, part, and number of the sample in that part."""

    setting: int
    part: Part
    number: int


@dataclass(frozen=True, eq=False)
class ProbeLine:
    """A line scan over a model sample.

    Attributes:
        position: Of the tip across the sample, m.
        signals: Each of `SIGNALS` at every position, in SI; NaN where no state was found.
        undisturbed: Inductance without the tip, H.
    """

    position: Float[np.ndarray, " n"]
    signals: Mapping[str, Float[np.ndarray, " n"]]
    undisturbed: float

    def line(self, name: str) -> Line:
        """Positions and values of a signal where it is known; also of "impedance_change", the magnitude of R + i omega L in ohm.

        Where all of a current's ways are cut, the film is resistive and an inductance says nothing, but an impedance does.
        """
        if name == "impedance_change":
            values = np.hypot(self.signals["resistance_change"], 2 * np.pi * READOUT * self.signals["inductance_change"])
        else:
            values = self.signals[name]
        known = np.isfinite(values)
        return Line(self.position[known], values[known])

    def mirrored(self, name: str) -> Line:
        """The same of a symmetric sample, from the half that was scanned from its middle on."""
        x, y = self.line(name)
        on_axis = int(x.size > 0 and x[0] == 0)
        return Line(np.concatenate([-x[::-1], x[on_axis:]]), np.concatenate([y[::-1], y[on_axis:]]))


class Plan:
    """What workers need to know."""

    def __init__(self, layout: Layout, settings: Sequence[Setting]):
        self.layout, self.settings = layout, tuple(settings)

    @property
    def places(self) -> list[Place]:
        """All lines."""
        layout = self.layout
        return [Place(i, part, k) for i in range(len(self.settings)) for part in layout.parts for k in range(layout.count(part))]

    def scan(self, place: Place) -> Scan:
        """One line as a scan.

        Raises:
            ValueError: For samples whose edges do not lie between cells.
        """
        layout, setting = self.layout, self.settings[place.setting]
        z0 = setting.tip.height
        first, last = layout.ends(place.part, place.number)
        steps = round((last - first) * layout.steps)
        step = z0 / layout.steps
        return Scan(
            layout.sample(setting, place.part, place.number),
            setting.tip,
            setting.drive,
            phonon_temperature=setting.phonon_temperature,
            step=step,
            area=(steps * step, 0.0),
            centre=(first * z0 + 0.5 * steps * step, 0.0),
            protocol=setting.protocol,
            readout=READOUT,
            spreading=setting.spreading,
            gap_model=setting.gap_model,
        )


def measured(plan: Plan, place: Place) -> ProbeLine:
    """One line, computed in this process."""
    from quenchmap.precision import cache_compilations

    cache_compilations()
    planned = plan.scan(place)
    found = planned.run(workers=0)
    x = planned.raster.x
    return ProbeLine(
        np.where(np.abs(x) < 1e-6 * planned.raster.step, 0.0, x),
        {name: found[name][0] for name in SIGNALS},
        found.undisturbed["inductance"],
    )


def measure(
    plan: Plan,
    places: Sequence[Place],
    *,
    workers: int | None,
    scheduler: str | None,
    jobs: Cluster | None,
    done: Callable[[Place, ProbeLine], None],
) -> None:
    """Lines of a plan, each given to `done` as it comes.

    Raises:
        ClusterError: When the scheduler is gone.
    """
    with crew(workers=workers, scheduler=scheduler, jobs=jobs) as hands:
        distribute(hands, measured, plan, places, done)
