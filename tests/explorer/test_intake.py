"""Files that are broken or hostile are answered in a sentence: the server stays, and nothing in them is run."""

import json
import pickle
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest

from quenchmap.explorer import uploads

pytestmark = pytest.mark.browser


class Mischief:
    """What a pickle may do when it is read."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")


def upload(window, path):
    window.page.locator(".upload input[type=file]").set_input_files(str(path))


def test_map_of_the_user_is_drawn(window, tmp_path):
    path = tmp_path / "tc map.npy"
    np.save(path, np.full((40, 60), 9.5))
    window.open("sample")
    upload(window, path)
    window.until(lambda: "60 × 40" in window.page.locator(".numbers table").first.inner_text(), "the sample")


def test_pickle_in_an_array_is_refused_and_not_run(window, tmp_path):
    path, trace = tmp_path / "evil.npy", tmp_path / "was here"
    np.save(path, np.array([Mischief(str(trace))], dtype=object), allow_pickle=True)
    window.open("sample")
    upload(window, path)
    assert "pickled objects are refused" in window.failure()
    assert not trace.exists()


def test_bare_pickle_and_program_are_refused(window, tmp_path):
    trace = tmp_path / "was here"
    bare = tmp_path / "bare.npy"
    bare.write_bytes(pickle.dumps(Mischief(str(trace))))
    window.open("sample")
    upload(window, bare)
    assert "cannot be read as a NumPy array" in window.failure()
    assert not trace.exists()


def test_picture_that_would_fill_the_memory_is_refused(window, tmp_path):
    """A few kilobytes that say they are 60000 × 60000 pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 0, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b""))
    window.open("sample")
    upload(window, path)
    assert "bomb.png" in window.failure()


def test_sample_too_large_for_the_explorer_is_refused(window):
    window.open("sample?sample.kind=uniform&sample.size=100%20um&sample.cell=10%20nm", solved=False)
    assert "up to" in window.failure()


def test_truncated_map_and_other_files_are_answered(window, folder, tmp_path):
    broken = folder / "broken.zarr"
    broken.mkdir(exist_ok=True)
    (broken / "zarr.json").write_text('{"zarr_format": 3, "node_type": "gro')
    (folder / "notes.nc").write_text("no map")
    for name in ("broken.zarr", "notes.nc", "missing.zarr"):
        window.open(f"map?file={name}", solved=False)
        assert name in window.failure()
    window.open("material")


def test_scan_started_here_grows_into_a_map_whose_pixels_can_be_looked_at(window, folder):
    window.open("sample?sample.kind=uniform&sample.size=400%20nm&sample.cell=20%20nm&scan.step=200%20nm&tip.height=100%20nm&drive=0.8")
    window.page.locator(".map-name input").fill("tiny")
    window.page.locator(".map-name input").press("Enter")
    window.page.locator(".scan-start button").click()
    window.until(
        lambda: "done" in window.page.locator(".scan-progress span").first.get_attribute("class"), "the end of the scan", seconds=240
    )
    window.open("map?file=tiny.zarr")
    window.until(lambda: "complete" in window.page.locator(".numbers table").first.inner_text(), "the map's card")
    canvas = window.page.locator(".bk-Figure").first.bounding_box()
    window.page.mouse.click(canvas["x"] + 0.4 * canvas["width"], canvas["y"] + 0.45 * canvas["height"])
    window.until(lambda: "highest temperature" in window.page.locator(".pixel table").first.inner_text(), "the pixel")
    assert json.loads((folder / "tiny.zarr" / "zarr.json").read_text())["node_type"] == "group"


def test_port_in_use_is_said(server):
    port = server.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "quenchmap.cli.main", "explore", "--no-show", "--port", port]
    second = subprocess.run(command, capture_output=True, text=True)
    assert second.returncode == 2
    assert f"Port {port} is in use" in second.stderr
    assert "Traceback" not in second.stderr


def test_names_of_uploads_stay_in_their_folder(tmp_path):
    for name in ("../../etc/passwd.npy", "..\\..\\boot.npy", "/tmp/x.npy", ".hidden.npy", "a b/č.npy"):
        kept = uploads.kept(name, b"x", tmp_path)
        assert kept.parent == tmp_path / "uploads"
    with pytest.raises(ValueError, match="is empty"):
        uploads.kept("a.npy", b"", tmp_path)
    with pytest.raises(ValueError, match="MB are taken"):
        uploads.kept("a.npy", bytes(uploads.LARGEST + 1), tmp_path)
