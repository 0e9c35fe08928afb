"""Citations against labels: what counts as found, wrong, and refused."""

import json

import pytest

from app.interview.answer import Answer, Citation, Sentence
from eval.citations import evaluate, judge, quotes
from eval.spans import Query

TEXT = "A forest averages many trees.\nThat lowers the variance."


def _cite(n, document="d", start=0):
    return Citation(n, document, "T", (), start, start + len(TEXT), TEXT)


ANSWERABLE = Query(id="q", text="forest", document="d", spans=((0, 10),))


def test_a_cited_passage_that_holds_labelled_text_counts():
    answer = Answer((Sentence("That lowers the variance.", (1,)),), (_cite(1),), "offline")
    found = judge(ANSWERABLE, answer)
    assert (found.cited, found.cited_labelled, found.quotes, found.quotes_found) == (1, 1, 1, 1)


def test_elsewhere_is_not_held():
    answer = Answer((Sentence("That lowers the variance.", (1, 2)),), (_cite(1, start=50), _cite(2, "e")), "offline")
    assert judge(ANSWERABLE, answer).cited_labelled == 0


def test_an_id_that_names_no_passage_is_counted():
    answer = Answer((Sentence("That lowers the variance.", (1, 9)),), (_cite(1),), "offline")
    assert judge(ANSWERABLE, answer).invalid_ids == 1


def test_a_quote_over_a_line_end_is_found_and_an_invented_one_is_not():
    both = (Sentence("many trees. That lowers", (1,)), Sentence("It prunes the weights.", (1,)), Sentence("No.", ()))
    found = judge(ANSWERABLE, Answer(both, (_cite(1),), "offline"))
    assert (found.quotes, found.quotes_found, found.sentences_uncited) == (3, 1, 1)


def test_of_an_llm_only_quotation_marks_claim_to_quote():
    assert quotes('It says "a forest averages many trees" here.', "llm") == ["a forest averages many trees"]
    assert quotes('The word "forest" is a term.', "llm") == []


def test_refusals_are_counted_on_both_sides():
    refusal = Answer((), (), "offline", refused="nothing")
    report = evaluate([ANSWERABLE, Query(id="u", text="eggs")], lambda _: refusal)
    assert (report.unanswerable, report.unanswerable_refused) == (1, 1)
    precision, recall, refused = report.figures
    assert precision.value is None
    assert (recall.value, refused.value) == (0.0, 1.0)
    assert "refused" in report.render()
    assert json.loads(report.as_json())["queries"] == 1


def test_any_tutor_can_be_measured():
    answer = Answer((Sentence("A forest averages many trees.", (1,)),), (_cite(1),), "llm")
    report = evaluate([ANSWERABLE], lambda _: answer)
    assert report.answered_by == "llm"
    assert report.figures[0].value == pytest.approx(1.0)
