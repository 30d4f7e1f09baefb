"""A scan in plain values and back: what a store remembers, and what makes two scans the same."""

from __future__ import annotations

import dataclasses
import hashlib
import warnings
from typing import Any

from quenchmap.sample.heat.tip import restored as restored_tip
from quenchmap.sample.sample import Sample
from quenchmap.sample.values import FIELDS
from quenchmap.scan.drag import Drag
from quenchmap.scan.scan import Scan

_PLAIN = ("drive", "phonon_temperature", "readout", "source", "drain", "spreading", "gap_model")


def described(scan: Scan) -> dict[str, Any]:
    """Everything but the sample, of which there is a digest."""
    return {
        **{name: getattr(scan, name) for name in _PLAIN},
        "protocol": dataclasses.asdict(scan.protocol) if isinstance(scan.protocol, Drag) else scan.protocol,
        "tip": dataclasses.asdict(scan.tip),
        "raster": {**dataclasses.asdict(scan.raster), "centre": list(scan.raster.centre), "shape": list(scan.raster.shape)},
        "sample": digest(scan.sample),
    }


def restored(description: dict[str, Any], sample: Sample) -> Scan:
    """The scan of a description and its sample."""
    raster, protocol = description["raster"], description["protocol"]
    ny, nx = raster["shape"]
    over = {"step": raster["step"], "area": ((nx - 1) * raster["step"], (ny - 1) * raster["step"])}
    over |= {"protocol": Drag(**protocol) if isinstance(protocol, dict) else protocol}
    over |= {"centre": tuple(raster["centre"]), "fast_axis": raster["fast_axis"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of margins and grids: they were told when the scan was made
        return Scan(sample, restored_tip(description["tip"]), **over, **{name: description[name] for name in _PLAIN})


def differences(stored: dict[str, Any], asked: dict[str, Any], inside: str = "") -> list[str]:
    """What differs between two descriptions, each as a piece of a sentence."""
    found: list[str] = []
    for key in [*stored, *(k for k in asked if k not in stored)]:
        name = f"{inside}{key}"
        one, other = stored.get(key), asked.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            found += differences(one, other, f"{name}.")
        elif one != other:
            found.append("another sample" if name == "sample" else f"{name}={one!r} and not {other!r}")
    return found


def digest(sample: Sample) -> str:
    """Of all that a map depends on, bit for bit; how the sample was made is not part of it."""
    said = hashlib.sha256(repr((sample.film.description(), sample.cell, sample.shape, [str(e) for e in sample.electrodes])).encode())
    for name in (*FIELDS, "present"):
        said.update(getattr(sample, name).tobytes())
    return said.hexdigest()
