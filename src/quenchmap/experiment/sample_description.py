"""The table of a film that differs from place to place, `[sample]`."""

from typing import Any, Literal, TypeAlias

from pydantic import field_validator

from quenchmap.experiment.lengths import checked_lengths
from quenchmap.experiment.part import Part, Written, entry

#: The rules by which samples are made.
SampleKind: TypeAlias = Literal["uniform", "gaussian", "lognormal", "granular", "percolating", "picture"]


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
    protocol: Literal["cold", "hot", "drag"] | None = entry(
        'Which state: "cold", reached from the phonons\' temperature (default), or "hot", from a film hotter than any state; for maps '
        'also "drag", what the film is made to be by a tip that comes along the line.'
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

    _lengths = field_validator("size", "constriction", "slit", "hole", "position", mode="after")(checked_lengths)
