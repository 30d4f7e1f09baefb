"""A film driven uniformly at one frequency: its bistable window, Maxwell drive and states, in SI units beside the dimensionless ones."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from quenchmap.balance.curve import Fold, balance_curve
from quenchmap.balance.figure import plot_branches
from quenchmap.balance.maxwell import MaxwellPoint, maxwell_points
from quenchmap.balance.phase_diagram import EndOfBistability, end_of_bistability
from quenchmap.balance.uniform import UniformState, folds, uniform_states
from quenchmap.balance.window import Window, window
from quenchmap.errors import NoSuchStateError, checked_positive
from quenchmap.experiment.build import driven_material
from quenchmap.experiment.description import Experiment
from quenchmap.material.film import Film
from quenchmap.material.gap import GapModel
from quenchmap.material.response import Response, microwave_response
from quenchmap.material.substance import Material
from quenchmap.shown import Pictured
from quenchmap.storage import Savable
from quenchmap.table import Row, Table
from quenchmap.units import BOLTZMANN, PLANCK, engineering

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class UniformFilm(Pictured, Savable):
    """What a uniform drive does to a film. Temperatures are over T_c, drives over j*.

    Attributes:
        material: The film's material.
        response: Its tabulated functions at this frequency.
        frequency: Hz.
        photon_energy: hbar omega over k_B T_c.
        gap_model: Which gap.
        folds: All extrema of j(T).
        window: Bistable window; None where one state exists at every drive.
        maxwell: Drives at which two stable states have equal energy, that of the widest jump first.
        end: Where bistability ends as the frequency grows; None where there is none at any frequency.
        drive: The drive that was asked for, if any.
        states: The states at it.
    """

    material: Material
    response: Response
    frequency: float
    photon_energy: float
    gap_model: GapModel
    folds: tuple[Fold, ...]
    window: Window | None
    maxwell: tuple[MaxwellPoint, ...]
    end: EndOfBistability | None
    drive: float | None
    states: tuple[UniformState, ...]

    def summary(self) -> dict[str, Any]:
        """Everything as plain numbers, for JSON: drives in j* and temperatures in Tc, with both scales."""
        found = self.window
        return {
            "material": self.material.name,
            "critical_temperature_K": self.material.critical_temperature,
            "characteristic_current_density_A_per_m2": self.material.characteristic_current_density,
            "phonon_temperature": self.response.bath_temperature,
            "frequency_Hz": self.frequency,
            "photon_energy": self.photon_energy,
            "cooling_exponent": self.response.cooling_exponent,
            "gap_model": self.gap_model,
            "window": found and {"lower": found.j1, "upper": found.j2, "relative_width": found.relative_width},
            "multistable_ranges": found.intervals if found else (),
            "folds": [{"drive": f.drive, "temperature": f.temperature, "kind": f.kind} for f in self.folds],
            "maxwell": [{"drive": m.drive, "low": m.low, "unstable": m.unstable, "high": m.high} for m in self.maxwell],
            "end_of_bistability": self.end
            and {"photon_energy": self.end.photon_energy, "relative_width": self.end.width, "formal_photon_energy": self.end.formal},
            "drive": self.drive,
            "states": [{"temperature": s.temperature, "stable": s.stable, "phase": s.phase} for s in self.states],
        }

    def to_dataset(self) -> xr.Dataset:
        """The curve of all states, drive against temperature, and its folds, with units."""
        import xarray as xr

        curve, Tc, unit = balance_curve(self.response), self.material.critical_temperature, self.material.characteristic_current_density
        drive = curve.drive(curve.temperatures)
        data = {
            "drive": ("temperature", drive, {"units": "1", "long_name": "j/j*"}),
            "current_density": ("temperature", drive * unit, {"units": "A/m^2", "long_name": "rms current density"}),
            "cooling_power": (
                "temperature",
                self.response.cooling(curve.temperatures) * self.material.cooling_power_at_Tc,
                {"units": "W/m^3"},
            ),
            "fold_drive": ("fold", [f.drive for f in self.folds], {"units": "1"}),
            "fold_temperature": ("fold", [f.temperature * Tc for f in self.folds], {"units": "K"}),
        }
        known = {
            "quenchmap_result": "uniform",
            "quenchmap_version": version("quenchmap"),
            "uniform": json.dumps(self.description()),
            "material": self.material.name,
            "frequency": self.frequency,
            "phonon_temperature": self.response.bath_temperature * Tc,
            "gap_model": self.gap_model,
        }
        return xr.Dataset(data, coords={"temperature": ("temperature", curve.temperatures * Tc, {"units": "K"})}, attrs=known)

    def description(self) -> dict[str, Any]:
        """What makes the same film again, as plain values; temperatures over T_c."""
        return {
            "material": dataclasses.asdict(self.material),
            "frequency": self.frequency,
            "phonon_temperature": self.response.bath_temperature,
            "phonon_warming": self.response.phonon_warming,
            "gap_model": self.gap_model,
            "drive": self.drive,
        }

    def plot(self) -> Axes:
        """Temperature of every state against drive, Fig. 3a."""
        return plot_branches(self.response)

    def table(self) -> Table:
        """Its numbers."""
        return Table(self._title(), self._rows())

    def _title(self) -> str:
        return f"{self.material.name} under a uniform current at {engineering(self.frequency, 'Hz')}, ħω/kTc = {self.photon_energy:.4g}"

    def _rows(self) -> list[Row]:
        Tc, bath = self.material.critical_temperature, self.response.bath_temperature
        rows = [
            Row("phonon temperature", f"{bath * Tc:.4g} K", f"{bath:.4g} Tc"),
            Row("unit of current density j*", engineering(self.material.characteristic_current_density, "A/m²"), "rms"),
        ]
        if self.window is None:
            rows.append(Row("bistable window", "none", "one state at every drive"))
        else:
            remark = f"{self._density(self.window.j1)} to {self._density(self.window.j2)}"
            rows.append(Row("bistable window j1 to j2", f"{self.window.j1:.6g} to {self.window.j2:.6g} j*", remark))
        rows += [
            Row(f"fold at {f.temperature * Tc:.4g} K", f"{f.drive:.6g} j*", f"{f.temperature:.6g} Tc, {f.kind} of j(T)") for f in self.folds
        ]
        rows += [
            Row("Maxwell current jM", f"{m.drive:.6g} j*", f"wall between {m.low * Tc:.4g} K and {m.high * Tc:.4g} K") for m in self.maxwell
        ]
        rows.append(self._end_row())
        rows += [
            Row(f"state at {self.drive:.6g} j*", f"{s.temperature * Tc:.4g} K", f"{s.temperature:.6g} Tc, {s.phase}, {_stability(s)}")
            for s in self.states
        ]
        return rows

    def _end_row(self) -> Row:
        if self.end is None:
            return Row("bistability", "at no frequency")
        unit = BOLTZMANN * self.material.critical_temperature / PLANCK
        remark = f"there j2 - j1 is {self.end.width:.0%} of j2; formally {engineering(self.end.formal * unit, 'Hz')}, 2Δ(Tph)"
        return Row("bistability ends at", engineering(self.end.photon_energy * unit, "Hz"), remark)

    def _density(self, drive: float) -> str:
        return engineering(drive * self.material.characteristic_current_density, "A/m²")


def uniform_film(experiment: Experiment) -> UniformFilm:
    """The film that is described, driven uniformly: material, frequency and phonon temperature are enough.

    Raises:
        ValueError: For keys that are missing, and for values that are not physical.
    """
    substance, frequency, bath, model = driven_material(experiment)
    Tc, described = substance.critical_temperature, experiment.film
    warming = 0.0
    if described.boundary_conductance is not None:
        if described.thickness is None:
            raise ValueError("`boundary_conductance` warms the phonons of a film of a given thickness: give film.thickness too.")
        warming = Film(substance, described.thickness, boundary_conductance=described.boundary_conductance).phonon_warming
    return _driven(substance, frequency, bath / Tc, warming, model, experiment.drive)


def restored(dataset: xr.Dataset) -> UniformFilm:
    """The film of a dataset that `UniformFilm.to_dataset` made, computed again from its few parameters."""
    known = json.loads(dataset.attrs["uniform"])
    order = ("frequency", "phonon_temperature", "phonon_warming", "gap_model", "drive")
    return _driven(Material(**known["material"]), *(known[name] for name in order))


def _driven(substance: Material, frequency: float, bath: float, warming: float, model: GapModel, drive: float | None) -> UniformFilm:
    """Of a phonon temperature over T_c."""
    photon_energy, n = PLANCK * frequency / (BOLTZMANN * substance.critical_temperature), substance.cooling_exponent
    response = microwave_response(photon_energy, bath, n, gap_model=model, phonon_warming=warming)
    try:
        end = end_of_bistability(bath, n, gap_model=model, phonon_warming=warming)
    except NoSuchStateError:
        end = None
    return UniformFilm(
        substance,
        response,
        frequency,
        photon_energy,
        model,
        folds(response),
        window(response),
        maxwell_points(response),
        end,
        drive,
        () if drive is None else uniform_states(response, checked_positive("drive", drive, "the current density over j*")),
    )


def _stability(state: UniformState) -> str:
    return "stable" if state.stable else "unstable"
