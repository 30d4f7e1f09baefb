"""Where the explorer keeps things."""

from pathlib import Path

import pytest

pytest.importorskip("panel")

from quenchmap.explorer.server import _absolute, serve


def test_folder_means_the_same_in_every_process(tmp_path, monkeypatch):
    (tmp_path / "maps").mkdir()
    monkeypatch.chdir(tmp_path)
    assert _absolute(Path("maps")) == tmp_path.resolve() / "maps"


def test_folder_that_is_none_is_refused_before_anything_is_served(tmp_path):
    (tmp_path / "file").write_text("")
    for name in ("nowhere", "file"):
        with pytest.raises(NotADirectoryError, match=f"There is no folder '.*{name}'. Make it first, or choose another with --folder"):
            serve(folder=tmp_path / name, show=False)
