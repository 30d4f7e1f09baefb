"""A small legible card of named values, as text and as HTML: how a material or a film shows itself."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple


class Row(NamedTuple):
    """One line of a card: what it is, its value with unit, and a remark such as "assumed"."""

    label: str
    value: str
    remark: str = ""


def text_card(title: str, rows: Sequence[Row], footnote: str = "") -> str:
    """The card in aligned columns.

    Example:
        >>> print(text_card("NbN", [Row("critical temperature", "10 K"), Row("sheet resistance", "400 Ω", "assumed")]))
        NbN
          critical temperature  10 K
          sheet resistance      400 Ω  assumed
    """
    label_width = max(len(row.label) for row in rows)
    value_width = max(len(row.value) for row in rows)
    lines = [f"  {row.label:<{label_width}}  {row.value:<{value_width}}  {row.remark}".rstrip() for row in rows]
    return "\n".join([title, *lines, *([f"  {footnote}"] if footnote else [])])


def html_card(title: str, rows: Sequence[Row], footnote: str = "") -> str:
    """The card as an HTML table, for notebooks."""
    body = "".join(
        f"<tr><td style='text-align:left'>{escape(row.label)}</td><td style='text-align:left'>{escape(row.value)}</td>"
        f"<td style='text-align:left'><i>{escape(row.remark)}</i></td></tr>"
        for row in rows
    )
    head = f"<thead><tr><th colspan='3' style='text-align:left'>{escape(title)}</th></tr></thead>"
    caption = f"<caption style='caption-side:bottom;text-align:left'>{escape(footnote)}</caption>" if footnote else ""
    return f"<table>{caption}{head}<tbody>{body}</tbody></table>"
