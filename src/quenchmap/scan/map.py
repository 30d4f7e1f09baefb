"""A map: what the experiment records at each tip position, beside where the supercurrent truly flows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Bool, Float

from quenchmap.errors import closest
from quenchmap.sample.current.supercurrent import Supercurrent
from quenchmap.scan.quantity import FLAGS, MOVING, NOT_COMPUTED, NOT_CONVERGED, REIGNITED, UNSTABLE
from quenchmap.scan.scan import Scan
from quenchmap.scan.store import Store, opened, warn_of_damage
from quenchmap.shown import Pictured
from quenchmap.storage import Savable
from quenchmap.table import Row, Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

_ROUNDING = 1e-9  # what varies by less of its size is constant


@dataclass(frozen=True, eq=False, repr=False)
class Map(Pictured, Savable):
    """The quantities of all pixels, NaN where a pixel is not computed or has no state.

    Attributes:
        scan: What was scanned.
        values: Each quantity and `flag`, arrays (traces, ny, nx) in SI; see `quenchmap.scan.quantity`.
        undisturbed: Resistance (ohm) and inductance (H) without the tip.
        damaged: Pixels of a store that cannot be read.
    """

    scan: Scan
    values: dict[str, np.ndarray]
    undisturbed: dict[str, float]
    damaged: int = 0

    @classmethod
    def read(cls, store: Store) -> Map:
        """From a store that is finished, or that grows; damaged parts are left out with a warning."""
        found = store.read()
        warn_of_damage(store.path, found.damaged)
        return cls(store.scan, found.values, store.undisturbed, sum(task.pixels for task in found.damaged))

    def __getitem__(self, name: str) -> Float[np.ndarray, "ny nx"]:
        """A quantity of the first trace, SI."""
        return self.trace(name, 0)

    def trace(self, name: str, trace: int | str = 0) -> Float[np.ndarray, "ny nx"]:
        """A quantity of one trace, given by number or name, SI."""
        if name not in self.values:
            raise KeyError(f"A map has no quantity {name!r}. {closest(str(name), self.values)}")
        names = self.scan.traces
        if trace not in (*names, *range(len(names))):
            raise KeyError(f"The map has no trace {trace!r}. {closest(str(trace), names)}")
        return self.values[name][names.index(trace) if isinstance(trace, str) else trace]

    @property
    def computed(self) -> Bool[np.ndarray, "traces ny nx"]:
        """Which pixels are done, with a state or without."""
        return self.values["flag"] != NOT_COMPUTED

    @property
    def complete(self) -> bool:
        """Whether all are."""
        return bool(self.computed.all())

    @cached_property
    def supercurrent(self) -> Supercurrent:
        """The supercurrent of the sample without the tip."""
        scan = self.scan
        ends = {"source": scan.source, "drain": scan.drain, "gap_model": scan.gap_model}
        return scan.sample.supercurrent(scan.phonon_temperature, **ends)

    @cached_property
    def true_weight(self) -> Float[np.ndarray, "ny nx"]:
        r"""Part of the sample's kinetic inductance per area, 1/m^2, averaged over the square of one step about each pixel.

        It is $J_s^2/\sigma_2$ normalised to 1 over the sample: what the inductance responds to when a small place warms a little.
        """
        sample, raster = self.scan.sample, self.scan.raster
        density = self.supercurrent.participation / sample.cell**2
        across = _averages(raster.x, raster.step, sample.x, sample.cell)
        return _averages(raster.y, raster.step, sample.y, sample.cell) @ density @ across.T

    def correlation(self, name: str = "inductance_change", trace: int | str = 0) -> float:
        """Pearson's correlation of a quantity with the true weight, over the pixels that have both; NaN where either is constant."""
        values, truth = self.trace(name, trace), self.true_weight
        known = np.isfinite(values)
        if known.sum() < 2 or any(np.ptp(v[known]) <= _ROUNDING * np.abs(v[known]).max() for v in (values, truth)):
            return float("nan")
        return float(np.corrcoef(values[known], truth[known])[0, 1])

    def summary(self) -> dict[str, Any]:
        """The plan and what came out, as plain values in SI."""
        flags = self.values["flag"]
        return self.scan.summary() | {
            "undisturbed": self.undisturbed,
            "pixels": self.scan.raster.pixels,
            "flags": {name: int((flags == k).sum()) for k, name in enumerate(FLAGS) if (flags == k).any()},
            "damaged_pixels": self.damaged,
            "ranges": {name: _range(v) for name, v in self.values.items() if name != "flag"},
            "correlation": {trace: self.correlation(trace=trace) for trace in self.scan.traces},
        }

    def to_dataset(self) -> xr.Dataset:
        """Quantities on (trace, y, x) with units, the true weight, the sample on (sample_y, sample_x), and all inputs as attributes."""
        from quenchmap.scan.storage import to_dataset

        return to_dataset(self)

    def plot(self, quantity: str | None = None, *, trace: int | str = 0) -> Figure:
        """The map beside the true supercurrent; see `quenchmap.scan.figure`."""
        from quenchmap.scan.figure import plot_map

        return plot_map(self, quantity, trace=trace)

    def _rows(self) -> list[Row]:
        flags = self.values["flag"]
        done = int(self.computed.all(axis=0).sum())
        change = self.values["inductance_change"]
        rows = [
            Row("pixels", f"{done} of {self.scan.raster.pixels}", "complete" if self.complete else "not complete"),
            Row(
                "undisturbed",
                f"R = {engineering(self.undisturbed['resistance'], 'Ω')}, L = {engineering(self.undisturbed['inductance'], 'H')}",
            ),
        ]
        for code in (UNSTABLE, MOVING, REIGNITED, NOT_CONVERGED):
            if (flags == code).any():
                rows.append(Row(FLAGS[code].replace("_", " "), f"{int((flags == code).sum())} pixels"))
        if np.isfinite(change).any():
            low, high = (engineering(float(f(change)), "H") for f in (np.nanmin, np.nanmax))
            rows.append(Row("ΔL", f"{low} to {high}"))
            area = self.values["quenched_area"]
            rows.append(
                Row("normal spot", f"{100 * float(np.nanmean(area > 0)):.3g} % of the pixels, up to {np.nanmax(area) * 1e12:.3g} µm²")
            )
            if not self.scan.edges_are_real:
                excess = engineering(float(np.nanmax(self.values["rim_excess"])), "K")
                rows.append(Row("sample's edge", excess, "warmer than the phonons, at most"))
            rests = np.isfinite(change) & (flags != MOVING)  # elsewhere the film warms or cools
            if rests.any():
                rows.append(Row("heat balance", f"{np.abs(self.values['heat_balance'][rests]).max():.1e} of the power, at worst"))
            for name in self.scan.traces:
                r = self.correlation(trace=name)
                told, what = f"{r:.3f}", "of ΔL with the true weight |J_s|²/σ2 at each pixel"
                if np.isnan(r):
                    told, what = "none", "ΔL or the true weight |J_s|²/σ2 is the same at all pixels, such as 0 where no supercurrent flows"
                rows.append(Row("correlation", told, what + _named(name, self.scan)))
        return rows

    def _title(self) -> str:
        scan = self.scan
        ny, nx = scan.raster.shape
        return f"map of {nx} × {ny} pixels over a {scan.sample.film.material.name} sample, {scan.protocol}, {scan.strength}"

    def __repr__(self) -> str:
        return f"<{self._title()}>"

    def table(self) -> Table:
        """Its numbers."""
        return Table(self._title(), self._rows())


def read(path: str | Path) -> Map:
    """A map from its store, also while it grows.

    Raises:
        FileNotFoundError: Where there is none.
        ValueError: When it is none of quenchmap's maps, or one of another version.
    """
    return Map.read(opened(Path(path)))


def _averages(at: np.ndarray, step: float, centres: np.ndarray, cell: float) -> np.ndarray:
    """Weights (pixels, cells) that average over the interval of one step about each pixel, cut at the sample's edges."""
    low, high = at[:, None] - step / 2, at[:, None] + step / 2
    shared = np.minimum(high, centres + cell / 2) - np.maximum(low, centres - cell / 2)
    shared = np.maximum(shared, 0.0)
    return shared / shared.sum(axis=1, keepdims=True)


def _range(values: np.ndarray) -> list[float] | None:
    return [float(np.nanmin(values)), float(np.nanmax(values))] if np.isfinite(values).any() else None


def _named(trace: str, scan: Scan) -> str:
    return f", {trace}" if len(scan.traces) > 1 else ""
