"""From a description to the states of the hot spot."""

from collections.abc import Callable

from quenchmap.experiment.build import hot_spot, strength
from quenchmap.experiment.description import Experiment
from quenchmap.spot.collection import States


def run(experiment: Experiment, stage: Callable[[str], None] = lambda name: None) -> States:
    """Every steady state of the run that is described.

    Args:
        experiment: The description.
        stage: Called with the name of each stage as it begins.

    Raises:
        ValueError: For keys that are missing, contradict each other, or are not physical.
        ConvergenceError: When a branch of states cannot be followed.
    """
    spot = hot_spot(experiment)
    stage("Tabulating the film's response")
    _ = spot.response
    stage("Finding every steady state")
    return spot.states(**strength(experiment))
