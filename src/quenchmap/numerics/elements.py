r"""Spectral elements on a radius: nodes, mass and stiffness for the weight $r\,dr$, interpolation.

A function is its values at the Gauss-Lobatto points of each element; neighbours share their end point. A vector of nodal values has
length elements * DEGREE + 1; gathered, shape (elements, DEGREE + 1).
"""

from functools import lru_cache

import numpy as np
from jaxtyping import Float, Int

from quenchmap.numerics.arrays import EitherArray
from quenchmap.precision import jnp

#: Polynomial degree of every element.
DEGREE = 8


def _reference() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gauss-Lobatto points, weights and the matrix of derivatives on [-1, 1]."""
    legendre = np.polynomial.legendre.Legendre.basis(DEGREE)
    x = np.concatenate([[-1.0], np.sort(legendre.deriv().roots().real), [1.0]])
    for _ in range(3):  # polish the roots
        inner = x[1:-1]
        x[1:-1] = inner - legendre.deriv()(inner) / legendre.deriv(2)(inner)
    x = 0.5 * (x - x[::-1])
    w = 2 / (DEGREE * (DEGREE + 1) * legendre(x) ** 2)
    difference = x[:, None] - x[None, :] + np.eye(DEGREE + 1)
    c = np.prod(difference, axis=1)
    D = c[:, None] / (c[None, :] * difference)
    np.fill_diagonal(D, 0)
    np.fill_diagonal(D, -D.sum(axis=1))
    return x, w, D


POINTS, WEIGHTS, DERIVATIVE = _reference()
_STIFFNESS = np.einsum("q,qi,qj->ij", WEIGHTS, DERIVATIVE, DERIVATIVE)
_STIFFNESS_SLOPE = np.einsum("q,q,qi,qj->ij", WEIGHTS, POINTS, DERIVATIVE, DERIVATIVE)
_LEFT, _RIGHT = 0.5 * (1 - POINTS), 0.5 * (1 + POINTS)
_ONES = np.ones(DEGREE + 1)
_HIT = 1e-300  # in place of no distance from a node: no other node has a weight that counts beside it
_BARYCENTRIC = 1 / np.prod(POINTS[:, None] - POINTS[None, :] + np.eye(DEGREE + 1), axis=1)


def element_nodes(vertices: Float[EitherArray, " vertices"]) -> Float[EitherArray, "elements points"]:
    """Radii of the nodes of each element."""
    return nodes_between(vertices[:-1], vertices[1:])


def mass(vertices: Float[EitherArray, " vertices"]) -> Float[EitherArray, "elements points"]:
    r"""Weights of $\int f\,r\,dr$ per element, exact for $r f$ of degree 2 DEGREE - 1."""
    return mass_between(vertices[:-1], vertices[1:])


def stiffness(vertices: Float[EitherArray, " vertices"]) -> Float[EitherArray, "elements points points"]:
    r"""Matrices of $\int u' v'\,r\,dr$ per element, exact."""
    left, right = vertices[:-1], vertices[1:]
    middle, half = 0.5 * (right + left)[:, None, None], 0.5 * (right - left)[:, None, None]
    return middle / half * _STIFFNESS + _STIFFNESS_SLOPE


def nodes_between(left: Float[EitherArray, " elements"], right: Float[EitherArray, " elements"]) -> Float[EitherArray, "elements points"]:
    """`element_nodes` of elements given by their ends, which need not touch."""
    return left[:, None] * _LEFT + right[:, None] * _RIGHT


def mass_between(left: Float[EitherArray, " elements"], right: Float[EitherArray, " elements"]) -> Float[EitherArray, "elements points"]:
    """`mass` of elements given by their ends."""
    return 0.5 * (right - left)[:, None] * WEIGHTS * nodes_between(left, right)


def conducted_between(
    left: Float[EitherArray, " elements"], right: Float[EitherArray, " elements"], u: Float[EitherArray, "elements points"]
) -> Float[EitherArray, "elements points"]:
    """Product of `stiffness` and gathered nodal values, for elements given by their ends; no matrix is formed."""
    middle, half = 0.5 * (right + left)[:, None], 0.5 * (right - left)[:, None]
    return middle / half * (u @ _STIFFNESS) + u @ _STIFFNESS_SLOPE


def conducted_by_shape(
    left: Float[EitherArray, " elements"], right: Float[EitherArray, " elements"], u: Float[EitherArray, "elements points"]
) -> tuple[Float[EitherArray, "elements points"], Float[EitherArray, "elements points"]]:
    """Derivatives of `conducted_between` with each element's middle and half length, at given nodal values."""
    middle, half = 0.5 * (right + left)[:, None], 0.5 * (right - left)[:, None]
    across = (u @ _STIFFNESS) / half
    return across, -middle / half * across


def gather(u: Float[EitherArray, " nodes"]) -> Float[EitherArray, "elements points"]:
    """Nodal values per element."""
    if isinstance(u, np.ndarray):
        return u[_places(len(u) // DEGREE)]
    return jnp.concatenate([u[:-1].reshape(-1, DEGREE), u[DEGREE::DEGREE, None]], axis=1)


def assemble(local: Float[EitherArray, "elements points"]) -> Float[EitherArray, " nodes"]:
    """Sum of the elements' contributions at the shared nodes."""
    if isinstance(local, np.ndarray):
        total = np.append(local[:, :-1].ravel(), 0.0)
        total[DEGREE::DEGREE] += local[:, -1]
        return total
    inner = local[:, :-1].reshape(-1)
    shared = jnp.concatenate([jnp.zeros((local.shape[0], DEGREE - 1)), local[:, -1:]], axis=1).reshape(-1)  # ends land on the next start
    return jnp.concatenate([inner, jnp.zeros(1)]) + jnp.concatenate([jnp.zeros(1), shared])


@lru_cache
def _places(elements: int) -> Int[np.ndarray, "elements points"]:
    """Index of every element's nodes among all."""
    return DEGREE * np.arange(elements)[:, None] + np.arange(DEGREE + 1)


def nodes(vertices: Float[np.ndarray, " vertices"]) -> Float[np.ndarray, " nodes"]:
    """Radii of all nodes, each once."""
    x = element_nodes(vertices)
    return np.concatenate([x[:, :-1].ravel(), x[-1:, -1]])


def interpolate(
    vertices: Float[np.ndarray, " vertices"], u: Float[np.ndarray, " nodes"], r: Float[np.ndarray, " points"]
) -> Float[np.ndarray, " points"]:
    """Value of the piecewise polynomial at radii `r` (clipped to the domain), by the barycentric formula."""
    return interpolated(interpolation(vertices, r), u)


def interpolation(
    vertices: Float[np.ndarray, " vertices"], r: Float[np.ndarray, " points"]
) -> tuple[Int[np.ndarray, " points"], Float[np.ndarray, "points nodes"]]:
    """Element of each of the radii `r` (clipped to the domain) and weights of its nodes, for `interpolated`."""
    r = np.minimum(np.maximum(r, vertices[0]), vertices[-1])
    element = np.searchsorted(vertices[1:-1], r, side="right")
    a, b = vertices[element], vertices[element + 1]
    xi = ((r - a) - (b - r)) / (b - a)
    distance = xi[:, None] - POINTS
    distance[distance == 0] = _HIT
    weight = _BARYCENTRIC / distance
    return element, weight / (weight @ _ONES)[:, None]


def interpolated(
    found: tuple[Int[np.ndarray, " points"], Float[np.ndarray, "points nodes"]], u: Float[np.ndarray, " nodes"]
) -> Float[np.ndarray, " points"]:
    """Value of the piecewise polynomial at the radii of an `interpolation`."""
    element, weight = found
    return np.einsum("pi,pi->p", weight, gather(u)[element])


def differentiate(vertices: Float[np.ndarray, " vertices"], u: Float[np.ndarray, " nodes"]) -> Float[np.ndarray, "elements points"]:
    """Derivative du/dr at the nodes of each element (two-sided at shared nodes)."""
    return gather(u) @ DERIVATIVE.T / (0.5 * (vertices[1:] - vertices[:-1]))[:, None]


def carried(
    vertices: Float[np.ndarray, " vertices"], u: Float[np.ndarray, " nodes"], moved: Float[np.ndarray, " vertices"]
) -> Float[np.ndarray, " nodes"]:
    """Change that the nodes see in a profile at rest when the vertices are displaced by `moved`, to first order."""
    change = differentiate(vertices, u) * (element_nodes(vertices + moved) - element_nodes(vertices))
    return np.append(change[:, :-1].ravel(), change[-1, -1])
