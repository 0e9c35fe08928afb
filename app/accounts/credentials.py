"""What proves who somebody is without a password: a session, a key of a program, a link of an invitation.

Decides how long each holds, and that none is kept as it is: the tables have its digest. A token has 256 random bits,
so that a plain hash of it cannot be guessed back; passwords, which people make up, are hashed by argon2.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ingest.errors import BadRequest

TOKEN_BYTES = 32
# Found by scanners of secrets, and by whoever sees one in a log.
KEY_PREFIX = "coach_"
# A session ends when it was not used for so long, and at the latest after so long.
SESSION_IDLE = timedelta(hours=12)
SESSION_WHOLE = timedelta(days=7)
# When a session or a key was last used is written so often and not at every request.
SEEN_EVERY = timedelta(minutes=5)
INVITATION_HOURS, MOST_INVITATION_HOURS = 72, 24 * 14
# A link to the interviewer's chair: for a round that is held today.
CHAIR_HOURS = 24
KEY_DAYS, MOST_KEY_DAYS = 90, 365
MOST_KEYS = 20
MOST_KEY_NAME_CHARS = 60


class Proof(StrEnum):
    """By what a caller is known."""

    MACHINE = "the machine that the coach runs on"
    SESSION = "a session"
    KEY = "a key"
    PROXY = "a trusted proxy"


@dataclass(frozen=True)
class Session:
    """A sign-in of one browser."""

    digest: str
    owner: str
    created_utc: datetime
    seen_utc: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether it proves nothing any more."""
        return now >= min(self.seen_utc + SESSION_IDLE, self.created_utc + SESSION_WHOLE)

    def is_to_be_seen(self, now: datetime) -> bool:
        """Whether its use is written down now."""
        return now - self.seen_utc >= SEEN_EVERY


@dataclass(frozen=True)
class Key:
    """A key of a program; `id` names it without giving it away."""

    id: str
    owner: str
    name: str
    created_utc: datetime
    expires_utc: datetime
    used_utc: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether it proves nothing any more."""
        return now >= self.expires_utc

    def is_to_be_seen(self, now: datetime) -> bool:
        """Whether its use is written down now."""
        return self.used_utc is None or now - self.used_utc >= SEEN_EVERY


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Whether two digests are the same, in a time that does not hang on where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def key_expiry(now: datetime, days: int) -> datetime:
    """When a key ends that is made now.

    Raises:
        BadRequest: it would hold too long, or not at all.
    """
    if not 1 <= days <= MOST_KEY_DAYS:
        raise BadRequest(f"a key holds 1 to {MOST_KEY_DAYS} days")
    return now + timedelta(days=days)


def link_expiry(now: datetime, hours: int) -> datetime:
    """When a link ends that is made now.

    Raises:
        BadRequest: it would hold too long, or not at all.
    """
    if not 1 <= hours <= MOST_INVITATION_HOURS:
        raise BadRequest(f"a link holds 1 to {MOST_INVITATION_HOURS} hours")
    return now + timedelta(hours=hours)


def key_name(told: str) -> str:
    """What a key is called.

    Raises:
        BadRequest: it has no name, or one that is too long.
    """
    name = " ".join(told.split())
    if not name or len(name) > MOST_KEY_NAME_CHARS or not name.isprintable():
        raise BadRequest(f"a key needs a name of at most {MOST_KEY_NAME_CHARS} characters, such as the program's")
    return name
