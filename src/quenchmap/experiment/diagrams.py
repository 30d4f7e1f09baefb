"""From a description to diagrams: states against a parameter, folds against a parameter, the loop of an experiment."""

from collections.abc import Callable
from typing import Any

from quenchmap.experiment.build import hot_spot, strength
from quenchmap.experiment.description import Experiment
from quenchmap.spot.diagram.result import Diagram
from quenchmap.spot.fold_diagram.result import FoldDiagram
from quenchmap.spot.hotspot import HotSpot
from quenchmap.spot.hysteresis.result import Hysteresis
from quenchmap.tip.hot import HotTip

#: Called with the name of each stage as it begins.
Stage = Callable[[str], None]


def run_branch(experiment: Experiment, parameter: str, low: str | None, high: str | None, stage: Stage = lambda name: None) -> Diagram:
    """Every state against a parameter, at the described drive or tip current where the parameter is another one.

    Raises:
        ValueError: For keys that are missing, and for a parameter or a range that makes no sense.
        ConvergenceError: When the states cannot be found.
    """
    spot = _spot(experiment, parameter != "drive", stage)
    held: dict[str, Any] = {}
    if parameter != "drive" and not isinstance(spot.tip, HotTip):
        stated = strength(experiment)
        held = stated if stated.keys() <= {"drive", "current"} else {"drive": spot.drive(**stated)}
    return spot.branch(parameter, between=_range(parameter, low, high), progress=stage, **held)


def run_fold_curve(
    experiment: Experiment, parameter: str, low: str | None, high: str | None, stage: Stage = lambda name: None
) -> FoldDiagram:
    """The folds in the drive against a parameter.

    Raises:
        ValueError: For keys that are missing, and for a parameter or a range that makes no sense.
        NoSuchStateError: Where there is no fold.
        ConvergenceError: When the folds cannot be found.
    """
    spot = _spot(experiment, False, stage)
    between = _range(parameter, low, high)
    if between is None:
        raise ValueError(f"The range of {parameter} is missing: give its two ends, --from and --to.")
    return spot.fold_curve(parameter, between=between, progress=stage)


def run_hysteresis(experiment: Experiment, low: str | None, high: str | None, points: int, stage: Stage = lambda name: None) -> Hysteresis:
    """The loop of an experiment in which the drive rises and falls slowly.

    Raises:
        ValueError: For keys that are missing, and for a range that makes no sense.
        ConvergenceError: When the states cannot be followed.
    """
    spot = _spot(experiment, False, stage)
    loss = experiment.line_loss if experiment.line_loss is not None else 0.0
    return spot.hysteresis(_range("drive", low, high), points=points, line_loss=loss, progress=stage)


def _spot(experiment: Experiment, driven: bool, stage: Stage) -> HotSpot:
    spot = hot_spot(experiment, driven=driven)
    stage("Tabulating the film's response")
    _ = spot.response
    return spot


def _range(parameter: str, low: str | None, high: str | None) -> Any:
    if low is None and high is None:
        return None
    if low is None or high is None:
        raise ValueError(f"The range of {parameter} needs both ends: give --from and --to.")
    return low, high
