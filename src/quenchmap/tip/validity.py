r"""Do the assumptions of the model hold? Each is a small ratio, reported with its numbers.

"Much smaller" is read as below a tenth; a ratio that passes the point where the assumption is lost fails, and
marginal lies between. The temperatures here are over T_c, as in the solver.
"""

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scipy.optimize import brentq

from quenchmap.errors import ValidityWarning, checked_positive
from quenchmap.material.film import Film
from quenchmap.tip.capacitance import isolated_capacitance
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.tip.screening import screening_length
from quenchmap.units import SPEED_OF_LIGHT, engineering

Verdict: TypeAlias = Literal["holds", "marginal", "fails", "not tested"]

#: Boundary conductances assumed when the film has none, W m^-2 K^-4: the usual range of films on crystals.
ASSUMED_BOUNDARY_CONDUCTANCE = (100.0, 500.0)
#: Field at which a metal tip in vacuum emits electrons, V/m: the order of the onset of field emission.
BREAKDOWN_FIELD = 1e9


@dataclass(frozen=True)
class Check:
    """One assumption of the model.

    Attributes:
        name: The assumption.
        value: The ratio that must be small; None when it was not tested.
        limit: Up to this value it holds.
        failure: From this value on it fails.
        verdict: "holds", "marginal", "fails" or "not tested".
        sentence: What was compared, with the numbers.
    """

    name: str
    value: float | None
    limit: float
    failure: float
    verdict: Verdict
    sentence: str

    def __str__(self) -> str:
        return f"{self.name}: {self.verdict}. {self.sentence}"


def check_assumptions(film: Film, tip: MicrowaveTip, drive: float, phonon_temperature: float) -> list[Check]:
    """Every assumption behind a spot, with its numbers.

    Args:
        film: The film.
        tip: The tip.
        drive: j_max/j*.
        phonon_temperature: Phonon temperature far from the tip (that of the bath) over T_c.

    Returns:
        One `Check` for each: current bias, point-like tip, linear response, charges that follow, quasistatic field, local gap,
        cold phonons, no field emission.

    Raises:
        ValueError: For a drive or temperature that is not positive.

    Example:
        >>> film, tip = Film("NbN", "10 nm"), MicrowaveTip("100 nm", "417 GHz", radius="50 nm")
        >>> for check in check_assumptions(film, tip, drive=1.2, phonon_temperature=0.3):
        ...     print(f"{check.name}: {check.verdict}")
        tip impedance above sheet resistance: holds
        point-like tip: marginal
        linear response: marginal
        charges follow the tip: holds
        quasistatic field: holds
        local gap: holds
        phonons at the bath temperature: fails
        no field emission: marginal
    """
    checked_positive("drive", drive, "j_max/j*")
    checked_positive("phonon_temperature", phonon_temperature, "the phonon temperature over T_c")
    return [
        _tip_impedance(film, tip),
        _point_like(tip),
        _linear_response(film, drive, phonon_temperature),
        _charges_follow(film, tip, phonon_temperature),
        _quasistatic(tip),
        _local_gap(film, tip),
        _cold_phonons(film, phonon_temperature),
        _no_emission(film, tip, drive),
    ]


def warn(checks: Iterable[Check]) -> None:
    """Issue one `ValidityWarning` for each check that fails.

    Example:
        >>> film, tip = Film("NbN", "10 nm"), MicrowaveTip("100 nm", "417 GHz")
        >>> with warnings.catch_warnings(record=True) as caught:
        ...     warnings.simplefilter("always")
        ...     warn(check_assumptions(film, tip, drive=1.2, phonon_temperature=0.3))
        >>> print(caught[0].message)
        phonons at the bath temperature: fails. ...
    """
    for check in checks:
        if check.verdict == "fails":
            warnings.warn(str(check), ValidityWarning, stacklevel=2)


def phonon_temperature_at_Tc(film: Film, bath_temperature: float, boundary_conductance: float) -> float:
    r"""Temperature of the film's phonons, over T_c, when its electrons are held at T_c.

    $$\sigma_K (T_{ph}^4 - T_b^4) = \Sigma (T_c^n - T_{ph}^n) d$$

    Args:
        film: The film; its own boundary conductance is not used.
        bath_temperature: Temperature of the bath over T_c, below 1.
        boundary_conductance: Conductance between the film's phonons and the bath, W m^-2 K^-4.

    Example:
        >>> [round(phonon_temperature_at_Tc(Film("NbN", "10 nm"), 0.3, conductance), 3) for conductance in (100.0, 500.0)]
        [0.96, 0.858]
    """
    material = film.material
    n = material.cooling_exponent
    warming = material.cooling_power_at_Tc * film.thickness / (boundary_conductance * material.critical_temperature**4)
    warm = brentq(lambda t: t**4 - bath_temperature**4 - warming * (1 - t**n), bath_temperature, 1.0, xtol=1e-14)
    return float(warm)  # type: ignore[arg-type]


def _judged(name: str, value: float, sentence: str, limit: float = 0.1, failure: float = 1.0) -> Check:
    verdict: Verdict = "holds" if value <= limit else "marginal" if value < failure else "fails"
    return Check(name, value, limit, failure, verdict, sentence)


def _untested(name: str, sentence: str, limit: float = 0.1, failure: float = 1.0) -> Check:
    return Check(name, None, limit, failure, "not tested", sentence)


def _tip_impedance(film: Film, tip: MicrowaveTip) -> Check:
    if tip.radius is None:
        reactance = 1 / (tip.angular_frequency * isolated_capacitance(tip.height))
        source = "with a tip radius taken as the height, no radius being given"
    else:
        reactance, source = tip.reactance, "the reactance of the tip"
    return _judged(
        "tip impedance above sheet resistance",
        film.sheet_resistance / reactance,
        f"R_sheet = {engineering(film.sheet_resistance, 'Ω')} against Z_tip = {engineering(reactance, 'Ω')} ({source}): "
        "the tip's charge imposes the current in the film only while R_sheet is much smaller.",
    )


def _point_like(tip: MicrowaveTip) -> Check:
    name = "point-like tip"
    if tip.radius is None:
        return _untested(name, "Eq. (2) is that of a point; the tip has no radius to compare with its height.")
    return _judged(
        name,
        tip.radius / tip.height,
        f"R_tip = {engineering(tip.radius, 'm')} against z0 = {engineering(tip.height, 'm')}: "
        "Eq. (2) is that of a point; for R_tip near z0 it keeps its form but not its numbers.",
    )


def _linear_response(film: Film, drive: float, phonon_temperature: float) -> Check:
    name, material = "linear response", film.material
    if phonon_temperature >= 1:
        return _untested(name, "The film is normal at the phonon temperature: it has no critical current.")
    if material.diffusion_coefficient is None:
        return _untested(name, f"The critical current of {material.name} needs its diffusion_coefficient, which was not given.")
    peak = math.sqrt(2) * drive * material.characteristic_current_density
    critical = float(material.critical_current_density(phonon_temperature * material.critical_temperature))
    return _judged(
        name,
        peak / critical,
        f"The largest current density, √2 j_max = {peak:.3g} A/m², against the critical one at the phonon temperature, "
        f"{critical:.3g} A/m²: the linear conductivity needs it much smaller{_assumed(film, 'diffusion_coefficient', 'D')}.",
    )


def _charges_follow(film: Film, tip: MicrowaveTip, phonon_temperature: float) -> Check:
    # the shortest of the two that a spot has: the normal region's and the cold film's
    length = min(abs(screening_length(film, tip, at)) for at in (1.0, phonon_temperature))
    return _judged(
        "charges follow the tip",
        tip.height / length,
        f"z0 = {engineering(tip.height, 'm')} against the screening length |a_e| = {engineering(length, 'm')}: "
        "Eq. (2) holds only where r is much smaller.",
    )


def _quasistatic(tip: MicrowaveTip) -> Check:
    length = SPEED_OF_LIGHT / tip.angular_frequency
    return _judged(
        "quasistatic field",
        tip.height / length,
        f"z0 = {engineering(tip.height, 'm')} against c/ω = {engineering(length, 'm')}: "
        "the near field is electrostatic only where r is much smaller.",
    )


def _local_gap(film: Film, tip: MicrowaveTip) -> Check:
    name, material = "local gap", film.material
    if material.coherence_length is not None:
        length, source = material.coherence_length, _assumed(film, "coherence_length", "ξ")
    elif material.diffusion_coefficient is not None:
        length, source = material.dirty_coherence_length, f" (from D, ξ = √(ħD/Δ0){_assumed(film, 'diffusion_coefficient', 'D')})"
    else:
        return _untested(name, f"{material.name} has neither a coherence_length nor a diffusion_coefficient to compare with the height.")
    return _judged(
        name,
        length / tip.height,
        f"ξ = {engineering(length, 'm')}{source} against z0 = {engineering(tip.height, 'm')}: "
        "the gap follows the local temperature only where temperature varies over much longer distances.",
    )


def _cold_phonons(film: Film, bath: float) -> Check:
    name, limit, failure = "phonons at the bath temperature", 0.1, 0.5
    if bath >= 1:
        return _untested(name, "The bath is not below Tc: electrons held at Tc give it no heat.", limit, failure)
    Tc = film.material.critical_temperature
    if film.boundary_conductance is not None:
        warm = phonon_temperature_at_Tc(film, bath, film.boundary_conductance)
        sentence = (
            f"With σ_K = {film.boundary_conductance:.4g} W/(m² K⁴), electrons at Tc warm the film's phonons from {bath * Tc:.3g} K to "
            f"{warm * Tc:.3g} K ({warm:.2f} Tc). The model includes this."
        )
        return Check(name, (warm - bath) / (1 - bath), limit, failure, "holds", sentence)
    warmest, coldest = (phonon_temperature_at_Tc(film, bath, conductance) for conductance in ASSUMED_BOUNDARY_CONDUCTANCE)
    low, high = ASSUMED_BOUNDARY_CONDUCTANCE
    return _judged(
        name,
        (coldest - bath) / (1 - bath),
        f"With the σ_K of {low:g} to {high:g} W/(m² K⁴) usual for films, electrons at Tc would warm the film's phonons "
        f"from {bath * Tc:.3g} K to between {coldest * Tc:.3g} K and {warmest * Tc:.3g} K "
        f"({coldest:.2f} to {warmest:.2f} Tc), but the model keeps them at the bath. Give the film a boundary_conductance to include it.",
        limit,
        failure,
    )


def _no_emission(film: Film, tip: MicrowaveTip, drive: float) -> Check:
    name = "no field emission"
    if tip.radius is None:
        return _untested(name, "The voltage of the tip needs its radius, which was not given.")
    voltage = tip.voltage(film, drive)
    field = voltage / (tip.height - tip.radius)
    return _judged(
        name,
        field / BREAKDOWN_FIELD,
        f"V0 = {engineering(voltage, 'V')} makes V0/z0 = {engineering(voltage / tip.height, 'V/m')}, "
        f"and {engineering(field, 'V/m')} across the gap of {engineering(tip.height - tip.radius, 'm')}, "
        f"against the onset of field emission near {engineering(BREAKDOWN_FIELD, 'V/m')}.",
    )


def _assumed(film: Film, value: str, letter: str) -> str:
    """A clause that says when a material's value is a guess."""
    return f"; its {letter} is an assumption" if value in film.material.assumptions else ""
