"""The offline tutor says sentences of the passages, word for word, each with its passage."""

import pytest

from app.retrieval.retriever import Found
from app.retrieval.tutor import NOTHING, OfflineTutor, prose_sentences
from ingest.index import Hit
from ingest.split import Passage


def _hit(n, text, score=0.6, headings=()):
    return Hit(n, score, 0.6, 0.6, n, Passage(f"d{n}", "T", headings, 0, len(text), 20, text))


@pytest.fixture
def tutor(embedder):
    return OfflineTutor(embedder)


FIRST = (
    "A random forest averages many trees.\nThat lowers the variance of a single tree a lot. Is that all? Yes, it is so."
)
SECOND = "Bread needs flour, water, salt and time to rise. An oven must be hot before the bread goes in."


def test_each_sentence_stands_in_the_passage_it_cites(tutor):
    found = Found("how does a forest lower variance", (_hit(1, FIRST), _hit(2, SECOND, 0.2)), (), True)
    answer = tutor.answer(found)
    assert answer.sentences
    by_number = {citation.n: citation for citation in answer.citations}
    for sentence in answer.sentences:
        assert all(sentence.text in " ".join(by_number[n].text.split()) for n in sentence.cites)
    assert {citation.n for citation in answer.citations} == {n for one in answer.sentences for n in one.cites}


def test_a_passage_far_behind_is_not_cited(tutor):
    nearer = "A forest lowers the variance by averaging its trees."
    found = Found("how does a forest lower variance", (_hit(1, FIRST), _hit(2, nearer, 0.2)), (), True)
    assert [citation.document for citation in tutor.answer(found).citations] == ["d1"]


def test_the_mended_query_is_what_sentences_are_held_against(tutor):
    found = Found("varience of forrests", (_hit(1, FIRST),), (), True, meant="variance of forests")
    assert tutor.answer(found).sentences == tutor.answer(Found("variance of forests", found.hits, (), True)).sentences


def test_no_answer_is_said_so_and_cites_nothing(tutor):
    answer = tutor.answer(Found("q", (_hit(1, FIRST),), (), False))
    assert (answer.refused, answer.sentences, answer.citations) == (NOTHING, (), ())


def test_a_passage_without_prose_answers_nothing(tutor):
    assert tutor.answer(Found("q", (_hit(1, "| a | b |\n| - | - |"),), (), True)).refused == NOTHING


def test_what_only_asks_or_is_wrong_is_no_answer():
    text = "LoRA adds two small matrices to a layer.\n\n## Wrong answers you will hear\n\n- LoRA prunes the weights."
    assert prose_sentences(text) == ["LoRA adds two small matrices to a layer."]
    assert prose_sentences("LoRA prunes the weights of a layer.", ("Wrong answers you will hear",)) == []


def test_code_and_questions_are_no_prose():
    text = "```python\nx = 1. And two more words here.\n```\n\nWhat is a tree in a forest? A tree is a chain of splits."
    assert prose_sentences(text) == ["A tree is a chain of splits."]
