"""A merge request, review or issue, whatever host it comes from -> a document of the project.

Decides what of it is kept: titles, states, dates and the words, of the candidate's own items; a line each can be cited.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.projects.documents import kept
from app.store.projects import DocumentKind, ProjectDocument
from app.untrusted.fences import visible

MOST_WORDS_CHARS = 4_000
MOST_ITEMS = 500
# A line that is a heading, or makes one of the line above it.
HEADING = re.compile(r"\s*(?:#|(?:=+|-+)\s*$)")


class ItemKind(StrEnum):
    """What an item is."""

    MERGE_REQUEST = "merge request"
    REVIEW = "review"
    ISSUE = "issue"


@dataclass(frozen=True)
class WorkItem:
    """`key` is how the host names it (#12, ABC-7); `day` when it was made, ISO 8601; `words` its text or comment."""

    kind: ItemKind
    key: str
    title: str
    state: str
    day: str
    words: str = ""


def newest(items: Iterable[WorkItem]) -> tuple[list[WorkItem], int]:
    """The newest items, as many as are kept, and how many older ones are not."""
    found = sorted(set(items), key=lambda item: (item.day, item.key), reverse=True)
    return found[:MOST_ITEMS], max(0, len(found) - MOST_ITEMS)


def document_of(source: str, items: Iterable[WorkItem]) -> ProjectDocument | None:
    """The items as one document named after their source; None where there are none."""
    found = sorted(set(items), key=lambda item: (item.day, item.key))
    if not found:
        return None
    lines = [f"# {source}"]
    for kind in ItemKind:
        of_kind = [item for item in found if item.kind is kind]
        if of_kind:
            lines += ["", f"## {kind.value.capitalize()}s"]
        for item in of_kind:
            lines += ["", f"### {_line(item.key)} {_line(item.title)} ({_line(item.state)}, {_line(item.day)})"]
            if item.words.strip():
                lines += ["", _quoted(item.words)]
    name = "".join(character if character.isalnum() else "-" for character in source.lower()).strip("-")
    return kept(f"{name}.md", DocumentKind.MARKDOWN, "\n".join(lines) + "\n")


def _line(text: str) -> str:
    return " ".join(visible(text).split())[:300]


def _quoted(words: str) -> str:
    """Its words as they are, but for headings, which would begin a section of ours."""
    text = visible(words)[:MOST_WORDS_CHARS]
    return "\n".join(f"\\{line}" if HEADING.match(line) else line for line in text.splitlines())


def text_at(node: Any, *path: str) -> str:
    """The text or number at a path of a reply's JSON; '' where there is none."""
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return str(node) if isinstance(node, str | int) and not isinstance(node, bool) else ""


def rows_of(body: Any, name: str = "") -> list[dict[str, Any]]:
    """The rows of a page, which is a list or holds one under a name."""
    held = body.get(name) if name and isinstance(body, dict) else body
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []
