"""Going on with a study that was begun: only with the same one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

from quenchmap.scan.description import differences

if TYPE_CHECKING:
    from quenchmap.scan.resolution.probe_line import Plan
    from quenchmap.scan.resolution.setting import Setting
    from quenchmap.scan.resolution.study import ResolutionStudy


def refuse_another(begun: ResolutionStudy, plan: Plan) -> None:
    """Refuse to go on with a study other than the planned one.

    Raises:
        ValueError: With what differs, or the version that computed it.
    """
    here = version("quenchmap")
    if begun.version != here:
        raise ValueError(f"The study was begun by quenchmap {begun.version}, and this is {here}. Use that version for it.")
    other = differences(dataclasses.asdict(begun.layout), dataclasses.asdict(plan.layout)) + _other_settings(begun.settings, plan.settings)
    if other:
        raise ValueError(f"Another study was begun: {'; '.join(other)}. Give its own parameters, or another name for a new study.")


def _other_settings(stored: Sequence[Setting], asked: Sequence[Setting]) -> list[str]:
    """What differs; by the settings' names alone where these do."""
    names, others = (", ".join(setting.name for setting in settings) for settings in (stored, asked))
    if names != others:
        return differences({"settings": names}, {"settings": others})
    pairs = enumerate(zip(stored, asked), start=1)
    return [text for k, (one, other) in pairs for text in differences(one.description(), other.description(), f"setting {k}, ")]
