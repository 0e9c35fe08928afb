"""Users, in the database.

Decides that a user who is deleted leaves no row in any table, whichever tables there are, and that a password that was
set ends every session and link that there was before.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.audit import DELETED
from app.accounts.users import Role, User
from app.store.accounts.times import aware, aware_or_none, naive
from app.store.database import NUL, Transaction
from app.store.tables import audit, invitations, metadata, sessions, shares, users
from ingest.errors import Conflict, NotFound, StoreFailed


class Users:
    """Reads and writes users; each call is one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction."""
        self._transaction = transaction

    def add(self, user: User, password: str | None = None) -> None:
        """Keep a new user, with the hash of a password where there is one.

        Raises:
            Conflict: the name is taken.
        """
        row = {
            "owner": user.owner,
            "name": user.name,
            "role": user.role.value,
            "password": password,
            "created_utc": naive(user.created_utc),
        }
        try:
            with self._transaction() as connection:
                connection.execute(users.insert().values(row))
        except StoreFailed as error:
            if isinstance(error.__cause__, IntegrityError):
                raise Conflict(f"there is a user {user.name} already") from error
            raise

    def all(self) -> list[User]:
        """All users by their names."""
        with self._transaction() as connection:
            return [user_of(row) for row in connection.execute(select(users).order_by(users.c.name))]

    def count(self) -> int:
        """How many are not disabled."""
        with self._transaction() as connection:
            query = select(func.count()).select_from(users).where(users.c.disabled_utc.is_(None))
            return connection.execute(query).scalar_one()

    def named(self, name: str) -> User:
        """The user of that name.

        Raises:
            NotFound: there is none.
        """
        found = self.with_password(name)
        if found is None:
            raise NotFound(f"there is no user {name!r}")
        return found[0]

    def with_password(self, name: str) -> tuple[User, str | None] | None:
        """The user of that name and the hash of their password, which may not be set; None where there is none."""
        if NUL in name:
            return None
        with self._transaction() as connection:
            row = connection.execute(select(users).where(users.c.name == name)).one_or_none()
        return None if row is None else (user_of(row), row.password)

    def of_owner(self, owner: str) -> User | None:
        """The user of an owner; None where there is none any more."""
        with self._transaction() as connection:
            row = connection.execute(select(users).where(users.c.owner == owner)).one_or_none()
        return None if row is None else user_of(row)

    def set_role(self, owner: str, role: Role) -> None:
        """Give a user another role."""
        with self._transaction() as connection:
            connection.execute(update(users).where(users.c.owner == owner).values(role=role.value))

    def set_disabled(self, owner: str, at: datetime | None) -> None:
        """Disable a user, whose sessions and links end with it, or enable them again."""
        with self._transaction() as connection:
            moment = None if at is None else naive(at)
            connection.execute(update(users).where(users.c.owner == owner).values(disabled_utc=moment))
            if at is not None:
                _end(connection, owner, sessions, invitations)

    def set_password(self, owner: str, password: str) -> None:
        """Keep the hash of a new password."""
        with self._transaction() as connection:
            put_password(connection, owner, password)

    def rehash(self, owner: str, old: str, new: str) -> None:
        """Keep the same password hashed anew, if it is still the same."""
        with self._transaction() as connection:
            is_it = (users.c.owner == owner) & (users.c.password == old)
            connection.execute(update(users).where(is_it).values(password=new))

    def delete(self, owner: str) -> dict[str, int]:
        """Delete every row of a user in every table that has an owner; how many there were, by the table's name."""
        with self._transaction() as connection:
            connection.execute(update(audit).where(audit.c.actor == owner).values(actor=DELETED))
            connection.execute(delete(shares).where(shares.c.coach == owner))
            return {table.name: _end(connection, owner, table) for table in owned_tables()}


def owned_tables() -> list[Table]:
    """All tables whose rows have an owner; what refers to another table's rows stands before it."""
    return [table for table in reversed(metadata.sorted_tables) if "owner" in table.columns]


def put_password(connection: Connection, owner: str, password: str) -> None:
    """Keep the hash of a new password, and end the sessions and links that there were."""
    connection.execute(update(users).where(users.c.owner == owner).values(password=password))
    _end(connection, owner, sessions, invitations)


def user_of(row: Row[Any]) -> User:
    """A row of the table as a user."""
    return User(row.owner, row.name, Role(row.role), aware(row.created_utc), aware_or_none(row.disabled_utc))


def _end(connection: Connection, owner: str, *tables: Table) -> int:
    return sum(connection.execute(delete(table).where(table.c.owner == owner)).rowcount for table in tables)
