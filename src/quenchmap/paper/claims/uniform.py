"""Sec. III: bistability without heat conduction, Figs. 2 and 3."""

import math

import numpy as np

from quenchmap.balance.curve import Fold
from quenchmap.balance.fold_lines import fold_lines
from quenchmap.balance.phase_diagram import Region, end_of_bistability, phase_diagram
from quenchmap.balance.uniform import drive_at, folds, uniform_states
from quenchmap.balance.window import window
from quenchmap.material.critical_current import critical_current
from quenchmap.material.gap import ZERO_TEMPERATURE_GAP
from quenchmap.paper import captions
from quenchmap.paper.claim import Claim, judged, rounds_to
from quenchmap.paper.claims.model import TABLE_I
from quenchmap.precision import jnp
from quenchmap.units import BOLTZMANN, REDUCED_PLANCK


def claims() -> list[Claim]:
    """The statements of Sec. III."""
    return [*_three_states(), _drive_scale(), *_critical_current(), *_frequency_limit(), *_low_frequency(), *_phases()]


def _three_states() -> list[Claim]:
    states = uniform_states(captions.response(), captions.DRIVES["4a"])
    found = captions.bistable_window()
    outside = [len(uniform_states(captions.response(), j)) for j in (0.99 * found.j1, 1.01 * found.j2)]
    return [
        Claim(
            "three_solutions",
            "Fig. 2, Fig. 3a",
            "Eq. (3) has three solutions; the lowest and the highest are stable, the middle one is not",
            ", ".join(f"{s.temperature:.4f} Tc {'stable' if s.stable else 'unstable'}" for s in states) + " at j = 1.2 j*",
            judged([s.stable for s in states] == [True, False, True]),
        ),
        Claim(
            "window",
            "Sec. III",
            "The bistability disappears if j² is too large or too small",
            f"three solutions for {found.j1:.6f} < j/j* < {found.j2:.6f}, one outside (ħω = 2 kTc, T_ph = 0.3 Tc, n = 5)",
            judged(outside == [1, 1]),
        ),
    ]


def _drive_scale() -> Claim:
    cold = 0.05
    drive = float(drive_at(captions.response(phonon_temperature=cold), np.array([1.0]))[0])
    return Claim(
        "drive_scale",
        "Sec. III",
        "j* = √(σNΣTc^n) maintains T_e = Tc when T_ph = 0",
        f"{drive:.8f} j* at T_ph = {cold:g} Tc",
        judged(abs(drive - 1) < 1e-6),
        value=drive,
    )


def _critical_current() -> list[Claim]:
    materials = [captions.film(name).material for name, *_ in TABLE_I]
    ratios = [m.characteristic_current_density / m.critical_current_density(0.0) for m in materials]
    phonon_times = [m.density_of_states * (BOLTZMANN * m.critical_temperature) ** 2 / m.cooling_power_at_Tc for m in materials]
    estimates = [math.sqrt(REDUCED_PLANCK / (BOLTZMANN * m.critical_temperature * t)) for m, t in zip(materials, phonon_times)]
    prefactors = [r / e for r, e in zip(ratios, estimates)]
    constant = float(critical_current(jnp.array(0.0)))
    names = [name for name, *_ in TABLE_I]
    spread = {
        name: [m.characteristic_current_density / m.replace(diffusion_coefficient=D).critical_current_density(0.0) for D in (0.2e-4, 1e-4)]
        for name, m in zip(names, materials)
    }
    return [
        Claim(
            "critical_current_constant",
            "Sec. III, Ref. [44]",
            "j_c ≈ 1.5 σN[Δ0/2e](ħD/Δ0)^(−1/2)",
            f"{constant:.6f}, from the Usadel equation at T = 0",
            judged(rounds_to("1.5", constant)),
            value=constant,
        ),
        Claim(
            "gap_ratio",
            "Sec. III",
            "2Δ0 ≈ 3.53 Tc",
            f"{2 * ZERO_TEMPERATURE_GAP:.6f} kTc",
            judged(rounds_to("3.53", 2 * ZERO_TEMPERATURE_GAP)),
        ),
        Claim(
            "critical_current_estimate",
            "Sec. III",
            "j*/j_c ~ √(ħ/(Tc τ_ph))",
            ", ".join(f"{name}: {p:.3f} √(ħ/kTcτ_ph), τ_ph = {t * 1e12:.1f} ps" for name, p, t in zip(names, prefactors, phonon_times)),
            judged(all(1 / 3 < p < 3 for p in prefactors)),
            "With ΣTc^n = N0(kTc)²/τ_ph; the prefactor is the same number for any material.",
        ),
        Claim(
            "below_critical_current",
            "Sec. III",
            "j* ≪ j_c, necessarily in any material described as a gas of quasiparticles",
            ", ".join(f"{name}: j*/j_c(0) = {r:.2f}" for name, r in zip(names, ratios)),
            judged(max(ratios) < 0.1),
            "Marginal: "
            + ", ".join(f"{low:.2f} to {high:.2f} for {name}" for name, (low, high) in spread.items())
            + " for D from 0.2 to 1 cm²/s (Table I has no D). j being rms, the peak of a spot is √2 j_max, and j_c falls as "
            "(1 − T/Tc)^(3/2).",
        ),
    ]


def _frequency_limit() -> list[Claim]:
    temperatures = (0.3, 0.6, 0.8)
    ends = [end_of_bistability(T, captions.EXPONENT) for T in temperatures]
    above = [len(folds(captions.response(1.001 * e.formal, T))) for T, e in zip(temperatures, ends)]
    narrow = window(captions.response(0.99 * ends[0].formal))
    width = 0.0 if narrow is None else narrow.relative_width
    several = _tristable_frequencies()
    w = float(several[several.size // 3])  # near where the three states coexist most widely
    lines = folds(captions.response(w, 0.6))
    between = math.sqrt(math.prod(_common_drives(lines)))
    most = len(uniform_states(captions.response(w, 0.6), between))
    return [
        Claim(
            "gap_limit",
            "Sec. III, Fig. 3b",
            "The bistable region exists only for ħω below 2Δ(T_ph)",
            ", ".join(f"2Δ = {e.formal:.4f} kTc at T_ph = {T:g} Tc" for T, e in zip(temperatures, ends)) + "; no fold 0.1 % above",
            judged(not any(above)),
            "And formally up to there, but the window is exponentially narrow near the end: relative width 1e-2 at ħω/kTc = "
            + " / ".join(f"{e.photon_energy:.3f}" for e in ends)
            + f"; {width:.1e} at 0.99 × 2Δ(0.3 Tc).",
        ),
        Claim(
            "at_most_three",
            "Secs. I and III",
            "There are two stable states (three solutions) where the film is bistable",
            f"{most} solutions at ħω = {w:.4f} kTc, j = {between:.5f} j*, T_ph = 0.6 Tc, n = 5",
            judged(most <= 3),
            f"Near the end of bistability a pair of folds at the gap edge coexists with a smooth pair ({len(lines)} folds of j(T)): "
            f"three stable uniform states for {several[0]:.4f} < ħω/kTc < {several[-1]:.4f}.",
            float(most),
        ),
    ]


def _tristable_frequencies() -> np.ndarray:
    """Photon energies at T_ph = 0.6 T_c where three uniform states are stable at one drive, on a fine grid."""
    w = np.linspace(3.09, 3.12, 301)
    low, high = np.array([_common_drives(line) if len(line) == 4 else (1.0, 0.0) for line in fold_lines(w, 0.6, captions.EXPONENT)]).T
    return w[low < high]


def _common_drives(lines: tuple[Fold, ...]) -> tuple[float, float]:
    """Drives between which all the stable states that these folds end exist."""
    return max(f.drive for f in lines if f.kind == "minimum"), min(f.drive for f in lines if f.kind == "maximum")


def _low_frequency() -> list[Claim]:
    bound = math.sqrt(1 - captions.PHONON_TEMPERATURE**captions.EXPONENT)
    windows = {w: captions.bistable_window(w) for w in (0.01, 0.02, 0.5)}
    distance = {w: f.j1 / bound - 1 for w, f in windows.items()}
    slope = math.log(windows[0.02].j2 / windows[0.01].j2) / math.log(2)
    T = np.array([windows[0.01].upper.temperature])
    rho = [float(captions.response(w).absorption(T)[0]) for w in (0.01, 0.02)]
    power = math.log(rho[1] / rho[0]) / math.log(2)
    return [
        Claim(
            "lower_bound",
            "Sec. III (i)",
            "At low frequencies the region is bounded from below by j*√(1 − (T_ph/Tc)^n)",
            f"{bound:.6f} j*; j1 lies " + ", ".join(f"{-d:.1e} below at ħω = {w:g} kTc" for w, d in distance.items()),
            judged(abs(distance[0.01]) < 1e-3),
            "As the limit ω → 0, reached from below: the fold at j1 is always a little below Tc.",
        ),
        Claim(
            "upper_bound_power",
            "Sec. III (ii)",
            "The region extends to high currents ∝ 1/ω²",
            f"j2 = {windows[0.01].j2:.2f} and {windows[0.02].j2:.2f} j* at ħω = 0.01 and 0.02 kTc: j2 ∝ ω^{slope:.2f}, j2² ∝ "
            f"ω^{2 * slope:.2f}",
            judged(abs(slope + 2) < 0.2),
            "1/ω² holds for j2², not for j2, up to the logarithm in σ1.",
            slope,
        ),
        Claim(
            "resistivity_power",
            "Sec. III (ii)",
            "Re[1/σ] ∝ ω² at low frequency",
            f"∝ ω^{power:.2f} between ħω = 0.01 and 0.02 kTc at T = {T[0]:.3f} Tc",
            judged(abs(power - 2) < 0.25),
            "The rest is the logarithm ln(kT/ħω) of σ1.",
            power,
        ),
    ]


def _phases() -> list[Claim]:
    diagrams = {T: phase_diagram(*_grid(), phonon_temperature=T, cooling_exponent=captions.EXPONENT) for T in (0.8, 0.3)}
    shares = {}
    for T, diagram in diagrams.items():
        region = diagram.region.values
        both = np.isin(region, (Region.SUPERCONDUCTING_SUPERCONDUCTING, Region.SUPERCONDUCTING_NORMAL))
        shares[T] = float(np.sum(region == Region.SUPERCONDUCTING_SUPERCONDUCTING) / np.sum(both))
    hottest = max(float(np.nanmax(d.temperature_at_j1)) for d in diagrams.values())
    at_three = captions.bistable_window(3.0)
    return [
        Claim(
            "superconducting_part",
            "Sec. III",
            "The high solution lies below Tc only in a small part of the bistable region, with j < j*√(1 − (T_ph/Tc)^n)",
            ", ".join(f"{share:.0%} of its area at T_ph = {T:g} Tc" for T, share in shares.items()) + " (ħω from 0.1 kTc, j up to 3 j*)",
            judged(max(shares.values()) < 0.25),
            "Not at every frequency: at ħω = 3 kTc, T_ph = 0.3 Tc the high state is superconducting up to j2 = "
            f"{at_three.j2:.3f} j*, in the whole window.",
        ),
        Claim(
            "never_two_normal",
            "Fig. 3b",
            "There is no region where both states are normal",
            f"the fold where the high state is born is at {hottest:.5f} Tc at most, below Tc at every frequency",
            judged(hottest < 1),
        ),
    ]


def _grid() -> tuple[np.ndarray, np.ndarray]:
    return np.linspace(0.1, 4.0, 200), np.linspace(0.01, 3.0, 300)
