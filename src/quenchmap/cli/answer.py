"""Results for other programs: JSON on standard output, numbers in full, nothing else."""

import json
import math
from typing import Any

import typer


def print_json(result: Any) -> None:
    """Print a result of plain numbers, strings, lists and dictionaries; a number that is not finite becomes null."""
    typer.echo(json.dumps(_plain(result), indent=2, ensure_ascii=False, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if hasattr(value, "item"):  # a NumPy number
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
