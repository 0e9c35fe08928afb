"""An error of the database -> what a user is told of it.

Decides whether a retry can help, and that a sentence shows neither an answer's words nor where a database server
stands: whoever may ask the API would read it. The log has the driver's own words.
"""

import logging
import re
from typing import Any

from alembic.util import CommandError
from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from ingest.errors import StoreFailed, StoreUnusable

log = logging.getLogger(__name__)
# PostgreSQL's code of a write in a transaction that may only read, as all are on a standby.
READ_ONLY = "25006"
UNKNOWN_REVISION = re.compile(r"Can't locate revision identified by '([^']*)'")


def shown(url: URL) -> str:
    """What names a database: all of an SQLite URL, of a server's only its kind and the name there."""
    if url.get_backend_name() == "sqlite" or url.host is None:
        return url.render_as_string()
    return f"{url.get_backend_name()} {url.database or ''}".strip()


def of_opening(error: Exception, url: URL) -> StoreFailed:
    """What is told where a database cannot be opened, or its tables cannot be brought up to date."""
    newer = UNKNOWN_REVISION.search(str(error)) if isinstance(error, CommandError) else None
    if newer is not None:
        why = f"a newer version of the coach has written it (revision {newer.group(1)})"
        way_out = "update the coach, or set COACH_DATABASE_URL to another database"
        return StoreUnusable(f"the database {shown(url)} cannot be opened: {why}; {way_out}")
    return _failure(error, f"the database {shown(url)} cannot be opened")


def of_transaction(error: SQLAlchemyError) -> StoreFailed:
    """What is told where something cannot be read or written."""
    return _failure(error, "the database failed")


def _failure(error: Exception, what: str) -> StoreFailed:
    original: Any = getattr(error, "orig", None) or error
    if _is_read_only(original):
        return StoreUnusable(f"{what}: it can be read but not written; allow the coach to write there, and restart it")
    if _is_lost_server(original):
        log.warning("%s: %s", what, original)
        return StoreFailed(f"{what}: its server does not answer or refuses the coach; the server's log says more")
    # Without the statement and its parameters, which hold the answer's text.
    told = getattr(getattr(original, "diag", None), "message_primary", None) or original
    return StoreFailed(f"{what}: {told}")


def _is_read_only(original: Any) -> bool:
    name = getattr(original, "sqlite_errorname", None) or ""
    return name.startswith("SQLITE_READONLY") or getattr(original, "sqlstate", None) == READ_ONLY


def _is_lost_server(original: Any) -> bool:
    """True for an error of the connection, which the server has given no code: its text has host and port."""
    return type(original).__module__.startswith("psycopg") and getattr(original, "sqlstate", None) is None
