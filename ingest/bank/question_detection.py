"""Where a document asks a question: 'Question: "..."', 'Q: ...', a bold question, a heading that asks.

Decides what counts as a question, how far its answer goes, and which stage and topic the text gives it: in a line such
as 'Stage: deep-dive', in a heading above, or in the front matter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from ingest.bank.taxonomy import Stage, Topic
from ingest.documents.anchors import anchors
from ingest.documents.document import Document
from ingest.documents.structure import Block, BlockKind, heading_name

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
PLACED = re.compile(r"^\W*(?P<what>stage|round|topic)\s*[:=]\W*(?P<name>[\w -]{2,40}?)\W*$", re.IGNORECASE)
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
    # What belongs to its answer: a question of 100,000 blocks, put together anew at each, took minutes.
    answer: list[Block] = []
    for block in _cut(document):
        text = document.text[block.start : block.end]
        question = _question(block, text)
        if question is None and block.kind is not BlockKind.HEADING:
            placed = None if current is None else _placed(current, text)
            current = current if placed is None else placed
            if current is not None and placed is None:
                answer.append(block)
            continue
        if current is not None:
            yield replace(current, answer=tuple(answer))
        current, answer = None, []
        if block.kind is BlockKind.HEADING:
            above.enter(block, f"{document.id}#{anchor_at[block.start]}", heading_name(text))
        if question is not None:
            current = Asked(above.section, question, (), block.start, above.stage, above.topic)
    if current is not None:
        yield replace(current, answer=tuple(answer))


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
        name = heading_name(text).strip("*_ ")
        return name if name.endswith("?") and len(name.split()) >= FEWEST_ASKING_WORDS else None
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    match = ASKED.match(text) or BOLD.fullmatch(text.rstrip())
    return None if match is None else match["text"].strip()


def _placed(asked: Asked, text: str) -> Asked | None:
    """A question with the stage or topic that a block below it names; None where the block is of its answer."""
    placed = PLACED.match(text.strip()) if len(text) <= LONGEST_PLACED else None
    if placed is None:
        return None
    if placed["what"].lower() == "topic":
        topic = topic_named(placed["name"], is_label=True)
        return None if topic is None else replace(asked, topic=topic)
    stage = stage_named(placed["name"])
    return None if stage is None else replace(asked, stage=stage)


def _cut(document: Document) -> Iterator[Block]:
    """The blocks of a document; a paragraph that holds a question and its answer becomes two."""
    parts = [part for whole in document.blocks for part in _parts(document.text, whole)]
    for part, following in zip_longest(parts, parts[1:]):
        text = document.text[part.start : part.end]
        is_question = part.kind is BlockKind.PARAGRAPH and ASKED.match(text) is not None
        below = "" if following is None else document.text[following.start : following.end].lstrip()
        end = part.start + _question_end(text, bool(LABEL.match(below))) if is_question else part.start
        if end > part.start:
            yield replace(part, end=end)
            yield replace(part, start=end)
        else:
            yield part


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
    """A paragraph cut before each question and each answer in it; any other block as it is."""
    start = block.start
    bold = BOLD.match(text[block.start : block.end]) if block.kind is BlockKind.PARAGRAPH else None
    if bold is not None and block.start + bold.end() < block.end:
        start = block.start + bold.end()
        yield replace(block, end=start)
    for cut in PART.finditer(text, start, block.end) if block.kind is BlockKind.PARAGRAPH else ():
        yield replace(block, start=start, end=cut.start())
        start = cut.end()
    yield block if start == block.start else replace(block, start=start)
