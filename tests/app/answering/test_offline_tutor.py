"""The offline tutor says sentences of the passages, word for word, each with its passage."""

import pytest

from app.answering.offline_tutor import MOST_SENTENCES, NEAR, NOT_AS_ASKED, NOTHING, OTHERWISE, OfflineTutor
from app.answering.retriever import Found
from ingest.index.search import Hit
from ingest.passages.split import Passage


def _hit(n, text, score=0.6, headings=(), title="T"):
    return Hit(n, score, 0.6, 0.6, n, Passage(f"d{n}", title, headings, 0, len(text), 20, text))


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


def test_a_sentence_that_points_back_comes_with_the_one_before_it_each_once_and_both_cited(tutor):
    text = "Ask a crowd to guess the weight of an ox. That lowers the variance of a tree. So a tree has less variance."
    answer = tutor.answer(Found("what lowers the variance of a tree", (_hit(1, text),), (), True))
    assert [(one.text, one.cites) for one in answer.sentences] == [
        ("Ask a crowd to guess the weight of an ox.", (1,)),
        ("That lowers the variance of a tree.", (1,)),
        ("So a tree has less variance.", (1,)),
    ]


def test_no_answer_is_longer_than_it_may_be(tutor):
    text = " ".join(f"A forest of {n} trees lowers variance by way {n}. It costs {n} times the work." for n in range(9))
    answer = tutor.answer(Found("how does a forest lower variance", (_hit(1, text),), (), True))
    assert 2 <= len(answer.sentences) <= MOST_SENTENCES
    starts = [one.text.startswith("It costs") for one in answer.sentences]
    assert not starts[0]


def test_a_sentence_is_compared_below_its_heading(tutor):
    text = (
        "## Who ships on Friday?\n\nThe release captain of the week does so alone.\n\n"
        "## What is our SLO?\n\nOur service level objective is 99.5 percent of requests.\n\n"
        "## Where do we eat lunch?\n\nThe canteen on the second floor is the usual place."
    )
    answer = tutor.answer(Found("what's the slo", (_hit(1, text, title="Team"),), (), True))
    assert answer.sentences[0].text == "Our service level objective is 99.5 percent of requests."


@pytest.mark.parametrize(("most", "read"), [(14, "A forest averages many trees."), (7, "A forest averages many trees")])
def test_of_what_is_longer_than_the_model_reads_the_heading_goes_first(fake_embedder, monkeypatch, most, read):
    monkeypatch.setattr(fake_embedder, "max_pieces", most)
    text = "## A heading of a good many words that go on and on\n\nA forest averages many trees."
    found = Found("forest", (_hit(1, text, title="Trees"),), (), True)
    assert OfflineTutor(fake_embedder).answer(found).sentences
    assert fake_embedder.embedded == [read]


def test_what_is_asked_for_is_defined_first_from_whatever_passage_does_so(tutor):
    rate = "Precision falls as positives get rarer, at any threshold. Recall does not move with the base rate."
    cells = "A false alarm costs somebody time. Precision, `TP / (TP + FP)`, is the share of alerts that are right."
    answer = tutor.answer(Found("What is precision?", (_hit(1, rate, 0.7), _hit(2, cells, 0.55)), (), True))
    assert answer.sentences[0].text.startswith("Precision, `TP")
    assert answer.sentences[0].cites == (1,)
    assert answer.citations[0].document == "d2"
    assert any(one.text.startswith("Precision falls") for one in answer.sentences)


def test_a_long_name_with_the_asked_acronym_in_brackets_is_told_before_what_ranks_above_it(tutor):
    when = "**RAG** for facts that change, are private or need a citation. **Fine-tuning** for form and for tone."
    what = "# RAG\n\nRetrieval-augmented generation (RAG) looks up passages and puts them into the prompt."
    answer = tutor.answer(Found("what is RAG?", (_hit(1, when, 0.62), _hit(2, what, 0.6)), (), True))
    assert answer.sentences[0].text.startswith("Retrieval-augmented generation (RAG) looks up")
    assert [citation.document for citation in answer.citations] == ["d2", "d1"]


def test_what_introduces_a_term_goes_before_what_only_says_what_it_does(tutor):
    text = "The queue was slow. HNSW avoids work but not memory. HNSW is a graph of near neighbours in some layers."
    answer = tutor.answer(Found("what does HNSW do?", (_hit(1, text),), (), True))
    assert answer.sentences[0].text == "HNSW is a graph of near neighbours in some layers."


def test_where_nothing_defines_the_term_the_best_statement_goes_first_if_it_is_about_the_term(tutor):
    rows = "The trees of a forest see rows that are drawn with replacement."
    about = "A random forest looks at only some features at each split."
    beside = "Features are drawn for each split of a random forest."
    for best, first in ((about, about), (beside, rows)):
        answer = tutor.answer(Found("what is a random forest?", (_hit(1, f"{rows} {best}"),), (), True))
        assert {one.text for one in answer.sentences} == {rows, best}
        assert answer.sentences[0].text == first


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("what is logistic regression?", "what is logistic regression logisticregression?"),
        ("what is logistc regresion?", "what is logistic regression?"),
    ],
    ids=["as typed", "as mended"],
)
def test_the_term_is_defined_first_as_it_was_typed_or_as_it_was_mended(tutor, typed, meant):
    code = "The code of logistic regression takes thirty lines and a loop."
    text = f"{code} Logistic regression models the log of the odds as a linear function."
    answer = tutor.answer(Found(typed, (_hit(1, text),), (), True, meant=meant))
    assert [one.text.split()[0] for one in answer.sentences] == ["Logistic", "The"]


def test_a_passage_far_behind_is_not_cited(tutor):
    nearer = "A forest lowers the variance by averaging its trees."
    found = Found("how does a forest lower variance", (_hit(1, FIRST), _hit(2, nearer, 0.2)), (), True)
    assert [citation.document for citation in tutor.answer(found).citations] == ["d1"]


def test_the_mended_query_is_what_sentences_are_held_against(tutor):
    found = Found("varience of forrests", (_hit(1, FIRST),), (), True, meant="variance of forests")
    assert tutor.answer(found).sentences == tutor.answer(Found("variance of forests", found.hits, (), True)).sentences


def _near(n, closeness, title, headings):
    return Hit(n, closeness, closeness, 0.0, n, Passage(f"d{n}", title, headings, 0, 5, 1, FIRST))


def test_a_refusal_names_the_two_nearest_sections_and_cites_nothing(tutor):
    hits = (
        _near(1, 0.5, "Trees", ("Pruning",)),
        _near(2, 0.5, "Trees", ("Pruning",)),
        _near(3, 0.4, "Forests", ("Forests", "Wrong answers you will hear")),
        _near(4, 0.4, "Nets", ("Layers",)),
    )
    answer = tutor.answer(Found("q", hits, (), False))
    assert answer.refused == f"{NOT_AS_ASKED} Nearest here: Trees > Pruning; Forests. {OTHERWISE}"
    assert (answer.sentences, answer.citations) == ((), ())


def test_a_refusal_names_nothing_that_is_far(tutor):
    far = (_near(1, NEAR - 0.01, "Trees", ("Pruning",)),)
    assert tutor.answer(Found("q", far, (), False)).refused == f"{NOTHING} {OTHERWISE}"
    assert tutor.answer(Found("q", (), (), False)).refused == f"{NOTHING} {OTHERWISE}"


def test_a_passage_without_prose_answers_nothing(tutor):
    assert tutor.answer(Found("q", (_hit(1, "| a | b |\n| - | - |"),), (), True)).refused.startswith(NOT_AS_ASKED)
