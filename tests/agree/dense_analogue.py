"""The hot-spot analogue by dense Chebyshev collocation on fixed pieces: it shares nothing with the package but the equation.

Folds solve the plainest system there is: balance, null vector and its norm (Seydel), all unknowns at once.
"""

from itertools import pairwise

import numpy as np

PIECES = np.linspace(0, 8, 22)
POINTS = 17  # per piece
GOLDEN = (1 + 5**0.5) / 2


def _chebyshev(points):
    n = points - 1
    x = np.cos(np.pi * np.arange(points) / n)
    c = np.where((np.arange(points) == 0) | (np.arange(points) == n), 2.0, 1.0) * (-1.0) ** np.arange(points)
    D = np.outer(c, 1 / c) / (x[:, None] - x + np.eye(points))
    return x, D - np.diag(D.sum(axis=1))


def _assembled():
    x, D = _chebyshev(POINTS)
    size = POINTS * (len(PIECES) - 1)
    r, first, laplace = np.zeros(size), np.zeros((size, size)), np.zeros((size, size))
    for k, (a, b) in enumerate(pairwise(PIECES)):
        here = slice(k * POINTS, (k + 1) * POINTS)
        r[here] = a + (b - a) * (1 - x) / 2
        first[here, here] = -D * 2 / (b - a)
        d = first[here, here]
        laplace[here, here] = d @ d + np.divide(1, r[here], where=r[here] > 0, out=np.zeros(POINTS))[:, None] * d
    inside, joints = np.ones(size, bool), np.zeros((size, size))
    starts, ends = np.arange(0, size, POINTS), np.arange(POINTS - 1, size, POINTS)
    inside[starts] = inside[ends] = False
    joints[starts[0]], joints[ends[-1]] = first[starts[0]], first[ends[-1]]
    joints[starts[1:], starts[1:]], joints[starts[1:], ends[:-1]] = 1, -1
    joints[ends[:-1]] = first[ends[:-1]] - first[starts[1:]]
    return r, inside.astype(float), laplace * inside[:, None], joints


R, INSIDE, LAPLACE, JOINTS = _assembled()
_s = np.sqrt(1 + R**2)
SHAPE = GOLDEN**5 * (R / (_s * (_s + 1))) ** 2 * INSIDE


def _steps(u):
    """S and its first two derivatives."""
    e = 1 / (1 + np.exp(-(u - 0.75) / 0.05))
    return 0.03 + 0.97 * e, 0.97 * e * (1 - e) / 0.05, 0.97 * e * (1 - e) * (1 - 2 * e) / 0.05**2


def balance(u, J, eps):
    S = _steps(u)[0]
    return (eps**2 * LAPLACE + JOINTS) @ u - INSIDE * (u**5 - 0.3**5) / 5 + J / 5 * SHAPE * S


def jacobian(u, J, eps):
    return eps**2 * LAPLACE + JOINTS + np.diag(-INSIDE * u**4 + J / 5 * SHAPE * _steps(u)[1])


def solution(u, J, eps):
    for _ in range(20):
        step = np.linalg.solve(jacobian(u, J, eps), -balance(u, J, eps))
        u = u + step
        if np.max(np.abs(step)) < 1e-12:
            return u
    raise AssertionError("no solution")


def fold(u, v, J, eps, plane=None):
    """Profile, null vector, J and epsilon; `plane` = (weights, value) frees epsilon, which otherwise stays."""
    size, c = len(u), v / np.linalg.norm(v)
    v = c.copy()
    for _ in range(20):
        S, slope, bend = _steps(u)
        A = jacobian(u, J, eps)
        M, right = np.zeros((2 * size + 2, 2 * size + 2)), np.zeros(2 * size + 2)
        M[:size, :size] = M[size:-2, size:-2] = A
        M[size:-2, :size] = np.diag((-4 * INSIDE * u**3 + J / 5 * SHAPE * bend) * v)
        M[:size, -2], M[size:-2, -2] = SHAPE * S / 5, SHAPE * slope / 5 * v
        M[:size, -1], M[size:-2, -1] = 2 * eps * LAPLACE @ u, 2 * eps * LAPLACE @ v
        M[-2, size:-2] = c
        right[:size], right[size:-2], right[-2] = balance(u, J, eps), A @ v, c @ v - 1
        if plane is None:
            M[-1, -1] = 1
        else:
            M[-1, :size], right[-1] = plane[0], plane[0] @ u - plane[1]
        step = np.linalg.solve(M, -right)
        u, v, J, eps = u + step[:size], v + step[size:-2], J + step[-2], eps + step[-1]
        if np.max(np.abs(step)) < 1e-10:
            return u, v, J, eps
    raise AssertionError("no fold")
