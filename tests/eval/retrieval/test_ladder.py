"""Rungs on sets whose vectors are so few that what each rung finds is known."""

import json

import numpy as np
import pytest
from pydantic import TypeAdapter

from eval.retrieval.held_out import MEAN
from eval.retrieval.ladder import RUNGS, Report, Windows, evaluate, windows_of
from eval.retrieval.score_table import ON, Scored, score_beir

QUERIES = 6
# Passage 0 has a wide window and two narrow ones, passage 1 and 2 have one window each.
VECTORS = np.array([[0.8, 0.6, 0], [1, 0, 0], [0, 1, 0], [0.9, 0, np.sqrt(0.19)], [0, 0, 1]], dtype=np.float32)
STARTS = [0, 3, 4]


def windows(name="a", query=(1.0, 0.0, 0.0), right=0):
    """One query, asked six times; judged by whether passage `right` comes first. No passage holds a word of it."""
    asked = np.tile(np.array(query, dtype=np.float32), (QUERIES, 1))
    cosines = asked @ VECTORS.T
    best = np.maximum.reduceat(cosines, STARTS, axis=1)
    words = np.zeros((QUERIES, len(STARTS)), dtype=np.float32)

    def judge(rows):
        return np.array([float(ranked[0] == right) for ranked in rows])

    scored = Scored(name, "recall@5", best, cosines[:, STARTS], words, np.zeros(QUERIES), judge, ["x", "y", "z"])
    return Windows(scored, asked, VECTORS, STARTS)


def test_the_closeness_of_no_rung_is_that_of_the_search():
    one = windows()
    near = one.near(one.queries, one.vectors)
    assert near[0] == pytest.approx([0.9, 0.9, 0.0])
    assert one.scored.by(near).tolist() == one.scored.values(ON).tolist()


def test_the_mean_of_all_windows_counts_those_that_are_far():
    (first, *_) = RUNGS["mean of all windows"](windows())
    assert first == pytest.approx([0.6, 0.9, 0.0])
    (first, *_) = RUNGS["wide, best and mean"](windows())
    assert first == pytest.approx([0.8, 0.9, 0.0])
    (first, *_) = RUNGS["wide and the best two"](windows())
    assert first == pytest.approx([0.85, 0.9, 0.0])


def test_a_query_is_moved_towards_what_it_found_first():
    one = windows(query=(0.0, 0.0, 1.0))
    before = one.near(one.queries, one.vectors)
    after = RUNGS["0.3 towards the first 1"](one)
    # Passage 2 is found first and is the query itself, so that nothing moves; with three, passage 0 comes nearer.
    assert after == pytest.approx(before, abs=1e-6)
    assert RUNGS["0.3 towards the first 3"](one)[0, 0] > before[0, 0]


def test_what_all_passages_share_tells_nothing_once_it_is_out():
    shared = np.array([[0.6, 0.8], [0.6, -0.8]], dtype=np.float32)
    one = Windows(windows().scored, np.array([[1.0, 0.0]], dtype=np.float32), shared, [0, 1])
    assert one.near(one.queries, one.vectors)[0] == pytest.approx([0.6, 0.6])
    assert RUNGS["1 of the mean taken out"](one)[0] == pytest.approx([0.0, 0.0], abs=1e-6)


@pytest.mark.slow
def test_each_rung_is_held_against_the_search_query_by_query():
    heard = []
    found = evaluate([windows("a"), windows("b", right=1)], heard.append)
    # The search puts passage 0 before its equal; the mean of all windows puts it behind.
    changes = found.changes["mean of all windows"]
    assert {name: one.value for name, one in changes.items()} == {"a": -1.0, "b": 1.0, MEAN: 0.0}
    assert list(found.changes) == list(RUNGS)
    assert len(heard) == len(RUNGS)


@pytest.mark.slow
def test_the_report_names_the_set_that_falls_most_and_can_be_read_back():
    found = evaluate([windows("a"), windows("b", right=1)])
    text = found.render()
    (row,) = [line for line in text.splitlines() if line.startswith("mean of all windows")]
    assert row.split()[-3:] == ["a", "1", "1"]
    assert "-100.0" in row
    assert TypeAdapter(Report).validate_json(found.as_json()).render() == text


def test_the_vectors_of_an_index_give_the_scores_of_its_search(tmp_path, fake_embedder):
    folder = tmp_path / "set"
    folder.mkdir()
    texts = {"a": "A forest averages many trees.", "b": "A net stacks layers.\n\n" + "Eggs are cooked in water. " * 150}
    rows = {
        "corpus": [{"_id": key, "title": "", "text": text} for key, text in texts.items()],
        "queries": [{"_id": "1", "text": "what does a forest average"}, {"_id": "2", "text": "net layers"}],
    }
    for name, lines in rows.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n", encoding="utf-8")
    scored = score_beir(folder, fake_embedder, tmp_path / "work")
    one = windows_of(scored, fake_embedder)
    assert one.near(one.queries, one.vectors) == pytest.approx((scored.best + scored.wide) / 2, abs=1e-6)
    assert len(one.starts) == scored.words.shape[1]


def test_a_change_of_closeness_leaves_the_words_their_weight():
    one = windows()
    near = np.zeros((QUERIES, 3), dtype=np.float32)
    near[:, 2] = 1
    assert one.scored.by(near).tolist() == [0.0] * QUERIES
