"""Who may use a coach that several people share: a user, their name, their role, what a password has to be.

Decides what each role may do. No role sees what another user said, wrote or uploaded: a coach sees what a candidate
shares with them, an operator sees how much was used.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ingest.errors import BadRequest

MOST_NAME_CHARS = 80
FEWEST_PASSWORD_CHARS, MOST_PASSWORD_CHARS = 12, 200
# So few different characters are a pattern, whatever its length.
FEWEST_DIFFERENT = 5
NAME = re.compile(rf"[a-z0-9][a-z0-9._@+-]{{0,{MOST_NAME_CHARS - 1}}}")
# Names that stand for somebody else in the tables, or that a person would take for the coach itself.
RESERVED = frozenset({"local", "deleted", "nobody"})
# Of the usual lists, what is long enough to pass the rule of length.
WELL_KNOWN = frozenset(
    {
        "administrator", "changemeplease", "correcthorsebatterystaple", "iloveyouforever", "interviewcoach",
        "letmeinplease", "mypasswordis", "passwordpassword", "password1234", "password12345", "password123456",
        "passw0rd1234", "qwerty123456", "qwertyqwerty", "qwertyuiopas", "qwertyuiop123", "qwertyuiopasdfgh",
        "1234567890ab", "123456789012", "1234567890123", "12345678901234", "1q2w3e4r5t6y", "1qaz2wsx3edc",
        "zaq12wsxcde3", "abcdefghijkl", "abcdefghijklm", "welcome12345", "welcome123456", "trustno1trustno1",
    }
)  # fmt: skip


class Role(StrEnum):
    """What somebody is on a coach."""

    CANDIDATE = "candidate"
    COACH = "coach"
    OPERATOR = "operator"


class Act(StrEnum):
    """What not everybody may do. All else each user does with what is theirs."""

    SEE_SHARED = "see what candidates share with you"
    SEE_TOTALS = "see how much of the day's quotas was used"


MAY = {
    Role.CANDIDATE: frozenset[Act](),
    Role.COACH: frozenset({Act.SEE_SHARED}),
    Role.OPERATOR: frozenset({Act.SEE_TOTALS}),
}


@dataclass(frozen=True)
class User:
    """An account. `owner` is what stands in every row of theirs: random, and never another user's."""

    owner: str
    name: str
    role: Role
    created_utc: datetime
    disabled_utc: datetime | None = None

    @property
    def is_enabled(self) -> bool:
        """Whether they may sign in and use keys."""
        return self.disabled_utc is None

    def may(self, act: Act) -> bool:
        """Whether their role allows it; nothing is allowed to a disabled account."""
        return self.is_enabled and act in MAY[self.role]


def name_of(told: str) -> str:
    """A name as it is kept: in lower case, so that two users do not differ by it.

    Raises:
        BadRequest: it is no name of an account.
    """
    name = unicodedata.normalize("NFKC", told).strip().lower()
    if NAME.fullmatch(name) is None or name in RESERVED:
        raise BadRequest(
            f"a name has 1 to {MOST_NAME_CHARS} of the characters a-z 0-9 . _ @ + -, begins with a letter or a digit, "
            f"and is none of {', '.join(sorted(RESERVED))}"
        )
    return name


def check_password(password: str, name: str) -> None:
    """Refuse a password that is guessed first.

    Raises:
        BadRequest: it is too short or too long, well known, or little more than the name; the message never holds it.
    """
    if not FEWEST_PASSWORD_CHARS <= len(password) <= MOST_PASSWORD_CHARS:
        raise BadRequest(
            f"a password has {FEWEST_PASSWORD_CHARS} to {MOST_PASSWORD_CHARS} characters; a few words make a good one"
        )
    plain = "".join(password.lower().split())
    rest = plain.replace(name.partition("@")[0], "")
    if plain in WELL_KNOWN or len(set(plain)) < FEWEST_DIFFERENT or len(rest) < len(plain) / 2:
        raise BadRequest("this password is among the first that are guessed; take a few words that are yours alone")
