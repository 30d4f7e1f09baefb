"""The hot-spot analogue, four folds and a cusp, against a dense solver of its own and the values other codes found."""

import importlib.util
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap.numerics.elements import interpolate
from quenchmap.spot.family import family_in_relaxation_length, fixed
from quenchmap.spot.fold_curve import trace_folds
from quenchmap.spot.grid import adapted_grid
from quenchmap.spot.stability import eigenvalues
from quenchmap.spot.steady import polish


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


analogue, dense = loaded("analogue"), loaded("dense_analogue")

EPSILON = 0.16
FOLDS = (1.313836364, 0.62055719, 3.00685745, 2.86266796)  # J, by other continuation codes
CUSP = (0.31189, 2.5440)  # epsilon and J of folds 3 and 4, by them


@pytest.fixture(scope="module")
def branch():
    return analogue.whole_branch(EPSILON)


@pytest.fixture(scope="module")
def folds(branch):
    return [branch.fold(turn) for turn in branch.turns]


@pytest.fixture(scope="module")
def curve(folds):
    """Fold 3 followed in epsilon through the cusp into fold 4 and back."""
    start = replace(folds[2].state, strength=folds[2].parameter, parameter=EPSILON)
    family = family_in_relaxation_length(analogue.analogue(EPSILON), 1.0)

    def stop(points):
        return points[-1].parameter < 0 and points[-1].state.parameter < 0.3

    return trace_folds(family, start, direction=1.0, scale=(1.0, 1.0), stop=stop)


def on_dense_nodes(state):
    return (interpolate(state.grid.vertices, y, dense.R) for y in (state.T, state.null))


def test_one_branch_passes_four_folds(branch, folds):
    assert len(branch.turns) == 4
    assert_allclose([fold.parameter**2 for fold in folds], FOLDS, atol=1e-8)


@pytest.mark.parametrize("k", range(4))
def test_every_fold_agrees_with_dense_collocation(folds, k):
    fold = folds[k]
    J = dense.fold(*on_dense_nodes(fold.state), fold.parameter**2, EPSILON)[2]
    assert_allclose(fold.parameter**2, J, rtol=0, atol=1e-9)
    assert fold.error < 1e-9


def test_the_third_and_the_fourth_fold_merge_in_a_cusp(curve):
    (cusp,) = curve.cusps()
    assert_allclose((cusp.parameter, cusp.strength**2), CUSP, atol=1e-4)
    # a dense fold on a plane through the cusp has the cusp's epsilon and J, for there they turn; on either side epsilon is smaller
    u, v = on_dense_nodes(cusp.state)
    plane = v / np.linalg.norm(v)
    *_, J, epsilon = dense.fold(u, v, cusp.strength**2, cusp.parameter, (plane, plane @ u))
    assert_allclose((cusp.parameter, cusp.strength**2), (epsilon, J), rtol=0, atol=1e-9)
    for side in (-0.1, 0.1):
        assert dense.fold(u, v, J, epsilon, (plane, plane @ u + side))[3] < epsilon - 1e-3


@pytest.mark.parametrize("J", [1.0, 2.95])
def test_all_three_states_at_two_drives(branch, J):
    """Each is a solution of the dense equations too, and the sum of (-1)^index is 1: none is missing."""
    problem, drive = branch.family.at(J**0.5)
    states, indices = [], []
    for grid, T, _ in branch.crossings(drive):
        fitted = adapted_grid(grid, T, EPSILON, problem.levels, refinement=2)
        state = polish(fixed(problem, drive), drive, fitted, grid.transfer(T, fitted))
        u = interpolate(state.grid.vertices, state.T, dense.R)
        assert_allclose(dense.solution(u, J, EPSILON), u, rtol=0, atol=1e-9)
        states.append(u)
        indices.append(int(np.sum(eigenvalues(problem, drive, state.grid, state.T) < 0)))
    assert indices == [0, 1, 0]
    assert sum((-1) ** index for index in indices) == 1
    assert min(np.max(np.abs(a - b)) for a, b in combinations(states, 2)) > 0.05
