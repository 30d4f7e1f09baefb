r"""The scale of the spot itself in the uniform film, beside which a resolution is judged: its radius and the width of its wall."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from quenchmap.errors import ValidityWarning
from quenchmap.scan.resolution.setting import Setting
from quenchmap.spot.hotspot import HotSpot

#: 10-90 % width of a planar wall between the cold and the hot state over Lambda, for the paper's parameters (4 to 9 elsewhere).
PLANAR_WALL = 7.4


@dataclass(frozen=True)
class SpotScale:
    """Of a setting's state in its uniform film, m.

    Attributes:
        outer_radius: Where T = Tc; None where the film stays superconducting.
        wall: 10-90 % width of the spot's own wall, from the local hot state to the local cold one; None where there is no wall.
        states: How many steady states there are at the drive.
    """

    outer_radius: float | None
    wall: float | None
    states: int

    @property
    def diameter(self) -> float | None:
        """Of the normal region, m."""
        return None if self.outer_radius is None else 2 * self.outer_radius


def spot_scale(setting: Setting) -> SpotScale:
    """Radius and wall of the lowest ("cold") or highest ("hot") state, from the elements of `HotSpot`.

    Validity warnings of the hot spot are its own affair: see `HotSpot.checks`.

    Raises:
        ConvergenceError: When a branch of states cannot be followed.

    Accuracy:
        Radius and wall to about 1e-10 z0, the fixed current being exact for the uniform film.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)
        spot = HotSpot(setting.film, setting.tip, setting.phonon_temperature, gap_model=setting.gap_model)
        states = spot.states(drive=setting.drive)  # a hot tip has none
    known = states[0 if setting.protocol == "cold" else -1].observables()

    def value(name: str) -> float | None:
        return known[name].value if name in known else None

    return SpotScale(value("outer_radius"), value("wall_width"), len(states))
