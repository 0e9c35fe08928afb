"""Accounts over the wire: who is signed in, their keys, what they share, what was used.

No request has a field for a role or for an owner: neither can be asked for.
"""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.accounts.credentials import KEY_DAYS, MOST_KEY_DAYS, MOST_KEY_NAME_CHARS, Key, Proof
from app.accounts.quotas import Amount, Limits
from app.accounts.users import MOST_NAME_CHARS, MOST_PASSWORD_CHARS, Role
from app.api.schemas import Model
from app.coach.accounts.entrance import Caller
from app.store.accounts.shares import Share

# One character more than is taken, so that what is too long is told in words.
Password = Annotated[str, StringConstraints(max_length=MOST_PASSWORD_CHARS + 1)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=MOST_NAME_CHARS)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class LoginRequest(Model):
    """A name and a password."""

    name: Name
    password: Password


class LinkRequest(Model):
    """The token of a link."""

    token: Token


class OpenIdRequest(Model):
    """The token of a link, where somebody was invited; empty: who has an account, or gets one."""

    invitation: Annotated[str, StringConstraints(max_length=200)] = ""


class OpenIdView(Model):
    """Where the browser goes to sign in."""

    address: str


class WaysView(Model):
    """How one signs in here: with a password always, and at a provider where one is named."""

    provider: str = Field(examples=["login.example"])


class AcceptRequest(Model):
    """The token of a link, and the password that its user chooses."""

    token: Token
    password: Password


class PasswordRequest(Model):
    """The password that holds now, and another one."""

    old: Password
    new: Password


class AmountView(Model):
    """So much of each a day; as a limit 0 is none."""

    requests: int
    answers: int
    uploads: int
    tokens: int
    cost_usd: float

    @classmethod
    def of(cls, amount: Amount) -> Self:
        """The view of an amount."""
        return cls(**amount.__dict__)


class MeView(Model):
    """Who is signed in; on a coach of one user nobody signs in."""

    name: str
    role: Role
    signs_in: bool = Field(description="whether there is a session that can be ended here")
    has_account: bool = Field(description="false on a coach of one user")

    @classmethod
    def of(cls, caller: Caller) -> Self:
        """The view of a caller."""
        return cls(
            name=caller.user.name,
            role=caller.user.role,
            signs_in=caller.proof is Proof.SESSION,
            has_account=caller.proof is not Proof.MACHINE,
        )


class InvitedView(Model):
    """Whom a link was made for."""

    name: str


class UsedView(Model):
    """What was used today, and the limits."""

    used: AmountView
    limits: AmountView

    @classmethod
    def of(cls, used: Amount, limits: Amount) -> Self:
        """The view of both."""
        return cls(used=AmountView.of(used), limits=AmountView.of(limits))


class TotalsView(Model):
    """What all users have used today, and each of them; no word of what they did."""

    everybody: UsedView
    users: dict[str, AmountView]

    @classmethod
    def of_all(cls, used: Amount, limits: Limits, users: dict[str, Amount]) -> Self:
        """The view of all."""
        each = {name: AmountView.of(amount) for name, amount in users.items()}
        return cls(everybody=UsedView.of(used, limits.everybody), users=each)


class KeyRequest(Model):
    """What a key is for, and how long it holds."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=MOST_KEY_NAME_CHARS)] = Field(examples=["editor"])
    days: Annotated[int, Field(ge=1, le=MOST_KEY_DAYS)] = KEY_DAYS


class KeyView(Model):
    """A key, without what it is."""

    id: str
    name: str
    created_utc: datetime
    expires_utc: datetime
    used_utc: datetime | None

    @classmethod
    def of(cls, key: Key) -> Self:
        """The view of a key."""
        return cls(**{name: getattr(key, name) for name in cls.model_fields})


class KeysView(Model):
    """The keys of whoever asks."""

    keys: list[KeyView]


class NewKeyView(Model):
    """A key that was made just now: `secret` is told this once."""

    key: KeyView
    secret: str


class ShareRequest(Model):
    """An interview, and the name of the coach who may read its report."""

    interview_id: Annotated[str, StringConstraints(max_length=40)]
    coach: Name


class ShareView(Model):
    """An interview that is shared; `name` is the other's of the two."""

    id: str
    interview_id: str
    name: str
    created_utc: datetime

    @classmethod
    def of(cls, share: Share) -> Self:
        """The view of a share."""
        return cls(id=share.id, interview_id=share.interview_id, name=share.name, created_utc=share.created_utc)


class SharesView(Model):
    """What is shared, the latest first."""

    shares: list[ShareView]
