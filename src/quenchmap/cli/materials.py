"""`quenchmap materials`: the catalogue."""

from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.answer import print_json
from quenchmap.material.catalogue import CATALOGUE, Entry, entry
from quenchmap.units import engineering


def command() -> Any:
    """The command."""
    return options.single(materials)


def materials(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Show one material, with the source of each value.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """The catalogue of materials, with the source of every value. For example: quenchmap materials NbN."""
    chosen = list(CATALOGUE.values()) if name is None else [entry(name)]
    if json:
        print_json([_plain(each) for each in chosen])
    elif name is None:
        _show_all(chosen)
    else:
        typer.echo(str(chosen[0]))
        material = chosen[0].material()
        typer.echo(
            f"\n  relaxation length Λ {engineering(material.relaxation_length, 'm')}, characteristic current density j* "
            f"{engineering(material.characteristic_current_density, 'A/m²')}"
        )


def _show_all(entries: list[Entry]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("material", "Tc", "1/σN (µΩ cm)", "n", "Σ (W/m³/Kⁿ)", "D (cm²/s)", "Λ", "j* (A/m²)", "source"):
        table.add_column(heading, no_wrap=heading != "source")
    for each in entries:
        m = each.material()
        diffusion = "" if m.diffusion_coefficient is None else f"{m.diffusion_coefficient * 1e4:.3g}"
        values = {
            "critical_temperature": engineering(m.critical_temperature, "K"),
            "normal_resistivity": f"{m.normal_resistivity * 1e8:.4g}",
            "cooling_exponent": f"{m.cooling_exponent:g}",
            "cooling_coefficient": f"{m.cooling_coefficient:.3g}",
            "diffusion_coefficient": diffusion,
        }
        marked = [f"{value}{'*' if value and key in each.assumptions else ''}" for key, value in values.items()]
        scales = [engineering(m.relaxation_length, "m", 3), f"{m.characteristic_current_density:.3g}"]
        table.add_row(*(Text(cell) for cell in (each.name, *marked, *scales, each.source)))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 160  # a pipe has no width: nothing need be broken
    console.print(table)
    typer.echo("\n* an assumption: replace it by your film's value. `quenchmap materials NAME` has the source of each value.")


def _plain(each: Entry) -> dict[str, Any]:
    material = each.material()
    values = {
        name: {
            "value": getattr(material, name, None),  # in SI units
            "written": value.value,
            "source": value.source or None,
            "assumption": value.assumption or None,
        }
        for name, value in each.values.items()
    }
    return {
        "name": each.name,
        "description": each.description,
        "values": values,
        "relaxation_length_m": material.relaxation_length,
        "characteristic_current_density_A_per_m2": material.characteristic_current_density,
    }
