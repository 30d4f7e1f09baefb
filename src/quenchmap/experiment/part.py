"""What the tables of a description are made of: keys with a help text and a unit, whose values are kept as they were written."""

from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.fields import FieldInfo
from pydantic_core.core_schema import ValidationInfo

from quenchmap.tip.source import source_power
from quenchmap.units import example, si

#: A quantity as it is written, with its unit.
Written: TypeAlias = str


def entry(help: str, unit: str | None = None, *, sample: str | None = None, flag: str | None = None) -> Any:
    """One key of a description.

    Args:
        help: What it is; shown by `--help` and by whatever else is generated.
        unit: SI unit that a quantity must convert to; "" for a pure number, None for text.
        sample: How it is written, for messages.
        flag: Name of its flag, where the key alone would be ambiguous.
    """
    extra: dict[str, Any] = {"unit": unit, "sample": sample or (example(unit) if unit else None), "flag": flag}
    return Field(default=None, description=help, json_schema_extra=extra)


class Part(BaseModel):
    """A table of a description: no unknown keys, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _readable(cls, value: Any, info: ValidationInfo) -> Any:
        name = info.field_name or ""
        extra = key_extra(cls.model_fields[name])
        unit = extra["unit"]
        if unit is None or value is None:
            return value
        if unit == "":
            if isinstance(value, bool) or not isinstance(value, int | float | str):
                raise ValueError(f"`{name}` must be a number, but {name}={value!r}.")
            return si(value, "", name)
        if not isinstance(value, str):  # `height = 100` is more likely 100 nm without its unit than 100 m
            raise ValueError(f'`{name}` needs a unit, but {name}={value!r}. Write for example {name} = "{extra["sample"]}".')
        if name == "source_power":  # "-10 dBm" is no unit of the SI
            source_power(value)
        else:
            si(value, unit, name)
        return value


def key_extra(field: FieldInfo) -> dict[str, Any]:
    """Unit, sample and flag of a key; empty for a table."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {"unit": None, "sample": None, "flag": None}
