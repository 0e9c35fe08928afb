"""What a candidate asks back is answered from the facts of the case, each once."""

import pytest

from app.asking.case_facts import ASSUME, Facts, told
from app.interview.course import Fact
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder


@pytest.fixture
def case(bank: list[Question]) -> Question:
    return next(one for one in bank if one.id == "sd-recommender-cold-start")


def test_who_asks_whether_they_may_ask_asks_for_no_fact(embedder: Embedder, case: Question) -> None:
    """ "Nothing is given on that" was the answer."""
    asked = case.clarifying[0].question
    facts = Facts(embedder).answer(case, f"Before I draw anything, can I ask a few things? {asked}")
    assert told(facts) == case.clarifying[0].fact


def test_where_nothing_else_is_asked_it_is_answered_all_the_same(embedder: Embedder, case: Question) -> None:
    assert len(Facts(embedder).answer(case, "Can I ask a few questions first?")) == 1


def test_a_fact_that_answers_two_questions_is_told_once(embedder: Embedder, case: Question) -> None:
    asked = case.clarifying[0].question
    facts = Facts(embedder).answer(case, f"{asked} {asked}")
    assert len(facts) == 2
    assert told(facts) == case.clarifying[0].fact


def test_what_the_case_does_not_say_is_quoted(embedder: Embedder, case: Question) -> None:
    facts = Facts(embedder).answer(case, "Which colour has the office door?")
    assert told(facts) == f"“Which colour has the office door?” {ASSUME}"


def test_a_fact_that_may_be_what_is_asked_for_is_told_as_one(embedder: Embedder, bank: list[Question]) -> None:
    """ "Nothing is given on that" was the answer, and it was given."""
    notifying = next(one for one in bank if one.id == "sd-notification-ranking")
    (fact,) = facts = Facts(embedder).answer(notifying, "If a user mutes, when must that take effect?")
    assert fact.is_unsure
    assert told(facts).startswith(f"Perhaps this answers “{fact.asked}”: {fact.fact}")
    both = (*facts, Fact("And when a type is off?", fact.fact))
    assert told(both) == fact.fact
