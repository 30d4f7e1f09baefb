"""Jitted functions whose tracing is kept on disk, beside the compilations that JAX keeps itself.

Before JAX can look up a compilation it traces and lowers the function, which for the solvers takes longer than a hot spot does. A kernel
is exported once (StableHLO) and loaded by the next process. Its name on disk holds everything that it depends on: the sources of
quenchmap, the versions of JAX and NumPy, the processor's kind, and the shapes and static parts of its arguments.
"""

import hashlib
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import Any, Generic, TypeVar, cast

import numpy as np
from jax.core import Tracer

from quenchmap import precision
from quenchmap.precision import jax
from quenchmap.storage import whole_file

R = TypeVar("R")

_EMITTERS = "xla_cpu_use_fusion_emitters"  # without them XLA compiles our kernels in two thirds of the time, and they run as fast


def returnable(cls: type[R]) -> type[R]:
    """Decorates a NamedTuple of arrays that kernels return: its name goes to disk with the kernel."""
    return jax.export.register_namedtuple_serialization(cls, serialized_name=f"{cls.__module__}.{cls.__qualname__}")


class Kernel(Generic[R]):
    """A function of arrays, and of pytrees of them, that returns an array, a tuple of arrays or what is `returnable`.

    Args:
        function: What to jit.
        name: What tells it from other functions; needed for lambdas and closures, whose qualified names do not.
    """

    def __init__(self, function: Callable[..., R], name: str | None = None):
        qualified = f"{function.__module__}.{function.__qualname__}"
        if name is None and "<" in qualified:
            raise ValueError(f"A kernel made of {qualified} needs a `name` of its own.")
        self.name = f"{function.__module__}.{name}" if name else qualified
        self.function = function
        self.__doc__ = function.__doc__
        self._traced = jax.jit(function)
        self._ready: dict[Any, Callable[..., Any]] = {}

    def __call__(self, *arguments: Any) -> R:
        """The function's value; from disk where `quenchmap.precision.cache_compilations` has been called."""
        leaves, structure = jax.tree.flatten(arguments)
        if not _arrays().issuperset(map(type, leaves)):
            if any(isinstance(x, Tracer) for x in leaves):
                return self._traced(*arguments)
            leaves = [x if isinstance(x, np.ndarray | jax.Array) else np.asarray(x) for x in leaves]
        shapes = tuple([(x.shape, x.dtype) for x in leaves])
        call = self._ready.get((structure, shapes))
        if call is None:
            call = self._ready[structure, shapes] = _compiled(self._prepared(leaves, structure, shapes), leaves)
        return cast(R, call(*leaves))

    def _prepared(self, leaves: list[Any], structure: Any, shapes: tuple[Any, ...]) -> Callable[..., Any]:
        """The function of the leaves, traced already where that is kept."""

        def flat(*leaves: Any) -> Any:
            return self.function(*jax.tree.unflatten(structure, leaves))

        folder, static = precision.kernels_folder(), _described(structure)
        if folder is None or static is None:  # something in it has no name by which another process could know it
            return flat
        words = [_surroundings(), self.name, static, repr([(shape, dtype.name) for shape, dtype in shapes])]
        digest = hashlib.sha256("\n".join(words).encode()).hexdigest()
        path = folder / f"{self.name}-{digest[:32]}.stablehlo"
        exported = _loaded(path)
        if exported is None:
            exported = jax.export.export(jax.jit(flat))(*_shapes(leaves))
            _store(exported, path)
        return exported.call


def _shapes(leaves: list[Any]) -> list[jax.ShapeDtypeStruct]:
    return [jax.ShapeDtypeStruct(x.shape, x.dtype) for x in leaves]


def _compiled(function: Callable[..., Any], leaves: list[Any]) -> Callable[..., Any]:
    """The function, compiled for such leaves; options cannot be given to what may be called while another function is traced."""
    if jax.default_backend() == "cpu" and _known(_EMITTERS):
        return jax.jit(function).lower(*_shapes(leaves)).compile(compiler_options={_EMITTERS: False})
    return jax.jit(function)


@lru_cache
def _known(option: str) -> bool:
    """Whether XLA's compiler has such an option."""
    try:
        jax.jit(lambda x: x, compiler_options={option: False})(0.0)
    except jax.errors.JaxRuntimeError:
        return False
    return True


@lru_cache
def _arrays() -> frozenset[type]:
    """Types of NumPy's arrays and of JAX's, but not of those under a trace."""
    return frozenset((np.ndarray, type(jax.numpy.zeros(()))))


def _loaded(path: Path) -> Any:
    try:
        return jax.export.deserialize(bytearray(path.read_bytes()))
    except Exception:  # absent, cut short, or of another format: made anew
        return None


def _store(exported: Any, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part:
            part.write_bytes(exported.serialize())
    except OSError:  # a folder that cannot be written only costs the speed
        pass


@lru_cache
def _surroundings() -> str:
    """What a kernel depends on beside its own arguments."""
    root = Path(__file__).parents[1]
    sources = [f"{p.relative_to(root)} {p.stat().st_mtime_ns} {p.stat().st_size}" for p in sorted(root.rglob("*.py"))]
    return "\n".join([jax.__version__, np.__version__, jax.default_backend(), *sources])


def _described(structure: Any) -> str | None:
    """A pytree's structure in words that mean the same in another process; None where there are none."""
    node = structure.node_data()
    parts = [_words(node)] + [_described(child) for child in structure.children()]
    return None if None in parts else "(" + " ".join(cast(list[str], parts)) + ")"


def _words(thing: Any) -> str | None:
    if isinstance(thing, tuple | list):
        parts = [_words(x) for x in thing]
        return None if None in parts else "[" + " ".join(cast(list[str], parts)) + "]"
    if isinstance(thing, type | FunctionType):
        module = sys.modules.get(thing.__module__)
        known = getattr(module, thing.__qualname__, None) is thing and thing.__module__.split(".")[0] in ("quenchmap", "builtins")
        return f"{thing.__module__}.{thing.__qualname__}" if known else None
    plain = thing is None or isinstance(thing, str | int | float | bool) or type(thing).__module__.startswith("equinox.")
    return repr(thing) if plain and " at 0x" not in repr(thing) else None
