"""Sec. V and Appendix D: heating with a hot tip, Fig. 7."""

import math

import numpy as np

from quenchmap.paper import captions, tip_photons
from quenchmap.paper.claim import Claim, judged, of_order, rounds_to
from quenchmap.tip.hot import HotTip
from quenchmap.tip.shape import DIPOLE_PEAK_RADIUS, dipole_shape
from quenchmap.precision import jnp
from quenchmap.units import BOLTZMANN, REDUCED_PLANCK, SPEED_OF_LIGHT, VACUUM_PERMITTIVITY


def claims() -> list[Claim]:
    """The statements of Appendix D on the power that a hot tip gives."""
    return [*_tip_metal(), *_lengths(), *_power(), *_overheating()]


def _tip_metal() -> list[Claim]:
    rate = 1 / (1.13e-7 * VACUUM_PERMITTIVITY)
    omega = 4 * BOLTZMANN * 300 / REDUCED_PLANCK
    return [
        Claim(
            "tip_rate",
            "App. D",
            "σ_tip/ε0 ~ 1e18 s⁻¹ corresponds to 1/σ_tip = 1.13e-7 Ωm",
            f"{rate:.4e} s⁻¹; ω = 4kT/ħ = {omega:.1e} s⁻¹ at 300 K is {rate / omega:.0f} times smaller",
            judged(abs(rate / 1e18 - 1) < 5e-3),
            value=rate,
        )
    ]


def _lengths() -> list[Claim]:
    tip, R = captions.hot_tip(), captions.QUANTUM_RESISTANCE
    omega = BOLTZMANN * 100 / REDUCED_PLANCK
    a_e = float(tip_photons.screening_length(100.0, R)) * 1e9
    a_m = 2 * VACUUM_PERMITTIVITY * SPEED_OF_LIGHT**2 * R / omega * 1e3
    photon = tip_photons.mean_photon_energy() * tip.temperature
    at_photon = float(tip_photons.screening_length(photon, R)) * 1e9
    electric, magnetic = tip_photons.electric_reduction(tip, R), tip_photons.magnetic_reduction(tip)
    depth = float(tip_photons.skin_depth(photon, tip.conductivity)) * 1e9
    return [
        Claim(
            "electric_length",
            "App. D",
            "|a_e| = 670 nm for σ2D = 4e²/h and ħω = 100 K",
            f"{a_e:.1f} nm",
            judged(abs(a_e / 670 - 1) < 0.01),
            value=a_e,
        ),
        Claim(
            "screening_dropped",
            "App. D, Eqs. (D6), (D7)",
            "so unity can be neglected against k a_e, k ~ 1/z0",
            f"the heat of a 300 K tip comes at ħω ≈ {photon:.0f} K, where |a_e| = {at_photon:.0f} nm < z0: the electric term is {electric:.3f} of (D7)",
            judged(electric > 0.8),
            "Right at 100 K, not at the photons that heat: with the 1 kept in (D5) the electric dipole is the weaker one. "
            "The rest of the package follows the paper here.",
            electric,
        ),
        Claim(
            "magnetic_length",
            "App. D",
            "|a_m| = 0.8 mm",
            f"{a_m:.3f} mm",
            judged(rounds_to("0.8", a_m)),
            value=a_m,
        ),
        Claim(
            "magnetic_polarizability",
            "Eq. (D9)",
            "α_m of a sphere into which the field penetrates",
            f"at ħω ≈ {photon:.0f} K the skin depth is {depth:.0f} nm, R_tip = 50 nm: the magnetic term is {magnetic:.3f} of (D13)",
            judged(magnetic > 0.8),
            "(D9) is the first term in (R/δ)².",
            magnetic,
        ),
    ]


def _power() -> list[Claim]:
    tip, film = captions.hot_tip(), captions.quantum_film()
    t_bath = 1.0
    integral = tip.power_density(t_bath, film, model="integral")
    closed, printed = tip.power_density(t_bath, film), tip.power_density(t_bath, film, printed=True)
    electric, magnetic = tip.dipole_terms(film)
    low = tip.power_density(0.2, film, model="integral") / tip.power_density(0.2, film)
    x = jnp.linspace(0.3, 1.5, 24001)
    peak = float(x[jnp.argmax(dipole_shape(x))])
    return [
        Claim(
            "closed_form",
            "Eq. (D14)",
            "The frequency integrals (D7) and (D13) of a normal film give π²/5 (T_tip⁴ − T_e⁴)/(ħ³c²) × ...",
            f"the integrals are {integral / printed:.6f} times the printed expression, both terms",
            judged(abs(integral / printed - 1) < 1e-3),
            "∫ω³(coth − coth)dω/2π over both signs is 2π²·2(T_tip⁴ − T_e⁴)/(30ħ⁴)·..., so the prefactor is 2π²/5.",
            integral / printed,
        ),
        Claim(
            "power_density",
            "App. D",
            "P ≈ 6 W/m² at r = z0/√2 for z0 = 100 nm, R_tip = 50 nm, 1/σ_tip = 1e-7 Ωm, σ2D = 4e²/h, 300 K",
            f"{closed:.2f} W/m² ({printed:.2f} as printed)",
            judged(rounds_to("6", closed)),
            "The factor 2 of (D14).",
            closed,
        ),
        Claim(
            "dipole_terms",
            "App. D",
            "The two terms in the brackets equal 0.09 and 0.03",
            f"{electric:.4f} and {magnetic:.4f}",
            judged(rounds_to("0.09", electric) and rounds_to("0.03", magnetic)),
            value=electric,
        ),
        Claim(
            "dipole_peak",
            "App. D",
            "r = z0/√2 is the maximum of P(r)",
            f"{peak:.4f} z0 (1/√2 = {DIPOLE_PEAK_RADIUS:.4f})",
            judged(abs(peak - DIPOLE_PEAK_RADIUS) < 1e-4),
        ),
        Claim(
            "superconductivity_irrelevant",
            "Sec. V, App. D",
            "Photons with ω ≫ Tc/ħ heat, so the heating is not sensitive to the superconductivity, which validates (D14)",
            f"the integrals with the superconductor's σ(ω) at T_e = 0.2 Tc are {low:.5f} times (D14)",
            judged(abs(low - 1) < 0.01),
            value=low,
        ),
    ]


def _overheating() -> list[Claim]:
    rises = {}
    for name in ("InOx", "NbN"):
        film = captions.quantum_film(name)
        # T_ph = T_c: the slope n Sigma Tc^(n-1) d; Appendix D takes InOx at 3 K
        T = 3.0 if name == "InOx" else film.material.critical_temperature
        material = film.material.replace(critical_temperature=T)
        n = material.cooling_exponent
        slope = n * material.cooling_power_at_Tc / T * captions.THICKNESS
        rises[name] = float(captions.hot_tip().power_density(1.0, film)) / slope
    own = captions.film("InOx").material
    at_table = rises["InOx"] * (3.0 / own.critical_temperature) ** (own.cooling_exponent - 1)
    return [
        Claim(
            "overheating_at_Tc",
            "App. D",
            "T_e − T_ph ~ 1e-4 K for InOx at T_ph = Tc = 3 K, and for NbN even smaller",
            f"{rises['InOx']:.1e} K for InOx, {rises['NbN']:.1e} K for NbN (d = 10 nm)",
            judged(of_order(1e-4, rises["InOx"], 5) and rises["NbN"] < rises["InOx"]),
            f"With the corrected power. Table I has Tc = 3.5 K for InOx, not 3 K: {at_table:.1e} K.",
            rises["InOx"],
        )
    ]


def profile_claims() -> list[Claim]:
    """The statements of Sec. V, Appendix D and Fig. 7 on the temperature that follows."""
    state, printed = captions.hot_tip_state(), captions.hot_tip_state(printed=True)
    bath, Tc = 0.2, captions.film("InOx").material.critical_temperature
    top, centre = _highest(state), float(state.temperature[0])
    half = {name: _half_radius(s, bath) for name, s in (("corrected", state), ("printed", printed))}
    warm = captions.hot_tip_state(1.0 / Tc)
    rise_1K = (_highest(warm) - 1.0 / Tc) * Tc
    cold = captions.hot_tip_state(0.1)
    response = captions.hot_tip_spot(bath).response
    T = np.array([0.2, 0.3])
    ratio = response.cooling(T + 1e-3) / response.thermal_conductivity(T)
    far = captions.hot_tip_spot(bath).problem.far_relaxation_length / captions.hot_tip_spot(bath).relaxation_length
    cool_tip = captions.hot_tip_state(tip_temperature=10 * Tc)
    return [
        Claim(
            "hot_tip_profile",
            "Fig. 7a",
            "Overheating of InOx at T_ph = 0.2 Tc (a curve)",
            f"T_e(0) = {centre:.6f} Tc with the right power, {float(printed.temperature[0]):.6f} Tc as printed",
            "corrected",
            "The factor 2 of (D14). The paper does not state the film's thickness; 10 nm here.",
            centre,
        ),
        Claim(
            "hot_tip_maximum",
            "Fig. 7b",
            "The maximum is at r = 0",
            f"at r = {state.observable('radius_of_maximum').dimensionless:.4f} z0, {top - centre:.1e} Tc above the centre",
            judged(centre >= top),
            "Heating vanishes on the axis: there is a shallow minimum.",
            state.observable("radius_of_maximum").dimensionless,
        ),
        Claim(
            "hot_tip_single",
            "Sec. V",
            "A single, smooth solution",
            f"cooling rises with T_e at any temperature and heating does not depend on it: {state.kind} state",
            judged(bool(np.all(np.diff(response.cooling(np.linspace(0.2, 3, 2000))) > 0))),
        ),
        Claim(
            "hot_tip_size",
            "Sec. V, App. D",
            "The overheated region has a size of a few z0 at least, significantly more than z0 well below Tc",
            f"half of the rise at r = {half['corrected']:.3f} z0 ({half['printed']:.3f} as printed)",
            judged(half["corrected"] > 2),
            value=half["corrected"],
        ),
        Claim(
            "hot_tip_too_weak",
            "Sec. V",
            "Too weak to destroy the superconductivity unless T_ph → Tc",
            f"highest T_e = {top:.4f} Tc at T_ph = 0.2 Tc, {_highest(cold):.4f} Tc at 0.1 Tc",
            judged(max(top, _highest(cold)) < 1),
        ),
        Claim(
            "hot_tip_noticeable",
            "App. D",
            "Noticeable overheating for T_ph ≲ 1 K",
            f"{rise_1K * 1e3:.1f} mK at T_ph = 1 K, {(top - bath) * Tc * 1e3:.0f} mK at {bath * Tc:.1f} K",
            judged((top - bath) > 0.3 * bath and rise_1K > 1e-2),
        ),
        Claim(
            "hot_tip_must_be_hot",
            "Sec. V",
            "A noticeable change in T_e needs T_tip ≫ Tc",
            f"T_tip = 10 Tc: T_e − T_ph = {(_highest(cool_tip) - bath) * Tc:.1e} K at T_ph = 0.2 Tc",
            judged(_highest(cool_tip) - bath < 0.02 * bath),
        ),
        Claim(
            "cooling_vanishes_faster",
            "App. D",
            "At low temperature Q vanishes faster than K",
            f"conductance of cooling over K: {ratio[0] / ratio[1]:.2f} times smaller at 0.2 than at 0.3 Tc; relaxation length {far:.0f} Λ at 0.2 Tc",
            judged(ratio[0] < ratio[1]),
            value=far,
        ),
    ]


def _highest(state) -> float:  # type: ignore[no-untyped-def]
    return float(state.observable("maximum_temperature").dimensionless)


def _half_radius(state, bath: float) -> float:  # type: ignore[no-untyped-def]
    """Radius over z0 where half of the rise at the maximum is left."""
    r = np.linspace(state.observable("radius_of_maximum").dimensionless, 20, 20001)
    level = bath + 0.5 * (_highest(state) - bath)
    return float(np.interp(-level, -state.temperature_at(r), r))
