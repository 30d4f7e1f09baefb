"""A unit current between two electrodes of an inhomogeneous film, the other electrodes carrying none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Bool, Complex, Num

from quenchmap.errors import closest
from quenchmap.sample.current.potential import (
    TOLERANCE,
    CurrentProblem,
    Currents,
    Sides,
    flow,
    grounded,
    in_cells_numpy,
    pieces,
    sealed,
    solve_potential,
)
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.fields import Fields


@dataclass(frozen=True)
class UnitCurrent:
    """A current of 1 that enters at one electrode and leaves at another.

    Attributes:
        conductance: Sheet conductance of the cells, 0 in holes.
        currents: What flows, in units of the current.
        voltages: Of the electrodes, the one where the current leaves at 0; NaN where nothing joins one to it.
        entered: Current that enters: 1 to within the residual.
        left: Current that leaves.
        stray: Largest current into another electrode.
    """

    conductance: Complex[np.ndarray, "ny nx"]
    currents: Currents
    voltages: Complex[np.ndarray, " electrodes"]
    entered: complex
    left: complex
    stray: float

    @cached_property
    def impedance(self) -> complex:
        """The voltage, from what every cell takes: a resistance that is tiny against the reactance keeps its digits."""
        return complex(np.sum(self.complex_heat))

    @cached_property
    def squared(self) -> Complex[np.ndarray, "ny nx"]:
        """Half of the sum of the squared (complex) currents through the faces of each cell: $J^2$ without modulus, for cells of side 1."""
        at = self.currents
        x, y = np.pad(at.x, ((0, 0), (1, 1))), np.pad(at.y, ((1, 1), (0, 0)))
        x[:, 0], x[:, -1], y[0], y[-1] = at.edge.left, at.edge.right, at.edge.bottom, at.edge.top
        return 0.5 * (x[:, :-1] ** 2 + x[:, 1:] ** 2 + y[:-1] ** 2 + y[1:] ** 2)

    @cached_property
    def complex_heat(self) -> Complex[np.ndarray, "ny nx"]:
        r"""$|J|^2/G$: what each cell adds to the impedance."""
        present = self.conductance != 0
        return np.where(present, np.asarray(self.currents.squared) / np.where(present, self.conductance, 1.0), 0.0)

    @cached_property
    def vectors(self) -> tuple[Complex[np.ndarray, "ny nx"], Complex[np.ndarray, "ny nx"]]:
        """Sheet current along x and y in the middle of each cell of side 1: the mean of its two faces."""
        at = self.currents
        x, y = np.pad(at.x, ((0, 0), (1, 1))), np.pad(at.y, ((1, 1), (0, 0)))
        x[:, 0], x[:, -1], y[0], y[-1] = -np.asarray(at.edge.left), at.edge.right, -np.asarray(at.edge.bottom), at.edge.top
        return 0.5 * (x[:, :-1] + x[:, 1:]), 0.5 * (y[:-1] + y[1:])


def contact_sides(sample: Fields) -> tuple[Sides, ...]:
    """For each electrode of a sample, 1 for the cells along the sides that it touches, else 0."""
    return tuple(on_side(sample.shape, e, touched) for e, touched in zip(sample.electrodes, sample.contacts))


def on_side(shape: tuple[int, int], electrode: Electrode, touched: Bool[np.ndarray, " side"]) -> Sides:
    """The cells of one electrode."""
    none = sealed(shape)
    return Sides(**({name: getattr(none, name) for name in ("left", "right", "bottom", "top")} | {electrode.side: touched.astype(float)}))


def together(contacts: Sequence[Sides]) -> Sides:
    """All electrodes."""
    return added([1.0] * len(contacts), contacts)


def added(factors: Sequence[complex] | np.ndarray, sides: Sequence[Sides]) -> Sides:
    """The sum of factors times what stands along the sides."""
    totals = {
        name: sum((f * getattr(s, name) for f, s in zip(factors, sides)), start=np.zeros(1)) for name in ("left", "right", "bottom", "top")
    }
    return Sides(**totals)


def terminal(sample: Fields, which: int | str | Electrode) -> int:
    """Number of an electrode of the sample, given by number, by its side, or itself."""
    if isinstance(which, Electrode):
        matches = [i for i, e in enumerate(sample.electrodes) if e == which]
    elif isinstance(which, str):
        matches = [i for i, e in enumerate(sample.electrodes) if which in (e.side, str(e))]
    else:
        matches = [int(which)] if 0 <= which < len(sample.electrodes) else []
    if len(matches) != 1:
        names = [str(e) for e in sample.electrodes]
        found = "several electrodes are" if matches else "no electrode is"
        raise ValueError(f"An electrode is given by its number, its name or itself, but {found} {which!r}. {closest(str(which), names)}")
    return matches[0]


def unit_current(
    G: Num[np.ndarray, "ny nx"],
    contacts: Sequence[Sides],
    source: int = 0,
    drain: int = 1,
    *,
    names: Sequence[str] | None = None,
    tolerance: float = TOLERANCE,
    near: UnitCurrent | None = None,
) -> UnitCurrent:
    """Send a current of 1 through a film.

    Args:
        G: Sheet conductance of the cells, in any unit, 0 in holes.
        contacts: The electrodes' cells along the sides. Each is at one potential all along; those other than two carry no current.
        source: Where the current enters.
        drain: Where it leaves.
        names: Of the electrodes, for messages.
        tolerance: Residual of the potential.
        near: The same current in the same film with conductances not far from these: where the iteration starts.

    Raises:
        ValueError: When no film joins the two electrodes.
    """
    names = names or [f"number {i}" for i in range(len(contacts))]
    if source == drain:
        raise ValueError(f"A current needs two different electrodes, but both are {names[source]!r}.")
    G = np.asarray(G, complex)
    piece = pieces(G != 0)
    joined = _joined(piece, contacts, drain)
    if source not in joined:
        raise ValueError(
            f"No film joins the electrodes {names[source]!r} and {names[drain]!r}: no current flows and there is no impedance. "
            "Choose other electrodes, or a sample with more film between them."
        )
    all_contacts, none = together(contacts), sealed(G.shape)
    problem = CurrentProblem(np.zeros(G.shape), none, all_contacts, none, grounded(piece, all_contacts))
    driven = [k for k in joined if k != drain]
    start = None
    if near is not None and driven == [source] and near.conductance.shape == G.shape and near.voltages[source] != 0:
        start = near.currents.potential / near.voltages[source]
    solved = [solve_potential(G, _at(problem, contacts[k]), tolerance=tolerance, start=start) for k in driven]
    into = np.array([[-_through(c, contacts[k]) for c in solved] for k in driven])
    voltages = np.full(len(contacts), np.nan, complex)
    voltages[drain] = 0.0
    voltages[driven] = np.linalg.solve(into, np.array([k == source for k in driven], complex))
    u = sum((voltages[k] * c.potential for k, c in zip(driven, solved)), start=np.zeros(1))
    found = flow(G, _at(problem, added(np.nan_to_num(voltages), contacts)), u)
    out = [_through(found, contact) for contact in contacts]
    stray = max((abs(I) for k, I in enumerate(out) if k not in (source, drain)), default=0.0)
    worst = max(c.residual for c in solved)
    found = found._replace(residual=worst, iterations=sum(c.iterations for c in solved))
    return UnitCurrent(G, found, voltages, -out[source], out[drain], stray)


def _at(problem: CurrentProblem, potential: Sides) -> CurrentProblem:
    return CurrentProblem(problem.source, problem.outflow, problem.contact, potential, problem.grounded)


def _through(currents: Currents, contact: Sides) -> complex:
    """Current out of the film through an electrode."""
    names = ("left", "right", "bottom", "top")
    return complex(sum(np.sum(getattr(currents.edge, n) * getattr(contact, n)) for n in names))


def _joined(piece: np.ndarray, contacts: Sequence[Sides], start: int) -> list[int]:
    """Electrodes that film joins to one of them, perhaps by way of others."""
    touched: list[set[Any]] = [set(piece[in_cells_numpy(c, piece.shape) > 0].tolist()) - {0} for c in contacts]
    found, reached = {start}, set(touched[start])
    while more := {k for k, t in enumerate(touched) if k not in found and t & reached}:
        found |= more
        reached |= set().union(*(touched[k] for k in more))
    return sorted(found)
