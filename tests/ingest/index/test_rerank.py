"""Reranking with a fake scorer, and with a tiny CrossEncoder of random weights."""

import pytest

from ingest.index.rerank import MOST_CANDIDATES, CrossEncoderScorer, RerankError, rerank
from ingest.index.search import Hit
from ingest.passages.split import Passage


def _hits(count):
    return [Hit(n + 1, 1 / (n + 1), 0.5, 0.5, n, Passage("d", "", (), n, n + 1, 1, f"text {n}")) for n in range(count)]


class Backwards:
    name = "backwards"

    def __init__(self):
        self.read = 0

    def scores(self, _query, passages):
        self.read += len(passages)
        return [float(at) for at in range(len(passages))]


def test_what_the_scorer_likes_comes_first_and_the_rest_stays_behind():
    found = rerank("q", _hits(5), Backwards(), most=3)
    assert [hit.row for hit in found] == [2, 1, 0, 3, 4]
    assert [hit.rank for hit in found] == [1, 2, 3, 4, 5]
    assert found[0].score == pytest.approx(1 / 3)


def test_never_more_than_fifty_are_read():
    scorer = Backwards()
    assert len(rerank("q", _hits(80), scorer, most=80)) == 80
    assert scorer.read == MOST_CANDIDATES


def test_no_hits_are_no_hits():
    assert rerank("q", [], Backwards()) == []


@pytest.mark.slow
def test_a_cross_encoder_scores_each_pair(tiny_model):
    scorer = CrossEncoderScorer(str(tiny_model("pairs")))
    scores = scorer.scores("a tree", ["a tree splits", "a net"])
    assert len(scores) == 2
    assert scorer.name.endswith("pairs")
    assert scores[0] != scores[1]


@pytest.mark.slow  # it imports PyTorch
def test_missing_model_says_so(tmp_path):
    with pytest.raises(RerankError, match="cannot be loaded"):
        CrossEncoderScorer(str(tmp_path / "none"))
