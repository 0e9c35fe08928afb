"""What is asked in other people's words finds its fact; what the case has no fact for finds none for sure."""

import pytest

from app.asking.case_facts import MAY_BE, SURE
from app.asking.fact_matching import FactMatcher
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder


@pytest.fixture
def case(bank: list[Question]) -> Question:
    return next(one for one in bank if one.id == "agents-design-deep-research")


@pytest.fixture
def matcher(embedder: Embedder) -> FactMatcher:
    return FactMatcher(embedder)


def test_a_wording_of_a_fact_finds_it(matcher: FactMatcher, case: Question) -> None:
    asked = [pair.asked[0] for pair in case.clarifying]
    matched = matcher.matches(case, asked)
    assert [pair for pair, _ in matched] == list(case.clarifying)
    assert all(probability >= SURE for _, probability in matched)


def test_access_rights_are_not_answered_by_the_number_of_reports(matcher: FactMatcher, case: Question) -> None:
    """ "1,500 a day" was told to each of these."""
    asked = [
        "Do the internal reports have access rights, so different users may see different ones?",
        "And should the user see progress while it is working or only the finished report?",
    ]
    matched = matcher.matches(case, asked)
    assert len(matched) == len(asked)
    assert not any(pair and "1,500" in pair.fact for pair, _ in matched)


def test_what_the_case_has_no_fact_for_is_not_answered_for_sure(matcher: FactMatcher, case: Question) -> None:
    matched = matcher.matches(case, case.not_given)
    assert len(matched) == len(case.not_given) > 0
    assert all(probability < SURE for _, probability in matched)


def test_what_is_far_from_all_is_not_answered_at_all(matcher: FactMatcher, case: Question) -> None:
    ((_, probability),) = matcher.matches(case, ["Which colour has the office door?"])
    assert probability < MAY_BE


def test_a_case_without_facts_answers_nothing(matcher: FactMatcher, case: Question) -> None:
    assert matcher.matches(case.model_copy(update={"clarifying": ()}), ["How many users?"]) == [(None, 0.0)]


def test_a_case_without_wordings_is_answered_by_its_questions(matcher: FactMatcher, case: Question) -> None:
    bare = tuple(pair.model_copy(update={"asked": ()}) for pair in case.clarifying)
    ((pair, probability),) = matcher.matches(
        case.model_copy(update={"clarifying": bare, "not_given": ()}), [case.clarifying[3].question]
    )
    assert pair is bare[3]
    assert probability >= SURE
