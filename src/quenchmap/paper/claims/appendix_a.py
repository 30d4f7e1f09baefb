"""Appendix A: gap, conductivity, heat conduction and cooling."""

import numpy as np

from quenchmap.material.conductivity import conductivity
from quenchmap.material.gap import ZERO_TEMPERATURE_GAP, bcs_gap, sheahen_gap
from quenchmap.material.thermal_conductivity import thermal_conductivity
from quenchmap.paper.claim import Claim, judged, rounds_to
from quenchmap.paper.printed import normal_state_cooling, printed_conductivity, printed_thermal_conductivity
from quenchmap.precision import jax, jnp

_bcs_gap, _sigma, _K = (jax.jit(f) for f in (bcs_gap, conductivity, thermal_conductivity))


def claims() -> list[Claim]:
    """The statements of Appendix A."""
    return [*_gap(), _conductivity(), _thermal_conductivity(), _cooling()]


def _gap() -> list[Claim]:
    T = jnp.linspace(0.05, 0.99, 95)
    deviation = np.abs(np.asarray(sheahen_gap(T) / _bcs_gap(T)) - 1)
    worst = int(np.argmax(deviation))
    largest = float(deviation[worst])
    return [
        Claim(
            "gap_interpolation",
            "Eq. (A1)",
            "agrees within 3 % with the BCS gap",
            f"{largest:.2%} off at T = {float(T[worst]):.2f} Tc, the worst",
            judged(largest <= 0.03),
            "Slightly more than 3 %; the self-consistent gap is at hand as gap_model='bcs'.",
            largest,
        ),
        Claim(
            "zero_temperature_gap",
            "Eq. (A2)",
            "Δ0/Tc = π/e^γ ≈ 1.76, γ = 0.577...",
            f"{ZERO_TEMPERATURE_GAP:.6f}, γ = {np.euler_gamma:.6f}",
            judged(rounds_to("1.76", ZERO_TEMPERATURE_GAP) and int(1000 * np.euler_gamma) == 577),
            value=ZERO_TEMPERATURE_GAP,
        ),
    ]


def _conductivity() -> Claim:
    points = ((0.3, 2.0), (0.9, 2.0), (0.5, 5.0))
    ours = [complex(_sigma(jnp.array(T), jnp.array(w))) for T, w in points]
    off = max(abs(printed_conductivity(T, w) / s - 1) for (T, w), s in zip(points, ours))
    return Claim(
        "conductivity_formula",
        "Eqs. (A3), (A4)",
        "The Mattis-Bardeen conductivity",
        f"the printed integrals and the package agree within {off:.0e} below, across and above the gap",
        judged(off < 1e-9),
        "As printed it is the convention e^(+iωt), σ1 − iσ2; Appendices B and D use e^(−iωt). Powers do not depend on it.",
    )


def _thermal_conductivity() -> Claim:
    temperatures = (0.2, 0.5, 0.9)
    off = max(abs(printed_thermal_conductivity(T) / float(_K(jnp.array(T))) - 1) for T in temperatures)
    return Claim(
        "thermal_conductivity_formula",
        "Eq. (A5)",
        "The electronic thermal conductivity",
        f"the printed integral and the closed form of the package agree within {off:.0e}",
        judged(off < 1e-9),
    )


def _cooling() -> Claim:
    T, T_phonon, n = 1.2, 0.5, 5.0
    power = T**n - T_phonon**n
    once, twice = (normal_state_cooling(T, T_phonon, n, tanh_factors=k) / power for k in (1, 2))
    return Claim(
        "cooling_formula",
        "Eq. (A6)",
        "Electron-phonon power, with the factor (tanh − tanh) written twice in the text at hand",
        f"without a gap, over Σ(T_e^n − T_ph^n): {once:.10f} with the factor once, {twice:.4f} with the factor twice",
        judged(abs(twice - 1) < 1e-6),
        "One factor: only then Q = Σ(T_e^n − T_ph^n) in the normal state, as Sec. II says. The second may be a fault of reading the PDF.",
        once,
    )
