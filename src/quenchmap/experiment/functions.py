"""The functions of a material in SI units, against temperature and against frequency."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from quenchmap import drawing
from quenchmap.experiment.build import driven_material
from quenchmap.experiment.description import Experiment
from quenchmap.material import doors
from quenchmap.material.gap import GapModel, checked_gap_model
from quenchmap.material.substance import Material
from quenchmap.shown import Pictured
from quenchmap.storage import Savable
from quenchmap.table import Row, Table
from quenchmap.units import BOLTZMANN, ELEMENTARY_CHARGE, PLANCK, engineering

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

_HIGHEST = 1.3  # T_c
_PHOTON_ENERGIES = (0.02, 10.0)

#: Name, unit and what it is called, of what depends on the temperature.
_AGAINST_TEMPERATURE = {
    "gap": ("meV", "gap Δ"),
    "conductivity_real": ("S/m", "σ1 at the frequency"),
    "conductivity_imaginary": ("S/m", "σ2 at the frequency"),
    "ac_resistivity": ("ohm m", "Re 1/σ at the frequency"),
    "thermal_conductivity": ("W/m/K", "thermal conductivity of the electrons"),
    "cooling_power": ("W/m^3", "power to the phonons"),
    "heat_capacity": ("J/m^3/K", "heat capacity of the electrons"),
}


@dataclass(frozen=True, eq=False)
class MaterialFunctions(Pictured, Savable):
    """What a superconductor does, in SI units.

    Attributes:
        material: The material.
        frequency: Hz.
        phonon_temperature: K; the electrons' temperature where the frequency varies.
        gap_model: Which gap.
        temperature: K.
        values: By name, at `temperature`; see `to_dataset`.
        frequencies: Hz.
        spectra: sigma_1, sigma_2 and Re 1/sigma at `frequencies` and the phonon temperature.
    """

    material: Material
    frequency: float
    phonon_temperature: float
    gap_model: GapModel
    temperature: Float[np.ndarray, " temperatures"]
    values: dict[str, Float[np.ndarray, " temperatures"]]
    frequencies: Float[np.ndarray, " frequencies"]
    spectra: dict[str, Float[np.ndarray, " frequencies"]]

    @property
    def photon_energy(self) -> float:
        """Photon energy over k_B T_c."""
        return PLANCK * self.frequency / (BOLTZMANN * self.material.critical_temperature)

    def to_dataset(self) -> xr.Dataset:
        """Everything with units, over `temperature` and over `frequency`."""
        import xarray as xr

        data: dict[str, Any] = {
            name: ("temperature", values, {"units": _AGAINST_TEMPERATURE[name][0], "long_name": _AGAINST_TEMPERATURE[name][1]})
            for name, values in self.values.items()
        }
        for name, values in self.spectra.items():
            unit = _AGAINST_TEMPERATURE[name][0]
            data[f"{name}_spectrum"] = ("frequency", values, {"units": unit, "long_name": f"{name} at the phonons' temperature"})
        axes = {
            "temperature": ("temperature", self.temperature, {"units": "K"}),
            "frequency": ("frequency", self.frequencies, {"units": "Hz"}),
        }
        known = {
            "quenchmap_result": "functions",
            "quenchmap_version": version("quenchmap"),
            "material": self.material.name,
            "substance": json.dumps(dataclasses.asdict(self.material)),
            "critical_temperature": self.material.critical_temperature,
            "at_frequency": self.frequency,
            "phonon_temperature": self.phonon_temperature,
            "gap_model": self.gap_model,
        }
        return xr.Dataset(data, coords=axes, attrs=known)

    def at(self, temperature: float) -> dict[str, tuple[float, str]]:
        """Each function at one temperature (K), computed there: value and unit."""
        values = _at_temperatures(self, np.array([temperature]))
        return {name: (float(v[0]), _AGAINST_TEMPERATURE[name][0]) for name, v in values.items()}

    @drawing.styled
    def plot(self) -> Figure:
        """Conductivity against temperature and frequency, heat conduction, cooling and heat capacity."""
        fig, axes = drawing.figure(2, 3, width=3.6, height=3.0)
        T, f = self.temperature, self.frequencies * 1e-9
        for curve, name, label in (("-", "conductivity_real", "σ1"), ("--", "conductivity_imaginary", "σ2")):
            axes[0, 0].plot(T, self.values[name] * 1e-6, curve, label=label)
            axes[0, 1].loglog(f, self.spectra[name] * 1e-6, curve, label=label)
        axes[0, 2].plot(T, self.values["ac_resistivity"] * 1e8)
        axes[1, 0].plot(T, self.values["gap"])
        axes[1, 1].semilogy(T, self.values["thermal_conductivity"])
        axes[1, 2].plot(T, self.values["cooling_power"])
        labels = (
            ("temperature (K)", f"σ at {self.frequency * 1e-9:.4g} GHz (MS/m)"),
            ("frequency (GHz)", f"σ at {self.phonon_temperature:.4g} K (MS/m)"),
            ("temperature (K)", "Re 1/σ (µΩ cm)"),
            ("temperature (K)", "gap (meV)"),
            ("temperature (K)", "thermal conductivity (W/m/K)"),
            ("temperature (K)", "power to the phonons (W/m³)"),
        )
        for each, (x, y) in zip(axes.flat, labels):
            drawing.label(each, x=x, y=y)
        axes[0, 0].legend()
        axes[0, 1].legend()
        return fig

    def summary(self) -> dict[str, Any]:
        """Each function at the phonon temperature and at T_c, as plain numbers."""
        places = {"phonon_temperature": self.phonon_temperature, "critical_temperature": self.material.critical_temperature}
        told = {place: {f"{name} ({unit})": value for name, (value, unit) in self.at(T).items()} for place, T in places.items()}
        return {"material": self.material.name, "frequency_Hz": self.frequency, "temperatures_K": places, "values": told}

    def rows(self, temperature: float) -> list[Row]:
        """Each function at one temperature, K."""
        return [
            Row(_AGAINST_TEMPERATURE[name][1], engineering(value, unit) if unit != "meV" else f"{value:.4g} meV")
            for name, (value, unit) in self.at(temperature).items()
        ]

    def _title(self) -> str:
        return f"{self.material.name} at {self.phonon_temperature:.4g} K and {engineering(self.frequency, 'Hz')}"

    def table(self) -> Table:
        """Its numbers."""
        return Table(self._title(), self.rows(self.phonon_temperature))


def material_functions(experiment: Experiment, points: int = 240) -> MaterialFunctions:
    """The functions of the material that is described, at its frequency and phonon temperature.

    Args:
        experiment: The description; material, frequency and phonon temperature are enough.
        points: Temperatures and frequencies.

    Raises:
        ValueError: For keys that are missing, and for values that are not physical or outside the verified range.

    Example:
        >>> from quenchmap.experiment.reading import read
        >>> experiment = read(None, {("film", "material", "like"): "NbN", ("tip", "frequency"): "417 GHz", ("phonon_temperature",): "3 K"})
        >>> found = material_functions(experiment, points=20)
        >>> round(found.at(5.0)["gap"][0], 4)
        1.461
    """
    substance, frequency, bath, model = driven_material(experiment)
    Tc = substance.critical_temperature
    lowest = min(max(doors.LOWEST_TEMPERATURE, 0.05), bath / Tc)
    T = Tc * np.unique(np.concatenate([np.linspace(lowest, _HIGHEST, points), 1 - np.geomspace(1e-6, 0.02, 20), [1.0]]))
    w = np.geomspace(*_PHOTON_ENERGIES, points)
    spectrum = doors.conductivity(bath / Tc, w, model) * substance.normal_conductivity
    spectra = {
        "conductivity_real": spectrum.real,
        "conductivity_imaginary": -spectrum.imag,
        "ac_resistivity": doors.ac_resistivity(bath / Tc, w, model) * substance.normal_resistivity,
    }
    found = MaterialFunctions(substance, frequency, bath, model, T, {}, w * BOLTZMANN * Tc / PLANCK, spectra)
    found.values.update(_at_temperatures(found, T))
    return found


def restored(dataset: xr.Dataset) -> MaterialFunctions:
    """The functions of a dataset that `MaterialFunctions.to_dataset` made, bit for bit."""
    known = dataset.attrs
    return MaterialFunctions(
        Material(**json.loads(known["substance"])),
        float(known["at_frequency"]),
        float(known["phonon_temperature"]),
        checked_gap_model(str(known["gap_model"])),
        dataset["temperature"].values,
        {name: dataset[name].values for name in _AGAINST_TEMPERATURE if name in dataset},
        dataset["frequency"].values,
        {name: dataset[f"{name}_spectrum"].values for name in _AGAINST_TEMPERATURE if f"{name}_spectrum" in dataset},
    )


def _at_temperatures(of: MaterialFunctions, kelvin: Float[np.ndarray, " temperatures"]) -> dict[str, Float[np.ndarray, " temperatures"]]:
    material, model = of.material, of.gap_model
    Tc = material.critical_temperature
    T, bath = kelvin / Tc, of.phonon_temperature / Tc
    sigma = doors.conductivity(T, of.photon_energy, model) * material.normal_conductivity
    values = {
        "gap": doors.gap(T, model) * BOLTZMANN * Tc / ELEMENTARY_CHARGE * 1e3,
        "conductivity_real": sigma.real,
        "conductivity_imaginary": -sigma.imag,
        "ac_resistivity": doors.ac_resistivity(T, of.photon_energy, model) * material.normal_resistivity,
        "thermal_conductivity": doors.thermal_conductivity(T, model) * material.thermal_conductivity_at_Tc,
        "cooling_power": doors.electron_phonon_power(T, bath, material.cooling_exponent, model) * material.cooling_power_at_Tc,
    }
    if material.diffusion_coefficient is not None:
        values["heat_capacity"] = doors.heat_capacity(T, model) * material.electronic_specific_heat_coefficient * Tc
    return values
