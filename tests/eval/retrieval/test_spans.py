"""How much of the labelled text passages hold, against counting character by character."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.grading.dataset import DatasetError
from eval.retrieval.spans import Labelled, Part, Query, check_holds, evaluate, held, measure, read_queries, within
from ingest.documents.load import load
from ingest.index.search import Index
from ingest.passages.split import Passage
from ingest.pipeline.build import build


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


@pytest.fixture
def dataset(tmp_path):
    folder = tmp_path / "set"
    (folder / "documents").mkdir(parents=True)
    text = "# Forests\n\nA forest averages many trees.\n"
    (folder / "documents" / "forests.md").write_text(text, encoding="utf-8")
    start = text.index("A forest")
    row = {"_id": 1, "text": "forest averages", "document": "forests", "spans": [[start, len(text) - 1]]}
    (folder / "queries.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return folder


def test_a_data_set_is_indexed_and_measured(dataset, tmp_path, fake_embedder):
    found = evaluate(dataset, fake_embedder, tmp_path / "work")
    assert found.returned["5 passages"][0].value == 1.0
    assert "5 passages" in found.render()
    assert "reranked" not in found.render()
    assert json.loads(found.as_json())["queries"] == 1


class Backwards:
    """The last of the passages that it reads is the best."""

    name = "a-reranker"

    def scores(self, _query, passages):
        return [float(at) for at in range(len(passages))]


def test_a_reranker_has_its_say_and_the_report_names_it(dataset, tmp_path, fake_embedder):
    for n in range(12):
        (dataset / "documents" / f"other-{n}.md").write_text(f"# Other\n\nSomething else, number {n}.\n")
    plain = evaluate(dataset, fake_embedder, tmp_path / "work")
    reranked = evaluate(dataset, fake_embedder, tmp_path / "work", scorer=Backwards())
    assert (plain.returned["3 passages"][0].value, reranked.returned["3 passages"][0].value) == (1.0, 0.0)
    assert "1 queries, reranked by a-reranker\n" in reranked.render()
    assert json.loads(reranked.as_json())["reranker"] == "a-reranker"


def test_recall_is_measured_beyond_the_passages_that_an_answer_stands_on():
    ranked = [_passage(10 * n, 10 * n + 10) for n in range(12)]
    found = measure([Query(id="q", text="t", document="d", spans=((70, 80), (90, 100)))], lambda _: ranked)
    assert [found[f"{count} passages"][0].recall for count in (3, 5, 8, 10)] == [0.0, 0.0, 0.5, 1.0]


def test_an_index_that_does_not_hold_the_labelled_documents_is_refused(dataset, tmp_path, fake_embedder):
    documents, _ = load([dataset / "documents"])
    labelled = Labelled("set", documents, read_queries(dataset / "queries.jsonl"))
    build([dataset / "documents"], tmp_path / "index", fake_embedder)
    check_holds(Index(tmp_path / "index", fake_embedder), labelled)
    # The same name with another text: its characters are elsewhere.
    (dataset / "documents" / "forests.md").write_text("# Forests\n\nIn a forest there are many trees.\n")
    build([dataset / "documents"], tmp_path / "index", fake_embedder)
    with pytest.raises(
        DatasetError, match=r"1 of 1 documents are missing or differ, such as 'forests'; unset COACH_IN"
    ):
        check_holds(Index(tmp_path / "index", fake_embedder), labelled)
    (dataset / "documents" / "forests.md").rename(dataset / "documents" / "trees.md")
    build([dataset / "documents"], tmp_path / "index", fake_embedder)
    with pytest.raises(DatasetError, match="index does not hold what is labelled"):
        check_holds(Index(tmp_path / "index", fake_embedder), labelled)
