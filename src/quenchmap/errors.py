"""What quenchmap says when it cannot answer: one sentence with the offending value and the remedy."""

import difflib
import math
from collections.abc import Iterable


class ConvergenceError(RuntimeError):
    """A solve that did not converge.

    Attributes:
        residual: Scaled residual at the last iterate.
        iterations: Iterations spent.
    """

    def __init__(self, what: str, *, residual: float, iterations: int, remedy: str):
        self.residual = residual
        self.iterations = iterations
        super().__init__(f"{what} did not converge: scaled residual {residual:.2e} after {iterations} iterations. {remedy}")


class NoSuchStateError(LookupError):
    """A steady state that does not exist at the given parameters; the message says which ones do."""


class ClusterError(RuntimeError):
    """The scheduler of a cluster or its workers are gone; what they had given is kept."""


class ValidityWarning(UserWarning):
    """An assumption of the model that does not hold, or only marginally, for the given parameters; the message has the numbers."""


class AccuracyWarning(UserWarning):
    """A result whose estimated error is larger than promised; the message has the estimate."""


def closest(name: str, known: Iterable[str]) -> str:
    """A sentence with the close matches of an unknown `name`, or with all `known` names when none is close.

    >>> closest("NbM", ["NbN", "InOx"])
    'Did you mean NbN?'
    >>> closest("lead", ["NbN", "InOx"])
    'Known: InOx, NbN.'
    """
    known = sorted(known)
    lower = {k.lower(): k for k in known}
    matches = [lower[m] for m in difflib.get_close_matches(name.lower(), lower, n=3, cutoff=0.5)]
    return f"Did you mean {' or '.join(matches)}?" if matches else f"Known: {', '.join(known)}."


def checked_positive(name: str, value: float, meaning: str) -> float:
    """`value` as a float, refused unless positive and finite.

    Raises:
        ValueError: With the name, its meaning and the value that came.
    """
    value = float(value)
    if not (value > 0 and math.isfinite(value)):
        raise ValueError(f"`{name}` is {meaning} and must be positive and finite, but {name}={value!r}.")
    return value
