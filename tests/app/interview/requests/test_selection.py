"""Which questions are chosen."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.interview.grade import Delivery, GradedBy, VerdictState, not_graded
from app.interview.requests.selection import choose
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Difficulty, Stage, Topic

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET
UNGRADED = not_graded("no grader", Delivery(1, 0.0, ()), GradedBy("llm", "m", "1"))
DIFFICULTIES = list(Difficulty)


def bank(make: Any) -> list[Question]:
    return [
        make.question(f"{topic.value}-{n}", topic=topic, difficulty=DIFFICULTIES[(n + 1) % 3], stage=stage)
        for topic in (Topic.RAG, Topic.LLMS, Topic.MLOPS)
        for n in range(4)
        for stage in ([Stage.SCREENING] if n else [Stage.SCREENING, Stage.DEEP_DIVE])
    ]


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_a_choice_fits_is_spread_over_topics_and_starts_easy(make: Any, seed: int, count: int) -> None:
    chosen = choose(bank(make), Stage.SCREENING, (), count, random.Random(seed))
    assert len({question.id for question in chosen}) == len(chosen) == count
    assert all(question.stage is Stage.SCREENING for question in chosen)
    per_topic = [sum(question.topic is topic for question in chosen) for topic in (Topic.RAG, Topic.LLMS, Topic.MLOPS)]
    assert max(per_topic) - min(per_topic) <= 1
    assert [DIFFICULTIES.index(question.difficulty) for question in chosen] == sorted(
        DIFFICULTIES.index(question.difficulty) for question in chosen
    )


def test_one_seed_chooses_the_same_and_another_something_else(make: Any) -> None:
    def ids(seed: int) -> list[str]:
        return [question.id for question in choose(bank(make), Stage.SCREENING, (), 5, random.Random(seed))]

    assert ids(1) == ids(1)
    assert any(ids(1) != ids(seed) for seed in range(2, 6))


def test_only_the_topics_that_were_named_are_asked(make: Any) -> None:
    chosen = choose(bank(make), Stage.SCREENING, (Topic.LLMS,), 12, random.Random(1))
    assert {question.topic for question in chosen} == {Topic.LLMS}
    assert len(chosen) == 4
    assert choose(bank(make), Stage.BEHAVIOURAL, (), 3, random.Random(1)) == ()
