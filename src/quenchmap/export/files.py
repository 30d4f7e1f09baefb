"""Any result as a file that other programs read, chosen by its ending."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from quenchmap.errors import closest
from quenchmap.storage import write_dataset

#: What each ending means.
ENDINGS = {
    ".csv": "a table",
    ".nc": "NetCDF-4 with all inputs, which `quenchmap.load` restores",
    ".vti": "a VTK image, of samples, heated samples and maps",
    ".vts": "a VTK grid, of one state of a hot spot",
}


def check_ending(path: str | os.PathLike[str]) -> str:
    """The ending of a path, refused unless it is known."""
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        hint = closest(ending, ENDINGS) if ending else ""
        known = "; ".join(f"{name}, {what}" for name, what in ENDINGS.items())
        raise ValueError(f"A result is written as {known}; but path={os.fspath(path)!r}. {hint}".rstrip())
    return ending


def write(result: Any, path: str | os.PathLike[str]) -> None:
    """Write a result for other programs, in the format that the ending of `path` says: `.csv`, `.nc`, `.vti` or `.vts`.

    Args:
        result: Anything that quenchmap computes: states or one state, an evolution, a sample, a heated sample, a map, a diagram.
        path: The file; it appears complete or not at all.

    Raises:
        ValueError: For another ending.
        TypeError: For a result that the format cannot hold, and for what is no result.

    Example:
        >>> import tempfile, pathlib
        >>> from quenchmap.material.film import Film
        >>> from quenchmap.sample.sample import Sample
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "film.csv"
        >>> write(Sample.uniform(Film("NbN", "10 nm"), "80 nm", "80 nm", "10 nm"), path)
        >>> print(path.read_text().splitlines()[0][:40])
        x (m),y (m),critical_temperature (K),she
    """
    ending = check_ending(path)
    if not hasattr(result, "to_dataset") and not _is_state(result):
        raise TypeError(f"Only results of quenchmap are written, but result={result!r:.60}. Give for example states, a sample or a map.")
    if ending == ".csv":
        from quenchmap.export.table import write_table

        write_table(result, path)
    elif ending == ".nc":
        if _is_state(result):
            raise TypeError("NetCDF holds all states together, with what tells them apart, but this is one of them. Write the `States`.")
        write_dataset(result.to_dataset(), path)
    else:
        from quenchmap.export.vtk import write_disc, write_image

        (write_image if ending == ".vti" else write_disc)(result, path)


def _is_state(result: Any) -> bool:
    from quenchmap.spot.state import State

    return isinstance(result, State)
