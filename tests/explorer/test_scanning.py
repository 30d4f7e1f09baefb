"""A scan whose explorer is killed: it ends by itself, and can be gone on with."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.explorer.conftest import DRAWN

from quenchmap.experiment.reading import read
from quenchmap.experiment.scan import scan
from quenchmap.scan.store import resumed

EXPLORER = """
import time
from pathlib import Path
from quenchmap.experiment.reading import read
from quenchmap.explorer.scanning import Scanning
print(Scanning(read(Path("run.toml")), "map1", Path.cwd())._process.pid, flush=True)
time.sleep(600)
"""
PATIENCE = 240  # seconds


def until(holds, what):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"{what} never came"
        time.sleep(0.05)


def alive(pid):
    """Whether a process runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.filterwarnings("ignore:A domain wall has only")
@pytest.mark.filterwarnings("ignore:The area reaches within")
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes as Linux shows them")
def test_scan_of_an_explorer_that_was_killed_ends_with_its_workers_and_can_be_resumed(tmp_path):
    (tmp_path / "run.toml").write_text(DRAWN + '[scan]\nstep = "5 nm"\n')
    explorer = subprocess.Popen([sys.executable, "-c", EXPLORER], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    scanning = int(explorer.stdout.readline())
    children = Path(f"/proc/{scanning}/task/{scanning}/children")
    try:
        until(children.read_text, "a worker")
        workers = children.read_text().split()
        os.kill(explorer.pid, signal.SIGKILL)
        until(lambda: not alive(scanning), "the end of the scan")
        until(lambda: not any(alive(pid) for pid in workers), "the end of its workers")
    finally:
        explorer.kill()
        explorer.communicate()
        if alive(scanning):
            os.kill(scanning, signal.SIGKILL)
    said = (tmp_path / "map1.log").read_text()
    assert "of 6400 pixels are kept in 'map1.zarr'" in said
    assert "Traceback" not in said
    with resumed(tmp_path / "map1.zarr", scan(read(tmp_path / "map1.toml"))).locked():  # nobody else writes
        pass
