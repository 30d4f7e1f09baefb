"""The claims as a table: CSV, JSON and Markdown for files, aligned text for a terminal."""

import csv
import io
import json
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from quenchmap.paper.claim import Claim

_HEADER = ("where", "the paper says", "we find", "verdict", "reason")


def as_csv(claims: Sequence[Claim]) -> str:
    """The table as CSV, with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("key", *_HEADER, "value"))
    writer.writerows((c.key, *_cells(c), "" if c.value is None else repr(c.value)) for c in claims)
    return text.getvalue()


def as_json(claims: Sequence[Claim]) -> str:
    """The table as a JSON list, one object for each claim."""
    return json.dumps([asdict(c) for c in claims], indent=1, ensure_ascii=False) + "\n"


def as_markdown(claims: Sequence[Claim]) -> str:
    """The table in Markdown, with the count of verdicts above."""
    lines = ["# The paper's numbers and claims, recomputed", "", summary(claims), ""]
    lines += ["| " + " | ".join(_HEADER) + " |", "|---" * len(_HEADER) + "|"]
    for claim in claims:
        where, paper, found, verdict, reason = (cell.replace("|", r"\|") for cell in _cells(claim))
        lines.append(f"| {where} | {paper} | {found} | {'**corrected**' if verdict == 'corrected' else verdict} | {reason} |")
    return "\n".join(lines) + "\n"


def as_text(claims: Sequence[Claim], width: int = 110) -> str:
    """The table for a terminal: one paragraph for each claim, with its verdict in front.

    Example:
        >>> print(as_text([Claim("peak_radius", "Sec. IV", "r_max ≈ 1.27 z0", "1.27202 z0", "agrees")]))
        1 claim: 1 agrees, 0 corrected, 0 not tested.
        <BLANKLINE>
        agrees      Sec. IV: r_max ≈ 1.27 z0
                    found: 1.27202 z0
    """
    blocks = [summary(claims)]
    for claim in claims:
        lines = [f"{claim.where}: {claim.paper}", f"found: {claim.found}", *([claim.reason] if claim.reason else [])]
        body = "\n".join(textwrap.fill(line, width, initial_indent=12 * " ", subsequent_indent=14 * " ") for line in lines)
        blocks.append(f"{claim.verdict:<12}{body[12:]}")
    return "\n\n".join(blocks)


def summary(claims: Sequence[Claim]) -> str:
    """How many claims have which verdict."""
    count = Counter(c.verdict for c in claims)
    verdicts = ", ".join(f"{count[verdict]} {verdict}" for verdict in ("agrees", "corrected", "not tested"))
    return f"{len(claims)} claim{'s' if len(claims) != 1 else ''}: {verdicts}."


def _cells(claim: Claim) -> tuple[str, str, str, str, str]:
    return claim.where, claim.paper, claim.found, claim.verdict, claim.reason
