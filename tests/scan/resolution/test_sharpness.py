"""Flanks and the finest wave, on responses of which the answer is known."""

import numpy as np
import pytest
from scipy.special import erf

from quenchmap.scan.resolution.edge_response import edge_response
from quenchmap.scan.resolution.layout import Layout
from quenchmap.scan.resolution.line import Line
from quenchmap.scan.resolution.outcome import Outcome
from quenchmap.scan.resolution.probe_line import SIGNALS, ProbeLine
from quenchmap.scan.resolution.setting import Setting
from quenchmap.scan.resolution.sharpness import finest_wavelength, sharpest_flank
from quenchmap.scan.resolution.spot_scale import SpotScale

X = np.linspace(-8, 8, 321)
GAUSSIAN = 2 * np.sqrt(2 * np.log(2))  # full width at half maximum over the standard deviation


def test_one_gaussian_has_one_flank_as_wide_as_itself():
    flank = sharpest_flank(Line(X, erf(X / np.sqrt(2))))
    assert flank.width == pytest.approx(GAUSSIAN, rel=2e-3)
    assert flank.position == pytest.approx(0, abs=0.03)
    assert flank.share == pytest.approx(erf(GAUSSIAN / 2 / np.sqrt(2)), rel=1e-2)


def test_narrow_flank_is_found_beside_a_wide_one_and_whichever_way_it_goes():
    signal = 3 * erf((X + 2) / 1.5) - 0.4 * erf((X - 3) / 0.2)
    flank = sharpest_flank(Line(X, signal))
    assert flank.position == pytest.approx(3, abs=0.06)
    assert flank.width == pytest.approx(GAUSSIAN * 0.2 / np.sqrt(2), rel=0.03)


def test_a_jump_is_as_wide_as_the_raster():
    flank = sharpest_flank(Line(X, np.where(X > 0.1, 1.0, 0.0)))
    assert flank.width == pytest.approx(X[1] - X[0])


def test_finest_wavelength_of_a_gaussian_and_of_a_jump():
    edge = edge_response(X, erf(X / np.sqrt(2)))
    assert finest_wavelength(edge) == pytest.approx(2 * np.pi / np.sqrt(2 * np.log(10)), rel=1e-3)
    assert finest_wavelength(edge_response(X, np.where(X > 0.025, 1.0, 0.0))) is None


def test_zeros_of_the_transfer_do_not_end_it():
    """Of a disc, 2 J1(x)/x has its first zero at 0.61 and exceeds a tenth again beyond: the last such wave counts."""
    inside = np.clip(X, -1, 1)
    disc = np.arcsin(inside) + inside * np.sqrt(1 - inside**2)
    edge = edge_response(X, disc)
    tenth = edge.modulation_transfer().tenth
    found = finest_wavelength(edge)
    assert tenth is not None
    assert found is not None
    assert 1 / found > 1.3 * tenth


def outcome(position, inductance, part="edge"):
    signals = dict.fromkeys(SIGNALS, np.zeros_like(position)) | {"inductance_change": inductance}
    lines = {(part, 0): ProbeLine(position, signals, 1e-9)}
    import quenchmap as qm

    setting = Setting(qm.Film("NbN", "10 nm"), qm.MicrowaveTip(height="100 nm", frequency="417 GHz"), 3.0, 1.2)
    return Outcome(setting, Layout(parts=(part,), bridge_widths=(1.0,)), SpotScale(None, None, 1), lines)


def test_edge_counts_from_the_left_plateau_to_nothing():
    """With its tail cut off at a fifth of the step, an edge has no width but a lower bound."""
    found = outcome(X * 1e-7, 1 - 0.5 * (1 + np.tanh(X))).edge
    assert found is not None
    assert found.width == pytest.approx(2e-7 * np.arctanh(0.8), rel=1e-3)
    tail = outcome(X * 1e-7, 1 - 0.4 * (1 + np.tanh(X))).edge
    assert found.quartiles == pytest.approx(2e-7 * np.arctanh(0.5), rel=1e-3)
    assert found.flank.width == pytest.approx(2e-7 * np.arccosh(np.sqrt(2)), rel=1e-2)
    assert tail is not None
    assert tail.width is None
    assert tail.at_least == pytest.approx(8e-7 - 1e-7 * np.arctanh(0.1 / 0.4 - 1), rel=1e-3)
    assert "right end" in tail.why


def test_position_without_a_state_is_left_out():
    signal = 1 - 0.5 * (1 + np.tanh(X))
    signal[40] = np.nan
    found = outcome(X * 1e-7, signal).edge
    assert found is not None
    assert found.width == pytest.approx(2e-7 * np.arctanh(0.8), rel=1e-3)
    assert found.finest is None


def test_image_of_a_bridge():
    x = np.linspace(0, 4e-7, 33)
    (bridge,) = outcome(x, 1 + 3 * np.exp(-((x / 1e-7) ** 2)), "bridge").bridges
    assert bridge.contrast == pytest.approx((4 - 1) / (4 + 1), rel=1e-5)
    assert bridge.apparent_width == pytest.approx(2e-7 * np.sqrt(np.log(2)), rel=1e-2)
