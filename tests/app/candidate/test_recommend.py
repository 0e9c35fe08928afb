"""Which questions come next: where help is needed, in varied topics, none twice within a month."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.candidate.candidate import Candidate, Memory, Seen
from app.candidate.cards import new_card
from app.candidate.recommend import Wanted, recommend
from app.candidate.skills import Answered
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Difficulty, Stage, Topic

VARIANTS = {"variants": ("In other words?", "Once more?")}
TOPICS = (Topic.RAG, Topic.MLOPS, Topic.MATHEMATICS)


def bank_of(make: Any, each: int = 6) -> list[Question]:
    return [
        make.question(f"{topic.value}-{n}", topic=topic).model_copy(
            update={"variants": ("In other words?", "Once more?")}
        )
        for topic in TOPICS
        for n in range(each)
    ]


def chosen(make: Any, bank: list[Question], memory: Memory, count: int, **later: int) -> list[Question]:
    now = make.now + timedelta(**later)
    return [one.question for one in recommend(bank, Wanted(Stage.SCREENING, (), count), memory, now, random.Random(1))]


def knowing(make: Any, **credits: float) -> Candidate:
    answers = tuple(
        Answered("i", n, f"old-{n}", topic, Difficulty.MEDIUM, credits[topic.name.lower()], 8, make.now)
        for n, topic in enumerate(TOPICS * 3)
    )
    return Candidate(answers)


def test_a_new_candidate_is_asked_on_all_topics(make: Any) -> None:
    assert {one.topic for one in chosen(make, bank_of(make), Memory(), 3)} == set(TOPICS)


def test_the_topic_that_is_weak_comes_first_but_not_alone(make: Any) -> None:
    memory = Memory(knowing(make, rag=0.9, mlops=0.1, mathematics=0.9))
    topics = [one.topic for one in chosen(make, bank_of(make), memory, 6)]
    assert topics.count(Topic.MLOPS) >= 3
    assert chosen(make, bank_of(make), memory, 1)[0].topic is Topic.MLOPS


def test_no_question_comes_twice_within_thirty_days(make: Any) -> None:
    bank = bank_of(make)
    memory = Memory(Candidate(seen={one.id: Seen(make.now) for one in bank[:12]}))
    assert {one.id for one in chosen(make, bank, memory, 6, days=29)} == {one.id for one in bank[12:]}


def test_a_question_that_comes_again_is_in_other_words(make: Any) -> None:
    bank = bank_of(make, each=1)
    seen = {one.id: Seen(make.now, times) for times, one in enumerate(bank, start=1)}
    again = {one.id: one.text for one in chosen(make, bank, Memory(Candidate(seen=seen)), 3, days=40)}
    assert list(again.values()).count("In other words?") == 1
    assert [again[one.id] for one in bank] == ["In other words?", "Once more?", bank[2].text]


def test_a_question_whose_points_are_due_may_come_again_after_a_week(make: Any) -> None:
    bank = bank_of(make)
    first = bank[0]
    cards = {point.id: new_card(first, point, make.now) for point in first.key_points}
    memory = Memory(Candidate(seen={first.id: Seen(make.now)}), cards)
    assert first.id not in {one.id for one in chosen(make, bank, memory, 17, days=2)}
    assert first.id in {one.id for one in chosen(make, bank, memory, 18, days=8)}


def test_where_everything_was_asked_what_was_asked_longest_ago_comes_again(make: Any) -> None:
    bank = bank_of(make, each=2)
    seen = {one.id: Seen(make.now + timedelta(hours=n)) for n, one in enumerate(bank)}
    assert [one.id for one in chosen(make, bank, Memory(Candidate(seen=seen)), 1, days=3)] == [bank[0].id]


def test_the_topics_of_a_job_are_asked_first(make: Any) -> None:
    memory = Memory(replace(knowing(make, rag=0.5, mlops=0.5, mathematics=0.5), goals=(Topic.MATHEMATICS,)))
    assert chosen(make, bank_of(make), memory, 1)[0].topic is Topic.MATHEMATICS


def test_the_reasons_are_told(make: Any) -> None:
    (first,) = recommend(bank_of(make), Wanted(Stage.SCREENING, (), 1), Memory(), make.now, random.Random(1))
    assert {"need", "unknown", "fit", "due", "near", "new", "goal", "tells", "chance"} == set(first.reasons)
    assert first.score == sum(first.reasons.values())
