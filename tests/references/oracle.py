r"""Thirty-digit reference values of the gap, sigma, K, Q and C, from the printed integrals and nothing of the package.

Every integral is turned into one over the whole real line by the plainest substitution that shows all edges on one
logarithmic scale, and summed by the trapezoidal rule, which converges exponentially there:

- from an edge to infinity: distance from the edge $s = e^v$;
- between two edges: $p / (L - p) = e^v$, with p and L - p the distances from them;
- both energies of the electron-phonon power above the gap: $E = \Delta\cosh u$.

Each value is made twice, with another step and other working digits; `main` refuses values that differ by more than
`AGREEMENT`. The temperature is taken as the exact value of its double, and the gap as an exact function of it, so that
nothing is lost near T_c or near $\hbar\omega = 2\Delta$.

Run `python tests/references/oracle.py` (some minutes, needs only mpmath) to make `material_30_digits.json` again.
Units: temperatures in T_c, energies in k_B T_c, conductivities in sigma_N, K in K(T_c), Q in Sigma T_c^n, C in gamma T_c.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mpmath import mp, mpf

AGREEMENT = mpf(10) ** -26  # nearly all of it the error of the coarser value; the finer one is kept
SETTINGS = ((42, mpf("0.120")), (48, mpf("0.105")))  # working digits, step of the trapezoidal rule


# --- quadrature ---------------------------------------------------------------------------------------------------


def over_the_line(g: Callable, start: mpf, step: mpf) -> mpf:
    """Trapezoidal rule for g over the real line, outward from `start` until five terms running are negligible."""
    total = g(start)
    size = abs(total)
    for direction in (1, -1):
        k, negligible = 0, 0
        while negligible < 5:
            k += direction
            term = g(start + k * step)
            total += term
            size = max(size, abs(total), abs(term))
            negligible = negligible + 1 if abs(term) < size * mp.eps else 0
    return step * total


def above_the_edge(g: Callable, scale: mpf, step: mpf) -> mpf:
    """Integral of g(s) over s from 0 to infinity, g decaying beyond s = `scale`."""

    def line(v: mpf) -> mpf:
        s = scale * mp.exp(v)
        return s * g(s)

    return over_the_line(line, mpf(0), step)


def between_edges(g: Callable, length: mpf, step: mpf) -> mpf:
    """Integral of g(p, length - p) over p from 0 to `length`."""

    def line(v: mpf) -> mpf:
        p = length / (1 + mp.exp(-v))
        q = length / (1 + mp.exp(v))
        return p * q / length * g(p, q)

    return over_the_line(line, mpf(0), step)


# --- gap ----------------------------------------------------------------------------------------------------------


def zero_temperature_gap() -> mpf:
    """Eq. (A2)."""
    return mp.pi / mp.exp(mp.euler)


def sheahen_gap(T: mpf) -> mpf:
    """Eq. (A1)."""
    return zero_temperature_gap() * mp.sqrt(mp.cospi(T**2 / 2)) if T < 1 else mpf(0)


def pair_blocking(y: mpf, step: mpf) -> tuple[mpf, mpf]:
    """2 * integral of f(E)/sqrt(E^2 - Delta^2) over E > Delta, at y = Delta/T, and its derivative by y."""

    def value(u: mpf) -> mpf:
        return 1 / (mp.exp(y * mp.cosh(u)) + 1)

    def slope(u: mpf) -> mpf:
        return -mp.cosh(u) / (4 * mp.cosh(y * mp.cosh(u) / 2) ** 2)

    return over_the_line(value, mpf(0), step), over_the_line(slope, mpf(0), step)


def bcs_gap(T: mpf, step: mpf) -> mpf:
    """ln(Delta_0/Delta) = 2 * integral of f/sqrt(E^2 - Delta^2), by Newton in ln Delta with twice the digits."""
    if T >= 1:
        return mpf(0)
    digits = mp.dps
    with mp.workdps(2 * digits):  # near T_c the two sides nearly cancel
        log_gap = mp.log(sheahen_gap(T))
        for _ in range(12):
            d = mp.exp(log_gap)
            blocking, slope = pair_blocking(d / T, step / 2)
            change = (log_gap - mp.log(zero_temperature_gap()) + blocking) / (1 + slope * d / T)
            log_gap -= change
            if abs(change) < mpf(10) ** (-digits):
                return mp.exp(log_gap)
    raise ArithmeticError(f"Newton for the gap at T = {T} stalled at a change of {change}")


def gap(T: mpf, gap_model: str, step: mpf) -> mpf:
    return sheahen_gap(T) if gap_model == "sheahen" else bcs_gap(T, step)


# --- conductivity, Eq. (A3) ---------------------------------------------------------------------------------------


def conductivity(T: mpf, w: mpf, d: mpf, step: mpf) -> tuple[mpf, mpf]:
    """sigma_1 and sigma_2, sigma = sigma_1 - i sigma_2, at gap d > 0 and photon energy w."""

    def thermal(s: mpf) -> mpf:  # energy d + s; the difference of the two tanh as one product
        e = d + s
        occupation = mp.sinh(w / (2 * T)) / (mp.cosh(e / (2 * T)) * mp.cosh((e + w) / (2 * T)))
        return occupation * (e * (e + w) + d * d) / mp.sqrt(s * (s + 2 * d) * (s + w) * (s + w + 2 * d))

    # The numerators below are e (e + w) + d^2 written out in p and q, for at w = 2 d they cancel at the edges.

    def pairs(p: mpf, q: mpf) -> mpf:  # energies d + p and d + q of the two quasiparticles, together w
        coherence = (d * (p + q) + p * q) / mp.sqrt(p * (p + 2 * d) * q * (q + 2 * d))
        return mp.tanh((d + q) / (2 * T)) * coherence

    def condensate_below(p: mpf, q: mpf) -> mpf:  # energy d - q, and d + p after the photon
        missing = 2 * d - w
        coherence = (d * missing + p * missing + p * p) / mp.sqrt(q * (missing + p) * p * (p + 2 * d))
        return mp.tanh((d + p) / (2 * T)) * coherence

    def condensate_above(p: mpf, q: mpf) -> mpf:  # energy p - d = d - q, and p - d + w after the photon
        excess = w - 2 * d
        coherence = (p * p + p * excess - d * excess) / mp.sqrt(p * q * (excess + p) * (w + p))
        return mp.tanh((p - d + w) / (2 * T)) * coherence

    s1 = above_the_edge(thermal, T, step) / w
    if w > 2 * d:
        s1 += between_edges(pairs, w - 2 * d, step) / w
        return s1, between_edges(condensate_above, 2 * d, step) / w
    return s1, between_edges(condensate_below, w, step) / w


# --- thermal conductivity, Eq. (A5) -------------------------------------------------------------------------------


def thermal_conductivity(T: mpf, d: mpf, step: mpf) -> mpf:
    """K over K(T_c), whose integral is pi^2/3."""

    def integrand(s: mpf) -> mpf:
        return (d + s) ** 2 / (2 * T**2 * mp.cosh((d + s) / (2 * T)) ** 2)

    return above_the_edge(integrand, T, step) * 3 / mp.pi**2


# --- electron-phonon power, Eq. (A6) with its factor (tanh - tanh) once -------------------------------------------


def electron_phonon_power(T: mpf, Tp: mpf, n: mpf, d: mpf, step: mpf) -> mpf:
    r"""Q over Sigma T_c^n, the sum of scattered quasiparticles and of pairs.

    Both need $\Omega^{n-2}(\coth - \coth)(\tanh \mp \tanh)$, which is
    $\Omega^{n-2}\sinh(\alpha\Omega) / [\sinh(\Omega/2T_p)\cosh(E/2T)\cosh(E'/2T)]$ with $\alpha = 1/2T_p - 1/2T$ at
    $\Omega = E' - E$ or $E' + E$. With $E = \Delta\cosh(b - c)$, $E' = \Delta\cosh(b + c)$ all scattering is the quadrant
    b, c > 0, where $\Omega = 2\Delta xy$ and $EE' - \Delta^2 = \Delta^2(x^2 + y^2)$, x = sinh b, y = sinh c.
    """
    if d == 0:
        return T**n - Tp**n
    alpha = (T - Tp) / (2 * T * Tp)
    hotter = max(T, Tp)
    if d > 12 * hotter:
        step = step / 2  # e^(-E/T) then falls like a narrow Gaussian in b, c and u
    digits = mp.dps - 6
    allowed = float(digits * mp.log(10))

    def exchange(omega: mpf, e1: mpf, e2: mpf) -> mpf:
        return mp.sinh(alpha * omega) / (mp.sinh(omega / (2 * Tp)) * mp.cosh(e1 / (2 * T)) * mp.cosh(e2 / (2 * T)))

    # scattering: x = e^v, y = e^v', symmetric
    v_max = mp.log(allowed * hotter / d + 1)
    v_min = -digits * mp.log(10) / (n - 1) + min(mpf(0), mp.log(T / d) / 2)
    grid = [mp.exp(v_max - k * step) for k in range(int((v_max - v_min) / step) + 1)]
    roots = [mp.sqrt(1 + x * x) for x in grid]
    weights = [x ** (n - 1) / root for x, root in zip(grid, roots, strict=True)]  # dx/sqrt(1 + x^2) times x^(n-2), dx = x dv
    d_T, d_hot = float(d / T), float(2 * d / hotter)
    xs, rs = [float(x) for x in grid], [float(r) for r in roots]
    scattered = mpf(0)
    for i, x in enumerate(grid):
        row = mpf(0)
        for j in range(i, len(grid)):
            product = xs[i] * xs[j]
            if d_T * (rs[i] * rs[j] - product - 1) + d_hot * product > allowed:
                continue  # Boltzmann factors below the working digits
            y = grid[j]
            xy = x * y
            rr = roots[i] * roots[j]
            term = weights[j] * (x * x + y * y) * exchange(2 * d * xy, d * (rr - xy), d * (rr + xy))
            row += term / 2 if i == j else term
        scattered += 2 * weights[i] * row
    scattered *= 2 * (2 * d) ** (n - 2) * d**2 * step**2

    # pairs: E = d cosh u, E' = d cosh u', symmetric and even
    u_max = mp.acosh(1 + allowed * hotter / d)
    cosh = [mp.cosh(k * step) for k in range(int(u_max / step) + 2)]
    paired = mpf(0)
    for i, c1 in enumerate(cosh):
        row = mpf(0)
        for j in range(i, len(cosh)):
            c2 = cosh[j]
            if float(c1 + c2 - 2) * float(d / hotter) > allowed:
                break
            term = (d * (c1 + c2)) ** (n - 2) * (c1 * c2 + 1) * exchange(d * (c1 + c2), d * c1, d * c2)
            weight = (mpf(1) / 2 if i == 0 else 1) * (mpf(1) / 2 if j == 0 else 1) * (1 if i == j else 2)
            row += weight * term
        paired += row
    paired *= d**2 * step**2

    return (scattered + paired) / (4 * mp.gamma(n) * mp.zeta(n))


# --- electronic heat capacity -------------------------------------------------------------------------------------


def heat_capacity(T: mpf, gap_model: str, step: mpf) -> mpf:
    r"""C over gamma T_c: $T\,dS/dT$ of free quasiparticles, $\frac{3}{\pi^2 T}\int d\xi\,(-f')(E^2 - \frac{T}{2}\frac{d\Delta^2}{dT})$."""
    d = gap(T, gap_model, step)
    if d == 0:
        return T
    if gap_model == "sheahen":
        slope = -(zero_temperature_gap() ** 2) * mp.pi * T * mp.sinpi(T**2 / 2)
    else:
        _, by_y = pair_blocking(d / T, step)
        slope = 2 * d * by_y * d / T**2 / (by_y / T + 1 / d)

    def integrand(s: mpf) -> mpf:  # d xi = E dE / sqrt(E^2 - d^2), both signs of xi
        E = d + s
        return 2 * E / mp.sqrt(s * (s + 2 * d)) / (4 * T * mp.cosh(E / (2 * T)) ** 2) * (E**2 - T / 2 * slope)

    return above_the_edge(integrand, T, step) * 3 / (mp.pi**2 * T)


# --- points -------------------------------------------------------------------------------------------------------


def conductivity_points() -> list[dict]:
    """Photon energies from 0.001 to 10, temperatures from 0.02 to just below T_c, and both sides of every edge."""
    points = [(T, w, "sheahen") for T in (0.02, 0.15, 0.5, 0.9, 0.999) for w in (0.001, 0.01, 0.1, 0.5, 2.0, 3.4, 5.0, 10.0)]
    for T in (0.3, 0.6, 0.889767, 0.99):  # around h_bar omega = 2 Delta(T)
        edge = float(2 * sheahen_gap(mpf(T)))
        points += [(T, edge * (1 + side * off), "sheahen") for off in (1e-9, 1e-6, 1e-3) for side in (-1, 1)]
    points += [(T, w, "sheahen") for T in (0.9999, 0.999999) for w in (0.001, 0.05, 1.0, 10.0)]
    points += [
        (1 - 1e-12, 2.0, "sheahen"),
        (1 - 2.0**-53, 0.001, "sheahen"),
        (1 - 2.0**-53, 3.0, "bcs"),
        (0.3, 0.003, "sheahen"),
        (0.05, 3.6, "sheahen"),
    ]
    points += [(T, w, "bcs") for T in (0.02, 0.3, 0.7, 0.95, 0.999999) for w in (0.003, 1.0, 3.3)]
    rows = [{"T": T, "photon_energy": w, "gap_model": gap_model} for T, w, gap_model in points]
    # A gap given as a double beside T: the edge itself, and its surroundings, where rounding of Delta(T) would rule the result.
    for T, d in ((0.02, 1.75), (0.05, 1.75), (0.95, 0.6875)):
        rows += [{"T": T, "photon_energy": 2 * d * (1 + off), "gap": d} for off in (0.0, 2.0**-40, -(2.0**-40), 1e-9, -1e-9, 1e-4)]
        rows += [{"T": T, "photon_energy": 2 * d * (1 + ulp), "gap": d} for ulp in (2.0**-52, -(2.0**-52))]
    return rows


def thermal_conductivity_points() -> list[dict]:
    low = (0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3)
    high = (0.4, 0.5, 0.6, 0.7, 0.8, 0.889767, 0.95, 0.99, 0.999, 0.999999)
    rows = [(T, "sheahen") for T in low + high] + [(T, "bcs") for T in (0.02, 0.1, 0.3, 0.6, 0.9, 0.99, 0.999999)]
    return [{"T": T, "gap_model": gap_model} for T, gap_model in rows]


def electron_phonon_points() -> list[dict]:
    rows = [(T, 0.3, n, "sheahen") for n in (5.0, 6.0) for T in (0.05, 0.2, 0.3 * (1 + 1e-9), 0.5, 0.9, 0.99, 0.9999)]
    rows += [(0.7, 0.05, 5.0, "sheahen"), (0.05, 0.05 * (1 + 1e-9), 5.0, "sheahen")]
    rows += [(0.06, 0.05, 6.0, "sheahen"), (0.9999, 0.05, 6.0, "sheahen")]
    rows += [(0.5, 1.2, 5.0, "sheahen"), (0.95, 1.2, 6.0, "sheahen"), (0.05, 1.2, 5.0, "sheahen"), (0.1, 0.8, 5.0, "sheahen")]
    rows += [(0.95, 0.8, n, "sheahen") for n in (3.0, 3.5, 7.0)] + [(0.4, 0.2, n, "sheahen") for n in (3.0, 3.5, 7.0)]
    rows += [(0.8 * (1 - 1e-9), 0.8, 3.5, "sheahen"), (0.99, 0.99 * (1 + 1e-9), 5.0, "sheahen"), (0.05, 0.3, 3.0, "sheahen")]
    rows += [(0.5, 0.3, 5.0, "bcs"), (0.97, 0.6, 6.0, "bcs"), (0.1, 0.05, 5.0, "bcs")]
    return [{"T": T, "T_phonon": Tp, "cooling_exponent": n, "gap_model": gap_model} for T, Tp, n, gap_model in rows]


def heat_capacity_points() -> list[dict]:
    rows = [(T, gap_model) for gap_model in ("sheahen", "bcs") for T in (0.05, 0.1, 0.3, 0.6, 0.9, 0.99, 0.999999)]
    return [{"T": T, "gap_model": gap_model} for T, gap_model in rows]


def gap_points() -> list[dict]:
    rows = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99, 0.999, 0.999999, 1 - 1e-9, 1 - 1e-13)
    return [{"T": T, "gap_model": gap_model} for gap_model in ("sheahen", "bcs") for T in rows]


def evaluate(kind: str, row: dict, step: mpf) -> dict[str, mpf]:
    """The values that belong to one row, with the current working digits."""
    T = mpf(row["T"])
    if kind == "heat_capacity":
        return {"C": heat_capacity(T, row["gap_model"], step)}
    d = mpf(row["gap"]) if "gap" in row else gap(T, row["gap_model"], step)
    if kind == "gap":
        return {"gap": d}
    if kind == "conductivity":
        s1, s2 = conductivity(T, mpf(row["photon_energy"]), d, step)
        return {"sigma1": s1, "sigma2": s2, "ac_resistivity": s1 / (s1**2 + s2**2)}
    if kind == "thermal_conductivity":
        return {"K": thermal_conductivity(T, d, step)}
    return {"Q": electron_phonon_power(T, mpf(row["T_phonon"]), mpf(row["cooling_exponent"]), d, step)}


POINTS = {
    "gap": gap_points,
    "conductivity": conductivity_points,
    "thermal_conductivity": thermal_conductivity_points,
    "electron_phonon": electron_phonon_points,
    "heat_capacity": heat_capacity_points,
}


def main() -> None:
    table: dict = {
        "units": "T in Tc, energies in kB Tc, sigma in sigma_N, K in K(Tc), Q in Sigma Tc^n, C in gamma Tc",
        "gap_of_a_row": "`gap_model` at the exact value of T; a number `gap`, where given, replaces it",
        "accuracy": {},
    }
    for kind, points in POINTS.items():
        began, worst = time.perf_counter(), mpf(0)
        table[kind] = []
        for row in points():
            made = []
            for digits, step in SETTINGS:
                with mp.workdps(digits):
                    made.append(evaluate(kind, row, step))
            coarse, fine = made
            for name, value in fine.items():
                with mp.workdps(60):
                    change = abs(coarse[name] / value - 1)
                worst = max(worst, change)
                if change > AGREEMENT:
                    raise ArithmeticError(f"{kind} {row}: {name} = {mp.nstr(value, 30)} changes by {mp.nstr(change, 3)}")
            table[kind].append(row | {name: mp.nstr(value, 30) for name, value in fine.items()})
        table["accuracy"][kind] = f"relative change with step and working digits below {mp.nstr(worst, 2)}"
        print(f"{kind}: {len(table[kind])} points, {table['accuracy'][kind]}, {time.perf_counter() - began:.0f} s", file=sys.stderr)
    (Path(__file__).parent / "material_30_digits.json").write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
