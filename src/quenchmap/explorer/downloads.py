"""What a page gives away: its figure, its data, and the run that makes them again."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import panel as pn

from quenchmap.experiment.results import save
from quenchmap.experiment.writing import toml
from quenchmap.explorer.notes import sentence
from quenchmap.export.files import write

if TYPE_CHECKING:
    from quenchmap.explorer.page import Page


def downloads(page: Page) -> Sequence[Any]:
    """The buttons of a page, and the command for its run."""
    made = {
        "png": ("Figure (PNG)", partial(_figure, page, "png")),
        "pdf": ("Figure (PDF)", partial(_figure, page, "pdf")),
        "nc": ("Data (NetCDF)", partial(_written, page, "data.nc", _netcdf)),
        "csv": ("Data (CSV)", partial(_written, page, "data.csv", lambda page, path: write(page.result, path))),
        "toml": ("Run (TOML)", partial(_toml, page)),
    }
    style: dict[str, Any] = {"button_type": "default", "width": 135, "margin": (3, 5), "auto": True}
    buttons = [
        pn.widgets.FileDownload(
            label=label,
            filename=f"{page.path}.{ending}",
            callback=partial(_given_away, page, give),
            css_classes=[f"download-{ending}"],
            **style,
        )
        for ending, (label, give) in made.items()
    ]
    return (pn.GridBox(*buttons, ncols=2, margin=(0, 5)), pn.pane.HTML(f"<small>The run again: {page.command}</small>"))


def _given_away(page: Page, give: Callable[[], bytes]) -> io.BytesIO:
    """What a button gives; a sentence on the page where it cannot."""
    try:
        if page.result is None:
            raise ValueError("There is nothing to download yet: wait for the first result.")
        return io.BytesIO(give())
    except Exception as error:
        page.refuse(sentence(error))
        return io.BytesIO()


def _figure(page: Page, ending: str) -> bytes:
    import matplotlib.pyplot as plt

    drawn = page.figure().figure
    target = io.BytesIO()
    drawn.savefig(target, format=ending, dpi=200)
    plt.close(drawn)
    return target.getvalue()


def _written(page: Page, name: str, how: Callable[[Page, Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        how(page, path)
        return path.read_bytes()


def _netcdf(page: Page, path: Path) -> None:
    if page.keys:
        save(page.result, page.run(), str(path))
    else:
        page.result.save(path)


def _toml(page: Page) -> bytes:
    return toml(page.run(), f"From the explorer of quenchmap.\n{page.command}").encode()
