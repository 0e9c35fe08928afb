"""Text -> Blocks: where headings, paragraphs, list items, table rows and code stand in a document.

Decides what belongs together; how much of it makes a passage is for split.py. Markdown is read by
markdown-it; plain text, whose headings have no marks, by the rules of `plain_blocks`. Blocks keep
character offsets into the text, never copies of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token


class BlockKind(StrEnum):
    """What a block is, which decides where it may be cut when it is too long for a passage."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE_ROW = "table row"
    CODE = "code"


@dataclass(frozen=True)
class Block:
    """A piece of `text[start:end]`; `level` is a heading's, 1 for the highest, else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


ATX_HEADING = re.compile(r"^\s{0,3}#{1,6}(?:[ \t]+|$)(?P<name>.*?)(?:[ \t]+#+)?\s*$")
# A heading stands with each passage below it; a longer one is a paragraph.
MOST_HEADING_CHARS = 300
UNDERLINE = re.compile(r"\n\s{0,3}(?:=+|-+)\s*$")


def heading_name(text: str) -> str:
    """The words of a heading block, without the marks of markdown: '## C# at work ##' -> 'C# at work'."""
    marked = ATX_HEADING.match(text)
    name = marked["name"] if marked is not None else UNDERLINE.sub("", text)
    return " ".join(name.split())


def markdown_blocks(text: str, start: int = 0) -> list[Block]:
    """The blocks of markdown from offset `start` on; text that is in no block of markdown is a paragraph."""
    body = text[start:]
    lines = _line_starts(body)
    found: list[Block] = []
    for kind, first, last, level in _marked_lines(_markdown().parse(body)):
        block = _trimmed(text, start + lines[first], start + lines[min(last, len(lines) - 1)], kind, level)
        if block is not None and (not found or block.start >= found[-1].end):
            is_prose = kind is BlockKind.HEADING and block.end - block.start > MOST_HEADING_CHARS
            found.append(Block(BlockKind.PARAGRAPH, block.start, block.end) if is_prose else block)
    return _with_gaps(text, start, found)


@cache
def _markdown() -> MarkdownIt:
    """The parser, made once: making one takes 0.25 ms, as long as a short note takes to parse.

    What stands inside a block is not read: nobody asks for it, and a line of open brackets took minutes.
    """
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


def _marked_lines(tokens: list[Token]) -> Iterator[tuple[BlockKind, int, int, int]]:
    kinds = {
        "paragraph_open": BlockKind.PARAGRAPH,
        "blockquote_open": BlockKind.PARAGRAPH,
        "html_block": BlockKind.PARAGRAPH,
        "fence": BlockKind.CODE,
        "code_block": BlockKind.CODE,
    }
    for token in tokens:
        if token.map is None:
            continue
        first, last = token.map
        if token.type == "heading_open" and token.level == 0:
            yield BlockKind.HEADING, first, last, int(token.tag[1])
        elif token.type == "list_item_open" and token.level == 1:
            yield BlockKind.LIST_ITEM, first, last, 0
        elif token.type == "tr_open":
            # The header row takes the |---| line below it too, so that it stays a table.
            yield BlockKind.TABLE_ROW, first, last, 0
        elif token.level == 0 and token.type in kinds:
            yield kinds[token.type], first, last, 0


# A line of plain text that is a bullet or a numbered item.
ITEM = re.compile(r"^[^\S\n]*([•◦▪*·-]|\d{1,2}[.)])[^\S\n]+\S")
# Words that a line of code holds and a line of prose does not.
CODE = re.compile(
    r"^(import |from \w[\w.]* import |def |class |return\b|for .+:$|while .+:$|if .+:$|else:$|elif .+:$|try:$|"
    r"except\b.*:$|with .+:$|#(?!#)|@\w|[\w.\[\], ]+ [-+*/]?= \S|\w[\w.]*\(.*\)$|[\])}]+,?$)"
)
# Four columns, of non-breaking spaces too, which text copied from a browser has.
INDENTED = re.compile(r"^(?:\t|[^\S\n]{4})")
LANGUAGE = re.compile(r"^(python|java|sql|bash|javascript|json|yaml|cpp|c\+\+|r)$", re.IGNORECASE)


def plain_blocks(text: str, start: int = 0) -> list[Block]:
    """The blocks of plain text: headings by their look, bullets, code by its indentation and words.

    Lines that stand without a blank line between them are one paragraph, up to the first bullet; code
    may be double-spaced.
    """
    groups = _groups(text, start)
    blocks: list[Block] = []
    position = 0
    while position < len(groups):
        first, last = groups[position]
        code_end = _code_run(text, groups, position)
        if code_end > position:
            blocks.append(Block(BlockKind.CODE, first, groups[code_end - 1][1]))
            position = code_end
            continue
        has_more = position + 1 < len(groups)
        if has_more and not ITEM.match(text[first:last]) and looks_like_heading(text[first:last]):
            blocks.append(Block(BlockKind.HEADING, first, last, level=2))
        else:
            above = heading_above(text[first:last])
            if above:
                blocks.append(Block(BlockKind.HEADING, first, first + above, level=2))
            blocks += _prose_and_items(text, first + above + 1 if above else first, last)
        position += 1
    return _with_levels(blocks)


def _groups(text: str, start: int) -> list[tuple[int, int]]:
    """Runs of lines between blank lines, indentation of the first line kept."""
    spans: list[tuple[int, int]] = []
    here, goes_on = start, False
    # Line by line: one regular expression over all lines takes hours on a megabyte of blanks.
    for line in text[start:].split("\n"):
        words = line.rstrip()
        if words:
            first = spans.pop()[0] if goes_on else here
            spans.append((first, here + len(words)))
        goes_on = bool(words)
        here += len(line) + 1
    return spans


def _code_run(text: str, groups: list[tuple[int, int]], position: int) -> int:
    """The group after a run of code that begins at `position`; `position` itself when none does."""
    is_named = bool(LANGUAGE.match(text[slice(*groups[position])].strip()))
    here = position + 1 if is_named else position
    while here < len(groups) and _is_code(text[slice(*groups[here])]):
        here += 1
    lines = sum(text.count("\n", *group) + 1 for group in groups[position:here])
    return here if lines >= 3 else position


def _is_code(group: str) -> bool:
    lines = [line for line in group.splitlines() if line.strip()]
    return all(not ITEM.match(line) and (INDENTED.match(line) or CODE.match(line.strip())) for line in lines)


def looks_like_heading(line: str) -> bool:
    """Whether a line may start a section: short, and in title case without punctuation at its end, or a question."""
    stripped = line.strip()
    if "\n" in stripped or len(stripped) > 90 or not stripped[0].isalnum() or stripped[0].islower():
        return False
    if stripped.endswith("?"):
        return ":" not in stripped
    if stripped[-1] in ".,:;!" or any(mark in stripped for mark in (",", "=", "•", '"', ";", "$")):
        return False
    words = re.findall(r"[A-Za-z][\w'-]*", stripped)
    long_words = [word for word in words if len(word) > 3]
    return (
        len(words) <= 12 and bool(long_words) and sum(word[0].isupper() for word in long_words) >= 0.6 * len(long_words)
    )


NO_HEADING = re.compile(r"[,=•\";$:]")
LONGEST_HEADING_CHARS = 60


def heading_above(text: str) -> int:
    """Where the heading ends that a paragraph begins with, without a blank line below it; 0 where there is none.

    Such a heading is a short line that ends no sentence and is followed by a capitalised word that still had room on
    the line: wrapped prose is not broken there.
    """
    first, _, below = text.partition("\n")
    line, words = first.strip(), below.split()
    if not line or not words or len(line) > LONGEST_HEADING_CHARS or NO_HEADING.search(line) or ITEM.match(first):
        return 0
    has_ends = line[0].isupper() and (line[-1].isalnum() or line[-1] in "?)")
    had_room = len(line) + 1 + len(words[0]) <= max(len(part) for part in below.split("\n"))
    is_above = has_ends and had_room and words[0][0].isupper() and words[-1][-1] in ".!?"
    return len(first.rstrip()) if is_above else 0


def _prose_and_items(text: str, first: int, last: int) -> list[Block]:
    """A paragraph and the items below it; a line without a bullet goes on with its item."""
    lines = re.finditer(r"(?m)^.*$", text[first:last])
    items = [first + line.start() for line in lines if ITEM.match(line.group())]
    bounds = pairwise([*items, last])
    blocks = [Block(BlockKind.LIST_ITEM, at, _words_end(text, at, end)) for at, end in bounds]
    if not items or items[0] > first:
        blocks.insert(0, Block(BlockKind.PARAGRAPH, first, _words_end(text, first, items[0] if items else last)))
    return blocks


def _words_end(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _with_levels(blocks: list[Block]) -> list[Block]:
    """A heading right above another heading is its parent; plain text shows nothing more about levels."""
    is_heading = [block.kind is BlockKind.HEADING for block in blocks]
    below = [*is_heading[1:], False] if blocks else []
    return [
        replace(block, level=1) if here and next_one else block
        for block, here, next_one in zip(blocks, is_heading, below, strict=True)
    ]


def _line_starts(text: str) -> list[int]:
    # markdown-it counts lines by \n alone, as normalised by its own rule.
    return [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text)), len(text)]


def _trimmed(text: str, start: int, end: int, kind: BlockKind, level: int = 0) -> Block | None:
    piece = text[start:end]
    if not piece.strip():
        return None
    # The first line's indentation belongs to code and nested lists; blank lines do not.
    lead = len(piece) - len(piece.lstrip("\r\n"))
    return Block(kind, start + lead, start + len(piece.rstrip()), level)


def _with_gaps(text: str, start: int, blocks: list[Block]) -> list[Block]:
    """Blocks in order, with every stretch of text between them that is not blank as a paragraph."""
    complete: list[Block] = []
    here = start
    for block in [*blocks, Block(BlockKind.PARAGRAPH, len(text), len(text))]:
        gap = _trimmed(text, here, block.start, BlockKind.PARAGRAPH) if block.start > here else None
        if gap is not None and _is_rule_of_table(text, gap, complete):
            complete[-1] = replace(complete[-1], end=gap.end)
        elif gap is not None:
            complete.append(gap)
        if block.end > block.start:
            complete.append(block)
        here = max(here, block.end)
    return complete


def _is_rule_of_table(text: str, gap: Block, before: list[Block]) -> bool:
    """Whether a gap is the |---|---| line below the header row of a table."""
    return bool(before) and before[-1].kind is BlockKind.TABLE_ROW and set(text[gap.start : gap.end]) <= set("|-: \t")


# At most so many blocks of the same words are compared: a file with one letter on each of 4,000 lines took minutes.
MOST_COMPARED = 8


def repeats(text: str, blocks: list[Block], least_chars: int = 2000) -> list[tuple[int, int]]:
    """Stretches [start, end) of blocks that say again, word for word, what an earlier run of blocks said.

    A run counts from `least_chars` on, about a passage: a label or a table may stand twice, a body may not.
    """
    words = [" ".join(text[block.start : block.end].split()) for block in blocks]
    earlier: dict[str, list[int]] = {}
    found: list[tuple[int, int]] = []
    position = 0
    while position < len(blocks):
        length = max((_run_length(words, at, position) for at in earlier.get(words[position], [])), default=0)
        if sum(len(words[position + step]) for step in range(length)) >= least_chars:
            found.append((blocks[position].start, blocks[position + length - 1].end))
            position += length
            continue
        same = earlier.setdefault(words[position], [])
        if len(same) < MOST_COMPARED:
            same.append(position)
        position += 1
    return found


def _run_length(words: list[str], earlier: int, position: int) -> int:
    length = 0
    while (
        position + length < len(words)
        and earlier + length < position
        and words[earlier + length] == words[position + length]
    ):
        length += 1
    return length
