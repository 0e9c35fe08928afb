"""The interviews of another SQLite file -> into this database.

Decides that only interviews that are not there yet are taken, each whole, and that the other file is only read.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic.util import CommandError
from sqlalchemy import URL, Connection, Table, select
from sqlalchemy.exc import SQLAlchemyError

from app.store.database import migrate, open_engine
from app.store.tables import appeals, interviews, turns
from ingest.errors import StoreFailed

Rows = list[dict[str, Any]]


def take_over(file: Path, url: str) -> int:
    """Copy into the database at `url` what it lacks of the interviews in `file`; returns how many.

    Raises:
        StoreFailed: one of the two cannot be opened; nothing was copied.
    """
    try:
        rows = _read(file)
        engine = open_engine(url)
        try:
            migrate(engine)
            with engine.begin() as connection:
                return _add(connection, rows)
        finally:
            engine.dispose()
    except (SQLAlchemyError, CommandError, ImportError, OSError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreFailed(f"the interviews in {file} cannot be taken over: {reason}") from error


def _read(file: Path) -> dict[Table, Rows]:
    """All rows, of a copy: bringing its tables up to date must not change the file, which may be read-only."""
    with TemporaryDirectory(prefix="coach-") as folder:
        # With the log of what is not in the file itself yet.
        for part in file.parent.glob(f"{file.name}*"):
            shutil.copyfile(part, Path(folder) / part.name)
        engine = open_engine(str(URL.create("sqlite", database=str(Path(folder) / file.name))))
        try:
            migrate(engine)
            with engine.begin() as connection:
                return {
                    table: [dict(row) for row in connection.execute(select(table)).mappings()]
                    for table in (interviews, turns, appeals)
                }
        finally:
            engine.dispose()


def _add(connection: Connection, rows: dict[Table, Rows]) -> int:
    there = set(connection.execute(select(interviews.c.id)).scalars())
    missing = {row["id"] for row in rows[interviews]} - there
    new = {
        interviews: [row for row in rows[interviews] if row["id"] in missing],
        turns: [row for row in rows[turns] if row["interview_id"] in missing],
        # Their numbers count on in the other database.
        appeals: [_without_id(row) for row in rows[appeals] if row["interview_id"] in missing],
    }
    for table, added in new.items():
        if added:
            connection.execute(table.insert(), added)
    return len(missing)


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}
