"""How far a scan is."""

from __future__ import annotations

from typing import NamedTuple

from quenchmap.scan.quantity import FLAGS


class ScanProgress(NamedTuple):
    """Where a scan stands.

    Attributes:
        done: Pixels that are in the map.
        total: All pixels.
        rate: Pixels per second in this run; None before the first.
        failed: Pixels without a state.
        workers: Processes at work.
    """

    done: int
    total: int
    rate: float | None
    failed: int
    workers: int

    @property
    def remaining(self) -> float | None:
        """Time that is left at this rate, s; None while it is not known."""
        return (self.total - self.done) / self.rate if self.rate else None

    def __str__(self) -> str:
        told = [f"{self.done} of {self.total} pixels"]
        if self.rate:
            told.append(f"{self.rate:.3g} pixels/s")
        if self.remaining:
            told.append(f"{duration(self.remaining)} left")
        if self.failed:
            told.append(f"{self.failed} {FLAGS[3].replace('_', ' ')}")
        return ", ".join([*told, f"{self.workers} worker{'s' if self.workers != 1 else ''}"])


def duration(seconds: float) -> str:
    """In words of two units.

    Example:
        >>> duration(4000), duration(95), duration(8.2)
        ('1 h 6 min', '1 min 35 s', '8 s')
    """
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"
