"""Deflation keeps Newton's method away from what is known, and finds what is not."""

import numpy as np
import pytest

from quenchmap.numerics.deflation import deflated_newton

ROOTS = (-2.0, 0.5, 3.0)


def newton_step(u):
    value = np.prod([u - r for r in ROOTS], axis=0)
    slope = sum(np.prod([u - r for r in ROOTS if r != s], axis=0) for s in ROOTS)
    return -value / slope


@pytest.mark.parametrize("start", [-3.0, 0.0, 4.0])
def test_every_root_of_a_cubic_is_found_from_one_start(start):
    known: list[np.ndarray] = []
    for _ in ROOTS:
        found = deflated_newton(newton_step, np.array([start]), known, np.ones(1), largest_step=1.0, limit=300)
        assert found is not None
        known.append(found)
    np.testing.assert_allclose(sorted(float(k[0]) for k in known), ROOTS, rtol=1e-9)


def test_nothing_is_returned_when_all_is_known():
    known = [np.array([r]) for r in ROOTS]
    assert deflated_newton(newton_step, np.array([0.4]), known, np.ones(1), largest_step=1.0) is None
