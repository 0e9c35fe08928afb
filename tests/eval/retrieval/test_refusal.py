"""What a bound refuses, on hits that are made up so that the shares can be counted by hand."""

import numpy as np
import pytest

from app.answering.retriever import LEAST_EVIDENCE, Found, answers
from eval.retrieval import refusal
from eval.retrieval.spans import Query
from ingest.index.search import Hit, Ranking
from ingest.passages.split import Passage

PASSAGE = Passage("d", "T", (), 0, 1, 1, "x")


def queries(answerable, unanswerable):
    known = [Query(id=f"a{n}", text=f"a{n}", document="d", spans=((0, 1),)) for n in range(answerable)]
    return known + [Query(id=f"u{n}", text=f"u{n}") for n in range(unanswerable)]


def evaluate(queries, find, answers=lambda _: True):
    return refusal.evaluate(queries, find, answers)


def found(closeness, words):
    best = Hit(1, 0.5, closeness, words, 0, PASSAGE)
    none = np.zeros(1, np.float32)
    ranking = Ranking(none, none, np.zeros(1, np.int64), [best], 1.0, 1.0)
    return Found("", (best,), (), answers=answers(best), ranking=ranking)


@pytest.mark.slow
def test_the_shares_are_of_each_kind_and_held_out_ones_stand_beside():
    over, under = found(LEAST_EVIDENCE, 0.1), found(LEAST_EVIDENCE - 0.2, 0.1)
    report = evaluate(queries(40, 10), lambda query: under if query in {"a0", "u0", "u1", "u2"} else over)
    minimum = by_name(report)["minimum score alone"]
    assert (report.answerable, report.unanswerable) == (40, 10)
    assert minimum.on_all.refused.value == pytest.approx(0.3)
    assert minimum.on_all.refused_wrongly.value == pytest.approx(1 / 40)
    assert 0 < minimum.held_out.refused.value <= 0.3
    assert "30.0 [0.0, 60.0]" in report.render()


@pytest.mark.slow
def test_what_tells_nothing_apart_refuses_as_many_of_both():
    """Closeness is the same for all, so that a bound on it is worthless; words tell all apart."""
    rules = by_name(
        evaluate(queries(100, 50), lambda query: found(0.5, 0.5 + int(query[1:]) / 1000 if query[0] == "a" else 0.1))
    )
    assert rules["closeness alone"].on_all.refused.value == 0
    assert rules["words alone"].on_all.refused.value == 1
    assert rules["words alone"].held_out.refused.value == 1


def test_the_first_row_is_what_the_coach_answers_whatever_the_scores_are():
    """The coach refuses all that has no answer, and the minimum score none of it."""
    over = found(LEAST_EVIDENCE, 0.1)
    report = evaluate(queries(40, 10), lambda _: over, lambda query: query[0] == "a")
    coach, minimum = report.rules[:2]
    assert (coach.name, minimum.name) == ("the coach", "minimum score alone")
    assert (coach.on_all.refused.value, coach.on_all.refused_wrongly.value, coach.held_out) == (1.0, 0.0, None)
    assert (minimum.on_all.refused.value, minimum.on_all.change.value) == (0.0, -1.0)
    told = "the coach: 100.0 % of the unanswerable refused, at least 90.0 %: met; 0.0 % of the answerable"
    assert told in report.render()


@pytest.mark.slow
def test_without_a_rule_nothing_is_refused_and_the_change_is_all_that_the_coach_refuses():
    over = found(LEAST_EVIDENCE, 0.1)
    report = evaluate(queries(40, 10), lambda _: over, lambda query: query not in {"a0", "u0", "u1", "u2"})
    none = by_name(report)["no rule"]
    assert (none.on_all.refused.value, none.held_out) == (0.0, None)
    assert none.on_all.change.value == pytest.approx(-0.3)
    assert none.on_all.change_wrongly.value == pytest.approx(-1 / 40)
    assert none.on_all.change.low < none.on_all.change.value < none.on_all.change.high


@pytest.mark.slow
def test_a_rule_is_compared_query_by_query():
    """Words alone refuse just what the coach does: no interval is left, however few queries there are."""
    report = evaluate(
        queries(40, 10), lambda query: found(0.5, 0.1 if query[0] == "u" else 0.6), lambda query: query[0] == "a"
    )
    change = by_name(report)["words alone"].on_all.change
    assert (change.value, change.low, change.high) == (0.0, 0.0, 0.0)


@pytest.mark.slow
def test_the_weight_of_words_is_chosen_without_the_queries_that_are_judged():
    """With the weight of 1 all have the same evidence, 1.0; a larger one tells them apart."""
    report = evaluate(
        queries(100, 50),
        lambda query: found(0.9, 0.1) if query[0] == "u" else found(0.5, 0.5),
    )
    minimum = by_name(report)["minimum score alone"]
    assert (minimum.on_all.refused.value, minimum.held_out.refused.value) == (0.0, 1.0)
    assert minimum.held_out.refused_wrongly.value == 0.0
    assert by_name(report)["closeness alone"].held_out.refused.value == 0.0
    assert "the coach: 0.0 % of the unanswerable refused, at least 90.0 %: MISSED" in report.render()


def by_name(report):
    return {rule.name: rule for rule in report.rules}


@pytest.mark.slow
def test_what_is_too_far_is_refused_however_much_its_words_say_held_out_too():
    rules = by_name(evaluate(queries(40, 10), lambda query: found(0.5 if query[0] == "a" else 0.1, 0.9)))
    minimum = rules["minimum score alone"]
    assert (minimum.on_all.refused.value, minimum.on_all.refused_wrongly.value) == (1.0, 0.0)
    assert minimum.held_out.refused.value == 1.0
    assert rules["words alone"].on_all.refused.value == 0.0
