"""The turn as the coach takes it: what it tells the rooms that it calls."""

from app.coach import Coach
from app.interview.interview import TurnKind
from ingest.taxonomy import Stage

STORY = "At my last company our search was slow. My task was to halve the latency. I measured every step of it."


def test_the_telling_of_a_follow_ups_answer_is_judged_as_such(coach: Coach) -> None:
    question = next(question for question in coach.bank if question.stage is Stage.BEHAVIOURAL)
    interview = coach.start_with([question])
    first = coach.answer(interview.id, STORY).turn
    assert first.grade.delivery.star_missing == ("result",)
    told = "I would tell my manager early next time and write down what we had agreed. " * 4
    second = coach.answer(interview.id, told).turn
    assert second.ask.kind is TurnKind.FOLLOW_UP
    assert (second.grade.delivery.star_missing, second.grade.delivery.remarks) == (None, ())


def test_an_interview_without_a_model_has_no_notice_of_one(coach: Coach) -> None:
    assert coach.notice() == ""
