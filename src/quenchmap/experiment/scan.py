"""From a description to a scan, and to who computes it."""

from collections.abc import Callable
from typing import Any

from quenchmap.experiment.build import given, require, tip_of
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.heating_tip import drive_of, of_the_tip
from quenchmap.experiment.lengths import lengths
from quenchmap.experiment.sample import sample
from quenchmap.scan.cluster import Cluster
from quenchmap.scan.drag import Drag
from quenchmap.scan.scan import Scan

_OF_A_DRAG = ("dwell", "speed", "heat_capacity", "begin", "when_lost")


def scan(experiment: Experiment, stage: Callable[[str], None] = lambda name: None) -> Scan:
    """The scan that is described.

    Raises:
        ValueError: For keys that are missing, contradict each other, or are not physical.
    """
    described = experiment.scan
    drag = ("scan.dwell", "scan.speed") if experiment.sample.protocol == "drag" else ()
    made = () if experiment.sample.file is not None else ("film.material", "film.thickness", "sample.kind")
    require(experiment, (*made, *of_the_tip(experiment), "scan.step", *drag))
    tip = tip_of(experiment.tip)
    film = sample(experiment, stage)
    options: dict[str, Any] = given(experiment, ("phonon_temperature", "gap_model"))
    options |= given(experiment.sample, ("spreading",)) | _protocol(experiment)
    options |= given(described, ("step", "fast_axis", "readout", "source", "drain"))
    if described.area is not None:
        sides = lengths("area", described.area)
        options["area"] = sides[0], sides[-1]
    if described.centre is not None:
        x, y = lengths("centre", described.centre)
        options["centre"] = x, y
    return Scan(film, tip, drive_of(experiment, film.film, tip), **options)


def _protocol(experiment: Experiment) -> dict[str, Any]:
    protocol = experiment.sample.protocol
    how: dict[str, Any] = given(experiment.scan, _OF_A_DRAG)
    if protocol == "drag":
        return {"protocol": Drag(**how)}
    if how:
        named = " and ".join(f"`{name}`" for name in how)
        raise ValueError(
            f"A tip that is dragged has {named}, but the protocol is {protocol or 'cold'!r}. Use protocol 'drag', or leave it out."
        )
    return given(experiment.sample, ("protocol",))


def cluster(experiment: Experiment) -> Cluster | None:
    """The jobs of a queueing system that are described, if any."""
    described = experiment.cluster
    if described.system is None:
        if described.jobs is not None or described.model_extra:
            raise ValueError(
                'The table [cluster] describes jobs of a queueing system, but does not say of which: add `system`, such as "slurm".'
            )
        return None
    return Cluster(described.system, 1 if described.jobs is None else described.jobs, dict(described.model_extra or {}))
