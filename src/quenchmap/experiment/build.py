"""From a description to the objects of the physics."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from quenchmap.errors import checked_positive
from quenchmap.experiment.description import STRENGTHS, Experiment, FilmDescription, MaterialDescription, TipDescription
from quenchmap.experiment.flags import Flag, flags
from quenchmap.material.catalogue import material as catalogued
from quenchmap.material.film import Film
from quenchmap.material.gap import GapModel, checked_gap_model
from quenchmap.material.substance import Material
from quenchmap.spot.hotspot import HotSpot
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.units import si


def hot_spot(experiment: Experiment, *, driven: bool = True) -> HotSpot:
    """The hot spot that is described.

    Args:
        experiment: The description.
        driven: Whether it must say how strong the drive is.

    Raises:
        ValueError: For keys that are missing, that contradict each other, or whose values are not physical.
    """
    hot = experiment.tip.temperature is not None
    tip = ("tip.temperature", "tip.radius", "tip.conductivity") if hot else ("tip.frequency",)
    drive = () if hot or not driven else (stated_strength(experiment) or "drive",)
    require(experiment, ("film.material", "film.thickness", "tip.height", *tip, "phonon_temperature", *drive))
    if hot and (stated := stated_strength(experiment)):
        raise ValueError(f"A hot tip heats by its temperature and takes no `{stated}`. Remove it.")
    assert experiment.phonon_temperature is not None, "`require` has seen to it"
    options = given(experiment, ("gap_model", "outer_radius"))
    return HotSpot(film(experiment.film), tip_of(experiment.tip), experiment.phonon_temperature, **options)


def strength(experiment: Experiment) -> dict[str, Any]:
    """How strongly the tip drives, as arguments of `HotSpot.states`."""
    return given(experiment, (*STRENGTHS, "line_loss"))


def film(description: FilmDescription) -> Film:
    """The film; its thickness and material must have been given."""
    assert description.material is not None, "`require` has seen to it"
    assert description.thickness is not None, "`require` has seen to it"
    options = given(description, ("boundary_conductance",))
    return Film(material(description.material, description.thickness), description.thickness, **options)


class DrivenMaterial(NamedTuple):
    """A material at a frequency and a phonon temperature, in SI."""

    material: Material
    frequency: float
    phonon_temperature: float
    gap_model: GapModel


def driven_material(experiment: Experiment) -> DrivenMaterial:
    """The material, frequency and phonon temperature that are described.

    Raises:
        ValueError: For keys that are missing, and for values that are not physical.
    """
    require(experiment, ("film.material", "tip.frequency", "phonon_temperature"))
    described = experiment.film
    assert described.material is not None, "`require` has seen to it"
    frequency = checked_positive("frequency", si(experiment.tip.frequency, "Hz", "frequency"), "the microwave frequency in Hz")
    kelvin = si(experiment.phonon_temperature, "K", "phonon_temperature")
    bath = checked_positive("phonon_temperature", kelvin, "the phonon temperature in K")
    return DrivenMaterial(
        material(described.material, described.thickness), frequency, bath, checked_gap_model(experiment.gap_model or "sheahen")
    )


def material(description: MaterialDescription, thickness: str | None) -> Material:
    """The material: catalogued, catalogued with values replaced, or new; `thickness` turns a sheet resistance into a resistivity."""
    values: dict[str, Any] = description.model_dump(exclude_none=True)
    like = values.pop("like", None)
    if "sheet_resistance" in values:
        if thickness is None:
            raise ValueError(
                "`sheet_resistance` is that of the film and needs its thickness: give film.thickness, or normal_resistivity instead."
            )
        values["thickness"] = thickness
    if like is not None:
        known = catalogued(like)
        return known.replace(**values) if values else known
    missing = [name for name in ("critical_temperature", "cooling_exponent", "cooling_coefficient") if name not in values]
    if not values.keys() & {"normal_resistivity", "sheet_resistance"}:
        missing.append("normal_resistivity (or sheet_resistance)")
    if missing:
        raise ValueError(
            f"A material that is not in the catalogue also needs {', '.join(missing)}. To change a few values of a known one, "
            'name it too: `--material NbN`, or `like = "NbN"` in [film.material].'
        )
    return Material(values.pop("name", "unnamed"), **values)


def tip_of(description: TipDescription) -> MicrowaveTip | HotTip:
    """The tip: hot if it has a temperature, else driven at a frequency."""
    values = description.model_dump(exclude_none=True)
    if description.temperature is None:
        if description.conductivity is not None:
            raise ValueError("`conductivity` is that of a hot tip, which also needs its `temperature`. A microwave tip takes neither.")
        return MicrowaveTip(**values)
    foreign = sorted(values.keys() - {"height", "temperature", "radius", "conductivity"})
    if foreign:
        named = " or ".join(f"`{name}`" for name in foreign)
        raise ValueError(f"A tip with a `temperature` is a hot tip, which takes no {named}. Remove one of them.")
    return HotTip(**values)


def given(description: Any, names: Iterable[str]) -> dict[str, Any]:
    """Those of some values of a description that were given."""
    return {name: value for name in names if (value := getattr(description, name)) is not None}


def require(experiment: Experiment, keys: Iterable[str]) -> None:
    """Refuse a description that lacks any of some keys ("film.thickness"), with flags that would complete it."""
    by_key = {flag.key: flag for flag in flags()}
    missing = [by_key[key] for key in keys if not _has(experiment, key)]
    if missing:
        raise ValueError(
            f"The run lacks {_listed(missing)}. Add {'it' if len(missing) == 1 else 'them'} to the file, "
            f"or give: {' '.join(flag.usage for flag in missing)}"
        )


def stated_strength(experiment: Experiment) -> str | None:
    """The one way in which the strength of the drive is stated, if any."""
    stated = list(given(experiment, STRENGTHS))
    if len(stated) > 1:
        raise ValueError(f"One of {' and '.join(f'`{s}`' for s in stated)} says how strong the drive is, but {len(stated)} came. Keep one.")
    return stated[0] if stated else None


def _has(experiment: Experiment, key: str) -> bool:
    value: Any = experiment
    for name in key.split("."):
        value = getattr(value, name)
        if value is None:
            return False
    return True


def _listed(missing: list[Flag]) -> str:
    names = [f"`{flag.key}`" for flag in missing]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
