r"""
Three stable temperatures
=========================

Near the end of bistability a pair of folds at the gap edge stands beside a smooth pair, and there are three stable states and
five in all: never assume two folds.
"""

import matplotlib.pyplot as plt

from quenchmap.balance.figure import plot_branches
from quenchmap.balance.uniform import folds, uniform_states
from quenchmap.material.response import microwave_response

film = microwave_response(3.1059, 0.6, 5.0)
figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
plot_branches(film, color="C0", axes=axes)
drives = [fold.drive for fold in folds(film)]
axes.set(xlim=(min(drives) - 0.002, max(drives) + 0.002), ylim=(0.6, 0.85), xlabel="$j/j_*$", ylabel="$T_e/T_c$")

states = uniform_states(film, 0.58867)
for state in states:
    axes.plot(0.58867, state.temperature, "ko", markerfacecolor="k" if state.stable else "w")
print(f"{len(drives)} folds; at j = 0.58867 j* there are {len(states)} states, {sum(s.stable for s in states)} of them stable")
assert (len(drives), len(states)) == (4, 5)
