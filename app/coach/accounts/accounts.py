"""Accounts as an operator and their users change them: users, roles, links, keys, their end.

Decides what is written down of each change, and that the end of a user takes the files of their projects too.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.accounts.audit import DELETED, TERMINAL, Act, Entry
from app.accounts.credentials import (
    INVITATION_HOURS,
    KEY_DAYS,
    KEY_PREFIX,
    TOKEN_BYTES,
    Key,
    digest,
    key_expiry,
    key_name,
    link_expiry,
)
from app.accounts.quotas import Amount, day_of
from app.accounts.users import Role, User, check_password, name_of
from app.candidate.candidate import LOCAL
from app.coach.accounts.entrance import new_user
from app.coach.accounts.passwords import Passwords
from app.store.interviews import Store

# So much of a digest names a user who is no more in the audit log, and nobody else.
SHOWN_DIGEST = 12


@dataclass(frozen=True)
class Accounts:
    """Changes accounts. `actor` is who does it; `sweep` deletes the files of projects that are in the store no more."""

    store: Store
    passwords: Passwords
    now: Callable[[], datetime]
    sweep: Callable[[], None] = lambda: None
    actor: str = TERMINAL

    def add(self, name: str, role: Role, password: str) -> User:
        """A new user with a password.

        Raises:
            BadRequest: the name or the password cannot be taken.
            Conflict: there is a user of that name.
        """
        user = new_user(name_of(name), role, self.now())
        check_password(password, user.name)
        self.store.users.add(user, self.passwords.hashed(password))
        self._write(Act.ADDED, user.owner, role.value)
        return user

    def invite(self, name: str, role: Role = Role.CANDIDATE, hours: int = INVITATION_HOURS) -> tuple[User, str]:
        """A link's token, good once, by which its user sets a password; who is no user yet becomes one with that role.

        Raises:
            BadRequest: the name or the hours cannot be taken.
        """
        expires = link_expiry(self.now(), hours)
        found = self.store.users.with_password(name_of(name))
        user = found[0] if found is not None else new_user(name_of(name), role, self.now())
        if found is None:
            self.store.users.add(user)
            self._write(Act.ADDED, user.owner, role.value)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self.store.proofs.invite(user.owner, digest(token), expires)
        self._write(Act.INVITED, user.owner)
        return user, token

    def all(self) -> list[tuple[User, Amount]]:
        """All users by their names, each with what they have used today."""
        day = day_of(self.now())
        return [(user, self.store.ledger.used(user.owner, day)) for user in self.store.users.all()]

    def set_role(self, name: str, role: Role) -> User:
        """Give a user another role.

        Raises:
            NotFound: there is no such user.
        """
        user = self.store.users.named(name_of(name))
        self.store.users.set_role(user.owner, role)
        self._write(Act.ROLE_SET, user.owner, role.value)
        return user

    def disable(self, name: str) -> User:
        """Let a user in no more, and end their sessions and links at once; what is theirs stays.

        Raises:
            NotFound: there is no such user.
        """
        user = self.store.users.named(name_of(name))
        self.store.users.set_disabled(user.owner, self.now())
        self._write(Act.DISABLED, user.owner)
        return user

    def enable(self, name: str) -> User:
        """Let a user in again.

        Raises:
            NotFound: there is no such user.
        """
        user = self.store.users.named(name_of(name))
        self.store.users.set_disabled(user.owner, None)
        self._write(Act.ENABLED, user.owner)
        return user

    def delete(self, name: str) -> dict[str, int]:
        """Delete a user with all that is theirs; how many rows there were, by the table's name.

        Raises:
            NotFound: there is no such user.
        """
        user = self.store.users.named(name_of(name))
        # First nobody else is let in as them, so that little is begun that would have to be deleted again.
        self.store.users.set_disabled(user.owner, self.now())
        gone = self._delete(user.owner)
        self._write(Act.USER_DELETED, DELETED, digest(user.owner)[:SHOWN_DIGEST])
        return gone

    def delete_rest(self, owner: str) -> None:
        """Delete what a request has left that was under way while its user was deleted.

        The candidate of a machine is no user, and stays.
        """
        if owner != LOCAL and self.store.users.of_owner(owner) is None:
            self._delete(owner)

    def keys(self, owner: str) -> list[Key]:
        """The keys of an owner, the newest first."""
        return self.store.proofs.keys(owner)

    def make_key(self, owner: str, name: str, days: int = KEY_DAYS) -> tuple[Key, str]:
        """A key of a program, and the key itself, which is told once.

        Raises:
            BadRequest: the name or the days cannot be taken, or there are too many keys.
        """
        token, now = KEY_PREFIX + secrets.token_urlsafe(TOKEN_BYTES), self.now()
        key = Key(secrets.token_hex(8), owner, key_name(name), now, key_expiry(now, days))
        self.store.proofs.add_key(key, digest(token))
        self._write(Act.KEY_MADE, owner, key.id)
        return key, token

    def revoke_key(self, owner: str, key_id: str) -> None:
        """End a key.

        Raises:
            NotFound: this owner has no such key.
        """
        self.store.proofs.revoke(owner, key_id)
        self._write(Act.KEY_REVOKED, owner, key_id)

    def did(self, owner: str, act: Act, detail: str = "") -> None:
        """Write down what a user did; `detail` is the id of the thing that it was done with."""
        self._write(act, owner, detail)

    def _delete(self, owner: str) -> dict[str, int]:
        gone = self.store.users.delete(owner)
        self.sweep()
        if any(gone.values()):
            self.store.empty_log()
        return gone

    def _write(self, act: Act, owner: str, detail: str = "") -> None:
        self.store.ledger.write(Entry(self.now(), act, self.actor, owner, detail))
