"""Heat capacity of the electrons of a film whose critical temperature varies, for kernels."""

from functools import lru_cache

import equinox as eqx
import numpy as np
from jaxtyping import Array, Float

from quenchmap.material.doors import heat_capacity
from quenchmap.material.gap import GapModel
from quenchmap.material.inhomogeneous import Prepared
from quenchmap.precision import jnp

_NODES = 1025
_LOWEST = 0.02  # T_c: colder, it is taken from there


class HeatCapacity(eqx.Module):
    r"""$\tau\,c(u/\tau)$: heat capacity over that of the reference film in its normal state at $T_{c0}$, linear between nodes."""

    values: Float[Array, " nodes"]

    def __call__(self, u: Float[Array, "*shape"], place: Prepared) -> Float[Array, "*shape"]:
        """At temperatures over T_c0; u itself in the normal state."""
        v = u * place.inverse
        x = jnp.clip((v - _LOWEST) / (1 - _LOWEST), 0.0, 1.0) * (_NODES - 1)
        i = jnp.minimum(x.astype(jnp.int32), _NODES - 2)
        c = self.values[i] + (x - i) * (self.values[i + 1] - self.values[i])
        return jnp.where(v < 1, place.tau * c, u)


@lru_cache
def heat_capacity_table(gap_model: GapModel) -> HeatCapacity:
    """The table of a gap model.

    Accuracy:
        1e-5 relative, enough for the lengths of time steps and for relaxation times; steady states do not depend on it.
    """
    v = np.linspace(_LOWEST, 1.0, _NODES)
    v[-1] = 1 - 1e-14  # the superconducting side of the jump
    return HeatCapacity(jnp.asarray(heat_capacity(v, gap_model)))
