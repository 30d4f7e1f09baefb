"""Appendix B: the circuit of the tip, the current in the film, and the power."""

import math

import numpy as np

from quenchmap.paper import captions
from quenchmap.paper.claim import Claim, judged, of_order, rounds_to
from quenchmap.precision import jnp
from quenchmap.tip.capacitance import sphere_plane_capacitance
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.tip.screening import screened_integrals, screening_length
from quenchmap.tip.shape import PEAK, heating_integral, microwave_shape
from quenchmap.units import BOLTZMANN, PLANCK, SPEED_OF_LIGHT, VACUUM_PERMITTIVITY


def claims() -> list[Claim]:
    """The statements of Appendix B."""
    return [*_circuit(), *_cutoffs(), *_current(), *_logarithm()]


def _circuit() -> list[Claim]:
    tip = MicrowaveTip(captions.HEIGHT, BOLTZMANN / PLANCK, radius=captions.TIP_RADIUS, capacitance_model="isolated")  # hbar omega = 1 K
    impedance = tip.reactance / 1e6
    exact = sphere_plane_capacitance(captions.TIP_RADIUS, captions.HEIGHT) / tip.capacitance
    resistance = captions.QUANTUM_RESISTANCE / 1e3
    sheet = {name: captions.film(name).sheet_resistance for name in ("InOx", "NbN")}
    return [
        Claim(
            "capacitance",
            "App. B",
            "C_tip ~ 4πε0R_tip",
            f"the exact sphere above a plane has {exact:.4f} times that at z0 = 2 R_tip",
            judged(of_order(1.0, exact)),
            value=exact,
        ),
        Claim(
            "tip_impedance",
            "App. B",
            "Z_tip = 1.4 MΩ for R_tip = 50 nm, ħω = 1 K",
            f"{impedance:.3f} MΩ",
            judged(rounds_to("1.4", impedance)),
            f"With the exact capacitance {impedance / exact:.2f} MΩ.",
            impedance,
        ),
        Claim(
            "quantum_resistance",
            "Apps. B and D",
            "σ2D = 4e²/(2πħ) = 1/(6.46 kΩ)",
            f"1/({resistance:.4f} kΩ)",
            judged(rounds_to("6.46", resistance)),
            f"h/4e² rounds to {resistance:.2f} kΩ; a slip of the last digit (Appendix D writes 6.5, which is right).",
            resistance,
        ),
        Claim(
            "impedance_ratio",
            "App. B",
            "Z_tip is much larger than the sheet resistance, even the largest",
            f"Z_tip/R = {tip.reactance / captions.QUANTUM_RESISTANCE:.0f} at h/4e²; "
            + ", ".join(f"{captions.tip(captions.film(name)).reactance / R:.0f} for {name}" for name, R in sheet.items())
            + " at ħω = 2 kTc, d = 10 nm",
            judged(all(captions.tip(captions.film(name)).reactance > 10 * R for name, R in sheet.items())),
        ),
    ]


def _cutoffs() -> list[Claim]:
    film = captions.film("InOx")
    tip = captions.tip(film)
    length, wave = abs(screening_length(film, tip)), SPEED_OF_LIGHT / tip.angular_frequency
    ratio = {name: abs(screening_length(captions.film(name), captions.tip(captions.film(name)))) for name in ("InOx", "NbN")}
    waves = {name: SPEED_OF_LIGHT / captions.tip(captions.film(name)).angular_frequency for name in ratio}
    smallest = min(min(ratio[name], waves[name]) / captions.HEIGHT for name in ratio)
    return [
        Claim(
            "cutoffs_far",
            "App. B",
            "Both cutoffs, |a_e| and c/ω, are much larger than z0",
            ", ".join(f"{name}: |a_e| = {ratio[name] * 1e6:.1f} µm, c/ω = {waves[name] * 1e6:.0f} µm" for name in ratio)
            + f"; at least {smallest:.0f} z0",
            judged(smallest > 10),
            "Normal films at ħω = 2 kTc.",
        ),
        Claim(
            "cutoff_choice",
            "App. B",
            "c/ω becomes the more relevant one if σ2D/(2ε0c) > 1",
            f"|a_e|ω/c = {length / wave:.4f} for InOx, {ratio['NbN'] / waves['NbN']:.3f} for NbN, both d = 10 nm: |a_e| comes first",
            judged(abs(length / wave - 1 / (2 * VACUUM_PERMITTIVITY * SPEED_OF_LIGHT * film.sheet_resistance)) < 1e-6),
            "|a_e|ω/c = σ2D/(2ε0c), the impedance of free space over twice the sheet resistance.",
        ),
    ]


def _current() -> list[Claim]:
    x = jnp.asarray(np.geomspace(1e-2, 1e2, 50))
    s = jnp.sqrt(1 + x * x)

    def flow(x: jnp.ndarray) -> jnp.ndarray:  # 2 pi r J_r/I, Eq. (B3)
        return 1 - 1 / jnp.sqrt(1 + x * x)

    step = 1e-5
    divergence = (flow(x + step * x) - flow(x - step * x)) / (2 * step * x) / x
    continuity = float(jnp.max(jnp.abs(divergence * s**3 - 1)))
    shape = float(jnp.max(jnp.abs((flow(x) / x) ** 2 / (PEAK * microwave_shape(x)) - 1)))
    return [
        Claim(
            "current_solution",
            "Eqs. (B1) to (B3)",
            "J_r = (I/2πr)(1 − z0/√(z0² + r²)) solves the continuity equation; the induced charge is −q",
            f"its divergence is −∂ρ/∂t within {continuity:.0e}; the flow through a circle tends to I "
            f"({float(flow(jnp.array(1e4))):.4f} I at 1e4 z0)",
            judged(continuity < 1e-6),
        ),
        Claim(
            "joule_heat",
            "Eqs. (B4), (1), (2)",
            "P(r) = (1/(2πr)²)(1 − z0/√(z0² + r²))² (I0²/2) Re 1/σ2D, the last term of Eq. (1)",
            f"H of Eq. (2) is [(1 − z0/√(z0² + r²))/r]² within {shape:.0e}",
            judged(shape < 1e-9),
            "So j² = I0²H/(8π²d²) is the mean square: j is rms, and the peak in time is √2 j.",
        ),
    ]


def _logarithm() -> list[Claim]:
    cut = 1e3
    sharp = float(heating_integral(jnp.array(cut))) - math.log(cut)
    near, _ = screened_integrals(1 + 0j, 1e-6)
    screened = near - math.log(1e6)
    film = captions.film("InOx")
    tip = captions.tip(film)
    logarithm = math.log(abs(screening_length(film, tip)) / tip.height)
    return [
        Claim(
            "logarithm",
            "Eq. (B5)",
            "∫P 2πr dr = (I0²/4π) Re(1/σ2D) ln(L/z0), L = min{c/ω, |a_e|}",
            f"ln(L/z0) {sharp:+.4f} for a sharp cutoff at L, ln(|a_e|/z0) {screened:+.4f} with the film's own screening",
            judged(abs(sharp) < 0.1 * logarithm),
            f"The prefactor is right. The constants, −2 ln 2 = {-2 * math.log(2):.4f} and −(ln 2 + γ) = "
            f"{-math.log(2) - np.euler_gamma:.4f}, are not small "
            f"beside ln(L/z0) = {logarithm:.2f} (InOx). A cold film also sends out plasmons, about πσ2/σ1 in the same units.",
            screened,
        ),
        Claim(
            "voltage_bias",
            "App. B",
            "For a voltage-biased tip replace I0 by ωC_tipV0",
            ", ".join(_voltages("InOx", "NbN")) + " at j_max = j*",
            judged(abs(tip.drive(film, voltage=tip.voltage(film, 1.0)) - 1) < 1e-12),
            "The paper gives no voltage. With C_tip = 4πε0R_tip, R_tip = 50 nm, z0 = 100 nm, d = 10 nm, ħω = 2 kTc.",
        ),
    ]


def _voltages(*names: str) -> list[str]:
    found = []
    for name in names:
        film = captions.film(name)
        tip = captions.tip(film)
        found.append(f"{name}: I0 = {tip.current(film, 1.0) * 1e6:.2f} µA, V0 = {tip.voltage(film, 1.0):.2f} V")
    return found
