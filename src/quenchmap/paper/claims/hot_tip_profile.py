"""Sec. V, Appendix D and Fig. 7: the temperature that a hot tip makes."""

import numpy as np

from quenchmap.paper import captions
from quenchmap.paper.claim import Claim, judged
from quenchmap.spot.state import State


def claims() -> list[Claim]:
    """The statements of Sec. V, Appendix D and Fig. 7 on the electron temperature."""
    state, printed = captions.hot_tip_state(), captions.hot_tip_state(printed=True)
    bath, Tc = 0.2, captions.film("InOx").material.critical_temperature
    top, centre = _highest(state), float(state.temperature[0])
    half = {name: _half_radius(s, bath) for name, s in (("corrected", state), ("printed", printed))}
    warm = captions.hot_tip_state(1.0 / Tc)
    rise_1K = (_highest(warm) - 1.0 / Tc) * Tc
    cold = captions.hot_tip_state(captions.COLDEST_PHONONS)
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
            judged(abs(centre - float(printed.temperature[0])) < 1e-3),
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
            f"highest T_e = {top:.4f} Tc at T_ph = 0.2 Tc, {_highest(cold):.4f} Tc at {captions.COLDEST_PHONONS:g} Tc",
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
            f"Q/K a little above T_ph falls by {ratio[1] / ratio[0]:.0f} times from 0.3 to 0.2 Tc; relaxation length {far:.0f} Λ at 0.2 Tc",
            judged(ratio[0] < ratio[1]),
            value=far,
        ),
    ]


def _highest(state: State) -> float:
    return float(state.observable("maximum_temperature").dimensionless)


def _half_radius(state: State, bath: float) -> float:
    """Radius over z0 where half of the rise at the maximum is left."""
    r = np.linspace(state.observable("radius_of_maximum").dimensionless, 20, 20001)
    level = bath + 0.5 * (_highest(state) - bath)
    return float(np.interp(-level, -state.temperature_at(r), r))
