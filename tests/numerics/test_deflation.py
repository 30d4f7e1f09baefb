"""Deflation keeps Newton's method away from what is known, and finds what is not."""

import numpy as np
import pytest

from quenchmap.numerics.deflation import deflated_newton


def newton_step(u):
    """For x^2 + y^2 = 4 and x y = 1: four solutions, in two pairs of opposite ones."""
    x, y = u
    return np.linalg.solve([[2 * x, 2 * y], [y, x]], [4 - x * x - y * y, 1 - x * y])


SOLUTIONS = np.array([(np.sqrt(2 + s * np.sqrt(3)), np.sqrt(2 - s * np.sqrt(3))) for s in (1, -1)])
SOLUTIONS = np.concatenate([SOLUTIONS, -SOLUTIONS])


@pytest.mark.parametrize("known", range(4))
def test_another_solution_is_found_from_beside_a_known_one(known):
    """From two starts: like Newton's method itself, the deflated one may fail from a single one."""
    others = []
    for offset in ([0.2, -0.1], [-0.2, 0.1]):
        start = SOLUTIONS[known] + offset
        plain = deflated_newton(newton_step, start, [], np.ones(2), largest_step=0.5)
        np.testing.assert_allclose(plain, SOLUTIONS[known], atol=1e-9)
        others.append(deflated_newton(newton_step, start, [plain], np.ones(2), largest_step=0.5, limit=200))
    others = [o for o in others if o is not None]
    assert others
    for other in others:
        distances = np.max(np.abs(SOLUTIONS - other), axis=1)
        assert distances.min() < 1e-8
        assert np.argmin(distances) != known


def test_a_known_solution_is_never_returned():
    root = np.array([1.0])
    found = deflated_newton(lambda u: -(u**3 - 1) / (3 * u**2), np.array([1.5]), [root], np.ones(1), largest_step=0.3)
    assert found is None  # the only real root is known
