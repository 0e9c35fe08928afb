"""Who of a provider is which user, and sign-ins there that are under way, in the database.

Decides that a person is kept by the digest of issuer and subject, which is nobody's name; that a sign-in is used up in
the statement that finds it, so that its answer counts once; and that one of another browser is not found.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts.users import User
from app.store.accounts.times import naive
from app.store.accounts.users import user_of
from app.store.database import Transaction
from app.store.tables import identities, openid_flows, users
from ingest.errors import Conflict, StoreFailed


@dataclass(frozen=True)
class PendingSignIn:
    """A sign-in under way, all but nonce and verifier as digests: the state, the browser, and the link it came by."""

    state: str
    browser: str
    nonce: str
    verifier: str
    invitation: str
    expires_utc: datetime


class Identities:
    """Reads and writes them; each call is one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction."""
        self._transaction = transaction

    def user(self, digest: str) -> User | None:
        """The user of an identity; None where there is none."""
        query = select(users).join(identities, identities.c.owner == users.c.owner)
        with self._transaction() as connection:
            row = connection.execute(query.where(identities.c.digest == digest)).one_or_none()
        return None if row is None else user_of(row)

    def link(self, digest: str, owner: str, at: datetime) -> None:
        """Keep that an identity is a user's.

        Raises:
            Conflict: it is somebody's already.
        """
        try:
            with self._transaction() as connection:
                row = {"digest": digest, "owner": owner, "created_utc": naive(at)}
                connection.execute(identities.insert().values(row))
        except StoreFailed as error:
            if isinstance(error.__cause__, IntegrityError):
                raise Conflict("this person of the provider has an account already") from error
            raise

    def begin(self, flow: PendingSignIn, now: datetime) -> None:
        """Keep a sign-in; those that are too old go."""
        row: dict[str, Any] = vars(flow) | {"expires_utc": naive(flow.expires_utc)}
        with self._transaction() as connection:
            connection.execute(delete(openid_flows).where(openid_flows.c.expires_utc <= naive(now)))
            connection.execute(openid_flows.insert().values(row))

    def take(self, state: str, browser: str, now: datetime) -> PendingSignIn | None:
        """The sign-in of a state and a browser, which is used up; None where there is none, or it is too old."""
        is_it = (
            (openid_flows.c.state == state)
            & (openid_flows.c.browser == browser)
            & (openid_flows.c.expires_utc > naive(now))
        )
        with self._transaction() as connection:
            row = connection.execute(delete(openid_flows).where(is_it).returning(*openid_flows.c)).one_or_none()
        if row is None:
            return None
        return PendingSignIn(row.state, row.browser, row.nonce, row.verifier, row.invitation, now)
