"""What the texts of the question bank must hold, checked without a model.

Decides what is asked of a question beyond its schema: speech that does not repeat its key points, facts to clarify,
instances of a kind of evidence, levels, threads, numbers that the question gives. Whether a cited section teaches
its point is for sections.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.bank.questions import BankQuestion, FactKind, KeyPoint
from ingest.bank.taxonomy import Level, Stage

LONGEST_SHARED_RUN = 7  # words in a row that a strong answer may share with a key point
WORDS_A_MINUTE = 140  # of speech
SECONDS_A_MINUTE = (40, 60)  # that a strong answer speaks for, of each minute of the question's time
FEWEST_FACTS = 8
FACTS_ASKED = (FactKind.LOAD, FactKind.LATENCY, FactKind.FRESHNESS, FactKind.BUDGET, FactKind.DATA, FactKind.LEGAL)
FEWEST_STEPS = 3  # further questions down the line of a thread
LONGEST_POINT = 32  # words; what is longer is rarely one thing
STORIES = (Stage.BEHAVIOURAL, Stage.PROJECT_REVIEW)
_WORD = re.compile(r"[a-z0-9]+(?:['.,][a-z0-9]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TWO_CLAIMS = re.compile(r";| as well as | while also |, and (?:it|this|they|i|we) ", re.IGNORECASE)


@dataclass(frozen=True)
class TextFinding:
    """One fault of a question, or one thing to look at again."""

    question: str
    place: str
    problem: str
    is_warning: bool = False


def check_texts(bank: Sequence[BankQuestion]) -> Iterator[TextFinding]:
    """All faults and warnings of the texts of a bank, question by question."""
    for question in bank:
        yield from _question(question)


def points_of(question: BankQuestion) -> list[KeyPoint]:
    """The key points of a question and of the steps of its thread."""
    return [*question.key_points, *(point for step in question.thread for point in step.key_points)]


def warnings_of(bank: Sequence[BankQuestion]) -> list[str]:
    """A line for each thing to look at again; none of them need be a fault."""
    return [f"{one.question}: {one.place}: {one.problem}" for one in check_texts(bank) if one.is_warning]


def longest_shared_run(first: str, second: str) -> list[str]:
    """The longest run of words that two texts share, in order; case and punctuation do not count."""
    a, b = _WORD.findall(first.lower()), _WORD.findall(second.lower())
    best, end = 0, 0
    lengths = [0] * (len(b) + 1)
    for i in range(1, len(a) + 1):
        before = 0
        for j in range(1, len(b) + 1):
            lengths[j], before = (before + 1 if a[i - 1] == b[j - 1] else 0), lengths[j]
            if lengths[j] > best:
                best, end = lengths[j], i
    return a[end - best : end]


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of one word more than a strong answer may share; case and punctuation do not count."""
    words = _WORD.findall(text.lower())
    return frozenset(zip(*(words[start:] for start in range(LONGEST_SHARED_RUN + 1)), strict=False))


def _question(question: BankQuestion) -> Iterator[TextFinding]:
    points = points_of(question)
    ids = [point.id for point in points]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield TextFinding(question.id, name, "the id stands twice")
    for wrong in question.wrong_statements:
        if wrong.contradicts is not None and wrong.contradicts not in ids:
            yield TextFinding(
                question.id, "wrong_statements", f"contradicts {wrong.contradicts!r}, which is no key point"
            )
    if not any(wrong.contradicts for wrong in question.wrong_statements):
        yield TextFinding(question.id, "wrong_statements", "none names the key point that it contradicts")
    if not question.levels:
        yield TextFinding(question.id, "levels", "missing")
    if question.reviewed is None:
        yield TextFinding(question.id, "reviewed", "missing")
    if question.thread and len(question.thread) < FEWEST_STEPS:
        yield TextFinding(
            question.id, "thread", f"{len(question.thread)} further questions; a line has {FEWEST_STEPS} to 5"
        )
    given = set(_NUMBER.findall(" ".join([question.text, *question.variants, *(c.fact for c in question.clarifying)])))
    for point in points:
        yield from _point(question, point, given)
    yield from _answers(question)
    if question.stage is Stage.SYSTEM_DESIGN:
        kinds = {item.kind for item in question.clarifying}
        missing = [kind.value for kind in FACTS_ASKED if kind not in kinds]
        if len(question.clarifying) < FEWEST_FACTS or missing:
            yield TextFinding(
                question.id, "clarifying", f"{len(question.clarifying)} facts, without {', '.join(missing)}"
            )


def _point(question: BankQuestion, point: KeyPoint, given: set[str]) -> Iterator[TextFinding]:
    if question.levels and not point.bonus and _rank(point.level) > max(map(_rank, question.levels)):
        yield TextFinding(question.id, point.id, f"asks for {point.level.value}, where the question is not asked")
    if question.stage in STORIES and not point.bonus and len(point.instances) < 2:
        yield TextFinding(question.id, point.id, "a kind of evidence needs two instances")
    if question.stage not in STORIES and not point.other_wordings:
        yield TextFinding(question.id, point.id, "needs other_wordings")
    new = sorted(set(_NUMBER.findall(point.text)) - given)
    if new and not point.bonus:
        yield TextFinding(question.id, point.id, f"numbers that the question does not give: {', '.join(new)}", True)
    if len(point.text.split()) > LONGEST_POINT or _TWO_CLAIMS.search(point.text):
        yield TextFinding(question.id, point.id, "perhaps not atomic", True)


def _rank(level: Level) -> int:
    return list(Level).index(level)


def _answers(question: BankQuestion) -> Iterator[TextFinding]:
    answers = [("strong_answer", question.strong_answer)]
    if question.stage in STORIES:
        if not question.another_strong_answer:
            yield TextFinding(question.id, "another_strong_answer", "missing: a second, different story")
        else:
            answers.append(("another_strong_answer", question.another_strong_answer))
    few, many = (WORDS_A_MINUTE * seconds / 60 * question.minutes for seconds in SECONDS_A_MINUTE)
    for place, answer in answers:
        words = len(answer.split())
        if not few <= words <= many:
            yield TextFinding(
                question.id, place, f"{words} words; {question.minutes} minutes want {few:.0f}-{many:.0f}"
            )
        shared = runs(answer)
        for point in points_of(question):
            for wording in (point.text, *point.other_wordings, *point.instances):
                if not shared.isdisjoint(runs(wording)):
                    run = longest_shared_run(answer, wording)
                    yield TextFinding(question.id, place, f"repeats {point.id}: {' '.join(run)!r}")
