"""Scans that the explorer starts: seen and stopped from any window, ended with the server, and what is done kept."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from tests.explorer.conftest import DRAWN, Window

import quenchmap as qm
from quenchmap.experiment.reading import read
from quenchmap.experiment.scan import scan
from quenchmap.scan.store import created, resumed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:A domain wall has only"),
    pytest.mark.filterwarnings("ignore:The area reaches within"),
]

FILM = "sample.kind=uniform&sample.size=400%20nm&sample.cell=20%20nm&tip.height=100%20nm&drive=0.8"
MANY = "scan.step=5%20nm"  # many more pixels than are computed before the scan is stopped
LONG = f"sample?{FILM}&{MANY}"


def progress(window):
    """What the page says of the scan."""
    words = window.page.locator(".scan-progress span")
    return words.first.inner_text() if words.count() else ""


def scan_of(window, name, button="start"):
    window.page.locator(".map-name input").fill(name)
    window.page.locator(".map-name input").press("Enter")
    window.page.locator(f".scan-{button} button").click()


def until_pixels(window):
    window.until(lambda: " of 6400 pixels" in progress(window), "progress", seconds=240)


def test_scan_that_one_window_started_is_seen_and_stopped_in_another(windows, folder):
    first, other, third = windows(), windows(), windows()
    first.open(LONG)
    third.open("sample?name=long")
    scan_of(first, "long")
    first.page.close()
    other.open("sample")
    assert progress(other) == ""
    other.page.locator(".map-name input").fill("long")
    other.page.locator(".map-name input").press("Enter")
    until_pixels(other)
    other.page.reload()
    until_pixels(other)  # its address names the map
    until_pixels(third)  # it was there before the scan began
    assert other.page.locator(".scan-progress a").first.get_attribute("href") == "map?file=long.zarr"
    other.page.locator(".scan-stop button").click()
    other.until(lambda: "pixels are kept" in progress(other), "the end of the scan")
    third.until(lambda: "pixels are kept" in progress(third), "the same in the other window")
    kept = qm.load(folder / "long.zarr")
    assert 0 < kept.computed.sum() < kept.computed.size
    other.page.locator(".scan-stop button").click()
    other.until(lambda: "No scan of 'long' is under way" in progress(other), "a sentence")


def test_going_on_with_other_values_is_refused_and_the_map_keeps_its_own(windows, folder):
    """No pixel of the map is needed for that."""
    text = DRAWN + '[scan]\nstep = "200 nm"\n'
    (folder / "own.toml").write_text(text)
    created(folder / "own.zarr", scan(read(folder / "own.toml")), 8, {"resistance": 0.0, "inductance": 0.0})
    window = windows().open(f"sample?{FILM}&scan.step=200%20nm")
    window.write("drive", "0.7")
    scan_of(window, "own", "resume")
    window.until(lambda: "holds another map" in progress(window), "the refusal")
    assert (folder / "own.toml").read_text() == text


def drawn(window, _):
    """A film that is drawn by a rule."""
    window.open(LONG)


def uploaded(window, folder):
    """A film that is a picture."""
    np.save(folder.parent / "tc.npy", np.full((20, 20), 9.5))
    window.open(f"sample?sample.cell=20%20nm&tip.height=100%20nm&drive=0.8&{MANY}")
    window.page.locator(".upload input[type=file]").set_input_files(str(folder.parent / "tc.npy"))
    window.until(lambda: "20 × 20" in window.page.locator(".numbers table").first.inner_text(), "the sample")


@pytest.mark.parametrize(("end", "film", "named"), [("Ctrl-C", drawn, None), ("SIGHUP", uploaded, "maps")])
def test_server_that_ends_takes_its_scans_along_and_they_can_be_resumed(browser, servers, tmp_path, end, film, named):
    """Also where the folder is named from the current one: the process that scans runs inside it."""
    folder = tmp_path / "maps"
    folder.mkdir()
    server = servers(folder, named=named)
    window = Window(browser, server.address)
    film(window, folder)
    scan_of(window, "map1")
    log = folder / "map1.log"
    server.until(lambda: log.exists() and " of 6400 pixels" in log.read_text(), "the first pixels")
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    assert children
    if end == "Ctrl-C":
        os.killpg(server.process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    else:
        server.process.send_signal(signal.Signals[end])
    server.process.wait(120)
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert "Traceback" not in server.said()
    assert "pixels are kept in 'map1.zarr'" in server.said()
    assert "Traceback" not in log.read_text()
    kept = qm.load(folder / "map1.zarr")
    assert 0 < kept.computed.sum() < kept.computed.size
    with resumed(folder / "map1.zarr", scan(read(folder / "map1.toml"))).locked():  # its own values fit, and nobody else writes
        pass
    window.page.close()
