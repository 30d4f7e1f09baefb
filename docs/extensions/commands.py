"""The page of the command line and of the keys of a run's file, from the commands themselves."""

from importlib import import_module
from pathlib import Path
from typing import Any

from modules import _write
from sphinx.application import Sphinx

#: Tables of a run's file, in the order of the page.
_TITLES = {
    "": "Run",
    "film": "[film]",
    "film.material": "[film.material]",
    "tip": "[tip]",
    "evolution": "[evolution]",
    "sample": "[sample]",
    "scan": "[scan]",
    "cluster": "[cluster]",
}


def commands() -> dict[str, Any]:
    """Every command by its full name, as click's objects."""
    import typer

    from quenchmap.cli.main import app

    found: dict[str, Any] = {}
    for name in typer.main.get_command(app).commands:  # pyright: ignore[reportAttributeAccessIssue]
        command = import_module(f"quenchmap.cli.{name.replace('-', '_')}").command()
        inner = getattr(command, "commands", None)
        found |= {f"{name} {n}": c for n, c in inner.items()} if inner else {name: command}
    return found


def _literal(text: str) -> str:
    return f"``{text}``" if text else ""


def _plain(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("*", r"\*").replace("|", r"\|").replace("`", "``").split())


def _rows(header: tuple[str, ...], rows: list[tuple[str, ...]], widths: str) -> list[str]:
    lines = [".. list-table::", f"   :widths: {widths}", "   :header-rows: 1", ""]
    for row in [header, *rows]:
        lines += [f"   {'* -' if k == 0 else '  -'} {cell}" for k, cell in enumerate(row)]
    return [*lines, ""]


def _command(name: str, command: Any, flags: set[str]) -> list[str]:
    title = f"quenchmap {name}"
    lines = [title, "-" * len(title), "", *(_plain(p) + "\n" for p in (command.help or "").split("\n\n"))]
    own, shared = [], []
    for parameter in command.params:
        option = max(parameter.opts, key=len)
        if option in flags:
            shared.append(option)
        elif option != "--help":
            shown = option if option.startswith("--") else (parameter.metavar or parameter.name.upper())
            own.append((_literal(shown), _plain(getattr(parameter, "help", None) or "")))
    lines += _rows(("argument", "meaning"), own, "25 75") if own else []
    if shared:
        lines += ["Keys of the run's file that are its flags too: " + ", ".join(_literal(s) for s in shared) + ".", ""]
    return lines


def write_page(path: Path) -> None:
    """Write the page."""
    from quenchmap.experiment.flags import flags

    every = list(flags())
    title = "Command line and the file of a run"
    lines = [title, "=" * len(title), ""]
    lines += ["Each command reads a TOML file, flags, or both; flags override the file. The keys of the file are listed at the end.", ""]
    names = {f"--{flag.name}" for flag in every}
    for name, command in commands().items():
        lines += _command(name, command, names)
    heading = "Keys of a run's file"
    lines += [heading, "-" * len(heading), ""]
    tables: dict[str, list[tuple[str, ...]]] = {}
    for flag in every:
        table, _, key = flag.key.rpartition(".")
        shown = ", ".join(_literal(c) for c in flag.choices) if flag.choices else _literal(flag.sample)
        tables.setdefault(table, []).append((_literal(key), shown, _plain(flag.help)))
    for table in sorted(tables, key=lambda t: list(_TITLES).index(t) if t in _TITLES else 99):
        sub = _TITLES.get(table, f"[{table}]")
        lines += [sub, "~" * len(sub), "", *_rows(("key", "for example", "meaning"), tables[table], "22 22 56")]
    _write(path, lines)


def setup(app: Sphinx) -> dict[str, Any]:
    """For Sphinx."""
    app.connect("config-inited", lambda app, _: write_page(Path(app.srcdir) / "reference" / "modules" / "commands.rst"), priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
