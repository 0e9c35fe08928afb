"""A database of a test's own, once in SQLite and, in the slow run, once in PostgreSQL."""

from pathlib import Path

import pytest
from migrated import migrated
from sampled import slow


@pytest.fixture(params=["sqlite", slow("postgresql")])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return migrated(tmp_path / "home" / "coach.sqlite")
    made: str = request.getfixturevalue("new_postgres")()
    return made
