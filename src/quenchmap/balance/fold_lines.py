r"""Folds of j(T) at many frequencies at once: the lines of the phase diagram.

Cooling does not depend on frequency and is evaluated from one table. Heating is the direct conductivity integral at a few
Chebyshev points per frequency, on three segments: far below the gap edge, from there to the gap edge, and from the gap edge
to T_c. With x the distance from the gap edge the series run in ln(x/T) on the first and in about $x^{1/4}$ on the others,
which turns $x\ln x$ into something smooth enough for short series. Above T_c j(T) has no folds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy.polynomial.chebyshev import chebder, chebval, chebvander
from scipy.fft import dct

from quenchmap.balance.curve import Fold, resolved_folds
from quenchmap.material.conductivity import ac_resistivity
from quenchmap.material.gap import GapModel, gap, temperature_at_gap
from quenchmap.material.response import microwave_response
from quenchmap.numerics.blocks import in_blocks
from quenchmap.numerics.bracketed import bracketed_roots
from quenchmap.numerics.chebyshev import PiecewiseChebyshev
from quenchmap.precision import jax

_POINTS = 40  # Chebyshev points per segment
_SAMPLES = 96  # at which the sign of the slope is looked at
#: Folds whose drives differ by less than this, relative, cancel: what the short series resolve.
RESOLUTION = 1e-6
_resistivity = jax.jit(ac_resistivity, static_argnames="gap_model")
_edge_temperature = jax.jit(temperature_at_gap, static_argnames="gap_model")
_gap = jax.jit(gap, static_argnames="gap_model")


@dataclass(frozen=True)
class _Segments:
    """Three segments of temperature, from cold to hot, at each frequency: v runs over [0, 1] from the end nearer to the gap edge."""

    bath: float
    edge: Float[np.ndarray, " frequencies"]

    def temperature(self, frequency: np.ndarray, segment: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """T, T - bath and dT/dv for indices of frequency and segment, broadcast with v."""
        edge = self.edge[frequency]
        below, above = edge - self.bath, 1 - edge
        split = np.minimum(np.sqrt(below * above), below / 2)  # at low frequency the structure has the size of `above`
        # Far below, v is linear in ln(x/T): both the gap edge and T = 0, where all is exponentially small, are far away.
        near = np.log(split / (edge - split))
        span = np.log(below / self.bath) - near
        T_far = edge / (1 + np.exp(near + v * span))
        x = np.choose(segment, [T_far - edge, -split * v**4, above * (5 * v**4 - 4 * v**5)])
        x_v = np.choose(segment, [(T_far - edge) * T_far / edge * span, -4 * split * v**3, 20 * above * v**3 * (1 - v)])
        return edge + x, below + x, x_v


def gap_photon_energy(phonon_temperature: float, gap_model: GapModel = "sheahen") -> float:
    r"""$2\Delta(T_{ph})$ over k_B T_c, the frequency where bistability formally ends; 0 in the normal state."""
    return 2 * float(_gap(phonon_temperature, gap_model=gap_model))


def fold_lines(
    photon_energies: Sequence[float] | Float[np.ndarray, " frequencies"],
    phonon_temperature: float,
    cooling_exponent: float,
    *,
    gap_model: GapModel = "sheahen",
    phonon_warming: float = 0.0,
) -> list[tuple[Fold, ...]]:
    r"""Folds of j(T) at each frequency; as `quenchmap.balance.uniform.folds`, a hundred times faster and to fewer digits.

    Args:
        photon_energies: $\hbar\omega$ over k_B T_c, 0.001 to 10. From $2\Delta(T_{ph})$ up there are no folds.
        phonon_temperature: As for `quenchmap.material.response.microwave_response`, like the rest.
        cooling_exponent: Exponent n.
        gap_model: Which gap.
        phonon_warming: Sigma T_c^(n-4) d/sigma_K.

    Accuracy:
        Drives to 1e-8 for phonon temperatures from 0.3 up and frequencies to 0.9 of the end of bistability, 1e-6 beyond; to 2e-5 at a
        phonon temperature of 0.05. Pairs of folds closer than 1e-6 are left out.
    """
    w = np.asarray(photon_energies, float)
    legal = (w >= 0.001) & (w <= 10)
    if not legal.all():
        raise ValueError(f"`photon_energies` are hbar omega/(k_B T_c) and must be from 0.001 to 10, but one is {w[~legal][0].item()!r}.")
    # Above the gap at T = 0 the cooling table has one kink only; the frequency plays no part in it.
    cooling = microwave_response(10.0, phonon_temperature, cooling_exponent, gap_model=gap_model, phonon_warming=phonon_warming)
    lines: list[tuple[Fold, ...]] = [()] * len(w)
    below = np.nonzero(w < gap_photon_energy(cooling.bath_temperature, gap_model))[0]
    if below.size:
        edge = in_blocks(lambda half: _edge_temperature(half, gap_model=gap_model), w[below] / 2)
        segments = _Segments(cooling.bath_temperature, edge)
        for i, folds in zip(below, _folds(segments, _series(segments, w[below], cooling.table, gap_model))):
            lines[i] = folds
    return lines


def _series(
    segments: _Segments, w: np.ndarray, cooling: PiecewiseChebyshev, gap_model: GapModel
) -> Float[np.ndarray, "frequencies 3 points"]:
    """Chebyshev series of U = T ln[rho (T - bath)/q] in u = 2 v - 1; the factor T takes out most of e^(-gap/T)."""
    v = 0.5 * (1 + np.cos(np.pi * (np.arange(_POINTS) + 0.5) / _POINTS))
    T, *_ = segments.temperature(*_everywhere(len(w)), v)
    conductance = PiecewiseChebyshev(cooling.breakpoints, cooling.coefficients[:, :1])
    rho = in_blocks(lambda T, w: _resistivity(T, w, gap_model=gap_model), T, w[:, None, None], size=1024)
    series = np.asarray(dct(T * (np.log(rho) - conductance(T)[0]), type=2, axis=-1)) / _POINTS
    series[..., 0] /= 2
    return series


def _folds(segments: _Segments, series: Float[np.ndarray, "frequencies 3 points"]) -> list[tuple[Fold, ...]]:
    derivative = np.zeros_like(series)
    derivative[..., :-1] = 2 * np.moveaxis(chebder(np.moveaxis(series, -1, 0)), 0, -1)  # u = 2 v - 1

    v = 0.5 * (1 - np.cos(np.pi * (np.arange(_SAMPLES) + 0.5) / _SAMPLES))
    polynomials = chebvander(2 * v - 1, _POINTS - 1).T
    falling = _rise(*segments.temperature(*_everywhere(len(series)), v), series @ polynomials, derivative @ polynomials) < 0
    # The samples from cold to hot, with the gap edge, where the slope is minus infinity, and T_c, above which it is positive.
    edge, normal = np.ones((len(series), 1), bool), np.zeros((len(series), 1), bool)
    falls = np.concatenate([falling[:, 0, ::-1], falling[:, 1, ::-1], edge, falling[:, 2], normal], axis=1)
    frequency, step = np.nonzero(falls[:, 1:] != falls[:, :-1])
    start = np.concatenate([v[::-1], v[::-1], [0.0], v])[step]
    stop = np.concatenate([v[-2::-1], [0.0], v[-2::-1], [0.0], v, [1.0]])[step]  # the first segment ends where the second begins
    segment = np.repeat([0, 1, 2], [_SAMPLES, _SAMPLES, _SAMPLES + 1])[step]

    c, d = series[frequency, segment].T, derivative[frequency, segment].T

    def at(v: np.ndarray) -> tuple[np.ndarray, ...]:
        return *segments.temperature(frequency, segment, v), chebval(2 * v - 1, c, tensor=False), chebval(2 * v - 1, d, tensor=False)

    T, above, _, U, _ = at(bracketed_roots(lambda v: _rise(*at(v)), start, stop))
    drives = np.exp(0.5 * (np.log(above) - U / T))
    parts = np.searchsorted(frequency, np.arange(len(series) + 1))
    return [resolved_folds(T[a:b], drives[a:b], RESOLUTION) for a, b in pairwise(parts)]


def _everywhere(frequencies: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices of all frequencies and segments, to be broadcast with points in v."""
    return np.arange(frequencies)[:, None, None], np.arange(3)[:, None]


def _rise(T: np.ndarray, above: np.ndarray, T_v: np.ndarray, U: np.ndarray, U_v: np.ndarray) -> np.ndarray:
    """(T - bath) |dT/dv| d ln j^2/dT, where ln j^2 = ln(T - bath) - U/T."""
    return np.sign(T_v) * (T_v - above * (U_v - U * T_v / T) / T)
