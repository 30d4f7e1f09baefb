"""What a long call tells while it works: one line that changes, in a terminal or a notebook, gone at the end."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from rich.console import Console

#: The argument `progress` of long calls: True shows what happens in a terminal or a notebook, False is silent, and a function is
#: called with each line, or with what prints as one.
Progress: TypeAlias = bool | Callable[[Any], None]
#: Called with each line.
Tell: TypeAlias = Callable[[Any], None]

_PATIENCE = 0.5  # seconds before a notebook shows anything
_PAUSE = 0.1  # seconds between its changes

_shown = threading.Lock()  # one line at a time: a long call inside another is silent


@contextmanager
def telling(progress: Progress) -> Iterator[Tell]:
    """Where the lines of a long call go.

    Example:
        >>> with telling(print) as tell:
        ...     tell("Finding folds")
        Finding folds
    """
    if callable(progress):
        yield progress
        return
    here = progress and threading.current_thread() is threading.main_thread()
    if here and _shown.acquire(blocking=False):
        try:
            if _in_notebook():
                with _notebook() as tell:
                    yield tell
                return
            if sys.stderr.isatty():
                from rich.console import Console

                with spinner(Console(stderr=True)) as tell:
                    yield tell
                return
        finally:
            _shown.release()
    yield lambda line: None


@contextmanager
def spinner(console: Console) -> Iterator[Tell]:
    """A line with the time it takes, in a terminal."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True) as shown:
        task = shown.add_task("Starting", total=None)
        yield lambda line: shown.update(task, description=str(line))


def percent(tell: Tell, what: str) -> Callable[[float], None]:
    """Fractions told as lines, each percent once.

    Example:
        >>> tell = percent(print, "Half of it")
        >>> for fraction in (0.1, 0.1001, 0.5):
        ...     tell(fraction)
        Half of it: 10 %
        Half of it: 50 %
    """
    told = -1

    def fraction(done: float) -> None:
        nonlocal told
        if int(100 * done) != told:
            told = int(100 * done)
            tell(f"{what}: {told} %")

    return fraction


def _in_notebook() -> bool:
    """Whether a Jupyter kernel runs this."""
    if "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")


@contextmanager
def _notebook() -> Iterator[Tell]:
    """A line below the cell."""
    from IPython.display import display

    began = time.monotonic()
    handle: Any = None
    last = began + _PATIENCE - _PAUSE

    def tell(line: Any) -> None:
        nonlocal handle, last
        now = time.monotonic()
        if now - last < _PAUSE:
            return
        last = now
        text = {"text/plain": f"{line} ({now - began:.0f} s)"}
        if handle is None:
            handle = display(text, raw=True, display_id=True)
        else:
            handle.update(text, raw=True)

    try:
        yield tell
    finally:
        if handle is not None:
            handle.update({"text/plain": ""}, raw=True)
