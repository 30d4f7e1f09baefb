"""A description as the text of a TOML file: what `quenchmap.experiment.reading.read` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from quenchmap.experiment.description import Experiment


def toml(experiment: Experiment, about: str = "") -> str:
    """The text of a file that describes the same run.

    Args:
        experiment: The description.
        about: Remarks for the head of the file, one per line.

    Example:
        >>> from quenchmap.experiment.reading import read
        >>> print(toml(read(None, {("film", "material", "like"): "NbN", ("tip", "height"): "100 nm", ("drive",): "1.2"})))
        drive = 1.2
        <BLANKLINE>
        [film]
        material = "NbN"
        <BLANKLINE>
        [tip]
        height = "100 nm"
        <BLANKLINE>
    """
    data = experiment.model_dump(exclude_none=True)
    material = data.get("film", {}).get("material", {})
    if set(material) == {"like"}:
        data["film"]["material"] = material["like"]
    remarks = [f"# {line}".rstrip() for line in about.splitlines()]
    return "\n".join([*remarks, *([""] if remarks else []), *_table(data, ())]).lstrip("\n") + "\n"


def _table(data: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Plain keys first, as TOML wants it; tables with nothing in them are left out."""
    lines = [f"{key} = {_value(value)}" for key, value in data.items() if not isinstance(value, Mapping)]
    if lines and path:
        lines = ["", f"[{'.'.join(path)}]", *lines]
    for key, value in data.items():
        if isinstance(value, Mapping):
            lines += _table(value, (*path, key))
    return lines


def _value(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    return repr(value)
