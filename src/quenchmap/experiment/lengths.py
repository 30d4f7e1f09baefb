"""Lists of lengths, as they are written with commas."""

from typing import Any

from pydantic_core.core_schema import ValidationInfo

from quenchmap.units import si

#: Keys that are lists of lengths: how many, and what they are.
SHAPES = {
    "size": ((1, 2), "the width and the height of the sample, or one length for a square"),
    "constriction": ((2, 3), "the width and the length of the neck, and perhaps over which length it tapers"),
    "slit": ((5,), "x and y of one end, x and y of the other, and the width"),
    "hole": ((3,), "x and y of the centre, and the radius"),
    "position": ((2,), "x and y of the tip"),
    "area": ((1, 2), "the width and the height that is scanned, or one length for a square"),
    "centre": ((2,), "x and y of the middle of what is scanned"),
}


def lengths(name: str, text: str) -> list[float]:
    """Lengths in m from a list with commas, as many as the key needs.

    Example:
        >>> lengths("hole", "100 nm, 0 nm, 80 nm")
        [1e-07, 0.0, 8e-08]
    """
    counts, meaning = SHAPES[name]
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in counts or not all(parts):
        raise ValueError(f"`{name}` is {meaning}, separated by commas, but {name}={text!r}.")
    return [0.0 if part.lstrip("-") == "0" else si(part, "m", name) for part in parts]  # 0 needs no unit


def checked_lengths(value: Any, info: ValidationInfo) -> Any:
    """For the validators of keys that are lists of lengths, or several of them."""
    for text in (value,) if isinstance(value, str) else value or ():
        lengths(info.field_name or "", text)
    return value
