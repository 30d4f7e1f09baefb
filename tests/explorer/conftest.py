"""A server of the explorer in a process of its own, and a real browser without a screen."""

import os
import shutil
import socket
import subprocess
import sys
import time

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: A small film and its tip, to be scanned.
DRAWN = """
drive = 0.8
phonon_temperature = "3 K"
[film]
material = "NbN"
thickness = "10 nm"
[tip]
height = "100 nm"
frequency = "417 GHz"
[sample]
kind = "uniform"
size = "400 nm"
cell = "20 nm"
"""
SOLVED = 120  # seconds; the first solve of a kind compiles


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Where the explorer keeps maps and uploads."""
    return tmp_path_factory.mktemp("explorer")


class Server:
    """A server that answers, in a process group of its own."""

    def __init__(self, folder, *, named=None):
        port = free_port()
        self.folder, self.address = folder, f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "quenchmap.cli.main", "explore", "--no-show"]
        command += ["--port", str(port), "--folder", named or str(folder)]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        with (folder / "server.log").open("wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=folder.parent, start_new_session=True
            )
        self.until(lambda: "answers" in self.said(), "the server")

    def said(self):
        return (self.folder / "server.log").read_text()

    def until(self, holds, what, seconds=240):
        end = time.monotonic() + seconds
        while not holds():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, f"{what} never came"
            time.sleep(0.1)

    def end(self):
        """As a machine that is switched off."""
        assert self.process.poll() is None, "the server has died: " + self.said()[-2000:]
        self.process.terminate()
        self.process.wait(60)
        assert "Traceback" not in self.said()


@pytest.fixture
def servers():
    """Starts servers of a test's own; what a test leaves is ended, with its scans."""
    started = []

    def one(*where, **how):
        started.append(Server(*where, **how))
        return started[-1]

    yield one
    for server in started:
        server.process.terminate()
        server.process.wait(60)


@pytest.fixture(scope="session")
def server(folder):
    """Address of a server that answers."""
    server = Server(folder)
    yield server.address
    server.end()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Window:
    """A window of the browser on a page of the explorer."""

    def __init__(self, browser, server):
        self.server = server
        self.page = browser.new_page(viewport={"width": 1400, "height": 1000})
        self.page.set_default_timeout(SOLVED * 1000)
        self.elsewhere, self.errors = [], []
        self.page.on("request", self._asked)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _asked(self, request):
        if not request.url.startswith((self.server, self.server.replace("http", "ws"), "data:", "blob:")):
            self.elsewhere.append(request.url)

    def open(self, path, *, solved=True):
        self.page.goto(f"{self.server}/{path}")
        if solved:
            self.page.wait_for_selector(".status .done")
        return self

    def curve(self, name):
        """The data of a line, as the browser has them."""
        find = """name => { for (const d of Bokeh.documents) { const r = d.get_model_by_name(name); if (r) return {
            x: Array.from(r.data_source.data.x), y: Array.from(r.data_source.data.y) } } return null }"""
        return self.page.evaluate(find, name)

    def highest(self, name):
        """The largest value of a line; None while it has none."""
        found = self.curve(name)
        values = [y for y in (found["y"] if found else []) if y is not None and y == y]
        return max(values) if values else None

    def text(self, key):
        """The field of a key of the description."""
        return self.page.locator(f".key-{key} input")

    def write(self, key, value):
        self.text(key).fill(value)
        self.text(key).press("Enter")

    def press(self, key, arrow, times=1):
        """Arrow keys on the slider of a key."""
        handle = self.page.locator(f".key-{key}-slider .noUi-handle")
        for _ in range(times):
            handle.press(arrow)

    def until(self, holds, what, seconds=SOLVED):
        """Wait for something to hold, and to stay so."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"{what} never came; the page says {self.status()!r}"
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(600)
        assert holds(), f"{what} came, but did not stay; the page says {self.status()!r}"

    def shows(self, line, temperature):
        """Wait until a line's highest temperature is this one, in K, and the table has it too."""
        number = f"{temperature:.4g} K"
        self.until(lambda: self.highest(line) == pytest.approx(temperature, rel=1e-5), f"{line} up to {number}")
        self.until(lambda: number in self.page.locator(".numbers table").first.inner_text(), f"{number} in the table")

    def status(self):
        return self.page.locator(".status span").first.inner_text()

    def failure(self):
        """The sentence of a failed solve."""
        self.page.wait_for_selector(".status .failed")
        return self.page.locator(".status .failed").first.inner_text()


@pytest.fixture
def windows(browser, server):
    """Opens windows, and closes them at the end; none may have asked anybody but the server."""
    opened = []

    def one():
        opened.append(Window(browser, server))
        return opened[-1]

    yield one
    for window in opened:
        assert not window.elsewhere, "the page asked other hosts"
        assert not window.errors
        if not window.page.is_closed():
            window.page.close()


@pytest.fixture
def window(windows):
    return windows()
