"""
A tip that is only hot
======================

A metal sphere at room temperature heats the film by the thermal fluctuations of its dipoles, Appendix D. The film warms smoothly
and has one state only: no bistability without microwaves. In a film of some kilo-ohms such as this one the paper's formula, used here,
heats too much: see :doc:`/sharp-bits`.
"""

import matplotlib.pyplot as plt

import quenchmap as qm

tip = qm.HotTip(height="100 nm", radius="50 nm", temperature="300 K", conductivity="1e7 S/m")
film = qm.Film("InOx", thickness="10 nm")
figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
for bath in ("0.35 K", "0.7 K", "1.05 K"):
    states = qm.HotSpot(film, tip, phonon_temperature=bath).states()
    assert len(states) == 1
    state = states[0]
    near = state.radius < 15
    axes.plot(state.radius[near], state.temperature[near] * film.material.critical_temperature, label=f"phonons at {bath}")
    print(f"phonons at {bath}: highest electron temperature {state.maximum_temperature:.3f} K")
axes.set(xlabel="$r/z_0$", ylabel="$T_e$ (K)")
axes.legend(frameon=False)
