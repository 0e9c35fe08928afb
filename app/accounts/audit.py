"""What is kept of who did what: the act, its time, who did it, whose account it touched.

Decides which acts there are. No answer, no password, no key and no link stands in an entry.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Who did it where nobody is signed in: whoever has a shell on the machine, the server by itself, or whoever tried to
# sign in. And whose account it touched, where it was those of all.
TERMINAL, SERVER, ANYBODY, DELETED, EVERYBODY = "terminal", "server", "anybody", "deleted", "everybody"


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
    SHARED_READ = "shared report read"
    CHAIR_OFFERED = "link to a chair made"
    CHAIR_TAKEN = "chair taken"
    CHAIR_REVOKED = "link to a chair ended"
    EXPORTED = "data exported"
    REPORT_EXPORTED = "report exported"
    IMPORTED = "data imported"
    FORGOTTEN = "data deleted"
    UPLOADED = "files uploaded to a project"
    DOCUMENT_DELETED = "document of a project deleted"
    PROJECT_DELETED = "project deleted"
    USAGE_SEEN = "usage of all users seen"
    BACKED_UP = "everything backed up"
    BACKUPS_DELETED = "old backups deleted"
    RESTORED = "everything restored"
    AGED = "what was too old deleted"
    CONSENTED = "consent to a language model elsewhere"
    DECLINED = "no consent to a language model elsewhere"


@dataclass(frozen=True)
class Entry:
    """One act: `actor` is the owner of who did it or one of the words above, `owner` whose account it touched.

    `number` counts the kept ones; 0 where it is not kept yet.
    """

    at_utc: datetime
    act: Act
    actor: str
    owner: str
    detail: str = ""
    number: int = 0
