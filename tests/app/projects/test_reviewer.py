"""What a reviewer would ask, and that every question cites its claim."""

from collections.abc import Callable

import pytest

from app.projects.claims import Claim, claims_of, sayings_of, with_article
from app.projects.reviewer import MOST_QUESTIONS, Aspect, questions_about
from ingest.documents.document import Document


def test_each_aspect_is_asked_and_each_question_cites_a_claim(
    read: Callable[..., Document], claims: tuple[Claim, ...]
) -> None:
    asked = questions_about(claims, sayings_of(read()))
    assert {question.aspect for question in asked} == set(Aspect) - {Aspect.HISTORY}
    lines = {claim.line for claim in claims}
    for question in asked:
        assert question.sources[0].document == "README.md"
        assert question.sources[0].line in lines
        assert f"README.md, line {question.sources[0].line}" in question.text
    assert len(asked) <= MOST_QUESTIONS
    assert len({question.id for question in asked}) == len(asked)


def test_the_first_questions_are_of_different_aspects(read: Callable[..., Document], claims: tuple[Claim, ...]) -> None:
    first = [question.aspect for question in questions_about(claims, sayings_of(read()))[:8]]
    assert len(set(first)) == 8


def test_what_the_documents_say_of_the_aspect_stands_beside_the_question(read: Callable[..., Document]) -> None:
    text = "# A\n\nThe model has an accuracy of 0.9.\n\n## Limitations\n\nIt fails on scanned pages.\n"
    document = read(text)
    asked = {q.aspect: q for q in questions_about(claims_of([document]), sayings_of(document))}
    assert "line 7, says: “It fails on scanned pages.”" in asked[Aspect.FAILURE].text
    assert [source.line for source in asked[Aspect.FAILURE].sources] == [3, 7]
    assert not asked[Aspect.FAILURE].unsaid
    assert asked[Aspect.LEAKAGE].unsaid
    assert asked[Aspect.LEAKAGE].text.endswith(asked[Aspect.LEAKAGE].asks)
    assert "README.md" not in asked[Aspect.LEAKAGE].asks


@pytest.mark.parametrize(
    ("named", "others"),
    [("XGBoost", "LightGBM or CatBoost"), ("MySQL", "PostgreSQL or SQLite"), ("BM25", "TF-IDF"), ("Docker", "")],
)
def test_what_is_asked_for_instead_is_of_the_same_kind(read: Callable[..., Document], named: str, others: str) -> None:
    document = read(f"# A\n\nWe built it with {named}.\n")
    asked = {q.aspect: q for q in questions_about(claims_of([document]), sayings_of(document))}
    wanted = f"Why {named} and not {others}? " if others else f"Why {named}, and what did you try instead?"
    assert asked[Aspect.ALTERNATIVES].asks.startswith(wanted)


@pytest.mark.parametrize("told", ["an F1 of 0.87", "an accuracy of 0.87", "a recall of 0.87", "an nDCG of 0.87"])
def test_a_measure_has_the_article_that_it_is_read_with(read: Callable[..., Document], told: str) -> None:
    document = read(f"# A\n\nThe model has {told}.\n")
    asked = {q.aspect: q for q in questions_about(claims_of([document]), sayings_of(document))}
    assert f"still get wrong at {told}, and" in asked[Aspect.FAILURE].asks


@pytest.mark.parametrize(
    ("measure", "article"), [("RMSE", "an"), ("R²", "an"), ("MAPE", "a"), ("ROUGE", "a"), ("mAP", "an")]
)
def test_a_measure_that_is_spelt_has_the_article_of_its_first_letter(measure: str, article: str) -> None:
    assert with_article(measure) == f"{article} {measure}"


def test_the_same_documents_get_the_same_questions(read: Callable[..., Document], claims: tuple[Claim, ...]) -> None:
    assert questions_about(claims, sayings_of(read())) == questions_about(claims, sayings_of(read()))


def test_documents_without_claims_get_no_question(read: Callable[..., Document]) -> None:
    document = read("# Hello\n\nThis is nice.\n")
    assert questions_about(claims_of([document]), sayings_of(document)) == ()
