"""A file of a job or a CV -> its text, which a plan is then made of; nothing of it is kept.

Decides that the file is read as any document is, within the same limits, and how long a text a plan takes.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.projects.documents import shown_name
from app.untrusted.fences import storable, visible
from ingest.documents.document import LoadError
from ingest.documents.load import load_file
from ingest.errors import BadRequest

MOST_PLAN_CHARS = 100_000


@dataclass(frozen=True)
class PlanText:
    """The text of a file. `is_plain`: no marks show its headings, as in a PDF."""

    text: str
    is_plain: bool


def read_plan_file(name: str, raw: bytes) -> PlanText:
    """The text of a job or a CV that was sent as a file.

    Raises:
        BadRequest: it cannot be read, or is too long; the message names the file.
    """
    try:
        shown = shown_name(name)
        with tempfile.TemporaryDirectory(prefix="coach-plan-") as folder:
            # The name that was sent is never one on this disk.
            path = Path(folder) / f"file{Path(shown).suffix}"
            path.write_bytes(raw)
            document = load_file(path, shown, keep_suffix=True)
    except LoadError as error:
        raise BadRequest(f"{visible(name)} {error}") from error
    if len(document.text) > MOST_PLAN_CHARS:
        raise BadRequest(f"{shown} has {len(document.text):,} characters, the limit for a plan is {MOST_PLAN_CHARS:,}")
    # Line ends as the page's box has them, in which the lines are counted.
    text = storable(document.text).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return PlanText(text, is_plain=not document.has_levels)
