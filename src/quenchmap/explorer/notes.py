"""What a solve warns of, and what it refuses, as sentences.

Python's own way to record warnings changes the settings of all threads; here each thread has its own list.
"""

from __future__ import annotations

import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from quenchmap.errors import AccuracyWarning, ClusterError, ConvergenceError, NoSuchStateError, ValidityWarning

_heard = threading.local()


def listen() -> None:
    """From now on every warning of ours goes to the list of the thread that makes it, if that has one, and else where it went before."""
    before = warnings.showwarning

    def show(message: Any, category: type[Warning], *place: Any) -> None:
        sentences: dict[str, None] | None = getattr(_heard, "sentences", None)
        if sentences is not None and issubclass(category, ValidityWarning | AccuracyWarning):
            sentences[str(message)] = None
        else:
            before(message, category, *place)

    warnings.showwarning = show
    for category in (ValidityWarning, AccuracyWarning):
        warnings.simplefilter("always", category)


@contextmanager
def noted() -> Iterator[dict[str, None]]:
    """The warnings of this thread, once each, as the keys of what is given."""
    _heard.sentences = {}
    try:
        yield _heard.sentences
    finally:
        _heard.sentences = None


def sentence(error: BaseException) -> str:
    """What went wrong, for a person; what is not ours to explain is named, and told in full on the terminal."""
    ours = (ValueError, TypeError, OSError, ModuleNotFoundError, ConvergenceError, NoSuchStateError, ClusterError)
    if isinstance(error, ours) and str(error):
        return str(error)
    traceback.print_exception(error, file=sys.stderr)
    return f"This failed in a way that was not foreseen ({type(error).__name__}: {error}). The terminal says where; please report it."
