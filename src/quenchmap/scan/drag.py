"""How a tip is dragged along the lines of a raster while the film follows it in time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from quenchmap.errors import checked_positive, closest
from quenchmap.material.substance import Material
from quenchmap.units import Quantity, engineering, si

#: How a line begins.
Begin: TypeAlias = Literal["cold", "hot"]
#: What becomes of a spot that is lost.
WhenLost: TypeAlias = Literal["stay", "reignite"]

_STRIDE = 0.25  # z0: farther the tip does not go at once

Place: TypeAlias = tuple[float, float]


@dataclass(frozen=True, init=False)
class Drag:
    """The tip is dragged along each line and back, and the film follows in time: what it was decides on what it becomes.

    Args:
        dwell: Time that the tip stands at each pixel, s.
        speed: Of the tip between pixels, m/s.
        heat_capacity: Heat capacity over that of the electrons alone: 1 unless phonons or the substrate take part.
        begin: How a line begins: "cold", at the phonons' temperature when the tip is switched on over the first pixel, or "hot", with the
            spot that is left there by a film hotter than any state.
        when_lost: Where a spot is lost it may "stay" lost until the film ignites by itself, or the experimenter may "reignite" it: made
            hotter than any state there, and at each pixel that follows until there is a spot again.

    Attributes are the arguments, in SI.

    Raises:
        ValueError: For times and speeds that are not positive, a heat capacity below 1, and unknown rules.

    Example:
        >>> drag = Drag(dwell="1 ms", speed="10 um/s")
        >>> drag.speed, drag.begin
        (1e-05, 'cold')
    """

    dwell: float
    speed: float
    heat_capacity: float
    begin: Begin
    when_lost: WhenLost

    def __init__(
        self,
        *,
        dwell: Quantity,
        speed: Quantity,
        heat_capacity: float = 1.0,
        begin: Begin = "cold",
        when_lost: WhenLost = "stay",
    ) -> None:
        factor = si(heat_capacity, "", "heat_capacity")
        if factor < 1:
            raise ValueError(
                f"`heat_capacity` is over that of the electrons alone, which always take part, but heat_capacity={heat_capacity!r}. "
                "Use 1 or more."
            )
        for name, rule, known in (("begin", begin, get_args(Begin)), ("when_lost", when_lost, get_args(WhenLost))):
            if rule not in known:
                meaning = "how a line begins" if name == "begin" else "what becomes of a spot that is lost"
                raise ValueError(f"`{name}` is {meaning}, but {name}={rule!r}. {closest(str(rule), known)}")
        values = {
            "dwell": checked_positive("dwell", si(dwell, "s", "dwell"), "how long the tip stands at a pixel, in s,"),
            "speed": checked_positive("speed", si(speed, "m/s", "speed"), "that of the tip between pixels, in m/s,"),
            "heat_capacity": factor,
            "begin": begin,
            "when_lost": when_lost,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)  # the dataclass is frozen

    def thermal_time(self, material: Material) -> float:
        r"""Unit of time in which the film follows, s: $\Lambda^2/D$ times the factor of the heat capacity.

        Raises:
            ValueError: When the material's diffusion coefficient is not known.
        """
        D = material.diffusion_coefficient
        if D is None:
            raise ValueError(
                f"A drag is told in seconds, for which {material.name} needs its `diffusion_coefficient`, but it was not given. "
                "Use for example `film.replace(material=film.material.replace(diffusion_coefficient='0.5 cm**2/s'))`, or "
                "protocol='cold' or 'hot'."
            )
        return self.heat_capacity * material.relaxation_length**2 / D

    def strides(self, begin: Place, end: Place, height: float) -> tuple[Sequence[Place], float]:
        """Places between two pixels at which the tip stands in turn, the middle of each stride, and how long at each, s."""
        distance = math.dist(begin, end)
        count = max(1, math.ceil(distance / (_STRIDE * height) * (1 - 1e-9)))
        middles = [(k + 0.5) / count for k in range(count)]
        places = [(begin[0] + m * (end[0] - begin[0]), begin[1] + m * (end[1] - begin[1])) for m in middles]
        return places, distance / count / self.speed

    @property
    def rule(self) -> str:
        """How a line begins and goes on, in words."""
        lost = "stays lost" if self.when_lost == "stay" else "is ignited again"
        return f"along each line and back, from {self.begin}; a spot that is lost {lost}"

    @property
    def pace(self) -> str:
        """Dwell, speed and heat capacity, in words."""
        capacity = "" if self.heat_capacity == 1 else f", heat capacity {self.heat_capacity:.4g} times that of the electrons"
        return f"{engineering(self.dwell, 's')} at each pixel, {engineering(self.speed, 'm/s')} between{capacity}"

    def __str__(self) -> str:
        return "drag"
