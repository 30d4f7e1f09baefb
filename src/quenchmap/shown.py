"""How results show themselves: as a table in print, in notebooks with their picture below."""

from __future__ import annotations

import io
from abc import abstractmethod
from base64 import b64encode
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quenchmap.table import Table

_DPI = 90  # a picture of 9 inches fills a notebook


class Shown:
    """Something with a table, and perhaps a picture."""

    @abstractmethod
    def table(self) -> Table:
        """Its numbers."""

    def __str__(self) -> str:
        return str(self.table())

    def _repr_html_(self) -> str:
        return self.table().html()


class Pictured(Shown):
    """Something with a table and a picture."""

    @abstractmethod
    def plot(self) -> Any:
        """Draw it on a new figure; the figure or its axes."""

    def _repr_html_(self) -> str:
        return self.table().html() + _picture(self)


def _picture(shown: Pictured) -> str:
    """The picture as part of a page; the reason where it cannot be drawn."""
    import matplotlib.pyplot as plt

    try:
        fig = shown.plot().figure
    except ValueError as error:
        return f"<p>{error}</p>"
    part = io.BytesIO()
    fig.savefig(part, format="png", dpi=_DPI)
    plt.close(fig)
    return f"<img alt='{type(shown).__name__}' style='max-width:100%' src='data:image/png;base64,{b64encode(part.getvalue()).decode()}'>"
