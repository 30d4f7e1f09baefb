"""The server of the explorer: pages for the browsers of this machine, and nobody else's."""

from __future__ import annotations

import errno
import importlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from quenchmap.explorer import look
from quenchmap.explorer.notes import listen, sentence
from quenchmap.explorer.page import MENU, warm_up
from quenchmap.explorer.scanning import end_all

#: Bytes that a browser may send at once: an uploaded picture.
LARGEST_UPLOAD = 50 * 2**20


def serve(port: int = 5006, folder: Path | None = None, *, show: bool = True, ready: Any = None) -> None:
    """Serve until stopped: by Ctrl-C, by SIGTERM or by the end of the terminal, with which the scans end too. What they have done is kept.

    Args:
        port: On 127.0.0.1.
        folder: Where maps are kept, absolute or from the current one; that by default.
        show: Open a browser.
        ready: Called with the address when the server answers.

    Raises:
        OSError: When the port is in use, and when there is no such folder.
    """
    kept = _absolute(folder or Path.cwd())
    os.environ.setdefault("MPLBACKEND", "agg")
    _refuse_taken(port)
    import panel as pn
    from tornado.web import RedirectHandler

    from quenchmap.precision import cache_compilations

    pn.extension(
        disconnect_notification="The server has stopped. Start `quenchmap explore` again and reload this page.", raw_css=[look.PAGE]
    )
    cache_compilations()
    listen()
    address = f"http://127.0.0.1:{port}"
    server: Any = pn.serve(
        {path: _maker(path, kept) for path, _ in MENU},
        port=port,
        address="127.0.0.1",
        websocket_origin=[f"127.0.0.1:{port}", f"localhost:{port}"],
        show=False,
        start=False,
        title="quenchmap",
        extra_patterns=[(r"/", RedirectHandler, {"url": "/spot", "permanent": False})],
        websocket_max_message_size=LARGEST_UPLOAD,
        http_server_kwargs={"max_buffer_size": LARGEST_UPLOAD},
    )
    server.io_loop.asyncio_loop.set_exception_handler(unless_closed)
    server.start()
    warm_up()
    if ready is not None:
        ready(address)
    if show:
        server.io_loop.add_callback(lambda: server.show("/"))
    if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:  # else `nohup` wants it to go on
        signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGINT))
    try:
        server.run_until_shutdown()
    finally:
        for said in end_all():
            print(said, file=sys.stderr)


def unless_closed(loop: Any, told: dict[str, Any]) -> None:
    """Tell of a task that failed while nobody waited for it, unless it wrote to a window that was being closed: that is how windows end."""
    from tornado.websocket import WebSocketClosedError

    if not isinstance(told.get("exception"), WebSocketClosedError):
        loop.default_exception_handler(told)


def _absolute(folder: Path) -> Path:
    """The folder from the root of the disk: scans run inside it, and what they are told must mean the same there."""
    if not folder.is_dir():
        raise NotADirectoryError(f"There is no folder {str(folder)!r}. Make it first, or choose another with --folder.")
    return folder.resolve()


def _maker(path: str, folder: Path) -> Any:
    def make() -> Any:
        import panel as pn

        module = importlib.import_module(f"quenchmap.explorer.{path}_page")
        kind: Any = getattr(module, f"{path.capitalize()}Page")
        search = pn.state.location.search if pn.state.location is not None else ""
        try:
            page = kind(search or "")
            page.folder = folder
            return page.view()
        except Exception as error:  # such as an address that nobody can read
            return pn.pane.Alert(sentence(error), alert_type="danger")

    return make


def _refuse_taken(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise OSError(
                f"Port {port} is in use, perhaps by another explorer. Choose another one: quenchmap explore --port {port + 1}."
            ) from None
