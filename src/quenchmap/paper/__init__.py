"""The paper (Karki, Whitney and Basko, 2022) reproduced: every figure, Table I, and every number and claim with a verdict.

`write` makes all files; `quenchmap.paper.claims.every_claim` gives the claims as objects, `quenchmap.paper.table.as_text` prints them.
"""

from quenchmap.paper.reproduction import write

__all__ = ["write"]
