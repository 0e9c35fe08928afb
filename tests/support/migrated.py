"""A SQLite database with the tables of today and nothing in them: migrated once a process, and then copied."""

import tempfile
from functools import cache
from pathlib import Path

from app.store.interviews import Store


def migrated(path: Path) -> str:
    """The URL of a new one at `path`, whose folder is made where it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_template())
    return f"sqlite:///{path}"


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coach.sqlite"
        Store(f"sqlite:///{path}").close()
        # Closed, it is one file: its log has gone into it.
        assert [one.name for one in Path(folder).iterdir()] == [path.name]
        return path.read_bytes()
