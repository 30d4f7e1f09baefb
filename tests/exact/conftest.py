"""The 30-digit references of `tests/references/oracle.py`, read once, and the package's functions, compiled once."""

import json
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import pytest

from quenchmap.precision import jax

Columns = dict[str, np.ndarray]


@pytest.fixture(scope="session")
def reference() -> Callable[[str, str | None], Columns]:
    """`reference(kind, gap_model)`: the columns of a table as doubles; of the rows with a gap of their own for `None`."""
    table = json.loads((Path(__file__).parents[1] / "references" / "material_30_digits.json").read_text())

    def columns(kind: str, gap_model: str | None) -> Columns:
        rows = [row for row in table[kind] if row.get("gap_model") == gap_model]
        return {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "gap_model"}

    return columns


@pytest.fixture(scope="session")
def assert_relative() -> Callable[..., None]:
    """`assert_relative(value, exact, below, points)`: the worst relative error, with the point where it occurs."""

    def check(value: np.ndarray, exact: np.ndarray, below: float, points: Columns) -> None:
        error = np.abs(np.asarray(value) / exact - 1)
        worst = int(np.argmax(np.where(np.isnan(error), np.inf, error)))
        point = {name: column[worst] for name, column in points.items()}
        assert error[worst] < below, f"relative error {error[worst]:.2e} at {point}"

    return check


@pytest.fixture(scope="session")
def at() -> Callable[..., np.ndarray]:
    """`at(function, T, ..., gap_model=...)`: its values at up to 128 points, always padded to 128: one compilation for all tests."""

    @lru_cache
    def compiled(function: Callable, gap_model: str | None) -> Callable:
        return jax.jit(function if gap_model is None else partial(function, gap_model=gap_model))

    def evaluate(function: Callable, *columns: np.ndarray, gap_model: str | None = None) -> np.ndarray:
        columns = np.broadcast_arrays(*columns)
        shape, size = columns[0].shape, columns[0].size
        padded = (np.resize(column, 128).astype(float) for column in columns)
        return jax.tree.map(lambda x: np.asarray(x)[:size].reshape(shape), compiled(function, gap_model)(*padded))

    return evaluate
