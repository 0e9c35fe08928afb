"""Sign-in by an OpenID provider: from the page to the provider and back -> a session.

Decides who is let in: whose identity is linked to a user; who comes by a link of invitation, which links it and is used
up; and anybody whom the provider knows where COACH_OIDC_CREATE says so. Never by a name or an address that the provider
tells: whoever may choose theirs there could choose somebody else's.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.accounts.audit import Act, Entry
from app.accounts.credentials import TOKEN_BYTES, digest
from app.accounts.users import Role, User, name_of
from app.coach.accounts.entrance import Entrance, new_user
from app.store.accounts.identities import PendingSignIn
from app.store.interviews import Store
from ingest.errors import BadRequest, Conflict, NotFound, NotSignedIn

# So long somebody may take at the provider.
WITHIN = timedelta(minutes=10)
NO_PROVIDER = "this coach signs nobody in by a provider"
NOT_BEGUN = "this sign-in was not begun in this browser, or it took too long; begin again"
NO_ACCOUNT = "you have no account here yet; ask who runs this coach for an invitation"


class NoAccount(NotSignedIn):
    """The provider knows them and the coach does not."""

    code = "no_account"


@dataclass(frozen=True)
class Identity:
    """Whom a provider names: `subject` is theirs for ever there, `names` are what they might be called here."""

    issuer: str
    subject: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What a sign-in was begun with, which its answer has to fit."""

    redirect_uri: str
    nonce: str
    verifier: str


class Provider(Protocol):
    """An OpenID provider; the one of provider.py needs an extra that is not always installed."""

    @property
    def issuer(self) -> str:
        """Its address, which names it."""
        ...

    @property
    def name(self) -> str:
        """What a person knows it by."""
        ...

    def address(self, asked: Asked, state: str) -> str:
        """Where a browser is sent."""
        ...

    def identity(self, code: str, asked: Asked, now: datetime) -> Identity:
        """Whose a code is."""
        ...


@dataclass(frozen=True)
class Begun:
    """Where a browser is sent, and what it keeps meanwhile, so that nobody else's answer is taken for its own."""

    address: str
    browser: str


@dataclass(frozen=True)
class Federation:
    """Signs people in by a provider; there is none unless one is set."""

    store: Store
    entrance: Entrance
    now: Callable[[], datetime]
    provider: Provider | None = None
    creates: bool = False

    @property
    def name(self) -> str:
        """What a person knows the provider by; empty where there is none."""
        return "" if self.provider is None else self.provider.name

    def begin(self, redirect_uri: str, invitation: str, address: str) -> Begun:
        """Begin a sign-in, with the token of a link where somebody was invited.

        Raises:
            NotFound: there is no provider.
            NotSignedIn: the link is not good.
            TooMany: it was tried too often from there.
            ProviderFailed: the provider cannot be asked.
        """
        provider = self._known()
        if invitation:
            self.entrance.invited(invitation, address)
        else:
            self.entrance.count("", address)
        state, browser, nonce, verifier = (secrets.token_urlsafe(TOKEN_BYTES) for _ in range(4))
        sent_to = provider.address(Asked(redirect_uri, nonce, verifier), state)
        by_link = digest(invitation) if invitation else ""
        now = self.now()
        flow = PendingSignIn(digest(state), digest(browser), nonce, verifier, by_link, now + WITHIN)
        self.store.identities.begin(flow, now)
        return Begun(sent_to, browser)

    def finish(self, told: Mapping[str, str], browser: str, redirect_uri: str) -> tuple[User, str]:
        """Take what a browser came back with: the user, and the token of a session.

        Raises:
            NotFound: there is no provider.
            NotSignedIn: it was not begun by this browser, the provider has refused, or its answer is not good.
            NoAccount: there is no account for them.
            ProviderFailed: the provider cannot be asked.
        """
        provider, now = self._known(), self.now()
        flow = self.store.identities.take(digest(told.get("state", "")), digest(browser), now)
        # RFC 9207: a provider that names itself in its answer has to be this one.
        if flow is None or "code" not in told or told.get("iss", provider.issuer) != provider.issuer:
            raise NotSignedIn(NOT_BEGUN)
        identity = provider.identity(told["code"], Asked(redirect_uri, flow.nonce, flow.verifier), now)
        user = self._user(identity, flow, now)
        if not user.is_enabled:
            raise NotSignedIn(NOT_BEGUN)
        return user, self.entrance.begin(user)

    def _user(self, identity: Identity, flow: PendingSignIn, now: datetime) -> User:
        kept = identity_digest(identity.issuer, identity.subject)
        known = self.store.identities.user(kept)
        if known is not None:
            return known
        if flow.invitation:
            user = self.store.proofs.take_invitation(flow.invitation, now)
            if user is None:
                raise NotSignedIn(NOT_BEGUN)
        elif self.creates:
            user = self._made(identity, now)
        else:
            raise NoAccount(NO_ACCOUNT)
        self.store.identities.link(kept, user.owner, now)
        self._write(now, Act.LINKED, user.owner)
        return user

    def _made(self, identity: Identity, now: datetime) -> User:
        """A new candidate by the first name that is one and is free, else by one that says nothing."""
        for told in (*identity.names, f"user-{secrets.token_hex(4)}"):
            try:
                user = new_user(name_of(told), Role.CANDIDATE, now)
                self.store.users.add(user)
            except (BadRequest, Conflict):
                continue
            self._write(now, Act.ADDED, user.owner)
            return user
        raise NotSignedIn(NOT_BEGUN)

    def _known(self) -> Provider:
        if self.provider is None:
            raise NotFound(NO_PROVIDER)
        return self.provider

    def _write(self, now: datetime, act: Act, owner: str) -> None:
        self.store.ledger.write(Entry(now, act, owner, owner))


def identity_digest(issuer: str, subject: str) -> str:
    """What is kept of a person of a provider."""
    return hashlib.sha256(f"{issuer}\0{subject}".encode("utf-8", "replace")).hexdigest()
