"""An answer without punctuation earns what it earns with it: dictated, or typed so."""

import pytest
from checkout import PROJECT

from app.grading.gate.word_salad import neighbours
from app.grading.offline import OfflineGrader
from app.interview.grade import Grade
from eval.grading.registers import rewritten
from ingest.bank.questions import load_bank
from ingest.language.text import Text

BANK = {question.id: question for question in load_bank(PROJECT / "corpus" / "questions")}
QUESTION = BANK["agents-workflow-or-agent"]


def earned(grade: Grade) -> float:
    return sum(verdict.points for verdict in grade.verdicts)


@pytest.mark.parametrize("register", ["plain", "capitals", "lines", "commas"])
def test_a_strong_answer_without_punctuation_keeps_its_points(grader: OfflineGrader, register: str) -> None:
    """It fell from all points to none when its full stops were taken away."""
    written = earned(grader.grade(QUESTION, QUESTION.strong_answer))
    bare = rewritten(QUESTION.strong_answer, register, "1")
    assert earned(grader.grade(QUESTION, bare)) >= 0.8 * written


def test_evidence_is_the_candidates_own_words_where_no_mark_ends_a_sentence(grader: OfflineGrader) -> None:
    answer = rewritten(QUESTION.strong_answer, "dictated", "1")
    quoted = [verdict.evidence for verdict in grader.grade(QUESTION, answer).verdicts if verdict.evidence]
    assert quoted
    assert all(answer[one.start : one.end] == one.quote for one in quoted)
    assert max(len(one.quote.split()) for one in quoted) < len(answer.split()) / 2


def test_neighbours_across_a_sentence_end_without_a_mark_are_not_within_a_sentence() -> None:
    marked, bare = (Text(text) for text in (QUESTION.strong_answer, rewritten(QUESTION.strong_answer, "plain", "1")))
    assert neighbours(QUESTION, bare).within <= neighbours(QUESTION, marked).within + 3
