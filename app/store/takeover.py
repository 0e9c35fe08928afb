"""The interviews of another SQLite file -> into this database.

Decides that only interviews that are not there yet are taken, each whole, that the other file is only read, and which
of its rows are in this database afterwards: whoever deletes the file has to know.
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic.util import CommandError
from sqlalchemy import URL, Connection, RowMapping, Table, select
from sqlalchemy.exc import SQLAlchemyError

from app.store.database import migrate, open_engine
from app.store.tables import appeals, attempts, interviews, metadata, probes, turns
from ingest.errors import StoreFailed

Rows = list[dict[str, Any]]
# What SQLite keeps beside a file: what is not in the file itself yet.
BESIDE = ("-wal", "-shm", "-journal")
# Of nobody and of the moment.
OF_THE_MOMENT = {attempts, probes}


@dataclass(frozen=True)
class TakenOver:
    """How many interviews were copied, and the names of the tables of which rows are in the other file alone."""

    interviews: int
    left: tuple[str, ...]


def files_of(file: Path) -> list[Path]:
    """The files of an SQLite database; none where it is not there."""
    beside = (file.with_name(f"{file.name}{end}") for end in BESIDE)
    return [file, *(path for path in beside if path.is_file())] if file.is_file() else []


def take_over(file: Path, url: str) -> TakenOver:
    """Copy into the database at `url` what it lacks of the interviews in `file`.

    Raises:
        StoreFailed: one of the two cannot be opened; nothing was copied.
    """
    try:
        rows = _read(file)
        engine = open_engine(url)
        try:
            migrate(engine)
            with engine.begin() as connection:
                return TakenOver(_add(connection, rows), _left(connection, rows))
        finally:
            engine.dispose()
    except (SQLAlchemyError, CommandError, ImportError, OSError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreFailed(f"the interviews in {file} cannot be taken over: {reason}") from error


def _read(file: Path) -> dict[Table, Rows]:
    """All rows, of a copy: bringing its tables up to date must not change the file, which may be read-only."""
    with TemporaryDirectory(prefix="coach-") as folder:
        for part in files_of(file):
            shutil.copyfile(part, Path(folder) / part.name)
        engine = open_engine(str(URL.create("sqlite", database=str(Path(folder) / file.name))))
        try:
            migrate(engine)
            with engine.begin() as connection:
                return {
                    table: [dict(row) for row in connection.execute(select(table)).mappings()]
                    for table in metadata.sorted_tables
                    if table not in OF_THE_MOMENT
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


def _left(connection: Connection, rows: dict[Table, Rows]) -> tuple[str, ...]:
    """The tables of which a row is not here, or is here as another one."""
    return tuple(
        table.name
        for table, old in rows.items()
        if old and not _told(table, old) <= _told(table, connection.execute(select(table)).mappings())
    )


def _told(table: Table, rows: Iterable[RowMapping | dict[str, Any]]) -> set[str]:
    """What rows say, so that they can be compared; an appeal has another number in each database."""
    plain = (dict(row) if table is not appeals else _without_id(dict(row)) for row in rows)
    return {json.dumps(row, sort_keys=True, default=str) for row in plain}


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}
