"""Headings -> the anchors by which sections are named: in questions, in phrasings and where a missed point is cited.

Decides how a heading becomes an anchor, and that no two sections of a document share one.
"""

import re
from collections.abc import Mapping

from ingest.documents.document import Document
from ingest.documents.structure import BlockKind, heading_name


def heading_slug(heading: str) -> str:
    """The anchor of a heading that no other heading shares: lower case, punctuation dropped, blanks to hyphens.

    Like GitHub's anchors, but runs of blanks and underscores become one hyphen.
    """
    kept = re.sub(r"[^\w\s-]", "", heading.strip().lower())
    return re.sub(r"[\s_]+", "-", kept).strip("-")


def anchors(document: Document) -> Mapping[int, str]:
    """The anchor of each heading, by the offset at which the heading starts.

    Repeated ones are numbered as GitHub does: `questions`, `questions-1`, `questions-2`. When they shared one anchor, a
    point missed in the second section `Questions` of a note was shown a passage of the first.
    """
    found: dict[int, str] = {}
    repeats: dict[str, int] = {}
    for block in document.blocks:
        if block.kind is not BlockKind.HEADING:
            continue
        slug = anchor = heading_slug(heading_name(document.text[block.start : block.end]))
        # The number of one may be the name of another: "Questions 1" above two sections "Questions".
        while anchor in repeats:
            repeats[slug] += 1
            anchor = f"{slug}-{repeats[slug]}"
        repeats[anchor] = 0
        found[block.start] = anchor
    return found
