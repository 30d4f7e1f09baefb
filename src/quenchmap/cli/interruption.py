"""Ctrl-C that is not lost.

Python drops an exception that rises in a callback of the garbage collector (JAX has one), of a weak reference or in `__del__`: a Ctrl-C
that falls into one would do nothing.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_PAUSE = 0.05  # seconds, in which the callback ends


@contextmanager
def never_lost() -> Iterator[None]:
    """Send Ctrl-C again where Python has dropped it."""
    before = sys.unraisablehook

    def dropped(what: Any) -> None:
        if not issubclass(what.exc_type, KeyboardInterrupt):
            before(what)
            return
        again = threading.Timer(_PAUSE, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
        again.daemon = True
        again.start()

    sys.unraisablehook = dropped
    try:
        yield
    finally:
        sys.unraisablehook = before
