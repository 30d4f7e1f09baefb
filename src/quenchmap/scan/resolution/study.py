r"""How sharply the probe sees, for any setting: line scans over model samples, beside the size of the spot and the width of its wall.

*Does the bistability sharpen the probe to the width of the domain wall, about 20 nm, as the paper says?* In part, and not to 20 nm.
Measured for 10 nm of NbN, z0 = 100 nm, 417 GHz, T_ph = 3 K, with the fixed current (Lambda = 0.156 z0; the spot's wall is 0.88 to 0.90 z0
wide, 5.6 to 5.8 Lambda, which is 88 nm), on the edge of a current (`slit`), in the inductance:

| drive | state | normal diameter | 10-90 % | 25-75 % | sharpest flank |
|---|---|---|---|---|---|
| 0.5 | cold | none | > 8.7 z0 | 4.8 z0 | 6.4 z0 |
| 0.9 | cold | none | > 8.7 z0 | 5.0 z0 | 6.9 z0 |
| 1.2 | cold | none | > 8.7 z0 | 5.0 z0 | 6.7 z0 |
| 1.1 | hot | 3.33 z0 | 2.45 z0 | 1.64 z0 | a jump |
| 1.2 | hot | 4.41 z0 | 3.23 z0 | 2.03 z0 | a jump |
| 1.5 | hot | 6.78 z0 | 5.05 z0 | 2.93 z0 | a jump |

- Confirmed: a normal spot sees much more sharply than a warm one, whose heat ends nowhere (the spreading current falls as 1/r): more than
  2.7 times by 10-90 %, 2.5 times by 25-75 %, at the same drive.
- Refuted: an edge is not as sharp as the wall. It is 0.74 diameters of the normal spot wide at all three drives (2.8, 3.7
  and 5.6 walls): whoever wants to see sharply makes the spot small, with the lowest drive that keeps it. Two channels one z0 wide are
  told apart from 4.7 z0 on (between 4 and 6 z0) with a normal spot at drive 1.2, and not at 6 z0 with a cold one at 0.9.
- Beyond the paper: where the film between spot and edge is about as narrow as a wall, it turns normal at once. The signal jumps by a
  quarter within z0/32 = 3 nm of the tip's way, 3.05 z0 before the slit (radius plus a wall), and the flank holds a fifth of all that it
  rises and falls. An edge is thus *located* to better than a wall, displaced by the spot's size. A film in its cold state ignites where
  the tip comes within 2.17 z0 of normal metal (drive 1.2, 6.1 times the signal within z0/32). Such jumps are no line spread function:
  they say where an edge is, not what is beside it, and a transfer function measured on them is that of a jump.
- Beside normal metal no cold spot resolves an edge: the metal absorbs wherever the current spreads, and with the tip 6 z0 away on
  the metal the signal is still 31 to 55 % of that on the superconductor.

*At another frequency, height and Lambda* (normal spot, one of the three changed at a time):

| what is changed | drive, of the window | Lambda | normal diameter | wall | 10-90 % | 25-75 % | jump before the slit |
|---|---|---|---|---|---|---|---|
| nothing | 1.2 of 1.062 to 1.595 | 0.156 z0 | 4.41 z0 | 0.88 z0 | 3.23 z0 | 2.03 z0 | 3.05 z0 |
| Lambda 1.5 times as long | 1.2 | 0.234 z0 | 4.25 z0 | 1.23 z0 | 3.10 z0 | 2.10 z0 | 3.1 z0 |
| height 50 nm | 1.2 of 1.108 to 1.680 | 0.313 z0 | 4.08 z0 | 1.56 z0 | 3.14 z0 | 2.14 z0 | 3.1 z0 |
| frequency 200 GHz | 1.5 of 1.303 to 2.522 | 0.156 z0 | 4.96 z0 | 1.01 z0 | 3.55 z0 | 2.13 z0 | 3.1 z0 |

The edge is 0.72 to 0.77 normal diameters wide in all of them, while it is 2.0 to 3.7 walls wide: it goes with the spot and hardly with the
wall. The jump comes where radius plus 0.6 to 1 wall reaches the slit. Over z0 all of it hardly changes, so that half the height sees
things half as large. The lower frequency needs a higher drive and gains nothing in sharpness, with a cold spot neither (drive 1.2, below
the window: > 8.7 z0 and 5.1 z0).

*Shorter Lambda, and InOx*, on a raster of z0/2, on which jumps are not seen. Under a tip 200 nm above the same NbN (Lambda = 0.078 z0,
cells of z0/16, drive 1.2 of 1.040 to 1.546) the spot is 4.59 z0 in diameter with a wall of 0.49 z0, and sees the slit 3.27 z0 wide by
10-90 % (0.71 diameters, 6.7 walls) and 1.97 z0 by 25-75 %. In 10 nm of InOx (z0 = 100 nm, 146 GHz, T_ph = 1.05 K, both over Tc about as
above, Lambda = 0.165 z0) at drive 1.2 of 1.037 to 1.518: 4.56 z0 in diameter, a wall of 0.99 z0, the slit 3.55 z0 wide by 10-90 % (0.78
diameters, 3.6 walls) and 2.21 z0 by 25-75 %; with a cold spot at 0.9 more than 8.7 z0 and 5.1 z0, as in NbN.

*The hot tip* (radius 50 nm, 1e7 S/m, otherwise as above), which the paper calls a much worse local probe, at the slit:

| tip | warms NbN by | inductance of 24 x 12 z0 changes by | 10-90 % | 25-75 % | sharpest flank |
|---|---|---|---|---|---|
| 300 K | 0.024 K | 8.4e-5 | 3.66 z0 | 1.81 z0 | 2.9 z0 |
| 1000 K | 0.89 K | 5.4e-3 | 5.05 z0 | 2.45 z0 | 3.8 z0 |
| 3000 K | 3.6 K | 6.3e-2 | 7.4 z0, plateaus not reached | 3.29 z0 | 4.4 z0 |

- Refuted: it does not see less sharply. At 300 K an edge is 2.7 times as sharp (25-75 %) as with cold microwaves and about as sharp as with
  a normal spot, for its heat falls as 1/r^4 and not as 1/r^2, and it has an end beside normal metal too (`edge`: 4.64 and 2.36 z0). It has
  neither jumps nor a wall: a response in proportion to the power, whose widths do not depend on the tip's temperature up to some 300 K. Two
  channels one z0 wide are told apart from 4.1 z0 on (between 4 and 6 z0).
- Confirmed: it gives little to see, at 300 K some 6000 times less than a normal spot (which changes the inductance by 0.52 at a height of
  50 nm), and it makes nothing normal. A hotter tip is no way out: the signal grows less than the fourth power of its temperature and
  the image blurs, because cooling rises so steeply that far from the tip the film is warmed by more than its share.

Errors: on cells of z0/12 instead of z0/8 (drive 1.2, hot) the 10-90 % width changes by 0.001 z0, the 25-75 % one by 0.0006 z0, the signal
by 0.6 % at most; under the hot tip at 300 K by 0.0008 z0, 0.0006 z0 and 1e-5 on the left. Flanks narrower than the raster of z0/4
are told as one step: the jumps of the second table are known to z0/8. Widths across a jump depend on where the raster meets it: on rasters
of z0/4 and z0/8 the slit at drive 1.2 is 3.16 and 3.19 z0 wide by 10-90 %, with the jumps resolved 3.23 z0; by 25-75 %, where none is, it
is 2.02 z0 on both. There were 6 z0 of film beyond the lines, whose edge was warmer than
the phonons by 2 mK under the hot tip at 300 K, but by 0.9 K at 3000 K and by 1.2 to 1.9 K under the microwave tip. The film's own
current, which avoids the normal spot, will change the numbers of the microwave tip. In colder films the warmth of a hot tip goes
farther (its relaxation length at the phonons' temperature is 8.4 z0 in InOx at 0.2 Tc, 1.4 z0 here), which was not tried.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from quenchmap.errors import AccuracyWarning
from quenchmap.progress import Progress, telling
from quenchmap.scan.resolution.continuation import refuse_another
from quenchmap.scan.resolution.layout import Layout
from quenchmap.scan.resolution.outcome import Outcome
from quenchmap.scan.resolution.probe_line import Place, Plan, ProbeLine, measure
from quenchmap.scan.resolution.setting import Setting
from quenchmap.scan.resolution.spot_scale import SpotScale, spot_scale
from quenchmap.shown import Pictured
from quenchmap.storage import Savable

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from quenchmap.scan.cluster import Cluster
    from quenchmap.table import Table


@dataclass(frozen=True, eq=False, repr=False)
class ResolutionStudy(Pictured, Savable):
    """Line scans over model samples, for several settings.

    Attributes:
        layout: What was measured.
        settings: How the probe was run.
        spots: Scale of the spot in the uniform film, for each setting.
        lines: The line scans; some of them, when the study was interrupted.
        version: Of quenchmap, which computed them.
    """

    layout: Layout
    settings: tuple[Setting, ...]
    spots: tuple[SpotScale, ...]
    lines: Mapping[Place, ProbeLine]
    version: str = field(default_factory=partial(version, "quenchmap"))

    @property
    def places(self) -> list[Place]:
        """All lines that belong to the study."""
        return Plan(self.layout, self.settings).places

    @property
    def complete(self) -> bool:
        """Whether all lines are there."""
        return len(self.lines) == len(self.places)

    @cached_property
    def rows(self) -> tuple[Outcome, ...]:
        """What the lines of each setting say, of the parts that are whole."""
        lacking = {(p.setting, p.part) for p in self.places if p not in self.lines}
        whole = {place: line for place, line in self.lines.items() if (place.setting, place.part) not in lacking}
        return tuple(
            Outcome(setting, self.layout, spot, {(p.part, p.number): line for p, line in whole.items() if p.setting == i})
            for i, (setting, spot) in enumerate(zip(self.settings, self.spots))
        )

    def summary(self) -> dict[str, Any]:
        """The numbers as plain values, in SI."""
        from quenchmap.scan.resolution.study_table import summary

        return summary(self)

    def to_dataset(self) -> xr.Dataset:
        """All lines on (line, point) with units, and all inputs as attributes."""
        from quenchmap.scan.resolution.study_storage import to_dataset

        return to_dataset(self)

    def plot(self) -> Figure:
        """Edge responses, modulation transfer and widths; see `quenchmap.scan.resolution.figure`."""
        from quenchmap.scan.resolution.figure import plot_study

        return plot_study(self)

    def __repr__(self) -> str:
        return f"<resolution of {len(self.settings)} settings, {self.counted} line scans>"

    @property
    def counted(self) -> str:
        """How many lines there are, in words."""
        return str(len(self.lines)) if self.complete else f"{len(self.lines)} of {len(self.places)}"

    def table(self) -> Table:
        """One line for each setting."""
        from quenchmap.scan.resolution.study_table import study_table

        return study_table(self)


def resolution_study(
    settings: Iterable[Setting],
    layout: Layout | None = None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    jobs: Cluster | None = None,
    begun: ResolutionStudy | None = None,
    keep: Callable[[ResolutionStudy], None] | None = None,
    progress: Progress = True,
) -> ResolutionStudy:
    """Measure the resolution of the probe. After Ctrl-C the study holds the lines that were computed.

    Args:
        settings: How the probe is run; see `quenchmap.scan.resolution.setting.settings`.
        layout: What is measured, and on which cells.
        workers: Processes of this machine, by default one for each core; 0 computes in this process.
        scheduler: Address of a Dask scheduler in place of own workers.
        jobs: Jobs of a queueing system in place of both.
        begun: The same study, interrupted, such as `quenchmap.load("study.nc")`: its lines are not computed again.
        keep: Called after each line with the study so far, to save it.
        progress: Show what happens, in a terminal or a notebook; or a function, called with each line.

    Raises:
        ValueError: For a layout whose edges do not lie between cells, no settings, and another study that was begun.
        KeyboardInterrupt: After Ctrl-C before the first line.
        ClusterError: When the scheduler is gone.
        ConvergenceError: When the states of a uniform film cannot be followed.
    """
    plan = Plan(layout or Layout(), tuple(settings))
    places = plan.places
    if not places:
        raise ValueError("A resolution is measured for settings, but there are none. Give at least one `Setting`.")
    for place in places:
        plan.scan(place)  # refuses what makes no sample before any is computed
    if begun is not None:
        refuse_another(begun, plan)
    lines = {} if begun is None else dict(begun.lines)
    with telling(progress) as tell:
        tell("Finding the spots of the uniform films")
        spots = tuple(spot_scale(setting) for setting in plan.settings) if begun is None else begun.spots

        def so_far() -> ResolutionStudy:
            return ResolutionStudy(plan.layout, plan.settings, spots, {place: lines[place] for place in places if place in lines})

        def done(place: Place, line: ProbeLine) -> None:
            lines[place] = line
            if keep is not None:
                keep(so_far())
            tell(f"Scanning model samples: {len(lines)} of {len(places)} lines")

        missing = [place for place in places if place not in lines]
        try:
            if missing:
                tell("Scanning model samples")
                measure(plan, missing, workers=workers, scheduler=scheduler, jobs=jobs, done=done)
        except KeyboardInterrupt:
            if not lines:
                raise
    found = so_far()
    if not found.complete:
        told = f"Interrupted: the study holds {found.counted} lines. Give it as `begun` (--resume on the command line) to go on."
        warnings.warn(told, AccuracyWarning, stacklevel=2)
    return found
