"""Files that a browser sends: kept beside the maps under a plain name, read later by what reads pictures, never run."""

from __future__ import annotations

import re
from pathlib import Path

from quenchmap.storage import whole_file

ENDINGS = (".npy", ".csv", ".txt", ".png", ".nc")
LARGEST = 30 * 2**20


def kept(name: str, content: bytes, folder: Path) -> Path:
    """Keep a file.

    Args:
        name: As the browser calls it; only letters, digits, dots and dashes of its last part are kept.
        content: What is in it.
        folder: Where the explorer keeps things; the file goes into its folder `uploads`.

    Raises:
        ValueError: For an ending that no picture has, and for a file that is empty or too large.

    Example:
        >>> kept("map.exe", b"...", Path("."))
        Traceback (most recent call last):
        ValueError: A map is .npy, .csv, .txt, .png or .nc, but the file is called 'map.exe'. Save it as one of these.
    """
    sent = Path(name.replace("\\", "/"))
    plain = (re.sub(r"[^A-Za-z0-9._-]+", "-", sent.stem).strip(".-") or "map") + sent.suffix.lower()
    if sent.suffix.lower() not in ENDINGS:
        raise ValueError(f"A map is .npy, .csv, .txt, .png or .nc, but the file is called {name!r:.80}. Save it as one of these.")
    if not content:
        raise ValueError(f"The file {plain!r} is empty. Send the map itself.")
    if len(content) > LARGEST:
        raise ValueError(
            f"The file {plain!r} has {len(content) / 2**20:.0f} MB, and up to {LARGEST / 2**20:.0f} MB are taken. "
            "Reduce it, or name it in a TOML file for the command line."
        )
    target = folder / "uploads" / plain
    target.parent.mkdir(exist_ok=True)
    with whole_file(target) as part:
        part.write_bytes(content)
    return target
