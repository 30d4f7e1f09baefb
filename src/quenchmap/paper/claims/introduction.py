"""Abstract and Sec. I: what the probe promises."""

import numpy as np
from scipy.optimize import brentq

from quenchmap.paper import captions
from quenchmap.paper.claim import Claim, judged, of_order

A, B = captions.DRIVES["4a"], captions.DRIVES["4b"]


def claims() -> list[Claim]:
    """The statements of the abstract and of Sec. I."""
    hot, single = captions.states(A).hot, captions.states(B)[-1]
    sizes = [2 * s.outer_radius * captions.HEIGHT * 1e9 for s in (hot, single)]
    wall = hot.wall_width * captions.HEIGHT * 1e9
    return [
        Claim(
            "two_stable_states",
            "Abstract",
            "A bistability with two stable states of the electron temperature under the tip",
            f"{sum(s.stable for s in captions.states(A))} stable states at j_max = 1.2 j*, Λ/z0 = 0.16",
            judged(sum(s.stable for s in captions.states(A)) == 2),
        ),
        Claim(
            "sub_micron",
            "Abstract",
            "A sub-micron sized normal region",
            f"diameter {sizes[0]:.0f} and {sizes[1]:.0f} nm at j_max = 1.2 and 1.8 j* for z0 = 100 nm",
            judged(max(sizes) < 1000),
        ),
        _resolution(),
        Claim(
            "wall_20_nm",
            "Sec. I",
            "The wall's width is the relaxation length, ~ 20 nm",
            f"10-90 % width {wall:.0f} nm at z0 = 100 nm, Λ = 16 nm",
            judged(of_order(20, wall)),
            "See App. C: a planar wall is several Λ wide.",
            wall,
        ),
        Claim(
            "spot_radius",
            "Sec. I",
            "The hot spot's radius is of the order of the tip size, ~ 100 nm",
            f"outer radius {sizes[0] / 2:.0f} and {sizes[1] / 2:.0f} nm at 1.2 and 1.8 j*",
            judged(of_order(100, sizes[0] / 2)),
            "It grows with the drive as the far field z0/r does.",
        ),
        Claim(
            "laser_microscopy",
            "Sec. I",
            "Higher spatial resolution than low-temperature scanning laser microscopy",
            "no laser microscope is modelled",
            "not tested",
            "A comparison with other people's instruments.",
        ),
        Claim(
            "subgap_modes",
            "Sec. I",
            "Absorption by low-frequency modes below the gap would destabilise the cold state",
            "the Mattis-Bardeen film has none",
            "not tested",
            "The paper gives no strength of such an absorption.",
        ),
    ]


def _resolution() -> Claim:
    """Steepest slope outside the maximum, with bistability and without it (above the gap) for the same highest temperature."""
    hot = captions.states(A).hot
    above = 4.0  # hbar omega/kTc above 2 Delta(T_ph): heating is that of the normal film almost everywhere

    def excess(drive: float) -> float:
        return captions.states(drive, photon_energy=above)[-1].maximum_temperature - hot.maximum_temperature

    drive = float(brentq(excess, 0.8, 2.0, xtol=1e-5))  # type: ignore[arg-type]
    state = captions.states(drive, photon_energy=above)[-1]
    r = np.linspace(1.3, 8, 3001)
    sharp, blunt = (float(np.max(-np.gradient(s.temperature_at(r), r))) for s in (hot, state))
    return Claim(
        "resolution",
        "Abstract",
        "The bistability-induced domain wall can significantly improve the spatial resolution",
        f"steepest slope {sharp:.3f} Tc/z0, against {blunt:.3f} without bistability (ħω = {above:g} kTc) at the same highest "
        f"temperature: {sharp / blunt:.1f} times",
        judged(sharp > 2 * blunt),
        "Λ/z0 = 0.16, T_ph = 0.3 Tc, n = 5.",
        sharp / blunt,
    )
