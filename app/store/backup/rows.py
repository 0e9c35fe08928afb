"""All rows of a database as lines, and lines as rows of an empty one; SQLite and PostgreSQL read what the other wrote.

Decides that what is read is of one moment, that rows come back whole or not at all, and that they go into tables as
they were then, which are brought up to date afterwards. Values of JSON columns are carried as they stand there: a null
that was stored and none are two things.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

import alembic.command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from pydantic import StrictBool, StrictFloat, StrictInt, StrictStr, TypeAdapter, ValidationError
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    func,
    inspect,
    select,
)

from app.store.database import alone
from app.store.tables import metadata
from ingest.errors import BadRequest, Conflict

# What a backup leaves out: sessions that were ended and links that were used or taken back since would be good again,
# the others are of nobody and of the moment.
LEFT_OUT = frozenset({"sessions", "invitations", "chairs", "attempts", "probes", "openid_flows"})
VERSIONS = "alembic_version"
ROWS_AT_ONCE = 500
ROW = TypeAdapter(dict[str, StrictBool | StrictStr | StrictInt | StrictFloat | None])
Lines = Iterable[bytes]


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it stands now, whatever others write meanwhile."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    # In SQLite's WAL a transaction sees what was there at its first read.
    with connection, connection.begin():
        yield connection


def revision_of(connection: Connection) -> str:
    """The revision of the tables.

    Raises:
        Conflict: there are none.
    """
    if not inspect(connection).has_table(VERSIONS):
        raise Conflict("nothing is stored in this database")
    return str(connection.exec_driver_sql(f"SELECT version_num FROM {VERSIONS}").scalar_one())  # noqa: S608


def stored(connection: Connection) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The name of each table and its rows, one a line; what refers to a table comes after it."""
    for table in _tables(connection):
        yield table.name, _lines(connection, table)


def put_back(
    engine: Engine, revision: str, tables: Mapping[str, Callable[[], Lines]], and_then: Callable[[], None]
) -> dict[str, int]:
    """Store the rows of each table in a database that holds none; how many there were, by the table's name.

    `and_then` is called before the rows are kept: where it fails they are not.

    Raises:
        Conflict: something is stored there already.
        BadRequest: the rows are those of a newer version of the coach, or of no version.
    """
    with alone(engine) as (connection, config):
        _check_known(config, revision)
        _make_room(connection)
        alembic.command.upgrade(config, revision)
        there = {table.name: table for table in _tables(connection)}
        if unknown := sorted(set(tables) - set(there)):
            raise BadRequest(f"the backup holds {', '.join(unknown)}, which the coach did not have at its revision")
        counts = {name: _put(connection, there[name], tables[name]()) for name in there if name in tables}
        alembic.command.upgrade(config, "head")
        and_then()
    return counts


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are there, which may be those of an older version, without what a backup leaves out."""
    found = MetaData()
    ours = {name for name in inspect(connection).get_table_names() if name in metadata.tables}
    found.reflect(connection, only=sorted(ours))
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    read = [cast(one, Text).label(one.name) if _is_json(one) else one for one in table.columns]
    query = select(*read).order_by(*table.primary_key.columns)
    for row in connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}).mappings():
        yield json.dumps(dict(row), ensure_ascii=False, default=datetime.isoformat).encode() + b"\n"


def _check_known(config: Config, revision: str) -> None:
    try:
        ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError as error:
        raise BadRequest(
            f"a newer version of the coach has written this backup (revision {revision}); update the coach"
        ) from error


def _make_room(connection: Connection) -> None:
    """Take away our tables, which have to be empty: they may be of another revision."""
    for table in (there := _tables(connection)):
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise Conflict(f"{table.name} are stored in this database already; a backup is restored into an empty one")
    held = {*(table.name for table in there), *LEFT_OUT, VERSIONS} & set(inspect(connection).get_table_names())
    gone = MetaData()
    gone.reflect(connection, only=sorted(held))
    gone.drop_all(connection)


def _put(connection: Connection, table: Table, lines: Lines) -> int:
    names, count = {column.name for column in table.columns}, 0
    statement, rows = _insert(table, connection.dialect.name), (_row(table, names, line) for line in lines)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        connection.execute(statement, some)
        count += len(some)
    counted = list(table.primary_key.columns)
    if connection.dialect.name == "postgresql" and len(counted) == 1 and isinstance(counted[0].type, Integer):
        last = select(func.coalesce(func.max(counted[0]), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, counted[0].name)
        connection.execute(select(func.setval(sequence, last, False)))
    return count


def _insert(table: Table, dialect: str) -> Any:
    values: dict[str, Any] = {}
    for column in table.columns:
        given = bindparam(f"given_{column.name}", type_=Text() if _is_json(column) else column.type)
        # SQLite keeps JSON as text, and would make a number of what is cast to a type that it does not know.
        values[column.name] = cast(given, JSON) if _is_json(column) and dialect == "postgresql" else given
    return table.insert().values(values)


def _row(table: Table, names: set[str], line: bytes) -> dict[str, Any]:
    try:
        row = ROW.validate_json(line)
        _check_columns(row, names)
        return {f"given_{column.name}": _value(column, row[column.name]) for column in table.columns}
    except ValidationError as error:
        raise BadRequest(f"a row of {table.name} in the backup cannot be read: {error.errors()[0]['msg']}") from error
    except (TypeError, ValueError) as error:
        raise BadRequest(f"a row of {table.name} in the backup cannot be read: {error}") from error


def _check_columns(row: Mapping[str, Any], names: set[str]) -> None:
    if set(row) != names:
        raise ValueError("it has other columns than its table")


def _value(column: Column[Any], given: Any) -> Any:
    return datetime.fromisoformat(given) if isinstance(column.type, DateTime) and given is not None else given


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)
