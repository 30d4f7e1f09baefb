"""What a description must say of the tip that heats a sample, and how strongly it drives."""

from quenchmap.experiment.build import stated_strength, strength
from quenchmap.experiment.description import Experiment
from quenchmap.material.film import Film
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip


def of_the_tip(experiment: Experiment, *, driven: bool = True) -> tuple[str, ...]:
    """Keys of tip and phonons that a run needs: those of a hot tip if there is a temperature, else frequency and, if `driven`, strength.

    Raises:
        ValueError: For a hot tip with a strength, and for several strengths.
    """
    stated = stated_strength(experiment)
    if experiment.tip.temperature is None:
        return ("tip.height", "tip.frequency", "phonon_temperature", *((stated or "drive",) if driven else ()))
    if stated is not None:
        raise ValueError(f"A hot tip heats by its temperature and takes no `{stated}`. Remove it.")
    return ("tip.height", "tip.temperature", "tip.radius", "tip.conductivity", "phonon_temperature")


def drive_of(experiment: Experiment, film: Film, tip: MicrowaveTip | HotTip) -> float | None:
    """The drive j_max/j* that is stated, by whatever means; None for a hot tip."""
    if isinstance(tip, HotTip):
        return None
    stated = strength(experiment)
    return stated["drive"] if "drive" in stated else tip.drive(film, **stated)
