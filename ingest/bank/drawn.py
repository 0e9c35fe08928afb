"""Document -> Questions: the interview questions that stand in an ingested document with their answers.

Decides what counts as a question with an answer ('Question: "..."' or 'Q: ...', and what follows it in its
section, below 'A:' or not) and draws key points from the answer: its list items, its sentences, the comments of its
code. The questions of the corpus are written by hand and read by bank.py.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from ingest.bank.questions import KeyPoint, Question, Star
from ingest.bank.taxonomy import Stage
from ingest.documents.anchors import anchors
from ingest.documents.document import Document
from ingest.documents.structure import Block, BlockKind
from ingest.language.sentences import prose_sentences

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
EXAMPLE = re.compile(r"^example\s*:", re.IGNORECASE)
BULLET = re.compile(r"^[^\S\n]*(?:[•◦▪*·-]|\d{1,2}[.)])\s+")
COMMENT = re.compile(r"^[^\S\n]*(?:#|//)\s*(.+)$", re.MULTILINE)
FEWEST_WORDS = 3
MOST_POINTS = 12
# The limits of a Question and a KeyPoint in bank.py: a bullet 'Cats' once stopped a whole build.
FEWEST_CHARS = 8
MOST_CHARS = 600
MOST_QUESTION_CHARS = 2000
MOST_ANSWER_CHARS = 20_000
# 'ReLU: f(x) = max(0, x)' leads its items; a longer paragraph says things of its own.
LONGEST_LEAD_IN = 80
STAR_WORDS = ("situation", "task", "action", "result")


def questions_of(documents: Iterable[Document]) -> list[Question]:
    """The questions of all documents; where two would have one id, the later ones are numbered."""
    questions: list[Question] = []
    taken: set[str] = set()
    for question in (found for document in documents for found in questions_in(document)):
        identifier, number = question.id, 2
        while identifier in taken:
            identifier, number = f"{question.id}-{number}", number + 1
        taken.add(identifier)
        questions.append(question.model_copy(update={"id": identifier}))
    return questions


def questions_in(document: Document) -> list[Question]:
    """The questions of a document that have an answer below them, in order."""
    questions: list[Question] = []
    for section, text, answer in _pairs(document):
        points = draw_key_points([document.text[block.start : block.end] for block in answer])
        strong = LABEL.sub("", document.text[answer[0].start : answer[-1].end].strip())
        if not points or not FEWEST_CHARS <= len(text) <= MOST_QUESTION_CHARS or len(strong) > MOST_ANSWER_CHARS:
            continue
        name = _slug(text, 56) or f"question-{len(questions) + 1}"
        questions.append(
            Question(
                id=f"{_slug(document.id, 18) or 'document'}-{name}",
                text=text,
                stage=_stage(text),
                key_points=tuple(_key_point(number, point, section) for number, point in enumerate(points, start=1)),
                strong_answer=strong,
                star=_star(points),
            )
        )
    return questions


def _slug(text: str, most_chars: int) -> str:
    """Lower-case ASCII words with hyphens, at most `most_chars`; empty where there are none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:most_chars].strip("-")


def _pairs(document: Document) -> Iterator[tuple[str, str, list[Block]]]:
    """The section ('' above all headings), the question, and the blocks of its answer.

    An answer goes on up to the next heading or question.
    """
    anchor_at = anchors(document)
    section, asked, answer = "", "", list[Block]()
    for block in _cut(document):
        text = document.text[block.start : block.end]
        match = ASKED.match(text) if block.kind is BlockKind.PARAGRAPH else None
        if match is None and block.kind is not BlockKind.HEADING:
            if asked:
                answer.append(block)
            continue
        if asked and answer:
            yield section, asked, answer
        asked, answer = (match["text"].strip(), []) if match is not None else ("", [])
        if match is None:
            section = f"{document.id}#{anchor_at[block.start]}"
    if asked and answer:
        yield section, asked, answer


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
    for cut in PART.finditer(text, block.start, block.end) if block.kind is BlockKind.PARAGRAPH else ():
        yield replace(block, start=start, end=cut.start())
        start = cut.end()
    yield block if start == block.start else replace(block, start=start)


def draw_key_points(blocks: list[str]) -> list[str]:
    """What an answer says, one thing each: list items, sentences, comments of code, but no examples.

    If there are more than a dozen, the items below one label are joined. Each point has 8 to 600 characters; a shorter
    one says nothing alone and is left out.
    """
    units = [unit for unit in _units(blocks) if len(unit[1]) >= FEWEST_CHARS]
    return [point for _, point in units] if len(units) <= MOST_POINTS else _gathered(units)


def _units(blocks: list[str]) -> Iterator[tuple[str, str]]:
    """Each thing that is said, with the label above it, '' for none."""
    label = ""
    for position, text in enumerate(blocks):
        body = LABEL.sub("", text.strip())
        if EXAMPLE.match(body) or not body:
            continue
        is_item = bool(BULLET.match(text))
        leads_items = not is_item and position + 1 < len(blocks) and bool(BULLET.match(blocks[position + 1]))
        if (body.endswith(":") and "\n" not in body) or (leads_items and len(body) <= LONGEST_LEAD_IN):
            label = BULLET.sub("", body).rstrip(":")
            if not body.endswith(":"):
                yield "", label
        elif is_item:
            item = " ".join(BULLET.sub("", body).split())
            # 'Fast' below 'ReLU' is too little to be graded; 'ReLU: Fast' is enough.
            yield label, (item if len(item) >= FEWEST_CHARS or not label else f"{label}: {item}")[:MOST_CHARS]
        else:
            label = ""
            yield from (("", point) for point in _sayings(body))


def _sayings(text: str) -> list[str]:
    comments = COMMENT.findall(text)
    if len(comments) >= 2:
        return [comment.strip()[:MOST_CHARS] for comment in comments]
    return [sentence[:MOST_CHARS] for sentence in prose_sentences(text) if len(sentence.split()) >= FEWEST_WORDS]


def _gathered(units: list[tuple[str, str]]) -> list[str]:
    points: list[str] = []
    previous = ""
    for label, point in units:
        is_more = label and points and (label == previous or points[-1] == label)
        if is_more and len(points[-1]) + len(point) < MOST_CHARS - 2:
            points[-1] += f"; {point}"
        else:
            is_labelled = not label or point.startswith(f"{label}: ")
            points.append(point if is_labelled else f"{label}: {point}"[:MOST_CHARS])
        previous = label
    return points


def _key_point(number: int, text: str, section: str) -> KeyPoint:
    return KeyPoint(id=f"point-{number}", text=text, section=section)


def _stage(question: str) -> Stage:
    words = question.lower()
    if re.match(r"(design|architect)\b", words):
        return Stage.SYSTEM_DESIGN
    if re.match(r"(tell me about|describe a (time|situation)|give (me )?an example of a time)", words):
        return Stage.BEHAVIOURAL
    return Stage.SCREENING


def _star(points: list[str]) -> Star | None:
    elements = {word: point for word in STAR_WORDS for point in points if point.lower().startswith(f"{word}:")}
    return Star(**elements) if len(elements) == len(STAR_WORDS) else None
