"""What a result says about places of the film: temperature, critical temperature and sheet resistance, in SI, on the result's own grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from quenchmap.errors import checked_positive
from quenchmap.material.film import Film
from quenchmap.material.gap import GapModel
from quenchmap.sample.heat.state import HeatState
from quenchmap.sample.sample import Sample
from quenchmap.spot.collection import States
from quenchmap.spot.evolution.result import Evolution
from quenchmap.spot.state import State
from quenchmap.units import Quantity, si

_PIECES = 16  # of an element: straight lines between them are within 2e-6 T_c of the steady profile
_STRAIGHT = 1e-3  # T_c: profiles in time that a straight line between their neighbours misses by less are left out


@dataclass(frozen=True)
class Disc:
    """A film that depends on the distance from the tip's axis only.

    Attributes:
        film: The film.
        phonon_temperature: K.
        gap_model: Which gap.
        radius: From 0, m.
        temperature: Of the electrons, K; in time (times, radii).
        time: s, from 0; None for a steady state.
    """

    film: Film
    phonon_temperature: float
    gap_model: GapModel
    radius: Float[np.ndarray, " radii"]
    temperature: Float[np.ndarray, "*times radii"]
    time: Float[np.ndarray, " times"] | None = None

    @property
    def critical_temperature(self) -> float:
        """K."""
        return self.film.material.critical_temperature

    @property
    def sheet_resistance(self) -> float:
        """In ohm."""
        return self.film.sheet_resistance


@dataclass(frozen=True)
class Raster:
    """A film on the square cells of a sample.

    Attributes:
        film: The reference film.
        phonon_temperature: K.
        gap_model: Which gap.
        x: Centres of the cells, from the middle of the sample, m.
        y: The same upward.
        cell: Side of a cell, m.
        present: Where there is film.
        critical_temperature: K.
        sheet_resistance: In ohm.
        temperature: Of the electrons, K.
    """

    film: Film
    phonon_temperature: float
    gap_model: GapModel
    x: Float[np.ndarray, " nx"]
    y: Float[np.ndarray, " ny"]
    cell: float
    present: Bool[np.ndarray, "ny nx"]
    critical_temperature: Float[np.ndarray, "ny nx"]
    sheet_resistance: Float[np.ndarray, "ny nx"]
    temperature: Float[np.ndarray, "ny nx"]


def places_of(result: Any, phonon_temperature: Quantity | None = None) -> Disc | Raster:
    """The places of a result.

    Args:
        result: A `State` or an `Evolution` of a hot spot, a heated sample, or a `Sample` that nothing heats.
        phonon_temperature: Of a `Sample`, K; the others have their own.

    Raises:
        TypeError: For anything else.
        ValueError: For a hot spot without a film, for an evolution without seconds, and for a temperature too few or too many.
    """
    if isinstance(result, Sample):
        if phonon_temperature is None:
            raise ValueError("A sample that nothing heats is as warm as its phonons: say how warm, such as phonon_temperature='3 K'.")
        T = checked_positive("phonon_temperature", si(phonon_temperature, "K", "phonon_temperature"), "the temperature of the film in K")
        return _raster(result, T, np.full(result.shape, T), "sheahen")
    if phonon_temperature is not None:
        raise ValueError(
            f"`phonon_temperature` is for a sample that nothing heats, but phonon_temperature={phonon_temperature!r} came with "
            f"{_article(result)}. Leave it out."
        )
    if isinstance(result, HeatState):
        return _raster(result.sample, result.problem.phonon_temperature, result.temperature, result.problem.gap_model)
    if isinstance(result, State):
        return _disc_of_state(result)
    if isinstance(result, Evolution):
        return _disc_of_evolution(result)
    hint = "Choose one of them, such as `states.hot`." if isinstance(result, States) else "Give a state, an evolution or a sample."
    raise TypeError(f"Temperatures are exported of one state, evolution, heated sample or sample, but not of {_article(result)}. {hint}")


def _raster(sample: Sample, phonons: float, T: np.ndarray, gap_model: GapModel) -> Raster:
    maps = {"present": sample.present, "critical_temperature": sample.critical_temperature, "sheet_resistance": sample.sheet_resistance}
    return Raster(sample.film, phonons, gap_model, sample.x, sample.y, sample.cell, temperature=np.asarray(T), **maps)


def _disc_of_state(state: State) -> Disc:
    film, length, kelvin = _scales(state)
    r = _finer(state.solution.grid.vertices)
    bath = kelvin * state.spot.phonon_temperature
    return Disc(film, bath, state.spot.gap_model, length * r, kelvin * state.temperature_at(r))


def _disc_of_evolution(evolution: Evolution) -> Disc:
    film, _, kelvin = _scales(evolution)
    if evolution.time_unit != "s":
        raise ValueError(f"The evolution has its times in {evolution.time_unit}, not in seconds. {evolution.clock.missing}".rstrip())
    kept = _kept(evolution.time, evolution.temperature, _STRAIGHT * film.material.critical_temperature)
    bath = kelvin * evolution.spot.phonon_temperature
    return Disc(film, bath, evolution.spot.gap_model, evolution.radius, evolution.temperature[kept], evolution.time[kept])


def _scales(result: State | Evolution) -> tuple[Film, float, float]:
    spot = result.spot
    if spot.film is None or spot.scales is None:
        raise ValueError("A dimensionless hot spot has no lengths and temperatures to export. Make it of a film: HotSpot(film, tip, ...).")
    return spot.film, spot.scales.length, spot.scales.temperature


def _finer(vertices: Float[np.ndarray, " vertices"]) -> Float[np.ndarray, " radii"]:
    fractions = np.arange(_PIECES) / _PIECES
    inner = vertices[:-1, None] + fractions * np.diff(vertices)[:, None]
    return np.append(inner.ravel(), vertices[-1])


def _kept(time: np.ndarray, profiles: np.ndarray, tolerance: float) -> np.ndarray:
    """Steps between which straight lines in time stay within the tolerance (Douglas and Peucker); at a jump both its sides."""
    keep = np.zeros(len(time), bool)
    keep[[0, -1]] = True
    stretches = [(0, len(time) - 1)]
    while stretches:
        a, b = stretches.pop()
        if b - a < 2:
            continue
        share = ((time[a + 1 : b] - time[a]) / (time[b] - time[a]))[:, None]
        miss = np.abs(profiles[a] + share * (profiles[b] - profiles[a]) - profiles[a + 1 : b]).max(axis=1)
        worst = int(miss.argmax())
        if miss[worst] > tolerance:
            middle = a + 1 + worst
            keep[middle] = True
            stretches += [(a, middle), (middle, b)]
    return np.flatnonzero(keep)


def _article(result: Any) -> str:
    name = type(result).__name__
    return f"an {name}" if name[0] in "AEIOU" else f"a {name}"
