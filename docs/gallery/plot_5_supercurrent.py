"""
Where the supercurrent flows
============================

A direct current through droplets that touch in a poor metal takes a few ways, and one narrow place limits it.
"""

import matplotlib.pyplot as plt
import numpy as np

import quenchmap as qm

film = qm.Film("NbN", thickness="10 nm")
sample = qm.Sample.percolating(film, "960 nm", "640 nm", "10 nm", coverage=0.7, droplet_size="120 nm", background_resistance=10, seed=4)
flow = sample.supercurrent(3.0)  # K
limit = sample.critical_current(3.0)

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
sample.plot(left)
drawn = right.pcolormesh(sample.x * 1e9, sample.y * 1e9, flow.magnitude * sample.height, cmap="magma")
figure.colorbar(drawn, ax=right, label="sheet current over its mean")
right.set(aspect="equal", xlabel="x (nm)", ylabel="y (nm)")
right.plot(*(1e9 * np.array(limit.place)), "wo", markerfacecolor="none", markersize=12)
print(f"kinetic inductance {flow.inductance * 1e12:.1f} pH")
print(limit)
assert flow.superconducting
assert abs(flow.participation.sum() - 1) < 1e-9
