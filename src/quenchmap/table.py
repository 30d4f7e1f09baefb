"""Tables of numbers with their units, legible as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple


class Row(NamedTuple):
    """One line of a card: what it is, its value with unit, and a remark such as "assumed"."""

    label: str
    value: str
    remark: str = ""


@dataclass(frozen=True)
class Table:
    """Lines of cells below a title; without a head it is a card of named values.

    Attributes:
        title: What it is about.
        rows: Lines of equally many cells each.
        head: Name of each column.
        notes: Lines below.

    Example:
        >>> print(Table("NbN", [Row("critical temperature", "10 K"), Row("sheet resistance", "400 Ω", "assumed")]))
        NbN
          critical temperature  10 K
          sheet resistance      400 Ω  assumed
        >>> print(Table("Folds", [["on", "1.6"], ["off", "1.06"]], head=["fold", "drive"]))
        Folds
        fold  drive
        ----  -----
        on    1.6
        off   1.06
    """

    title: str
    rows: Sequence[Sequence[str]]
    head: Sequence[str] = ()
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        lines = [self.head, *self.rows] if self.head else list(self.rows)
        widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))] if lines else []
        if self.head:
            lines.insert(1, ["-" * width for width in widths])
        margin = "" if self.head else "  "
        body = [margin + "  ".join(cell.ljust(width) for cell, width in zip(line, widths)) for line in lines]
        return "\n".join([self.title, *(line.rstrip() for line in body), *(margin + note for note in self.notes)])

    def html(self) -> str:
        """The same for notebooks and pages."""
        columns = max((len(row) for row in self.rows), default=1)
        head = _line([self.title], "th", f" colspan='{columns}'") + (_line(self.head, "th") if self.head else "")
        below = "<br>".join(escape(note) for note in self.notes)
        caption = f"<caption style='caption-side:bottom;text-align:left'>{below}</caption>" if below else ""
        return f"<table>{caption}<thead>{head}</thead><tbody>{''.join(_line(row, 'td') for row in self.rows)}</tbody></table>"


def _line(cells: Sequence[str], tag: str, more: str = "") -> str:
    return "<tr>" + "".join(f"<{tag}{more} style='text-align:left'>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
