r"""
Conductivity across the gap edge
================================

Mattis and Bardeen's conductivity against the photon energy. The kink of :math:`\sigma_1` and the infinite slope of
:math:`\sigma_2` are at :math:`\hbar\omega = 2\Delta(T)`; the dissipation at given current, :math:`\mathrm{Re}\,1/\sigma`,
overshoots that of the normal metal above it.
"""

import matplotlib.pyplot as plt
import numpy as np

import quenchmap as qm

w = np.linspace(0.05, 6, 600)
figure, panels = plt.subplots(1, 3, figsize=(11, 3.2), layout="constrained")
for T in (0.3, 0.7, 0.9):
    sigma = qm.conductivity(T, w)
    for axes, values in zip(panels, (sigma.real, -sigma.imag, qm.ac_resistivity(T, w))):
        axes.plot(w, values, label=f"$T = {T}\\,T_c$")
for axes, name in zip(panels, (r"$\sigma_1/\sigma_N$", r"$\sigma_2/\sigma_N$", r"$\sigma_N\,\mathrm{Re}\,1/\sigma$")):
    axes.set(xlabel=r"$\hbar\omega/k_BT_c$", ylabel=name)
panels[1].set_ylim(0, 5)
panels[0].legend(frameon=False)

# %%
# The overshoot, which is why a film slightly below :math:`T_c` is heated more than a normal one:

overshoot = qm.ac_resistivity(np.linspace(0.89, 0.999, 400), 2.0).max()
print(f"largest Re 1/σ at ħω = 2 k_B Tc: {overshoot:.3f} of the normal metal's")
assert abs(overshoot - 1.106) < 1e-3
