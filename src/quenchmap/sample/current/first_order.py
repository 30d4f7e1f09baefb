r"""What a warm spot does to the impedance, from the current that flows without it.

With $J$ the unit current of the undisturbed film, conductances $G$ before and $G'$ under the tip, and $J^2$ without modulus (an
impedance is reciprocal, not real):

$$\Delta Z_J = \int\left(\frac1{G'} - \frac1G\right) J^2, \qquad \Delta Z_E = \int\frac{G - G'}{G^2}\,J^2, \qquad
  \Delta Z = \int\frac{2(G - G')}{G (G + G')}\,J^2.$$

All three are the derivative of Z when $G' - G$ is small. The first keeps the current, the second the electric field: for a small normal
spot in a superconductor one is far too large, the other half of the truth. In the third each place answers as a disc of
$G'$ in surroundings of G does, whose field is $2G/(G + G')$ of the one around: exact for a small disc as well as for a small amplitude. A
spot whose conductance varies much within it, such as a normal ring around a cold centre, or that is not small against the distance over
which J varies, is beyond all three; the full solution is beside them.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Num

from quenchmap.sample.current.terminals import UnitCurrent


class FirstOrder(NamedTuple):
    """First-order changes of an impedance, in the unit of 1/G.

    Attributes:
        dilute: Each place a disc in its surroundings: right for small amplitudes and for small spots.
        fixed_current: Linear in the change of 1/G: right for small amplitudes only.
        fixed_field: Linear in the change of G: right for small amplitudes only.
    """

    dilute: complex
    fixed_current: complex
    fixed_field: complex


def first_order(undisturbed: UnitCurrent, G: Num[np.ndarray, "ny nx"]) -> FirstOrder:
    """The change of the impedance when the conductances become G.

    Args:
        undisturbed: The unit current before, with its conductances.
        G: Sheet conductance of the cells after, 0 in the same holes.
    """
    there = undisturbed.conductance != 0
    before, after, squared = undisturbed.conductance[there], np.asarray(G)[there], undisturbed.squared[there]
    if np.any(after == 0) or np.any(np.asarray(G)[~there] != 0):
        raise ValueError("Both conductances must have the same holes. Make places normal, not holes, to see what they do.")
    change = after - before
    return FirstOrder(
        dilute=complex(-np.sum(2 * change / (before * (before + after)) * squared)),
        fixed_current=complex(-np.sum(change / (before * after) * squared)),
        fixed_field=complex(-np.sum(change / before**2 * squared)),
    )
