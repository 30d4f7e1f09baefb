"""The whole model on one page, independent of quenchmap, so that each can check the other. Docstrings say where the paper is wrong.

D. B. Karki, R. S. Whitney, D. M. Basko, "Local bistability under microwave heating for spatially mapping disordered superconductors".
Units: T in T_c, energies in k_B T_c, r in z0, sigma in sigma_N, K in K(T_c), Q in Sigma T_c^n, j in j* = sqrt(sigma_N Sigma T_c^n).
"""

from functools import cache
from math import asinh, cos, cosh, exp, expm1, log, pi, sin, sinh, sqrt, tanh
from types import SimpleNamespace

import numpy as np
from numpy.polynomial import Chebyshev
from scipy import constants as si
from scipy import integrate, interpolate, optimize, special

INOX = SimpleNamespace(name="InOx", Tc=3.5, sigma_N=1 / 5e-5, n=6, Sigma=2e9)  # Table I, SI units
NBN = SimpleNamespace(name="NbN", Tc=10.0, sigma_N=1 / 4e-6, n=5, Sigma=5e9)
PHI = (1 + sqrt(5)) / 2  # H(r) of Eq. (2) peaks at r = sqrt(phi) z0 with height phi^-5 / z0^2


def integral(f, a, b, absolute=0.0):  # noqa: D103 (one line says it)
    return integrate.quad(f, a, b, epsabs=absolute, epsrel=1e-11, limit=200)[0]  # relative: at low T all is exponentially small


def gap(T):
    """Delta(T), Eqs. (A1, A2); cos(pi T^2 / 2) is written as a sine to keep its digits near T_c."""
    return pi * exp(-np.euler_gamma) * sqrt(sin(pi / 2 * (1 - T) * (1 + T))) if T < 1 else 0.0


def transitions(w, T, coherence):
    """Absorption of w over the normal state's, for photons (A3, A4) +1, phonons (A6) -1; tanh = 1 - 2f and 2 moved + broken fill all e."""
    D = gap(T)

    def rate(x, y, s):  # e = s (D + x), e' = e + w = D + y: f(e) [1 - f(e')] |e e' + coherence D^2| / sqrt(...), finite at the edges in v
        states = (D * (x + y) + x * y + (1 + s * coherence) * D**2) / sqrt((2 * D + x) * (2 * D + y))
        return states / ((1 + exp(s * (D + x) / T)) * (1 + exp(-(D + y) / T)))

    moved = integral(lambda v: rate(w * sinh(v) ** 2, w * cosh(v) ** 2, +1), 0, asinh(sqrt(40 * T / w)))
    broken = integral(lambda v: rate((w - 2 * D) * sin(v) ** 2, (w - 2 * D) * cos(v) ** 2, -1), 0, pi / 2) if w > 2 * D else 0.0
    return (2 * moved + broken) * -2 * expm1(-w / T) / w  # f - f' = f (1 - f') (1 - e^(-w/T)), which keeps its digits


def sigma(T, w):
    """(sigma1, sigma2), Eqs. (A3, A4), sigma = sigma1 - i sigma2."""
    D = gap(T)
    lower, other = max(D - w, -D), min(D - w, -D)

    def condensate(v):
        x = (D - lower) * sin(v) ** 2
        e = lower + x
        return 2 * (e * (e + w) + D**2) * tanh((e + w) / (2 * T)) / sqrt((x + lower - other) * (e + w + D))

    return transitions(w, T, +1), integral(condensate, 0, pi / 2, absolute=1e-13 * w) / w if D else 0.0


def rho(T, w):
    """Re 1/sigma, which heats at a given current, Eq. (3)."""
    return (1 / complex(*sigma(T, w))).real


def kappa(T):
    """Thermal conductivity, Eq. (A5), x = e/T; above T_c the Wiedemann-Franz law, T."""
    return 6 * T / pi**2 * integral(lambda x: x**2 * exp(-x) / (1 + exp(-x)) ** 2, gap(T) / T, gap(T) / T + 60)


@cache
def Q(T, Tp, n):
    """Power from electrons at T to phonons at Tp, Eq. (A6) with ONE tanh factor (the text repeats it): only so T^n - Tp^n above T_c."""

    def emitted(W):  # Omega^(n-1) [N(T) - N(Tp)] times the rate of absorbing one phonon; N is the Bose function
        bose = exp(-W / T) * -expm1(W / T - W / Tp) / (expm1(-W / T) * expm1(-W / Tp))
        return W ** (n - 1) * bose * transitions(W, T, -1)

    edges = (0, 2 * gap(T), 2 * gap(T) + 45 * max(T, Tp))
    return (integral(emitted, *edges[:2]) + integral(emitted, *edges[1:])) / (special.gamma(n) * special.zeta(n))


def series(f, far, end):
    """f(T) from `far` to a singular point `end`, to 1e-10: Chebyshev series of T ln f, since f ~ e^(-Delta/T), in v, T - end ~ v^p."""
    p = 2 if end == 1 else 4
    fit = Chebyshev.interpolate(np.vectorize(lambda v: (T := end + (far - end) * v**p) * log(f(T)), [float]), 40, [0, 1])
    return lambda T: np.exp(fit(np.clip((T - end) / (far - end), 0, 1) ** (1 / p)) / np.clip(T, min(far, end), max(far, end)))


@cache
def tables(w, Tp, n):
    """kappa(T), q(T), rho(T) for T > Tp, fast, with a grid crowded at T_c and the gap edge 2 Delta(T_g) = w, where d rho/dT is infinite."""
    T0, v = Tp * (1 + 1e-6), np.linspace(0, 1, 400) ** 3
    Tg = optimize.brentq(lambda T: 2 * gap(T) - w, T0, 1) if w < 2 * gap(T0) else Tp
    ends = [(T0, Tg), ((1 + Tg) / 2, Tg), ((1 + Tg) / 2, 1)]
    low, above, high = (series(lambda T: rho(T, w), *piece) for piece in ends)
    K, G = series(kappa, T0, 1), series(lambda T: Q(T, Tp, n) / (T - Tp), T0, 1)  # the ratio keeps its digits as T -> Tp
    return SimpleNamespace(
        grid=np.unique([np.maximum(T0, end + (far - end) * v) for far, end in [*ends, (4, 1)]]),
        kappa=lambda T: np.where(T < 1, K(T), T),
        q=lambda T: np.where(T < 1, (T - Tp) * G(T), abs(T) ** n - Tp**n),
        rho=lambda T: np.select([Tg > T, ends[1][0] > T, T < 1], [low(T), above(T), high(T)], 1.0),
    )


def current(T, w, Tp, n):
    """Section III: the uniform current that holds the electrons at T, Eq. (3): j(T) = sqrt(q / rho), Fig. 3a with its axes exchanged."""
    return np.sqrt(tables(w, Tp, n).q(T) / tables(w, Tp, n).rho(T))


@cache
def folds(w, Tp, n):
    """All extrema (T, j) of j(T), in order of T. A maximum ends a cold branch, a minimum a hot one; two in Fig. 3a, sometimes four."""
    T, j = (grid := tables(w, Tp, n).grid), current(grid, w, Tp, n)
    turns = [(np.sign(j[i - 1] - j[i]), T[i - 1 : i + 2]) for i in np.flatnonzero(np.diff(np.sign(np.diff(j)))) + 1]
    refined = [optimize.minimize_scalar(lambda T, s=sign: s * current(T, w, Tp, n), bracket).x for sign, bracket in turns]
    return [(float(T), float(current(T, w, Tp, n))) for T in refined]


def window(w, Tp, n):
    """(j1, j2) between which Eq. (3) has several solutions, Fig. 3b; None where it never has."""
    return (min(j for _, j in folds(w, Tp, n)), max(j for _, j in folds(w, Tp, n))) if folds(w, Tp, n) else None


def uniform_states(j, w, Tp, n):
    """All solutions of Eq. (3) in rising order, at most one on each monotone branch: T_l, T_u, T_h inside the window."""
    ends = [Tp * (1 + 1e-6), *(T for T, _ in folds(w, Tp, n)), 1 + j]
    crossed = np.flatnonzero(np.diff([current(T, w, Tp, n) < j for T in ends]))
    return [optimize.brentq(lambda T: current(T, w, Tp, n) - j, ends[i], ends[i + 1], xtol=1e-14) for i in crossed]


@cache
def maxwell(w, Tp, n):
    """(j_M, T_l, T_u, T_h) of the equal-area rule (4) = (C2): the current at which a straight wall between T_l and T_h stands still."""
    film, jM = tables(w, Tp, n), sqrt(np.prod(window(w, Tp, n)))
    R, C = (interpolate.CubicSpline(film.grid, film.kappa(film.grid) * f(film.grid)).antiderivative() for f in (film.rho, film.q))
    for _ in range(20):  # Newton's rule for j^2: the area j^2 R - C (C1c, d) from T_l to T_h has the derivative R
        Tl, Tu, *_, Th = uniform_states(jM, w, Tp, n)
        jM = sqrt((C(Th) - C(Tl)) / (R(Th) - R(Tl)))
    return jM, Tl, Tu, Th


def H(r):
    """Where a small spherical tip heats, Eq. (2), times z0^2."""
    return r**2 / ((1 + r**2) * (np.sqrt(1 + r**2) + 1) ** 2)


def scales(film, w, z0, d, R_tip):
    """(Lambda, j*, I0, tip voltage, absorbed power), SI, the last three at j_max = j* = 0.0338 I0 / (z0 d), not 0.120: j in (3) is rms."""
    omega, cooling = w * si.k * film.Tc / si.hbar, film.Sigma * film.Tc**film.n
    j_star, a_e = sqrt(film.sigma_N * cooling), film.sigma_N * d / (2 * si.epsilon_0 * omega)  # |a_e| of (D5)
    Lambda = pi / sqrt(3) * si.k / si.e * film.Tc * sqrt(film.sigma_N / (film.n * cooling))  # K(Tc) = pi^2/3 (k/e)^2 sigma_N Tc
    I0 = j_star * z0 * d / sqrt(PHI**-5 / (8 * pi**2))
    power = 2 * pi * PHI**5 * cooling * z0**2 * d * log(min(a_e, si.c / omega) / z0)  # (B5): 69.7 and not 5.5 before the logarithm
    return Lambda, j_star, I0, I0 / (omega * 4 * pi * si.epsilon_0 * R_tip), power


def steady_state(heating, film, n, lam, r, T, tol):
    """Section IV: T(r) of Eq. (1), lam^2 (1/r) d/dr (r kappa dT/dr) = [q - heating(r, T)] / n, no flux at both ends of r; start (r, T)."""

    def slopes(r, y):  # y = (T, F = kappa dT/dr); the missing -F/r is solve_bvp's S
        return [y[1] / film.kappa(y[0]), (film.q(y[0]) - heating(r, y[0])) / (n * lam**2)]

    found = integrate.solve_bvp(slopes, lambda a, b: [a[1], b[1]], r, [T, 0 * T], S=[[0, 0], [0, -1]], tol=tol, max_nodes=50000)
    if not found.success:
        raise RuntimeError(f"no steady state from this start: {found.message}")
    return lambda r: found.sol(r)[0]


def profile(a, branch, w, Tp, n, lam, r_outer=30.0, tol=1e-7):
    """T(r) of Fig. 4 for j_max = a; branch "low", "high" or "unstable" (its start fits a = 1.2; elsewhere it may fail and says so)."""
    film, T_fold = tables(w, Tp, n), min((T for T, _ in folds(w, Tp, n)), default=np.inf)
    r = np.geomspace(1, 1 + r_outer, 500) - 1
    j, T = a * np.sqrt(PHI**5 * H(r)), film.grid[film.grid < T_fold]
    cold, normal = np.interp(j, current(T, w, Tp, n), T), (j**2 + Tp**n) ** (1 / n)
    hot = np.where(j > maxwell(w, Tp, n)[0], normal, cold) if T_fold < np.inf else cold
    start = {"low": cold, "high": hot, "unstable": cold + 0.4 * np.exp(-4 * (r - 0.85) ** 2)}[branch]
    return steady_state(lambda r, T: a**2 * PHI**5 * H(r) * film.rho(T), film, n, lam, r, start, tol)


def hot_tip_power(r, sigma_2D, T_tip, R_tip, sigma_tip, z0, correction=2.0):
    """Power per area at r z0, all in SI units: (D14) times 2, as (D7) and (D13) integrate to twice what is printed, in both terms."""
    radiated = correction * pi**2 / 5 * (si.k * T_tip) ** 4 / (si.hbar**3 * si.c**2) * r**2 / (1 + r**2) ** 3 * (R_tip / z0) ** 4
    x = R_tip * sigma_tip * sigma_2D / (si.c * si.epsilon_0) ** 2
    return radiated * (1 / x + x / 360)  # electric and magnetic dipole


def hot_tip_profile(film, Tp, T_tip, R_tip, sigma_tip, z0, d, correction=2.0, r_outer=100.0, tol=1e-7):
    """T(r) of Fig. 7a: a single state, as this heating does not depend on T."""
    r, lam = np.geomspace(1, 1 + r_outer, 500) - 1, scales(film, 1.0, z0, d, R_tip)[0] / z0
    tip, cooling = (film.sigma_N * d, T_tip, R_tip, sigma_tip, z0, correction), d * film.Sigma * film.Tc**film.n
    return steady_state(lambda r, T: hot_tip_power(r, *tip) / cooling, tables(1.0, Tp, film.n), film.n, lam, r, Tp + 0.1 / (1 + r), tol)


if __name__ == "__main__":
    for film in (INOX, NBN):
        print(f"{film.name}: Lambda, j*, I0, V, power (SI)", *(f"{x:.5g}" for x in scales(film, w=2.0, z0=1e-7, d=1e-8, R_tip=5e-8)))
    print(f"Fig. 3  bistable for (j1, j2)/j* = {window(2.0, 0.3, 5)}; (j_M, T_l, T_u, T_h) = {maxwell(2.0, 0.3, 5)}")
    for a, branch in ((1.2, "low"), (1.2, "unstable"), (1.2, "high"), (1.8, "high")):
        T = profile(a, branch, w=2.0, Tp=0.3, n=5, lam=0.16)
        print(f"Fig. 4  j_max = {a} j*, {branch:8}", *(f"T({r}) = {T(r):.8f}" for r in (0, 0.5, 1, 2, 4)))
    tip = {"T_tip": 300.0, "R_tip": 50e-9, "sigma_tip": 1e7, "z0": 100e-9}
    P, T = hot_tip_power(sqrt(0.5), 4 * si.e**2 / si.h, **tip), hot_tip_profile(INOX, 0.2, d=10e-9, **tip)
    print(f"Fig. 7a hot tip, {P:.1f} W/m^2     ", *(f"T({r}) = {T(r):.8f}" for r in (0, 1, 2, 4, 10)))
