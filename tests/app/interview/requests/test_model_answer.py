"""The model answer: with its words for what was missed, and with what the level of the job needs."""

import pytest
from banks import bank_questions

from app.interview.grade import Verdict, VerdictState
from app.interview.requests.model_answer import MISSED, model_answer
from app.interview.standing_verdicts import Standing
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Level

ANSWER = "A queue holds what is\nto be done. A cache keeps what was done."


@pytest.fixture
def question() -> Question:
    points = (
        KeyPoint(id="queue", text="Work waits in a queue.", in_strong_answer=("A queue holds what is to be done.",)),
        KeyPoint(id="cache", text="Results are kept.", in_strong_answer=("A cache keeps", "what was done.")),
        KeyPoint(id="cost", text="It costs memory.", in_strong_answer=()),
        KeyPoint(id="more", text="It is a bonus.", bonus=True, in_strong_answer=("A cache",)),
    )
    return bank_questions()[0].model_copy(update={"strong_answer": ANSWER, "key_points": points})


def standing(question: Question, **states: VerdictState) -> Standing:
    points = {point.id: point for point in question.key_points}
    return {
        name: Verdict(name, points[name].text, 1, state, evidence=None, probability=0.0, reason="")
        for name, state in states.items()
    }


def test_what_was_missed_is_shown_in_the_answers_words(question: Question) -> None:
    told = model_answer(question, standing(question, queue=VerdictState.MET, cache=VerdictState.PARTLY_MET), None)
    assert told == f"{ANSWER}\n\n{MISSED}\n- Results are kept. “A cache keeps … what was done.”"


def test_who_said_everything_that_is_marked_gets_the_answer_alone(question: Question) -> None:
    met = standing(question, queue=VerdictState.MET, cache=VerdictState.MET)
    assert model_answer(question, met, None) == ANSWER


def test_the_level_tells_what_an_answer_has_to_hold_and_no_bonus(question: Question) -> None:
    told = model_answer(question, {}, Level.MID)
    needed = (
        "At the level mid an answer has to hold:\n- Work waits in a queue.\n- Results are kept.\n- It costs memory."
    )
    assert told.endswith(needed)


def test_a_passage_is_found_however_the_answer_is_wrapped(question: Question) -> None:
    start, end = question.said_at(question.key_points[0])[0]
    assert ANSWER[start:end] == "A queue holds what is\nto be done."


def test_a_passage_that_the_answer_does_not_hold_is_refused_by_name(question: Question) -> None:
    wrong = question.model_dump() | {"strong_answer": "Another answer."}
    with pytest.raises(ValueError, match="key point queue: not a passage of the strong answer: 'A queue holds"):
        Question.model_validate(wrong)
