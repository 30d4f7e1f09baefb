"""From a description to a study of resolution, and from a saved map to what it resolves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from quenchmap.errors import ClusterError, closest
from quenchmap.experiment.build import film, given, require, stated_strength, tip_of
from quenchmap.experiment.description import Experiment, TipDescription
from quenchmap.experiment.heating_tip import drive_of, of_the_tip
from quenchmap.experiment.results import load, save
from quenchmap.experiment.scan import cluster
from quenchmap.scan.map import Map
from quenchmap.scan.resolution.layout import Layout, Part
from quenchmap.scan.resolution.map_resolution import MapResolution, map_resolution
from quenchmap.scan.resolution.setting import Setting, settings
from quenchmap.scan.resolution.study import ResolutionStudy, resolution_study
from quenchmap.tip.hot import HotTip
from quenchmap.units import si

#: Drives that are studied unless said: below, in and above the bistable window of the paper's parameters.
DRIVES = (0.5, 0.9, 1.2, 1.5)


def of_map(path: Path, quantity: str | None, trace: str | None) -> MapResolution:
    """What a saved map resolves.

    Raises:
        ValueError: For a file that holds no map, an unknown quantity or trace, and a map that says nothing.
        FileNotFoundError: Where there is none.
    """
    found = load(path)
    if not isinstance(found, Map):
        raise ValueError(f"{str(path)!r} holds no map. Give the folder that `quenchmap scan --output` wrote.")
    for name, value, known in (("quantity", quantity, found.scan.quantities), ("trace", trace, found.scan.traces)):
        if value is not None and value not in known:
            raise ValueError(f"The map has no {name} {value!r}. {closest(value, known)}")
    return map_resolution(found, quantity or "inductance_change", trace=trace or 0)


def planned(
    experiment: Experiment,
    *,
    drives: str | None = None,
    protocols: str | None = None,
    heights: str | None = None,
    frequencies: str | None = None,
) -> tuple[Setting, ...]:
    """The settings that are described; lists are written with commas.

    Args:
        experiment: Film, tip and phonon temperature.
        drives: j_max/j*; the description's own strength unless given, and `DRIVES` where there is none. None for a hot tip.
        protocols: "cold", "hot" or both; unless given both, and "cold" for a hot tip.
        heights: Of the tip, in place of the description's.
        frequencies: Likewise, of a microwave tip.

    Raises:
        ValueError: For keys that are missing, contradict each other, or are not physical.
    """
    given_as_lists = {"tip.height": heights, "tip.frequency": frequencies}
    own = [key for key in of_the_tip(experiment, driven=False) if given_as_lists.get(key) is None]
    require(experiment, ("film.material", "film.thickness", *own))
    made = film(experiment.film)
    tips = [
        tip_of(_replaced(experiment.tip, height=height, frequency=frequency))
        for height in _listed("heights", heights, "m")
        for frequency in _listed("frequencies", frequencies, "Hz")
    ]
    strengths: list[float] | None
    if drives is not None:
        strengths = [si(drive, "", "drives") for drive in _listed("drives", drives, None) if drive is not None]
    elif stated_strength(experiment) is not None:
        drive = drive_of(experiment, made, tips[0])
        strengths = None if drive is None else [drive]
    else:
        strengths = None if isinstance(tips[0], HotTip) else list(DRIVES)
    states: Any = [p for p in _listed("protocols", protocols, None) if p is not None] or None
    options: dict[str, Any] = given(experiment, ("phonon_temperature", "gap_model")) | given(experiment.sample, ("spreading",))
    return settings(made, tips, drive=strengths, protocol=states, **options)


def layout(*, parts: str | None = None, cells: int | None = None, steps: int | None = None) -> Layout:
    """What is measured.

    Args:
        parts: Model samples, with commas; all unless given.
        cells: Per tip height.
        steps: Of the raster per tip height.
    """
    options: dict[str, Any] = {"cells": cells}
    if parts is not None:
        options["parts"] = tuple(part for part in _listed("parts", parts, None))
        for part in options["parts"]:
            if part not in get_args(Part):
                raise ValueError(f"A resolution is measured on model samples, but not on {part!r}. {closest(str(part), get_args(Part))}")
    if steps is not None:
        options["steps"] = steps
    return Layout(**options)


def run_study(
    experiment: Experiment,
    of: tuple[Setting, ...],
    on: Layout,
    *,
    workers: int | None,
    scheduler: str | None,
    resume: bool = False,
    stage: Callable[[str], None] = lambda name: None,
) -> ResolutionStudy:
    """The study, on who is said or described to compute; it grows in the output, if there is one, line by line.

    Args:
        experiment: Who computes and where the study goes.
        of: The settings.
        on: What is measured.
        workers: Processes of this machine.
        scheduler: Address of a Dask scheduler.
        resume: Go on with the study in the output: its lines are not computed again.
        stage: Called with what happens.

    Raises:
        ValueError: For lengths that are not whole numbers of cells, and an output that holds another study, or, unless `resume`, an
            incomplete one.
        ClusterError: When the scheduler is gone: what is done is kept.
    """
    path = experiment.output
    begun = _begun(path, resume=resume)
    keep = None if path is None else lambda study: save(study, experiment, path)
    jobs = cluster(experiment) if workers is None and scheduler is None else None
    who: dict[str, Any] = {"workers": workers, "scheduler": scheduler, "jobs": jobs}
    try:
        return resolution_study(of, on, **who, begun=begun, keep=keep, progress=stage)
    except ClusterError as error:
        kept = "" if path is None else f" What is done is kept in {path!r}: run the same study with --resume to go on."
        raise ClusterError(f"{error}{kept}") from error


def _begun(path: str | None, *, resume: bool) -> ResolutionStudy | None:
    """The study to go on with, if any; one that would be lost is not written over."""
    if path is None:
        if resume:
            raise ValueError("`--resume` goes on with a study that was kept, but `--output` does not say where. Give its file.")
        return None
    if not Path(path).exists():
        return None
    try:
        found = load(path)
    except (ValueError, OSError):
        if resume:
            raise
        return None  # nothing of ours: written over, as by other commands
    study = found if isinstance(found, ResolutionStudy) else None
    if resume and study is None:
        raise ValueError(f"{path!r} holds no study of resolution. Give the file that `quenchmap resolution --output` wrote.")
    if resume:
        return study
    if study is not None and not study.complete:
        told = f"{path!r} holds {study.counted} lines of a study that is not complete."
        raise FileExistsError(f"{told} Add --resume to go on with it, or choose another name.")
    return None


def _listed(name: str, text: str | None, unit: str | None) -> list[str | None]:
    """The parts of a list with commas, each with the unit that it should have; one None where there is no list."""
    if text is None:
        return [None]
    parts = [part.strip() for part in text.split(",")]
    if not all(parts):
        raise ValueError(f"`{name}` is a list with commas, but {name}={text!r} has an empty place.")
    if unit is not None:
        for part in parts:
            si(part, unit, name)
    return list(parts)


def _replaced(tip: TipDescription, **values: str | None) -> TipDescription:
    return tip.model_copy(update={key: value for key, value in values.items() if value is not None})
