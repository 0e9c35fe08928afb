"""A prepared answer is given where the query asks for it and cited sentence by sentence; else the section is told."""

import math

import pytest

from app.answering.offline_tutor import OfflineTutor
from app.answering.prepared.likelihood import Choice, Known, Matcher, Matches, Weights
from app.answering.prepared.searching import search
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.prepared.tutor import PreparedTutor
from app.answering.retriever import Retriever
from app.answering.wording import read
from ingest.index.answers import StoredAnswers
from ingest.index.search import Index
from ingest.pipeline.build import build

NOTE = """# Clustering

How points are grouped.

## When to use DBSCAN

DBSCAN calls a point core if at least min_samples points lie within eps, and marks the rest as noise. It needs no k.

## When to use k-means

k-means wants round clusters of like size and the number of clusters k, and puts every point into one of them.
"""
ANSWERS = """
document: clustering
answers:
  - asked:
      - how do I cluster when I do not know the number of clusters
      - clustering without k
      - some of my points belong to no group at all
    sentences:
      - text: DBSCAN groups dense regions and needs no number of clusters.
        section: when-to-use-dbscan
      - text: k-means has to be told the number of clusters and forces every point into one.
        section: when-to-use-k-means
  - asked: [which groups do I test on later weeks]
    sentences:
      - text: Groups that come with time are tested as forecasts are, on a later part.
        section: series#how-forecasts-are-tested
  - asked: [how long does DBSCAN take on 10k points, DBSCAN time for 10k points]
    sentences:
      - text: DBSCAN takes about a second for 10k points.
        section: when-to-use-dbscan
  - asked: [how long does DBSCAN run on 500k points]
    sentences:
      - text: For 500k points DBSCAN needs an index of its regions, or hours.
        section: when-to-use-dbscan
  - asked: [what is noise in DBSCAN, dbscan noise points]
    sentences:
      - text: Noise in DBSCAN is a point without enough neighbours within eps.
        section: when-to-use-dbscan
"""


PLAIN = """# Time series

## How forecasts are tested

A rolling origin trains on everything before a date, forecasts the weeks after it, moves the date on and repeats.
"""


@pytest.fixture(scope="module")
def retriever(tmp_path_factory, embedder):
    folder = tmp_path_factory.mktemp("prepared")
    notes = folder / "notes"
    (notes / "answers").mkdir(parents=True)
    (notes / "clustering.md").write_text(NOTE, encoding="utf-8")
    (notes / "series.md").write_text(PLAIN, encoding="utf-8")
    (notes / "answers" / "clustering.yaml").write_text(ANSWERS, encoding="utf-8")
    build([notes], folder / "index", embedder)
    return Retriever(Index(folder / "index", embedder), embedder, passages=3)


@pytest.fixture(scope="module")
def opened(retriever, embedder):
    index = retriever.index
    tutor = PreparedTutor(index, Shelf(), TextVectors(embedder), OfflineTutor(embedder), index.answers)

    def ask(question, before=()):
        return tutor.answer(tutor.weigh(search(retriever, read(question, before))))

    return ask


@pytest.mark.parametrize(
    "question",
    [
        "clustering without k",
        "how to cluster if i dont know the number of clusters",
        "number of clusters unknown, how to cluster",
    ],
)
def test_who_asks_for_it_in_any_words_gets_the_prepared_answer(opened, question):
    answer = opened(question)
    assert [one.text[:6] for one in answer.sentences] == ["DBSCAN", "k-mean"]
    assert all(one.is_prepared for one in answer.sentences)


@pytest.mark.parametrize("question", ["clustering without k", "Who won the football world cup in 1998?"])
def test_the_likelihood_is_told_of_a_document_with_prepared_answers_and_decides(retriever, embedder, question):
    index = retriever.index
    tutor = PreparedTutor(index, Shelf(), TextVectors(embedder), OfflineTutor(embedder), index.answers)
    found = tutor.weigh(search(retriever, read(question)))
    told = tutor.likelihood(found)
    if found.ranked[0].passage.document == "clustering":
        assert found.answers == (told.probability >= told.least)
    else:
        assert told is None
    assert tutor.likelihood(tutor.weigh(search(retriever, read("rolling origin")))) is None


@pytest.mark.parametrize(("asked", "begins"), [("10k", "DBSCAN takes"), ("500k", "For 500k")])
def test_an_answer_about_another_size_than_the_question_names_loses_to_one_about_that(opened, asked, begins):
    assert opened(f"how long does DBSCAN take on {asked} points").text.startswith(begins)


def test_each_sentence_cites_the_passage_of_its_section(opened):
    answer = opened("clustering without k")
    by_number = {citation.n: citation.text for citation in answer.citations}
    for sentence, said in zip(answer.sentences[:2], ("needs no k", "round clusters"), strict=True):
        (n,) = sentence.cites
        assert said in by_number[n]


def test_a_question_of_two_parts_has_the_beginning_of_an_answer_to_each(opened):
    told = opened("how do I cluster without k, and what is noise in DBSCAN?").text
    assert "needs no number of clusters" in told
    assert "without enough neighbours" in told


def test_a_part_that_points_back_is_answered_about_what_the_first_part_is_about(opened):
    answer = opened("what is noise in DBSCAN and when do I need no number of clusters for it")
    assert [one.text[:5] for one in answer.sentences[:2]] == ["Noise", "DBSCA"]


def test_parts_that_have_the_same_answer_are_answered_once(opened):
    answer = opened("how do I cluster without k, and what do I do when I do not know the number of clusters?")
    assert len({one.text for one in answer.sentences}) == len(answer.sentences)


def test_a_document_without_prepared_answers_is_told_from_its_section(opened):
    answer = opened("how are forecasts of a time series tested, rolling origin")
    assert not any(one.is_prepared for one in answer.sentences)
    assert "rolling origin" in answer.sentences[0].text


def test_a_document_that_is_only_cited_by_an_answer_is_told_as_it_was(opened):
    answer = opened("how is a forecast tested on a rolling origin, week after week")
    assert answer.sentences
    assert not any(one.is_prepared for one in answer.sentences)


@pytest.mark.parametrize("question", ["best pasta recipe", "how many goals did she score without a keeper", "xqzt"])
def test_what_nothing_answers_stays_refused(opened, question):
    assert opened(question).sentences == ()


NOTHING = Known(constant=0, likeness=0, neighbours=0, words=0, length=0, found=0)


def first_by(retriever, query, **choice):
    weights = Weights(choice=Choice(**(dict.fromkeys(Choice.model_fields, 0.0) | choice)), known=NOTHING)
    return Matcher(retriever.index, retriever.index.answers, weights).matches(query).answers[0]


def test_an_answer_counts_more_where_the_search_finds_the_section_it_stands_on(retriever):
    first = first_by(retriever, "how are forecasts tested on a rolling origin", found=1.0)
    assert first.answer.sentences[0].section == "series#how-forecasts-are-tested"


def test_an_answer_counts_more_that_is_near_in_several_of_its_wordings(retriever):
    """One wording of another may share a phrase with the query alone."""
    by_nearest = first_by(retriever, "dbscan noise points in clusters", likeness=1.0)
    by_several = first_by(retriever, "dbscan noise points in clusters", near=1.0)
    assert by_nearest.near <= by_nearest.likeness
    assert by_several.near >= by_nearest.near


def test_who_words_an_answer_as_it_is_asked_is_told_that_answer(retriever):
    first = first_by(retriever, "Clustering without k!", likeness=-1.0)
    assert first.is_asked
    assert first.asked == "clustering without k"


def test_an_answer_that_is_told_already_is_left_out(retriever):
    matcher = Matcher(retriever.index, retriever.index.answers)
    told = matcher.matches("clustering without k").answers[0].answer
    found = matcher.matches("clustering without k", told.asked)
    assert all(one.answer is not told for one in found.answers)
    assert found.probability < matcher.matches("clustering without k").probability


def test_a_query_to_an_index_without_answers_is_answered_by_none(retriever):
    assert Matcher(retriever.index, StoredAnswers()).matches("clustering without k") == Matches()


def test_the_best_of_each_feature_tells_whether_any_answers(retriever):
    matcher = Matcher(retriever.index, retriever.index.answers)
    found, length = matcher.near("what is noise in DBSCAN")
    best = matcher.best(found, length)
    assert best.likeness == max(one.likeness for one in found)
    assert best.words == max(one.words for one in found)
    assert best.found == max(one.found for one in found)
    assert best.length == pytest.approx(math.log1p(2))


def test_in_a_small_bank_the_nearest_answer_alone_tells_how_near_the_answers_are(retriever, monkeypatch):
    matcher = Matcher(retriever.index, retriever.index.answers)
    found, length = matcher.near("what is noise in DBSCAN")
    assert matcher.best(found, length).neighbours == matcher.best(found, length).likeness
    monkeypatch.setattr("app.answering.prepared.likelihood.PER_NEIGHBOUR", 1)
    assert matcher.best(found, length).neighbours < matcher.best(found, length).likeness
