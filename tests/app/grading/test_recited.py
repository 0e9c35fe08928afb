"""Parts of the strong answers, recited: what they say is given, and what the rest says is not."""

import pytest
from banks import bank_questions

from app.grading.offline import OfflineGrader
from app.interview.grade import CREDIT, VerdictState
from ingest.bank.questions import Question
from ingest.language.text import Text

SAMPLE = bank_questions()[5::40]


def half(question: Question) -> tuple[str, set[str], set[str]]:
    """The first half of a strong answer, the points that it says, and those whose passages all stand behind it."""
    units = Text(question.strong_answer).units
    end = units[len(units) // 2][1]
    places = {point.id: question.said_at(point) for point in question.key_points if point.in_strong_answer is not None}
    said = {name for name, spans in places.items() if any(until <= end for _, until in spans)}
    unsaid = {name for name, spans in places.items() if all(start >= end for start, _ in spans)}
    return question.strong_answer[:end], said, unsaid


@pytest.mark.parametrize("question", SAMPLE, ids=lambda question: question.id)
def test_half_of_a_strong_answer_earns_what_it_says_and_nothing_else(grader: OfflineGrader, question: Question) -> None:
    answer, said, unsaid = half(question)
    credit = {one.point_id: CREDIT[one.state] for one in grader.grade(question, answer).verdicts}
    assert said
    assert unsaid
    assert {name for name in said if credit[name] < 1} == set()
    assert {name for name in unsaid if credit[name]} == set()


def test_own_words_beside_what_is_recited_are_read(grader: OfflineGrader) -> None:
    question = next(one for one in SAMPLE if one.key_points[-1].in_strong_answer)
    answer, _, unsaid = half(question)
    point = next(point for point in question.key_points if point.id in unsaid)
    own = f"{answer} {point.other_wordings[0]}"
    states = {one.point_id: one.state for one in grader.grade(question, own).verdicts}
    assert states[point.id] is VerdictState.MET


def test_of_points_without_marks_every_window_may_speak(grader: OfflineGrader) -> None:
    question = SAMPLE[0]
    unmarked = question.model_copy(
        update={"key_points": tuple(one.model_copy(update={"in_strong_answer": None}) for one in question.key_points)}
    )
    prepared = grader.prepared(unmarked)
    assert prepared.strong is not None
    assert prepared.strong.may_say.all()


def test_a_marked_passage_may_be_less_than_a_sentence(grader: OfflineGrader) -> None:
    question = next(one for one in SAMPLE if one.key_points[0].in_strong_answer)
    point = question.key_points[0]
    words = (point.in_strong_answer or ("",))[0].split()
    narrow = point.model_copy(update={"in_strong_answer": (" ".join(words[1:-1]),)})
    asked = question.model_copy(update={"key_points": (narrow, *question.key_points[1:])})
    verdict = grader.grade(asked, question.strong_answer).verdicts[0]
    assert verdict.state is VerdictState.MET
