r"""The hot tip, Appendix D: a small metal sphere whose thermally fluctuating dipoles heat the film.

An electric and a magnetic dipole, normal to the film, of a sphere at the temperature T_tip. The heating factors,
$P(r, T_e) = \Pi(T_e)\,\frac{27}{4}\frac{x^2}{(1 + x^2)^3}$ with $x = r/z_0$, and with photon energies w in k_B T_c

$$\Pi = \frac{4}{27} \frac{6}{\pi^2} \frac{(k_B T_c)^4}{\hbar^3 c^2} \frac{R^4}{z_0^4}
  \left[\frac{c^2}{R}\frac{\varepsilon_0}{\sigma_\mathrm{tip}}\frac{\varepsilon_0}{\sigma_N d}\,G_e +
  \frac{1}{360}\frac{R}{c^2}\frac{\sigma_\mathrm{tip}}{\varepsilon_0}\frac{\sigma_N d}{\varepsilon_0}\,G_m\right],$$

$$G_e = \int_0^\infty w^3 \rho(w, T_e)\,[n(w/t_\mathrm{tip}) - n(w/T_e)]\,dw, \qquad
  G_m = \int_0^\infty w^3 \sigma_1(w, T_e)\,[n(w/t_\mathrm{tip}) - n(w/T_e)]\,dw,$$

n being the Bose function and $\rho = \sigma_N\mathrm{Re}(1/\sigma)$: these are (D7) and (D13). In the normal state both integrals are
$\pi^4 (t_\mathrm{tip}^4 - T_e^4)/15$, which gives (D14) with $2\pi^2/5$ in front. The paper prints $\pi^2/5$, half of it.
"""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from jaxtyping import Array, Float
from numpy.typing import ArrayLike

from quenchmap.errors import checked_positive, closest
from quenchmap.material.conductivity import conductivity
from quenchmap.material.film import Film
from quenchmap.material.gap import GapModel, gap
from quenchmap.numerics.quadrature import gauss_legendre
from quenchmap.precision import jax, jnp
from quenchmap.units import BOLTZMANN, REDUCED_PLANCK, SPEED_OF_LIGHT, VACUUM_PERMITTIVITY, Quantity, si

#: "closed": (D14), the film absorbs as in the normal state; "integral": (D7) and (D13) with its conductivity at every frequency.
HotTipModel: TypeAlias = Literal["closed", "integral"]

_BELOW_NODES = 32
_ABOVE_NODES = 96
_CUTOFF = 45.0  # in the larger of the two temperatures: w^3 e^-45 is below rounding
_BATCH = 32  # temperatures per compiled call


@dataclass(frozen=True, init=False)
class HotTip:
    """A hot metal sphere over the film.

    The arguments are SI numbers, strings with a unit or quantities; the fields are SI floats.

    Args:
        height: Height z_0 of the centre of the tip over the film.
        temperature: Temperature of the tip, T_tip.
        radius: Radius of the tip, smaller than the height.
        conductivity: Conductivity of its metal.

    Raises:
        ValueError: For a value that is not positive, has a wrong unit, or a height that does not exceed the radius.

    Example:
        >>> tip = HotTip(height="100 nm", temperature="300 K", radius="50 nm", conductivity="1e7 S/m")
        >>> tip.power_density(1.0, Film("InOx", "10 nm"))
        11.2154...
    """

    height: float
    temperature: float
    radius: float
    conductivity: float

    def __init__(self, height: Quantity, temperature: Quantity, radius: Quantity, conductivity: Quantity):
        values = {
            "height": (height, "m", "the height of the tip's centre in m"),
            "temperature": (temperature, "K", "the temperature of the tip in K"),
            "radius": (radius, "m", "the radius of the tip in m"),
            "conductivity": (conductivity, "S / m", "the conductivity of the tip in S/m"),
        }
        for name, (value, unit, meaning) in values.items():
            object.__setattr__(self, name, checked_positive(name, si(value, unit, name), meaning))
        if not self.height > self.radius:
            raise ValueError(
                f"`height` is that of the centre of the tip and must exceed its radius, but height={height!r} and radius={radius!r}. "
                "Raise the tip or give a smaller radius."
            )

    def dipole_terms(self, film: Film) -> tuple[float, float]:
        """The two terms in the bracket of (D14), dimensionless: electric and magnetic dipole.

        Example:
            >>> film = Film("InOx", "7.74 nm")  # close to the paper's 4 e^2/h, 6.45 kOhm
            >>> electric, magnetic = HotTip("100 nm", "300 K", "50 nm", "1e7 S/m").dipole_terms(film)
            >>> f"{electric:.4f} {magnetic:.4f}"
            '0.0910 0.0305'
        """
        tip_rate = self.conductivity / VACUUM_PERMITTIVITY  # 1/s
        film_speed = 1 / (film.sheet_resistance * VACUUM_PERMITTIVITY)  # m/s
        electric = SPEED_OF_LIGHT**2 / (self.radius * tip_rate * film_speed)
        magnetic = self.radius * tip_rate * film_speed / (360 * SPEED_OF_LIGHT**2)
        return electric, magnetic

    def power_density(
        self, temperature: ArrayLike, film: Film, *, model: HotTipModel = "closed", printed: bool = False, gap_model: GapModel = "sheahen"
    ) -> np.ndarray | float:
        r"""Heating power per area at the maximum, $r = z_0/\sqrt 2$; elsewhere times `quenchmap.tip.shape.dipole_shape`.

        Args:
            temperature: Electron temperatures T_e over T_c, any shape.
            film: The film.
            model: See `HotTipModel`.
            printed: Use the prefactor of (D14) as the paper prints it, half the right one; only with "closed".
            gap_model: Which gap; only matters with "integral".

        Returns:
            Power per area, W/m^2, an array of the shape of `temperature`, or a float; negative where the film is hotter than the tip.

        Raises:
            ValueError: For an unknown model, and for `printed` with "integral".

        Accuracy:
            "integral": relative error of both integrals below 1e-8 for tips from 0.5 T_c to 1000 T_c.

        Example:
            >>> tip, film = HotTip("100 nm", "300 K", "50 nm", "1e7 S/m"), Film("InOx", "10 nm")
            >>> f"{tip.power_density(0.2, film, model='integral') / tip.power_density(0.2, film):.5f}"
            '1.00030'
        """
        T = np.asarray(temperature, float)
        if not np.all(T > 0):  # also catches NaN
            raise ValueError(f"`temperature` is T_e over T_c and must be positive, but its smallest value is {np.min(T)!r}.")
        if model not in get_args(HotTipModel):
            raise ValueError(f"`model` must be 'closed' or 'integral', but model={model!r}. {closest(str(model), get_args(HotTipModel))}")
        if printed and model != "closed":
            raise ValueError(f"Only (D14) is misprinted, but printed=True came with model={model!r}. Use model='closed'.")
        Tc = film.material.critical_temperature
        t_tip = self.temperature / Tc
        if model == "closed":
            G = math.pi**4 / 15 * (t_tip**4 - T**4)
            G_electric, G_magnetic = G, G
        else:
            G_electric, G_magnetic = _batched_integrals(T, t_tip, gap_model)
        electric, magnetic = self.dipole_terms(film)
        unit = 4 / 27 * 6 / math.pi**2 * (BOLTZMANN * Tc) ** 4 / (REDUCED_PLANCK**3 * SPEED_OF_LIGHT**2) * (self.radius / self.height) ** 4
        power = unit * (electric * G_electric + magnetic * G_magnetic) * (0.5 if printed else 1.0)
        return power if power.shape else float(power)


def absorption_integrals(
    T: Float[Array, "*#shape"], tip_temperature: Float[Array, "*#shape"], gap_model: GapModel = "sheahen"
) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
    r"""The integrals G_e and G_m over photon energies, see the module.

    The range is cut at the gap edge $2\Delta(T)$, where $\sigma$ has a kink; the nodes are dense on both sides of it and spread
    logarithmically up to the tip's photons. `conductivity` is used at all photon energies: beyond 10, its promised range,
    it keeps 11 digits up to 5000 (measured against 25 digits), as its substitutions are uniform.

    Args:
        T: Electron temperature over T_c, any shape.
        tip_temperature: Tip temperature over T_c, broadcast with `T`.
        gap_model: Which gap.

    Returns:
        G_e and G_m, same shape; $\pi^4 (t_\mathrm{tip}^4 - T^4)/15$ in the normal state.

    Accuracy:
        Relative error below 1e-8, both, for temperatures of the tip from 0.5 to 1000.

    Example:
        >>> G_e, G_m = absorption_integrals(jnp.array(1.2), jnp.array(20.0))
        >>> f"{G_e / (math.pi**4 / 15 * (20.0**4 - 1.2**4)):.9f}"
        '1.000000000'
    """
    T, t_tip = jnp.broadcast_arrays(jnp.asarray(T, float), jnp.asarray(tip_temperature, float))
    edge = 2 * gap(T, gap_model)[..., None]
    x, weight = gauss_legendre(_BELOW_NODES)
    below = edge * (1 - x) ** 2 * (1 + 2 * x)  # quadratic at both ends: x ln x at the edge, ln w at w = 0
    d_below = edge * 6 * x * (1 - x) * weight
    y, weight = gauss_legendre(_ABOVE_NODES)
    scale = jnp.minimum(T, t_tip)[..., None]
    span = jnp.maximum(_CUTOFF * jnp.maximum(T, t_tip)[..., None] - edge, scale)
    V = jnp.arcsinh(jnp.sqrt(span / scale))
    above = edge + scale * jnp.sinh(V * y) ** 2
    d_above = scale * jnp.sinh(2 * V * y) * V * weight
    w = jnp.concatenate([below, above], axis=-1)
    dw = jnp.concatenate([d_below, d_above], axis=-1)
    w = jnp.where(w > 0, w, 1.0)  # no range below the gap in the normal state: dw = 0 there
    sigma = conductivity(T[..., None], w, gap_model)
    photons = w**3 * _bose_difference(w / t_tip[..., None], w / T[..., None]) * dw
    return jnp.sum(photons * (1 / sigma).real, axis=-1), jnp.sum(photons * sigma.real, axis=-1)


def _bose_difference(a: Array, b: Array) -> Array:
    """n(a) - n(b) = 1/(e^a - 1) - 1/(e^b - 1), without cancellation near a = b and without overflow."""
    low = jnp.minimum(a, b)
    return jnp.sign(b - a) * jnp.exp(-low) * -jnp.expm1(-jnp.abs(b - a)) / (jnp.expm1(-a) * jnp.expm1(-b))


_compiled_integrals = jax.jit(absorption_integrals, static_argnames="gap_model")


def _batched_integrals(T: np.ndarray, tip_temperature: float, gap_model: GapModel) -> tuple[np.ndarray, np.ndarray]:
    """`absorption_integrals` in batches of one shape: one compilation, bounded memory."""
    flat = T.ravel()
    padded = np.concatenate([flat, np.ones(-flat.size % _BATCH)]).reshape(-1, _BATCH)
    batches = [_compiled_integrals(batch, np.full(_BATCH, tip_temperature), gap_model=gap_model) for batch in padded]
    electric, magnetic = (np.concatenate([np.asarray(b[i]) for b in batches] or [np.empty(0)])[: flat.size] for i in (0, 1))
    return electric.reshape(T.shape), magnetic.reshape(T.shape)
