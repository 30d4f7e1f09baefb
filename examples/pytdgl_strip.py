"""A hot spot in a current-carrying strip: quenchmap gives the temperatures, pyTDGL what they do to the supercurrent.

A tip 30 nm above a NbN film at 9 K (0.9 Tc, where Ginzburg and Landau's theory holds) makes a normal spot. pyTDGL ramps a direct current
through a strip of that film, once without the tip and once with the spot in its middle, and finds where a voltage appears.

Without the tip the strip switches at 13.8 µA, 1.17 of the depairing current that `scales` gives (the ramp is fast, and the film answers
late); under the tip, whose normal spot of 103 nm lies in a strip of 240 nm, at 3.8 µA, 0.32 of it. quenchmap warns that the film is
driven beyond linear response here and that its phonons would warm: what the example shows is the bridge.

It needs pyTDGL, in an environment of its own (`pip install tdgl`), runs in about two minutes on one core and writes `pytdgl_strip.png`:

    python examples/pytdgl_strip.py
"""

import logging
import math
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import tdgl

import quenchmap as qm
from quenchmap.export.pytdgl import disorder_epsilon, scales

WIDTH, LENGTH = 240.0, 300.0  # of the strip, nm
PROBES = 200.0  # distance of the voltage probes, nm
RAMP = (0.2, 1.2, 200.0)  # from and to, over the depairing current; duration in tau0
SETTLE = 20.0  # tau0 before the current rises, in which the order parameter takes the shape of the spot
SWITCHED = 0.2  # voltage over that of the normal strip which counts as switched

film = qm.Film("NbN", thickness="10 nm")
spot = qm.HotSpot(film, qm.MicrowaveTip(height="30 nm", frequency="300 GHz"), phonon_temperature="9 K")
state = spot.states(drive=0.7)[-1]
scale = scales(film, "9 K")  # what pyTDGL must know of the film, and what its voltages mean
largest = scale.depairing_sheet_current * WIDTH * 1e-9  # A: what the strip could carry without a spot


def current_at(t):
    """The current at a time in tau0, A."""
    start, stop, duration = RAMP
    return largest * (start + (stop - start) * np.clip(t - SETTLE, 0, duration) / duration)


def strip() -> tdgl.Device:
    """A strip between two superconducting banks, with two voltage probes."""
    edge = scale.coherence_length * 1e9
    outline = tdgl.Polygon("film", points=tdgl.geometry.box(LENGTH, WIDTH)).resample(round(2 * (LENGTH + WIDTH) / edge)).buffer(0)
    left = tdgl.Polygon("source", points=tdgl.geometry.box(LENGTH / 50, WIDTH)).translate(dx=-LENGTH / 2)
    right = left.scale(xfact=-1).set_name("drain")
    device = tdgl.Device(
        "strip",
        layer=tdgl.Layer(**scale.layer("nm"), gamma=1),
        film=outline,
        terminals=[left, right],
        probe_points=[(-PROBES / 2, 0), (PROBES / 2, 0)],
        length_units="nm",
    )
    device.make_mesh(max_edge_length=edge)
    return device


def ramped(device: tdgl.Device, epsilon, folder: str) -> tdgl.Solution:
    """The strip while its current rises steadily."""

    def currents(t: float) -> dict[str, float]:
        current = 1e6 * current_at(t)
        return {"source": current, "drain": -current}  # their sum must be exactly 0

    options = tdgl.SolverOptions(
        solve_time=SETTLE + RAMP[2],
        current_units="uA",
        field_units="mT",
        terminal_psi=None,
        output_file=str(Path(folder) / "strip.h5"),
        save_every=50,
    )
    solution = tdgl.solve(device, options, terminal_currents=currents, disorder_epsilon=epsilon)
    assert solution is not None
    return solution


def voltage_curve(solution: tdgl.Solution) -> tuple[np.ndarray, np.ndarray]:
    """Time (tau0) and voltage (V), averaged over 3 tau0, while the current rises."""
    t, volts = solution.dynamics.time, np.abs(solution.dynamics.voltage()) * scale.voltage
    even = np.arange(0, SETTLE + RAMP[2], 0.1)
    smooth = np.convolve(np.interp(even, t, volts), np.ones(31) / 31, mode="valid")
    middle = even[15:-15]
    return middle[middle > SETTLE], smooth[middle > SETTLE]


def switching_time(time: np.ndarray, volts: np.ndarray) -> float:
    """When the strip becomes resistive, in tau0; NaN if it never does."""
    normal = film.sheet_resistance * PROBES / WIDTH * current_at(time)
    resistive = np.flatnonzero(volts > SWITCHED * normal)
    return float(time[resistive[0]]) if resistive.size else math.nan


def main() -> None:
    """Ramp both strips, print their switching currents, draw them."""
    logging.getLogger("tdgl").setLevel(logging.ERROR)
    print(f"xi = {scale.coherence_length * 1e9:.3g} nm, tau0 = {scale.time * 1e12:.3g} ps, depairing current {largest * 1e6:.4g} uA")
    device = strip()
    print(
        f"{len(device.mesh.sites)} sites; spot with T up to {state.maximum_temperature:.4g} K, "
        f"normal within {state.outer_radius * 1e9:.3g} nm"
    )
    hot = disorder_epsilon(state, length_units="nm", outside="phonons")
    figure, axes = plt.subplots(1, 3, figsize=(13, 3.6), layout="constrained")
    for ax, name, epsilon in zip(axes, ("without the tip", "under the tip"), (1.0, hot)):
        with tempfile.TemporaryDirectory() as folder:
            solution = ramped(device, epsilon, folder)
            time, volts = voltage_curve(solution)
            when = switching_time(time, volts)
            switched = float(current_at(when))
            print(f"{name}: switches at {switched * 1e6:.4g} uA, {switched / largest:.3f} of the depairing current")
            solution.solve_step = solution.closest_solve_step(when - 5)
            weight = np.abs(solution.tdgl_data.psi) ** 2
        drawn = ax.tripcolor(*device.points.T, device.triangles, weight, vmin=0, vmax=1, shading="gouraud")
        ax.set(title=f"{name}, just before it switches", xlabel="x (nm)", ylabel="y (nm)", aspect="equal")
        axes[2].plot(1e6 * current_at(time), volts * 1e3, label=f"{name}: {switched * 1e6:.3g} µA")
    axes[1].add_patch(plt.Circle((0, 0), state.outer_radius * 1e9, fill=False, color="w", linestyle="--"))
    figure.colorbar(drawn, ax=axes[:2], label=r"$|\psi|^2$")
    axes[2].set(xlabel="current (µA)", ylabel="voltage (mV)", title="the current rises")
    axes[2].legend(frameon=False)
    figure.savefig("pytdgl_strip.png", dpi=150)


if __name__ == "__main__":
    main()
