"""The tables of a map, `[scan]` and `[cluster]`."""

from typing import Any, Literal

from pydantic import ConfigDict, field_validator

from quenchmap.experiment.lengths import checked_lengths
from quenchmap.experiment.part import Part, Written, entry


class ScanDescription(Part):
    """Where the tip goes over a sample and what is read out, for `quenchmap scan`."""

    step: Written | None = entry("Between neighbouring pixels.", "m", sample="40 nm")
    area: Written | None = entry(
        "Width and height that are scanned, or one length for a square; the whole sample unless given.", sample="800 nm, 400 nm"
    )
    centre: Written | None = entry("Middle of the area, x and y from the middle of the sample; there unless given.", sample="100 nm, 0 nm")
    fast_axis: Literal["x", "y"] | None = entry("Along which lines run; x unless given.")
    readout: Written | None = entry("Frequency at which the impedance is measured; 1 GHz unless given.", "Hz", sample="1 GHz")
    source: str | None = entry("Electrode where the read-out current enters; the first unless given.", sample="left")
    drain: str | None = entry("Electrode where it leaves; the second unless given.", sample="right")
    dwell: Written | None = entry("How long a tip that is dragged stands at each pixel.", "s", sample="1 ms")
    speed: Written | None = entry("Of a tip that is dragged, between pixels.", "m/s", sample="10 um/s")
    heat_capacity: float | None = entry("Over that of the electrons alone, for a tip that is dragged; 1 unless given.", "", sample="1")
    begin: Literal["cold", "hot"] | None = entry(
        "How lines of a tip that is dragged begin: at the phonons' temperature, or with a spot; cold unless given."
    )
    when_lost: Literal["stay", "reignite"] | None = entry(
        "What becomes of a spot that a dragged tip loses: it stays lost until the film ignites by itself, or is ignited again; stay unless "
        "given."
    )
    pixels_per_task: int | None = entry("Pixels that a worker computes in one go; 8 unless given.", sample="8")

    _lengths = field_validator("area", "centre", mode="after")(checked_lengths)

    @field_validator("pixels_per_task", mode="before")
    @classmethod
    def _whole(cls, value: Any) -> Any:
        number = int(value) if isinstance(value, str) and value.strip().isdecimal() else value
        if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
            raise ValueError(f"`pixels_per_task` must be a whole number, but pixels_per_task={value!r}.")
        return number


class ClusterDescription(Part):
    """Jobs of a queueing system that compute a map. Keys beside these two go to dask-jobqueue: queue, walltime, cores, memory ..."""

    model_config = ConfigDict(extra="allow", frozen=True)

    system: Literal["slurm", "pbs", "sge", "lsf", "htcondor", "oar", "moab"] | None = entry("Queueing system.")
    jobs: int | None = entry("How many jobs.", sample="20")
