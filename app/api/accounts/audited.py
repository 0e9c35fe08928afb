"""Which requests are written down once they went well, as what, and of which thing of their user's."""

import re

from app.accounts.audit import Act

_PROJECT = "/api/projects/([^/]+)"
# The first whose pattern is the whole of method and path; a document's name may hold a line break.
AUDITED = tuple(
    (re.compile(pattern, re.DOTALL), act)
    for pattern, act in (
        (r"GET /api/candidate/(?:export|cards/markdown|cards/anki)", Act.EXPORTED),
        (r"GET /api/candidate/interviews/([^/]+)/report/[^/]+", Act.REPORT_EXPORTED),
        (r"POST /api/candidate/import", Act.IMPORTED),
        (r"DELETE /api/candidate", Act.FORGOTTEN),
        (rf"POST {_PROJECT}/(?:documents|history)", Act.UPLOADED),
        (rf"DELETE {_PROJECT}/documents/.+", Act.DOCUMENT_DELETED),
        (rf"DELETE {_PROJECT}", Act.PROJECT_DELETED),
        (r"GET /api/operator/usage", Act.USAGE_SEEN),
    )
)


def audited(method: str, path: str) -> tuple[Act, str] | None:
    """What a request did, and the id that its path names, empty where it names none; None where it is not kept."""
    for pattern, act in AUDITED:
        if found := pattern.fullmatch(f"{method} {path}"):
            return act, "".join(found.groups())
    return None
