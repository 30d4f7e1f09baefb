"""Double precision and the compilation cache: the one place where JAX is configured.

Every module that computes with JAX imports it from here, so that 64-bit floats are on before the first array exists.
"""

from pathlib import Path

import jax
import jax.export
import jax.numpy as jnp

from quenchmap.storage import cache_directory

__all__ = ["cache_compilations", "jax", "jnp", "kernels_folder"]

jax.config.update("jax_enable_x64", True)

_kernels_folder: Path | None = None


def kernels_folder() -> Path | None:
    """Where traced kernels are kept, see `quenchmap.numerics.kernel`; None unless `cache_compilations` has been called."""
    return _kernels_folder


def cache_compilations() -> None:
    """Keep traced and compiled kernels on disk, so that a second run of a command starts at once.

    A folder that cannot be written only costs the speed: JAX warns and compiles again.
    """
    global _kernels_folder
    folder = cache_directory()
    _kernels_folder = folder / "traced"
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
