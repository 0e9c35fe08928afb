"""Document -> Questions: the interview questions that stand in an ingested document with their answers.

Decides which key points an answer holds: its list items, its sentences, the comments of its code; and says why what
looks like a question became none. What counts as a question is in question_detection.py. The questions of the corpus
are written by hand and read by questions.py.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.bank.question_detection import LABEL, Asked, asked_in
from ingest.bank.questions import KeyPoint, Question, Star
from ingest.bank.taxonomy import Stage
from ingest.documents.document import Document
from ingest.documents.structure import Block, BlockKind
from ingest.language.sentences import prose_sentences

EXAMPLE = re.compile(r"^example\s*:", re.IGNORECASE)
BULLET = re.compile(r"^[^\S\n]*(?:[•◦▪*·-]|\d{1,2}[.)])\s+")
# What asks for something that the candidate did.
STORY = re.compile(
    r"\b(?:tell me (?:about|of|how)|describe|give me|walk me through|think of|talk about|take|show me|present)\b[^.?]*"
    r"\b(?:you|your|yours)\b"
    r"|\ba (?:time|situation|case|project|moment) (?:when|where|in which|that|you|of yours)"
    r"|\btell me about an? |\b(?:have|did) you\b|\bwhat you have done\b|\bthis project\b|\byour (?:own |last |project)"
    r"|\babout yourself\b"
)
COMMENT = re.compile(r"^[^\S\n]*(?:#|//)\s*(.+)$", re.MULTILINE)
FEWEST_WORDS = 3
MOST_POINTS = 12
# The limits of a Question and a KeyPoint in questions.py: a bullet 'Cats' once stopped a whole build.
FEWEST_CHARS = 8
MOST_CHARS = 600
MOST_QUESTION_CHARS = 2000
MOST_ANSWER_CHARS = 20_000
# 'ReLU: f(x) = max(0, x)' leads its items; a longer paragraph says things of its own.
LONGEST_LEAD_IN = 80
UNMARKED = "it is not marked: write 'Question:' or 'Q:' before it, make it bold or a heading, and its answer below"
UNASKED = "it does not end in a question mark"
# A bold line or a heading that begins like a question: '**Where are the logs**'; a label begins like '**How it runs**'.
ASKING = re.compile(
    r"^[\s#*_]*(?:how|why|when|where|which|what|who)\s+"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|should|would|will)\b[^\n?]*$",
    re.IGNORECASE | re.MULTILINE,
)
MOST_SHOWN = 120
# As much of a text is read to show it.
MOST_READ = 10 * MOST_SHOWN
STAR_WORDS = ("situation", "task", "action", "result")


def questions_of(documents: Iterable[Document]) -> list[Question]:
    """The questions of all documents; where two would have one id, the later ones are numbered."""
    questions: list[Question] = []
    # Each id that is taken, and the number from which on one is looked for that is not.
    taken: dict[str, int] = {}
    for question in (found for document in documents for found in questions_in(document)):
        identifier, number = question.id, taken.get(question.id, 2)
        while identifier in taken:
            identifier, number = f"{question.id}-{number}", number + 1
        taken[question.id] = number
        taken.setdefault(identifier, 2)
        questions.append(question.model_copy(update={"id": identifier}))
    return questions


def questions_in(document: Document) -> list[Question]:
    """The questions of a document that have an answer below them, in order."""
    questions: list[Question] = []
    for asked in asked_in(document):
        points = _points(document, asked)
        if _hindrance(document, asked, points):
            continue
        name = _slug(asked.text, 56) or f"question-{len(questions) + 1}"
        numbered = enumerate(points, start=1)
        questions.append(
            Question(
                id=f"{_slug(document.id, 18) or 'document'}-{name}",
                text=asked.text,
                stage=asked.stage or stage_of(asked.text),
                topic=asked.topic,
                key_points=tuple(_key_point(number, point, asked.section) for number, point in numbered),
                strong_answer=_strong(document, asked),
                star=_star(points),
            )
        )
    return questions


@dataclass(frozen=True)
class NotAsked:
    """What looks like a question and became none: where it stands, as a line counted from 1, and why."""

    source: str
    line: int
    text: str
    why: str


def not_asked_in(document: Document) -> list[NotAsked]:
    """What looks like a question of this document and became none."""
    found = []
    starts = set()
    for asked in asked_in(document):
        starts.add(asked.start)
        why = _hindrance(document, asked, _points(document, asked))
        if why:
            found.append((asked.start, asked.text, why))
    for block in document.blocks:
        text = document.text[block.start : block.end].strip()
        why = "" if block.start in starts else _unrecognised(block, text)
        if why:
            found.append((block.start, text.partition("\n")[0], why))
    listed = []
    line, here = 1, 0
    for start, text, why in sorted(found):
        line, here = line + document.text.count("\n", here, start), start
        listed.append(NotAsked(document.source, line, " ".join(text[:MOST_READ].split())[:MOST_SHOWN], why))
    return listed


def _unrecognised(block: Block, text: str) -> str:
    """Why a block that looks like a question was not recognised as one; '' where it looks like none."""
    is_said = block.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM} and not LABEL.match(text)
    if is_said and text.endswith("?") and "\n" not in text:
        return UNMARKED
    is_marked = block.kind is BlockKind.HEADING or text.startswith(("**", "__"))
    return UNASKED if is_marked and ASKING.match(text) else ""


def _points(document: Document, asked: Asked) -> list[str]:
    return draw_key_points([document.text[block.start : block.end] for block in asked.answer])


def _strong(document: Document, asked: Asked) -> str:
    return LABEL.sub("", document.text[asked.answer[0].start : asked.answer[-1].end].strip())


def _hindrance(document: Document, asked: Asked, points: list[str]) -> str:
    """Why a question cannot be asked; '' where it can."""
    if not asked.answer:
        return "no answer stands below it before the next heading or question"
    if not points:
        return f"its answer has no list item or sentence of {FEWEST_CHARS} characters and {FEWEST_WORDS} words"
    if not FEWEST_CHARS <= len(asked.text) <= MOST_QUESTION_CHARS:
        return f"it has not {FEWEST_CHARS} to {MOST_QUESTION_CHARS:,} characters"
    too_long = len(_strong(document, asked)) > MOST_ANSWER_CHARS
    return f"its answer has more than {MOST_ANSWER_CHARS:,} characters" if too_long else ""


def _slug(text: str, most_chars: int) -> str:
    """Lower-case ASCII words with hyphens, at most `most_chars`; empty where there are none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:most_chars].strip("-")


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


def stage_of(question: str) -> Stage:
    """The stage that a question which names none sounds like; of the bank's 111 stories 108 do, of 325 others 3."""
    words = question.lower()
    if re.match(r"(design|architect)\b", words):
        return Stage.SYSTEM_DESIGN
    return Stage.BEHAVIOURAL if STORY.search(words) else Stage.SCREENING


def _star(points: list[str]) -> Star | None:
    elements = {word: point for word in STAR_WORDS for point in points if point.lower().startswith(f"{word}:")}
    return Star(**elements) if len(elements) == len(STAR_WORDS) else None
