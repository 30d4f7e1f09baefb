"""The whole paper, written into a folder: figures, Table I and the table of claims."""

import os
from pathlib import Path

from quenchmap import drawing
from quenchmap.paper import table
from quenchmap.paper.claims import every_claim
from quenchmap.paper.figures.collection import FIGURES
from quenchmap.paper.materials_table import table_1
from quenchmap.progress import Progress, telling
from quenchmap.storage import check_writable, whole_file

_ENDINGS = (".png", ".pdf")


def write(directory: str | os.PathLike[str], progress: Progress = True) -> list[Path]:
    """Write every figure of the paper (PNG and PDF), Table I, and the table of claims (CSV, JSON and Markdown).

    Args:
        directory: Where; made if it does not exist.
        progress: Show what happens, in a terminal or a notebook; or a function, called with each line.

    Returns:
        The files, in the order in which they were written.

    Raises:
        OSError: Before any work, where the folder cannot be made or written.
    """
    folder = Path(directory)
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"Cannot write into {str(folder)!r}: it is a file. Give the name of a folder.")
    if not folder.absolute().parent.is_dir():
        raise FileNotFoundError(f"Cannot make the folder {str(folder)!r}: its parent does not exist. Make it first or choose another path.")
    folder.mkdir(exist_ok=True)
    check_writable(folder / "claims.csv")
    written: list[Path] = []
    with telling(progress) as tell:
        for name, draw in FIGURES.items():
            tell(f"Figure {name.removeprefix('figure_')}")
            fig = draw()
            for ending in _ENDINGS:
                path = folder / f"{name}{ending}"
                drawing.save(fig, path, close=ending == _ENDINGS[-1])
                written.append(path)
        written.append(_text(folder / "table_1.csv", table_1()))
        claims = every_claim(tell)
    written.append(_text(folder / "claims.csv", table.as_csv(claims)))
    written.append(_text(folder / "claims.json", table.as_json(claims)))
    written.append(_text(folder / "claims.md", table.as_markdown(claims)))
    return written


def _text(path: Path, content: str) -> Path:
    with whole_file(path) as part:
        part.write_text(content, encoding="utf-8")
    return path
