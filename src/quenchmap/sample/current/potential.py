r"""Alternating current in an inhomogeneous film: $\nabla\cdot(G\nabla\varphi) = -f$, $J = -G\nabla\varphi$.

G is the complex sheet conductance of a cell, 0 in holes, and f the current that enters from above. Through the face between two cells,
half of each in series, $2G_aG_b/(G_a+G_b)$ conducts: the heat of a cell is then $\mathrm{Re}(1/G)$ times half the sum of its faces'
squared currents, and what all cells absorb is what the current brings, to rounding. The sheet is two-dimensional: square cells of any
side make the same network. Edges are sealed, but for electrodes at given potentials and currents prescribed through a window's edge.
"""

from typing import Any, NamedTuple

import equinox as eqx
import numpy as np
from jaxtyping import Array, Bool, Complex, Float, Int, Num

from quenchmap.errors import ConvergenceError
from quenchmap.numerics.kernel import Kernel, returnable
from quenchmap.numerics.krylov import Solved, conjugate_gradients
from quenchmap.numerics.multigrid import COARSEST, Hierarchy, cycle, hierarchy, in_single_precision
from quenchmap.numerics.network import Network, Stencil, in_series, outflow, rows
from quenchmap.precision import jax, jnp

#: Residual of the potential over the norm of what drives it.
TOLERANCE = 1e-12
_STALLED = 1e-10  # a larger residual is not accepted
_COARSEST = 64  # cells: grain boundaries and wires one or two cells wide are lost on coarser grids
_RESTARTS = 3  # after 60 iterations each the residual is computed anew
# G lies between a normal metal's phase, 0, and a superconductor's, -90 degrees. Turned by 45 degrees, all real parts are positive and all
# square roots of products on one branch. Equations keep their solution.
_TURN = complex(np.exp(0.25j * np.pi))


@returnable
class Sides(NamedTuple):
    """One number for every cell along the four sides of the rectangle, upward or to the right."""

    left: Num[Array | np.ndarray, " ny"]
    right: Num[Array | np.ndarray, " ny"]
    bottom: Num[Array | np.ndarray, " nx"]
    top: Num[Array | np.ndarray, " nx"]


class CurrentProblem(eqx.Module):
    """Where current enters and leaves a film.

    Attributes:
        source: Current that enters every cell from above; none in holes.
        outflow: Prescribed currents out through the edges of a window.
        contact: 1 for cells along the sides that touch an electrode, else 0.
        potential: Of those electrodes.
        grounded: One cell of each piece of film without a contact: fixes its potential and carries no current.
    """

    source: Num[Array | np.ndarray, "ny nx"]
    outflow: Sides
    contact: Sides
    potential: Sides
    grounded: Bool[Array | np.ndarray, "ny nx"]


@returnable
class Circuit(NamedTuple):
    """The network of a film."""

    conductance: Complex[Array, "ny nx"]
    x: Complex[Array, "ny faces_x"]
    y: Complex[Array, "faces_y nx"]
    contact: Sides
    operator: Stencil


@returnable
class Currents(NamedTuple):
    """What flows.

    Attributes:
        potential: Of the cells.
        x: Current to the east through every face between two cells of a row.
        y: Current to the north between two cells of a column.
        edge: Current out through the edges.
        squared: Sum of the squared currents through the four faces of each cell, halved: |J|^2 of cells with side 1.
        residual: Of the potential, over the norm of what drives it.
        iterations: Of conjugate gradients.
        begun: Residual of the first potential.
    """

    potential: Complex[Array, "ny nx"]
    x: Complex[Array, "ny faces_x"]
    y: Complex[Array, "faces_y nx"]
    edge: Sides
    squared: Float[Array, "ny nx"]
    residual: Float[Array, ""]
    iterations: Int[Array, ""]
    begun: Float[Array, ""]


def circuit(G: Num[Array, "ny nx"], problem: CurrentProblem) -> Circuit:
    """The network of sheet conductances G, 0 in holes."""
    G = G.astype(complex)
    x, y = in_series(G[:, :-1], G[:, 1:]), in_series(G[:-1], G[1:])
    contact = _contact_conductance(G, problem)
    return Circuit(G, x, y, contact, rows(_network(x, y, _leak(G, contact, problem))))


def grids_of(of: Circuit, problem: CurrentProblem) -> Hierarchy:
    """Its coarser grids; they serve circuits nearby as well."""
    G = of.conductance
    network = _network(of.x, of.y, _leak(G, of.contact, problem))
    return hierarchy(network, _COARSEST if max(G.shape) > 2 * _COARSEST else COARSEST)


def currents(
    of: Circuit, grids: Hierarchy, problem: CurrentProblem, tolerance: float | Array = TOLERANCE, start: Array | None = None, **how: Any
) -> Currents:
    """The potential, from a first one, and what flows, for kernels; `how` goes to the solver."""
    entering = jax.tree.map(lambda c, V, I: c * V - I, of.contact, problem.potential, problem.outflow)
    b = problem.source + in_cells(entering, of.conductance.shape)
    found = _potential(of, grids, b, tolerance, start=start, **how)
    return flowing(of, problem, found.x)._replace(residual=found.residual, iterations=found.iterations, begun=found.begun)


def flowing(of: Circuit, problem: CurrentProblem, potential: Complex[Array, "ny nx"]) -> Currents:
    """What flows at a given potential."""
    x, y = of.x * (potential[:, :-1] - potential[:, 1:]), of.y * (potential[:-1] - potential[1:])
    edge = jax.tree.map(lambda c, u, V, I: c * (u - V) + I, of.contact, at_sides(potential), problem.potential, problem.outflow)
    squared = _halved(jnp.abs(x) ** 2, jnp.abs(y) ** 2, jax.tree.map(lambda I: jnp.abs(I) ** 2, edge))
    return Currents(potential, x, y, edge, squared, jnp.asarray(0.0), jnp.asarray(0), jnp.asarray(0.0))


class Change(NamedTuple):
    """A small change of `Currents`: of the potential and of |J|^2; see there."""

    potential: Complex[Array, "ny nx"]
    squared: Float[Array, "ny nx"]
    residual: Float[Array, ""]
    iterations: Int[Array, ""]


def response(
    of: Circuit,
    grids: Hierarchy,
    problem: CurrentProblem,
    at: Currents,
    change: Num[Array, "ny nx"],
    tolerance: float | Array = TOLERANCE,
    **how: Any,
) -> Change:
    r"""First-order change of the currents with the cells: $\nabla\cdot(G\nabla\delta\varphi) = -\nabla\cdot(\delta G\nabla\varphi)$."""
    G, u = of.conductance, at.potential
    x = _series_change(G[:, :-1], G[:, 1:], change[:, :-1], change[:, 1:]) * (u[:, :-1] - u[:, 1:])
    y = _series_change(G[:-1], G[1:], change[:-1], change[1:]) * (u[:-1] - u[1:])
    edge = jax.tree.map(
        lambda touched, d, u, V: 2 * d * touched * (u - V), problem.contact, at_sides(change), at_sides(u), problem.potential
    )
    du, residual, iterations, _ = _potential(of, grids, -outflow(x, y) - in_cells(edge, G.shape), tolerance, **how)
    x, y = x + of.x * (du[:, :-1] - du[:, 1:]), y + of.y * (du[:-1] - du[1:])
    edge = jax.tree.map(lambda I, c, du: I + c * du, edge, of.contact, at_sides(du))
    doubled = jax.tree.map(lambda I, dI: 2 * (jnp.conj(I) * dI).real, (at.x, at.y, at.edge), (x, y, edge))
    return Change(du, _halved(*doubled), residual, iterations)


def _potential(of: Circuit, grids: Hierarchy, entering: Any, tolerance: float | Array, **how: Any) -> Solved:
    how = {"restarts": _RESTARTS} | how
    return conjugate_gradients(of.operator, _TURN * entering, lambda r: cycle(grids, r), tolerance=tolerance, **how)


def _leak(G: Array, contact: Sides, problem: CurrentProblem) -> Array:
    return in_cells(contact, G.shape) + jnp.where(problem.grounded, G, 0)


def _network(x: Array, y: Array, leak: Array) -> Network:
    return Network(leak=_TURN * leak, east=_TURN * x, west=_TURN * x, north=_TURN * y, south=_TURN * y)


def _contact_conductance(G: Any, problem: CurrentProblem) -> Sides:
    """From the middle of the cells along the sides to the electrodes that touch them: half a cell."""
    return jax.tree.map(lambda g, touched: 2 * g * touched, at_sides(G), problem.contact)


def _series_change(a: Array, b: Array, da: Array, db: Array) -> Array:
    whole = jnp.where((a == 0) | (b == 0), 1, a + b)
    share_a, share_b = jnp.where(b == 0, 0, b / whole), jnp.where(a == 0, 0, a / whole)
    return jnp.where((a == 0) | (b == 0), 0, 2 * (share_a**2 * da + share_b**2 * db))


def _halved(x: Array, y: Array, edge: Sides) -> Array:
    """Half of what belongs to the four faces of each cell."""
    x = jnp.pad(x, ((0, 0), (1, 1))).at[:, 0].set(edge.left).at[:, -1].set(edge.right)
    y = jnp.pad(y, ((1, 1), (0, 0))).at[0].set(edge.bottom).at[-1].set(edge.top)
    return 0.5 * (x[:, :-1] + x[:, 1:] + y[:-1] + y[1:])


def at_sides(cells: Any) -> Sides:
    """Of the cells along the sides."""
    return Sides(cells[:, 0], cells[:, -1], cells[0], cells[-1])


def in_cells(sides: Sides, shape: tuple[int, ...]) -> Array:
    """Of the sides, added up in the cells that touch them."""
    left = jnp.asarray(sides.left)
    zero = jnp.zeros(shape, left.dtype)
    return zero.at[:, 0].add(left).at[:, -1].add(sides.right).at[0].add(sides.bottom).at[-1].add(sides.top)


def sealed(shape: tuple[int, ...]) -> Sides:
    """Nothing along all sides."""
    ny, nx = shape
    return Sides(np.zeros(ny), np.zeros(ny), np.zeros(nx), np.zeros(nx))


def pieces(present: Bool[np.ndarray, "ny nx"]) -> Int[np.ndarray, "ny nx"]:
    """Number of the piece of film that each cell belongs to, from 1 up; 0 in holes. Cells of a piece share sides."""
    from scipy.ndimage import label

    numbered: Any = label(present)
    return numbered[0]


def grounded(piece: Int[np.ndarray, "ny nx"], contact: Sides) -> Bool[np.ndarray, "ny nx"]:
    """One cell of each piece that no electrode touches."""
    touched = in_cells_numpy(contact, piece.shape) > 0
    floating = np.setdiff1d(piece, np.append(piece[touched], 0))
    numbers, first = np.unique(piece, return_index=True)
    chosen = np.zeros(piece.size, bool)
    chosen[first[np.isin(numbers, floating)]] = True
    return chosen.reshape(piece.shape)


def in_cells_numpy(sides: Sides, shape: tuple[int, ...]) -> np.ndarray:
    """As `in_cells`, of NumPy arrays."""
    total = np.zeros(shape, np.result_type(sides.left, sides.right, sides.bottom, sides.top))
    total[:, 0] += sides.left
    total[:, -1] += sides.right
    total[0] += sides.bottom
    total[-1] += sides.top
    return total


def solve_potential(
    G: Num[np.ndarray, "ny nx"],
    problem: CurrentProblem,
    *,
    tolerance: float = TOLERANCE,
    start: Num[np.ndarray, "ny nx"] | None = None,
) -> Currents:
    r"""The potential and what flows, in NumPy arrays.

    Args:
        G: Sheet conductance of the cells in any unit, complex with the time dependence $e^{+i\omega t}$, or real; 0 in holes.
        problem: Where current enters and leaves.
        tolerance: Residual, relative.
        start: A potential near the solution, when one is known.

    Raises:
        ValueError: For conductances that are no numbers or gain energy.
        ConvergenceError: When neither multigrid nor a direct solution reaches the tolerance.
    """
    G = np.asarray(G, complex)
    allowed = np.isfinite(G) & (np.real(G) >= 0) & (np.imag(G) <= 0)
    if not allowed.all():
        raise ValueError(
            "The sheet conductance G = sigma_1 - i sigma_2 of a cell must be finite with parts that are not negative, but one is "
            f"{complex(G[~allowed][0])!r}. With e^(-i omega t) take the complex conjugate."
        )
    first = np.zeros(G.shape, complex) if start is None else np.asarray(start, complex)
    found = jax.tree.map(np.asarray, _solve(G, problem, tolerance, first))
    accepted = max(tolerance, _STALLED)
    if not found.residual <= accepted:
        found = _solved_directly(G, problem)
    if not found.residual <= accepted:
        raise ConvergenceError(
            "The potential in the film",
            residual=float(found.residual),
            iterations=int(found.iterations),
            remedy="Its conductance differs by too many orders of magnitude from cell to cell: use finer cells or a smoother sample.",
        )
    return found


@Kernel
def _solve(G: Array, problem: CurrentProblem, tolerance: Array, start: Array) -> Currents:
    of = circuit(G, problem)
    return currents(of, in_single_precision(grids_of(of, problem)), problem, tolerance, start)


def _solved_directly(G: np.ndarray, problem: CurrentProblem) -> Currents:
    """By elimination, for films in which multigrid stalls: wires of single cells, rough noise of large contrast."""
    from scipy.sparse import coo_array
    from scipy.sparse.linalg import splu

    x, y = in_series(G[:, :-1], G[:, 1:]), in_series(G[:-1], G[1:])
    contact = _contact_conductance(G, problem)
    entering = jax.tree.map(lambda c, V, I: c * V - I, contact, problem.potential, problem.outflow)
    b = (problem.source + in_cells_numpy(entering, G.shape)).ravel()
    number = np.arange(G.size).reshape(G.shape)
    one = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    other = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    g = np.concatenate([x.ravel(), y.ravel()])
    leak = (in_cells_numpy(contact, G.shape) + np.where(problem.grounded, G, 0) + (G == 0)).ravel()
    everywhere = number.ravel()
    rows_ = np.concatenate([one, other, one, other, everywhere])
    columns = np.concatenate([one, other, other, one, everywhere])
    A = coo_array((np.concatenate([g, g, -g, -g, leak]), (rows_, columns)), shape=(G.size, G.size)).tocsc()
    factors = splu(A, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
    u = factors.solve(b.astype(complex))
    u = u + factors.solve(b - A @ u)
    norm = np.linalg.norm(b)
    residual = np.linalg.norm(b - A @ u) / norm if norm > 0 else 0.0
    return flow(G, problem, u.reshape(G.shape))._replace(residual=residual)


def flow(G: Num[np.ndarray, "ny nx"], problem: CurrentProblem, potential: Num[np.ndarray, "ny nx"]) -> Currents:
    """What flows at a given potential, in NumPy arrays; its residual is not computed."""
    return jax.tree.map(np.asarray, _flow(np.asarray(G, complex), problem, np.asarray(potential, complex)))


@Kernel
def _flow(G: Array, problem: CurrentProblem, potential: Array) -> Currents:
    return flowing(circuit(G, problem), problem, potential)
