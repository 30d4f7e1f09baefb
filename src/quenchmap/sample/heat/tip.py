"""The tips that heat a sample: as plain values, and in words."""

from __future__ import annotations

from typing import Any, TypeAlias

from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import engineering

#: What can heat a sample.
Tip: TypeAlias = MicrowaveTip | HotTip


def restored(values: dict[str, Any]) -> Tip:
    """The tip of which `dataclasses.asdict` made plain values.

    Example:
        >>> restored({"height": 1e-7, "temperature": 300.0, "radius": 5e-8, "conductivity": 1e7})
        HotTip(height=1e-07, temperature=300.0, radius=5e-08, conductivity=10000000.0)
    """
    return HotTip(**values) if "temperature" in values else MicrowaveTip(**values)


def numbers(tip: Tip) -> dict[str, float]:
    """What of a tip the heat depends on, SI.

    Example:
        >>> numbers(MicrowaveTip("100 nm", "417 GHz", radius="50 nm"))
        {'height': 1e-07, 'frequency': 417000000000.0}
    """
    if isinstance(tip, HotTip):
        return {"height": tip.height, "temperature": tip.temperature, "radius": tip.radius, "conductivity": tip.conductivity}
    return {"height": tip.height, "frequency": tip.frequency}


def told(tip: Tip) -> str:
    """Height, and frequency or temperature.

    Example:
        >>> told(HotTip("100 nm", "300 K", "50 nm", "1e7 S/m"))
        '100 nm high, at 300 K'
    """
    if isinstance(tip, HotTip):
        return f"{engineering(tip.height, 'm')} high, at {tip.temperature:.4g} K"
    return f"{engineering(tip.height, 'm')} high, {engineering(tip.frequency, 'Hz')}"


def strength(tip: Tip, drive: float | None) -> str:
    """What says how strongly a tip heats: the drive j_max/j*, or the temperature of a hot tip.

    Example:
        >>> strength(HotTip("100 nm", "300 K", "50 nm", "1e7 S/m"), None)
        'hot tip, 300 K'
    """
    return f"hot tip, {tip.temperature:.4g} K" if isinstance(tip, HotTip) else f"drive {drive:.4g}"
