"""Retrieval figures: those of their formulas, of the product's own search, and a run that is written."""

import json
import math
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from eval.commands.groups import evaluate as commands
from eval.grading.dataset import DatasetError
from eval.retrieval.search import by_ranks, check_place, evaluate, open_documents, per_query, rank, write_run


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
    check_place(out)
    report = evaluate(dataset, fake_embedder, tmp_path / "work")
    write_run(report.run, out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["_id"], row["docs"][0]) for row in rows] == [("1", "a"), ("2", "b")]
    assert all(len(row["docs"]) == len(set(row["docs"])) <= 100 for row in rows)
    assert list(report.ways) == ["coach", "plain vectors", "windows", "words", "rank fusion"]
    assert report.ways["coach"][0].value == 1.0
    assert "nDCG@10" in report.render()
    assert json.loads(report.as_json())["queries"] == 2
    assert "run" not in json.loads(report.as_json())
    assert "reranked" not in report.render()


@pytest.mark.slow
def test_judged_documents_that_are_not_in_the_corpus_are_told_in_the_report(dataset, tmp_path, fake_embedder):
    with (dataset / "qrels.tsv").open("a", encoding="utf-8") as file:
        file.write("2\tdoc-\x9b\t1\n")
    report = evaluate(dataset, fake_embedder, tmp_path / "work")
    # With no word about it, an nDCG@10 of 0 was taken for that of the search.
    warning = r"1 of 3 judged documents are not in corpus.jsonl, such as 'doc-\x9b'; no search can find them"
    assert f"2 queries\n{warning}\n" in report.render()
    found = json.loads(report.as_json())
    assert (found["judged"], found["missing"], found["warning"]) == (3, 1, warning)


def test_the_command_warns_before_anything_is_embedded_and_prints_json_alone_on_stdout(
    dataset, tmp_path, monkeypatch, fake_embedder
):
    (dataset / "qrels.tsv").write_text("1\tdoc-a\t1\n", encoding="utf-8")
    monkeypatch.setattr(
        "eval.commands.retrieval.default_embedder", lambda: print("embedder opened", file=sys.stderr) or fake_embedder
    )
    monkeypatch.setattr("eval.commands.retrieval.default_scorer", lambda: None)
    monkeypatch.setattr("eval.commands.retrieval.work_folder", lambda name: tmp_path / "work" / name)
    done = CliRunner().invoke(commands, ["retrieval", "--dataset", str(dataset), "--json"], catch_exceptions=False)
    told = done.stderr.splitlines()
    assert told[0].startswith("coach: set: 1 of 1 judged documents are not in corpus.jsonl, such as 'doc-a'")
    assert told[1] == "embedder opened"
    assert json.loads(done.stdout)["missing"] == 1


class Backwards:
    """The last of the passages that it reads is the best."""

    name = "a-reranker"

    def scores(self, _query, passages):
        return [float(at) for at in range(len(passages))]


@pytest.mark.slow
def test_a_reranker_has_its_say_in_the_coachs_ranking_alone_and_the_report_names_it(dataset, tmp_path, fake_embedder):
    plain = evaluate(dataset, fake_embedder, tmp_path / "work")
    reranked = evaluate(dataset, fake_embedder, tmp_path / "work", scorer=Backwards())
    assert {key: found[::-1] for key, found in plain.run.items()} == reranked.run
    assert {way: plain.ways[way] for way in plain.ways if way != "coach"} == {
        way: reranked.ways[way] for way in reranked.ways if way != "coach"
    }
    assert "2 queries, reranked by a-reranker\n" in reranked.render()
    assert json.loads(reranked.as_json())["reranker"] == "a-reranker"


def test_rank_fusion_gives_nothing_for_a_word_that_a_passage_does_not_hold(document, tmp_path, fake_embedder):
    texts = {"a": "Nothing of it.", "b": "Nor here.", "c": "Nor there.", "d": "Nor below.", "z": "A zebra."}
    documents = [document(text, identifier=key) for key, text in texts.items()]
    index = open_documents(documents, tmp_path / "work", fake_embedder)

    class Nearer:
        """The index with d as the nearest passage, then a, then the others."""

        texts, passages = index.texts, index.passages

        def scores(self, text):
            return np.array([0.4, 0.2, 0.2, 0.5, 0.1]), index.scores(text)[1]

    class Shelf:
        index = Nearer()

        def search(self, query, k):
            return index.search(query, k)

    # Ranked by its row among those without the word, a was second by words and stood before d.
    assert rank(Shelf(), {"q": "zebra"})["rank fusion"]["q"] == ["z", "d", "a", "b", "c"]


def test_rank_fusion_takes_each_document_at_its_best_passage():
    owners = [*["long"] * 8, "short", "other"]
    near, words = np.linspace(1, 0, 10), np.array([0.3, *[0.0] * 7, 0.5, 0.4])
    # short is second and first, long first and third; by ranks of passages short would be ninth behind all of long.
    assert by_ranks(owners, near, words) == ["short", "long", "other"]


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_embedded(tmp_path):
    check_place(None)
    check_place(tmp_path / "run.jsonl")
    with pytest.raises(DatasetError, match=r"run.jsonl cannot be written: there is no folder .*none; make it first"):
        check_place(tmp_path / "none" / "run.jsonl")
    with pytest.raises(DatasetError, match="it is a folder"):
        check_place(tmp_path)
