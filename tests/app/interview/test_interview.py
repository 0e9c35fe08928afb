"""The rules: what is chosen, what an answer leads to, when it ends."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interview.citation import Citation
from app.interview.grade import Delivery, Evidence, GateReason, GradedBy, Mistake, VerdictState, not_graded
from app.interview.interview import Ask, TurnKind, asked_question, choose, end, next_ask, point_to_probe
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Difficulty, Stage, Topic

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
    probed = point_to_probe(question, grade)
    assert probed is not None
    assert probed.id == "p2"
    following = next_ask(make.interview(question), grade)
    assert following == Ask(2, TurnKind.FOLLOW_UP, "q", "What about point 2?", "p2")


@pytest.mark.parametrize(
    ("teaches", "shown"),
    [({"p0": 1, "p1": 2}, [2]), ({"p0": 1, "p1": 1}, [1]), ({"p1": 1}, [1]), ({}, [])],
)
def test_a_passage_that_teaches_the_point_asked_next_alone_is_shown_when_it_is_answered(
    make: Any, teaches: dict[str, int], shown: list[int]
) -> None:
    question = make.question("one")
    citations = tuple(Citation(n, "d", "T", (), 0, 4, "Text") for n in sorted(set(teaches.values())))
    grade = make.grade(question, [MISSED, MISSED, MET, MET])
    during = make.answer(
        make.interview(question, make.question("two")), grade, citations=citations, point_citations=teaches
    )
    assert during.held_back(during.turns[0]) == "p0"
    assert [one.n for one in during.shown_citations(during.turns[0])] == shown
    after = make.answer(during, make.grade(asked_question(during), [MISSED]))
    assert after.held_back(after.turns[0]) == ""
    assert after.shown_citations(after.turns[0]) == citations
    ended = end(during, make.now)
    assert ended.shown_citations(ended.turns[0]) == citations


def test_a_follow_up_explains_the_mistakes_of_the_answer_before_unless_it_makes_them_again(make: Any) -> None:
    first, second = make.question("one"), make.question("two")
    pruned, froze = (Mistake(f"It {what}.", "It adds.", Evidence("my own words", 0, 12)) for what in ("prunes", "is"))
    grade = replace(make.grade(first, [MISSED, MET, MET, MET]), mistakes=(pruned, froze))
    during = make.answer(make.interview(first, second), grade)
    told = make.grade(asked_question(during), [MISSED])
    assert during.explained(during.ask, told) == (pruned, froze)
    assert during.explained(during.ask, replace(told, mistakes=(froze,))) == (pruned,)
    assert during.explained(during.turns[0].ask, told) == ()
    after = make.answer(during, replace(told, mistakes=(froze,)))
    assert after.explained(after.turns[1].ask, after.turns[1].grade) == (pruned,)
    assert after.explained(after.ask, told) == ()


def test_a_follow_up_is_graded_against_its_one_point(make: Any) -> None:
    question = make.question()
    interview = make.answer(make.interview(question), make.grade(question, [MET, MISSED, MET, MET]))
    asked = asked_question(interview)
    assert asked.text == "What about point 1?"
    assert [point.id for point in asked.key_points] == ["p1"]
    assert asked.strong_answer == question.strong_answer


def test_a_follow_up_takes_a_minute_and_a_question_its_own_time(make: Any) -> None:
    question = make.question()
    interview = make.interview(question)
    assert interview.ask is not None
    assert asked_question(interview).minutes == interview.minutes(interview.ask) == question.minutes == 5
    probed = make.answer(interview, make.grade(question, [MET, MISSED, MET, MET]))
    assert asked_question(probed).minutes == probed.minutes(probed.ask) == 1


def test_a_full_answer_goes_on_to_the_next_question(make: Any) -> None:
    first, second = make.question("one"), make.question("two")
    interview = make.answer(make.interview(first, second), make.grade(first, [MET] * 4))
    assert interview.ask == Ask(2, TurnKind.QUESTION, "two", second.text)
    assert asked_question(interview) == second


@pytest.mark.parametrize("reason", [GateReason.EMPTY, GateReason.NO_ANSWER, GateReason.NOT_LANGUAGE])
def test_nobody_is_probed_who_said_nothing(make: Any, reason: GateReason) -> None:
    question = make.question()
    assert next_ask(make.interview(question), make.gated(question, reason)) is None


def test_an_echo_of_the_question_is_probed(make: Any) -> None:
    question = make.question()
    assert next_ask(make.interview(question), make.gated(question, GateReason.REPEATS_QUESTION)) is not None


def test_what_was_not_graded_is_not_probed(make: Any) -> None:
    assert next_ask(make.interview(), UNGRADED) is None


def test_ending_early_keeps_what_was_answered_and_ending_twice_changes_nothing(make: Any) -> None:
    question = make.question()
    interview = make.answer(make.interview(question), make.grade(question, [MISSED] * 4))
    ended = end(interview, make.now)
    assert (ended.ask, ended.turns, ended.ended_utc) == (None, interview.turns, make.now)
    assert end(ended, None) is ended
    with pytest.raises(ValueError, match="has ended"):
        asked_question(ended)
    assert next_ask(ended, UNGRADED) is None


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
