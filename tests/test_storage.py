"""Files appear complete or not at all."""

import os
import stat

import pytest

from quenchmap.storage import check_writable, whole_file


def test_a_file_appears_when_all_of_it_is_written(tmp_path):
    target = tmp_path / "spot.nc"
    with whole_file(target) as part:
        part.write_text("half")
        assert not target.exists()
        assert part.suffix == ".nc"  # writers choose their format by it
    assert target.read_text() == "half"
    assert os.listdir(tmp_path) == ["spot.nc"]


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_after_a_failure_there_is_no_file_and_no_litter(tmp_path, interruption):
    def write():
        with whole_file(tmp_path / "spot.nc") as part:
            part.write_text("half")
            raise interruption

    with pytest.raises(interruption):
        write()
    assert os.listdir(tmp_path) == []


def test_a_failure_leaves_the_old_file_as_it_was(tmp_path):
    target = tmp_path / "spot.nc"
    target.write_text("old")

    def fail():
        with whole_file(target) as part:
            part.write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text() == "old"
    with whole_file(target) as part:
        part.write_text("new")
    assert target.read_text() == "new"


def test_the_file_has_the_usual_permissions(tmp_path):
    with whole_file(tmp_path / "a.txt") as part:
        part.write_text("x")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o666 & ~umask


def test_paths_that_cannot_be_written_are_refused_before_any_work(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"does not exist\. Make it first"):
        check_writable(tmp_path / "nowhere" / "spot.nc")
    with pytest.raises(IsADirectoryError, match="it is a folder"):
        check_writable(tmp_path)
    worked = False
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "nowhere" / "spot.nc"):
        worked = True
    assert not worked


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError, match="no permission to write"):
        check_writable(tmp_path / "spot.nc")
