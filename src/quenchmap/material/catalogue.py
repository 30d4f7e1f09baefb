"""Materials by name: the two of the paper's Table I, and starting points for others.

Every value says where it comes from, or that it is an assumption: typical of published films, right to an order of
magnitude, to be replaced by your film's. Resistivity, Tc and Sigma of thin films depend on how they were grown.
"""

import re
from dataclasses import dataclass, field
from types import MappingProxyType

from quenchmap.errors import closest
from quenchmap.material.substance import Material
from quenchmap.shown import Shown
from quenchmap.table import Row, Table


@dataclass(frozen=True)
class Value:
    """A material's value, with either the `source` it is taken from or the `assumption` that led to it."""

    value: str | float
    source: str = ""
    assumption: str = ""

    def __post_init__(self) -> None:
        if bool(self.source) == bool(self.assumption):
            raise ValueError(f"A catalogued value has either a source or an assumption, but this has both or neither: {self!r}.")


@dataclass(frozen=True)
class Entry(Shown):
    """One material of the catalogue: `values` are keyed by the arguments of `Material`."""

    name: str
    description: str
    values: dict[str, Value] = field(hash=False)
    other_names: tuple[str, ...] = ()

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Names of the values that are assumptions."""
        return tuple(name for name, value in self.values.items() if value.assumption)

    @property
    def source(self) -> str:
        """Sources of the other values, each once."""
        return "; ".join(dict.fromkeys(value.source for value in self.values.values() if value.source))

    def table(self) -> Table:
        """Its values with their sources."""
        rows = [
            Row(name.replace("_", " "), str(value.value), value.source or f"assumed: {value.assumption}")
            for name, value in self.values.items()
        ]
        return Table(f"{self.name}, {self.description}", rows)

    def material(self) -> Material:
        """The entry as a `Material`."""
        return Material(
            self.name,
            source=self.source,
            assumptions=self.assumptions,
            **{name: value.value for name, value in self.values.items()},  # type: ignore[arg-type]
        )


def material(name: str) -> Material:
    """The material of the catalogue with this name; case, spaces and hyphens do not matter.

    Raises:
        ValueError: For an unknown name, with the close matches.

    Example:
        >>> material("inox").cooling_exponent
        6.0
    """
    return entry(name).material()


def entry(name: str) -> Entry:
    """The catalogue's entry with this name, which has the source of every value; see `material`."""
    by_name = {_plain(known): e for e in CATALOGUE.values() for known in (e.name, *e.other_names)}
    if _plain(name) not in by_name:
        known = [known for e in CATALOGUE.values() for known in (e.name, *e.other_names)]
        raise ValueError(
            f"The catalogue has no material {name!r}. {closest(name, known)} "
            "For your own film use Material(name, critical_temperature=..., normal_resistivity=..., cooling_exponent=..., "
            "cooling_coefficient=...)."
        )
    return by_name[_plain(name)]


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-]", "", name).lower().replace("aluminum", "aluminium")


_INOX_SOURCE = "Karki, Whitney and Basko (2022), Table I, after Ovadia et al., Phys. Rev. Lett. 102, 176802 (2009)"
_NBN_SOURCE = "Karki, Whitney and Basko (2022), Table I, after Baeva et al., Phys. Rev. Applied 15, 054014 (2021)"
_TYPICAL = "typical, order of magnitude; replace by your film's"
_EXPONENT = "the exponent of clean metals; replace by your film's"

_ENTRIES = (
    Entry(
        "NbN",
        "niobium nitride of Table I",
        {
            "critical_temperature": Value("10 K", source=_NBN_SOURCE),
            "normal_resistivity": Value("4e-6 ohm*m", source=_NBN_SOURCE),
            "cooling_exponent": Value(5, source=_NBN_SOURCE),
            "cooling_coefficient": Value("5e9 W/m**3/K**5", source=_NBN_SOURCE),
            "diffusion_coefficient": Value("0.5 cm**2/s", assumption=f"{_TYPICAL}; the paper gives none"),
        },
        other_names=("niobium nitride",),
    ),
    Entry(
        "InOx",
        "amorphous indium oxide of Table I",
        {
            "critical_temperature": Value("3.5 K", source=_INOX_SOURCE),
            "normal_resistivity": Value("5e-5 ohm*m", source=_INOX_SOURCE),
            "cooling_exponent": Value(6, source=_INOX_SOURCE),
            "cooling_coefficient": Value("2e9 W/m**3/K**6", source=_INOX_SOURCE),
            "diffusion_coefficient": Value("0.3 cm**2/s", assumption=f"{_TYPICAL}; the paper gives none"),
        },
        other_names=("InO", "indium oxide"),
    ),
    Entry(
        "TiN",
        "titanium nitride, sputtered or from atomic layers",
        {
            "critical_temperature": Value("4 K", assumption=f"{_TYPICAL} (below 1 K to above 4 K, by growth and thickness)"),
            "normal_resistivity": Value("100 uohm*cm", assumption=_TYPICAL),
            "cooling_exponent": Value(5, source="cooling time as T^-3: Kardakova et al., Appl. Phys. Lett. 103, 252602 (2013)"),
            "cooling_coefficient": Value(
                "1e8 W/m**3/K**5",
                assumption="with the D assumed here, near the 5.5 ns at 4.2 K measured by Kardakova et al. (2013); replace by your film's",
            ),
            "diffusion_coefficient": Value("1 cm**2/s", assumption=_TYPICAL),
        },
        other_names=("titanium nitride",),
    ),
    Entry(
        "NbTiN",
        "niobium titanium nitride, thin films",
        {
            "critical_temperature": Value("12 K", assumption=f"{_TYPICAL} (thick films reach about 15 K)"),
            "normal_resistivity": Value("200 uohm*cm", assumption=_TYPICAL),
            "cooling_exponent": Value(
                5, assumption=f"{_EXPONENT}; Sidorova et al. (arXiv:2204.01423) find that heat leaves nanostrips with an exponent near 3"
            ),
            "cooling_coefficient": Value(
                "2e9 W/m**3/K**5",
                assumption="with the D assumed here, near the 16 ps at 10 K of Sidorova et al. (arXiv:2108.04717); replace by your film's",
            ),
            "diffusion_coefficient": Value("0.6 cm**2/s", assumption=_TYPICAL),
        },
        other_names=("niobium titanium nitride",),
    ),
    Entry(
        "grAl",
        "granular aluminium",
        {
            "critical_temperature": Value("2 K", assumption=f"{_TYPICAL} (with resistivity it rises above that of aluminium, then falls)"),
            "normal_resistivity": Value("1000 uohm*cm", assumption=f"{_TYPICAL} (it is chosen by the oxygen, over several decades)"),
            "cooling_exponent": Value(5, assumption=_EXPONENT),
            "cooling_coefficient": Value("2e8 W/m**3/K**5", assumption="that of pure aluminium; replace by your film's"),
            "diffusion_coefficient": Value("0.2 cm**2/s", assumption="from the resistivity, with the density of states of aluminium"),
        },
        other_names=("granular Al", "granular aluminium"),
    ),
    Entry(
        "MoSi",
        "amorphous molybdenum silicide, films for photon detectors",
        {
            "critical_temperature": Value("5 K", assumption=f"{_TYPICAL} (thick films reach 7 K to 8 K)"),
            "normal_resistivity": Value("170 uohm*cm", assumption=_TYPICAL),
            "cooling_exponent": Value(5, assumption=_EXPONENT),
            "cooling_coefficient": Value("3e9 W/m**3/K**5", assumption="guessed by analogy with WSi; replace by your film's"),
            "diffusion_coefficient": Value("0.5 cm**2/s", assumption=_TYPICAL),
        },
        other_names=("molybdenum silicide",),
    ),
    Entry(
        "WSi",
        "amorphous tungsten silicide, films for photon detectors",
        {
            "critical_temperature": Value("3.4 K", source="Sidorova et al., Phys. Rev. B 97, 184512 (2018)"),
            "normal_resistivity": Value("200 uohm*cm", assumption=_TYPICAL),
            "cooling_exponent": Value(5, assumption=_EXPONENT),
            "cooling_coefficient": Value(
                "6e9 W/m**3/K**5",
                assumption="with the D assumed here, the 140 to 190 ps at 3.4 K of Sidorova et al. (2018); replace by your film's",
            ),
            "diffusion_coefficient": Value("0.6 cm**2/s", assumption=_TYPICAL),
        },
        other_names=("tungsten silicide",),
    ),
    Entry(
        "Al",
        "aluminium, evaporated film; its coherence length is about 150 nm, so the model's ξ ≪ z0 fails for most tips",
        {
            "critical_temperature": Value("1.2 K", assumption=f"{_TYPICAL} (bulk 1.18 K, thin films somewhat more)"),
            "normal_resistivity": Value("3 uohm*cm", assumption=_TYPICAL),
            "cooling_exponent": Value(5, source="Giazotto et al., Rev. Mod. Phys. 78, 217 (2006)"),
            "cooling_coefficient": Value("2e8 W/m**3/K**5", source="Giazotto et al., Rev. Mod. Phys. 78, 217 (2006)"),
            "diffusion_coefficient": Value("60 cm**2/s", assumption="from the resistivity, with N0 = 1.7e28 per eV, m^3 and spin"),
        },
        other_names=("aluminium",),
    ),
)

#: Every material of the catalogue, by name.
CATALOGUE = MappingProxyType({e.name: e for e in _ENTRIES})
