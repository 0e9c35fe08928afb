"""A database URL -> an engine whose tables are up to date.

Decides how SQLite is set up, and that processes which start at the same time migrate one after the other.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url, text

from app.store.write_queue import AT_ONCE, let_writers_take_turns

# What all that is kept is read and written in.
Transaction = Callable[[], AbstractContextManager[Connection]]
# PostgreSQL takes it in no text, not even to compare; no id has it.
NUL = "\0"
MIGRATIONS = Path(__file__).with_name("migrations")
# How long a writer waits for another one before it gives up.
BUSY_MS = 10_000
# The same for who only asks whether it can be written.
ASKING_BUSY_MS = 1_000
# Connections to an SQLite file at once, those that wait for their turn to write (write_queue.py) among them, and how
# many are kept; each has three open files. Who finds none free waits for one.
MOST_CONNECTIONS, KEPT_CONNECTIONS, CONNECTION_WAIT_S = 64, 8, 60.0
# Any number that no other program on this PostgreSQL server locks: "coach" in ASCII.
MIGRATION_LOCK = 0x636F616368
IN_MEMORY = (None, "", ":memory:")


def open_engine(url: str) -> Engine:
    """The engine of a URL; the folder of an SQLite file is made. What was to be stored stands in no error message."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if make_url(url).database in IN_MEMORY:
        # All threads share one connection and take turns: each connection has its own database in memory, so that
        # `coach serve` failed with "no such table" in every thread except the one that had migrated.
        one = {"pool_size": 1, "max_overflow": 0, "connect_args": {"check_same_thread": False}}
        engine = create_engine(url, poolclass=QueuePool, hide_parameters=True, **one)
    else:
        many = {"pool_size": KEPT_CONNECTIONS, "max_overflow": MOST_CONNECTIONS - KEPT_CONNECTIONS}
        engine = create_engine(url, hide_parameters=True, pool_timeout=CONNECTION_WAIT_S, **many)
        _make_private(Path(str(engine.url.database)))
        let_writers_take_turns(engine)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(file: Path) -> None:
    """Make a file that only its owner reads, with its folder; SQLite gives the files beside it the same rights."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # Where it cannot be made, connecting says why.
    with suppress(OSError):
        file.touch(mode=0o600)


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; of several processes one does it, and the others wait for it."""
    with alone(engine) as (_, config):
        alembic.command.upgrade(config, "head")


@contextmanager
def alone(engine: Engine) -> Iterator[tuple[Connection, alembic.config.Config]]:
    """A transaction in which no other process changes the tables, and how alembic changes them in it."""
    config = alembic.config.Config()
    # "%" begins a reference to another option, so below a folder called "100%" the coach did not start.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    # A plain BEGIN takes the lock only at its first write: of three processes that started together on a new file,
    # two failed with "database is locked".
    with engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        yield connection, config


@contextmanager
def impatient(connection: Connection) -> Iterator[None]:
    """Wait for another writer only ASKING_BUSY_MS inside."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {ASKING_BUSY_MS}"))
        yield
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={ASKING_BUSY_MS}")
    connection.info[AT_ONCE] = True
    try:
        yield
    finally:
        connection.info.pop(AT_ONCE)
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MS}")


def _set_up(connection: Any, _record: Any) -> None:
    # FULL: a turn whose reply was sent must survive a power cut; with WAL alone the last turns may be lost.
    # The driver's own transactions do not cover statements about tables, so a failed migration would stay half done.
    connection.isolation_level = None
    # secure_delete: what somebody deletes is overwritten and not only forgotten.
    # busy_timeout comes first, since switching to WAL needs a lock too.
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
