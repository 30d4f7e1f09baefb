"""Where files go: results complete or not at all, and the cache."""

from __future__ import annotations

import os
import shutil
import tempfile
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

_LARGE = 10_000  # numbers; smaller variables are not worth packing


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path beside `path`; rename it to `path` on success, remove it on any failure or Ctrl-C.

    Raises:
        OSError: Before any work is done, when the folder does not exist or cannot be written.

    Example:
        >>> import tempfile, pathlib
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> with whole_file(folder / "a.txt") as part:
        ...     _ = part.write_text("all of it")
        >>> (folder / "a.txt").read_text()
        'all of it'
    """
    target = Path(path)
    check_writable(target)
    handle, part_name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-", suffix=target.suffix)
    os.close(handle)
    part = Path(part_name)
    try:
        yield part
        part.chmod(0o666 & ~_umask())  # mkstemp made it private
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """The same with a folder, which must not exist.

    Raises:
        OSError: Before any work is done, when there is something already, or the folder around it does not exist or cannot be written.
    """
    target = Path(path)
    if target.exists():
        raise FileExistsError(f"There is something at {str(target)!r} already. Choose another name.")
    check_writable(target)
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        yield part
        part.chmod(0o777 & ~_umask())  # mkdtemp made it private
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_dataset(dataset: xr.Dataset, path: str | os.PathLike[str]) -> None:
    """Write as NetCDF-4, large variables compressed; the file appears complete or not at all."""
    packed = {name: {"zlib": True, "complevel": 1} for name, values in dataset.data_vars.items() if values.size > _LARGE}
    with whole_file(path) as part:
        dataset.to_netcdf(part, engine="h5netcdf", encoding=packed)


class Savable:
    """A result that is a labelled dataset."""

    @abstractmethod
    def to_dataset(self) -> xr.Dataset:
        """All of it, with units and parameters."""

    def save(self, path: str | Path) -> None:
        """Write `to_dataset` as NetCDF-4, whole or not at all; `quenchmap.load` restores it."""
        write_dataset(self.to_dataset(), path)


def check_writable(path: str | os.PathLike[str]) -> None:
    """Refuse an output path that could not be written, before the work that would fill it.

    Raises:
        OSError: One sentence with the path and the reason.
    """
    target = Path(path)
    folder = target.parent
    if target.is_dir():
        raise IsADirectoryError(f"Cannot write {str(target)!r}: it is a folder. Give the name of a file.")
    if not folder.is_dir():
        raise FileNotFoundError(
            f"Cannot write {str(target)!r}: the folder {str(folder)!r} does not exist. Make it first or choose another path."
        )
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"Cannot write {str(target)!r}: no permission to write in {str(folder)!r}. Choose another path.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def cache_directory() -> Path:
    """Folder of what is kept from run to run: `$QUENCHMAP_CACHE`, else `$XDG_CACHE_HOME/quenchmap`, else `~/.cache/quenchmap`."""
    chosen = os.environ.get("QUENCHMAP_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quenchmap"
