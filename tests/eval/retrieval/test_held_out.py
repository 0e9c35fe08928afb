"""Weights that are chosen on other sets, on scores that are made up so that the best weights are known."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from pydantic import TypeAdapter

from app.settings import Settings
from eval.figures.intervals import difference
from eval.grading.dataset import DatasetError
from eval.report.everything import Bench, measure_settings
from eval.retrieval import held_out
from eval.retrieval.beir import read_beir
from eval.retrieval.held_out import FIXED, HELD_OUT, MEAN, evaluate, mean_of_sets
from eval.retrieval.score_table import ON, Scored, score_beir, score_spans
from eval.retrieval.search import PLAIN, RANKS
from eval.retrieval.search import evaluate as evaluate_retrieval
from eval.retrieval.spans import Labelled, Query, report, searching
from ingest.index.fuse import closeness
from ingest.index.search import Index
from ingest.pipeline.build import build, build_documents
from ingest.pipeline.steps import Loaded

QUERIES = 20


def first_is_right(rows):
    """1 where passage 0 was ranked first."""
    return np.array([float(ranked[0] == 0) for ranked in rows])


def made_up(name, best, words, plain=0.0, wide=None):
    """A set of two passages, the same scores for every query; passage 0 is the right one."""
    pairs = (best, wide or best, words)
    scores = (np.tile(np.array(pair, dtype=np.float32), (QUERIES, 1)) for pair in pairs)
    return Scored(name, "recall@5", *scores, np.full(QUERIES, plain), first_is_right, ["right", "wrong"])


def wants_words(name):
    """Vectors are wrong by 0.5 and bear out nothing, words right by 0.45: right where words weigh more than 1.1."""
    return made_up(name, (0.2, 0.7), (0.45, 0.0), plain=0.25)


def wants_vectors(name):
    """Words are wrong by 0.5, vectors right by 0.4 and bear out nothing: right where words weigh less than 0.8."""
    return made_up(name, (0.7, 0.3), (0.0, 0.5))


def weight(one):
    """What words weigh where vectors bear out nothing."""
    return one.word_weight * one.lone_words


@pytest.mark.slow
def test_a_set_has_no_say_in_its_own_weights():
    found = evaluate([wants_words("a"), wants_vectors("b")])
    chosen = {one.dataset: weight(one) for one in found.chosen}
    # Each is given what the other wants, which is wrong for it.
    assert chosen["a"] < 0.8
    assert chosen["b"] > 1.1
    assert (found.figures["a"][HELD_OUT].value, found.figures["b"][HELD_OUT].value) == (0.0, 0.0)
    assert (found.figures["a"][FIXED].value, found.figures["a"][PLAIN].value) == (0.0, 0.25)


@pytest.mark.slow
def test_the_wide_weight_is_chosen_too():
    """The wide window is right by 0.15, the best one wrong by 0.6: right where the wide one has over 0.8."""
    sets = [made_up(name, (0.1, 0.7), (0.0, 0.0), wide=(0.5, 0.35)) for name in ("a", "b")]
    found = evaluate(sets)
    assert {one.wide_weight for one in found.chosen} <= {1.0}
    assert found.figures["a"][HELD_OUT].value == 1.0
    assert found.moved["a"]["wide window alone"].value == 1.0
    assert found.moved["a"]["no wide window"].value == 0.0


@pytest.mark.slow
def test_what_is_held_out_is_compared_with_each_other_way():
    found = evaluate([wants_words("a"), wants_words("b")])
    assert found.figures["a"][HELD_OUT].value == 1.0
    assert {way: one.value for way, one in found.changes["a"].items()} == {FIXED: 1.0, PLAIN: 0.75, RANKS: 0.0}
    assert list(found.changes) == ["a", "b", MEAN]
    assert found.moved["a"]["words count double"].value == 0.0
    nearer = made_up("a", (0.5, 0.7), (0.3, 0.0), plain=0.25)
    assert evaluate([nearer, wants_words("b")]).moved["a"]["words count double"].value == 1.0


@pytest.mark.slow
def test_the_grid_holds_the_fixed_setting_and_the_mean_of_the_sets():
    found = evaluate([wants_words("a"), wants_vectors("b")])
    cells = {(cell.word_weight, cell.lone_words, cell.wide_weight): cell.value for cell in found.grid}
    assert list(cells) == list(itertools.product(held_out.WORD_WEIGHTS, held_out.LONE_WORDS, held_out.WIDE_WEIGHTS))
    assert cells[ON.word_weight, ON.lone_words, ON.wide_weight] == 0.5
    assert cells[1.0, 1.0, 0.0] == 0.0
    assert cells[0.4, 1.0, 0.0] == cells[1.25, 1.0, 1.0] == 0.5


def test_one_set_has_no_others():
    with pytest.raises(DatasetError, match="two sets"):
        evaluate([wants_words("a")])


def test_each_set_counts_the_same_however_many_queries_it_has():
    figure = mean_of_sets("all", [np.zeros(10), np.ones(1000)])
    assert (figure.value, figure.low, figure.high) == (0.5, 0.5, 0.5)
    mixed = mean_of_sets("all", [np.arange(40) % 2, np.ones(5)])
    assert mixed.value == 0.75
    assert 0.6 < mixed.low < 0.75 < mixed.high < 0.9
    assert mixed.low > difference("one", np.arange(40) % 2, np.zeros(40)).low


@pytest.mark.slow
def test_the_report_can_be_read_back_and_says_what_it_said():
    found = evaluate([wants_words("a"), wants_vectors("b")])
    text = found.render()
    assert text.startswith("chosen on the other sets")
    assert f"fixed: {ON.word_weight:g}, {ON.lone_words:g}, {ON.wide_weight:g} " in text
    assert TypeAdapter(held_out.Report).validate_json(found.as_json()).render() == text


@pytest.fixture
def beir(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    # b has passages that no query is about: a document counts by its best.
    net = "A net stacks layers.\n\n" + "Eggs are cooked in salt water for a while. " * 150
    texts = {"a": "A forest averages many trees.", "b": net, "c": "A tree splits data."}
    asked = {"1": "what does a forest average", "2": "net layers", "3": "splits of a tree"}
    corpus = [{"_id": key, "title": "", "text": text} for key, text in texts.items()]
    queries = [{"_id": key, "text": text} for key, text in asked.items()]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n3\ta\t1\n", encoding="utf-8")
    return folder


@pytest.mark.slow
def test_cached_scores_rank_documents_as_the_search_does(beir, tmp_path, fake_embedder):
    scored = score_beir(beir, fake_embedder, tmp_path / "work")
    ways = evaluate_retrieval(beir, fake_embedder, tmp_path / "work").ways
    assert scored.queries == len(read_beir(beir).queries)
    assert scored.values(ON).mean() == pytest.approx(ways["coach"][0].value)
    assert scored.values(replace(ON, word_weight=0.0)).mean() == pytest.approx(ways["windows"][0].value)
    assert scored.by_ranks().mean() == pytest.approx(ways[RANKS][0].value)
    assert scored.plain.mean() == pytest.approx(ways[PLAIN][0].value)
    assert 0 < scored.values(ON).mean() < 1


def test_cached_scores_hold_spans_as_the_search_does(document, tmp_path, fake_embedder):
    text = "# Forests\n\nA forest averages many trees.\n\n" + "Another idea stands here, and one more. " * 200
    start = text.index("A forest")
    asked = Query(id="q", text="what does a forest average", document="sample", spans=((start, start + 29),))
    labelled = Labelled("own", [document(text)], [asked, Query(id="u", text="eggs")])
    build_documents(Loaded(labelled.documents), tmp_path / "index", fake_embedder)
    scored = score_spans(labelled, tmp_path / "index", tmp_path / "plain", fake_embedder)
    index = Index(tmp_path / "index", fake_embedder)
    assert scored.queries == 1
    near = closeness(scored.best, scored.wide, ON.wide_weight)
    assert np.allclose(near[0], index.scores(asked.text)[0], atol=1e-6)
    known = report("own", index.passages, labelled.queries, searching(index)).returned["5 passages"][0]
    assert scored.values(ON).tolist() == [known.value]


@pytest.mark.slow
def test_every_set_that_is_there_is_measured_our_own_last(beir, tmp_path, fake_embedder):
    settings = Settings(_env_file=None, home=tmp_path / "home")
    build(settings.corpus_paths, tmp_path / "own", fake_embedder)
    (tmp_path / "data" / "retrieval").mkdir(parents=True)
    (tmp_path / "data" / "retrieval" / ".DS_Store").touch()
    beir.rename(tmp_path / "data" / "retrieval" / "set")
    said = []
    bench = Bench(fake_embedder, settings, tmp_path / "data")
    found = measure_settings(bench, Index(tmp_path / "own", fake_embedder), said.append)
    assert [(one.dataset, one.measure) for one in found.chosen] == [("set", "nDCG@10"), ("our own corpus", "recall@5")]
    assert found.chosen[1].queries >= 300
    assert said[0] == "settings: set"
