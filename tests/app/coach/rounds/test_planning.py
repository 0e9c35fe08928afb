"""The next question of a round is chosen by what was answered before it; length and what was asked stay."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.coach.rounds.planning import replanned
from app.interview.course import Course
from app.interview.interview import Interview
from app.interview.turn import Ask, TurnKind
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Stage, Topic

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
RNG = random.Random(1)


def question(name: str, stage: Stage = Stage.SCREENING) -> Question:
    points = (KeyPoint(id="p", text="It has a reason that is named."),)
    text = f"Explain the number {name}, please."
    return Question(id=name, text=text, stage=stage, topic=Topic.RAG, key_points=points, strong_answer="Because.")


BANK = [*map(question, "abcdef"), question("story", Stage.BEHAVIOURAL)]


def started(plan: str = "abc", asked: str = "a") -> Interview:
    interview = Interview.begun("id", [question(one) for one in plan], (), NOW, Course(is_adaptive=True))
    return replace(interview, ask=Ask(1, TurnKind.QUESTION, asked, "?"))


class Picked:
    """Picks one question by name, and keeps what it could choose from."""

    def __init__(self, wanted: str) -> None:
        self.wanted, self.seen = wanted, ""

    def __call__(
        self, bank: Sequence[Question], stage: Stage, _: Sequence[Topic], count: int, __: random.Random
    ) -> tuple[Question, ...]:
        assert (stage, count) == (Stage.SCREENING, 1)
        self.seen = "".join(one.id for one in bank)
        return tuple(one for one in bank if one.id == self.wanted)


def ids(interview: Interview) -> str:
    return "".join(one.id for one in interview.plan)


def test_what_fits_best_by_now_comes_next_and_the_last_planned_gives_way() -> None:
    assert ids(replanned(started(), BANK, RNG, Picked("e"))) == "aeb"


def test_a_planned_question_that_fits_better_comes_first() -> None:
    assert ids(replanned(started(), BANK, RNG, Picked("c"))) == "acb"


def test_nothing_that_was_asked_or_is_of_another_stage_can_be_chosen() -> None:
    pick = Picked("d")
    assert ids(replanned(started("abcd", "b"), BANK, RNG, pick)) == "abdc"
    assert pick.seen == "cdef"


def test_after_the_last_question_and_where_none_fits_the_plan_stays() -> None:
    assert ids(replanned(started("abc", "c"), BANK, RNG, Picked("e"))) == "abc"
    assert ids(replanned(started(), BANK, RNG, Picked("none"))) == "abc"
