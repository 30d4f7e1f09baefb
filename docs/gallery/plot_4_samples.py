"""
Kinds of samples
================

Critical temperature of samples that are drawn at random, and of one that is cut to shape; on the right a sheet resistance. One seed
makes the same sample on any machine and on cells of any size.
"""

import matplotlib.pyplot as plt

import quenchmap as qm

film = qm.Film("NbN", thickness="10 nm")
box = {"film": film, "width": "640 nm", "height": "640 nm", "cell": "5 nm", "seed": 3}
samples = {
    "gaussian": qm.Sample.gaussian(**box, amplitude=0.05, correlation_length="60 nm"),
    "granular": qm.Sample.granular(**box, grain_size="90 nm", boundary_width="15 nm", boundary_critical_temperature=0.6, grain_spread=0.04),
    "percolating": qm.Sample.percolating(**box, coverage=0.7, droplet_size="120 nm", background_resistance=10),
    "with a neck": qm.Sample.uniform(film, "640 nm", "640 nm", "5 nm").with_constriction(width="120 nm", length="160 nm"),
}
figure, panels = plt.subplots(1, 5, figsize=(17, 3.6), layout="constrained")
for axes, (name, sample) in zip(panels, samples.items()):
    sample.plot(axes)
    axes.set_title(name)
lognormal = qm.Sample.lognormal(**box, amplitude=0.5, correlation_length="60 nm")
lognormal.plot(panels[4], "sheet_resistance")
panels[4].set_title("log-normal resistance")

coverage = (samples["percolating"].critical_temperature > 0).mean()
print(f"{100 * coverage:.1f} % of the percolating sample is in droplets")
assert abs(coverage - 0.7) < 1e-3
