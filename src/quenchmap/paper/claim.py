"""One statement of the paper beside what the package finds, with a verdict that is judged at run time."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["agrees", "corrected", "not tested"]


@dataclass(frozen=True)
class Claim:
    """One number or statement of the paper.

    Attributes:
        key: Short name, unique.
        where: Section, equation or figure of the paper.
        paper: What the paper says.
        found: What the package finds, with numbers computed now.
        verdict: "agrees", "corrected" (the reason says why) or "not tested" (the reason says why not).
        reason: Why it is corrected or not tested, or a remark.
        value: The number found, where the statement is about one.
    """

    key: str
    where: str
    paper: str
    found: str
    verdict: Verdict
    reason: str = ""
    value: float | None = None


def judged(holds: bool) -> Verdict:
    """The verdict of a statement that was tested."""
    return "agrees" if holds else "corrected"


def rounds_to(printed: str, value: float) -> bool:
    """Whether a number agrees with a printed one to the digits that are printed.

    Example:
        >>> rounds_to("1.27", 1.27202), rounds_to("0.120", 0.0337937), rounds_to("17", 16.47)
        (True, False, False)
    """
    number = Decimal(printed)
    exponent = number.as_tuple().exponent
    half_a_digit = 0.5 * 10.0 ** (exponent if isinstance(exponent, int) else 0)
    return abs(value - float(number)) <= half_a_digit * (1 + 1e-9)


def of_order(printed: float, value: float, factor: float = 3.0) -> bool:
    """Whether a number is what an order of magnitude, "~", promises: within a factor, 3 unless said.

    Example:
        >>> of_order(1e-4, 2e-4), of_order(1.0, 7.4)
        (True, False)
    """
    return 1 / factor <= value / printed <= factor
