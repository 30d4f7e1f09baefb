"""Phase diagram of a uniformly driven film in the plane of frequency and drive, Fig. 3b."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import xarray as xr
from jaxtyping import Float

from quenchmap.balance.curve import Fold
from quenchmap.balance.fold_lines import fold_lines, gap_photon_energy
from quenchmap.balance.window import multistable_ranges
from quenchmap.errors import NoSuchStateError, checked_positive
from quenchmap.material.gap import GapModel
from quenchmap.material.response import microwave_response


class Region(IntEnum):
    """Which stable states there are."""

    SUPERCONDUCTING = 0
    NORMAL = 1
    SUPERCONDUCTING_SUPERCONDUCTING = 2
    SUPERCONDUCTING_NORMAL = 3
    MORE = 4

    @property
    def label(self) -> str:
        """The paper's words, for figures."""
        return ("SC", "normal", "SC / SC", "SC / normal", "three stable")[self]


def phase_diagram(
    photon_energies: Float[np.ndarray, " frequencies"],
    drives: Float[np.ndarray, " drives"],
    *,
    phonon_temperature: float,
    cooling_exponent: float,
    gap_model: GapModel = "sheahen",
    phonon_warming: float = 0.0,
) -> xr.Dataset:
    r"""Stable states at every frequency and drive.

    Args:
        photon_energies: $\hbar\omega$ over k_B T_c, 0.001 to 10, increasing.
        drives: Current densities over j*, positive, increasing.
        phonon_temperature: Temperature of phonons (of the bath, if they warm) over T_c.
        cooling_exponent: Exponent n.
        gap_model: Which gap.
        phonon_warming: Sigma T_c^(n-4) d/sigma_K; 0 keeps the phonons at the given temperature.

    Returns:
        On the grid (photon_energy, drive): `stable_states` and `region` (see `Region`). Along photon_energy: the widest window
        `j1`, `j2`, the fold temperatures `temperature_at_j1`, `temperature_at_j2` and the `relative_width` (j2 - j1)/j2; where
        one state exists these are NaN and the width is 0. All folds, maximum and minimum in turn, are `fold_drive` and
        `fold_temperature` (photon_energy, fold). The attribute `normal_drive` is the drive from which a normal state exists.

    Accuracy:
        Boundaries as `fold_lines`, 1e-8 to 1e-6 for phonon temperatures from 0.3 up.

    Example:
        >>> diagram = phase_diagram(np.array([0.5, 3.0]), np.array([0.9, 1.2]), phonon_temperature=0.3, cooling_exponent=5)
        >>> [[Region(int(code)).label for code in row] for row in diagram.region.values]
        [['SC', 'SC / normal'], ['SC / SC', 'normal']]
    """
    w, j = _axis("photon_energies", photon_energies), _axis("drives", drives)
    options = {"gap_model": gap_model, "phonon_warming": phonon_warming}
    lines = fold_lines(w, phonon_temperature, cooling_exponent, **options)
    cooling = microwave_response(10.0, phonon_temperature, cooling_exponent, **options)
    normal_drive = float(np.sqrt(cooling.cooling(np.array(1.0)))) if cooling.bath_temperature < 1 else 0.0

    count = max(2, *(len(line) for line in lines))
    folds = np.full((2, len(w), count), np.nan)
    for i, line in enumerate(lines):
        for k, fold in enumerate(line):
            folds[:, i, k] = fold.drive, fold.temperature
    drive, temperature = folds
    stable = np.ones((len(w), len(j)), np.int8)
    for k in range(count):  # a state ends at each maximum and one is born at each minimum
        passed = j > drive[:, k, None]
        stable = stable + passed if k % 2 else stable - passed
    normal = np.broadcast_to(j >= normal_drive, stable.shape)

    region = np.where(stable > 2, np.int8(Region.MORE), np.where(stable == 2, np.int8(2), np.int8(0)) + normal.astype(np.int8))
    windows = [max(multistable_ranges(line), key=lambda r: r[1].drive - r[0].drive, default=_NO_WINDOW) for line in lines]
    j1, j2, T1, T2 = np.array([(a.drive, b.drive, a.temperature, b.temperature) for a, b in windows]).T
    regions = {"long_name": "region", "flag_values": [int(r) for r in Region], "flag_meanings": ", ".join(r.label for r in Region)}
    return xr.Dataset(
        {
            "stable_states": (("photon_energy", "drive"), stable, {"long_name": "number of stable states"}),
            "region": (("photon_energy", "drive"), region, regions),
            "j1": ("photon_energy", j1, {"long_name": "lower end of the bistable window", "units": "j*"}),
            "j2": ("photon_energy", j2, {"long_name": "upper end of the bistable window", "units": "j*"}),
            "temperature_at_j1": ("photon_energy", T1, {"long_name": "temperature of the fold at j1", "units": "T_c"}),
            "temperature_at_j2": ("photon_energy", T2, {"long_name": "temperature of the fold at j2", "units": "T_c"}),
            "relative_width": ("photon_energy", np.nan_to_num(1 - j1 / j2), {"long_name": "(j2 - j1)/j2"}),
            "fold_drive": (("photon_energy", "fold"), drive, {"long_name": "drive of each fold", "units": "j*"}),
            "fold_temperature": (("photon_energy", "fold"), temperature, {"long_name": "temperature of each fold", "units": "T_c"}),
        },
        coords={
            "photon_energy": ("photon_energy", w, {"long_name": "hbar omega / (k_B T_c)"}),
            "drive": ("drive", j, {"long_name": "current density over j*"}),
        },
        attrs={
            "phonon_temperature": float(phonon_temperature),
            "cooling_exponent": float(cooling_exponent),
            "gap_model": gap_model,
            "phonon_warming": float(phonon_warming),
            "normal_drive": normal_drive,
            "gap_at_phonon_temperature": gap_photon_energy(cooling.bath_temperature, gap_model),
        },
    )


_NO_WINDOW = (Fold(np.nan, np.nan, "minimum"), Fold(np.nan, np.nan, "maximum"))


@dataclass(frozen=True)
class EndOfBistability:
    r"""Where bistability ends as the frequency grows.

    Attributes:
        formal: $2\Delta(T_{ph})$ over k_B T_c: a window exists at any frequency below, exponentially narrow near it.
        photon_energy: Highest $\hbar\omega$ over k_B T_c at which the window is as wide as asked.
        width: That relative width, (j2 - j1)/j2.
    """

    formal: float
    photon_energy: float
    width: float


def end_of_bistability(
    phonon_temperature: float, cooling_exponent: float, *, width: float = 1e-2, gap_model: GapModel = "sheahen", phonon_warming: float = 0.0
) -> EndOfBistability:
    r"""Frequency above which the bistable window is narrower than a given relative width.

    The paper's statement, "no bistability above $2\Delta(T_{ph})$", is right, but the window is too narrow to be seen well below.

    Args:
        phonon_temperature: As for `phase_diagram`, like the remaining arguments.
        cooling_exponent: Exponent n.
        width: Relative width (j2 - j1)/j2, 1e-5 to 0.5.
        gap_model: Which gap.
        phonon_warming: Sigma T_c^(n-4) d/sigma_K.

    Raises:
        ValueError: For a width outside that range.
        NoSuchStateError: In the normal state, or where no frequency has so wide a window.

    Accuracy:
        1e-6 in the frequency for a width of 1e-2.

    Example:
        >>> end = end_of_bistability(0.3, 5.0)
        >>> round(end.formal, 6), round(end.photon_energy, 3)
        (3.510113, 3.498)
    """
    if not 1e-5 <= width <= 0.5:
        raise ValueError(f"`width` is the relative width (j2 - j1)/j2 of the window and must be from 1e-5 to 0.5, but width={width!r}.")
    bath = checked_positive("phonon_temperature", phonon_temperature, "the phonon temperature over T_c")
    formal = gap_photon_energy(bath, gap_model)

    def widths(w: np.ndarray) -> np.ndarray:
        lines = fold_lines(w, phonon_temperature, cooling_exponent, gap_model=gap_model, phonon_warming=phonon_warming)
        return np.array([max((1 - a.drive / b.drive for a, b in multistable_ranges(line)), default=0.0) for line in lines])

    low, high = 0.001, formal
    if low >= high or not widths(np.array([low]))[0] > width:
        raise NoSuchStateError(
            f"No window as wide as {width!r} at T_ph/T_c={bath!r}: the film is (nearly) normal. Lower the phonon temperature or the width."
        )
    while high - low > 1e-9 * formal:  # the window narrows as the frequency grows; each pass divides the bracket by 16
        w = np.linspace(low, high, 17)
        wide = np.concatenate([[True], widths(w[1:-1]) > width, [False]])
        last = int(np.nonzero(wide)[0][-1])
        low, high = w[last], w[last + 1]
    return EndOfBistability(formal, float(low), width)


def _axis(name: str, values: Float[np.ndarray, " points"]) -> Float[np.ndarray, " points"]:
    axis = np.asarray(values, float)
    if axis.ndim != 1 or axis.size == 0 or not np.all(np.isfinite(axis)) or axis[0] <= 0 or np.any(np.diff(axis) <= 0):
        raise ValueError(f"`{name}` must be a sequence of positive, finite, increasing numbers, but {name}={values!r}.")
    return axis
