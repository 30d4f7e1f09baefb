r"""Tabulated response of one problem: conduction, cooling and heating of the film as functions of the electron temperature.

The physics integrals cost microseconds to a tenth of a millisecond; a solver calls them thousands of times at one frequency, one
phonon temperature and one exponent. A `Response` tabulates them once as piecewise Chebyshev series, with pieces graded
towards T_c and towards the gap edge $2\Delta(T_g) = \hbar\omega$ where heating has a term $x\ln|x|$, and measures its own error. All but
the conduction integral are stored as logarithms, so exponentially small values keep their relative accuracy.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from jaxtyping import Array, Float

from quenchmap.errors import checked_positive
from quenchmap.material.conductivity import ac_resistivity
from quenchmap.material.electron_phonon import electron_phonon_conductance, power_difference_quotient
from quenchmap.material.gap import GapModel, checked_gap_model, temperature_at_gap
from quenchmap.material.thermal_conductivity import thermal_conductivity
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.chebyshev import POINTS, PiecewiseChebyshev, antiderivative, chebyshev_points, fit, graded
from quenchmap.numerics.kernel import Kernel

#: Highest electron temperature over T_c that a table covers: drives up to about 32^(n/2).
HIGHEST_TEMPERATURE = 32.0

_PIECES = 104  # tables are padded to this many pieces, so that kernels compile once
_COOLING_PIECES = 40

Absorption = Callable[[Float[np.ndarray, " points"]], Float[np.ndarray, " points"]]


@dataclass(frozen=True)
class Response:
    """Conduction, cooling and heating against temperature, tabulated.

    Attributes:
        table: Logarithms of cooling conductance, thermal conductivity and absorption, and the conduction integral.
        bath_temperature: Temperature over T_c at which cooling vanishes (phonons, or the bath if the phonons warm).
        cooling_exponent: Exponent n.
        gap_model: Which gap.
        phonon_warming: Sigma T_c^(n-4) d/sigma_K; 0 where the phonons are fixed.
        highest_temperature: Over T_c; the tables end there.
        kinks: Temperatures over T_c where the response is not smooth: the gap edge (if any) and T_c.
        error: Largest relative error of each function, measured between the nodes.
    """

    table: PiecewiseChebyshev
    bath_temperature: float
    cooling_exponent: float
    gap_model: GapModel
    phonon_warming: float
    highest_temperature: float
    kinks: tuple[float, ...]
    error: dict[str, float] = field(compare=False)

    def cooling(self, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        """Cooling power per volume over Sigma T_c^n."""
        return (T - self.bath_temperature) * np.exp(self.table(np.asarray(T, float))[0])

    def thermal_conductivity(self, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        """Thermal conductivity over its value at T_c."""
        return np.exp(self.table(np.asarray(T, float))[1])

    def absorption(self, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        """Heating at given drive over its normal-state value: Re 1/sigma for a microwave tip."""
        return np.exp(self.table(np.asarray(T, float))[2])

    def conduction_integral(self, T: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
        r"""$\\theta(T) = \\int \\kappa\\,dT$ from the bath temperature, in T_c."""
        return self.table(np.asarray(T, float))[3]


def microwave_response(
    photon_energy: float,
    phonon_temperature: float,
    cooling_exponent: float,
    *,
    gap_model: GapModel = "sheahen",
    phonon_warming: float = 0.0,
) -> Response:
    r"""Response of a film under a current of frequency $\omega$.

    Args:
        photon_energy: $\hbar\omega$ over k_B T_c, 0.001 to 10.
        phonon_temperature: Temperature of phonons (of the bath, if they warm) over T_c, from 0.02 up.
        cooling_exponent: Exponent n, 3 to 7.
        gap_model: Which gap; see `quenchmap.material.gap`.
        phonon_warming: $\eta = \Sigma T_c^{n-4} d / \sigma_K$; 0 keeps the phonons at the given temperature. Otherwise
            $T_{ph}^4 - T_{bath}^4 = \eta Q(T, T_{ph})$ is solved at each temperature.

    Raises:
        ValueError: Outside the ranges.

    Accuracy:
        `Response.error`, typically 1e-12 relative.

    Example:
        >>> response = microwave_response(2.0, 0.3, 5.0)
        >>> response.absorption(np.array([0.9])).round(6)
        array([0.582329])
    """
    if not 0.001 <= photon_energy <= 10:
        raise ValueError(
            f"`photon_energy` is hbar omega/(k_B T_c) and must be from 0.001 to 10, where the conductivity is verified, "
            f"but photon_energy={photon_energy!r}. Choose another frequency."
        )
    return _microwave_response(float(photon_energy), *_checked(phonon_temperature, cooling_exponent, gap_model, phonon_warming))


@lru_cache(maxsize=256)
def _microwave_response(photon_energy: float, bath: float, n: float, gap_model: GapModel, warming: float) -> Response:
    edge = float(_gap_edges(gap_model)(photon_energy / 2))
    kinks = (edge, 1.0) if edge < 1 - 1e-9 else (1.0,)

    def absorption(T: np.ndarray) -> np.ndarray:
        return in_blocks(_resistivities(gap_model), T, photon_energy)

    return _tabulate(absorption, kinks, HIGHEST_TEMPERATURE, bath, n, gap_model, warming)


def response_of(
    absorption: Absorption,
    phonon_temperature: float,
    cooling_exponent: float,
    *,
    gap_model: GapModel = "sheahen",
    phonon_warming: float = 0.0,
    highest_temperature: float = HIGHEST_TEMPERATURE,
) -> Response:
    """Response of a film heated by any source whose power at given drive is a positive, smooth function of temperature.

    Args:
        absorption: Heating over its reference value against temperature over T_c (for the hot tip, its frequency integral).
        phonon_temperature: As for `microwave_response`, like the others not named here.
        highest_temperature: Where the tables end, over T_c: the heating must be positive up to there (a hot tip heats only what is colder).
    """
    return _tabulate(absorption, (1.0,), highest_temperature, *_checked(phonon_temperature, cooling_exponent, gap_model, phonon_warming))


def _checked(
    phonon_temperature: float, cooling_exponent: float, gap_model: str, phonon_warming: float
) -> tuple[float, float, GapModel, float]:
    bath = checked_positive("phonon_temperature", phonon_temperature, "the phonon temperature over T_c")
    if not 0.02 <= bath < HIGHEST_TEMPERATURE / 2:
        raise ValueError(
            f"`phonon_temperature` must be from 0.02 T_c, below which the integrals are not verified, to {HIGHEST_TEMPERATURE / 2:g} T_c, "
            f"but T_ph/T_c={bath!r}. Choose another temperature."
        )
    if not 3 <= cooling_exponent <= 7:
        raise ValueError(
            f"`cooling_exponent` is n in Q = Sigma (T^n - T_ph^n) and must be from 3 to 7, but cooling_exponent={cooling_exponent!r}."
        )
    if not (phonon_warming >= 0 and np.isfinite(phonon_warming)):
        raise ValueError(
            f"`phonon_warming` is Sigma T_c^(n-4) d/sigma_K, 0 (phonons fixed) or positive, but phonon_warming={phonon_warming!r}."
        )
    return bath, float(cooling_exponent), checked_gap_model(gap_model), float(phonon_warming)


_normal_conductance = Kernel(power_difference_quotient)


@lru_cache
def _gap_edges(m: GapModel) -> Callable[..., Array]:
    return Kernel(lambda value: temperature_at_gap(value, m), f"temperature_at_gap {m}")


@lru_cache
def _resistivities(m: GapModel) -> Callable[..., Array]:
    return Kernel(lambda T, w: ac_resistivity(T, w, m), f"ac_resistivity {m}")


@lru_cache
def _conductances(m: GapModel) -> Callable[..., Array]:
    return Kernel(lambda T, Tp, n: electron_phonon_conductance(T, Tp, n, m), f"electron_phonon_conductance {m}")


@lru_cache
def _conductivities(m: GapModel) -> Callable[..., Array]:
    return Kernel(lambda T: thermal_conductivity(T, m), f"thermal_conductivity {m}")


def _tabulate(
    absorption: Absorption, kinks: tuple[float, ...], highest: float, bath: float, n: float, gap_model: GapModel, warming: float
) -> Response:
    smooth, *exact = _smooth(highest, bath, n, gap_model, warming)
    breaks = _padded(_pieces(bath, highest, kinks), _PIECES)
    points = chebyshev_points(breaks)
    reached = np.minimum(points, highest)  # the padding repeats the end
    logs = np.concatenate([smooth(reached), np.log(absorption(reached.ravel())).reshape(1, *points.shape)])
    theta = antiderivative(breaks, np.exp(logs[1:2]))
    table = fit(breaks, np.concatenate([logs, theta]))
    used = tuple(k for k in kinks if k > bath)
    response = Response(table, bath, n, gap_model, warming, highest, used, {})
    at = _between(breaks, highest)
    checks = {"cooling": (*exact[:2], response.cooling), "thermal_conductivity": (*exact[::2], response.thermal_conductivity)}
    checks["absorption"] = (at, absorption(at), response.absorption)
    response.error.update({name: float(np.max(np.abs(table(T) / true - 1))) for name, (T, true, table) in checks.items()})
    return response


@lru_cache(maxsize=64)
def _smooth(
    highest: float, bath: float, n: float, gap_model: GapModel, warming: float
) -> tuple[PiecewiseChebyshev, np.ndarray, np.ndarray, np.ndarray]:
    """Logarithms of cooling over T - T_bath and of conduction: without a gap edge they need fewer pieces, later resampled.

    They know no frequency either, and cooling, a double integral, is most of the work: all frequencies share them. With them come
    temperatures and the exact cooling and conductivity there.
    """

    def conductances(T: np.ndarray) -> np.ndarray:
        return np.stack([_effective_conductance(T, bath, n, gap_model, warming), in_blocks(_conductivities(gap_model), T)])

    breaks = _padded(_pieces(bath, highest, (1.0,)), _COOLING_PIECES)
    T = _between(breaks, highest)
    conductance, conductivity = conductances(T)
    return fit(breaks, np.log(conductances(chebyshev_points(breaks)))), T, conductance * (T - bath), conductivity


def _pieces(bath: float, highest: float, kinks: tuple[float, ...]) -> np.ndarray:
    """Breakpoints from the bath to the highest temperature: ratio 1.5 at most, graded towards the kinks."""
    octaves = bath * 1.5 ** np.arange(1, 2 + int(np.log(highest / bath) / np.log(1.5)))
    above = octaves[(octaves > max(1.2 * (bath < 1), bath)) & (octaves < 0.8 * highest)]
    above = np.concatenate([above, [highest]])
    if bath >= 1:
        return np.concatenate([[bath], above])
    below = graded(bath, 1.0, kinks)
    extra = octaves[octaves < 0.8]
    extra = np.array([e for e in extra if np.min(np.abs(below - e)) > 0.1 * e])
    return np.concatenate([np.sort(np.concatenate([below, extra])), above])


def _padded(breaks: np.ndarray, pieces: int) -> np.ndarray:
    missing = pieces + 1 - len(breaks)
    if missing < 0:
        raise AssertionError(f"{len(breaks) - 1} pieces do not fit in a table of {pieces}")
    return np.concatenate([breaks, breaks[-1] * (1 + 0.1 * np.arange(1, missing + 1))])  # never reached


def _effective_conductance(T: np.ndarray, bath: float, n: float, gap_model: GapModel, warming: float) -> np.ndarray:
    """Cooling power over T - T_bath, with the phonon temperature eliminated where the phonons warm."""
    if warming == 0:
        return _conductance(T, bath, n, gap_model)
    Tp = phonon_temperature_at(T, bath, n, warming, gap_model)
    return _conductance(T, Tp, n, gap_model) * (T - Tp) / (T - bath)


def _conductance(T: np.ndarray, Tp: np.ndarray | float, n: float, gap_model: GapModel) -> np.ndarray:
    """`electron_phonon_conductance` with the double integral only where it is needed."""
    T, Tp = np.broadcast_arrays(T, Tp)
    conductance = np.empty(T.shape)
    cold = T < 1
    conductance[cold] = in_blocks(_conductances(gap_model), T[cold], Tp[cold], n, size=256)
    conductance[~cold] = in_blocks(_normal_conductance, T[~cold], Tp[~cold], n)
    return conductance


def phonon_temperature_at(
    T: Float[np.ndarray, "*shape"], bath_temperature: float, cooling_exponent: float, phonon_warming: float, gap_model: GapModel = "sheahen"
) -> Float[np.ndarray, "*shape"]:
    r"""Temperature of film phonons that warm: root of $T_{ph}^4 - T_{bath}^4 = \eta\,Q(T, T_{ph})$ between bath and electrons.

    Args:
        T: Electron temperature over T_c, at least the bath's.
        bath_temperature: Bath temperature over T_c.
        cooling_exponent: Exponent n.
        phonon_warming: $\eta = \Sigma T_c^{n-4} d/\sigma_K$.
        gap_model: Which gap.

    Returns:
        Phonon temperature over T_c, same shape, converged to rounding.
    """
    low, high = np.full_like(T, bath_temperature), np.array(T, float)

    def excess(Tp: np.ndarray) -> np.ndarray:  # flow into the bath less the heating of the phonons, increasing in Tp
        return Tp**4 - bath_temperature**4 - phonon_warming * _conductance(T, Tp, cooling_exponent, gap_model) * (T - Tp)

    before, Tp = high, 0.5 * (low + high)
    excess_before = excess(before)
    for _ in range(60):  # secant steps kept inside the bracket
        now = excess(Tp)
        low, high = np.where(now < 0, Tp, low), np.where(now < 0, high, Tp)
        rise = np.where(now == excess_before, np.inf, now - excess_before)
        step = Tp - now * (Tp - before) / rise
        before, excess_before = Tp, now
        Tp = np.where((step >= low) & (step <= high), step, 0.5 * (low + high))
        if np.max(np.abs(Tp - before) / Tp) < 1e-14:
            break
    return Tp


def _between(breaks: np.ndarray, highest: float) -> np.ndarray:
    """Temperatures at the ends of the extremal Chebyshev intervals, where interpolation is worst."""
    a, b = breaks[:-1], breaks[1:]
    u = np.cos(np.pi / POINTS * np.arange(1, POINTS))[:, None]  # extrema of T_20: between its zeros
    return np.minimum((0.5 * ((1 - u) * a + (1 + u) * b))[[0, 6, POINTS // 2, POINTS - 2]].ravel(), highest)
