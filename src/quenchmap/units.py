"""The one door for units: quantities, strings such as "100 nm" and plain SI floats in, SI floats out."""

import math
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from quenchmap.storage import cache_directory

if TYPE_CHECKING:
    import pint

    Quantity: TypeAlias = float | int | str | pint.Quantity
else:
    Quantity: TypeAlias = Any  #: A number in SI units, a string with a unit, or a pint quantity (pint is loaded only when one comes)

BOLTZMANN = 1.380649e-23  #: J/K, exact
PLANCK = 6.62607015e-34  #: J s, exact
REDUCED_PLANCK = PLANCK / (2 * math.pi)  #: J s
ELEMENTARY_CHARGE = 1.602176634e-19  #: C, exact
VACUUM_PERMITTIVITY = 8.8541878128e-12  #: F/m, CODATA 2018
SPEED_OF_LIGHT = 299792458.0  #: m/s, exact
LORENZ_NUMBER = math.pi**2 / 3 * (BOLTZMANN / ELEMENTARY_CHARGE) ** 2  #: W Ohm / K^2


_keep = False


def keep_definitions() -> None:
    """Let the registry keep its parsed definitions on disk: for our own programs, since that sets the registry of the application."""
    global _keep
    _keep = True


@lru_cache
def registry() -> Any:
    """Pint's application registry, loaded on first use: units of other packages that use it mix with ours."""
    import pint

    if _keep:
        with suppress(OSError):  # a folder that cannot be written only costs the speed
            pint.set_application_registry(pint.UnitRegistry(cache_folder=cache_directory() / "units"))
    return pint.get_application_registry()


def si(value: Any, unit: str, name: str) -> float:
    """A finite number in the SI `unit`.

    Args:
        value: A plain number (taken as SI), a string such as "100 nm", or a pint quantity.
        unit: SI unit of the result, in pint's spelling, such as "m", "K" or "W / m**3 / K**5".
        name: Name of the argument, for the message.

    Raises:
        TypeError: When `value` is none of the three.
        ValueError: When it cannot be read, has another dimension, or is not finite.

    Example:
        >>> si("100 nm", "m", "height")
        1e-07
        >>> si(1e-7, "m", "height")
        1e-07
    """
    if isinstance(value, bool) or value is None:
        raise TypeError(
            f"`{name}` must be a number{' in ' + unit if unit else ''}, a string with a unit or a quantity, but {name}={value!r}."
        )
    if isinstance(value, str) or hasattr(value, "magnitude"):
        number = _converted(value, unit, name)
    else:
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise TypeError(
                f"`{name}` must be a number{' in ' + unit if unit else ''}, a string with a unit or a quantity, but {name}={value!r}."
            ) from None
    if not math.isfinite(number):
        raise ValueError(f"`{name}` must be finite, but {name}={value!r}. Give a number{' in ' + unit if unit else ''}.")
    return number


def _converted(value: Any, unit: str, name: str) -> float:
    import pint

    ureg = registry()
    try:
        quantity = ureg.Quantity(value) if isinstance(value, str) else value
        if isinstance(quantity, str | int | float):
            quantity = ureg.Quantity(quantity)
    except Exception as error:  # pint raises tokenizer, syntax and attribute errors of many kinds
        raise ValueError(f"`{name}` cannot be read as a quantity: {name}={value!r}. Write for example '{example(unit)}'.") from error
    if quantity.dimensionless and unit:
        raise ValueError(f"`{name}` has no unit: {name}={value!r}. Write for example '{example(unit)}', or a plain number in {unit}.")
    try:
        return _tidy(float(quantity.to(unit or "dimensionless").magnitude))
    except pint.DimensionalityError:
        raise ValueError(
            f"`{name}` has the wrong unit: {name}={value!r} cannot be converted to {unit or 'a pure number'}. "
            f"Write for example '{example(unit)}'."
        ) from None


def _tidy(number: float) -> float:
    """Drop the last-digit noise of a conversion: "100 nm" is 1e-7, not 1.0000000000000001e-07."""
    return float(f"{number:.15g}")


def example(unit: str) -> str:
    """A typical quantity of the given SI unit, for messages.

    >>> example("m")
    '100 nm'
    """
    examples = {
        "m": "100 nm",
        "K": "3 K",
        "Hz": "300 GHz",
        "A": "10 uA",
        "V": "1 V",
        "W": "1 uW",
        "m**2/s": "0.5 cm**2/s",
        "ohm": "500 ohm",
        "ohm*m": "400 uohm*cm",
    }
    return examples.get(unit, f"1 {unit}" if unit else "1.2")


def engineering(value: float, unit: str, digits: int = 4) -> str:
    """A number with an SI prefix, as people write it.

    >>> engineering(2.1945e-05, "W")
    '21.95 µW'
    >>> engineering(7.53e-16, "s", 2)
    '750 as'
    >>> engineering(0.0, "W")
    '0 W'
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:g} {unit}"
    exponent = min(max(3 * math.floor(math.log10(abs(value)) / 3), -18), 12)
    rounded = float(f"{value / 10**exponent:.{digits}g}")
    mantissa = f"{rounded:.{max(digits, 3)}g}"  # 750, not 7.5e+02
    if mantissa in ("1000", "-1000") and exponent < 12:
        mantissa, exponent = mantissa.replace("1000", "1"), exponent + 3
    prefix = {-18: "a", -15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}[exponent]
    return f"{mantissa} {prefix}{unit}"
