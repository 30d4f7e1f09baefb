"""A study of resolution as a table and as plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quenchmap.sample.heat.tip import numbers, told
from quenchmap.scan.resolution.outcome import Outcome, Sharpness
from quenchmap.scan.resolution.spot_scale import PLANAR_WALL
from quenchmap.table import Table
from quenchmap.units import engineering

if TYPE_CHECKING:
    from quenchmap.scan.resolution.limit import Limit
    from quenchmap.scan.resolution.study import ResolutionStudy

_NOTE = (
    "Lengths over the tip's height z0; in brackets over Λ. spot: diameter of the normal region in the uniform film; wall: 10-90 % width of "
    "its wall. 10-90 %, 25-75 %: widths of the response of ΔL; sharpest: full width at half maximum of the narrowest peak of its slope; "
    "where it is a step of the raster, here z0/{steps}, the signal jumps, and widths are known to a step. "
    "channels: Rayleigh's distance in |ΔZ|; bridge: contrast of the narrowest one in |ΔZ|. *: see the doubts below."
)


def study_table(study: ResolutionStudy) -> Table:
    """One line per setting."""
    head, rows = _cells(study)
    return Table(title(study), rows, head, [*_lacking(study), _NOTE.format(steps=study.layout.steps), *_doubts(study)])


def summary(study: ResolutionStudy) -> dict[str, Any]:
    """Settings, spots and what the lines say, in SI; null where there is none."""
    return {"complete": study.complete, "settings": [_numbers(row) for row in study.rows]}


def title(study: ResolutionStudy) -> str:
    """What is studied, in one line."""
    one = study.settings[0]
    same = len({(s.film, s.tip) for s in study.settings}) == 1
    if not same:
        return f"Resolution of {len(study.settings)} settings"
    wall = f"Λ/z0 = {one.relaxation_length:.4g}, planar wall {PLANAR_WALL:g} Λ = {PLANAR_WALL * one.relaxation_length:.3g} z0"
    return f"Resolution over {one.film.material.name}, tip {told(one.tip)}, T_ph = {engineering(one.phonon_temperature, 'K')}; {wall}"


def _cells(study: ResolutionStudy) -> tuple[list[str], list[list[str]]]:
    parts = study.layout.parts
    head = ["setting", "spot", "wall"]
    for part in parts:
        if part in ("edge", "slit"):
            head += [f"{part} 10-90 %", "25-75 %", "sharpest"]
        else:
            head.append("channels" if part == "channels" else "bridge")
    return head, [_row(row) for row in study.rows]


def _row(row: Outcome) -> list[str]:
    cells = [row.setting.name, _length(row, row.spot.diameter), _length(row, row.spot.wall)]
    for part in row.layout.parts:
        if part in ("edge", "slit"):
            found = row.sharpness(part)
            if found is None:
                cells += ["-", "-", "-"]
                continue
            mark = "*" if _reasons(found) else ""
            if found.response is None:
                cells.append(("-" if found.at_least is None else f"> {_length(row, found.at_least)}") + mark)
            else:
                cells.append(_length(row, found.width) + mark)
            cells += [_length(row, found.quartiles), _length(row, found.flank.width)]
        elif part == "channels":
            cells.append("-" if row.separation is None else _limit(row, row.separation.rayleigh))
        else:
            cells.append(f"{row.bridges[0].contrast:.2f}" if row.bridges else "-")
    return cells


def _length(row: Outcome, length: float | None) -> str:
    if length is None:
        return "-"
    z0 = row.setting.tip.height
    return f"{length / z0:.3g} ({length / z0 / row.setting.relaxation_length:.3g})"


def _limit(row: Outcome, limit: Limit) -> str:
    z0 = row.setting.tip.height
    if limit.value is not None:
        return f"{limit.value / z0:.3g}"
    return f"< {limit.upper / z0:.3g}" if limit.lower == 0 else f"> {limit.lower / z0:.3g}"


def _reasons(found: Sharpness) -> tuple[str, ...]:
    return (found.why,) if found.response is None else found.response.doubts


def _lacking(study: ResolutionStudy) -> list[str]:
    return [] if study.complete else [f"INCOMPLETE: {study.counted} lines; what is not whole is left out."]


def _doubts(study: ResolutionStudy) -> list[str]:
    doubts = []
    for row in study.rows:
        for part in ("edge", "slit"):
            found = row.sharpness(part)
            doubts += [] if found is None else [f"* {row.setting.name}, {part}: {reason}" for reason in _reasons(found)]
    return doubts


def _numbers(row: Outcome) -> dict[str, Any]:
    values: dict[str, Any] = {
        "label": row.setting.name,
        "drive": row.setting.drive,
        "protocol": row.setting.protocol,
        "tip": numbers(row.setting.tip),
        "phonon_temperature": row.setting.phonon_temperature,
        "relaxation_length": row.setting.film.material.relaxation_length,
        "spot": {"outer_radius": row.spot.outer_radius, "wall_width": row.spot.wall, "states": row.spot.states},
        "rim_excess": row.warmest_rim,
    }
    for part in ("edge", "slit"):
        found = row.sharpness(part)
        if found is not None:
            values[part] = _sharp(found)
    if row.separation is not None:
        limit = row.separation.rayleigh
        values["channels"] = {
            "distances": row.separation.distance.tolist(),
            "dips": [dip.relative for dip in row.separation.dips],
            "rayleigh": limit.value,
            "between": [limit.lower, limit.upper],
        }
    values["bridges"] = [{"width": b.width, "contrast": b.contrast, "apparent_width": b.apparent_width} for b in row.bridges]
    return values


def _sharp(found: Sharpness) -> dict[str, Any]:
    response, flank = found.response, found.flank
    return {
        "width": found.width,
        "at_least": found.at_least,
        "overshoot": None if response is None else list(response.overshoot),
        "levels": None if response is None else list(response.levels),
        "quartiles": found.quartiles,
        "sharpest": {"width": flank.width, "position": flank.position, "share": flank.share},
        "finest_wavelength": found.finest,
        "doubts": [reason for reason in _reasons(found) if reason],
    }
