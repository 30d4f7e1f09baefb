"""The flags of the command line: one for each key of the description, and what they do to a file that they override."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args, get_origin

from pydantic import BaseModel

from quenchmap.experiment.description import STRENGTHS, Experiment
from quenchmap.experiment.part import key_extra

Path: TypeAlias = tuple[str, ...]

#: Keys that say one thing in several ways: a flag for one replaces another in the file.
_ALTERNATIVES = (STRENGTHS, ("normal_resistivity", "sheet_resistance"))


@dataclass(frozen=True)
class Flag:
    """One flag.

    Attributes:
        name: Without dashes in front: "phonon-temperature".
        path: The key it sets, from the top of the description: ("tip", "height").
        help: What it is.
        sample: How its value is written; empty for a path.
        choices: The values it can have, if they are few.
        repeats: Whether it may be given several times.
    """

    name: str
    path: Path
    help: str
    sample: str
    choices: tuple[str, ...] = ()
    repeats: bool = False

    @property
    def variable(self) -> str:
        """The name as a Python variable."""
        return self.name.replace("-", "_")

    @property
    def key(self) -> str:
        """The key in a file: "film.thickness"; a catalogued material is `film.material` for short."""
        return ".".join(self.path).removesuffix(".like")

    @property
    def usage(self) -> str:
        """The flag with a typical value, ready to paste."""
        quoted = f"'{self.sample}'" if " " in self.sample else self.sample
        return f"--{self.name} {quoted}"


def flags(part: type[BaseModel] = Experiment, path: Path = ()) -> Iterator[Flag]:
    """All flags of a description, in the order of its keys.

    Example:
        >>> [flag.name for flag in flags() if flag.path[0] == "tip"][:2]
        ['height', 'frequency']
    """
    for name, field in part.model_fields.items():
        inner = table(field.annotation)
        if inner is not None:
            yield from flags(inner, (*path, name))
            continue
        extra = key_extra(field)
        choices = tuple(c for option in get_args(field.annotation) for c in get_args(option) if isinstance(c, str))
        sample = extra["sample"] or (choices[0] if choices else "")
        repeats = any(get_origin(option) is tuple for option in get_args(field.annotation))
        yield Flag(extra["flag"] or name.replace("_", "-"), (*path, name), field.description or "", sample, choices, repeats)


def table(annotation: Any) -> type[BaseModel] | None:
    """The description of a table, None for the annotation of a plain value."""
    for option in (annotation, *get_args(annotation)):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


def overridden(data: Mapping[str, Any], given: Mapping[Path, Any]) -> dict[str, Any]:
    """A description with some keys replaced by flags.

    Args:
        data: What the file says, as nested dictionaries.
        given: Values by path. One that names a material replaces the whole table of the file's material, and one of several
            ways to say something replaces the others.

    Example:
        >>> overridden({"current": "1 mA", "tip": {"height": "1 um"}}, {("drive",): "1.2", ("tip", "height"): "2 um"})
        {'tip': {'height': '2 um'}, 'drive': '1.2'}
    """
    result = _copied(data)
    if ("film", "material", "like") in given:
        result.get("film", {}).pop("material", None)
    for path in given:
        for group in _ALTERNATIVES:
            if path[-1] in group:
                _drop(result, path, group)
    if any(path[-1] in STRENGTHS and path[-1] != "source_power" for path in given):
        result.pop("line_loss", None)  # it goes with the file's source_power
    for path, value in given.items():
        inside = result
        for name in path[:-1]:
            inside = inside.setdefault(name, {})
        inside[path[-1]] = value
    return result


def _copied(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _copied(value) if isinstance(value, Mapping) else value for key, value in data.items()}


def _drop(data: dict[str, Any], path: Path, group: tuple[str, ...]) -> None:
    inside: Any = data
    for name in path[:-1]:
        inside = inside.get(name, {})
    for name in group:
        inside.pop(name, None)
