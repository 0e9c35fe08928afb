"""The next question of a round is chosen by what was answered before it; length and what was asked stay."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.coach.rounds.planning import replanned, round_plan
from app.interview.course import Course
from app.interview.interview import Interview
from app.interview.requests.selection import choose
from app.interview.turn import Ask, TurnKind
from ingest.bank.loops import LoopRound
from ingest.bank.questions import KeyPoint, Question, load_bank
from ingest.bank.taxonomy import Stage, Topic

PROJECT = Path(__file__).resolve().parents[4]
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


@pytest.mark.parametrize("seed", range(5))
def test_a_screening_goes_broad_and_ends_with_a_small_implementation(seed: int) -> None:
    """Who knew nothing of the first question was asked five more of its topic, and none for code."""
    bank, rng = load_bank(PROJECT / "corpus" / "questions"), random.Random(seed)
    wanted = LoopRound(stage=Stage.SCREENING, questions=6, minutes=60)
    interview = Interview.begun("id", round_plan(bank, wanted, rng), (), NOW, Course(is_adaptive=True))

    def weakest(
        free: Sequence[Question], stage: Stage, topics: Sequence[Topic], count: int, rng: random.Random
    ) -> tuple[Question, ...]:
        return choose([one for one in free if one.topic is interview.plan[0].topic] or free, stage, topics, count, rng)

    for number in range(6):
        interview = replace(interview, ask=Ask(number + 1, TurnKind.QUESTION, interview.plan[number].id, "?"))
        interview = replanned(interview, bank, rng, weakest)
    counts = Counter(one.topic for one in interview.plan)
    assert max(counts.values()) == 2
    assert [one.topic for one in interview.plan].index(Topic.CODING) == 5


def test_who_chose_a_topic_is_asked_about_it_alone() -> None:
    bank = load_bank(PROJECT / "corpus" / "questions")
    wanted = LoopRound(stage=Stage.SCREENING, questions=6, minutes=60, topics=(Topic.RAG,))
    assert {one.topic for one in round_plan(bank, wanted, RNG)} == {Topic.RAG}


def test_after_the_last_question_and_where_none_fits_the_plan_stays() -> None:
    assert ids(replanned(started("abc", "c"), BANK, RNG, Picked("e"))) == "abc"
    assert ids(replanned(started(), BANK, RNG, Picked("none"))) == "abc"
