r"""Bridge to pyTDGL (package `tdgl`), which follows the order parameter of a film in time: what the heat does to its condensate.

pyTDGL solves, with $\psi$ in units of its value in a reference state, lengths in $\xi$ and times in $\tau_0$ of that state,

$$\frac{u}{\sqrt{1+\gamma^2|\psi|^2}}\left(\partial_t + i\mu + \frac{\gamma^2}{2}\partial_t|\psi|^2\right)\psi
  = (\epsilon(\mathbf{r}, t) - |\psi|^2)\psi + (\nabla - i\mathbf{A})^2\psi .$$

A uniform film settles at $|\psi|^2 = \epsilon$: **$\epsilon$ is the local weight of the condensate over that of the reference state**, here
the film of highest critical temperature at the temperature of the phonons. There $\epsilon = 1$; where $T = T_c$ it is 0; where the film is
normal it is negative, and pairs that leak in from the superconductor decay over $\xi/\sqrt{|\epsilon|}$. What heats is quenchmap's
business: pyTDGL's own dissipation changes no temperature.

pyTDGL is not needed to make the function; it needs NumPy only, and is saved with pyTDGL's solutions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from jaxtyping import Float

from quenchmap.errors import checked_positive
from quenchmap.export.condensate import continued_weight, effective_depth, weight
from quenchmap.export.lookup import Outside, lookup
from quenchmap.export.places import Disc, Raster, places_of
from quenchmap.material.film import Film
from quenchmap.material.gap import GapModel
from quenchmap.units import BOLTZMANN, ELEMENTARY_CHARGE, REDUCED_PLANCK, Quantity, si

#: How the condensate weakens with the temperature.
Law: TypeAlias = Literal["linear", "superfluid"]

RELAXATION = 5.79  #: u of pyTDGL, pi^4/(14 zeta(3)) in the dirty limit


def disorder_epsilon(
    result: Any,
    *,
    position: tuple[Quantity, Quantity] = (0.0, 0.0),
    length_units: str = "um",
    law: Law = "linear",
    lowest: float = -1.0,
    outside: Outside = "refuse",
    critical_temperature: Quantity | None = None,
    phonon_temperature: Quantity | None = None,
    time_unit: Quantity | None = None,
    start: Quantity = 0.0,
    hold: bool = False,
) -> Callable[..., Float[np.ndarray, " points"]]:
    r"""Local weight of the condensate as pyTDGL's `disorder_epsilon`.

    With T and Tc of the place and the reference $T_{ph}$, $T_{c0}$, the laws are

    $$\epsilon = \frac{1 - T/T_c}{1 - T_{ph}/T_{c0}} \text{ (linear)}, \qquad
      \epsilon = \frac{T_c\,w(T/T_c)}{T_{c0}\,w(T_{ph}/T_{c0})} \text{ (superfluid)}.$$

    "linear" is Ginzburg and Landau's, meant for temperatures near Tc. "superfluid" is the true kinetic inductance at any temperature, with
    w of `quenchmap.export.condensate`, continued beyond Tc with the slope it has there. Near Tc they agree.

    Args:
        result: A state of a hot spot, an evolution, a heated sample, or a sample that nothing heats.
        position: Of the tip's axis (states, evolutions) or of the middle of the sample, in the device's coordinates, m.
        length_units: `device.length_units`.
        law: "linear" or "superfluid".
        lowest: Least value, for places far above their Tc, normal metals (Tc = 0) and holes; pyTDGL documents -1 to 1. At -1 pairs decay
            over $\xi$, which the mesh resolves. Cut the holes of a sample from the device too.
        outside: Points that the result does not reach are refused, or with "phonons" taken as reference film at the phonons' temperature.
        critical_temperature: $T_{c0}$ of the reference state, K; the highest of the film unless given.
        phonon_temperature: Of a sample that nothing heats, K.
        time_unit: pyTDGL's unit of time, s, such as `device.tau0()` or `scales(...).time`; for evolutions, which need it.
        start: Time of the evolution at pyTDGL's time 0, s.
        hold: Whether the last profile of an evolution stays after its end; otherwise later times are refused.

    Returns:
        `f(r, *, vectorized=True)` for points (N, 2), for an evolution `f(r, *, t, vectorized=True)`, with values (N,).

    Raises:
        ValueError: When the phonons are not colder than $T_{c0}$, or a place would have $\epsilon > 1$, which pyTDGL refuses.

    Accuracy:
        Straight lines between the grid's points: a steady profile within 2e-6 Tc, an evolution within 1e-3 Tc, cells of a sample
        as they are.

    Example:
        >>> from quenchmap.material.film import Film
        >>> from quenchmap.sample.sample import Sample
        >>> sample = Sample.uniform(Film("NbN", "10 nm"), "1 um", "0.5 um", "10 nm").with_hole(radius="0.1 um")
        >>> epsilon = disorder_epsilon(sample, phonon_temperature="3 K", length_units="nm")
        >>> epsilon(np.array([[300.0, 0.0], [0.0, 20.0]]))
        array([ 1., -1.])
    """
    if law not in ("linear", "superfluid"):
        raise ValueError(f"`law` must be 'linear' or 'superfluid', but law={law!r}.")
    if not (math.isfinite(lowest) and lowest <= 0):
        raise ValueError(f"`lowest` is the weight of a normal metal and must be finite and not positive, but lowest={lowest!r}.")
    places = places_of(result, phonon_temperature)
    best = _highest(places) if critical_temperature is None else si(critical_temperature, "K", "critical_temperature")
    if not places.phonon_temperature < best:
        raise ValueError(
            f"The reference state is normal: the phonons have {places.phonon_temperature:.6g} K and the film's Tc is {best:.6g} K. "
            "Make the phonons colder, or give a higher `critical_temperature`."
        )
    values = np.maximum(_weights(places, law, best), lowest)
    if np.max(values) > 1 + 1e-9:
        raise ValueError(
            f"pyTDGL refuses weights above 1, but the best place has {np.max(values):.6g}: its Tc is above "
            f"critical_temperature={best:.6g} K of the reference state. Leave `critical_temperature` out."
        )
    around = _law(law, places.phonon_temperature, places.film.material.critical_temperature, places, best)
    where = {"position": position, "length_units": length_units, "outside": outside, "hold": hold}
    found = lookup(places, np.minimum(values, 1.0), beyond=min(float(around), 1.0), hole=lowest, **where)
    if not isinstance(places, Disc) or places.time is None:
        if time_unit is not None:
            raise ValueError(f"`time_unit` is for evolutions, but time_unit={time_unit!r} came with what stands still. Leave it out.")

        def epsilon(r: Any, *, vectorized: bool = True) -> np.ndarray:
            r = np.asarray(r, float)
            return found(r[..., 0], r[..., 1])

        return epsilon
    if time_unit is None:
        raise ValueError("An evolution needs pyTDGL's unit of time in seconds: time_unit=device.tau0(), or scales(film, T_ph).time.")
    second = checked_positive("time_unit", si(time_unit, "s", "time_unit"), "pyTDGL's unit of time in s")
    begin = si(start, "s", "start")

    def epsilon_in_time(r: Any, *, t: float, vectorized: bool = True) -> np.ndarray:
        r = np.asarray(r, float)
        return found(r[..., 0], r[..., 1], begin + t * second)

    return epsilon_in_time


@dataclass(frozen=True)
class Scales:
    r"""What a uniform film is in pyTDGL, all SI, and the right scale of its voltages.

    With the weight w of the condensate at the phonons' temperature, $k_B T_c w \equiv E$,

    $$\tau_0 = \mu_0\sigma_N\lambda^2 = \frac{\hbar}{E}, \quad V_0 = \frac{\hbar}{2e\tau_0} = \frac{E}{2e}, \quad
      \xi^2 = u D \tau_0, \quad K_0 = \frac{V_0 d\,\sigma_N}{\xi} .$$

    Near Tc these are the dirty limit of Ginzburg and Landau, $u\tau_0 = \pi\hbar/8k_B(T_c - T)$. **pyTDGL's `device.V0()` is 4 times too
    large**: its K0, a unit of fields, is 4 times the unit of sheet currents that its solver uses. Multiply differences of `mu` by
    `voltage`.

    Attributes:
        coherence_length: $\xi$, m.
        london_lambda: $\lambda$, m.
        thickness: d, m.
        conductivity: $\sigma_N$, S/m.
        time: $\tau_0$, s.
        voltage: $V_0$, V.
        sheet_current: $K_0$, A/m: the depairing current is 2/(3 sqrt 3) of it.
    """

    coherence_length: float
    london_lambda: float
    thickness: float
    conductivity: float
    time: float
    voltage: float
    sheet_current: float

    @property
    def depairing_sheet_current(self) -> float:
        r"""$2K_0/3\sqrt3$, A/m: what a uniform film carries at most in Ginzburg and Landau's theory."""
        return 2 / (3 * math.sqrt(3)) * self.sheet_current

    def layer(self, length_units: str = "um") -> dict[str, float]:
        """Arguments of `tdgl.Layer` in the device's unit of length: `tdgl.Layer(**scales(film, "9 K").layer("nm"), gamma=1)`."""
        unit = si(f"1 {length_units}", "m", "length_units")
        lengths = {name: getattr(self, name) / unit for name in ("coherence_length", "london_lambda", "thickness")}
        return lengths | {"conductivity": self.conductivity * unit, "u": RELAXATION}


def scales(
    film: Film, phonon_temperature: Quantity, *, coherence_length: Quantity | None = None, gap_model: GapModel = "sheahen"
) -> Scales:
    """Lengths, time and voltage of a uniform film for pyTDGL.

    Args:
        film: The film; its diffusion coefficient gives the coherence length.
        phonon_temperature: K, below Tc.
        coherence_length: At this temperature, m, in place of the one that the diffusion coefficient gives.
        gap_model: Which gap.

    Raises:
        ValueError: When the film is normal, or has neither diffusion coefficient nor coherence length.

    Example:
        >>> s = scales(Film("NbN", "10 nm"), "9 K")
        >>> print(f"xi = {s.coherence_length * 1e9:.3g} nm, tau0 = {s.time * 1e12:.3g} ps, V0 = {s.voltage * 1e3:.3g} mV")
        xi = 12.3 nm, tau0 = 0.523 ps, V0 = 0.63 mV
    """
    material = film.material
    T, Tc = si(phonon_temperature, "K", "phonon_temperature"), material.critical_temperature
    if not 0 < T < Tc:
        raise ValueError(f"`phonon_temperature` must be positive and below Tc = {Tc:.6g} K, but phonon_temperature={phonon_temperature!r}.")
    energy = BOLTZMANN * Tc * float(weight([T / Tc], gap_model)[0])
    time = REDUCED_PLANCK / energy
    if coherence_length is None:
        xi = math.sqrt(RELAXATION * material._diffusion * time)
    else:
        xi = checked_positive("coherence_length", si(coherence_length, "m", "coherence_length"), "at the phonons' temperature")
    depth = effective_depth(T, Tc, film.sheet_resistance, gap_model)
    voltage = energy / (2 * ELEMENTARY_CHARGE)
    sheet_current = voltage / (film.sheet_resistance * xi)
    return Scales(xi, math.sqrt(depth * film.thickness), film.thickness, material.normal_conductivity, time, voltage, sheet_current)


def _highest(places: Disc | Raster) -> float:
    return float(np.max(places.critical_temperature[places.present])) if isinstance(places, Raster) else places.critical_temperature


def _weights(places: Disc | Raster, law: Law, best: float) -> np.ndarray:
    return _law(law, places.temperature, places.critical_temperature, places, best)


def _law(law: Law, T: Any, Tc: Any, places: Disc | Raster, best: float) -> np.ndarray:
    T, Tc = np.asarray(T, float), np.asarray(Tc, float)
    reference = places.phonon_temperature / best
    with np.errstate(divide="ignore"):  # a normal metal is infinitely far above its Tc
        relative = T / Tc
    if law == "linear":
        return (1 - relative) / (1 - reference)
    condensed = Tc > 0
    continued = continued_weight(np.where(condensed, relative, 1.0), places.gap_model)
    return np.where(condensed, Tc / best * continued, -np.inf) / float(weight([reference], places.gap_model)[0])
