"""The stationary hot spot as a problem: response of the film, heating profile, relaxation length, domain."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from jaxtyping import Float

from quenchmap.balance.maxwell import maxwell_drive
from quenchmap.balance.uniform import local_branches
from quenchmap.balance.window import Window, window
from quenchmap.errors import checked_positive
from quenchmap.material.response import Response
from quenchmap.numerics.chebyshev import PiecewiseChebyshev
from quenchmap.precision import jax, jnp
from quenchmap.spot.equation import RadialBalance, Shape

_SMALLEST_DOMAIN = 30.0
_RELAXATION_LENGTHS = 12.0
_MERGED = 2e-3


@dataclass(frozen=True)
class SpotProblem:
    """Eq. (1) without its drive, in units of T_c and of the tip's height.

    Attributes:
        response: Conduction, cooling and heating against temperature.
        shape: Heating against radius, 1 at its maximum.
        relaxation_length: Lambda over the tip's height.
        outer_radius: Edge of the domain; None lets it grow with the far field's relaxation length and with the spot.
    """

    response: Response
    shape: Shape
    relaxation_length: float
    outer_radius: float | None = None
    _cache: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        checked_positive("relaxation_length", self.relaxation_length, "Lambda over the tip's height")
        if self.outer_radius is not None:
            checked_positive("outer_radius", self.outer_radius, "the edge of the domain over the tip's height")
            if self.outer_radius < 5:
                raise ValueError(
                    f"`outer_radius` must be at least 5 tip heights, or the spot feels the edge, but it is {self.outer_radius!r} of them. "
                    "Give a larger one or None."
                )

    @cached_property
    def window(self) -> Window | None:
        """Window of drives in which a uniform film has several states."""
        return window(self.response)

    @cached_property
    def maxwell(self) -> tuple[float, float, float] | None:
        """Drive at which a wall between uniform states stands still, with the cold and hot temperatures there."""
        if self.window is None:
            return None
        point = maxwell_drive(self.response)
        return point.drive, point.low, point.high

    def at_relaxation_length(self, value: float) -> "SpotProblem":
        """The same film and tip at another Lambda/z0; what the uniform film knows is kept, for it knows no lengths."""
        other = replace(self, relaxation_length=value)
        other.__dict__.update(window=self.window, maxwell=self.maxwell)
        return other

    @property
    def levels(self) -> tuple[float, ...]:
        """Temperatures over T_c at which the response has a kink that a grid can follow: at low frequency the gap edge merges with T_c."""
        return tuple(k for k in self.response.kinks if k == 1.0 or k < 1 - _MERGED)

    @property
    def gap_edge(self) -> float:
        """Temperature over T_c of the gap edge 2 Delta(T) = hbar omega; 1 where there is none."""
        return min(self.response.kinks, default=1.0)

    @cached_property
    def far_relaxation_length(self) -> float:
        r"""Length over the tip's height on which a small excess decays at the bath's temperature, $\lambda\sqrt{n\kappa/(dq/dT)}$."""
        log_conductance, log_conductivity = self.response.table(np.array([self.response.bath_temperature]))[:2, 0]
        return float(self.relaxation_length * np.sqrt(self.response.cooling_exponent * np.exp(log_conductivity - log_conductance)))

    def radius_at(self, drive: float, local: float) -> tuple[float, ...]:
        """Radii at which the local current density of a spot passes `local`, inner and outer; empty when it does not reach it."""
        if drive <= local:
            return ()
        x = np.geomspace(1e-3, 1e4, 8001)
        j = drive * np.sqrt(self.shape(x))
        i = np.nonzero((j[:-1] >= local) != (j[1:] >= local))[0]
        return tuple(float(v) for v in x[i] + (x[i + 1] - x[i]) * (local - j[i]) / (j[i + 1] - j[i]))

    def domain(self, drive: float) -> float:
        """Edge of the domain for a drive."""
        if self.outer_radius is not None:
            return self.outer_radius
        spot = max(self.radius_at(drive, 0.8 * self.maxwell[0]), default=0.0) if self.maxwell else 3.0
        return float(np.ceil(max(_SMALLEST_DOMAIN, _RELAXATION_LENGTHS * self.far_relaxation_length + spot, 3 * spot)))

    def equation(self, drive: float) -> RadialBalance:
        """The discrete equation at a drive."""
        bath, n = self.response.bath_temperature, self.response.cooling_exponent
        lam, a = self.relaxation_length, float(drive)
        return RadialBalance(self.table, np.asarray(bath), np.asarray(n), np.asarray(lam), np.asarray(a), self.shape)

    @cached_property
    def table(self) -> PiecewiseChebyshev:
        """The response's table, on the device."""
        return jax.tree.map(jnp.asarray, self.response.table)

    def local_profile(
        self, drive: float, radius: Float[np.ndarray, " nodes"], hot_inside: tuple[float, float] | None
    ) -> Float[np.ndarray, " nodes"]:
        """Temperatures without conduction: the hot state between two radii (where there is one), the cold one elsewhere."""
        j = drive * np.sqrt(self.shape(radius))
        branches = local_branches(self.response, j)
        if hot_inside is None:
            return branches.low
        return np.where((radius > hot_inside[0]) & (radius < hot_inside[1]), branches.high, branches.low)
