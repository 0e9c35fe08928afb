"""Questions asked back are counted by whether the fact that they are told is the one that answers."""

from pathlib import Path

import pytest
from banks import bank_questions

from app.asking import fact_matching
from app.asking.case_facts import Facts
from eval.figures.folders import CASES
from eval.interviews import clarifying
from eval.interviews.clarifying import AskedBack, evaluate_clarifying, fit_facts, read_asked_back
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder
from ingest.errors import BadRequest

BANK = bank_questions()


@pytest.fixture
def case() -> Question:
    return next(one for one in BANK if one.id == "agents-design-deep-research")


def test_a_question_counts_by_the_fact_that_it_is_told(embedder: Embedder, case: Question) -> None:
    asked = case.clarifying[3].question
    cases = [
        AskedBack(question=case.id, asked=asked, facts=(3,)),
        AskedBack(question=case.id, asked=asked, facts=(0,)),
        AskedBack(question=case.id, asked=asked, facts=()),
        AskedBack(question=case.id, asked="Which colour has the office door?", facts=()),
    ]
    told = evaluate_clarifying(cases, [case], Facts(embedder))
    assert told.answered == {"right": 1, "wrong": 1}
    assert told.not_given == {"wrong": 1, "nothing is given": 1}
    assert "a fact answers (2)" in told.render()


def test_a_question_of_another_bank_is_an_error(embedder: Embedder) -> None:
    with pytest.raises(BadRequest, match="no question 'gone'"):
        evaluate_clarifying([AskedBack(question="gone", asked="How many users?", facts=())], [], Facts(embedder))


def test_what_is_fitted_is_that_near_facts_answer_and_near_questions_without_one_do_not(
    embedder: Embedder, case: Question, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "weights.json"
    monkeypatch.setattr(clarifying, "WEIGHTS", written)
    assert "wordings" in fit_facts([case], embedder)
    weights = fact_matching.FactWeights.model_validate_json(written.read_text(encoding="utf-8"))
    assert weights.likeness + weights.wordings + weights.fact > 0 > weights.others + weights.not_given


@pytest.mark.parametrize("name", ["blind_opened", "blind_kept"])
def test_the_sets_name_facts_that_the_bank_has(name: str) -> None:
    known = {question.id: len(question.clarifying) for question in BANK}
    cases = read_asked_back(CASES / "clarifying" / f"{name}.jsonl")
    assert all(place < known[case.question] for case in cases for place in case.facts)
