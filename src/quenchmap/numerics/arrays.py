"""Arrays of either library."""

from typing import Any, TypeAlias

#: A NumPy or a JAX array: functions that take this compute with the library of what they are given.
EitherArray: TypeAlias = Any
