"""Sec. V and Appendix D: heating with a hot tip, Fig. 7."""

import numpy as np

from quenchmap.paper import captions, tip_photons
from quenchmap.paper.claim import Claim, judged, of_order, rounds_to
from quenchmap.precision import jnp
from quenchmap.tip.shape import DIPOLE_PEAK_RADIUS, dipole_shape
from quenchmap.units import BOLTZMANN, REDUCED_PLANCK, SPEED_OF_LIGHT, VACUUM_PERMITTIVITY


def claims() -> list[Claim]:
    """The statements of Appendix D on the power that a hot tip gives."""
    return [*_tip_metal(), _potential(), *_lengths(), *_power(), *_overheating()]


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


def _potential() -> Claim:
    """Solve (D4) as printed with the waves e^(+-kz) of its three regions, in units where k, p and eps_0 are 1."""
    z0, a_e = 0.8, 0.7j
    up, down = np.exp(z0), np.exp(-z0)
    # Unknowns: amplitudes of e^z below the film, of e^z and e^-z between film and tip, and of e^-z above the tip.
    system = np.array(
        [
            [-1, 1, 1, 0],  # potential at the film
            [-1 - 2 * a_e, 1, -1, 0],  # its slope jumps by i k^2 sigma/(omega eps_0) = 2 k^2 a_e times it
            [0, -up, -down, down],  # at the tip the potential jumps by -p/eps_0
            [0, up, -down, down],  # and its slope does not
        ]
    )
    solved = np.linalg.solve(system, np.array([0, 0, -1, 0]))[0]
    printed = 0.5 * down / (1 + a_e)
    return Claim(
        "dipole_potential",
        "Eqs. (D4), (D5), (D12)",
        "The potential (D5) solves (D4)",
        f"it does, within {abs(solved / printed - 1):.0e}",
        judged(abs(solved / printed - 1) < 1e-12),
        "But the charge of a dipole, −pδ′(z − z0), enters Poisson's equation as +pδ′/ε0, and E = −∂A/∂t is +iωA: the "
        "overall signs of (D4) and "
        "(D12) are reversed, with no effect on powers.",
    )


def _lengths() -> list[Claim]:
    tip, R = captions.hot_tip(), captions.QUANTUM_RESISTANCE
    omega = BOLTZMANN * 100 / REDUCED_PLANCK
    a_e = float(tip_photons.screening_length(100.0, R)) * 1e9
    a_m = 2 * VACUUM_PERMITTIVITY * SPEED_OF_LIGHT**2 * R / omega * 1e3
    photon = tip_photons.mean_photon_energy() * tip.temperature
    at_photon = float(tip_photons.screening_length(photon, R)) * 1e9
    electric, magnetic = tip_photons.electric_reduction(tip, R), tip_photons.magnetic_reduction(tip)
    terms = tip.dipole_terms(captions.quantum_film())
    power = float(tip.power_density(1.0, captions.quantum_film())) * (terms[0] * electric + terms[1] * magnetic) / sum(terms)
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
            f"the heat of a 300 K tip comes at ħω ≈ {photon:.0f} K, where |a_e| = {at_photon:.0f} nm < z0: the electric term "
            f"is {electric:.3f} of (D7)",
            judged(electric > 0.8),
            "Right at 100 K, not at the photons that heat. With this and the next line the terms of (D14) become "
            f"{terms[0] * electric:.3f} and "
            f"{terms[1] * magnetic:.3f} and the power {power:.1f} W/m²; elsewhere the package follows the paper's approximation.",
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
    integral = float(tip.power_density(t_bath, film, model="integral"))
    closed, printed = float(tip.power_density(t_bath, film)), float(tip.power_density(t_bath, film, printed=True))
    electric, magnetic = tip.dipole_terms(film)
    low = float(tip.power_density(0.2, film, model="integral") / tip.power_density(0.2, film))
    x = jnp.linspace(0.3, 1.5, 24001)
    peak = float(x[jnp.argmax(dipole_shape(x))])
    return [
        Claim(
            "closed_form",
            "Eq. (D14)",
            "The frequency integrals (D7) and (D13) of a normal film give π²/5 (T_tip⁴ − T_e⁴)/(ħ³c²) × ...",
            f"the integrals are {integral / printed:.6f} times the printed expression, both terms",
            judged(abs(integral / printed - 1) < 1e-3),
            "∫ω³(coth − coth)dω/2π over both signs of ω is (2π³/15)(T_tip⁴ − T_e⁴)/ħ⁴; times the 3/π of (D7) this is 2π²/5.",
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
            "in_plane_dipoles",
            "App. D",
            "In-plane fluctuations of the dipole contribute as much as those along z",
            "dipoles along z only",
            "not tested",
            "Needs the field of in-plane dipoles, which is not axisymmetric.",
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
