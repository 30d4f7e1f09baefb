"""Steady states of a uniformly driven film, Eq. (3): every temperature at which heating and cooling balance."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

from quenchmap.balance.curve import BalanceCurve, Fold, balance_curve
from quenchmap.material.response import Response


@dataclass(frozen=True)
class UniformState:
    """A temperature at which heating balances cooling.

    Attributes:
        temperature: Electron temperature over T_c.
        stable: Whether a small rise of temperature decays (cooling grows faster than heating).
    """

    temperature: float
    stable: bool

    @property
    def phase(self) -> Literal["superconducting", "normal"]:
        """Normal from T_c up."""
        return "normal" if self.temperature >= 1 else "superconducting"


@dataclass(frozen=True)
class LocalBranches:
    """Temperatures over T_c at each of many drives, all of the shape of the drives.

    Attributes:
        low: Lowest stable temperature.
        unstable: The one between, where there are exactly three states; else NaN.
        high: Highest stable temperature; equal to `low` where there is one state.
        states: Number of states, stable and unstable.
    """

    low: Float[np.ndarray, "*shape"]
    unstable: Float[np.ndarray, "*shape"]
    high: Float[np.ndarray, "*shape"]
    states: Float[np.ndarray, "*shape"]


def drive_at(response: Response, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    r"""Drive that holds a temperature, $j(T) = \sqrt{q/\rho}$, Eq. (3).

    Args:
        response: Response of the film.
        T: Electron temperature over T_c, from that of the bath to 32, any shape.

    Returns:
        Current density over j*, same shape.

    Raises:
        ValueError: For temperatures outside that range.

    Example:
        >>> from quenchmap.material.response import microwave_response
        >>> drive_at(microwave_response(2.0, 0.3, 5.0), np.array([0.3, 0.5, 1.2])).round(6)
        array([0.      , 0.887279, 1.576671])
    """
    T = np.asarray(T, float)
    bath = response.bath_temperature
    outside = ~((bath <= T) & (response.highest_temperature >= T))
    if outside.any():
        raise ValueError(
            f"`T` is the electron temperature over T_c and must lie between the bath's, {bath:g}, and {response.highest_temperature:g}, "
            f"but T={T[outside].flat[0]!r}. A film hotter than that is a normal metal with j^2 = T^n - T_ph^n."
        )
    return balance_curve(response).drive(T)


def folds(response: Response) -> tuple[Fold, ...]:
    """All extrema of j(T) from cold to hot, a maximum and a minimum in turn; none when there is one state at every drive.

    Args:
        response: Response of the film.

    Accuracy:
        Drives to 1e-11, temperatures to 1e-8. Two folds whose drives differ by less than 1e-11 are left out: formally
        there is a pair at the gap edge at any frequency below the gap.

    Example:
        >>> from quenchmap.material.response import microwave_response
        >>> for fold in folds(microwave_response(2.0, 0.3, 5.0)):
        ...     print(fold.kind, round(fold.drive, 6), round(fold.temperature, 6))
        maximum 1.503418 0.751922
        minimum 0.86158 0.947790
    """
    return balance_curve(response).folds


def uniform_states(response: Response, drive: float) -> tuple[UniformState, ...]:
    """Every steady state at one drive, from cold to hot, stable and unstable in turn.

    Args:
        response: Response of the film.
        drive: Current density over j*, not negative.

    Raises:
        ValueError: For a negative or too large drive.

    Example:
        >>> from quenchmap.material.response import microwave_response
        >>> for state in uniform_states(microwave_response(2.0, 0.3, 5.0), 1.2):
        ...     print(round(state.temperature, 6), state.phase, "stable" if state.stable else "unstable")
        0.589612 superconducting stable
        0.877083 superconducting unstable
        1.076017 normal stable
    """
    roots = branch_temperatures(balance_curve(response), np.array([drive]))[:, 0]
    return tuple(UniformState(float(T), branch % 2 == 0) for branch, T in enumerate(roots) if np.isfinite(T))


def local_branches(response: Response, drives: Float[np.ndarray, "*shape"]) -> LocalBranches:
    """Stable and unstable temperatures at many drives: the profile of a spot without heat conduction.

    Args:
        response: Response of the film.
        drives: Current densities over j*, not negative (0 gives the bath), any shape.

    Raises:
        ValueError: For a negative or too large drive.

    Accuracy:
        Temperatures to 1e-12 away from folds.
    """
    drives = np.asarray(drives, float)
    roots = branch_temperatures(balance_curve(response), drives.ravel())
    states = np.sum(np.isfinite(roots), axis=0)
    stable = roots[::2]
    unstable = np.full(states.shape, np.nan)
    three = states == 3
    unstable[three] = np.nanmax(roots[1::2, three], axis=0) if three.any() else np.nan
    low, high = np.nanmin(stable, axis=0), np.nanmax(stable, axis=0)
    return LocalBranches(*(a.reshape(drives.shape) for a in (low, unstable, high, states)))


def branch_temperatures(curve: BalanceCurve, drives: Float[np.ndarray, " drives"]) -> Float[np.ndarray, "branches drives"]:
    """Temperature on each monotone branch, from cold to hot, at each drive; NaN where the branch does not exist."""
    highest = float(curve.drive(np.array(curve.highest_temperature)))
    legal = (drives >= 0) & (drives <= highest)
    if not legal.all():
        raise ValueError(
            f"`drive` is the current density over j* and must lie between 0 and {highest:.6g}, where the film reaches "
            f"{curve.highest_temperature:g} T_c, the end of the tables, but drive={drives[~legal].flat[0].item()!r}. Choose another drive."
        )
    return np.stack([curve.branch_root(branch, drives) for branch in range(len(curve.folds) + 1)])
