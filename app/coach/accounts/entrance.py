"""Who a caller is: a password, a link, a session, a key or a trusted proxy's word -> a user.

Decides that whatever is wrong is told in the same words after the same steps: who may sign in is not given away. An
attempt is counted before the password is looked at, so that many at once get no more tries than one after another.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from app.accounts.attempts import of_name, subjects
from app.accounts.audit import ANYBODY, Act, Entry
from app.accounts.credentials import KEY_PREFIX, SESSION_WHOLE, TOKEN_BYTES, Proof, Session, digest, is_same
from app.accounts.users import MOST_PASSWORD_CHARS, Role, User, check_password, name_of
from app.candidate.candidate import LOCAL
from app.coach.accounts.passwords import Passwords
from app.store.interviews import Store
from ingest.errors import BadRequest, Conflict, NotSignedIn, TooMany

WRONG = "the name or the password is wrong, or this account may not sign in"
BAD_LINK = "this link is not good: it was used, it is too old, or it never was one; ask for a new one"
UNKNOWN = "nobody is signed in; sign in, or send a key as `Authorization: Bearer`"
OFTEN = "too many attempts to sign in; try again later"
SESSION_S = int(SESSION_WHOLE.total_seconds())


@dataclass(frozen=True)
class Caller:
    """Whose request it is, and by what that is known; `session` is the digest of theirs."""

    user: User
    proof: Proof
    session: str = ""


# Where a coach has one user, everybody at its machine is that one.
AT_THE_MACHINE = Caller(User(LOCAL, LOCAL, Role.CANDIDATE, datetime.fromtimestamp(0, UTC)), Proof.MACHINE)


@dataclass(frozen=True)
class Entrance:
    """Lets users in, and finds out whose a request is."""

    store: Store
    passwords: Passwords
    now: Callable[[], datetime]

    def sign_in(self, told_name: str, password: str, address: str) -> tuple[User, str]:
        """Begin a session by a password: the user, and the token that is kept nowhere.

        `address` is where the request came from.

        Raises:
            NotSignedIn: whatever is wrong.
            TooMany: it was tried too often.
        """
        name = _tried_name(told_name)
        self.count(name, address)
        found = self.store.users.with_password(name)
        user, kept = found or (None, None)
        password = password[:MOST_PASSWORD_CHARS]
        is_right = self.passwords.is_right(password, kept if user and user.is_enabled else None)
        if user is None or kept is None or not is_right:
            self._write(Act.REFUSED, ANYBODY, "" if user is None else user.owner)
            raise NotSignedIn(WRONG)
        self.store.ledger.forget_attempts(of_name(name, address))
        if self.passwords.is_old(kept):
            self.store.users.rehash(user.owner, kept, self.passwords.hashed(password))
        return user, self.begin(user)

    def end(self, token: str) -> None:
        """End the session of a token, if it is one."""
        self.store.proofs.end(digest(token))

    def sign_out(self, caller: Caller) -> None:
        """End the session of a caller."""
        self.store.proofs.end(caller.session)
        self._write(Act.SIGNED_OUT, caller.user.owner, caller.user.owner)

    def invited(self, token: str, address: str) -> User:
        """Whom a link was made for.

        Raises:
            NotSignedIn: it is not good.
            TooMany: links were tried too often.
        """
        self.count("", address)
        user = self.store.proofs.invited(digest(token), self.now())
        if user is None:
            raise NotSignedIn(BAD_LINK)
        return user

    def accept(self, token: str, password: str, address: str) -> tuple[User, str]:
        """Set the password of a link's user and sign them in; the link is used up.

        Raises:
            NotSignedIn: the link is not good.
            BadRequest: the password is; the link stays good.
            TooMany: links were tried too often.
        """
        user = self.invited(token, address)
        check_password(password, user.name)
        if not self.store.proofs.accept(digest(token), user.owner, self.passwords.hashed(password), self.now()):
            raise NotSignedIn(BAD_LINK)
        self._write(Act.LINK_USED, user.owner, user.owner)
        return user, self.begin(user)

    def change_password(self, caller: Caller, old: str, new: str, address: str) -> str:
        """Set another password; all sessions end but a new one, whose token comes back.

        Raises:
            NotSignedIn: the old one is wrong.
            BadRequest: the new one is.
            TooMany: it was tried too often.
        """
        user = caller.user
        self.count(user.name, address)
        kept = (self.store.users.with_password(user.name) or (user, None))[1]
        if not self.passwords.is_right(old[:MOST_PASSWORD_CHARS], kept):
            self._write(Act.REFUSED, user.owner, user.owner)
            raise NotSignedIn(WRONG)
        check_password(new, user.name)
        self.store.users.set_password(user.owner, self.passwords.hashed(new))
        self.store.ledger.forget_attempts(of_name(user.name, address))
        self._write(Act.PASSWORD_CHANGED, user.owner, user.owner)
        return self.begin(user)

    def of_session(self, token: str) -> Caller:
        """Whose session a token is of.

        Raises:
            NotSignedIn: it is none, it is over, or its user is disabled.
        """
        found, now = self.store.proofs.session(digest(token)), self.now()
        if found is None or not is_same(found[0].digest, digest(token)):
            raise NotSignedIn(UNKNOWN)
        session, user = found
        if session.is_over(now) or not user.is_enabled:
            raise NotSignedIn(UNKNOWN)
        if session.is_to_be_seen(now):
            self.store.proofs.saw(session.digest, now)
        return Caller(user, Proof.SESSION, session.digest)

    def of_key(self, token: str) -> Caller:
        """Whose key it is.

        Raises:
            NotSignedIn: it is none, it is over, or its user is disabled.
        """
        found, now = self.store.proofs.key(digest(token)) if token.startswith(KEY_PREFIX) else None, self.now()
        if found is None:
            raise NotSignedIn(UNKNOWN)
        key, user = found
        if key.is_over(now) or not user.is_enabled:
            raise NotSignedIn(UNKNOWN)
        if key.is_to_be_seen(now):
            self.store.proofs.used(key.id, now)
        return Caller(user, Proof.KEY)

    def of_proxy(self, told_name: str) -> Caller:
        """The user that a trusted proxy names; who was not here before becomes a candidate.

        Raises:
            NotSignedIn: it is no name, or the user is disabled.
        """
        try:
            name = name_of(told_name)
        except BadRequest as error:
            raise NotSignedIn(UNKNOWN) from error
        found = self.store.users.with_password(name)
        user = found[0] if found is not None else self._welcome(name)
        if not user.is_enabled:
            raise NotSignedIn(UNKNOWN)
        return Caller(user, Proof.PROXY)

    def _welcome(self, name: str) -> User:
        user = new_user(name, Role.CANDIDATE, self.now())
        try:
            self.store.users.add(user)
        except Conflict:
            # Another request of the same person was first.
            return self.store.users.named(name)
        self._write(Act.ADDED, user.owner, user.owner)
        return user

    def begin(self, user: User) -> str:
        """Begin a session of a user who has proved who they are; its token."""
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self.now()
        self.store.proofs.begin(Session(digest(token), user.owner, now, now))
        self._write(Act.SIGNED_IN, user.owner, user.owner)
        return token

    def count(self, name: str, address: str) -> None:
        """Count an attempt to get in; `name` is empty where none is told.

        Raises:
            TooMany: there were too many.
        """
        now, ledger = self.now(), self.store.ledger
        for subject, bound in subjects(name, address).items():
            ledger.tried([subject], now)
            tried = ledger.attempts(subject, now - bound.within)
            if len(tried) > bound.most:
                free = tried[-bound.most] + bound.within
                raise TooMany(OFTEN, max(1, int((free - now).total_seconds()) + 1))

    def _write(self, act: Act, actor: str, owner: str) -> None:
        self.store.ledger.write(Entry(self.now(), act, actor, owner))


def new_user(name: str, role: Role, now: datetime) -> User:
    """A user who is not kept yet."""
    return User(secrets.token_hex(12), name, role, now)


def _tried_name(told: str) -> str:
    """The name as it would be kept; of what is none, something that no user is called."""
    try:
        return name_of(told)
    except BadRequest:
        return "\N{MULTIPLICATION SIGN}" + told[:100].replace("\0", "")
