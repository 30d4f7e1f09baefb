"""Biquadratic splines on uniform cells: smooth tables of two variables that cost nine reads per value.

On a processor the reads of a table cost more than anything done with them, so the lowest order with continuous derivatives is the
fastest; the cells are made as fine as the accuracy needs, and what a place needs of all functions is read once.
"""

import equinox as eqx
import numpy as np
from jaxtyping import Array, Float
from scipy.linalg import solve_banded

from quenchmap.precision import jax, jnp


class BiquadraticSpline(eqx.Module):
    """Several functions of two variables with continuous first derivatives, quadratic in each variable on each cell.

    Cells are one unit long and centred at 0, 1, 2 ... Outside the first and last centres the spline must not be called.

    Attributes:
        coefficients: Of the quadratic B-splines centred at -1 .. rows and -1 .. columns; the functions lie side by side, shape
            (rows + 2, (columns + 2) functions).
        functions: Their number.
    """

    coefficients: Float[Array, "rows columns"]
    functions: int = eqx.field(static=True)

    def __call__(
        self, row: Float[Array, "*shape"], column: Float[Array, "*shape"]
    ) -> tuple[list[Float[Array, "*shape"]], list[Float[Array, "*shape"]], list[Float[Array, "*shape"]]]:
        """Values of all functions and their derivatives in `row` and in `column`, each a list of arrays of the shape of the arguments."""
        (i, s), (j, t) = _split(row), _split(column)
        count, rank = self.functions, jnp.ndim(i)
        read = jax.lax.GatherDimensionNumbers(offset_dims=(rank, rank + 1), collapsed_slice_dims=(), start_index_map=(0, 1))
        start = jnp.stack([i, j * count], axis=-1)
        near = jax.lax.gather(self.coefficients, start, read, (3, 3 * count), mode="promise_in_bounds")
        near = jax.lax.optimization_barrier(near)  # else each result would read the table for itself
        values, by_row, by_column = [], [], []
        for function in range(count):
            before, here, after = (near[..., n * count + function] for n in range(3))
            along = [_quadratic(before[..., m], here[..., m], after[..., m], t) for m in range(3)]
            value, slope = _quadratic(along[0][0], along[1][0], along[2][0], s)
            values.append(value)
            by_row.append(slope)
            by_column.append(_quadratic(along[0][1], along[1][1], along[2][1], s)[0])
        return values, by_row, by_column


def _split(place: Array) -> tuple[Array, Array]:
    """Number of the cell and the place from its centre, -1/2 to 1/2."""
    cell = jnp.floor(place + 0.5)
    return cell.astype(jnp.int32), place - cell


def _quadratic(before: Array, here: Array, after: Array, t: Array) -> tuple[Array, Array]:
    """Value and derivative on a cell from the coefficients of the three B-splines that reach it."""
    rise, bend = after - before, (before - here) + (after - here)
    return here + 0.125 * bend + t * (0.5 * rise + 0.5 * bend * t), 0.5 * rise + bend * t


def biquadratic(values: Float[np.ndarray, "functions rows columns"], *, even: bool = False) -> BiquadraticSpline:
    """The spline through `values` at the centres of the cells.

    Args:
        values: At rows x columns centres.
        even: Whether the functions are even about the first row: their derivative in `row` then vanishes there to the last bit.

    Accuracy:
        Error near 1/125 of the third derivative per cell; of the derivatives 1/24 of it.

    Example:
        >>> x, y = np.mgrid[0:5, 0:6]
        >>> spline = biquadratic(np.array([x * y * 1.0]))
        >>> value, by_row, by_column = spline(jnp.array(1.3), jnp.array(2.6))
        >>> [round(float(v[0]), 6) for v in (value, by_row, by_column)]
        [3.38, 2.6, 1.3]
    """
    rows = _coefficients(values, even)
    both = np.moveaxis(_coefficients(np.moveaxis(rows, 2, 1), False), 1, 2)
    side_by_side = np.moveaxis(both, 0, 2)
    return BiquadraticSpline(jnp.asarray(side_by_side.reshape(len(side_by_side), -1)), len(values))


def _coefficients(values: np.ndarray, even: bool) -> np.ndarray:
    """B-spline coefficients along the middle axis; beyond an end the third difference vanishes, or they mirror."""
    size = values.shape[1]
    bands = np.zeros((5, size))  # the matrix element (r, c) lies at [2 + r - c, c]
    bands[1], bands[2], bands[3] = 1 / 8, 6 / 8, 1 / 8
    for end, inner in ((0, 1), (size - 1, -1)):  # c(-1) = 3 c(0) - 3 c(1) + c(2)
        bands[2, end] += 3 / 8
        bands[2 - inner, end + inner] -= 3 / 8
        bands[2 - 2 * inner, end + 2 * inner] += 1 / 8
    if even:
        bands[2, 0], bands[1, 1], bands[0, 2] = 6 / 8, 2 / 8, 0.0
    flat = np.moveaxis(values, 1, 0).reshape(size, -1)
    c = solve_banded((2, 2), bands, flat)
    before = c[1] if even else 3 * c[0] - 3 * c[1] + c[2]
    after = 3 * c[-1] - 3 * c[-2] + c[-3]
    c = np.concatenate([before[None], c, after[None]])
    return np.moveaxis(c.reshape(size + 2, values.shape[0], values.shape[2]), 0, 1)
