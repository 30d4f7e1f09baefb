"""Every number and statement of the paper, in its order, each beside what the package finds."""

from quenchmap.paper.claims.collection import every_claim

__all__ = ["every_claim"]
