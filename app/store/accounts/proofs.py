"""Sessions, keys and links of invitation, in the database, each by its digest.

Decides that a proof is read together with its user, and that a link is used up in the statement that finds it good, so
that of two who send it at once one is let in.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from app.accounts.credentials import MOST_KEYS, SESSION_IDLE, SESSION_WHOLE, Key, Session
from app.accounts.users import User
from app.store.accounts.times import aware, aware_or_none, naive
from app.store.accounts.users import put_password, user_of
from app.store.database import NUL, Transaction
from app.store.tables import access_keys, invitations, sessions, users
from ingest.errors import BadRequest, NotFound


class Proofs:
    """Reads and writes what proves who somebody is; each call is one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction."""
        self._transaction = transaction

    def begin(self, session: Session) -> None:
        """Keep a session; those that are over go."""
        now = naive(session.created_utc)
        is_over = (sessions.c.seen_utc <= now - SESSION_IDLE) | (sessions.c.created_utc <= now - SESSION_WHOLE)
        row = {"digest": session.digest, "owner": session.owner, "created_utc": now, "seen_utc": now}
        with self._transaction() as connection:
            connection.execute(delete(sessions).where(is_over))
            connection.execute(sessions.insert().values(row))

    def session(self, digest: str) -> tuple[Session, User] | None:
        """The session of a digest and its user; None where there is none."""
        with self._transaction() as connection:
            row = connection.execute(select(sessions).where(sessions.c.digest == digest)).one_or_none()
            user = None if row is None else _user(connection, row.owner)
        if row is None or user is None:
            return None
        return Session(row.digest, row.owner, aware(row.created_utc), aware(row.seen_utc)), user

    def saw(self, digest: str, at: datetime) -> None:
        """Keep when a session was last used."""
        with self._transaction() as connection:
            connection.execute(update(sessions).where(sessions.c.digest == digest).values(seen_utc=naive(at)))

    def end(self, digest: str) -> None:
        """End a session."""
        with self._transaction() as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest))

    def add_key(self, key: Key, digest: str) -> None:
        """Keep a key.

        Raises:
            BadRequest: its owner has as many as may be kept.
        """
        row = {"id": key.id, "owner": key.owner, "name": key.name, "digest": digest}
        times = {"created_utc": naive(key.created_utc), "expires_utc": naive(key.expires_utc)}
        held = select(func.count()).select_from(access_keys).where(access_keys.c.owner == key.owner)
        with self._transaction() as connection:
            connection.execute(access_keys.insert().values(**row, **times))
            if connection.execute(held).scalar_one() > MOST_KEYS:
                raise BadRequest(f"{MOST_KEYS} keys are kept already; revoke one first")

    def keys(self, owner: str) -> list[Key]:
        """The keys of an owner, the newest first."""
        query = select(access_keys).where(access_keys.c.owner == owner)
        with self._transaction() as connection:
            rows = connection.execute(query.order_by(access_keys.c.created_utc.desc(), access_keys.c.id))
            return [_key(row) for row in rows]

    def key(self, digest: str) -> tuple[Key, User] | None:
        """The key of a digest and its user; None where there is none."""
        with self._transaction() as connection:
            row = connection.execute(select(access_keys).where(access_keys.c.digest == digest)).one_or_none()
            user = None if row is None else _user(connection, row.owner)
        return None if row is None or user is None else (_key(row), user)

    def used(self, key_id: str, at: datetime) -> None:
        """Keep when a key was last used."""
        with self._transaction() as connection:
            connection.execute(update(access_keys).where(access_keys.c.id == key_id).values(used_utc=naive(at)))

    def revoke(self, owner: str, key_id: str) -> None:
        """End a key.

        Raises:
            NotFound: this owner has no such key.
        """
        is_it = (access_keys.c.owner == owner) & (access_keys.c.id == key_id.replace(NUL, ""))
        with self._transaction() as connection:
            if connection.execute(delete(access_keys).where(is_it)).rowcount == 0:
                raise NotFound(f"there is no key {key_id!r}")

    def invite(self, owner: str, digest: str, expires: datetime) -> None:
        """Keep a link; those that the user had before are good no more."""
        with self._transaction() as connection:
            connection.execute(delete(invitations).where(invitations.c.owner == owner))
            connection.execute(invitations.insert().values(digest=digest, owner=owner, expires_utc=naive(expires)))

    def invited(self, digest: str, now: datetime) -> User | None:
        """Whom a link was made for; None where it is not good, or its user is disabled."""
        with self._transaction() as connection:
            owner = connection.execute(select(invitations.c.owner).where(_is_good(digest, now))).scalar()
            user = None if owner is None else _user(connection, owner)
        return user if user is not None and user.is_enabled else None

    def accept(self, digest: str, owner: str, password: str, now: datetime) -> bool:
        """Use up the link of an owner and keep the hash of the password that came with it; whether it was good."""
        is_theirs = _is_good(digest, now) & (invitations.c.owner == owner)
        with self._transaction() as connection:
            if connection.execute(delete(invitations).where(is_theirs)).rowcount == 0:
                return False
            put_password(connection, owner, password)
        return True

    def take_invitation(self, digest: str, now: datetime) -> User | None:
        """Use up a link without a password, for somebody whom a provider knows: its user; None where it is not good."""
        with self._transaction() as connection:
            used = delete(invitations).where(_is_good(digest, now)).returning(invitations.c.owner)
            owner = connection.execute(used).scalar()
            user = None if owner is None else _user(connection, owner)
        return user if user is not None and user.is_enabled else None


def _is_good(digest: str, now: datetime) -> Any:
    return (invitations.c.digest == digest) & (invitations.c.expires_utc > naive(now))


def _user(connection: Connection, owner: str) -> User | None:
    row = connection.execute(select(users).where(users.c.owner == owner)).one_or_none()
    return None if row is None else user_of(row)


def _key(row: Row[Any]) -> Key:
    return Key(row.id, row.owner, row.name, aware(row.created_utc), aware(row.expires_utc), aware_or_none(row.used_utc))
