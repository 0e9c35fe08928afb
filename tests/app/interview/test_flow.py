"""What a graded answer leads to: a follow-up, the next question, the end."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interview.flow import FLOWS, ONE_FOLLOW_UP
from app.interview.grade import Delivery, GateReason, GradedBy, VerdictState, not_graded
from app.interview.turn import Ask, TurnKind
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Difficulty, Stage

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET
UNGRADED = not_graded("no grader", Delivery(1, 0.0, ()), GradedBy("llm", "m", "1"))
DIFFICULTIES = list(Difficulty)


@given(st.data(), st.integers(1, 6), st.booleans())
def test_any_sequence_of_grades_ends_with_each_question_asked_once_and_followed_up_at_most_once(
    make: Any, data: st.DataObject, count: int, follow_ups: bool
) -> None:
    plan = [make.question(f"q{n}", follow_ups=follow_ups) for n in range(count)]

    def decide(question: Question) -> Any:
        kind = data.draw(st.sampled_from(["verdicts", "gate", "not graded"]))
        if kind == "gate":
            return make.gated(question, data.draw(st.sampled_from(GateReason)))
        if kind == "not graded":
            return UNGRADED
        states = data.draw(
            st.lists(
                st.sampled_from(VerdictState), min_size=len(question.key_points), max_size=len(question.key_points)
            )
        )
        return make.grade(question, states)

    played = make.play(make.interview(*plan), decide, most=2 * count)
    asks = [turn.ask for turn in played.turns]
    assert [ask.number for ask in asks] == list(range(1, len(asks) + 1))
    assert [ask.question_id for ask in asks if ask.kind is TurnKind.QUESTION] == [question.id for question in plan]
    probed = [ask.question_id for ask in asks if ask.kind is TurnKind.FOLLOW_UP]
    assert len(set(probed)) == len(probed)
    assert played.ended_utc == make.now
    assert follow_ups or not probed


def test_a_follow_up_probes_the_heaviest_missed_point_and_of_equals_the_nearest(make: Any) -> None:
    question = make.question(weights=(3, 2, 2, 1))
    grade = make.grade(question, [MET, MISSED, PARTLY, MISSED], [0.9, 0.1, 0.4, 0.5])
    probed = ONE_FOLLOW_UP.point_to_probe(question, grade)
    assert probed is not None
    assert probed.id == "p2"
    following = ONE_FOLLOW_UP.next(make.interview(question), grade, make.now)
    assert following == Ask(2, TurnKind.FOLLOW_UP, "q", "What about point 2?", "p2")


def test_a_full_answer_goes_on_to_the_next_question(make: Any) -> None:
    first, second = make.question("one"), make.question("two")
    interview = make.answer(make.interview(first, second), make.grade(first, [MET] * 4))
    assert interview.ask == Ask(2, TurnKind.QUESTION, "two", second.text)
    assert interview.graded_against(interview.ask) == second


@pytest.mark.parametrize("reason", [GateReason.EMPTY, GateReason.NO_ANSWER, GateReason.NOT_LANGUAGE])
def test_nobody_is_probed_who_said_nothing(make: Any, reason: GateReason) -> None:
    question = make.question()
    assert ONE_FOLLOW_UP.next(make.interview(question), make.gated(question, reason), make.now) is None


def test_an_echo_of_the_question_is_probed(make: Any) -> None:
    question = make.question()
    assert (
        ONE_FOLLOW_UP.next(make.interview(question), make.gated(question, GateReason.REPEATS_QUESTION), make.now)
        is not None
    )


def test_what_was_not_graded_is_not_probed(make: Any) -> None:
    assert ONE_FOLLOW_UP.next(make.interview(), UNGRADED, make.now) is None


def test_every_stage_has_a_flow() -> None:
    assert set(FLOWS) == set(Stage)
