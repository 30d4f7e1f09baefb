r"""The material functions for everyday use: NumPy in, NumPy out, checked ranges, no recompilation.

The functions themselves, differentiable JAX code without checks, are described where they are defined: `quenchmap.material.conductivity`,
`quenchmap.material.electron_phonon` and so on. Here they take numbers or arrays of any shape, broadcast them, refuse what lies
outside the verified range, and run one compiled kernel in blocks of a fixed size.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Array, Float
from numpy.typing import ArrayLike

from quenchmap.material import conductivity as _conductivity
from quenchmap.material import electron_phonon as _electron_phonon
from quenchmap.material import gap as _gap
from quenchmap.material import heat_capacity as _heat_capacity
from quenchmap.material import thermal_conductivity as _thermal_conductivity
from quenchmap.material.gap import GapModel, checked_gap_model
from quenchmap.numerics.blocks import in_blocks
from quenchmap.precision import jax

#: Temperatures over T_c below this are refused: the integrals are not verified there.
LOWEST_TEMPERATURE = 0.02
#: Photon energies over k_B T_c between these are verified.
PHOTON_ENERGIES = (0.001, 10.0)

_GAP_MODELS: tuple[GapModel, ...] = ("sheahen", "bcs")
_FEW = 16  # this many points or fewer run in a block of their own size: a single number costs no more than it must

_Kernels = dict[GapModel, Callable[..., Array]]


def _compiled(function: Callable[..., Array]) -> _Kernels:
    """One jitted kernel for each gap model; nothing is compiled before its first call."""
    return {model: jax.jit(lambda *arguments, model=model: function(*arguments, model)) for model in _GAP_MODELS}


_CONDUCTIVITY = _compiled(_conductivity.conductivity)
_AC_RESISTIVITY = _compiled(_conductivity.ac_resistivity)
_THERMAL_CONDUCTIVITY = _compiled(_thermal_conductivity.thermal_conductivity)
_ELECTRON_PHONON_POWER = _compiled(_electron_phonon.electron_phonon_power)
_HEAT_CAPACITY = _compiled(_heat_capacity.heat_capacity)
_GAP = _compiled(_gap.gap)


def conductivity(T: ArrayLike, photon_energy: ArrayLike, gap_model: GapModel = "sheahen") -> np.ndarray:
    r"""Complex conductivity $(\sigma_1 - i\sigma_2)/\sigma_N$ of Mattis and Bardeen, Eq. (A3); see `quenchmap.material.conductivity`.

    Args:
        T: Temperature over T_c, from 0.02 up, broadcast with `photon_energy`.
        photon_energy: $\hbar\omega$ over k_B T_c, from 0.001 to 10.
        gap_model: Which gap; see `quenchmap.material.gap`.

    Returns:
        Conductivity over its normal value, broadcast shape; 1 in the normal state.

    Raises:
        ValueError: Outside the ranges, for NaN, and for an unknown gap model.

    Accuracy:
        Relative error of both parts below 1e-10, also where exponentially small.

    Example:
        >>> conductivity([0.5, 1.2], 2.0).round(6)
        array([0.062929-2.37584j, 1.      +0.j     ])
    """
    return _evaluated(_CONDUCTIVITY, gap_model, _temperature("T", T), _photon_energy(photon_energy))


def ac_resistivity(T: ArrayLike, photon_energy: ArrayLike, gap_model: GapModel = "sheahen") -> np.ndarray:
    r"""Dissipation at given current, $\sigma_N\,\mathrm{Re}(1/\sigma)$; arguments and errors as for `conductivity`.

    Example:
        >>> ac_resistivity([0.3, 0.95], 2.0).round(6)
        array([6.95000e-04, 1.06896e+00])
    """
    return _evaluated(_AC_RESISTIVITY, gap_model, _temperature("T", T), _photon_energy(photon_energy))


def thermal_conductivity(T: ArrayLike, gap_model: GapModel = "sheahen") -> np.ndarray:
    r"""Thermal conductivity of the quasiparticles over its value at T_c, Eq. (A5); see `quenchmap.material.thermal_conductivity`.

    Args:
        T: Temperature over T_c, from 0.02 up, any shape.
        gap_model: Which gap.

    Returns:
        $\mathcal{K}(T)/\mathcal{K}(T_c)$, same shape; T itself in the normal state.

    Raises:
        ValueError: Below 0.02, for NaN, and for an unknown gap model.

    Accuracy:
        Relative error below 1e-14.

    Example:
        >>> thermal_conductivity([0.3, 0.9, 1.5]).round(6)
        array([0.025106, 0.853436, 1.5     ])
    """
    return _evaluated(_THERMAL_CONDUCTIVITY, gap_model, _temperature("T", T))


def electron_phonon_power(T: ArrayLike, T_phonon: ArrayLike, cooling_exponent: ArrayLike, gap_model: GapModel = "sheahen") -> np.ndarray:
    r"""Cooling power per volume over $\Sigma T_c^n$, Eq. (A6); see `quenchmap.material.electron_phonon`.

    Args:
        T: Electron temperature over T_c, from 0.02 up, broadcast with the others.
        T_phonon: Phonon temperature over T_c, from 0.02 up.
        cooling_exponent: Exponent n, any real number from 3 to 7.
        gap_model: Which gap.

    Returns:
        Power from electrons to phonons, broadcast shape; negative where the phonons are hotter.

    Raises:
        ValueError: Outside the ranges, for NaN, and for an unknown gap model.

    Accuracy:
        Relative error below 1e-10, also where exponentially small.

    Example:
        >>> electron_phonon_power([0.5, 1.2], 0.3, 5).round(6)
        array([0.008771, 2.48589 ])
    """
    n = _checked("cooling_exponent", cooling_exponent, 3.0, 7.0, "the exponent n in Q = Sigma (T^n - T_ph^n)")
    return _evaluated(_ELECTRON_PHONON_POWER, gap_model, _temperature("T", T), _temperature("T_phonon", T_phonon), n)


def heat_capacity(T: ArrayLike, gap_model: GapModel = "sheahen") -> np.ndarray:
    r"""Electronic heat capacity over $\gamma T_c$, with its jump at T_c; see `quenchmap.material.heat_capacity`.

    Args:
        T: Temperature over T_c, from 0.02 up, any shape.
        gap_model: Which gap.

    Example:
        >>> heat_capacity([0.2, 0.999, 1.5]).round(6)
        array([0.006199, 2.481415, 1.5     ])
    """
    return _evaluated(_HEAT_CAPACITY, gap_model, _temperature("T", T))


def gap(T: ArrayLike, gap_model: GapModel = "sheahen") -> np.ndarray:
    r"""Superconducting gap over k_B T_c, 0 above T_c; see `quenchmap.material.gap`.

    Args:
        T: Temperature over T_c, from 0.02 up, any shape.
        gap_model: "sheahen" for (A1), "bcs" for the self-consistent gap.

    Example:
        >>> gap([0.5, 1.0]).round(6)
        array([1.695415, 0.      ])
    """
    return _evaluated(_GAP, gap_model, _temperature("T", T))


def _evaluated(kernels: _Kernels, gap_model: GapModel, *arguments: Float[np.ndarray, "*#shape"]) -> np.ndarray:
    kernel = kernels[checked_gap_model(gap_model)]
    few = np.broadcast_shapes(*(np.shape(a) for a in arguments))
    return in_blocks(kernel, *arguments, size=_FEW if np.prod(few) <= _FEW else 512)[()]  # a number comes back for numbers


def _temperature(name: str, T: ArrayLike) -> Float[np.ndarray, "*shape"]:
    meaning = "a temperature over T_c" if name == "T" else "the phonon temperature over T_c"
    return _checked(name, T, LOWEST_TEMPERATURE, np.inf, meaning, f"Colder than {LOWEST_TEMPERATURE:g} T_c the integrals are not verified.")


def _photon_energy(photon_energy: ArrayLike) -> Float[np.ndarray, "*shape"]:
    remedy = "Outside the integrals are not verified; below, sigma_2 tends to `superfluid_weight(T)` over the photon energy."
    return _checked("photon_energy", photon_energy, *PHOTON_ENERGIES, "hbar omega/(k_B T_c)", remedy)


def _checked(name: str, values: ArrayLike, low: float, high: float, meaning: str, remedy: str = "") -> Float[np.ndarray, "*shape"]:
    try:
        array = np.asarray(values, float)
    except (TypeError, ValueError):
        raise TypeError(f"`{name}` is {meaning}, a number or an array of numbers, but {name}={values!r}.") from None
    outside = ~((array >= low) & (array <= high) & np.isfinite(array))  # also catches NaN
    if outside.any():
        span = f"from {low:g} to {high:g}" if np.isfinite(high) else f"finite and at least {low:g}"
        raise ValueError(f"`{name}` is {meaning} and must be {span}, but {name}={float(array[outside][0])!r}. {remedy}".rstrip())
    return array
