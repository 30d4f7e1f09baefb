"""Sec. II and Table I: the model and its materials."""

import numpy as np

from quenchmap.material.conductivity import conductivity
from quenchmap.material.electron_phonon import electron_phonon_conductance, electron_phonon_integral
from quenchmap.material.thermal_conductivity import thermal_conductivity
from quenchmap.paper import captions
from quenchmap.paper.claim import Claim, judged, of_order, rounds_to
from quenchmap.precision import jax, jnp
from quenchmap.tip.shape import PEAK, PEAK_RADIUS, microwave_shape
from quenchmap.tip.validity import ASSUMED_BOUNDARY_CONDUCTANCE, phonon_temperature_at_Tc

#: The paper's Table I: name, n, and Lambda in nm as printed.
TABLE_I = (("InOx", 6, "17"), ("NbN", 5, "16"))

_K, _Q_over_rise, _Q_integral, _sigma = (
    jax.jit(f) for f in (thermal_conductivity, electron_phonon_conductance, electron_phonon_integral, conductivity)
)


def claims() -> list[Claim]:
    """The statements of Sec. II."""
    return [*_relaxation_lengths(), *_assumptions(), *_ingredients(), *_heating_profile(), _conductivity_scale()]


def _relaxation_lengths() -> list[Claim]:
    found = []
    for name, n, printed in TABLE_I:
        length = captions.film(name).material.relaxation_length * 1e9
        holds = rounds_to(printed, length)
        reason = (
            "" if holds else f"With the row's own Tc, σN, n = {n} and Σ, Λ = {length:.2f} nm, which rounds to {length:.0f}, not {printed}."
        )
        found.append(
            Claim(f"relaxation_length_{name}", "Table I", f"Λ = {printed} nm for {name}", f"{length:.3f} nm", judged(holds), reason, length)
        )
    return found


def _assumptions() -> list[Claim]:
    lengths = {name: captions.film(name).material for name, *_ in TABLE_I}
    xi = {name: m.dirty_coherence_length for name, m in lengths.items()}
    ratio = {name: xi[name] / m.relaxation_length for name, m in lengths.items()}
    bath = captions.PHONON_TEMPERATURE
    warm = [phonon_temperature_at_Tc(captions.film("NbN"), bath, conductance) for conductance in reversed(ASSUMED_BOUNDARY_CONDUCTANCE)]
    low, high = ASSUMED_BOUNDARY_CONDUCTANCE
    return [
        Claim(
            "coherence_length",
            "Sec. II",
            "ξ, a few nanometres, is smaller than z0 and Λ",
            ", ".join(
                f"{name}: ξ = {xi[name] * 1e9:.1f} nm, ξ/z0 = {xi[name] / captions.HEIGHT:.2f}, ξ/Λ = {ratio[name]:.2f}" for name in xi
            ),
            judged(max(ratio.values()) < 1),
            "ξ = √(ħD/Δ0) with a D that is assumed (Table I has none). Smaller than Λ by a factor of about three only, and ξ(T) grows "
            "towards Tc, inside the wall.",
        ),
        Claim(
            "phonons_fixed",
            "Sec. II",
            "The phonon temperature in the layer is fixed by the cryostat",
            f"NbN, d = 10 nm, bath at {bath:g} Tc: electrons held at Tc warm the film's phonons to {warm[0]:.2f} to {warm[1]:.2f} Tc",
            judged(warm[0] < bath + 0.1 * (1 - bath)),
            f"The cooling Σ(Tc^n − Tph^n)d must pass a film-substrate conductance of {low:g} to {high:g} W/(m² K⁴), usual on crystals. "
            "A film with a boundary_conductance includes it.",
        ),
        Claim(
            "local_equilibrium",
            "Sec. II",
            "Electrons are in local equilibrium at T_e(r); non-equilibrium effects of the microwaves are left out",
            "taken over as the model",
            "not tested",
            "Needs a kinetic equation for the distribution of quasiparticles.",
        ),
    ]


def _ingredients() -> list[Claim]:
    T = jnp.array([1.0, 1.7, 3.0])
    wiedemann_franz = float(jnp.max(jnp.abs(_K(T) / T - 1)))
    one = jnp.array(1.0)
    power, slope = [], []
    for n in (5.0, 6.0):
        integral = _Q_integral(1.2 * one, 0.3 * one, 1e-7 * one, n * one) * (1.2 - 0.3)
        power.append(float(jnp.abs(integral / (1.2**n - 0.3**n) - 1)))
        slope.append(float(_Q_over_rise(one, one, n * one)))
    at_five, at_six = (captions.bistable_window(exponent=n) for n in (5.0, 6.0))
    shifts = [at_six.j1 / at_five.j1 - 1, at_six.j2 / at_five.j2 - 1]
    return [
        Claim(
            "wiedemann_franz",
            "Sec. II",
            "K reduces to the Wiedemann-Franz law for T_e > Tc",
            f"K/(L0 σN T) = 1 within {wiedemann_franz:.0e} from Tc to 3 Tc",
            judged(wiedemann_franz < 1e-12),
        ),
        Claim(
            "normal_cooling",
            "Sec. II",
            "Q = Σ(T_e^n − T_ph^n) in the normal state",
            f"the double integral (A6) at a gap of 1e-7 kTc gives it within {max(power):.0e} for n = 5 and 6",
            judged(max(power) < 1e-6),
            "With the factor (tanh − tanh) taken once; see (A6).",
        ),
        Claim(
            "cooling_conductance",
            "Sec. II",
            "∂Q/∂T_e = nΣTc^(n−1) at T_e = T_ph = Tc",
            f"{slope[0]:.10g} and {slope[1]:.10g} ΣTc^(n−1) for n = 5 and 6",
            judged(np.allclose(slope, [5, 6], rtol=1e-9)),
        ),
        Claim(
            "exponents_similar",
            "Secs. II and III",
            "Results for n = 5 and n = 6 are qualitatively similar; the curves are very weakly sensitive to n",
            f"at ħω = 2 kTc, T_ph = 0.3 Tc, from n = 5 to 6: j1 {shifts[0]:+.1%}, j2 {shifts[1]:+.1%}",
            judged(max(map(abs, shifts)) < 0.1),
        ),
    ]


def _heating_profile() -> list[Claim]:
    near, far = (float(microwave_shape(jnp.array(x))) for x in (1e-3, 1e3))
    return [
        Claim(
            "heating_vanishes",
            "Eq. (2)",
            "H(r = 0) = 0, and H decays at r ≫ z0",
            f"H z0² = {PEAK * near:.1e} at r = 0.001 z0 (as r²/4z0²) and {PEAK * far:.1e} at 1000 z0 (as z0²/r²)",
            judged(abs(PEAK * near / 0.25e-6 - 1) < 1e-3 and abs(PEAK * far / 1e-6 - 1) < 1e-2),
        ),
        Claim(
            "heating_maximum",
            "Sec. II",
            "H reaches a maximum ~ 1/z0² at r ~ z0",
            f"{PEAK:.6f}/z0² at {PEAK_RADIUS:.5f} z0",
            judged(of_order(1.0, PEAK)),
            f"In closed form φ⁻⁵/z0² with the golden ratio φ: {1 / PEAK:.1f} times less than 1/z0², which matters for power and current.",
            PEAK,
        ),
        Claim(
            "finite_tip",
            "Sec. II",
            "For R_tip ~ z0 the shape of H keeps the same qualitative features",
            "Eq. (2) is that of a point",
            "not tested",
            "Needs the field of a sphere of finite size above the film.",
        ),
    ]


def _conductivity_scale() -> Claim:
    T = jnp.array([0.7, 0.9])
    sigma = [complex(s) for s in _sigma(T, jnp.array(captions.PHOTON_ENERGY))]
    inside = all(s.real > 0.1 and abs(s) < 10 for s in sigma)
    return Claim(
        "conductivity_scale",
        "Sec. II",
        "At ħω ~ Δ and T ~ Tc, Re σ and Im σ are of the order of σN",
        "; ".join(f"σ/σN = {s.real:.2f} − {-s.imag:.2f}i at {t:g} Tc" for s, t in zip(sigma, T)),
        judged(inside),
        "At ħω = 2 kTc.",
    )
