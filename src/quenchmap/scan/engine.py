"""Work in pieces on many workers: whatever ends badly ends with what is done kept."""

from __future__ import annotations

import queue
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from quenchmap.errors import ClusterError
from quenchmap.scan.cluster import Crew, NoCrew

T = TypeVar("T")

_LOOK = 0.5  # seconds between looks at the workers, also while a value is fetched: they may all have ended with it
_TRIES = 5  # of a piece that ends its workers


def distribute(crew: Crew, function: Callable[[Any, Any], T], shared: Any, pieces: Iterable[Any], done: Callable[[Any, T], None]) -> None:
    """Compute `function(shared, piece)` of every piece, in any order, on any worker.

    Args:
        crew: The workers, or nobody: then each piece is computed here in turn.
        function: What to compute; workers must be able to import it.
        shared: Sent to each worker once.
        pieces: Hashable and small.
        done: Called here with a piece and its value as it comes.

    Raises:
        ClusterError: When the scheduler is lost, or a piece ends its workers again and again.
        Exception: What `function` or `done` raised; no further piece is begun then, nor after Ctrl-C.
    """
    if isinstance(crew, NoCrew):
        for piece in pieces:
            done(piece, function(shared, piece))
        return
    from distributed import CancelledError, KilledWorker
    from distributed.comm import CommClosedError

    client = crew.client
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
    tries: Counter[Any] = Counter()
    waiting: dict[Any, Any] = {}  # futures by piece: Dask forgets those that nobody holds
    patience = dict.fromkeys(pieces, _LOOK)
    held = client.submit(_itself, shared, pure=False)  # a task like others, done again where a worker is lost with it

    def submit(piece: Any) -> None:
        tries[piece] += 1
        future = client.submit(function, held, piece, pure=False)
        waiting[piece] = future
        future.add_done_callback(lambda _: answers.put(piece))

    try:
        for piece in patience:
            submit(piece)
        while waiting:
            crew.check()
            try:
                piece = answers.get(timeout=_LOOK)
            except queue.Empty:
                continue
            future = waiting[piece]
            try:
                value = future.result(timeout=patience[piece])
            except TimeoutError:
                if future.status == "error":
                    raise
                if future.status == "finished":  # a long way; else its worker ended with it, and it is computed again
                    patience[piece] *= 2
                answers.put(piece)
                continue
            except (CancelledError, CommClosedError):
                raise ClusterError("The Dask scheduler is gone.") from None
            except KilledWorker as error:
                if tries[piece] >= _TRIES:
                    raise ClusterError("A part of the work ended its worker each time; perhaps the memory is too small.") from error
                submit(piece)
                continue
            del waiting[piece]
            done(piece, value)
    finally:
        with suppress(Exception):  # a scheduler that is gone has nothing to cancel
            client.cancel([*waiting.values(), held], force=True)


def _itself(value: T) -> T:
    return value
