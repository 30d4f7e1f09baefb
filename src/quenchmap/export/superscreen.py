r"""Bridge to SuperScreen (package `superscreen`), which solves London's equation with the magnetic fields of thin films.

SuperScreen's `Lambda` of a layer is $\Lambda = \lambda^2/d$, half of Pearl's length, and may depend on the place:

$$\frac1{\Lambda(\mathbf{r})} = \frac{\mu_0}{L_s} = \frac{\mu_0 k_B T_c\,w(T/T_c)}{\hbar R_s}, \qquad
  \frac1{L_s} = \lim_{\omega\to0} \omega\sigma_2 d,$$

with the local T, Tc and sheet resistance $R_s$ and the weight w of `quenchmap.export.condensate`. Where the film is normal
$1/\Lambda = 0$, and no static current flows. SuperScreen needs a finite length: there $\Lambda$ is `largest` times that of the best
place, so that about one part in `largest` of the current flows through what is normal.

**SuperScreen 0.13.0 solves wrongly where $\Lambda$ varies**: it differentiates $\Lambda g$ in place of the stream function g, so that in a
strip whose $\Lambda$ varies fivefold currents are wrong by a factor 8 (`_build_system_1d` and `_build_system_2d` of
`superscreen.solver.solve_film` multiply the columns of the Laplacian by $\Lambda$, not its rows). Inside `corrected_superscreen()` it is
right: there the same strip's current follows $1/\Lambda$ within 4 % on a mesh of 700 points.

SuperScreen is not needed to make the function; it needs NumPy only, and is saved with SuperScreen's solutions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from jaxtyping import Float

from quenchmap.export.condensate import VACUUM_PERMEABILITY, inverse_sheet_inductance
from quenchmap.export.lookup import Outside, lookup
from quenchmap.export.places import Disc, places_of
from quenchmap.units import Quantity, si

#: Lambda of normal places over the smallest one.
LARGEST = 1000.0


def inverse_lambda(
    result: Any,
    *,
    position: tuple[Quantity, Quantity] = (0.0, 0.0),
    length_units: str = "um",
    outside: Outside = "refuse",
    phonon_temperature: Quantity | None = None,
) -> Callable[..., Float[np.ndarray, " points"]]:
    r"""$1/\Lambda$ as a function `f(x, y)` in the inverse of the device's unit of length; 0 where there is no condensate.

    Args:
        result: A state of a hot spot, a heated sample, or a sample that nothing heats. Of an evolution give single states.
        position: Of the tip's axis (states) or of the middle of the sample, in the device's coordinates, m.
        length_units: `device.length_units`.
        outside: Points that the result does not reach are refused, or with "phonons" taken as reference film at the phonons' temperature.
        phonon_temperature: Of a sample that nothing heats, K.

    Accuracy:
        Straight lines between the grid's points; see `quenchmap.export.pytdgl.disorder_epsilon`.

    Example:
        >>> from quenchmap.material.film import Film
        >>> from quenchmap.sample.sample import Sample
        >>> sample = Sample.uniform(Film("NbN", "10 nm"), "1 um", "0.5 um", "10 nm")
        >>> inverse_lambda(sample, phonon_temperature="3 K")(np.array([0.3]), np.array([0.1])).round(6)
        array([0.022548])
    """
    places = places_of(result, phonon_temperature)
    if isinstance(places, Disc) and places.time is not None:
        raise TypeError("SuperScreen's Lambda does not move, but an evolution does. Give a state of the hot spot.")
    unit = si(f"1 {length_units}", "m", "length_units")
    film = places.film
    local = (places.temperature, places.critical_temperature, places.sheet_resistance)
    values, around = (
        unit * VACUUM_PERMEABILITY * inverse_sheet_inductance(*of, places.gap_model)
        for of in (local, (places.phonon_temperature, film.material.critical_temperature, film.sheet_resistance))
    )
    where = {"position": position, "length_units": length_units, "outside": outside}
    found = lookup(places, values, beyond=float(around), hole=0.0, **where)

    def inverse(x: Any, y: Any) -> np.ndarray:
        return found(x, y)

    return inverse


def effective_penetration_depth(
    result: Any,
    *,
    position: tuple[Quantity, Quantity] = (0.0, 0.0),
    length_units: str = "um",
    outside: Outside = "refuse",
    phonon_temperature: Quantity | None = None,
    largest: float = LARGEST,
) -> Callable[..., Float[np.ndarray, " points"]]:
    r"""$\Lambda$ as a function `f(x, y)` in the device's unit of length: `superscreen.Layer(Lambda=superscreen.Parameter(f))`.

    Arguments as for `inverse_lambda`, and

    Args:
        largest: Ratio of $\Lambda$ in normal places, and in holes, to the smallest $\Lambda$. Cut holes from the device too.

    Raises:
        ValueError: When the film is normal everywhere.

    Example:
        >>> from quenchmap.material.film import Film
        >>> from quenchmap.sample.sample import Sample
        >>> sample = Sample.uniform(Film("NbN", "10 nm"), "1 um", "0.5 um", "10 nm")
        >>> effective_penetration_depth(sample, phonon_temperature="3 K")(np.array([0.3]), np.array([0.1])).round(2)
        array([44.35])
    """
    if not (largest > 1 and math.isfinite(largest)):
        raise ValueError(f"`largest` is Lambda of normal places over the smallest and must be above 1 and finite, but largest={largest!r}.")
    how = {"position": position, "length_units": length_units, "outside": outside, "phonon_temperature": phonon_temperature}
    inverse = inverse_lambda(result, **how)
    places = places_of(result, phonon_temperature)
    per_metre = VACUUM_PERMEABILITY * np.max(
        inverse_sheet_inductance(places.temperature, places.critical_temperature, places.sheet_resistance, places.gap_model)
    )
    if not per_metre > 0:
        raise ValueError("The film is normal everywhere: no static current flows in it, and there is nothing for SuperScreen to solve.")
    least = float(per_metre * si(f"1 {length_units}", "m", "length_units")) / largest

    def depth(x: Any, y: Any) -> np.ndarray:
        return 1 / np.maximum(inverse(x, y), least)

    return depth


@contextmanager
def corrected_superscreen() -> Iterator[None]:
    r"""Inside, SuperScreen solves $H_z = Q g - \nabla\cdot(\Lambda\nabla g)$ also where $\Lambda$ varies; see above.

    Two functions of `superscreen.solver.solve_film` are replaced for that while, for all threads. With uniform $\Lambda$ nothing changes.

    Raises:
        ModuleNotFoundError: Where SuperScreen is not installed.
        RuntimeError: When its functions have other names: a version for which this was not checked.
    """
    from importlib import import_module
    from unittest.mock import patch

    import_module("superscreen")
    film = import_module("superscreen.solver.solve_film")
    names = ("_build_system_1d", "_build_system_2d")
    if not all(hasattr(film, name) for name in names):
        raise RuntimeError(
            "This version of SuperScreen builds its matrices otherwise than 0.13.0: check it, or install superscreen==0.13.0."
        )
    with patch.object(film, names[0], _all_rows), patch.object(film, names[1], _inner_rows):
        yield


def _all_rows(Q: Any, weights: Any, Lambda: Any, laplacian: Any, slope: Any, columns: Any, inhomogeneous: bool = False) -> Any:
    varying = slope[:, columns] if inhomogeneous else 0
    return Q[:, columns] * weights[columns] - np.reshape(Lambda, (-1, 1)) * laplacian[:, columns] - varying


def _inner_rows(Q: Any, weights: Any, Lambda: Any, laplacian: Any, slope: Any, points: Any, inhomogeneous: bool = False) -> Any:
    inner = np.ix_(points, points)
    varying = slope[inner] if inhomogeneous else 0
    return Q[inner] * weights[points] - np.reshape(Lambda, (-1, 1))[points] * laplacian[inner] - varying
