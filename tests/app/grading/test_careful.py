"""Typical wrong statements are told where they are said, and hardly where a sentence only sounds like one."""

from typing import Any

import pytest
from banks import bank_questions
from checkout import PROJECT

from app.grading.offline import OfflineGrader
from eval.interviews.careful import evaluate_careful, read_careful

CASES = PROJECT / "eval" / "cases" / "careful"
RARE = "Rare queries should be suggested too, since they help exactly those with unusual wishes."
LOOPS = "Looping proves that the model is too small, so we need a larger one."


@pytest.fixture(scope="module")
def grader(remembering: Any) -> OfflineGrader:
    return OfflineGrader(remembering)


def told(grader: OfflineGrader, wrong: str, answer: str) -> list[str]:
    question = next(one for one in bank_questions() if wrong in {other.text for other in one.wrong_statements})
    return [mistake.statement for mistake in grader.grade(question, answer).mistakes]


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [
        (RARE, "Rare queries would help those with unusual wishes, and still I only show what many users have typed."),
        (LOOPS, "Somebody will say that looping proves the model too small; I would look at the end token first."),
        (
            "Since protected attributes are not among the inputs, the model cannot discriminate.",
            "Protected attributes are not among the inputs, but the postcode stands in for them and the model can "
            "discriminate.",
        ),
        (
            "Sinusoidal encodings let a model generalize to any sequence length.",
            "Sinusoidal encodings are defined for any length, yet a model trained with them still gets worse beyond "
            "the lengths it has seen.",
        ),
        (
            "We use JSON mode, so the extracted data is correct.",
            "JSON mode gives us correct syntax, and the extracted data is checked against the source.",
        ),
    ],
)
def test_a_wrong_statement_that_is_named_and_turned_is_not_told(grader: OfflineGrader, wrong: str, answer: str) -> None:
    assert told(grader, wrong, answer) == []


@pytest.mark.parametrize("wrong", [RARE, LOOPS])
@pytest.mark.parametrize("lead", ["", "I am sure of this. "])
def test_a_wrong_statement_in_its_own_words_is_told(grader: OfflineGrader, wrong: str, lead: str) -> None:
    assert told(grader, wrong, lead + wrong) == [wrong]


@pytest.mark.slow
def test_the_boxes_on_sentences_made_to_sound_alike_are_mostly_right(grader: OfflineGrader) -> None:
    cases = [case for path in sorted(CASES.glob("*.jsonl")) for case in read_careful(path)]
    found = evaluate_careful(cases, bank_questions(), grader)
    assert found.right >= 0.9 * found.boxes
    assert found.right >= 0.45 * found.saying
