"""How many passages an answer stands on, which are dropped, and when there is no answer."""

import pytest

from app.errors import NotFound
from app.retrieval.retriever import COPY_OVERLAP, LEAST_EVIDENCE, WORD_EVIDENCE, Retriever, cite_all, evidence
from app.retrieval.trace import trace
from ingest.build import build
from ingest.index import Index

NOTE = """---
title: Forests
---

## How a forest averages many trees

A random forest grows each tree on a bootstrap sample and averages what the trees say, which lowers the variance.

## What interviewers probe next

- Why does a random forest average many trees, and what does a forest average lower?
"""


@pytest.fixture
def retriever(tmp_path, embedder):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "forests.md").write_text(NOTE, encoding="utf-8")
    for copy in ("one", "two"):
        text = "# Kernels\n\nA kernel turns a dot product of features into a function of two points.\n"
        (folder / f"kernels-{copy}.md").write_text(text, encoding="utf-8")
    build([folder], tmp_path / "index", embedder)
    return Retriever(Index(tmp_path / "index", embedder), embedder, passages=3)


def test_copies_are_dropped(retriever):
    found = retriever.find("what does a kernel turn a dot product into")
    kept = [hit.passage.document for hit in found.hits]
    (copy,) = [one for one in found.dropped if one.copy_of]
    assert len({"kernels-one", "kernels-two"} & set(kept)) == 1
    assert {copy.hit.passage.document, kept[copy.copy_of - 1]} == {"kernels-one", "kernels-two"}
    assert copy.overlap == 1.0
    assert [hit.rank for hit in found.hits] == list(range(1, len(found.hits) + 1))


def test_a_question_of_the_corpus_is_answered_and_another_is_not(retriever):
    assert retriever.find("how does a random forest lower the variance").answers
    assert not retriever.find("how long do I boil an egg").answers
    assert not retriever.find("").answers


def test_who_asks_in_the_words_of_a_phrasing_is_answered(tmp_path, embedder):
    folder = tmp_path / "team"
    (folder / "phrasings").mkdir(parents=True)
    (folder / "pager.md").write_text("# On call\n\n## Rotation\n\nPetra carries the pager in May.\n", encoding="utf-8")
    query = "cluster broken help"

    def answers():
        build([folder], tmp_path / "team-index", embedder)
        return Retriever(Index(tmp_path / "team-index", embedder), embedder, passages=3).find(query).answers

    assert not answers()
    (folder / "phrasings" / "all.yaml").write_text(f"pager#rotation:\n  - {query}\n", encoding="utf-8")
    assert answers()


def test_evidence_is_of_the_best_passage(retriever):
    best = retriever.index.search("random forest", 1)[0]
    assert evidence(best) == pytest.approx(best.vector + WORD_EVIDENCE * best.words)
    assert evidence(best) > LEAST_EVIDENCE


def test_slips_are_mended_and_told(retriever):
    found = retriever.find("how does a randm forest lower the varience")
    assert found.query.endswith("varience")
    assert found.meant.endswith("variance")
    assert found.answers


def test_the_passage_that_teaches_is_inside_its_section(retriever):
    passage = retriever.teaches("forests#how-a-forest-averages-many-trees", "a bootstrap sample for each tree")
    assert passage is not None
    assert "bootstrap" in passage.text
    assert retriever.teaches("forests#none", "x") is None
    assert retriever.teaches("none#none", "x") is None


def test_a_missing_document_is_named(retriever):
    with pytest.raises(NotFound, match="'none'"):
        retriever.document("none")


def test_citations_open_their_document_at_the_passage(retriever):
    for citation in cite_all([hit.passage for hit in retriever.find("random forest variance").hits]):
        assert retriever.document(citation.document).text[citation.start : citation.end] == citation.text


def test_what_is_no_copy_is_dropped_for_the_limit(retriever, embedder):
    found = Retriever(retriever.index, embedder, passages=1).find("what does a kernel turn a dot product into")
    past = [one for one in found.dropped if not one.copy_of]
    assert past
    assert all(0 <= one.overlap < COPY_OVERLAP for one in past)


class Backwards:
    """Likes the last passage best."""

    def scores(self, _query, passages):
        return [float(at) for at in range(len(passages))]


def test_a_reranker_reorders_what_was_found_and_has_no_say_in_whether_it_answers(retriever, embedder):
    query = "how does a random forest lower the variance"
    plain = retriever.find(query)
    steps = []
    reranked = Retriever(retriever.index, embedder, 3, Backwards()).find(query, steps.append)
    assert [hit.row for hit in reranked.ranked] == [hit.row for hit in reversed(plain.ranking.hits)]
    assert reranked.hits[0].row == plain.ranking.hits[-1].row
    assert reranked.answers
    assert steps == ["mend", "embed", "words", "windows", "closeness", "fuse", "rerank", "choose"]
    found = Retriever(retriever.index, embedder, 3, Backwards()).search(query, 1)
    assert [hit.row for hit in found] == [plain.ranking.hits[-1].row]


def test_after_a_reranker_a_copy_is_told_as_one_whatever_its_score(tmp_path, embedder):
    """The copy that the reranker puts second has the higher score of the search."""
    folder = tmp_path / "copies"
    folder.mkdir()
    text = "# Kernels\n\nA kernel turns a dot product of features into a function of two points.\n"
    (folder / "short.md").write_text(text, encoding="utf-8")
    (folder / "long.md").write_text(f"{text}\nBread needs flour, water, salt and time to rise.\n", encoding="utf-8")
    build([folder], tmp_path / "copies-index", embedder)
    retriever = Retriever(Index(tmp_path / "copies-index", embedder), embedder, 3, Backwards())
    seen = trace("what does a kernel turn a dot product into", retriever, embedder)
    (copy,) = seen.dropped
    (better,) = seen.found.hits
    assert (copy.hit.passage.document, better.passage.document, copy.copy_of) == ("short", "long", 1)
    assert copy.hit.score > better.score
