"""Kernels kept on disk: the same values from another process, and nothing of another kernel."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.testing import assert_allclose

from quenchmap import precision
from quenchmap.numerics import kernel
from quenchmap.numerics.chebyshev import PiecewiseChebyshev
from quenchmap.numerics.kernel import Kernel, returnable
from quenchmap.precision import jax, jnp
from quenchmap.spot.equation import RadialBalance
from quenchmap.tip.shape import dipole_shape, microwave_shape


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(precision, "kernels_folder", lambda: tmp_path)
    return tmp_path


def heated(power, shape):
    """A pytree of quenchmap with a number and, among its static parts, a function."""
    nothing = np.asarray(0.0)
    return RadialBalance(PiecewiseChebyshev(np.array([0.0, 1.0]), np.ones((1, 1, 2))), nothing, nothing, nothing, np.asarray(power), shape)


def counted(name):
    """A kernel, and a list that grows when it is traced."""
    traced = []

    def function(balance, x):
        traced.append(name)
        return balance.drive * balance.shape(x), jnp.sum(x)

    return Kernel(function, name), traced


X = np.linspace(0.0, 3.0, 7)


def test_a_kernel_is_traced_once_and_loaded_by_the_next_process(folder: Path):
    first, traced = counted("heat")
    values = first(heated(2.0, microwave_shape), X)
    assert traced
    again, traced = counted("heat")  # as another process would make it
    assert_allclose(again(heated(3.0, microwave_shape), X)[0], 1.5 * np.asarray(values[0]), rtol=1e-15)
    assert not traced
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("change", ["shape of an array", "static function", "name"])
def test_what_makes_another_kernel_makes_another_file(folder: Path, change):
    first, _ = counted("heat")
    first(heated(2.0, microwave_shape), X)
    other, traced = counted("cold" if change == "name" else "heat")
    shape = dipole_shape if change == "static function" else microwave_shape
    x = X[:5] if change == "shape of an array" else X
    assert_allclose(other(heated(1.0, shape), x)[0], shape(x), rtol=1e-14)
    assert traced
    assert len(list(folder.iterdir())) == 2


def test_a_function_that_no_other_process_knows_is_not_kept(folder: Path):
    kernel, _ = counted("heat")
    assert_allclose(kernel(heated(2.0, lambda x: x), X)[0], 2 * X, rtol=1e-15)
    assert not list(folder.iterdir())


def test_a_damaged_file_is_made_anew(folder: Path):
    first, _ = counted("heat")
    first(heated(2.0, microwave_shape), X)
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:100])
    again, traced = counted("heat")
    assert_allclose(again(heated(1.0, microwave_shape), X)[0], microwave_shape(X), rtol=1e-14)
    assert traced
    assert path.stat().st_size > 100


def test_a_folder_that_cannot_be_written_costs_only_the_speed(folder: Path, monkeypatch):
    (folder / "file").write_text("")
    monkeypatch.setattr(precision, "kernels_folder", lambda: folder / "file" / "below")
    kernel, _ = counted("heat")
    assert_allclose(kernel(heated(1.0, microwave_shape), X)[0], microwave_shape(X), rtol=1e-14)


def test_kernels_can_be_differentiated_and_used_inside_others(folder: Path):
    square = Kernel(lambda x: x**2, "square")
    assert float(jax.grad(square)(3.0)) == 6.0
    assert float(jax.jit(lambda x: square(x) + 1)(2.0)) == 5.0
    assert not list(folder.iterdir())


def test_a_closure_needs_a_name():
    with pytest.raises(ValueError, match="needs a `name`"):
        Kernel(lambda x: x)


@returnable
class Pair(NamedTuple):
    """Returned by a kernel under its own name."""

    first: np.ndarray
    second: np.ndarray


def test_a_named_tuple_comes_back_from_disk_as_what_it_is(folder: Path):
    def made():
        return Kernel(lambda x: Pair(2 * x, x + 1), "pair")

    made()(X)
    (path,) = folder.iterdir()
    written = path.stat().st_mtime_ns
    pair = made()(X)
    assert isinstance(pair, Pair)
    assert_allclose(pair.second, X + 1)
    assert path.stat().st_mtime_ns == written


def test_an_option_that_the_compiler_does_not_have_is_left_out(monkeypatch):
    assert not kernel._known("xla_cpu_nothing_of_the_kind")
    monkeypatch.setattr(kernel, "_known", lambda option: False)
    assert_allclose(Kernel(lambda x: 2 * x, "twice")(X), 2 * X, rtol=0)


def test_a_kernel_of_known_values_may_be_part_of_what_another_function_traces(folder: Path):
    twice = Kernel(lambda x: 2 * x, "twice")
    assert_allclose(jax.jit(lambda y: y + twice(X))(jnp.asarray(X)), 3 * X, rtol=1e-15)
    assert_allclose(jax.jit(twice)(jnp.asarray(X)), 2 * X, rtol=0)
