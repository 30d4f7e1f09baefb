"""What a run is described by: the keys of a TOML file, which are the flags of the command line too.

Values are kept as they were written ("100 nm"), after a check that each can be read and has the right dimension; the objects of
the physics convert them and check that they are physical. Nothing is required here: `quenchmap.experiment.run` says what a run needs.
"""

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core.core_schema import ValidationInfo

from quenchmap.tip.source import line_loss, source_power
from quenchmap.units import example, si

#: A quantity as it is written, with its unit.
Written: TypeAlias = str
#: The rules by which samples are made.
SampleKind: TypeAlias = Literal["uniform", "gaussian", "lognormal", "granular", "percolating", "picture"]
#: Keys of a sample that are lists of lengths: how many, and what they are.
SHAPES = {
    "size": ((1, 2), "the width and the height of the sample, or one length for a square"),
    "constriction": ((2, 3), "the width and the length of the neck, and perhaps over which length it tapers"),
    "slit": ((5,), "x and y of one end, x and y of the other, and the width"),
    "hole": ((3,), "x and y of the centre, and the radius"),
    "position": ((2,), "x and y of the tip"),
}
#: The ways to say how strongly the tip drives: a run has exactly one.
STRENGTHS = ("drive", "current", "voltage", "source_power")


def entry(help: str, unit: str | None = None, *, sample: str | None = None, flag: str | None = None) -> Any:
    """One key of a description.

    Args:
        help: What it is; shown by `--help` and by whatever else is generated.
        unit: SI unit that a quantity must convert to; "" for a pure number, None for text.
        sample: How it is written, for messages.
        flag: Name of its flag, where the key alone would be ambiguous.
    """
    extra: dict[str, Any] = {"unit": unit, "sample": sample or (example(unit) if unit else None), "flag": flag}
    return Field(default=None, description=help, json_schema_extra=extra)


class Part(BaseModel):
    """A table of a description: no unknown keys, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _readable(cls, value: Any, info: ValidationInfo) -> Any:
        name = info.field_name or ""
        extra = key_extra(cls.model_fields[name])
        unit = extra["unit"]
        if unit is None or value is None:
            return value
        if unit == "":
            if isinstance(value, bool) or not isinstance(value, int | float | str):
                raise ValueError(f"`{name}` must be a number, but {name}={value!r}.")
            return si(value, "", name)
        if not isinstance(value, str):  # `height = 100` is more likely 100 nm without its unit than 100 m
            raise ValueError(f'`{name}` needs a unit, but {name}={value!r}. Write for example {name} = "{extra["sample"]}".')
        if name == "source_power":  # "-10 dBm" is no unit of the SI
            source_power(value)
        else:
            si(value, unit, name)
        return value


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
        'Profile to start from: "bath", or the "cold" or "hot" steady state of the first drive. Cold unless given.'
    )
    tolerance: float | None = entry("Error that a time step may make; 1e-6 unless given.", "", sample="1e-6")
    refinement: float | None = entry("Factor by which the grid is finer.", "", sample="2")


class SampleDescription(Part):
    """A film that differs from place to place, for `quenchmap sample`. Lists are written with commas."""

    kind: SampleKind | None = entry("How the film differs from place to place.")
    size: Written | None = entry("Width and height, or one length for a square; for a picture its width.", sample="1.28 um, 640 nm")
    cell: Written | None = entry("Side of a cell.", "m", sample="10 nm")
    seed: int | None = entry("Whole number; the same one makes the same sample on any machine.", sample="1")
    field: str | None = entry(
        "What is random or mapped: critical_temperature, sheet_resistance, cooling_coefficient or thickness.", sample="sheet_resistance"
    )
    amplitude: float | None = entry("Standard deviation over the mean (gaussian, lognormal).", "", sample="0.05")
    correlation_length: Written | None = entry("How far disorder is alike (gaussian, lognormal).", "m", sample="50 nm")
    grain_size: Written | None = entry("Square root of the mean area of a grain (granular).", "m", sample="80 nm")
    grain_spread: float | None = entry("Standard deviation of Tc from grain to grain, relative (granular).", "", sample="0.05")
    boundary_width: Written | None = entry("Width of the boundaries between grains (granular).", "m", sample="20 nm")
    boundary_critical_temperature: float | None = entry("Tc in boundaries over the film's (granular).", "", sample="0.5")
    boundary_resistance: float | None = entry("Sheet resistance in boundaries over the film's (granular).", "", sample="3")
    coverage: float | None = entry("Fraction that is in droplets; near 0.5 they begin to percolate (percolating).", "", sample="0.6")
    droplet_size: Written | None = entry("Mean length of a straight line's stretches in droplets (percolating).", "m", sample="80 nm")
    background: Literal["normal", "hole"] | None = entry("What is between droplets (percolating); a normal metal unless given.")
    background_critical_temperature: float | None = entry("Tc between droplets over the film's (percolating).", "", sample="0.5")
    background_resistance: float | None = entry("Sheet resistance between droplets over the film's (percolating).", "", sample="2")
    map: str | None = entry("Map to read: .npy, .csv, .txt, .png or .nc (picture).")
    between: Written | None = entry("Values of black and white in a PNG (picture).", sample="8 K, 11 K")
    unit: str | None = entry('Unit of the numbers in a map, such as "K", or "relative" (picture).')
    scale: float | None = entry("Factor of the numbers in a map (picture).", "", sample="1")
    offset: float | None = entry("What is added to them (picture).", "", sample="0")
    variable: str | None = entry("Which variable of a NetCDF file (picture).")
    nan_is_hole: bool | None = entry("Whether NaN in a map marks a hole; otherwise it is refused (picture).", sample="true")
    file: str | None = entry("A sample that was saved, in place of a kind.", flag="sample")
    strip: Written | None = entry("Keep only a strip along x of this width.", "m", sample="500 nm")
    constriction: Written | None = entry(
        "Width and length of a neck in the middle, and perhaps how long it tapers.", sample="200 nm, 100 nm"
    )
    slit: tuple[Written, ...] | None = entry(
        "Ends x, y and x, y of a slit, and its width; may be repeated.", sample="0 nm, 0 nm, 0 nm, 320 nm, 20 nm"
    )
    hole: tuple[Written, ...] | None = entry("Centre x, y and radius of a round hole; may be repeated.", sample="100 nm, 0 nm, 80 nm")
    electrodes: Written | None = entry(
        'Sides with electrodes, or "none"; left and right unless given.', sample="left from -100 nm to 100 nm, top"
    )
    position: Written | None = entry("Where the tip stands, x and y from the middle; there unless given.", sample="100 nm, 0 nm")
    protocol: Literal["cold", "hot"] | None = entry(
        'Which state: "cold", reached from the phonons\' temperature (default), or "hot", from a film hotter than any state.'
    )
    spreading: Literal["fixed", "window", "electrodes"] | None = entry(
        'How the tip\'s current flows: "fixed" as in a uniform film, or as this film lets it, in a "window" of a larger film or to its '
        '"electrodes". Chosen by how uneven the film is unless given.'
    )

    @field_validator("seed", mode="before")
    @classmethod
    def _whole(cls, value: Any) -> Any:
        number = int(value) if isinstance(value, str) and value.strip().lstrip("-").isdecimal() else value
        if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
            raise ValueError(f"`seed` must be a whole number, but seed={value!r}.")
        return number

    @field_validator("slit", "hole", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator(*SHAPES, mode="after")
    @classmethod
    def _lengths(cls, value: Any, info: ValidationInfo) -> Any:
        for text in (value,) if isinstance(value, str) else value or ():
            lengths(info.field_name or "", text)
        return value


def lengths(name: str, text: str) -> list[float]:
    """Lengths in m from a list with commas, as many as the key of a sample's table needs.

    Example:
        >>> lengths("hole", "100 nm, 0 nm, 80 nm")
        [1e-07, 0.0, 8e-08]
    """
    counts, meaning = SHAPES[name]
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in counts or not all(parts):
        raise ValueError(f"`{name}` is {meaning}, separated by commas, but {name}={text!r}.")
    return [0.0 if part.lstrip("-") == "0" else si(part, "m", name) for part in parts]  # 0 needs no unit


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
    output: str | None = entry("NetCDF file for the result, relative to the current folder.")
    evolution: EvolutionDescription = EvolutionDescription()
    sample: SampleDescription = SampleDescription()

    @field_validator("line_loss", mode="after")
    @classmethod
    def _in_decibels(cls, value: float | str | None) -> float | None:
        if isinstance(value, str) and "dB" not in value:
            value = si(value, "", "line_loss")
        return None if value is None else line_loss(value)


def key_extra(field: FieldInfo) -> dict[str, Any]:
    """Unit, sample and flag of a key; empty for a table."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {"unit": None, "sample": None, "flag": None}
