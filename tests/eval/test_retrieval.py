"""BEIR data sets: what is read, what is written, and figures that another implementation agrees with."""

import json
import math

import pytest

from eval.grading_rows import DatasetError
from eval.retrieval import evaluate, per_query, read_beir


@pytest.fixture
def dataset(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    texts = {"a": "A forest averages many trees.", "b": "A net stacks layers.", "c": "A tree splits the data.", "e": ""}
    rows = [{"_id": key, "title": "", "text": text} for key, text in texts.items()]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    queries = [
        {"_id": "1", "text": "what does a forest average"},
        {"_id": "2", "text": "net layers"},
        {"_id": "3", "text": "x"},
    ]
    (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in queries), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n2\tc\t0\n", encoding="utf-8")
    return folder


def test_ndcg_is_its_formula():
    judgements = {"q": {"a": 1, "b": 1}, "p": {"z": 1}}
    found = per_query({"q": ["x", "a", "b"]}, judgements)
    expected = (1 / math.log2(3) + 1 / math.log2(4)) / (1 + 1 / math.log2(3))
    assert found["nDCG@10"] == pytest.approx([expected, 0.0])
    assert found["MRR"] == pytest.approx([0.5, 0.0])
    assert found["recall@3"] == pytest.approx([1.0, 0.0])
    assert found["P@5"] == pytest.approx([0.4, 0.0])


def test_best_document_first_and_the_run_is_written(dataset, tmp_path, fake_embedder):
    out = tmp_path / "run.jsonl"
    report = evaluate(dataset, fake_embedder, tmp_path / "work", out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["_id"], row["docs"][0]) for row in rows] == [("1", "a"), ("2", "b")]
    assert all(len(row["docs"]) == len(set(row["docs"])) <= 100 for row in rows)
    assert set(report.ways) == {"coach", "vectors", "words", "rank fusion"}
    assert report.ways["coach"][0].value == 1.0
    assert "nDCG@10" in report.render()
    assert json.loads(report.as_json())["queries"] == 2


def test_judgements_may_lie_in_a_folder_of_their_own(dataset):
    (dataset / "qrels").mkdir()
    (dataset / "qrels.tsv").rename(dataset / "qrels" / "test.tsv")
    assert read_beir(dataset).judgements == {"1": {"a": 1}, "2": {"b": 1}}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("corpus.jsonl", '{"_id": "a"}\n', "corpus.jsonl:1"),
        ("queries.jsonl", "{", "cannot be read"),
        ("queries.jsonl", '{"_id": "9", "text": "t"}\n', "judged but not"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n1\ta\tmany\n", "qrels.tsv:2"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n", "no judgement"),
    ],
)
def test_what_cannot_be_read_is_named(dataset, name, text, message):
    (dataset / name).write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=message):
        read_beir(dataset)


def test_missing_judgements_are_named(dataset):
    (dataset / "qrels.tsv").unlink()
    with pytest.raises(DatasetError, match="neither"):
        read_beir(dataset)
