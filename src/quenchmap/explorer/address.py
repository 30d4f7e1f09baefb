"""The description of a run in the address of a page: a link shows what its sender saw.

Keys are those of the command line's files: `spot?film.material=NbN&tip.height=100 nm&drive=1.2`. A key without a value, `drive=`, is a
field that was cleared; one that is not there has the page's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

from quenchmap.experiment.flags import Path, flags

_LONGEST = 4000  # characters; browsers and proxies take more


def query(given: Mapping[Path, str], extra: Mapping[str, str] | None = None) -> str:
    """The part of an address after "?".

    Args:
        given: Values by the path of their key.
        extra: What a page shows besides, such as the file of a map.
    """
    keys = {flag.path: flag.key for flag in flags()}
    pairs = [(keys[path], value) for path, value in given.items()] + list((extra or {}).items())
    return urlencode(pairs, quote_via=quote, safe="/,:")


def given(query: str) -> tuple[dict[Path, str], dict[str, str]]:
    """Values by the path of their key, and what else stands there.

    Raises:
        ValueError: For an address that is too long.

    Example:
        >>> given("?film.material=NbN&drive=&file=map.zarr")
        ({('film', 'material', 'like'): 'NbN', ('drive',): ''}, {'file': 'map.zarr'})
    """
    if len(query) > _LONGEST:
        raise ValueError(f"The address is too long: {len(query)} characters after the question mark, and {_LONGEST} are read.")
    paths = {flag.key: flag.path for flag in flags()}
    known: dict[Path, str] = {}
    extra: dict[str, str] = {}
    for key, value in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        if key in paths:
            known[paths[key]] = value
        elif value:
            extra[key] = value
    return known, extra
