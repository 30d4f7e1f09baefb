"""The store of a map: whole chunks or none, and no mixing of maps."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from tests.scan.conftest import disordered, small_scan

import quenchmap as qm
from quenchmap.errors import AccuracyWarning
from quenchmap.scan.map import read
from quenchmap.scan.quantity import NOT_CONVERGED, QUANTITIES, STABLE
from quenchmap.scan.store import Store, created, opened, resumed

UNDISTURBED = {"resistance": 1.0, "inductance": 2.0}


def numbers(task, offset: float = 0.0) -> dict[str, np.ndarray]:
    """Something that tells tasks and quantities apart."""
    values = {name: offset + 100.0 * k + 10 * task.line + task.first + np.arange(task.pixels) for k, name in enumerate(QUANTITIES)}
    return values | {"flag": np.full(task.pixels, STABLE, np.uint8)}


@pytest.fixture
def store(tmp_path) -> Store:
    return created(tmp_path / "map.zarr", small_scan(), 2, UNDISTURBED)


def test_what_is_written_is_read_and_the_rest_is_missing(store):
    for task in store.tasks[:4]:
        store.write(task, numbers(task))
    found = opened(store.path).read()
    assert found.done == frozenset(store.tasks[:4])
    assert not found.damaged
    assert int(np.isfinite(found.values["residual"]).sum()) == sum(task.pixels for task in store.tasks[:4])
    task = store.tasks[2]
    np.testing.assert_array_equal(found.values["residual"][(0, *task.region(store.scan.raster))].ravel(), numbers(task)["residual"])


@pytest.mark.parametrize("axis", ["x", "y"])
def test_tasks_do_not_share_files(tmp_path, axis):
    store = created(tmp_path / "map.zarr", small_scan(fast_axis=axis), 2, UNDISTURBED)
    for k, task in enumerate(store.tasks):
        store.write(task, numbers(task))
        assert len(list((store.path / "flag" / "c").rglob("*"))) >= k + 1
        assert len([f for f in (store.path / "flag" / "c").rglob("*") if f.is_file()]) == k + 1
    assert opened(store.path).read().done == frozenset(store.tasks)


def test_the_scan_comes_back_with_its_sample(store):
    again = opened(store.path).scan
    assert again.raster == store.scan.raster
    assert again.tip == store.scan.tip
    np.testing.assert_array_equal(again.sample.critical_temperature, store.scan.sample.critical_temperature)
    assert again.sample.recipe == store.scan.sample.recipe


@pytest.mark.parametrize("harm", ["truncated", "flipped", "empty", "lost", "grown"])
@pytest.mark.parametrize("name", ["inductance_change", "flag"])
def test_a_damaged_chunk_is_found_left_out_and_computed_again(store, harm, name):
    for task in store.tasks:
        store.write(task, numbers(task))
    file = store.path / name / "c" / "0" / "1" / "0"
    whole = file.read_bytes()
    if harm == "lost":
        file.unlink()
    else:
        flipped = bytes([whole[0] ^ 1]) + whole[1:]
        file.write_bytes({"truncated": whole[:-3], "flipped": flipped, "empty": b"", "grown": whole + b"0"}[harm])
    hurt = [task for task in store.tasks if (task.line, task.first) == (1, 0)]
    found = opened(store.path).read()
    assert found.done == frozenset(store.tasks) - frozenset(hurt)
    told = harm != "lost" or name != "flag"  # without its flags a task was never done
    assert found.damaged == (frozenset(hurt) if told else frozenset())
    assert np.isnan(found.values["residual"][0, 1, :2]).all()
    if told:
        with pytest.warns(AccuracyWarning, match="1 parts of the map .* with 2 pixels are damaged"):
            assert read(store.path).damaged == 2
    store.write(hurt[0], numbers(hurt[0]))
    assert opened(store.path).read().done == frozenset(store.tasks)


def test_a_pixel_without_a_state_is_done_and_not_faked(store):
    task = store.tasks[0]
    values = {name: np.full(task.pixels, np.nan) for name in QUANTITIES} | {"flag": np.full(task.pixels, NOT_CONVERGED, np.uint8)}
    store.write(task, values)
    found = opened(store.path).read()
    assert task in found.done
    assert np.isnan(found.values["inductance_change"][(0, *task.region(store.scan.raster))]).all()


def test_other_programs_open_the_store(store):
    for task in store.tasks:
        store.write(task, numbers(task))
    with xr.open_zarr(store.path, consolidated=False, chunks=None) as dataset:
        assert dataset["inductance_change"].dims == ("trace", "y", "x")
        assert dataset["inductance_change"].attrs["units"] == "H"
        assert "not_converged" in dataset["flag"].attrs["flag_meanings"]
        np.testing.assert_allclose(dataset["x"].values, store.scan.raster.x)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"drive": 0.9}, "drive=0.8 and not 0.9"),
        ({"protocol": "hot"}, "protocol='cold' and not 'hot'"),
        ({"sample": disordered(2)}, "another sample"),
        ({"readout": "2 GHz"}, "readout=1000000000.0 and not 2000000000.0"),
        ({"step": "20 nm"}, "raster.step="),
    ],
)
def test_a_store_of_another_map_is_refused(store, other, sentence):
    assert resumed(store.path, small_scan()).path == store.path
    with pytest.raises(ValueError, match="holds another map") as refusal:
        resumed(store.path, small_scan(**other))
    assert sentence in str(refusal.value)


def test_a_store_of_another_version_is_refused(store):
    metadata = store.path / "zarr.json"
    known = json.loads(metadata.read_text())
    known["attributes"]["quenchmap_version"] = "0.0.1"
    metadata.write_text(json.dumps(known))
    with pytest.raises(ValueError, match=r"written by quenchmap 0\.0\.1, and this is"):
        opened(store.path)


def test_what_is_no_map_is_refused_in_a_sentence(store, tmp_path):
    with pytest.raises(FileNotFoundError, match="There is no map"):
        opened(tmp_path / "none.zarr")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match="cannot be read as a Zarr store"):
        opened(tmp_path / "folder")
    broken = Path(shutil.copytree(store.path, tmp_path / "broken.zarr"))
    (broken / "zarr.json").write_text("{")
    with pytest.raises(ValueError, match="cannot be read as a Zarr store"):
        qm.load(broken)
    without = Path(shutil.copytree(store.path, tmp_path / "without.zarr"))
    shutil.rmtree(without / "sample" / "critical_temperature")
    with pytest.raises(ValueError, match="is damaged, its sample or its parameters cannot be read"):
        qm.load(without)


def test_a_new_map_does_not_overwrite(store):
    with pytest.raises(FileExistsError, match="Add --resume"):
        created(store.path, store.scan, 2, UNDISTURBED)
    assert [p.name for p in store.path.parent.iterdir()] == ["map.zarr"]


def test_two_writers_at_once_are_refused(store):
    code = (
        f"from quenchmap.scan.store import opened\nfrom pathlib import Path\nwith opened(Path({str(store.path)!r})).locked(): print('held')"
    )
    with store.locked():
        other = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
        assert "Another process is writing the map" in other.stderr
    free = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert free.stdout == "held\n"
