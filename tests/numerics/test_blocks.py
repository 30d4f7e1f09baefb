"""Kernels applied in blocks of one shape."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.blocks import in_blocks
from quenchmap.precision import jax, jnp

_shapes: list[tuple[int, ...]] = []


@jax.jit
def kernel(x, y):
    _shapes.append(x.shape)  # runs once per compilation
    return jnp.sin(x) * y


@pytest.mark.parametrize("shape", [(), (1,), (7,), (8,), (9,), (3, 11), (0,), (2, 0)])
def test_any_size_gives_the_values_of_the_kernel_in_the_shape_that_came(shape):
    x = np.random.default_rng(0).normal(size=shape)
    values = in_blocks(kernel, x, 2.0, size=8)
    assert values.shape == shape
    assert_allclose(values, 2 * np.sin(x), rtol=1e-14)


def test_arguments_are_broadcast_and_all_sizes_share_one_compilation():
    x, y = np.linspace(0, 1, 5)[:, None], np.linspace(1, 2, 13)
    assert_allclose(in_blocks(kernel, x, y, size=8), np.sin(x) * y, rtol=1e-14)
    assert set(_shapes) <= {(8,)}
    assert len(_shapes) <= 1
