"""What happens in a transient, and when: normal regions born and dying, the centre going normal, walls reaching a radius."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from jaxtyping import Float
from scipy.optimize import brentq

from quenchmap.spot.evolution.equation import TransientBalance
from quenchmap.spot.evolution.integrator import Trajectory
from quenchmap.spot.evolution.walls import normal_regions, peaks, row_at

Kind: TypeAlias = Literal[
    "normal region born",
    "normal region dies",
    "centre goes normal",
    "centre goes superconducting",
    "wall passes outward",
    "wall passes inward",
    "regions split or merge",
]


@dataclass(frozen=True)
class Event:
    """Something that happens at a time.

    Attributes:
        kind: What.
        time: When, s (thermal times without a film).
        radius: Where, m (over z0 without a film).
        error: Change of the time on elements twice as long with ten times the tolerance; NaN where that was not looked at.
    """

    kind: Kind
    time: float
    radius: float
    error: float = float("nan")


def find_events(balance: TransientBalance, path: Trajectory, temperature: np.ndarray, radii: Sequence[float]) -> list[Event]:
    """All events of a transient in order of time, in thermal times and over z0.

    Args:
        balance: The equation.
        path: Its solution.
        temperature: Temperatures over T_c at the steps and nodes.
        radii: Radii over z0 at which passing walls are noted.

    Accuracy:
        Times are roots of the interpolant between the steps, to rounding; they err as the interpolant and the grid do.
    """
    nodes = balance.nodes

    def profile(t: float) -> np.ndarray:
        return balance.temperatures(path.at(np.array([t])))

    def peak(t: float) -> tuple[float, float]:
        x, height = peaks(nodes, profile(t))
        return float(x[0]), float(height[0])

    found: list[Event] = []
    hottest = peaks(nodes, temperature)[1] - 1
    for low, high, rising in _sign_changes(path.times, hottest):
        t = _root(lambda t: peak(t)[1] - 1, low, high)
        found.append(Event("normal region born" if rising else "normal region dies", t, peak(t)[0]))
    for low, high, rising in _sign_changes(path.times, temperature[:, 0] - 1):
        t = _root(lambda t: float(profile(t)[0, 0]) - 1, low, high)
        found.append(Event("centre goes normal" if rising else "centre goes superconducting", t, 0.0))
    for radius in radii:
        where, weight = row_at(balance.vertices, radius)

        def excess(t: float, where: slice = where, weight: np.ndarray = weight) -> float:
            return float(profile(t)[0, where] @ weight) - 1

        for low, high, rising in _sign_changes(path.times, temperature[:, where] @ weight - 1):
            t = _root(excess, low, high)
            outward = rising if _outside_is_colder(balance, profile(t)[0], radius) else not rising
            found.append(Event("wall passes outward" if outward else "wall passes inward", t, radius))
    found += _splits(path, temperature, profile, nodes)
    return sorted(found, key=lambda e: e.time)


def with_errors(events: Sequence[Event], coarse: Sequence[Event]) -> tuple[Event, ...]:
    """The events with their errors: each is paired with the same one, in order, of a coarser run."""
    result, used = [], dict.fromkeys({(e.kind, e.radius if "wall" in e.kind else None) for e in events}, 0)
    for event in events:
        key = (event.kind, event.radius if "wall" in event.kind else None)
        same = [c for c in coarse if c.kind == event.kind and (key[1] is None or c.radius == event.radius)]
        k = used[key]
        used[key] += 1
        result.append(replace(event, error=abs(same[k].time - event.time)) if k < len(same) else event)
    return tuple(result)


def _sign_changes(times: Float[np.ndarray, " steps"], values: Float[np.ndarray, " steps"]) -> list[tuple[float, float, bool]]:
    above = values >= 0
    return [(float(times[k]), float(times[k + 1]), bool(above[k + 1])) for k in np.nonzero(above[:-1] != above[1:])[0]]


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    a, b = function(low), function(high)
    if a * b > 0:  # within rounding of an end
        return low if abs(a) < abs(b) else high
    root: Any = brentq(function, low, high, xtol=1e-14 * max(1.0, high))
    return float(root)


def _outside_is_colder(balance: TransientBalance, T: np.ndarray, radius: float) -> bool:
    step = 1e-3 * min(1.0, balance.problem.relaxation_length)
    rows = [row_at(balance.vertices, r) for r in (max(radius - step, 0.0), radius + step)]
    inside, outside = (float(T[where] @ weight) for where, weight in rows)
    return outside < inside


def _splits(path: Trajectory, temperature: np.ndarray, profile: Callable[[float], np.ndarray], nodes: np.ndarray) -> list[Event]:
    """Changes of the number of normal regions while there is one before and after."""
    count = normal_regions(temperature)
    found = []
    for k in np.nonzero((count[:-1] != count[1:]) & (count[:-1] > 0) & (count[1:] > 0))[0]:
        low, high = float(path.times[k]), float(path.times[k + 1])
        for _ in range(40):
            middle = 0.5 * (low + high)
            same = normal_regions(profile(middle))[0] == count[k]
            low, high = (middle, high) if same else (low, middle)
        changed = (profile(low)[0] >= 1) != (profile(high)[0] >= 1)
        found.append(Event("regions split or merge", high, float(nodes[np.argmax(changed)])))
    return found
