"""What a graded answer leads to in each stage: a follow-up, the next question, the end."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interview.course import Course
from app.interview.flows.deep_dive import end_of_knowledge
from app.interview.flows.project_review import OPENING
from app.interview.flows.stages import FLOWS, next_ask
from app.interview.grade import Delivery, GateReason, GradedBy, VerdictState, not_graded
from app.interview.turn import TurnKind
from ingest.bank.questions import KeyPoint, Question, ThreadStep, WrongStatement
from ingest.bank.taxonomy import Level, Stage

MET, HALF, MISSED, WRONG = (
    VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET, VerdictState.CONTRADICTED,
)  # fmt: skip
UNGRADED = not_graded("no grader", Delivery(1, 0.0, ()), GradedBy("llm", "m", "1"))


def thread(count: int = 3, points: int = 2) -> tuple[ThreadStep, ...]:
    return tuple(
        ThreadStep(
            id=f"step-{n}",
            text=f"And further down, step {n}?",
            key_points=tuple(
                KeyPoint(id=f"s{n}p{m}", text=f"Point {m} of step {n}.", follow_up=f"What about {m} of step {n}?")
                for m in range(points)
            ),
        )
        for n in range(count)
    )


def dive(make: Any, **fields: Any) -> Question:
    wrong = WrongStatement(text="It is always best.", why="It is not always best.", contradicts="p1")
    fields = {"thread": thread(), "wrong_statements": (wrong,)} | fields
    return make.question(stage=Stage.DEEP_DIVE, **fields)


@given(st.data(), st.integers(1, 4), st.sampled_from(Stage), st.sampled_from([None, *Level]))
def test_any_sequence_of_grades_ends_with_each_question_asked_once_and_nothing_asked_twice(
    make: Any, data: st.DataObject, count: int, stage: Stage, level: Level | None
) -> None:
    fields = {"thread": thread(), "wrong_statements": (WrongStatement(text="It is wrong.", why="It is not right."),)}
    plan = [make.question(f"q{n}", stage=stage, **fields) for n in range(count)]

    def decide(question: Question) -> Any:
        kind = data.draw(st.sampled_from(["verdicts", "gate", "not graded"]))
        if kind == "gate":
            return make.gated(question, data.draw(st.sampled_from(GateReason)))
        if kind == "not graded":
            return UNGRADED
        length = len(question.key_points)
        return make.grade(
            question, data.draw(st.lists(st.sampled_from(VerdictState), min_size=length, max_size=length))
        )

    played = make.play(make.interview(*plan, course=Course(level=level)), decide, most=12 * count)
    asks = [turn.ask for turn in played.turns]
    assert [ask.number for ask in asks] == list(range(1, len(asks) + 1))
    assert [ask.question_id for ask in asks if ask.kind is TurnKind.QUESTION] == [question.id for question in plan]
    follow_ups = [(ask.question_id, ask.step, ask.point_id, ask.about) for ask in asks if ask.is_follow_up]
    assert len(set(follow_ups)) == len(follow_ups)
    assert played.ended_utc == make.now
    if stage is Stage.SCREENING:
        assert len(follow_ups) <= count


@given(st.data(), st.sampled_from(Stage))
def test_what_was_met_is_never_asked_for(make: Any, data: st.DataObject, stage: Stage) -> None:
    interview = make.interview(make.question(stage=stage, thread=thread()))
    met: set[str] = set()
    while interview.ask is not None:
        assert interview.ask.point_id not in met
        question = interview.graded_against(interview.ask)
        length = len(question.key_points)
        states = data.draw(st.lists(st.sampled_from(VerdictState), min_size=length, max_size=length))
        met |= {point.id for point, state in zip(question.key_points, states, strict=True) if state is MET}
        interview = make.answer(interview, make.grade(question, states))


def test_a_screening_follows_up_an_answer_that_is_half_there_on_what_surely_was_not_said(make: Any) -> None:
    question = make.question(weights=(3, 3, 2, 2))
    half = make.answer(make.interview(question), make.grade(question, [MET, MISSED, MISSED, MET], [0.9, 0.2, 0.04, 1]))
    assert half.ask is not None
    assert (half.ask.point_id, half.ask.text) == ("p2", "What about point 2?")
    assert make.answer(half, make.grade(half.graded_against(half.ask), [MISSED])).ask is None
    for states in ([MISSED, MISSED, MISSED, MET], [MET, MET, MISSED, MET], [WRONG, MET, WRONG, MET]):
        assert make.answer(make.interview(question), make.grade(question, states)).ask is None


@pytest.mark.parametrize("stage", [Stage.DEEP_DIVE, Stage.PROJECT_REVIEW, Stage.SYSTEM_DESIGN, Stage.BEHAVIOURAL])
def test_what_may_well_have_been_said_is_not_asked_for(make: Any, stage: Stage) -> None:
    question = make.question(stage=stage, weights=(3, 2, 1, 1))
    grade = make.grade(question, [MISSED, MISSED, MISSED, MET], [0.38, 0.31, 0.05, 0.9])
    assert make.answer(make.interview(question), grade).ask.point_id == "p2"
    grade = make.grade(question, [MISSED, MISSED, MISSED, MET], [0.38, 0.31, 0.34, 0.9])
    assert make.answer(make.interview(question), grade).ask is None


def test_half_of_a_point_is_asked_for_where_it_was_little_or_a_language_model_says_so(make: Any) -> None:
    question = make.question(stage=Stage.PROJECT_REVIEW, weights=(3, 2))
    asked = []
    for believed, certainty, other in ((0.06, 0.5, MISSED), (0.45, 0.5, MISSED), (0.45, None, MET)):
        grade = make.grade(question, [HALF, other], [believed, 0.05])
        first = replace(grade.verdicts[0], certainty=certainty)
        following = make.answer(make.interview(question), replace(grade, verdicts=(first, *grade.verdicts[1:])))
        asked.append(following.ask.point_id)
    assert asked == ["p0", "p1", "p0"]


def test_what_is_missing_is_asked_for_before_what_was_denied(make: Any) -> None:
    question = make.question(stage=Stage.PROJECT_REVIEW, weights=(3, 1))
    assert make.answer(make.interview(question), make.grade(question, [WRONG, MISSED])).ask.point_id == "p1"
    assert make.answer(make.interview(question), make.grade(question, [WRONG, MET])).ask.point_id == "p0"


def test_what_is_most_surely_missing_is_asked_for_and_of_what_is_as_sure_the_heavier(make: Any) -> None:
    question = make.question(stage=Stage.PROJECT_REVIEW, weights=(1, 2, 2, 2))
    grade = make.grade(question, [MISSED, MISSED, MISSED, MET], [0.04, 0.18, 0.06, 0.9])
    assert make.answer(make.interview(question), grade).ask.point_id == "p2"
    grade = make.grade(question, [MISSED, MISSED, MISSED, MET], [0.01, 0.18, 0.16, 0.9])
    assert make.answer(make.interview(question), grade).ask.point_id == "p0"


def test_a_project_is_not_asked_for_what_a_question_still_to_come_asks(make: Any) -> None:
    points = tuple(
        KeyPoint(id=name, text=f"I tell of the {name}.", weight=weight, follow_up=text)
        for name, weight, text in (("baseline", 3, "What did it have to beat?"), ("hardest", 1, "What was hardest?"))
    )
    opening = make.question(OPENING, stage=Stage.PROJECT_REVIEW).model_copy(update={"key_points": points})
    later = make.question(stage=Stage.PROJECT_REVIEW).model_copy(update={"text": "Which baseline did it have to beat?"})
    grade = make.grade(opening, [MISSED, MISSED])
    told = {"answer": "word " * 60}
    assert make.answer(make.interview(opening, later), grade, **told).ask.point_id == "hardest"
    assert make.answer(make.interview(opening), grade, **told).ask.point_id == "baseline"


def test_who_names_no_project_is_told_once_what_would_do(make: Any) -> None:
    opening = make.question(OPENING, stage=Stage.PROJECT_REVIEW)
    missed = make.grade(opening, [MISSED] * 4)
    interview = make.answer(make.interview(opening), missed, answer="I have none, I am a student")
    assert (interview.ask.about, interview.ask.point_id) == ("project", "")
    assert "a thesis" in interview.ask.text
    assert interview.graded_against(interview.ask) == opening
    assert make.answer(interview, missed, answer="A thesis.").ask.point_id == "p0"
    skipped = make.answer(make.interview(opening), make.gated(opening, GateReason.EMPTY), answer="skip")
    assert skipped.ask is None


def test_a_full_answer_goes_on_to_the_next_question(make: Any) -> None:
    first, second = make.question("one"), make.question("two")
    interview = make.answer(make.interview(first, second), make.grade(first, [MET] * 4))
    assert interview.ask is not None
    assert (interview.ask.number, interview.ask.question_id, interview.ask.kind) == (2, "two", TurnKind.QUESTION)
    assert interview.graded_against(interview.ask) == second


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("reason", [GateReason.EMPTY, GateReason.NO_ANSWER, GateReason.NOT_LANGUAGE])
def test_nobody_is_probed_who_said_nothing(make: Any, reason: GateReason, stage: Stage) -> None:
    question = make.question(stage=stage)
    following = make.answer(make.interview(question), make.gated(question, reason)).ask
    # A diagram alone reads as no language, and begins a design.
    assert following is None or (stage is Stage.SYSTEM_DESIGN and reason is GateReason.NOT_LANGUAGE)


@pytest.mark.parametrize("stage", Stage)
def test_what_was_not_graded_is_not_probed(make: Any, stage: Stage) -> None:
    assert make.answer(make.interview(make.question(stage=stage)), UNGRADED).ask is None


def test_a_deep_dive_goes_down_the_missed_points_then_the_thread_then_a_wrong_statement(make: Any) -> None:
    question = dive(make)
    interview = make.answer(make.interview(question), make.grade(question, [MET, MISSED, HALF, MET]))
    asked = []
    while interview.ask is not None:
        asked.append(interview.ask.step or interview.ask.point_id)
        graded = interview.graded_against(interview.ask)
        interview = make.answer(interview, make.grade(graded, [MET] * len(graded.key_points)))
    assert asked == ["p1", "p2", "step-0"]


def test_a_wrong_statement_is_put_whose_opposite_was_not_said(make: Any) -> None:
    question = dive(make, thread=())
    interview = make.answer(make.interview(question), make.grade(question, [MET, MET, HALF, MET]))
    assert interview.ask.point_id == "p2"
    assert make.answer(interview, make.grade(interview.graded_against(interview.ask), [MET])).ask is None
    wrong = WrongStatement(text="It never fails.", why="It fails when the load is high.")
    question = dive(make, thread=(), wrong_statements=(wrong,))
    interview = make.answer(make.interview(question), make.grade(question, [MET, MET, HALF, MET]))
    interview = make.answer(interview, make.grade(interview.graded_against(interview.ask), [MET]))
    assert "It never fails." in interview.ask.text
    assert interview.graded_against(interview.ask).key_points[0].text == "It fails when the load is high."


def test_a_deep_dive_asks_for_what_is_half_said_of_a_step(make: Any) -> None:
    question = dive(make)
    interview = make.answer(make.interview(question), make.grade(question, [MET] * 4))
    assert interview.ask.step == "step-0"
    interview = make.answer(interview, make.grade(interview.graded_against(interview.ask), [MET, HALF]))
    assert (interview.ask.step, interview.ask.point_id) == ("step-0", "s0p1")
    assert [point.id for point in interview.graded_against(interview.ask).key_points] == ["s0p1"]


def test_a_deep_dive_stops_where_the_knowledge_ends_and_knows_where_that_was(make: Any) -> None:
    question = dive(make)
    interview = make.answer(make.interview(question), make.grade(question, [MET, MISSED, MET, MET]))
    ended = interview
    for _ in range(2):
        ended = make.answer(ended, make.gated(ended.graded_against(ended.ask), GateReason.NO_ANSWER))
    assert ended.ask is None
    where = end_of_knowledge(ended, question.id)
    assert where is not None
    assert where.ask.point_id == "p1"


@pytest.mark.parametrize(("level", "steps"), [(Level.JUNIOR, 2), (Level.MID, 3), (Level.SENIOR, 4), (Level.STAFF, 5)])
def test_a_higher_level_goes_further_down(make: Any, level: Level, steps: int) -> None:
    question = dive(make, thread=thread(5), wrong_statements=())
    interview = make.answer(make.interview(question, course=Course(level=level)), make.grade(question, [MET] * 4))
    while interview.ask is not None:
        graded = interview.graded_against(interview.ask)
        interview = make.answer(interview, make.grade(graded, [MET] * len(graded.key_points)))
    assert len(interview.turns) == 1 + steps


def test_an_open_phase_of_a_design_is_asked_for_until_it_is_said_to_be_all(make: Any) -> None:
    question = make.question(stage=Stage.SYSTEM_DESIGN)
    missing = ("serving and scale", "failure")
    first = make.answer(make.interview(question), make.grade(question, [MET, MISSED, HALF, MET]), missing=missing)
    assert first.ask.about == "serving and scale"
    assert first.graded_against(first.ask) == question
    second = make.answer(first, make.grade(question, [MET, MISSED, HALF, MET]), missing=("failure",))
    assert second.ask.about == "failure"
    done = make.answer(
        first, make.grade(question, [MET, MISSED, HALF, MET]), missing=missing, answer="A cache. That's my design."
    )
    assert done.ask.point_id == "p1"


def test_every_stage_has_a_flow() -> None:
    assert set(FLOWS) == set(Stage)


def test_nothing_is_asked_after_an_end(make: Any) -> None:
    ended = make.answer(make.interview(), make.grade(make.question(), [MISSED] * 4)).ended(make.now)
    assert ended.ended(make.now) is ended
    assert next_ask(ended, make.now) is None
