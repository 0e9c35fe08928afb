"""Where a document asks a question: 'Question: "..."', 'Q: ...', a bold question, a heading or a line that asks.

Decides what counts as a question, how far its answer goes, and which stage and topic the text gives it: in a line such
as 'Stage: deep-dive', in a heading above, or in the front matter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from ingest.bank.taxonomy import Stage, Topic
from ingest.documents.anchors import anchors
from ingest.documents.document import Document
from ingest.documents.structure import Block, BlockKind, heading_above, heading_name, looks_like_heading

# Each run of blanks below can match in one way only: a paragraph of 20,000 blanks once took four seconds.
_ASKS = r"^\W*(?:Question|Q)\s*(?:\d+[\s*_]*|[*_][\s*_]*)?[:.][\s*_]*"
ASKED = re.compile(
    _ASKS + r"[\"“']?(?P<text>.+?)(?:[\"”'][\s*_]*|(?<![\s*_])[\s*_]*|)$",
    re.DOTALL | re.IGNORECASE,
)
# Where a question ends if its answer begins on the next line: at its closing quote, or after its last question mark at
# the end of a line.
QUOTED = re.compile(_ASKS + r"[\"“]", re.IGNORECASE)
_LINE_END = r"[^\S\n]*(?:[*_]+[^\S\n]*)?\n"
QUOTE_END = re.compile(r"[.!?][\"”]" + _LINE_END)
ASKING_END = re.compile(r"\?[\"”']?" + _LINE_END + r"(?![^\n]*\?[\"”']?[\s*_]*(?:\n|\Z))")
# A label before an answer that is not part of it.
LABEL = re.compile(
    r"^[*_]*(strong answer|sample answer|model answer|answer|a|approach|structure[^:\n]{0,20})[\s*_]*:[\s*_]*",
    re.IGNORECASE,
)
# Where a paragraph of 'Q: ...' and 'A: ...' on lines of their own is cut.
PART = re.compile(
    r"\n(?=[^\S\n]*[*_]*(?:(?:Question|Q)[^\S\n]*(?:\d+[\s*_]*|[\n*_][\s*_]*)?:|(?:Answer|A)[\s*_]*:))",
    re.IGNORECASE,
)
# A bold line that asks; what stands below it in the same paragraph is its answer.
BOLD = re.compile(r"^[^\S\n]*(?P<mark>\*\*|__)(?P<text>[^*_\n][^\n]{0,600}?\?)(?P=mark)[^\S\n]*(?:\n|\Z)")
# A line that says where the question above it belongs. Bounded: free runs of blanks took 25 s for 4,000 of them.
PLACED = re.compile(
    r"^[^\w\n]{0,12}(?P<what>stage|round|topic)[^\S\n]{0,8}[:=][^\w\n]{0,12}(?P<name>\w[\w -]{1,39}?)[^\w\n]{0,12}$",
    re.IGNORECASE | re.MULTILINE,
)
# A numbered item that asks, whole or with its answer on the lines below.
NUMBERED = re.compile(r"^[^\S\n]*\d{1,2}[.)][^\S\n]+(?P<text>[^\n]{0,600}?\?)[^\S\n]*(?:\n|\Z)")
LONGEST_PLACED = 200
FEWEST_ASKING_WORDS = 3
# As people write them.
SPELLINGS = {"behavioral": "behavioural", "technical screening": "screening", "technical deep dive": "deep-dive"}
# Words that name something else in most headings.
COMMON = {Topic.INTERVIEW, Topic.CODING, Topic.EVALUATION}


@dataclass(frozen=True)
class Asked:
    """A question with the blocks of its answer, which may be none.

    `section` is where it stands, '' above all headings; `stage` and `topic` are None where the text names none; `start`
    is its offset.
    """

    section: str
    text: str
    answer: tuple[Block, ...]
    start: int
    stage: Stage | None = None
    topic: Topic | None = None


def asked_in(document: Document) -> Iterator[Asked]:
    """The questions of a document, in order. An answer goes on up to the next heading or question."""
    anchor_at = anchors(document)
    above = _Above(document)
    current: Asked | None = None
    # What stands below it: a question of 100,000 blocks, put together anew at each, took minutes.
    below: list[Block] = []
    for block in _cut(document):
        text = document.text[block.start : block.end]
        question = _question(block, text)
        if question is None and block.kind is not BlockKind.HEADING:
            below.append(block)
            continue
        if current is not None:
            yield _answered(current, below, document)
        current, below = None, []
        if block.kind is BlockKind.HEADING:
            above.enter(block, f"{document.id}#{anchor_at[block.start]}", heading_name(text))
        if question is not None:
            current = Asked(above.section, question, (), block.start, above.stage, above.topic)
    if current is not None:
        yield _answered(current, below, document)


class _Above:
    """The headings above a place, and what they and the front matter say of stage and topic."""

    def __init__(self, document: Document) -> None:
        self._metadata = [
            str(document.metadata[name]) for name in ("stage", "round", "topic") if name in document.metadata
        ]
        self._open: list[tuple[int, str]] = []
        self.section = ""

    def enter(self, block: Block, section: str, name: str) -> None:
        """Go below a heading."""
        self._open = [(level, other) for level, other in self._open if level < block.level]
        # A heading that asks is no heading of a stage: "What is RAG?" asks, and tells no topic of what is below.
        self._open.append((block.level, "" if name.endswith("?") else name))
        self.section = section

    @property
    def _names(self) -> list[str]:
        return [*(name for _, name in reversed(self._open)), *self._metadata]

    @property
    def stage(self) -> Stage | None:
        """The stage that the nearest one of them names."""
        return next((stage for name in self._names if (stage := stage_named(name)) is not None), None)

    @property
    def topic(self) -> Topic | None:
        """The topic that the nearest one of them names."""
        return next((topic for name in self._names if (topic := topic_named(name)) is not None), None)


def stage_named(name: str) -> Stage | None:
    """The stage that a heading or a label names; None where it names none."""
    words = _words(name)
    return next((stage for stage in Stage if f" {stage.value.replace('-', ' ')} " in words), None)


def topic_named(name: str, *, is_label: bool = False) -> Topic | None:
    """The topic that a heading or a label names; words that name other things too do so in a label alone."""
    words = _words(name)
    found = (topic for topic in Topic if f" {topic.value.replace('-', ' ')} " in words)
    return next((topic for topic in found if is_label or topic not in COMMON), None)


def _words(name: str) -> str:
    plain = " ".join(re.findall(r"[a-z0-9]+", name.lower()))
    for other, ours in SPELLINGS.items():
        plain = plain.replace(other, ours.replace("-", " "))
    return f" {plain} "


def _question(block: Block, text: str) -> str | None:
    """What a block asks; None where it asks nothing."""
    if block.kind is BlockKind.HEADING:
        return _asking_line(heading_name(text).strip("*_ "))
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    match = ASKED.match(text) or BOLD.fullmatch(text) or NUMBERED.fullmatch(text)
    if match is not None:
        return match["text"].strip()
    return _asking_line(text.strip()) if looks_like_heading(text) else None


def _asking_line(line: str) -> str | None:
    return line if line.endswith("?") and len(line.split()) >= FEWEST_ASKING_WORDS else None


def _answered(asked: Asked, below: list[Block], document: Document) -> Asked:
    """A question with its answer, and with the stage and topic that the lines between the two name.

    Such a line that names none of ours may be of the answer, but not where a label says that it begins later.
    """
    texts = [document.text[block.start : block.end].strip() for block in below]
    lines = [line for line in takewhile(bool, map(_placing, texts)) if line]
    unknown = []
    for block, line in zip(below, lines, strict=False):
        placed = _placed(asked, line)
        if placed is None:
            unknown.append(block)
        asked = placed or asked
    answer = below[len(lines) :]
    is_labelled = bool(answer) and LABEL.match(texts[len(lines)]) is not None
    return replace(asked, answer=tuple(answer if is_labelled else unknown + answer))


def _placing(text: str) -> re.Match[str] | None:
    """The line of a stage or topic that a block is; None where it is none."""
    return PLACED.fullmatch(text) if len(text) <= LONGEST_PLACED else None


def _placed(asked: Asked, line: re.Match[str]) -> Asked | None:
    """A question with the stage or topic of a line; None where it names none of ours."""
    if line["what"].lower() == "topic":
        topic = topic_named(line["name"], is_label=True)
        return None if topic is None else replace(asked, topic=topic)
    stage = stage_named(line["name"])
    return None if stage is None else replace(asked, stage=stage)


def _cut(document: Document) -> Iterator[Block]:
    """The blocks of a document; a paragraph that holds a question and its answer becomes two."""
    text = document.text
    parts = [part for whole in _with_asking_items(document) for part in _parts(text, whole)]
    for part, is_answered_below in zip(parts, _are_answered_below(text, parts), strict=True):
        words = text[part.start : part.end]
        is_question = part.kind is BlockKind.PARAGRAPH and ASKED.match(words) is not None
        end = part.start + _question_end(words, is_answered_below) if is_question else part.start
        if end > part.start:
            yield replace(part, end=end)
            yield replace(part, start=end)
        else:
            yield part


def _with_asking_items(document: Document) -> Iterator[Block]:
    """The blocks; a numbered item that asks is a paragraph where its answer stands below it, not the next item."""
    blocks = document.blocks
    are_items = [False, *(block.kind is BlockKind.LIST_ITEM for block in blocks), False]
    for at, block in enumerate(blocks):
        asking = NUMBERED.match(document.text[block.start : block.end]) if are_items[at + 1] else None
        is_alone = not (are_items[at] or are_items[at + 2])
        is_asked = asking is not None and (is_alone or asking.end() < block.end - block.start)
        yield replace(block, kind=BlockKind.PARAGRAPH) if is_asked else block


def _are_answered_below(text: str, parts: list[Block]) -> list[bool]:
    """Of each part whether a labelled answer is next, lines of its stage and topic between them left out."""
    found: list[bool] = []
    is_answer = False
    for part in reversed(parts):
        found.append(is_answer)
        words = text[part.start : part.end].lstrip()
        is_answer = is_answer if PLACED.fullmatch(words) else bool(LABEL.match(words))
    return found[::-1]


def _question_end(text: str, is_answered_below: bool) -> int:
    """Where the question ends that a paragraph begins with, its line end counted; 0 if the question is all of it.

    Without this the answer on the line below 'Question: "Why?"' was read as part of the question, and the paragraph
    below as the answer.
    """
    if QUOTED.match(text):
        closed = QUOTE_END.search(text)
        if closed is not None or text.rstrip(" *_")[-1] in '"”':
            return 0 if closed is None else closed.end()
    asking = None if is_answered_below else ASKING_END.search(text)
    return 0 if asking is None else asking.end()


def _parts(text: str, block: Block) -> Iterator[Block]:
    """A paragraph cut at each question, each answer and each line of a stage or topic in it; any other block whole."""
    bounds = {block.start, block.end}
    if block.kind is BlockKind.PARAGRAPH:
        bounds.add(block.start + _first_line_asking(text[block.start : block.end]))
        bounds.update(cut.end() for cut in PART.finditer(text, block.start, block.end))
        bounds.update(at for line in PLACED.finditer(text, block.start, block.end) for at in line.span())
    for start, end in pairwise(sorted(bounds)):
        words = text[start:end]
        if words.strip():
            yield replace(block, start=start + len(words) - len(words.lstrip("\n")), end=start + len(words.rstrip()))


def _first_line_asking(text: str) -> int:
    """Where the first line of a paragraph ends that asks what is below it; 0 where it does not."""
    marked = BOLD.match(text) or NUMBERED.match(text)
    if marked is not None:
        return marked.end()
    above = heading_above(text)
    return above if above and text[:above].endswith("?") else 0
