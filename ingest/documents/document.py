"""A document: its text, where its parts stand, and what of it is not indexed.

Decides what of a text is dropped (front matter, repeats) and what its title is; which files become text is for load.py.
The text of a Document is what its passages' offsets count in: Unicode NFC, line ends as they were.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.documents.structure import Block, BlockKind, heading_name, markdown_blocks, plain_blocks, repeats
from ingest.documents.yaml_text import YAMLError, read_yaml
from ingest.errors import BadRequest

# The most text that is taken out of any file: a book of 1,000 pages has about 3 MB.
MAX_TEXT_CHARS = 20_000_000
# The most lines: each may become a block, which takes a kilobyte while it is read. Twenty megabytes of prose in lines
# of 70 characters have fewer.
MAX_LINES = 300_000
# The most characters of front matter and of a title, which stands with each passage.
MAX_FRONT_MATTER_CHARS, MAX_TITLE_CHARS = 100_000, 300


class LoadError(BadRequest):
    """A file cannot be read; the message is the reason, without the file's name."""


@dataclass(frozen=True)
class Document:
    """One document: its text, where its parts stand, and what of it is not indexed.

    `dropped` are stretches [start, end) that no passage holds: front matter and repeats. `has_levels` is false for
    plain text, whose headings do not show how deep they are. `file_sha256` is the digest of the file's bytes,
    hexadecimal, empty where it was not a file.
    """

    id: str
    title: str
    source: str
    text: str
    blocks: tuple[Block, ...]
    dropped: tuple[tuple[int, int], ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    has_levels: bool = True
    file_sha256: str = ""


def check_length(chars: int) -> None:
    """Refuse a text that is too long.

    Raises:
        LoadError: it has more than MAX_TEXT_CHARS characters.
    """
    if chars > MAX_TEXT_CHARS:
        raise LoadError(f"has more than {MAX_TEXT_CHARS:,} characters of text; split it")


def parse(text: str, identifier: str, source: str, *, markdown: bool) -> Document:
    """Make a Document of text that is read already.

    Raises:
        LoadError: it has too many lines, the front matter is too long or not valid YAML, or nothing stands below it.
    """
    lines = text.count("\n") + 1
    if lines > MAX_LINES:
        raise LoadError(f"has {lines:,} lines, the limit is {MAX_LINES:,}; split it")
    metadata, body_start = _front_matter(text) if markdown else ({}, 0)
    blocks = (markdown_blocks if markdown else plain_blocks)(text, body_start)
    if not blocks:
        raise LoadError("has no text in it")
    repeated = repeats(text, blocks)
    kept = tuple(block for block in blocks if not any(start <= block.start < end for start, end in repeated))
    dropped = ((0, body_start),) if body_start else ()
    named = metadata.get("title")
    title = named if isinstance(named, str) and named.strip() else _first_heading(text, kept) or identifier
    return Document(identifier, title[:MAX_TITLE_CHARS], source, text, kept, (*dropped, *repeated), metadata, markdown)


def _front_matter(text: str) -> tuple[dict[str, Any], int]:
    match = re.match(r"---\r?\n(.*?\r?\n)---\r?\n", text, re.DOTALL)
    if match is None:
        return {}, 0
    if match.end() > MAX_FRONT_MATTER_CHARS:
        raise LoadError(f"front matter has {match.end():,} characters, the limit is {MAX_FRONT_MATTER_CHARS:,}")
    try:
        metadata = read_yaml(match.group(1))
    except (YAMLError, ValueError, RecursionError) as error:
        # ValueError: a date that is none, such as 2024-02-30.
        raise LoadError(f"front matter is not valid YAML: {error}") from error
    return (metadata, match.end()) if isinstance(metadata, dict) else ({}, 0)


def _first_heading(text: str, blocks: tuple[Block, ...]) -> str:
    for block in blocks[:3]:
        if block.kind is BlockKind.HEADING:
            return heading_name(text[block.start : block.end])
    return ""
