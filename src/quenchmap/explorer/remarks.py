"""What the written values are in other units, for the line below each of them."""

from __future__ import annotations

from contextlib import suppress

from quenchmap.experiment.build import film as described_film
from quenchmap.experiment.build import tip_of
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import Path
from quenchmap.material.film import Film
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import engineering, si


def remarks(experiment: Experiment) -> dict[Path, str]:
    """For each key that has one; a value that makes no film or tip has none."""
    told: dict[Path, str] = {}
    refused = (ValueError, TypeError, AssertionError)
    film: Film | None = None
    with suppress(*refused):
        film = described_film(experiment.film)
        material = film.material
        told["film", "material", "like"] = f"Tc = {material.critical_temperature:.4g} K, Λ = {engineering(material.relaxation_length, 'm')}"
        told["film", "thickness"] = f"{engineering(film.sheet_resistance, 'Ω')} per square"
    if film is None:
        return told
    Tc = film.material.critical_temperature
    with suppress(*refused):
        told[("phonon_temperature",)] = f"{si(experiment.phonon_temperature, 'K', 'phonon_temperature') / Tc:.4g} Tc"
    with suppress(*refused):
        tip = tip_of(experiment.tip)
        told["tip", "height"] = f"Λ/z0 = {film.material.relaxation_length / tip.height:.4g}"
        if isinstance(tip, MicrowaveTip):
            told["tip", "frequency"] = f"ħω = {tip.photon_energy(Tc):.4g} kTc"
            if experiment.drive is not None and experiment.drive > 0:
                told[("drive",)] = _strength(film, tip, experiment.drive)
    with suppress(*refused):
        if "frequency" not in {path[-1] for path in told}:
            frequency = si(experiment.tip.frequency, "Hz", "frequency")
            told["tip", "frequency"] = f"ħω = {MicrowaveTip('1 um', frequency).photon_energy(Tc):.4g} kTc"
    return told


def _strength(film: Film, tip: MicrowaveTip, drive: float) -> str:
    parts = [
        engineering(drive * film.material.characteristic_current_density, "A/m²"),
        f"I0 = {engineering(tip.current(film, drive), 'A')}",
    ]
    if tip.radius is not None:
        parts.append(f"V0 = {engineering(tip.voltage(film, drive), 'V')}")
    return ", ".join(parts)
