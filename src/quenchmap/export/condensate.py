r"""The condensate of a film at any temperature: how stiff it is, in the units of other codes.

Its weight $w = \lim_{\omega\to0} \hbar\omega\sigma_2/(\sigma_N k_B T_c) = \pi\Delta\tanh(\Delta/2T)$ in units of $k_B T_c$ (dirty limit)
sets the kinetic inductance of a square and the penetration depths:

$$L_s = \frac{\hbar R_s}{k_B T_c\,w(T/T_c)} = \mu_0 \Lambda, \qquad \Lambda = \frac{\lambda^2}{d} = \frac12 \Lambda_{\rm Pearl}.$$
"""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Array, Float
from numpy.typing import ArrayLike

from quenchmap.material.conductivity import superfluid_weight
from quenchmap.material.gap import GapModel, checked_gap_model
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.kernel import Kernel
from quenchmap.units import BOLTZMANN, REDUCED_PLANCK, SPEED_OF_LIGHT, VACUUM_PERMITTIVITY

VACUUM_PERMEABILITY = 1 / (VACUUM_PERMITTIVITY * SPEED_OF_LIGHT**2)  #: H/m

_NEAR = 1e-6  # below T_c, where the slope is taken
_WEIGHT: dict[GapModel, Kernel[Array]] = {
    "sheahen": Kernel(lambda T: superfluid_weight(T, "sheahen"), "superfluid_weight sheahen"),
    "bcs": Kernel(lambda T: superfluid_weight(T, "bcs"), "superfluid_weight bcs"),
}


def weight(T: ArrayLike, gap_model: GapModel = "sheahen") -> Float[np.ndarray, "*shape"]:
    """The weight w at temperatures over T_c, any shape; 0 from T_c up.

    Example:
        >>> weight([0.1, 0.9, 1.2]).round(4)
        array([5.541 , 1.4616, 0.    ])
    """
    T = np.asarray(T, float)
    condensed = T < 1
    w = np.zeros(T.shape)
    w[condensed] = in_blocks(_WEIGHT[checked_gap_model(gap_model)], T[condensed])
    return w


def continued_weight(T: ArrayLike, gap_model: GapModel = "sheahen") -> Float[np.ndarray, "*shape"]:
    """The same, beyond T_c with the slope that it has there: negative, as the coefficient of Ginzburg and Landau is."""
    T = np.asarray(T, float)
    slope = float(weight([1 - _NEAR], gap_model)[0]) / _NEAR
    return np.where(T < 1, weight(T, gap_model), slope * (1 - T))


def inverse_sheet_inductance(
    temperature: ArrayLike, critical_temperature: ArrayLike, sheet_resistance: ArrayLike, gap_model: GapModel = "sheahen"
) -> Float[np.ndarray, "*shape"]:
    r"""$1/L_s = k_B T_c w(T/T_c)/(\hbar R_s)$, in 1/H: 0 where there is no condensate.

    Args:
        temperature: Of the electrons, K, broadcast with the others.
        critical_temperature: K; 0 is a normal metal.
        sheet_resistance: Of the normal film, ohm.
        gap_model: Which gap.
    """
    T, Tc, R = np.broadcast_arrays(*(np.asarray(v, float) for v in (temperature, critical_temperature, sheet_resistance)))
    condensed = Tc > T
    relative = np.where(condensed, T / np.where(condensed, Tc, np.inf), 1.0)
    return Tc * weight(relative, gap_model) * BOLTZMANN / (REDUCED_PLANCK * R)


def effective_depth(temperature: float, critical_temperature: float, sheet_resistance: float, gap_model: GapModel = "sheahen") -> float:
    r"""$\Lambda = \lambda^2/d = L_s/\mu_0$ of a uniform film, m; infinite in the normal state.

    Example:
        >>> round(effective_depth(3.0, 10.0, 400.0) * 1e6, 2)
        44.35
    """
    inverse = float(inverse_sheet_inductance(temperature, critical_temperature, sheet_resistance, gap_model))
    return 1 / (VACUUM_PERMEABILITY * inverse) if inverse > 0 else math.inf
