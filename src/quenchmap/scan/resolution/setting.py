"""What a resolution is measured for: film, tip, phonon temperature, drive, and which of the states."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

from quenchmap.errors import checked_positive, closest
from quenchmap.material.film import Film
from quenchmap.material.gap import GapModel
from quenchmap.sample.heat.problem import Spreading, refuse_current
from quenchmap.sample.heat.tip import Tip, restored, strength
from quenchmap.scan.scan import Protocol
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import Quantity, engineering, si


@dataclass(frozen=True)
class Setting:
    """One way to run the probe.

    Attributes:
        film: The uniform film of which the model samples are made.
        tip: The tip.
        phonon_temperature: K.
        drive: j_max/j* of the film; None for a hot tip.
        protocol: "cold" or "hot", the state at each position; the same where only one exists, as under a hot tip.
        spreading: How the tip's current flows, see `quenchmap.sample.heat.heating.heat`; "fixed" unless given, None for a hot tip.
        gap_model: Which gap.
        label: What to call it.
    """

    film: Film
    tip: Tip
    phonon_temperature: float
    drive: float | None = None
    protocol: Protocol = "cold"
    spreading: Spreading | None = None
    gap_model: GapModel = "sheahen"
    label: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.tip, MicrowaveTip | HotTip):
            raise TypeError(f"A sample is scanned with a MicrowaveTip or a HotTip, but tip={self.tip!r}.")
        if self.protocol not in get_args(Protocol):
            raise ValueError(
                f"`protocol` is what makes a state, but protocol={self.protocol!r}. {closest(str(self.protocol), get_args(Protocol))}"
            )
        if isinstance(self.tip, HotTip):
            refuse_current(drive=self.drive, spreading=self.spreading)
            return
        if self.drive is None:
            raise ValueError("A microwave tip heats by its drive j_max/j*, but drive=None. Give one.")
        checked_positive("drive", self.drive, "j_max/j*, the peak current density over its natural scale,")
        if self.spreading is None:
            object.__setattr__(self, "spreading", "fixed")  # the dataclass is frozen

    @property
    def relaxation_length(self) -> float:
        """Lambda/z0."""
        return self.film.material.relaxation_length / self.tip.height

    @property
    def name(self) -> str:
        """The label, or drive and protocol, or the temperature of a hot tip."""
        if self.label:
            return self.label
        if self.drive is None:
            return strength(self.tip, None) + (", hot" if self.protocol == "hot" else "")
        return f"{self.drive:.4g} {self.protocol}"

    def description(self) -> dict[str, Any]:
        """As plain values."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name not in ("film", "tip")}
        return values | {"film": self.film.description(), "tip": dataclasses.asdict(self.tip)}

    @classmethod
    def from_description(cls, values: dict[str, Any]) -> Setting:
        """The inverse of `description`."""
        made = {"film": Film.from_description(values["film"]), "tip": restored(values["tip"])}
        return cls(**(values | made))


def settings(
    film: Film | Iterable[Film],
    tip: Tip | Iterable[Tip],
    *,
    phonon_temperature: Quantity,
    drive: float | Iterable[float] | None = None,
    protocol: Protocol | Iterable[Protocol] | None = None,
    spreading: Spreading | None = None,
    gap_model: GapModel = "sheahen",
) -> tuple[Setting, ...]:
    """Every combination of films, tips, drives and protocols.

    Args:
        film: One or several, such as films of different Lambda.
        tip: One or several, such as tips of different height or frequency, or hot ones.
        phonon_temperature: K.
        drive: j_max/j*, one or several, of microwave tips; hot ones have none.
        protocol: "cold", "hot", or both; unless given both for microwave tips, and "cold" for hot ones, under which both are the same.
        spreading: How the current of microwave tips flows; "fixed" unless given.
        gap_model: Which gap.

    Raises:
        TypeError: For what is no tip.
        ValueError: For values that are not physical, for empty lists, and for a drive or spreading without a microwave tip.

    Example:
        >>> film, heights = Film("NbN", thickness="10 nm"), ("50 nm", "100 nm")
        >>> tips = [MicrowaveTip(height=height, frequency="417 GHz") for height in heights]
        >>> [s.name for s in settings(film, tips, phonon_temperature="3 K", drive=[0.5, 1.2], protocol="hot")]
        ['0.5 hot, 50 nm high', '1.2 hot, 50 nm high', '0.5 hot, 100 nm high', '1.2 hot, 100 nm high']
    """
    T = checked_positive("phonon_temperature", si(phonon_temperature, "K", "phonon_temperature"), "the temperature of the phonons in K")
    films = [film] if isinstance(film, Film) else list(film)
    tips = list(tip) if isinstance(tip, Iterable) else [tip]
    drives = list(drive) if isinstance(drive, Iterable) else [drive]
    protocols = None if protocol is None else [protocol] if isinstance(protocol, str) else list(protocol)
    if tips and all(isinstance(t, HotTip) for t in tips):
        refuse_current(drive=drive, spreading=spreading)
    frequencies = {t.frequency for t in tips if isinstance(t, MicrowaveTip)}
    made = []
    for f, t in itertools.product(films, tips):
        told = [
            *([engineering(t.height, "m") + " high"] if len({one.height for one in tips}) > 1 else []),
            *([engineering(t.frequency, "Hz")] if isinstance(t, MicrowaveTip) and len(frequencies) > 1 else []),
            *([f"{f.material.name}, Λ = {engineering(f.material.relaxation_length, 'm')}"] if len(films) > 1 else []),
        ]
        hot = isinstance(t, HotTip)
        states = protocols if protocols is not None else ["cold"] if hot else ["cold", "hot"]
        for a, p in itertools.product([None] if hot else drives, states):
            setting = Setting(f, t, T, a if a is None else float(a), p, None if hot else spreading, gap_model)  # type: ignore[arg-type]
            made.append(dataclasses.replace(setting, label=", ".join([setting.name, *told])) if told else setting)
    if not made:
        raise ValueError("A resolution is that of settings, but a list of films, tips, drives or protocols is empty. Give one of each.")
    return tuple(made)
