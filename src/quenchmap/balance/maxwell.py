r"""The equal-area rule of Eq. (4), equivalent to (C2): the drive at which a domain wall between two uniform states stands still.

$$\int_{T_l}^{T_h} \left[j_M^2\,\rho(T) - q(T)\right] \kappa(T)\,dT = 0$$

Both integrals are antiderivatives of Chebyshev series, exact to the error of the tables.
"""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from quenchmap.balance.curve import BalanceCurve, balance_curve
from quenchmap.errors import NoSuchStateError
from quenchmap.material.response import Response
from quenchmap.numerics.chebyshev import PiecewiseChebyshev, antiderivative, chebyshev_points, fit

_ITERATIONS = 60  # Newton takes about six; bisection, its fallback, sixty at worst


@dataclass(frozen=True)
class MaxwellPoint:
    """Two stable states of equal energy and the barrier between them.

    Attributes:
        drive: Maxwell drive j_M over j*.
        low: Temperature over T_c of the colder state.
        unstable: That of the unstable state between.
        high: That of the hotter state.
        residual: The integral of Eq. (4) over its heating part, 0 but for rounding.
    """

    drive: float
    low: float
    unstable: float
    high: float
    residual: float


def energy_integrals(response: Response) -> PiecewiseChebyshev:
    r"""Table of $\mathcal{Q}(T) = \int \kappa q\,dT$ and $\mathcal{R}(T) = \int \kappa\rho\,dT$, (C1c, C1d), from the bath temperature.

    The paper integrates from 0; the constant drops out of every difference.
    """
    used = int(np.searchsorted(response.table.breakpoints, response.highest_temperature))  # the pieces above are padding
    breaks = response.table.breakpoints[: used + 1]
    T = chebyshev_points(breaks)
    P, log_kappa, log_rho, _ = response.table(T)
    q = (T - response.bath_temperature) * np.exp(P)
    return fit(breaks, antiderivative(breaks, np.exp(log_kappa) * np.stack([q, np.exp(log_rho)])))


def potential(response: Response, drive: float, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    r"""Energy density of (C1b) without its gradient term, $\mathcal{Q}(T) - j^2\mathcal{R}(T)$: stable states are its minima.

    Args:
        response: Response of the film.
        drive: Current density over j*.
        T: Temperature over T_c, any shape.

    Returns:
        Energy density over $K(T_c)\,\Sigma T_c^{n+1}$, same shape, 0 at the bath temperature.
    """
    Q, R = energy_integrals(response)(np.asarray(T, float))
    return Q - drive**2 * R


def maxwell_points(response: Response) -> tuple[MaxwellPoint, ...]:
    """Every pair of stable states that can have equal energy, that of the widest jump in temperature first.

    There is one in an ordinary window. Where three states are stable there are up to three: the first is the wall between the coldest and
    the hottest, if such a wall exists.
    """
    curve, energy = balance_curve(response), energy_integrals(response)
    ends = [0.0, *(f.drive for f in curve.folds), float(curve.drive(np.array(response.highest_temperature)))]
    stable = range(0, len(ends) - 1, 2)  # stable branch k rises from ends[k] to ends[k + 1]
    pairs = [(a, b) for a in stable for b in stable if a < b]
    points = [p for a, b in pairs if (p := _equal_area(curve, energy, a, b, max(ends[a], ends[b]), min(ends[a + 1], ends[b + 1])))]
    return tuple(sorted(points, key=lambda p: p.low - p.high))


def maxwell_drive(response: Response) -> MaxwellPoint:
    """Drive j_M at which the cold and the hot state have equal energy; see `maxwell_points`.

    Raises:
        NoSuchStateError: Where one state exists at every drive.

    Accuracy:
        The drive to 1e-12, as the tables.

    Example:
        >>> from quenchmap.material.response import microwave_response
        >>> point = maxwell_drive(microwave_response(2.0, 0.3, 5.0))
        >>> round(point.drive, 6), round(point.low, 6), round(point.unstable, 6), round(point.high, 6)
        (1.020669, 0.536723, 0.899854, 1.008687)
    """
    points = maxwell_points(response)
    if not points:
        raise NoSuchStateError(
            "No Maxwell drive: one steady state exists at every drive, so there are no two for a wall to separate. "
            "Lower the frequency (below the gap at the phonon temperature) or the phonon temperature."
        )
    return points[0]


def _equal_area(curve: BalanceCurve, energy: PiecewiseChebyshev, cold: int, hot: int, low: float, high: float) -> MaxwellPoint | None:
    """Equal-area point of two stable branches between the drives where both exist; None when there is none."""
    if low >= high:
        return None

    def ends(drive: float) -> Float[np.ndarray, " 2"]:
        return np.concatenate([curve.branch_root(k, np.array([drive])) for k in (cold, hot)])

    def areas(drive: float) -> Float[np.ndarray, " 2"]:  # under cooling and, at unit drive, under heating
        return np.diff(energy(ends(drive)), axis=-1)[:, 0]

    def surplus(drive: float) -> float:  # of heating over cooling
        Q, R = areas(drive)
        return drive**2 * R - Q

    if not surplus(low) < 0 < surplus(high):
        return None
    drive = math.sqrt(low * high)
    for _ in range(_ITERATIONS):
        # The ends balance, so d(surplus)/d(j^2) = R, and Newton's step is the drive that would equal the areas of fixed ends.
        Q, R = areas(drive)
        low, high = (drive, high) if drive**2 * R < Q else (low, drive)
        before, drive = drive, math.sqrt(Q / R)
        if not low <= drive <= high:
            drive = math.sqrt(low * high)
        if abs(drive / before - 1) < 1e-15:
            break
    T_low, T_high = ends(drive)
    Q, R = areas(drive)
    between = np.array([T for k in range(cold + 1, hot, 2) if np.isfinite(T := curve.branch_root(k, np.array([drive]))[0])])
    Q_between, R_between = energy(between)
    barrier = between[np.argmax(Q_between - drive**2 * R_between)]
    return MaxwellPoint(drive, float(T_low), float(barrier), float(T_high), float(1 - Q / (drive**2 * R)))
