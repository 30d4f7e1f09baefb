"""From a description to a sample: drawn by a rule, read from a picture or restored, then cut to shape."""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from quenchmap.experiment.build import film, given, require
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.lengths import lengths
from quenchmap.experiment.results import load
from quenchmap.experiment.sample_description import SampleDescription
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.sample import Sample
from quenchmap.sample.values import FIELDS


class Kind(NamedTuple):
    """Which keys of the description a kind of sample needs and which it may have; the names are those of `Sample`'s constructors."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()


_RANDOM = Kind(("size", "cell", "amplitude", "correlation_length", "seed"), ("field",))
KINDS = {
    "uniform": Kind(("size", "cell")),
    "gaussian": _RANDOM,
    "lognormal": _RANDOM,
    "granular": Kind(
        ("size", "cell", "grain_size", "seed"), ("grain_spread", "boundary_width", "boundary_critical_temperature", "boundary_resistance")
    ),
    "percolating": Kind(
        ("size", "cell", "coverage", "droplet_size", "seed"),
        ("background", "background_critical_temperature", "background_resistance"),
    ),
    "picture": Kind(("map",), ("size", "cell", "field", "between", "unit", "scale", "offset", "variable", "nan_is_hole")),
}
#: What any sample may have besides.
_SHAPED = ("strip", "constriction", "slit", "hole", "electrodes", "position", "protocol", "spreading")


def sample(experiment: Experiment, stage: Callable[[str], None] = lambda name: None) -> Sample:
    """The sample that is described.

    Raises:
        ValueError: For keys that are missing, that contradict each other or do not belong to the kind, and for values that make no sample.
    """
    described = experiment.sample
    if described.file is not None:
        new = _restored(experiment, described.file)
    else:
        require(experiment, ("film.material", "film.thickness", "sample.kind"))
        _refuse_foreign(described)
        assert described.kind is not None, "`require` has seen to it"
        require(experiment, [f"sample.{key}" for key in KINDS[described.kind].needs])
        stage("Making the sample")
        new = _made(experiment)
    return _cut(new, described)


def summary(sample: Sample) -> dict[str, Any]:
    """A sample's numbers as plain values, in SI."""
    material = sample.film.material
    return {
        "material": material.name,
        "reference": {
            "critical_temperature": material.critical_temperature,
            "sheet_resistance": sample.film.sheet_resistance,
            "thickness": sample.film.thickness,
        },
        "cells": list(sample.shape[::-1]),
        "cell": sample.cell,
        "width": sample.width,
        "height": sample.height,
        "fields": {name: sample.statistics(name)._asdict() for name in FIELDS},
        "coverage": sample.coverage,
        "normal_fraction": sample.normal_fraction,
        "electrodes": [str(e) for e in sample.electrodes],
        "connection": sample.connection,
        "made": sample.recipe,
    }


def _made(experiment: Experiment) -> Sample:
    described, reference = experiment.sample, film(experiment.film)
    kind = described.kind
    assert kind is not None, "`require` has seen to it"
    sides = None if described.size is None else lengths("size", described.size)
    options = given(described, (key for key in (*KINDS[kind].needs, *KINDS[kind].takes) if key not in ("size", "cell", "map")))
    if kind != "picture":
        assert sides is not None, "`require` has seen to it"
        return getattr(Sample, kind)(reference, sides[0], sides[-1], described.cell, electrodes=(), **options)
    if (described.cell is None) == (sides is None):
        raise ValueError(
            "A picture needs to know how large it is: give the side of its pixels, --cell '10 nm', or its width, --size '1 um'."
        )
    if sides is not None and len(sides) > 1:
        raise ValueError(f"A picture has its own height: give its width alone, but size={described.size!r}.")
    if "between" in options:
        options["between"] = _between(options["between"])
    scale = {"cell": described.cell} if sides is None else {"width": sides[0]}
    assert described.map is not None, "`require` has seen to it"
    return Sample.from_file(described.map, reference, electrodes=(), **scale, **options)


def _restored(experiment: Experiment, path: str) -> Sample:
    """A sample from its file; a film or a kind described beside it must not say something else."""
    described = experiment.sample
    keys = [key for key in given(described, SampleDescription.model_fields) if key not in ("file", *_SHAPED)]
    if keys:
        raise ValueError(f"The sample is that of the file {path!r}, which takes no `{keys[0]}`. Remove one of them.")
    found = load(path)
    if not isinstance(found, Sample):
        raise ValueError(f"{path!r} holds {_a(type(found).__name__)}, not a sample. Give what `quenchmap sample make --output` wrote.")
    if experiment.film.material is not None or experiment.film.thickness is not None:
        require(experiment, ("film.material", "film.thickness"))
        if film(experiment.film) != found.film:
            raise ValueError(f"The sample in {path!r} has a film of its own, and another one is described. Remove [film] or its flags.")
    return found


def _cut(new: Sample, described: SampleDescription) -> Sample:
    """Patterns, then electrodes: the sides of a strip or a neck may have lost their film before."""
    electrodes = new.electrodes
    if described.electrodes is not None:
        electrodes = _electrodes(described.electrodes)
    elif described.file is None:
        electrodes = (Electrode("left"), Electrode("right"))
    new = new.with_electrodes()
    if described.strip is not None:
        new = new.strip(described.strip)
    if described.constriction is not None:
        width, length, *taper = lengths("constriction", described.constriction)
        new = new.with_constriction(width, length, taper=taper[0] if taper else 0.0)
    for text in described.slit or ():
        x0, y0, x1, y1, width = lengths("slit", text)
        new = new.with_slit((x0, y0), (x1, y1), width)
    for text in described.hole or ():
        x, y, radius = lengths("hole", text)
        new = new.with_hole((x, y), radius=radius)
    return new.with_electrodes(*electrodes)


def _electrodes(text: str) -> Iterable[Electrode]:
    """Electrodes as they print themselves: "left, top from -100 nm to 100 nm"."""
    if text.strip() == "none":
        return ()
    found = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\w+)(?:\s+from\s+(.+?)\s+to\s+(.+?))?\s*", part)
        if match is None:
            raise ValueError(
                f"`electrodes` are sides, perhaps with ends, but electrodes={text!r}. Write for example 'left, top from -100 nm to 100 nm'."
            )
        side: Any = match[1]
        found.append(Electrode(side, None if match[2] is None else (match[2], match[3])))
    return found


def _refuse_foreign(described: SampleDescription) -> None:
    kind = described.kind
    if kind is None:
        return
    for key in given(described, SampleDescription.model_fields):
        if key not in ("kind", *KINDS[kind].needs, *KINDS[kind].takes, *_SHAPED):
            right = [name for name, each in KINDS.items() if key in (*each.needs, *each.takes)]
            raise ValueError(f"{_a(kind).capitalize()} sample takes no `{key}`, which belongs to {' or '.join(right)}. Remove one of them.")


def _between(text: str) -> tuple[str, str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(parts):
        raise ValueError(f"`between` is the values of black and white, separated by a comma, but between={text!r}. Write '8 K, 11 K'.")
    return parts[0], parts[1]


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'AEIOUaeio' else 'a'} {noun}"
