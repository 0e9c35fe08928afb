"""What the tests of backups share: new databases."""

from itertools import count
from pathlib import Path

import pytest
from filled_database import NewDatabase


@pytest.fixture
def new(request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    """The URL of a new database of a kind."""
    numbers = count()

    def make(kind: str) -> str:
        if kind == "postgresql":
            return str(request.getfixturevalue("new_postgres")())
        return f"sqlite:///{tmp_path / f'coach-{next(numbers)}.sqlite'}"

    return make
