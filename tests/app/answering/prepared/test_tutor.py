"""The tutor tells the section that answers, begins with what was asked, and cites what it tells."""

import pytest

from app.answering.offline_tutor import OfflineTutor
from app.answering.prepared.searching import search
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.prepared.telling import MOST_WORDS
from app.answering.prepared.tutor import PreparedTutor
from app.answering.retriever import Retriever
from app.answering.wording import read
from ingest.index.search import Index
from ingest.pipeline.build import build

DBSCAN = """# Clustering

## When to use a mixture or DBSCAN

A Gaussian mixture gives each cluster a weight, a mean and a covariance, and fits them by EM.

DBSCAN calls a point core if at least min_samples points lie within eps, and marks the rest as noise. It needs no k.

## What interviewers probe next

- *Is DBSCAN the same as k-means?* No. It finds clusters of any shape.
"""
RAG = """# Retrieval

## What a chunk has to do

A chunk serves two readers. The usual compromise is 200 to 500 tokens. Smaller ones lose their nouns.
"""
ELSEWHERE = "My favourite pasta recipe of the Etruscans"


@pytest.fixture
def opened(tmp_path, embedder):
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "clustering.md").write_text(DBSCAN, encoding="utf-8")
    (notes / "retrieval.md").write_text(RAG, encoding="utf-8")
    build([notes], tmp_path / "index", embedder)
    retriever = Retriever(Index(tmp_path / "index", embedder), embedder, passages=3)
    tutor = PreparedTutor(retriever.index, Shelf(), TextVectors(embedder), OfflineTutor(embedder))

    def ask(question, before=()):
        return tutor.answer(tutor.weigh(search(retriever, read(question, before))))

    return ask


def test_the_paragraph_that_defines_a_term_comes_first(opened):
    answer = opened("dbscan")
    assert answer.sentences[0].text.startswith("DBSCAN calls a point core")
    assert answer.answered_by == "offline"


def test_how_many_is_answered_by_a_number_first(opened):
    assert "200 to 500 tokens" in opened("how many tokens should a chunk be").sentences[0].text


def test_a_question_that_the_note_asks_itself_gets_its_answer_first(opened):
    assert [one.text for one in opened("is DBSCAN the same as k-means?").sentences[:2]] == [
        "No.",
        "It finds clusters of any shape.",
    ]


def test_a_citation_names_the_heading_above_what_is_told_and_not_the_first_of_its_passage(opened):
    answer = opened("is DBSCAN the same as k-means?")
    assert answer.citations[0].headings == ("What interviewers probe next",)
    assert opened("dbscan").citations[0].headings == ("When to use a mixture or DBSCAN",)


@pytest.mark.parametrize("question", ["dbscan", "how many tokens should a chunk be", "is DBSCAN the same as k-means?"])
def test_every_sentence_stands_in_the_passage_that_it_cites(opened, question):
    answer = opened(question)
    by_number = {citation.n: " ".join(citation.text.split()) for citation in answer.citations}
    assert sum(len(one.text.split()) for one in answer.sentences) <= MOST_WORDS
    for sentence in answer.sentences:
        assert any(sentence.text in by_number[n] for n in sentence.cites)


def test_what_nothing_answers_is_refused(opened):
    answer = opened(ELSEWHERE)
    assert answer.sentences == ()
    assert answer.refused


def test_a_follow_up_is_answered_by_what_was_asked_before(opened):
    answer = opened("why?", ["what does dbscan do with noise"])
    assert any("DBSCAN" in one.text for one in answer.sentences)
