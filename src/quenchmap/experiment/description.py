"""What a run is described by: the keys of a TOML file, which are the flags of the command line too.

Values are kept as they were written ("100 nm"), after a check that each can be read and has the right dimension; the objects of
the physics convert them and check that they are physical. Nothing is required here: `quenchmap.experiment.run` says what a run needs.
"""

from typing import Any, Literal

from pydantic import field_validator, model_validator

from quenchmap.experiment.part import Part, Written, entry
from quenchmap.experiment.sample_description import SampleDescription
from quenchmap.experiment.scan_description import ClusterDescription, ScanDescription
from quenchmap.tip.source import line_loss
from quenchmap.units import si

#: The ways to say how strongly the tip drives: a run has exactly one.
STRENGTHS = ("drive", "current", "voltage", "source_power")


class MaterialDescription(Part):
    """A material: one of the catalogue, one like it with some values changed, or a new one."""

    like: str | None = entry(
        "Name of the material in the catalogue (see `quenchmap materials`); values beside it replace the catalogue's.",
        sample="NbN",
        flag="material",
    )
    name: str | None = entry("What to call a material that is not in the catalogue.", flag="material-name")
    critical_temperature: Written | None = entry("Critical temperature Tc.", "K", sample="10 K")
    normal_resistivity: Written | None = entry("Resistivity just above Tc.", "ohm*m")
    sheet_resistance: Written | None = entry("Resistance per square just above Tc, instead of the resistivity.", "ohm", sample="400 ohm")
    cooling_exponent: float | None = entry("Exponent n of electron-phonon cooling, 3 to 7.", "", sample="5")
    cooling_coefficient: Written | None = entry("Electron-phonon coupling Sigma, in W/m^3/K^n.", None, sample="5e9 W/m**3/K**5")
    diffusion_coefficient: Written | None = entry("Diffusion coefficient D, for time scales and the critical current.", "m**2/s")
    coherence_length: Written | None = entry("Coherence length at T = 0, to check that it is short.", "m", sample="5 nm")
    source: str | None = entry("Where the values come from.", flag="material-source")

    @field_validator("cooling_coefficient", mode="before")
    @classmethod
    def _with_unit(cls, value: Any) -> Any:  # its unit depends on n: Material checks it
        if value is not None and not isinstance(value, str):
            raise ValueError(f'`cooling_coefficient` needs a unit, but cooling_coefficient={value!r}. Write for example "5e9 W/m**3/K**5".')
        return value


def _named(value: Any) -> Any:
    """`material = "NbN"` is short for a table `like = "NbN"`."""
    return {"like": value} if isinstance(value, str) else value


class FilmDescription(Part):
    """The film."""

    material: MaterialDescription | None = entry("Material of the film.")
    thickness: Written | None = entry("Thickness of the film.", "m", sample="10 nm")
    boundary_conductance: Written | None = entry(
        "Conductance sigma_K to the substrate, which lets the film's phonons warm; left out, they keep the bath's temperature.",
        "W/m**2/K**4",
        sample="200 W/m**2/K**4",
    )

    @model_validator(mode="before")
    @classmethod
    def _material_by_name(cls, data: Any) -> Any:
        return {**data, "material": _named(data["material"])} if isinstance(data, dict) and "material" in data else data


class TipDescription(Part):
    """The tip: driven at a frequency, or hot."""

    height: Written | None = entry("Height of the tip's centre over the film, z0.", "m")
    frequency: Written | None = entry("Frequency of the microwaves.", "Hz")
    radius: Written | None = entry("Radius of the tip; needed for its voltage, for source_power and for a hot tip.", "m", sample="50 nm")
    source_impedance: Written | None = entry("Impedance of source and line; 50 ohm unless given.", "ohm", sample="50 ohm")
    capacitance_model: Literal["exact", "isolated"] | None = entry('"exact", sphere above a plane, or "isolated", 4 pi eps0 R.')
    temperature: Written | None = entry("Temperature of a hot tip, instead of a frequency.", "K", sample="300 K", flag="tip-temperature")
    conductivity: Written | None = entry("Conductivity of a hot tip.", "S/m", sample="1e7 S/m", flag="tip-conductivity")


class EvolutionDescription(Part):
    """How the drive changes in time, for `quenchmap evolve`."""

    duration: Written | None = entry("How long the hot spot is followed.", "s", sample="2 ns")
    waveform: Literal["step", "pulse", "ramp", "triangle"] | None = entry("How the drive changes; it stays constant unless given.")
    drive_before: float | None = entry("Drive j_max/j* before it changes, and after a pulse or triangle; 0 unless given.", "", sample="1")
    drive_after: float | None = entry("Drive it changes to; the run's own drive unless given.", "", sample="1.8")
    begins: Written | None = entry("When the waveform begins; at once unless given.", "s", sample="0.1 ns")
    lasts: Written | None = entry(
        "How long a pulse, a ramp or a triangle lasts; a ramp and a triangle to the end unless given.", "s", sample="1 ns"
    )
    start: Literal["bath", "cold", "hot"] | None = entry(
        'Profile to start from: "bath", or the "cold" or "hot" steady state of the first drive. '
        "Unless given, cold where a waveform begins from a drive, else the bath."
    )
    tolerance: float | None = entry("Error that a time step may make; 1e-6 unless given.", "", sample="1e-6")
    refinement: float | None = entry("Factor by which the grid is finer.", "", sample="2")


class Experiment(Part):
    """One run: film, tip, temperature and drive; or a sample in place of the uniform film."""

    film: FilmDescription = FilmDescription()
    tip: TipDescription = TipDescription()
    phonon_temperature: Written | None = entry("Temperature of the phonons, or of the bath if the film's phonons warm.", "K")
    drive: float | None = entry("Largest current density over the film's characteristic one, j_max/j*.", "", sample="1.2")
    current: Written | None = entry("Amplitude of the tip's current, instead of the drive.", "A", sample="0.4 mA")
    voltage: Written | None = entry("Amplitude of the tip's voltage, instead of the drive.", "V")
    source_power: Written | None = entry("Available power of the source, instead of the drive.", "W", sample="-10 dBm")
    line_loss: float | str | None = entry("Loss of the line from source to tip, in dB; with source_power.", None, sample="3 dB")
    gap_model: Literal["sheahen", "bcs"] | None = entry('Gap: "sheahen", the paper\'s interpolation (default), or "bcs", self-consistent.')
    outer_radius: Written | None = entry("Radius of the film around the tip; chosen by the far field unless given.", "m", sample="5 um")
    output: str | None = entry("File for the result (NetCDF), or folder for a map (Zarr), relative to the current folder.")
    evolution: EvolutionDescription = EvolutionDescription()
    sample: SampleDescription = SampleDescription()
    scan: ScanDescription = ScanDescription()
    cluster: ClusterDescription = ClusterDescription()

    @field_validator("line_loss", mode="after")
    @classmethod
    def _in_decibels(cls, value: float | str | None) -> float | None:
        if isinstance(value, str) and "dB" not in value:
            value = si(value, "", "line_loss")
        return None if value is None else line_loss(value)
