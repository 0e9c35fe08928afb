"""A PostgreSQL server of the tests' own."""

from collections.abc import Iterator

import pytest
from postgres_server import postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of its own."""
    with postgres_server() as server:
        yield server.url
