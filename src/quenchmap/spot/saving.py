"""How every result of a hot spot is saved."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr


class Savable:
    """A result that is a labelled dataset."""

    @abstractmethod
    def to_dataset(self) -> xr.Dataset:
        """All of it, with units and parameters."""

    def save(self, path: str | Path) -> None:
        """Write `to_dataset` as NetCDF-4, whole or not at all; `quenchmap.load` restores it."""
        from quenchmap.spot.storage import write

        write(self.to_dataset(), path)
