"""Sec. IV: the hot spot, Figs. 4 and 5."""

import math

import numpy as np

from quenchmap.balance.uniform import local_branches
from quenchmap.paper import captions
from quenchmap.paper.claim import Claim, judged, of_order, rounds_to
from quenchmap.precision import jnp
from quenchmap.tip.absorption import POWER_COEFFICIENT, closed_form_power
from quenchmap.tip.microwave import CURRENT_COEFFICIENT
from quenchmap.tip.shape import PEAK, PEAK_RADIUS, microwave_shape
from quenchmap.units import VACUUM_PERMITTIVITY, engineering

A, B = captions.DRIVES["4a"], captions.DRIVES["4b"]


def claims() -> list[Claim]:
    """The statements of Sec. IV."""
    return [*_numbers(), _two_parameters(), *_power(), *_local_solutions(), *_maxwell(), *_profiles(), *_merger()]


def _numbers() -> list[Claim]:
    printed = math.sqrt(PEAK / (2 * math.pi))
    ratio = {name: captions.film(name).material.relaxation_length / captions.HEIGHT for name in ("InOx", "NbN")}
    return [
        Claim(
            "peak_current",
            "Sec. IV",
            "j_max ≈ 0.120 I0/(z0 d)",
            f"{CURRENT_COEFFICIENT:.7f} I0/(z0 d)",
            judged(rounds_to("0.120", CURRENT_COEFFICIENT)),
            f"√(H_max/8π²) by the definition of j in Sec. III; {printed:.3f} is √(H_max/2π), "
            f"{printed / CURRENT_COEFFICIENT:.2f} times too large.",
            CURRENT_COEFFICIENT,
        ),
        Claim(
            "peak_radius",
            "Sec. IV",
            "r_max ≈ 1.27 z0",
            f"{PEAK_RADIUS:.5f} z0, the root of the golden ratio",
            judged(rounds_to("1.27", PEAK_RADIUS)),
            value=PEAK_RADIUS,
        ),
        Claim(
            "length_ratio",
            "Secs. IV and VI",
            "Λ ~ 20 nm can be significantly smaller than z0 ~ 100 nm; Λ ≲ z0 is the case for NbN and InOx",
            ", ".join(f"{name}: Λ/z0 = {value:.3f}" for name, value in ratio.items()),
            judged(max(ratio.values()) < 0.3),
        ),
    ]


def _two_parameters() -> Claim:
    real = captions.film_states("NbN", A).hot
    ratio = captions.film("NbN").material.relaxation_length / captions.HEIGHT
    plain = captions.states(A, ratio).hot
    off = abs(real.outer_radius / captions.HEIGHT / plain.outer_radius - 1)
    return Claim(
        "two_parameters",
        "Sec. IV",
        "At given ħω/Tc and T_ph/Tc the solutions are determined by j_max/j* and Λ/z0 (and n)",
        f"NbN at z0 = 100 nm, ħω = 2 kTc, T_ph = 3 K, and the dimensionless problem with Λ/z0 = {ratio:.4f}: outer radii "
        f"agree within {off:.0e}",
        judged(off < 1e-7),
    )


def _power() -> list[Claim]:
    found = [
        Claim(
            "power_prefactor",
            "Sec. IV",
            "The power at j_max = j* is 5.5 ΣTc^n z0² d ln[(4πσN/ω)(d/z0)]",
            f"{POWER_COEFFICIENT:.4f} ΣTc^n z0² d times the logarithm",
            judged(rounds_to("5.5", POWER_COEFFICIENT)),
            "2π/(H_max z0²) = 2πφ⁵ follows from (B5) with j² = I0²H/8π²d²; with the printed 0.120 it is "
            f"{POWER_COEFFICIENT / (4 * math.pi):.2f}, the paper's. "
            "The argument is Gaussian and 2|a_e|/z0; in SI |a_e| = σN d/(2ε0ω).",
            POWER_COEFFICIENT,
        )
    ]
    for name, printed, word in (("InOx", 3e-9, "a few nanowatts"), ("NbN", 3e-6, "a few microwatts")):
        film = captions.film(name)
        tip = captions.tip(film)
        ours = closed_form_power(film, tip, 1.0, logarithm="printed").total
        screened = closed_form_power(film, tip, 1.0).total
        theirs = closed_form_power(film, tip, 1.0, logarithm="printed", printed_coefficient=True).total
        hot = captions.film_states(name, A).hot
        gaussian = theirs / math.log(_cutoff(name)) * math.log(2 * _cutoff(name))
        found.append(
            Claim(
                f"power_{name}",
                "Sec. IV",
                f"{word} for {name}, d = 10 nm, z0 = 100 nm",
                f"{engineering(ours, 'W')} with ln(|a_e|/z0); {engineering(screened, 'W')} with the film's screening (normal "
                "film, ħω = 2 kTc)",
                judged(of_order(printed, ours)),
                f"{POWER_COEFFICIENT / 5.5:.2f} times more than with 5.5, which gives {engineering(theirs, 'W')} "
                f"({engineering(gaussian, 'W')} with 2|a_e|/z0). "
                "Both take the film as normal everywhere. Solved profile at j_max = 1.2 j*, T_ph = 0.3 Tc, hot state: "
                f"{engineering(hot.absorbed_power, 'W')}, and "
                f"{engineering(hot.plasmon_power, 'W')} leave as plasmons of the cold film; "
                f"normal from {hot.inner_radius * 1e9:.0f} to {hot.outer_radius * 1e9:.0f} nm.",
                ours,
            )
        )
    return found


def _cutoff(name: str) -> float:
    film = captions.film(name)
    return 1 / (film.sheet_resistance * 2 * VACUUM_PERMITTIVITY * captions.tip(film).angular_frequency) / captions.HEIGHT


def _local_solutions() -> list[Claim]:
    found = captions.bistable_window()
    x = np.geomspace(0.01, 100, 4001)
    h = np.sqrt(np.asarray(microwave_shape(jnp.asarray(x))))

    def intervals(drive: float) -> str:
        several = local_branches(captions.response(), drive * h).states == 3
        edges = np.flatnonzero(np.diff(several.astype(int)))
        return " and ".join(f"{x[a]:.2f} < r/z0 < {x[b]:.2f}" for a, b in edges.reshape(-1, 2))

    none = not np.any(local_branches(captions.response(), 0.99 * found.j1 * h).states == 3)
    return [
        Claim(
            "local_solutions",
            "Sec. IV, dotted curves of Fig. 4",
            "Λ → 0: only T_l for j_max < j1; one interval with three solutions for j1 < j_max < j2; two for j_max > j2",
            f"none at 0.99 j1; at 1.2: {intervals(A)}; at 1.8: {intervals(B)}",
            judged(none and "and" not in intervals(A) and intervals(B).count("and") == 1),
        )
    ]


def _maxwell() -> list[Claim]:
    a, b = captions.spot().maxwell_radii(A), captions.spot().maxwell_radii(B)
    hot, single = captions.states(A).hot, captions.states(B)[-1]
    edge, edge_b = (s.observable("outer_gap_edge_radius").value for s in (hot, single))
    window = captions.spot().hysteresis_window()
    finer = captions.spot(0.1).hysteresis_window()
    found = captions.bistable_window()
    lower = [w.lower.parameter for w in (window, finer) if w is not None]
    return [
        Claim(
            "maxwell_walls",
            "Sec. IV, vertical lines of Fig. 4",
            "Eq. (4) gives the walls for Λ → 0, and stays qualitatively correct for realistic Λ/z0",
            f"walls at {a[0]:.4f} and {a[1]:.4f} z0 (1.2), {b[0]:.4f} and {b[1]:.4f} z0 (1.8); steepest fall at Λ/z0 = 0.16: "
            f"{edge:.4f} and {edge_b:.4f} z0",
            judged(abs(edge / a[1] - 1) < 0.05 and abs(edge_b / b[1] - 1) < 0.05),
            "Steepest where T passes the gap edge 2Δ(T) = ħω.",
            a[1],
        ),
        Claim(
            "hot_ring_threshold",
            "Sec. IV",
            "For j1 < j_max < j2 and Λ → 0 there is another stable solution with two domain walls",
            f"the hot branch ends at j_max/j* = {lower[0]:.5f} for Λ/z0 = 0.16 and {lower[1]:.5f} for 0.1; j_M = "
            f"{captions.maxwell().drive:.5f}, j1 = {found.j1:.5f}",
            judged(lower[1] < 0.5 * (found.j1 + captions.maxwell().drive)),
            "The ring exists only where j_max exceeds the Maxwell drive j_M: below it both walls move inwards. As Λ → 0 the "
            "lower edge of the "
            "hysteresis tends to j_M, not j1.",
            lower[0],
        ),
        Claim(
            "hysteresis",
            "Secs. I and IV",
            "Hysteresis of T_e(r) as the drive is changed",
            f"between j_max/j* = {window.lower.parameter:.6f} and {window.upper.parameter:.6f} for Λ/z0 = 0.16" if window else "none",
            judged(window is not None),
            value=window.upper.parameter if window else None,
        ),
        Claim(
            "single_above_j2",
            "Sec. IV",
            "For j_max > j2 there is only one global solution",
            f"{len(captions.states(0.5 * (found.j2 + window.upper.parameter)))} between j2 = {found.j2:.4f} and "
            f"{window.upper.parameter:.4f} j* at Λ/z0 = 0.16, "
            f"{len(captions.states(B))} at 1.8 (Fig. 4b)"
            if window
            else "",
            judged(window is not None and window.upper.parameter <= found.j2),
            "True for Λ → 0. Conduction to the colder surroundings keeps the cold state alive a little above j2.",
        ),
    ]


def _profiles() -> list[Claim]:
    states, single = captions.states(A), captions.states(B)
    hot = states.hot
    width = {name: s.wall_width for name, s in (("4a", hot), ("4b", single[-1]))}
    return [
        Claim(
            "figure_4a",
            "Fig. 4a",
            "Three solutions: high, unstable and low",
            "highest temperatures " + ", ".join(f"{s.maximum_temperature:.6f} ({s.kind})" for s in states),
            judged([s.stable for s in states] == [True, False, True]),
        ),
        Claim(
            "figure_4b",
            "Fig. 4b",
            "There is only one solution",
            f"{len(single)}: T_max = {single[-1].maximum_temperature:.6f} Tc, normal for {single[-1].inner_radius:.4f} < "
            f"r/z0 < {single[-1].outer_radius:.4f}",
            judged(len(single) == 1),
        ),
        Claim(
            "superconducting_core",
            "Sec. IV",
            "T_e exceeds Tc in a ring, leaving a small superconducting core precisely below the tip",
            f"T(0) = {hot.observable('central_temperature').value:.4f} and {single[-1].observable('central_temperature').value:.4f} Tc; "
            f"core radius {hot.inner_radius:.4f} and {single[-1].inner_radius:.4f} z0 (1.2, 1.8)",
            judged(hot.superconducting_core and single[-1].superconducting_core),
            value=hot.inner_radius,
        ),
        Claim(
            "wall_against_spot",
            "Sec. IV",
            "Domain walls of width Λ, significantly smaller than the hot spot",
            ", ".join(f"Fig. {k}: 10-90 % width {w:.3f} z0 = {w / captions.RELAXATION_LENGTH:.1f} Λ" for k, w in width.items())
            + f"; outer radii {hot.outer_radius:.3f} and {single[-1].outer_radius:.3f} z0",
            judged(all(of_order(captions.RELAXATION_LENGTH, w) for w in width.values())),
            "Between T_l and T_h at j_M. Sharper than the spot, but several Λ wide.",
            width["4a"],
        ),
    ]


def _merger() -> list[Claim]:
    end = captions.merger().parameter
    beyond = captions.states(A, 0.8)
    slopes = [captions.states(A, length).hot.observable("wall_slope").value for length in (captions.RELAXATION_LENGTH, 0.4)]
    return [
        Claim(
            "broadening",
            "Sec. IV",
            "Finite Λ/z0 broadens the domain walls",
            f"steepest slope of the outer wall {slopes[0]:.3f} Tc/z0 at Λ/z0 = 0.16, {slopes[1]:.3f} at 0.4 (1.2 j*)",
            judged(slopes[1] < slopes[0]),
        ),
        Claim(
            "merger",
            "Sec. IV, Fig. 5",
            "The high and the unstable solution annihilate at Λ/z0 ≈ 0.6",
            f"{end:.7f}",
            judged(rounds_to("0.6", end)),
            value=end,
        ),
        Claim(
            "cold_survives",
            "Sec. IV, Fig. 5",
            "The low-temperature solution survives at larger Λ/z0",
            f"{len(beyond)} state at Λ/z0 = 0.8, T_max = {beyond[0].maximum_temperature:.4f} Tc "
            f"({captions.states(A)[0].maximum_temperature:.4f} at 0.16)",
            judged(len(beyond) == 1 and beyond[0].stable and beyond[0].maximum_temperature < 0.9),
        ),
    ]
