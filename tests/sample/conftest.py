"""One film for all samples of these tests."""

import pytest

from quenchmap import Film


@pytest.fixture(scope="session")
def film() -> Film:
    return Film("NbN", thickness="10 nm")
