"""How much of the labelled text passages hold, against counting character by character."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.grading_rows import DatasetError
from eval.spans import Part, Query, evaluate, held, measure, read_queries, within
from ingest.split import Passage


def _passage(start, end, document="d", tokens=10):
    return Passage(document, "", (), start, end, tokens, "x" * (end - start))


STRETCH = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(STRETCH, min_size=1, max_size=3), st.lists(STRETCH, max_size=4))
def test_figures_are_those_of_counting_characters(spans, passages):
    query = Query(id="q", text="t", document="d", spans=tuple(spans))
    found = held(query, [_passage(*stretch) for stretch in passages])
    labels = {at for start, end in spans for at in range(start, end)}
    returned = {at for start, end in passages for at in range(start, end)}
    assert found.recall == pytest.approx(len(labels & returned) / len(labels))
    assert found.precision == pytest.approx(len(labels & returned) / len(returned) if returned else 0.0)
    assert found.iou == pytest.approx(len(labels & returned) / len(labels | returned))


def test_a_query_counts_by_the_document_that_is_held_best():
    other = Part(document="e", spans=((0, 10),))
    query = Query(id="q", text="t", document="d", spans=((0, 10),), answers=(other,))
    assert held(query, [_passage(0, 5), _passage(0, 10, "e")]).recall == 1.0
    assert held(query, [_passage(0, 5)]).recall == 0.5
    assert held(query, [_passage(0, 10, "f")]).recall == 0.0


def test_budget_cuts_the_passage_that_runs_over():
    kept = within([_passage(0, 100), _passage(100, 200)], budget_tokens=15)
    assert [(passage.start, passage.end, passage.tokens) for passage in kept] == [(0, 100, 10), (100, 150, 5)]
    assert within([_passage(0, 100)], budget_tokens=0) == []


def test_unanswerable_queries_are_not_measured():
    found = measure([Query(id="q", text="t")], lambda _: [_passage(0, 1)])
    assert found == {}


def test_unreadable_queries_name_file_and_line(tmp_path):
    path = tmp_path / "queries.jsonl"
    path.write_text('{"_id": "a", "text": "t"}\n{"text": 3}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match="jsonl:2"):
        read_queries(path)
    with pytest.raises(DatasetError, match="cannot be read"):
        read_queries(tmp_path / "none.jsonl")


def test_a_data_set_is_indexed_and_measured(tmp_path, fake_embedder):
    folder = tmp_path / "set"
    (folder / "documents").mkdir(parents=True)
    text = "# Forests\n\nA forest averages many trees.\n"
    (folder / "documents" / "forests.md").write_text(text, encoding="utf-8")
    start = text.index("A forest")
    row = {"_id": 1, "text": "forest averages", "document": "forests", "spans": [[start, len(text) - 1]]}
    (folder / "queries.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    report = evaluate(folder, fake_embedder, tmp_path / "work")
    assert report.returned["5 passages"][0].value == 1.0
    assert "5 passages" in report.render()
    assert json.loads(report.as_json())["queries"] == 1


def test_recall_is_measured_beyond_the_passages_that_an_answer_stands_on():
    ranked = [_passage(10 * n, 10 * n + 10) for n in range(12)]
    found = measure([Query(id="q", text="t", document="d", spans=((70, 80), (90, 100)))], lambda _: ranked)
    assert [found[f"{count} passages"][0].recall for count in (3, 5, 8, 10)] == [0.0, 0.0, 0.5, 1.0]
