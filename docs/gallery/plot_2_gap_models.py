r"""
Two gaps
========

The paper's interpolation (A1) beside the self-consistent gap of weak coupling. They differ by 3.1 % at most.
"""

import matplotlib.pyplot as plt
import numpy as np

import quenchmap as qm

T = np.linspace(0.02, 1.1, 500)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
for model in ("sheahen", "bcs"):
    left.plot(T, qm.gap(T, model), label=model)
left.set(xlabel="$T/T_c$", ylabel=r"$\Delta/k_BT_c$")
left.legend(frameon=False)
inside = T[T < 0.9999]
difference = qm.gap(inside, "sheahen") / qm.gap(inside, "bcs") - 1
right.plot(inside, 100 * difference)
right.set(xlabel="$T/T_c$", ylabel="difference (%)")

worst = np.abs(difference).max()
print(f"largest difference {100 * worst:.2f} % at {inside[np.abs(difference).argmax()]:.2f} Tc")
assert abs(worst - 0.0309) < 2e-4
