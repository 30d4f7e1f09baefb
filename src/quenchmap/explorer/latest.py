"""Solves off the event loop, the last one asked for always winning.

A page asks anew at every move of a slider. One solve of a page runs at a time; of those asked for meanwhile only the last is kept, and
what an overtaken solve still gives is dropped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

#: A solve: a function of a check that raises `OvertakenError` when it is out of date; gives its results one after the other.
Solve = Callable[[Callable[..., None]], Iterator[Any]]


class OvertakenError(Exception):
    """A solve is out of date, and stops."""


class Latest:
    """The solves of one page.

    Args:
        pool: Threads that solve; several pages may share them, in turn.
        deliver: Called from such a thread with each result, as it comes; with `Failed` where a solve fails and `Finished` at its end.
    """

    def __init__(self, pool: ThreadPoolExecutor, deliver: Callable[[int, Any], None]):
        self._pool, self._deliver = pool, deliver
        self._lock = threading.Lock()
        self._number, self._waiting, self._running = 0, None, False

    @property
    def number(self) -> int:
        """Of the last solve asked for; results of earlier ones are stale."""
        return self._number

    def ask(self, solve: Solve) -> int:
        """Solve this, and forget what was asked for before."""
        with self._lock:
            self._number += 1
            self._waiting = (self._number, solve)
            if not self._running:
                self._running = True
                self._pool.submit(self._work)
            return self._number

    def close(self) -> None:
        """Stop as soon as possible: the page is gone."""
        with self._lock:
            self._number += 1
            self._waiting = None

    def _work(self) -> None:
        with self._lock:
            asked, self._waiting = self._waiting, None
            if asked is None:
                self._running = False
                return
        number, solve = asked

        def check(*_: object) -> None:
            if number != self._number:
                raise OvertakenError

        try:
            for result in solve(check):
                check()
                self._deliver(number, result)
        except OvertakenError:
            pass
        finally:
            self._pool.submit(self._work)  # what came meanwhile, after the turns of other pages
