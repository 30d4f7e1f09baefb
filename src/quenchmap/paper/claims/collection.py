"""All claims, section by section."""

from collections.abc import Callable
from functools import cache

from quenchmap.paper.claim import Claim
from quenchmap.paper.claims import (
    appendix_a,
    appendix_b,
    appendix_c,
    hot_tip,
    hot_tip_profile,
    introduction,
    model,
    profile,
    remarks,
    uniform,
)

#: The sections, by the name shown while they are computed.
SECTIONS: tuple[tuple[str, Callable[[], list[Claim]]], ...] = (
    ("Abstract and Sec. I", introduction.claims),
    ("Sec. II and Table I", model.claims),
    ("Sec. III", uniform.claims),
    ("Sec. IV", profile.claims),
    ("Sec. V", hot_tip_profile.claims),
    ("Sec. VI", remarks.claims),
    ("Appendix A", appendix_a.claims),
    ("Appendix B", appendix_b.claims),
    ("Appendix C", appendix_c.claims),
    ("Appendix D", hot_tip.claims),
)


@cache
def section(name: str) -> tuple[Claim, ...]:
    """The claims of one section, computed once."""
    return tuple(dict(SECTIONS)[name]())


def every_claim(progress: Callable[[str], None] | None = None) -> tuple[Claim, ...]:
    """All claims in the paper's order.

    Args:
        progress: Called with the name of each section before it is computed.
    """
    found: list[Claim] = []
    for name, _ in SECTIONS:
        if progress:
            progress(f"Claims of {name}")
        found += section(name)
    return tuple(found)
