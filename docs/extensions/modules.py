"""The reference, written at each build from the modules themselves: a page for each folder of the house and one for each module."""

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

from docstrings import restructured
from sphinx.application import Sphinx

#: Folders in the order of their floors, from the ground; the command line has a page of its own.
FOLDERS = ("material", "tip", "balance", "spot", "sample", "scan", "experiment", "export", "paper", "numerics")


def modules_of(package: str) -> list[str]:
    """Full names of all modules in a package, the packages that only hold others left out."""
    root = import_module(package)
    found = []
    for info in pkgutil.walk_packages(root.__path__, f"{package}."):
        if not info.ispkg and not info.name.rpartition(".")[2].startswith("_"):
            found.append(info.name)
    return found


def first_line(docstring: str | None) -> str:
    """The first sentence of a docstring, as reStructuredText."""
    paragraph = " ".join((docstring or "").strip().split("\n\n")[0].split())
    return restructured(paragraph)


def _table(rows: list[tuple[str, str]]) -> list[str]:
    lines = [".. list-table::", "   :widths: 35 65", ""]
    for name, text in rows:
        lines += [f"   * - {name}", f"     - {text}"]
    return [*lines, ""]


def _write(path: Path, lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    if not path.exists() or path.read_text() != text:  # else Sphinx would read it again
        path.write_text(text)


def _module_page(name: str) -> list[str]:
    short = name.removeprefix("quenchmap.")
    return [short, "=" * len(short), "", f".. automodule:: {name}", ""]


def _folder_page(title: str, intro: str, names: list[str], package: str = "") -> list[str]:
    rows = [(f":doc:`{n.removeprefix('quenchmap.')} <{n}>`", first_line(import_module(n).__doc__)) for n in names]
    toctree = [".. toctree::", "   :hidden:", "", *(f"   {n}" for n in names), ""]
    named = [f".. py:module:: {package}", ""] if package else []
    return [title, "=" * len(title), "", *named, intro, "", *_table(rows), *toctree]


def _roof_page() -> list[str]:
    import quenchmap

    rows = []
    for name in sorted(n for n in quenchmap.__all__ if not n.startswith("_")):
        rows.append((f":py:obj:`quenchmap.{name}`", first_line(getattr(quenchmap, name).__doc__)))
    title = "quenchmap"
    intro = "The names of everyday use, ``import quenchmap as qm``; each is loaded when it is first touched."
    return [title, "=" * len(title), "", intro, "", *_table(rows)]


def write_pages(folder: Path) -> None:
    """Write all of them, and remove those whose module is gone."""
    folder.mkdir(exist_ok=True)
    pages = {"roof": _roof_page()}
    for short in FOLDERS:
        package = f"quenchmap.{short}"
        names = modules_of(package)
        if names:
            pages[short] = _folder_page(short, restructured(import_module(package).__doc__ or ""), names, package)
            pages |= {name: _module_page(name) for name in names}
    ground = [f"quenchmap.{info.name}" for info in pkgutil.iter_modules(import_module("quenchmap").__path__) if not info.ispkg]
    pages["ground"] = _folder_page("units, errors, files, figures", "The ground floor, without physics.", ground)
    pages |= {name: _module_page(name) for name in ground}
    for name, lines in pages.items():
        _write(folder / f"{name}.rst", lines)
    for path in folder.glob("*.rst"):
        if path.stem not in pages:
            path.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """For Sphinx."""
    app.connect("config-inited", lambda app, _: write_pages(Path(app.srcdir) / "reference" / "modules"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
