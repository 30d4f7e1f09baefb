"""Maps that are small enough to be computed many times."""

from typing import Any

import pytest

from quenchmap.material.film import Film
from quenchmap.sample.sample import Sample
from quenchmap.scan.scan import Scan
from quenchmap.tip.microwave import MicrowaveTip

FILM = Film("NbN", thickness="10 nm")
TIP = MicrowaveTip(height="30 nm", frequency="417 GHz")


def small_scan(sample: Sample | None = None, drive: float = 0.8, **options: Any) -> Scan:
    """Nine pixels over 32 x 32 cells."""
    made = disordered() if sample is None else sample
    how: dict[str, Any] = {"phonon_temperature": "3 K", "step": "40 nm", "area": "80 nm", "spreading": "fixed"}
    with pytest.warns(UserWarning, match="sample's edge"):
        return Scan(made, TIP, drive, **how | options)


def disordered(seed: int = 1) -> Sample:
    """A film without symmetries."""
    return Sample.gaussian(FILM, "320 nm", "320 nm", "10 nm", amplitude=0.05, correlation_length="40 nm", seed=seed)
