"""What a bound refuses, on hits that are made up so that the shares can be counted by hand."""

import pytest

from app.retrieval.retriever import LEAST_EVIDENCE
from eval.refusal import evaluate
from eval.spans import Query
from ingest.index import Hit
from ingest.split import Passage

PASSAGE = Passage("d", "T", (), 0, 1, 1, "x")


def queries(answerable, unanswerable):
    known = [Query(id=f"a{n}", text=f"a{n}", document="d", spans=((0, 1),)) for n in range(answerable)]
    return known + [Query(id=f"u{n}", text=f"u{n}") for n in range(unanswerable)]


def hit(closeness, words):
    return Hit(1, 0.5, closeness, words, 0, PASSAGE)


def test_the_shares_are_of_each_kind_and_held_out_ones_stand_beside():
    over, under = hit(LEAST_EVIDENCE, 0.1), hit(LEAST_EVIDENCE - 0.2, 0.1)
    report = evaluate(queries(40, 10), lambda query: under if query in {"a0", "u0", "u1", "u2"} else over)
    coach = report.rules[0]
    assert (report.answerable, report.unanswerable) == (40, 10)
    assert coach.refused == pytest.approx(0.3)
    assert coach.refused_wrongly == pytest.approx(1 / 40)
    assert coach.held_out is not None
    assert 0 < coach.held_out <= 0.3
    assert "30.0" in report.render()


def test_what_tells_nothing_apart_refuses_as_many_of_both():
    """Closeness is the same for all, so that a bound on it is worthless; words tell all apart."""
    report = evaluate(queries(100, 50), lambda query: hit(0.5, 0.5 + int(query[1:]) / 1000 if query[0] == "a" else 0.1))
    by_name = {rule.name: rule for rule in report.rules}
    assert by_name["closeness alone"].refused == 0
    assert by_name["words alone"].refused == 1
    assert by_name["words alone"].held_out == 1
    assert by_name["no bound"].refused == 0


def test_the_weight_of_words_is_chosen_without_the_queries_that_are_judged():
    """With the coach's weight of 1 all have the same evidence, 1.0; a larger one tells them apart."""
    report = evaluate(
        queries(100, 50),
        lambda query: hit(0.9, 0.1) if query[0] == "u" else hit(0.5, 0.5),
    )
    coach = report.rules[0]
    assert (coach.refused, coach.held_out) == (0.0, 1.0)
    assert coach.held_out_wrongly == 0.0
    by_name = {rule.name: rule for rule in report.rules}
    assert by_name["closeness alone"].held_out == 0.0
