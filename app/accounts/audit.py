"""What is kept of who did what: the act, its time, who did it, whose account it touched.

Decides which acts there are. No answer, no password, no key and no link stands in an entry.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Who did it where nobody is signed in: whoever has a shell on the machine, or whoever tried to sign in.
TERMINAL, ANYBODY, DELETED = "terminal", "anybody", "deleted"


class Act(StrEnum):
    """What was done."""

    ADDED = "user added"
    INVITED = "link made"
    ROLE_SET = "role set"
    DISABLED = "user disabled"
    ENABLED = "user enabled"
    USER_DELETED = "user deleted"
    SIGNED_IN = "signed in"
    REFUSED = "sign-in refused"
    SIGNED_OUT = "signed out"
    LINK_USED = "password set by link"
    LINKED = "linked with a provider"
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - the name of an act
    KEY_MADE = "key made"
    KEY_REVOKED = "key revoked"
    SHARED = "interview shared"
    UNSHARED = "share ended"
    CHAIR_OFFERED = "link to a chair made"
    CHAIR_TAKEN = "chair taken"
    CHAIR_REVOKED = "link to a chair ended"
    EXPORTED = "data exported"
    IMPORTED = "data imported"
    FORGOTTEN = "data deleted"
    CONSENTED = "consent to a language model elsewhere"
    DECLINED = "no consent to a language model elsewhere"


@dataclass(frozen=True)
class Entry:
    """One act: `actor` is the owner of who did it or one of the words above, `owner` whose account it touched."""

    at_utc: datetime
    act: Act
    actor: str
    owner: str
    detail: str = ""
