"""How long one may take in an exam for what is asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from interviews_by_rule import ByRule

from app.interview.clock import seconds_for
from app.interview.course import Course, Mode, Round
from app.interview.interview import Interview
from app.interview.turn import Ask, Turn, TurnKind
from ingest.bank.questions import Question, load_bank
from ingest.bank.taxonomy import Stage
from ingest.language.text import Text

PROJECT = Path(__file__).resolve().parents[3]
BANK = load_bank(PROJECT / "corpus" / "questions")
NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


def of(stage: Stage, count: int) -> tuple[Question, ...]:
    return tuple(one for one in BANK if one.stage is stage)[:count]


def allowed(plan: tuple[Question, ...], course: Course, kind: TurnKind = TurnKind.QUESTION) -> float:
    interview = Interview.begun("id", plan, (), NOW, course)
    seconds = seconds_for(interview, Ask(1, kind, plan[0].id, "?"))
    assert seconds is not None
    return seconds / 60


@pytest.mark.parametrize(("count", "minutes"), [(1, 60.5), (2, 30.5)])
def test_a_design_has_its_share_of_the_round(count: int, minutes: float) -> None:
    """A design of a round of an hour had to be drawn up in the 18 minutes in which its answer is typed."""
    assert allowed(of(Stage.SYSTEM_DESIGN, count), Course(mode=Mode.EXAM, minutes=60)) == minutes


def test_a_design_of_a_loop_has_its_share_of_its_own_round() -> None:
    design, story = of(Stage.SYSTEM_DESIGN, 1), of(Stage.BEHAVIOURAL, 1)
    rounds = (Round(Stage.SYSTEM_DESIGN, (design[0].id,), 45), Round(Stage.BEHAVIOURAL, (story[0].id,), 30))
    course = replace(Course(mode=Mode.EXAM, minutes=0), rounds=rounds)
    assert allowed((*design, *story), course) == 45.5


@pytest.mark.parametrize(("took", "minutes"), [(5, 55.5), (40, 20.5), (70, 2.5)])
def test_a_phase_of_a_design_has_what_is_left_of_its_share(took: int, minutes: float) -> None:
    """Each phase that was asked for had the time of a short follow-up, with most of the round left."""
    design = of(Stage.SYSTEM_DESIGN, 1)
    later = NOW + timedelta(minutes=took)
    begun = Interview.begun("id", design, (), NOW, Course(mode=Mode.EXAM, minutes=60))
    assert begun.ask is not None
    answer = "It is for a million users."
    turn = Turn(begun.ask, answer, ByRule().grade(design[0], Text(answer)), "", (), {}, later)
    phase = Ask(2, TurnKind.FOLLOW_UP, design[0].id, "How large is it?", about="estimate", asked_utc=later)
    interview = begun.after(turn, phase)
    assert seconds_for(interview, phase) == 60 * minutes
    probe = replace(phase, about="", point_id=design[0].key_points[0].id)
    assert seconds_for(interview, probe) == 150


def test_what_else_is_asked_has_the_time_in_which_its_answer_is_typed() -> None:
    design, story = of(Stage.SYSTEM_DESIGN, 1), of(Stage.BEHAVIOURAL, 1)
    exam = Course(mode=Mode.EXAM, minutes=60)
    assert allowed(story, exam) == 0.5 + 2 * story[0].minutes
    assert allowed(design, exam, TurnKind.FOLLOW_UP) < 10
    assert (
        seconds_for(Interview.begun("id", design, (), NOW, Course()), Ask(1, TurnKind.QUESTION, design[0].id, "?"))
        is None
    )
