"""How a sample shows itself in print: a few lines of what it is made of."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from quenchmap.sample.fields import Statistics
from quenchmap.sample.recipe import told
from quenchmap.sample.values import FieldName
from quenchmap.table import Row, Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    from quenchmap.sample.sample import Sample

_CONNECTIONS = {
    "superconductor": "joined by superconductor",
    "film": "joined by film, but not by superconductor",
    "none": "not joined by film",
}


def card(sample: Sample) -> Table:
    """All of it."""
    return Table(title(sample), _rows(sample))


def title(sample: Sample) -> str:
    """Material, size and thickness."""
    size = f"{engineering(sample.width, 'm')} × {engineering(sample.height, 'm')}"
    return f"{sample.film.material.name} sample, {size}, {engineering(sample.film.thickness, 'm')} thick"


def _rows(sample: Sample) -> list[Row]:
    ny, nx = sample.shape
    n = sample.film.material.cooling_exponent
    lines = [
        Row("cells", f"{nx} × {ny} of {engineering(sample.cell, 'm')}"),
        *_critical_temperature(sample),
        Row("sheet resistance", _spread(sample.statistics("sheet_resistance"), "Ω")),
    ]
    others: tuple[tuple[FieldName, str, str], ...] = (
        ("cooling_coefficient", "cooling coefficient Σ", f"W/(m³ K^{n:g})"),
        ("thickness", "thickness", "m"),
    )
    for field, name, unit in others:
        if (statistics := sample.statistics(field)).rms > 0:
            lines.append(Row(name, _spread(statistics, unit)))
    if sample.coverage < 1:
        lines.append(Row("holes", f"{100 * (1 - sample.coverage):.3g} % of the rectangle"))
    names = ", ".join(str(e) for e in sample.electrodes) or "none"
    joined = f": {_CONNECTIONS[sample.connection]}" if len(sample.electrodes) > 1 else ""
    lines.append(Row("electrodes", names + joined))
    first, *more = textwrap.wrap(told(sample.recipe), 100)
    return [*lines, Row("made", first), *(Row("", line) for line in more)]


def _critical_temperature(sample: Sample) -> list[Row]:
    """Of the superconducting part, and how much is normal."""
    if not sample.superconducting.any():
        return [Row("normal metal (Tc = 0)", "all of the film")]
    rows = [Row("critical temperature Tc", _spread(sample.statistics(where=sample.superconducting), "K"))]
    if sample.normal_fraction > 0:
        rows.append(Row("normal metal (Tc = 0)", f"{100 * sample.normal_fraction:.3g} % of the film, not counted in Tc"))
    return rows


def _spread(s: Statistics, unit: str) -> str:
    def number(value: float) -> str:
        return f"{value:.4g} {unit}" if unit.startswith("W") else engineering(value, unit)

    if s.lowest == s.highest:
        return number(s.lowest)
    return f"{number(s.mean)} ± {number(s.rms)} rms, from {number(s.lowest)} to {number(s.highest)}"
