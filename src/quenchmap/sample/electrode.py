"""Electrodes: stretches of the edge through which current enters and leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from jaxtyping import Bool

from quenchmap.sample.grid import centres, point
from quenchmap.units import Quantity, engineering

Side: TypeAlias = Literal["left", "right", "bottom", "top"]
Connection: TypeAlias = Literal["superconductor", "film", "none"]


@dataclass(frozen=True, init=False)
class Electrode:
    """A contact along one side of the rectangle.

    Args:
        side: "left", "right", "bottom" or "top".
        span: From where to where along that side, in m from its middle (y of a left or right electrode, x of the others); None is all of
            it. Cells whose centre lies within are touched.

    Raises:
        ValueError: For an unknown side, and for a span that does not increase.

    Example:
        >>> Electrode("left", span=("-100 nm", "100 nm"))
        Electrode(side='left', span=(-1e-07, 1e-07))
    """

    side: Side
    span: tuple[float, float] | None

    def __init__(self, side: Side, span: tuple[Quantity, Quantity] | None = None) -> None:
        if side not in get_args(Side):
            raise ValueError(f"`side` of an electrode must be left, right, bottom or top, but side={side!r}.")
        if span is not None:
            low, high = point("span", span)
            if not low < high:
                raise ValueError(f"`span` of an electrode goes from its lower to its upper end, but span={span!r}. Swap or move them.")
            span = (low, high)
        object.__setattr__(self, "side", side)  # the dataclass is frozen
        object.__setattr__(self, "span", span)

    def contact(self, present: Bool[np.ndarray, "ny nx"], cell: float) -> Bool[np.ndarray, " side"]:
        """Which cells along its side it touches.

        Args:
            present: Where there is film.
            cell: Side of a cell, in m.

        Returns:
            One flag for every cell along the side, upward or to the right.

        Raises:
            ValueError: When it touches no film.
        """
        edge = {"left": present[:, 0], "right": present[:, -1], "bottom": present[0], "top": present[-1]}[self.side]
        along = centres(edge.size, cell)
        touched = edge if self.span is None else edge & (self.span[0] <= along) & (along <= self.span[1])
        if not touched.any():
            raise ValueError(
                f"The electrode at {self} touches no film. Move it, or leave it out with `electrodes=`; that side is "
                f"{engineering(edge.size * cell, 'm')} long and has film at {edge.mean():.3g} of it."
            )
        return touched

    def mirrored(self, axis: Literal["x", "y"]) -> "Electrode":
        """Its image under x -> -x or y -> -y."""
        swapped: dict[Side, Side] = {"left": "right", "right": "left"} if axis == "x" else {"bottom": "top", "top": "bottom"}
        if self.side in swapped:
            return Electrode(swapped[self.side], self.span)
        return Electrode(self.side, None if self.span is None else (-self.span[1], -self.span[0]))

    def __str__(self) -> str:
        span = "" if self.span is None else f" from {engineering(self.span[0], 'm')} to {engineering(self.span[1], 'm')}"
        return f"{self.side}{span}"


#: Where current enters and leaves unless it is said otherwise.
LEFT_AND_RIGHT = (Electrode("left"), Electrode("right"))


def checked_electrodes(electrodes: Iterable[Electrode | Side]) -> tuple[Electrode, ...]:
    """Electrodes, some perhaps given by their side only, none lying on another.

    Raises:
        TypeError: For anything else.
        ValueError: When two overlap.
    """
    checked: list[Electrode] = []
    many: Iterable[Any] = (electrodes,) if isinstance(electrodes, str | Electrode) else electrodes
    for given in many:
        new = Electrode(given) if isinstance(given, str) else given  # type: ignore[arg-type]
        if not isinstance(new, Electrode):
            raise TypeError(f"`electrodes` are Electrode objects or names of sides, but one is {given!r}. Use Electrode('left').")
        for other in checked:
            a, b = (e.span or (-np.inf, np.inf) for e in (new, other))
            if new.side == other.side and a[0] < b[1] and b[0] < a[1]:
                raise ValueError(f"Two electrodes overlap: {other} and {new}. Give them spans apart from each other.")
        checked.append(new)
    return tuple(checked)


def connection(
    present: Bool[np.ndarray, "ny nx"], superconducting: Bool[np.ndarray, "ny nx"], electrodes: Sequence[Electrode], cell: float
) -> Connection:
    """What joins all electrodes: a path through cells that share sides, all superconducting; else one through film; else nothing."""
    from scipy.ndimage import label

    paths: tuple[tuple[Connection, Bool[np.ndarray, "ny nx"]], ...] = (("superconductor", superconducting), ("film", present))
    for name, cells in paths:
        numbered: Any = label(cells)[0]  # type: ignore[index]
        edges = {"left": numbered[:, 0], "right": numbered[:, -1], "bottom": numbered[0], "top": numbered[-1]}
        touched = [set(edges[e.side][e.contact(present, cell)].tolist()) - {0} for e in electrodes]
        if touched and set.intersection(*touched):
            return name
    return "none"
