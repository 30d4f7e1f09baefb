"""Sec. VI: concluding remarks."""

import numpy as np

from quenchmap.paper import captions
from quenchmap.paper.claim import Claim, judged

A = captions.DRIVES["4a"]


def claims() -> list[Claim]:
    """The statements of Sec. VI."""
    windows = {length: captions.spot(length).hysteresis_window() for length in (1.0, 10.0)}
    low = {name: captions.film(name).material.relaxation_length / 50e-9 for name in ("InOx", "NbN")}
    close = captions.states(A, max(low.values()))
    return [
        Claim(
            "requires_short_length",
            "Secs. I and VI",
            "Global bistability requires Λ ≲ z0",
            "; ".join(
                f"Λ/z0 = {length:g}: window {w.lower.parameter:.4f} to {w.upper.parameter:.4f}" for length, w in windows.items() if w
            ),
            judged(not all(windows.values())),
            f"At fixed j_max only: at 1.2 j* it ends at Λ/z0 = {captions.merger().parameter:.3f}, but at a larger drive it "
            "is there at any Λ/z0 tried.",
        ),
        Claim(
            "geometry",
            "Sec. VI",
            "Tip size and separation of 50 to 100 nm will do",
            f"at z0 = 50 nm, Λ/z0 = {max(low.values()):.3f} (InOx): {len(close)} states at 1.2 j*, with n = 5 and T_ph = 0.3 "
            "Tc as in Fig. 4",
            judged(len(close) == 3),
        ),
        _height_change(),
        Claim(
            "grains",
            "Sec. VI",
            "Grains larger than Λ would determine the wall's size",
            "the films of this table are uniform",
            "not tested",
            "Samples with grains can be heated and scanned (`Sample.granular`); walls between grains are not measured.",
        ),
        Claim(
            "gap_fluctuations",
            "Sec. VI",
            "Fluctuations of the gap shrink the bistable region; only those of the order of the gap destroy it",
            "the film has one gap",
            "not tested",
            "Needs Re 1/σ averaged over a distribution of gaps.",
        ),
    ]


def _height_change() -> Claim:
    """At fixed tip current j_max and Lambda/z0 both go as 1/z0, in the paper's problem of Fig. 4a."""
    step = 0.02

    def at(change: float) -> tuple[float, float]:
        height = 1 + change
        state = captions.states(A / height, captions.RELAXATION_LENGTH / height).hot
        return state.maximum_temperature, state.outer_radius * height

    (hotter, wider), (cooler, narrower) = at(-step), at(step)
    temperature, radius = (float(np.log(b / a) / np.log((1 + step) / (1 - step))) for a, b in ((hotter, cooler), (wider, narrower)))
    return Claim(
        "height_change",
        "Sec. VI",
        "A few percent change in z0 leads to a few percent change in the temperature or in the wall's position",
        f"at fixed I0, 1 % more height: T_max {temperature:+.2f} %, outer radius {radius:+.2f} % (Fig. 4a, hot state)",
        judged(max(abs(temperature), abs(radius)) < 3),
        "Unless a stable solution disappears, as the paper says.",
        radius,
    )
