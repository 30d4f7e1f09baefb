"""What a whole map resolves: how far it follows the truth pixel by pixel, and down to which wavelength."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quenchmap.scan.resolution.complete import complete_rectangle
from quenchmap.scan.resolution.correlation import Correlation, correlation
from quenchmap.scan.resolution.transfer import FEWEST, Transfer, transfer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from quenchmap.scan.map import Map


@dataclass(frozen=True)
class MapResolution:
    """Of one quantity of a map with respect to the true weight, the part of the kinetic inductance per area.

    Attributes:
        quantity: Which quantity.
        unit: Its unit.
        trace: Which trace.
        correlation: Pixel by pixel.
        transfer: Wavelength by wavelength; None where the map is too small for a spectrum.
        used: Pixels along x and y of the largest rectangle without gaps, from which the spectrum is.
    """

    quantity: str
    unit: str
    trace: str
    correlation: Correlation
    transfer: Transfer | None
    used: tuple[int, int]

    def summary(self) -> dict[str, Any]:
        """The numbers as plain values, in SI; null where there is no spectrum."""
        found: dict[str, Any] = {
            "quantity": self.quantity,
            "trace": self.trace,
            "pearson": self.correlation.pearson,
            "rank": self.correlation.rank,
            "pixels": self.correlation.pixels,
            "missing": self.correlation.missing,
            "spectrum_of": list(self.used),
            "transfer": None,
        }
        if self.transfer is not None:
            limit = self.transfer.resolution
            found["transfer"] = {
                "wavelength": self.transfer.wavelength.tolist(),
                "transfer": self.transfer.transfer.tolist(),
                "coherence": self.transfer.coherence.tolist(),
                "resolution": limit.value,
                "between": [limit.lower, limit.upper],
            }
        return found

    def plot(self) -> Figure:
        """Transfer and coherence against the wavelength; see `quenchmap.scan.resolution.figure`."""
        from quenchmap.scan.resolution.figure import plot_map_resolution

        return plot_map_resolution(self)

    def __str__(self) -> str:
        told = [f"{self.quantity}, {self.trace}, against the true weight |J_s|²/σ2: {self.correlation}"]
        if self.transfer is None:
            told.append(f"no spectrum: {self.used[0]} × {self.used[1]} pixels without gaps, and {FEWEST} are needed along each side")
        else:
            told.append(f"{self.transfer} (from {self.used[0]} × {self.used[1]} pixels)")
        return "\n".join(told)


def map_resolution(map: Map, quantity: str = "inductance_change", *, trace: int | str = 0) -> MapResolution:
    """What a map resolves of the true supercurrent.

    Args:
        map: The map; pixels without a value are left out, and its spectrum is that of the largest rectangle without any.
        quantity: Which of its quantities.
        trace: Which trace, by number or name.

    Raises:
        KeyError: For an unknown quantity or trace.
        ValueError: For a map of fewer than 3 pixels, or without contrast.
    """
    values, truth = map.trace(quantity, trace), map.true_weight
    compared = correlation(values, truth)
    part = complete_rectangle(values)
    ny, nx = values[part].shape
    spectrum = transfer(values[part], truth[part], step=map.scan.raster.step) if min(nx, ny) >= FEWEST else None
    name = trace if isinstance(trace, str) else map.scan.traces[trace]
    return MapResolution(quantity, map.scan.quantities[quantity].unit, name, compared, spectrum, (nx, ny))
