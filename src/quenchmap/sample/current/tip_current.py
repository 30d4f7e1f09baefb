r"""The tip's own current: it enters the film as displacement current and spreads in it, Appendix B.

Lengths are over the tip's height z0, currents over $j_{*0} d_0 z_0$ (root mean square). Through the air each cell receives the part of the
current $I = 2\pi a/\sqrt{\mathcal H_\mathrm{max}}$ that its solid angle, seen from the tip, is of $2\pi$. In a uniform film without edges
the sheet current is then radial, $J_r = \frac{I}{2\pi r}(1 - 1/\sqrt{1 + r^2})$, and $J^2 = a^2 h(r)$ with
`quenchmap.tip.shape.microwave_shape`.

Two kinds of edges. A *window* in a larger film: through its edges flows what would flow in a uniform one. *Electrodes*, all at one
potential, in a film with sealed edges: the current returns through them.
"""

import math

import numpy as np
from jaxtyping import Bool, Float

from quenchmap.sample.current.potential import CurrentProblem, Sides, at_sides, grounded, in_cells_numpy, pieces, sealed
from quenchmap.sample.grid import centres
from quenchmap.tip.shape import PEAK


def total_current(drive: float) -> float:
    """Current of the tip at a drive j_max/j*0, over j*0 d0 z0."""
    return 2 * math.pi * drive / math.sqrt(PEAK)


def entering_fraction(x: Float[np.ndarray, " nx+1"], y: Float[np.ndarray, " ny+1"]) -> Float[np.ndarray, "ny nx"]:
    """Part of the tip's current that falls upon every cell: its solid angle over 2 pi.

    Args:
        x: Coordinates of the columns' edges over z0, from the point below the tip.
        y: Of the rows' edges.

    Accuracy:
        Differences of numbers near 1: absolute error of 1e-16.

    Example:
        >>> entering_fraction(np.array([-1.0, 1.0]), np.array([-1.0, 1.0])).round(6)
        array([[0.333333]])
    """
    X, Y = x[None, :], y[:, None]
    corner = np.arctan(X * Y / np.sqrt(1 + X**2 + Y**2))
    return np.diff(np.diff(corner, axis=0), axis=1) / (2 * math.pi)


def crossing_fraction(distance: float, along: Float[np.ndarray, " n+1"]) -> Float[np.ndarray, " n"]:
    r"""Part of the tip's current that crosses segments of a straight line outward, in a uniform film without edges.

    $$\frac{1}{2\pi}\left[\arctan\frac{t}{D} - \arctan\frac{t}{D\sqrt{1 + D^2 + t^2}}\right]_{t_1}^{t_2}$$

    Args:
        distance: D of the line from the point below the tip, over z0; negative when the tip is on its outer side.
        along: Ends t of the segments, measured along the line.

    Example:
        >>> crossing_fraction(1.0, np.array([-1.0, 1.0])).round(6)
        array([0.083333])
    """
    if distance == 0:
        return np.zeros(len(along) - 1)
    t = along / distance
    return np.diff(np.arctan(t) - np.arctan(t / np.sqrt(1 + distance**2 + along**2))) / (2 * math.pi)


def window_problem(present: Bool[np.ndarray, "ny nx"], cell: float, tip: tuple[float, float], drive: float) -> CurrentProblem:
    """The tip's current in a window of a larger film.

    Where the window has holes, the edges' currents are changed in proportion, so that each piece of film loses what it gets. A piece that
    touches no edge gives the current back evenly over its area.

    Args:
        present: Where there is film.
        cell: Side of a cell over z0.
        tip: Point (x, y) below the tip over z0, from the middle of the window.
        drive: j_max/j*0.
    """
    I = total_current(drive)
    x, y = _edges(present.shape, cell, tip)
    source = I * entering_fraction(x, y) * present
    there = at_sides(present)
    outflow = Sides(
        left=I * crossing_fraction(-x[0], y) * there.left,
        right=I * crossing_fraction(x[-1], y) * there.right,
        bottom=I * crossing_fraction(-y[0], x) * there.bottom,
        top=I * crossing_fraction(y[-1], x) * there.top,
    )
    piece = pieces(present)
    none = sealed(present.shape)
    count = piece.max() + 1
    entered = np.bincount(piece.ravel(), source.ravel(), count)
    left = np.bincount(piece.ravel(), in_cells_numpy(outflow, present.shape).ravel(), count)
    size = np.bincount(piece.ravel(), in_cells_numpy(_sizes(outflow), present.shape).ravel(), count)
    share = np.where(size > 0, (entered - left) / np.where(size > 0, size, 1.0), 0.0)
    of = at_sides(piece)
    outflow = Sides(*(flow + share[at] * np.abs(flow) for flow, at in zip(_of(outflow), _of(of))))
    source = source - _evenly(np.where(size > 0, 0.0, entered), piece)
    return CurrentProblem(source, outflow, none, none, grounded(piece, none))


def electrode_problem(
    present: Bool[np.ndarray, "ny nx"], cell: float, tip: tuple[float, float], drive: float, contact: Sides
) -> CurrentProblem:
    """The tip's current in a film with sealed edges that returns through electrodes, all of them at potential 0.

    A piece of film without electrode gives the current back evenly over its area.

    Args:
        present: Where there is film.
        cell: Side of a cell over z0.
        tip: Point (x, y) below the tip over z0, from the middle of the film.
        drive: j_max/j*0.
        contact: 1 where an electrode touches a cell along the sides, else 0.

    Raises:
        ValueError: Without any electrode: the tip's current then could not return.
    """
    if not any(side.any() for side in _of(contact)):
        raise ValueError(
            "The tip's current returns through electrodes, but there is none. Give the sample electrodes, or treat it as a window in a "
            "larger film."
        )
    piece = pieces(present)
    source = total_current(drive) * entering_fraction(*_edges(present.shape, cell, tip)) * present
    anchors = grounded(piece, contact)
    floating = np.isin(piece, piece[anchors])
    entered = np.bincount(piece.ravel(), (source * floating).ravel(), piece.max() + 1)
    none = sealed(present.shape)
    return CurrentProblem(source - _evenly(entered, piece), none, contact, none, anchors)


def _edges(shape: tuple[int, ...], cell: float, tip: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Edges of columns and rows, from the point below the tip."""
    (ny, nx), (x0, y0) = shape, tip
    return centres(nx + 1, cell) - x0, centres(ny + 1, cell) - y0


def _evenly(total: Float[np.ndarray, " pieces"], piece: np.ndarray) -> Float[np.ndarray, "ny nx"]:
    """An amount for each piece, spread over its cells; nothing in holes."""
    cells = np.bincount(piece.ravel(), minlength=total.size)
    each = total / np.maximum(cells, 1)
    each[0] = 0.0
    return each[piece]


def _of(sides: Sides) -> tuple[np.ndarray, ...]:
    return tuple(np.asarray(side) for side in (sides.left, sides.right, sides.bottom, sides.top))


def _sizes(sides: Sides) -> Sides:
    return Sides(*(np.abs(side) for side in _of(sides)))
