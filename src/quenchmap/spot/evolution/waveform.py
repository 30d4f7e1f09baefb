"""How the drive changes in time: steps, pulses, ramps, tables, functions, and sums, multiples and sequences of them.

Times are in s, as numbers or with a unit ("2 ns"); for a dimensionless hot spot they are plain numbers, in thermal times. Values are in
whatever the waveform stands for: j_max/j* as plain numbers, or a current ("300 uA"), a voltage, a source power. A transient is restarted
at every jump and kink, so that nothing is stepped over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from quenchmap.errors import closest

#: Turns what was written ("2 ns") into a number; the second argument names it for messages.
Reader: TypeAlias = Callable[[Any, str], float]

_EARLIER = -np.inf


class Waveform:
    """A drive against time. It is continuous from the right: at a jump it has the value after it."""

    def __call__(self, time: ArrayLike) -> np.ndarray:
        """Values at times."""
        return self._values(np.asarray(time, float))

    @property
    def breaks(self) -> tuple[float, ...]:
        """Times of jumps and kinks."""
        return self._breaks()

    def read(self, time: Reader, value: Reader) -> Waveform:
        """The same with its times and values as plain numbers."""
        return self._read(time, value)

    def _values(self, t: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    def _breaks(self) -> tuple[float, ...]:
        raise NotImplementedError

    def _read(self, time: Reader, value: Reader) -> Waveform:
        raise NotImplementedError

    def before(self, time: float) -> float:
        """Value just before a time."""
        return float(self(np.nextafter(time, _EARLIER)))

    def __add__(self, other: Waveform | float) -> Waveform:
        return Sum((self, as_waveform(other)))

    __radd__ = __add__

    def __mul__(self, factor: float) -> Waveform:
        return Mapped(self, lambda value: factor * value)

    __rmul__ = __mul__

    def then(self, time: Any, following: Waveform) -> Waveform:
        """This waveform up to `time`, and from there on another whose clock starts at 0 then."""
        return InTurn(self, time, following)


@dataclass(frozen=True)
class Constant(Waveform):
    """The same value always."""

    value: Any

    def _values(self, t: np.ndarray) -> np.ndarray:
        return np.full(t.shape, float(self.value))

    def _breaks(self) -> tuple[float, ...]:
        return ()

    def _read(self, time: Reader, value: Reader) -> Waveform:
        return Constant(value(self.value, "value"))


@dataclass(frozen=True)
class Step(Waveform):
    """One value before a time, another from then on.

    Example:
        >>> Step(1.0, 1.8, at=2.0)([0.0, 2.0])
        array([1. , 1.8])
    """

    before_it: Any
    after_it: Any
    at: Any = 0.0

    def _values(self, t: np.ndarray) -> np.ndarray:
        return np.where(t < self.at, float(self.before_it), float(self.after_it))

    def _breaks(self) -> tuple[float, ...]:
        return (float(self.at),)

    def _read(self, time: Reader, value: Reader) -> Waveform:
        return Step(value(self.before_it, "before_it"), value(self.after_it, "after_it"), time(self.at, "at"))


@dataclass(frozen=True)
class Pulse(Waveform):
    """A value for a while, another before and after.

    Example:
        >>> Pulse(1.8, width=3.0, base=1.2, at=1.0)([0.0, 1.0, 4.0])
        array([1.2, 1.8, 1.2])
    """

    height: Any
    width: Any
    base: Any = 0.0
    at: Any = 0.0

    def _values(self, t: np.ndarray) -> np.ndarray:
        return np.where((t >= self.at) & (t < self.at + self.width), float(self.height), float(self.base))

    def _breaks(self) -> tuple[float, ...]:
        return (float(self.at), float(self.at + self.width))

    def _read(self, time: Reader, value: Reader) -> Waveform:
        width = time(self.width, "width")
        if not width > 0:
            raise ValueError(f"`width` is how long the pulse lasts and must be positive, but width={self.width!r}.")
        return Pulse(value(self.height, "height"), width, value(self.base, "base"), time(self.at, "at"))


@dataclass(frozen=True)
class Table(Waveform):
    """Straight lines between given values; constant before the first and after the last. A time given twice is a jump.

    Example:
        >>> Table([0.0, 10.0, 20.0], [1.0, 1.8, 1.0])([5.0, 20.0, 30.0])
        array([1.4, 1. , 1. ])
    """

    times: Sequence[Any]
    values: Sequence[Any]

    def _values(self, t: np.ndarray) -> np.ndarray:
        known, values = np.asarray(self.times, float), np.asarray(self.values, float)
        i = np.clip(np.searchsorted(known, t, side="right") - 1, 0, max(len(known) - 2, 0))
        if len(known) == 1:
            return np.full(t.shape, values[0])
        length = known[i + 1] - known[i]
        place = np.clip((t - known[i]) / np.where(length > 0, length, 1.0), 0.0, 1.0)
        return np.where(t >= known[-1], values[-1], values[i] + place * (values[i + 1] - values[i]))

    def _breaks(self) -> tuple[float, ...]:
        return tuple(sorted({float(t) for t in self.times}))

    def _read(self, time: Reader, value: Reader) -> Waveform:
        if len(self.times) != len(self.values) or len(self.times) == 0:
            raise ValueError(
                f"`times` and `values` of a table must have one length, at least 1, but they have {len(self.times)} and {len(self.values)}."
            )
        times = [time(t, "times") for t in self.times]
        if not np.all(np.diff(times) >= 0):
            raise ValueError(f"`times` of a table must not go back, but times={list(self.times)!r}. Sort them with their values.")
        return Table(tuple(times), tuple(value(v, "values") for v in self.values))


def ramp(start: Any, end: Any, duration: Any, *, at: Any = 0.0) -> Waveform:
    """From one value to another at a constant rate.

    Example:
        >>> ramp(1.0, 1.8, 10.0)([-1.0, 5.0, 20.0])
        array([1. , 1.4, 1.8])
    """
    if isinstance(at, int | float) and at == 0:
        return Table((0.0, duration), (start, end))
    return Constant(start).then(at, Table((0.0, duration), (start, end)))


def triangle(low: Any, high: Any, period: float, *, turns: int = 1) -> Waveform:
    """Up and down at a constant rate, so many times: what records a hysteresis loop.

    Example:
        >>> triangle(1.0, 1.8, 10.0)([0.0, 5.0, 7.5, 10.0])
        array([1. , 1.8, 1.4, 1. ])
    """
    corners = np.arange(2 * turns + 1)
    return Table(tuple(0.5 * period * corners), tuple(high if k % 2 else low for k in corners))


@dataclass(frozen=True)
class Function(Waveform):
    """Any function of time, smooth between the `breaks` that it is given."""

    function: Callable[[Any], Any]
    kinks: tuple[float, ...] = ()

    def _values(self, t: np.ndarray) -> np.ndarray:
        values = [float(self.function(float(each))) for each in t.ravel()]  # it may not take arrays
        return np.array(values).reshape(t.shape)

    def _breaks(self) -> tuple[float, ...]:
        return self.kinks

    def _read(self, time: Reader, value: Reader) -> Waveform:
        second = time(1.0, "time")  # the function keeps its own clock
        return Function(lambda t: value(self.function(t / second), "drive"), tuple(time(k, "kinks") for k in self.kinks))


@dataclass(frozen=True)
class Sum(Waveform):
    """Several at once."""

    parts: tuple[Waveform, ...]

    def _values(self, t: np.ndarray) -> np.ndarray:
        return np.sum([part(t) for part in self.parts], axis=0)

    def _breaks(self) -> tuple[float, ...]:
        return tuple(sorted({b for part in self.parts for b in part.breaks}))

    def _read(self, time: Reader, value: Reader) -> Waveform:
        return Sum(tuple(part.read(time, value) for part in self.parts))


@dataclass(frozen=True)
class Mapped(Waveform):
    """A smooth function of another one's values."""

    of: Waveform
    function: Callable[[np.ndarray], np.ndarray]

    def _values(self, t: np.ndarray) -> np.ndarray:
        return np.asarray(self.function(self.of(t)))

    def _breaks(self) -> tuple[float, ...]:
        return self.of.breaks

    def _read(self, time: Reader, value: Reader) -> Waveform:
        return Mapped(self.of.read(time, value), self.function)


@dataclass(frozen=True)
class InTurn(Waveform):
    """One waveform after another."""

    first: Waveform
    at: Any
    second: Waveform

    def _values(self, t: np.ndarray) -> np.ndarray:
        return np.where(t < self.at, self.first(t), self.second(t - float(self.at)))

    def _breaks(self) -> tuple[float, ...]:
        at = float(self.at)
        return (*(b for b in self.first.breaks if b < at), at, *(at + b for b in self.second.breaks if b > 0))

    def _read(self, time: Reader, value: Reader) -> Waveform:
        return InTurn(self.first.read(time, value), time(self.at, "at"), self.second.read(time, value))


def as_waveform(drive: Any) -> Waveform:
    """A waveform from what a user gives: a number, a function of time, or a waveform.

    Raises:
        TypeError: For anything else.
    """
    if isinstance(drive, Waveform):
        return drive
    if callable(drive):
        return Function(drive)
    if isinstance(drive, int | float | str) or hasattr(drive, "magnitude") or (np.ndim(drive) == 0 and hasattr(drive, "item")):
        return Constant(drive)
    raise TypeError(
        f"A drive is a number, a function of time or a waveform of `quenchmap.waveform`, but drive={drive!r}. "
        "Values at given times make a `Table(times, values)`."
    )


#: Waveforms by the names that a file uses.
NAMES = ("step", "pulse", "ramp", "triangle")


def checked_name(name: str) -> str:
    """A waveform's name, refused with the close matches when unknown."""
    if name not in NAMES:
        raise ValueError(f"`waveform` must be one of {', '.join(NAMES)}, but waveform={name!r}. {closest(name, NAMES)}")
    return name


def checked_values(wave: Waveform, duration: float, unit: float = 1.0, unit_name: str = "thermal times") -> float:
    """Largest value of a waveform of plain numbers over its run.

    Args:
        wave: The waveform, its times in thermal times.
        duration: Of the run.
        unit: A thermal time in the user's unit of time, for the message.
        unit_name: That unit.

    Raises:
        ValueError: For a value that is negative or not finite, with the time of the first.
    """
    times = np.unique(np.concatenate([np.linspace(0, duration, 1001), [b for b in wave.breaks if 0 <= b <= duration]]))
    values = np.concatenate([wave(times), [wave.before(t) for t in times[1:]]])
    bad = ~((values >= 0) & np.isfinite(values))
    if bad.any():
        first = int(np.argmax(bad))
        when = np.concatenate([times, times[1:]])[first]
        found = f"it is {values[first].item()!r} at {when * unit:.6g} {unit_name}"
        raise ValueError(
            f"`drive` is j_max/j* against time and must be finite and not negative, but {found}. Zero is legal: the film cools."
        )
    return float(values.max())
