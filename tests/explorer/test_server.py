"""Where the explorer keeps things, and what it tells."""

import asyncio
import gc
from pathlib import Path

import pytest

pytest.importorskip("panel")

from quenchmap.explorer.server import _absolute, serve, unless_closed


def test_folder_means_the_same_in_every_process(tmp_path, monkeypatch):
    (tmp_path / "maps").mkdir()
    monkeypatch.chdir(tmp_path)
    assert _absolute(Path("maps")) == tmp_path.resolve() / "maps"


def test_folder_that_is_none_is_refused_before_anything_is_served(tmp_path):
    (tmp_path / "file").write_text("")
    for name in ("nowhere", "file"):
        with pytest.raises(NotADirectoryError, match=f"There is no folder '.*{name}'. Make it first, or choose another with --folder"):
            serve(folder=tmp_path / name, show=False)


def test_message_to_a_window_that_was_closed_is_no_news_and_any_other_failure_is(caplog):
    from tornado.websocket import WebSocketClosedError

    async def fails(error):
        raise error

    async def nobody_waits():
        asyncio.get_running_loop().set_exception_handler(unless_closed)
        tasks = [asyncio.ensure_future(fails(error)) for error in (WebSocketClosedError(), ArithmeticError("of another kind"))]
        await asyncio.wait(tasks)
        del tasks
        gc.collect()

    asyncio.run(nobody_waits())
    assert [record.exc_info[0] for record in caplog.records] == [ArithmeticError]
