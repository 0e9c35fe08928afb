"""An answer without punctuation earns what it earns with it: dictated, or typed so."""

from collections.abc import Sequence
from typing import Any

import pytest
from banks import bank_questions
from sampled import one_in

from app.grading.gate.word_salad import neighbours
from app.grading.offline import OfflineGrader
from app.interview.grade import Grade
from app.reading.outcome import Excerpt, Found
from app.reading.reader import shipped_reader
from eval.attacks.registers import rewritten
from ingest.language.text import Text

BANK = {question.id: question for question in bank_questions()}
_MARKED = BANK["agents-workflow-or-agent"]
# Without its marks, so that the strong answer is read as any answer is.
QUESTION = _MARKED.model_copy(
    update={"key_points": tuple(one.model_copy(update={"in_strong_answer": None}) for one in _MARKED.key_points)}
)


def earned(grade: Grade) -> float:
    return sum(verdict.points for verdict in grade.verdicts)


@pytest.mark.parametrize("register", one_in(4, ["plain", "capitals", "lines", "commas"]))
def test_a_strong_answer_without_punctuation_keeps_its_points(grader: OfflineGrader, register: str) -> None:
    """It fell from all points to none when its full stops were taken away; it loses 5 of 18 with these weights."""
    written = earned(grader.grade(QUESTION, QUESTION.strong_answer))
    bare = rewritten(QUESTION.strong_answer, register, "1")
    assert earned(grader.grade(QUESTION, bare)) >= 0.7 * written


def test_evidence_is_the_candidates_own_words_where_no_mark_ends_a_sentence(grader: OfflineGrader) -> None:
    answer = rewritten(QUESTION.strong_answer, "dictated", "1")
    quoted = [verdict.evidence for verdict in grader.grade(QUESTION, answer).verdicts if verdict.evidence]
    assert quoted
    assert all(answer[one.start : one.end] == one.quote for one in quoted)
    assert max(len(one.quote.split()) for one in quoted) < len(answer.split()) / 2


def test_most_neighbours_across_a_sentence_end_without_a_mark_are_not_within_a_sentence() -> None:
    marked, bare = (
        neighbours(QUESTION, Text(text))
        for text in (QUESTION.strong_answer, rewritten(QUESTION.strong_answer, "plain", "1"))
    )
    assert marked.within < bare.own
    assert bare.within - marked.within <= 0.5 * (bare.own - marked.within)


class Noting:
    """The reader that ships, and the sentences of all excerpts that it was given."""

    name = "noting"

    def __init__(self) -> None:
        self.given: list[str] = []

    def read(self, excerpts: Sequence[Excerpt]) -> list[Found]:
        self.given += [" ".join(one.sentences) for one in excerpts]
        return shipped_reader().read(excerpts)


@pytest.mark.parametrize("is_bare", [True, False])
def test_sentences_without_marks_are_read_with_full_stops_and_without_and_others_once(
    remembering: Any, *, is_bare: bool
) -> None:
    reader = Noting()
    answer = QUESTION.strong_answer
    OfflineGrader(remembering, reader=reader).grade(QUESTION, rewritten(answer, "plain", "1") if is_bare else answer)
    points = len(QUESTION.key_points)
    if is_bare:
        assert len(reader.given) >= 2 * points
        assert all("." in one for one in reader.given[:points])
        assert all(". " not in one for one in reader.given[points : 2 * points])
    else:
        assert reader.given
        assert all(". " in one for one in reader.given[:points])
        assert len(reader.given) < 2 * points
