"""From a TOML file and flags to a description, with errors that name the file, the table and the key."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from quenchmap.errors import closest
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import flags, overridden, table

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read(path: str | os.PathLike[str] | None = None, given: Mapping[tuple[str, ...], str] | None = None) -> Experiment:
    """The description in a TOML file, with the values of flags in place of the file's.

    Args:
        path: The file; None starts from nothing.
        given: Values of flags by the path of their key, see `quenchmap.experiment.flags`.

    Raises:
        ValueError: One sentence with file, table, key, value and remedy.
        OSError: When the file cannot be read.

    Example:
        >>> experiment = read(None, {("tip", "height"): "100 nm"})
        >>> experiment.tip.height
        '100 nm'
    """
    data: dict[str, Any] = {}
    if path is not None:
        data = _described(parsed(path), str(path)).model_dump(exclude_none=True, exclude_unset=True)
    return _described(overridden(data, given), "") if given else _described(data, "")


def read_with_sample(path: str | os.PathLike[str] | None = None, given: Mapping[tuple[str, ...], str] | None = None) -> Experiment:
    """The same, where the file may also be a saved sample (.nc): then the description has it as `sample.file`, and flags say the rest.

    Raises:
        ValueError: As `read`.
        OSError: When the file cannot be read.
    """
    if path is None or Path(path).suffix.lower() != ".nc":
        return read(path, given)
    return read(None, {("sample", "file"): str(path)} | dict(given or {}))


def parsed(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises:
        ValueError: With line and column when it is not valid TOML.
        OSError: When it cannot be read.
    """
    name = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FileNotFoundError(f"Cannot read {name!r}: there is no such file.") from None
    except IsADirectoryError:
        raise IsADirectoryError(f"Cannot read {name!r}: it is a folder. Give the name of a TOML file.") from None
    except PermissionError:
        raise PermissionError(f"Cannot read {name!r}: no permission.") from None
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not a text file in UTF-8, as TOML must be.") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(_malformed(name, text, str(error))) from None


def _malformed(name: str, text: str, message: str) -> str:
    lines = text.splitlines() or [""]
    position = _POSITION.search(message)
    what = message[: position.start()] if position else message
    line = int(position[1]) if position and position[1] else len(lines)
    written = lines[min(line, len(lines)) - 1].strip()
    hint = ""
    if re.match(r"[\w.-]+\s*=\s*[-+.\d]+\s*[A-Za-zµΩ%]", written):
        hint = ' A quantity is text in quotes: height = "100 nm".'
    return f"{name} is not valid TOML at line {line}: {what[:1].lower()}{what[1:]}, in `{written}`.{hint}"


def _described(data: Mapping[str, Any], origin: str) -> Experiment:
    try:
        return Experiment.model_validate(data)
    except ValidationError as error:
        raise ValueError(_sentence(error, origin)) from None


def _sentence(error: ValidationError, origin: str) -> str:
    """The first thing wrong, as one sentence that starts with where it stands."""
    first = error.errors()[0]
    path, part = _known_part(first["loc"])
    key, value = str(first["loc"][len(path)]) if len(path) < len(first["loc"]) else path[-1], first["input"]
    where = f"[{'.'.join(path)}]" if path and origin else ""
    start = f"{origin}{', ' if where else ''}{where}: " if origin else ""
    kind, context = first["type"], first.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{start}{_unknown(key, path, part)}"
    if kind == "value_error":
        return f"{start}{context['error']}"
    if kind == "literal_error":
        return f"{start}`{key}` must be {context['expected']}, but {key}={value!r}."
    if kind in ("bool_parsing", "bool_type"):
        return f"{start}`{key}` must be true or false, but {key}={value!r}."
    if kind == "model_type" or not isinstance(value, str | int | float | bool):
        command = "sample make" if path[:1] == ("sample",) else "spot"
        return f"{start}`{key}` has a value of the wrong kind: {key}={value!r}. See `quenchmap {command} --help` for its keys."
    return f"{start}`{key}` must be text in quotes, but {key}={value!r}."


def _known_part(location: tuple[str | int, ...]) -> tuple[tuple[str, ...], type[BaseModel]]:
    """The innermost table of an error, as its path and its description."""
    part: type[BaseModel] = Experiment
    path: list[str] = []
    for name in location[:-1]:
        inner = table(part.model_fields[str(name)].annotation) if str(name) in part.model_fields else None
        if inner is None:
            break
        part = inner
        path.append(str(name))
    return tuple(path), part


def _unknown(key: str, path: tuple[str, ...], part: type[BaseModel]) -> str:
    here = f"[{'.'.join(path)}]" if path else "the top of the file"
    elsewhere = [flag.path[:-1] for flag in flags() if flag.path[-1] == key]
    if elsewhere:
        home = f"to [{'.'.join(elsewhere[0])}]" if elsewhere[0] else "at the top of the file, before the first [table]"
        return f"`{key}` does not stand in {here}: it belongs {home}."
    return f"{here} has no key `{key}`. {closest(key, part.model_fields)}"
