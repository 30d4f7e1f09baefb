"""Tables of numbers as text: CSV with the name and the unit of each column in its head."""

from __future__ import annotations

import csv
import os
from typing import Any

import numpy as np

from quenchmap.export.grids import columns
from quenchmap.storage import whole_file


def write_table(result: Any, path: str | os.PathLike[str]) -> None:
    """Write a result as CSV: a head such as `x (m),y (m),temperature (K)`, then numbers in full, NaN as an empty field.

    Args:
        result: Any result; what its rows are is said in `quenchmap.export.grids.columns`.
        path: The file; it appears complete or not at all.
    """
    found = columns(result)
    with whole_file(path) as part, part.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow([c.title for c in found])
        rows.writerows(zip(*(_written(c.values) for c in found)))


def _written(values: np.ndarray) -> list[Any]:
    if values.dtype.kind == "f":
        return ["" if np.isnan(v) else repr(float(v)) for v in values]
    return values.tolist()
