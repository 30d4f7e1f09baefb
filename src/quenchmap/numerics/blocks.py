"""A jitted elementwise kernel applied to NumPy arrays of any size, in blocks of one shape: one compilation, cache-sized work."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Array, Float

from quenchmap.precision import jnp


def in_blocks(kernel: Callable[..., Array], *arguments: Float[np.ndarray, "*#shape"] | float, size: int = 512) -> np.ndarray:
    """Apply `kernel`, a jitted function of equally long vectors, to broadcast NumPy arrays.

    Args:
        kernel: Jitted function of vectors of length `size` that returns one.
        arguments: Arrays or scalars, broadcast together.
        size: Length of the blocks; the last one is padded with its first point.

    Returns:
        NumPy array of the broadcast shape.
    """
    arrays = np.broadcast_arrays(*arguments)
    flat = [np.ascontiguousarray(a, float).ravel() for a in arrays]
    points = flat[0].size
    parts = []
    for start in range(0, points, size):
        block = [f[start : start + size] for f in flat]
        missing = size - len(block[0])
        if missing:
            block = [np.concatenate([b, np.full(missing, b[0])]) for b in block]
        parts.append(kernel(*(jnp.asarray(b) for b in block)))  # asynchronous: the next block is queued at once
    values = np.concatenate([np.asarray(p) for p in parts]) if parts else np.empty(0)
    return values[:points].reshape(arrays[0].shape)
