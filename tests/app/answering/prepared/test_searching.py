"""Which wording of a later question is searched for."""

from app.answering.prepared.searching import LEANING_GAIN, OPENING_GAIN, search_with
from app.answering.retriever import Found
from app.answering.wording import read
from ingest.index.search import Hit
from ingest.passages.split import Passage

PASSAGE = Passage("d", "Title", ("Part",), 0, 4, 1, "Text")


def _finding(evidence):
    """A search that finds each query with this evidence, others with none."""

    def find(query):
        hit = Hit(rank=1, score=1.0, vector=evidence.get(query, 0.0), words=0.0, row=0, passage=PASSAGE)
        return Found(query, (hit,), (), answers=True, ranked=(hit,))

    return find


def _searched(asked, before, evidence):
    wording = search_with(_finding(evidence), read(asked, before)).wording
    return wording.search


def test_what_points_back_is_never_searched_without_its_subject():
    """Its own words find "what are parameters in a model" word for word."""
    found = {"what are its parameters HNSW": 0.9, "what are its parameters?": 1.9}
    assert _searched("what are its parameters?", ("What is HNSW?",), found) == "what are its parameters HNSW"


def test_a_new_subject_is_searched_alone_where_it_finds_far_more():
    found = {"drift dropout": 0.9, "drift?": 0.9 + LEANING_GAIN}
    assert _searched("and drift?", ("what is dropout",), found) == "drift?"


def test_the_subject_raised_in_between_is_kept_unless_the_opening_alone_finds_more():
    before = ("what is cross validation?", "and for time series?")
    both, opening = "why not shuffle for time series cross validation", "why not shuffle cross validation"
    assert _searched("why not shuffle?", before, {both: 0.9, opening: 0.95}) == both
    assert _searched("why not shuffle?", before, {both: 0.9, opening: 0.95 + OPENING_GAIN}) == opening
