"""How a sample was made: told in one line, and followed again on other cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quenchmap.units import Quantity, engineering

if TYPE_CHECKING:
    from quenchmap.sample.sample import Sample

#: Constructors and changes that mean the same on any cells; `refined` only says that the cells are smaller.
MAKERS = ("uniform", "gaussian", "lognormal", "granular", "percolating")
CHANGES = ("with_disorder", "with_hole", "with_slit", "with_constriction", "strip", "with_patch", "mirrored", "replace")
_LENGTHS = (
    "correlation_length",
    "grain_size",
    "boundary_width",
    "droplet_size",
    "radius",
    "width",
    "length",
    "taper",
    "center",
    "size",
    "start",
    "stop",
)


def told(recipe: dict[str, Any]) -> str:
    """The recipe in words.

    Example:
        >>> told({"kind": "gaussian", "seed": 1, "changes": [{"change": "with_hole", "center": [0, 0], "radius": 1e-7}]})
        'gaussian: seed 1; hole: center (0 m, 0 m), radius 100 nm'
    """
    steps = [{"step": recipe["kind"]} | {k: v for k, v in recipe.items() if k not in ("kind", "changes")}]
    steps += [
        {"step": change["change"].removeprefix("with_")} | {k: v for k, v in change.items() if k != "change"}
        for change in recipe.get("changes", [])
    ]
    return "; ".join(_step(step) for step in steps)


def _step(step: dict[str, Any]) -> str:
    values = [f"{name.replace('_', ' ')} {_value(name, value)}" for name, value in step.items() if name != "step" and value is not None]
    return step["step"].replace("_", " ") + (": " + ", ".join(values) if values else "")


def _value(name: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"({', '.join(_value(name, v) for v in value)})"
    if name in _LENGTHS:
        return engineering(value, "m")
    return f"{value:.6g}" if isinstance(value, float) else str(value).replace("_", " ")


def regenerated(sample: Sample, cell: Quantity) -> Sample:
    """The sample that the same recipe makes on other cells, with the same electrodes.

    Raises:
        ValueError: When the recipe has a step that was given cell by cell.
    """
    recipe = sample.recipe
    changes = [change for change in recipe.get("changes", []) if change["change"] != "refined"]
    fixed = [] if recipe["kind"] in MAKERS else [recipe["kind"]]
    fixed += [change["change"] for change in changes if change["change"] not in CHANGES or "array" in change.values()]
    if fixed:
        raise ValueError(
            f"This sample cannot be made again on other cells, since it was given cell by cell in: {', '.join(fixed)}. "
            "Use `sample.refined(factor)` for smaller cells with the same values."
        )
    parameters = {k: v for k, v in recipe.items() if k not in ("kind", "changes")}
    new = getattr(type(sample), recipe["kind"])(sample.film, sample.width, sample.height, cell, electrodes=(), **parameters)
    for change in changes:
        new = getattr(new, change["change"])(**{k: v for k, v in change.items() if k != "change"})
    return new.replace(electrodes=sample.electrodes)
