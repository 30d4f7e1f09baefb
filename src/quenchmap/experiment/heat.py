"""From a description to a sample that is heated by a tip which stands still."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from quenchmap.experiment.build import given, require, tip_of
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.heating_tip import drive_of, of_the_tip
from quenchmap.experiment.lengths import lengths
from quenchmap.experiment.results import load
from quenchmap.experiment.sample import sample
from quenchmap.sample.heat.state import HeatState


def run_heat(experiment: Experiment, start: Path | None = None, stage: Callable[[str], None] = lambda name: None) -> HeatState:
    """The heated sample that is described.

    Args:
        experiment: The description.
        start: File of a heated sample on the same cells, from which time leads on; None for the protocol that is described.
        stage: Called with the name of each stage as it begins.

    Raises:
        ValueError: For keys that are missing, contradict each other, or are not physical.
        ConvergenceError: When no steady state is reached.
    """
    described = experiment.sample
    if described.protocol == "drag":
        raise ValueError("A tip that stands still drags nothing: protocol 'drag' is for maps. Use 'cold' or 'hot', or `quenchmap scan`.")
    made = () if described.file is not None else ("film.material", "film.thickness", "sample.kind")
    require(experiment, (*made, *of_the_tip(experiment)))
    tip = tip_of(experiment.tip)
    if start is not None and described.protocol is not None:
        raise ValueError(f"Either the file {str(start)!r} says where the state starts or `protocol` does, but both came. Keep one.")
    protocol: Any = described.protocol or "cold"
    if start is not None:
        protocol = load(start)
        if not isinstance(protocol, HeatState):
            raise ValueError(f"{str(start)!r} holds no heated sample to start from. Give what `quenchmap sample heat --output` wrote.")
    new = sample(experiment, stage)
    options = given(experiment, ("phonon_temperature", "gap_model"))
    options |= given(described, ("spreading",))
    if described.position is not None:
        x, y = lengths("position", described.position)
        options["position"] = (x, y)
    return new.heat(tip, drive_of(experiment, new.film, tip), protocol=protocol, progress=stage, **options)
