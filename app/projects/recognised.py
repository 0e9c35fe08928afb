"""A document of a project -> what was recognised in it: its passages, what it claims, or why it claims nothing.

Decides what is said of a document that is kept and yet asks no question, so that nobody waits for one.
"""

from dataclasses import dataclass

from app.projects.claims import Claim, claims_of
from app.projects.documents import parsed
from app.store.projects import DocumentKind, ProjectDocument
from ingest.passages.split import Passage, split
from ingest.passages.token_counts import count_tokens

OF_CODE = "It is a program: it is searched, and its history can be read, but it claims nothing."
NO_CLAIM = (
    "No sentence in it was read as a claim: a measured value, a comparison, what you made, a technology or a date. "
    "It is searched all the same."
)


@dataclass(frozen=True)
class Recognised:
    """A document, the passages that a search finds in it, its claims; `nothing` says why there is no claim, else ""."""

    document: ProjectDocument
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]
    nothing: str


def recognise(document: ProjectDocument) -> Recognised:
    """What is found in a document that is kept."""
    read = parsed(document)
    passages = tuple(split(read, count_tokens))
    if document.kind is DocumentKind.CODE:
        return Recognised(document, passages, (), OF_CODE)
    claims = claims_of([read])
    return Recognised(document, passages, claims, "" if claims else NO_CLAIM)
