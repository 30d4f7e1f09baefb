"""Warnings of the model as short notes on standard error."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import typer


@contextmanager
def noted(*, validity: bool = True) -> Iterator[None]:
    """Turn our warnings into notes, printed once each at the end; other warnings pass as they are.

    Args:
        validity: Whether to note assumptions that fail; False where the result itself lists them.
    """
    from quenchmap.errors import AccuracyWarning, ValidityWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ValidityWarning)
        warnings.simplefilter("always", AccuracyWarning)
        yield
    ours: dict[str, None] = {}
    for warning in caught:
        if issubclass(warning.category, AccuracyWarning) or (validity and issubclass(warning.category, ValidityWarning)):
            ours[str(warning.message)] = None
        elif not issubclass(warning.category, ValidityWarning):
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    for message in ours:
        typer.echo(f"{typer.style('Note:', fg='yellow', bold=True)} {message}", err=True)
