"""How many passages an answer stands on, which are dropped, and when there is no answer."""

import pytest

from app.answering.retriever import COPY_OVERLAP, LEAST_EVIDENCE, WORD_EVIDENCE, Retriever, cite_all, evidence, repeats
from app.answering.trace import trace
from ingest.errors import NotFound
from ingest.index.search import Index
from ingest.pipeline.build import build

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
    (copy,) = found.dropped
    assert len({"kernels-one", "kernels-two"} & set(kept)) == 1
    assert {copy.hit.passage.document, kept[copy.copy_of - 1]} == {"kernels-one", "kernels-two"}
    assert copy.overlap == 1.0
    assert [hit.rank for hit in found.hits] == list(range(1, len(found.hits) + 1))


def retriever_of(tmp_path, embedder, notes, scorer=None):
    folder = tmp_path / "some"
    folder.mkdir()
    for name, text in notes.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    build([folder], tmp_path / "some-index", embedder)
    return Retriever(Index(tmp_path / "some-index", embedder), embedder, 5, scorer)


KERNEL = "# Kernels\n\nA kernel turns a dot product of features into a function of two points.\n"
OTHERS = {
    "ridge": "# Ridge\n\nKernel ridge regression has one weight for each of the points.\n",
    "gauss": "# Gauss\n\nThe width of a Gaussian kernel sets how far a point reaches.\n",
}


@pytest.mark.parametrize("scorer", [None, "backwards"])
def test_what_stands_behind_many_copies_is_found(tmp_path, embedder, scorer):
    notes = {f"copy-{n}": KERNEL for n in range(60)} | OTHERS
    retriever = retriever_of(tmp_path, embedder, notes, Backwards() if scorer else None)
    found = retriever.find("what does a kernel turn a dot product into")
    documents = [hit.passage.document for hit in found.hits]
    assert len(documents) == 3
    assert {"ridge", "gauss"} < set(documents)
    assert len(found.dropped) == 59
    assert sorted(hit.row for hit in found.ranked) == list(range(62))
    assert {hit.row for hit in found.ranking.hits} == set(range(62))


PLAN = (
    "# Plans\n\nWho pays for {} may call the service {} times a day from each of three keys, sees the usage by "
    "project and by month on one page, is written to before a key is shut, and has an answer to a letter within two "
    "working days of the week in which it was sent, by mail or on the telephone.\n"
)


def test_notes_that_differ_in_what_tells_are_both_kept(tmp_path, embedder):
    notes = {"bronze": PLAN.format("bronze", 100), "gold": PLAN.format("gold", 2000)}
    found = retriever_of(tmp_path, embedder, notes).find("how often may the service be called")
    texts = [set(hit.passage.text.lower().split()) for hit in found.hits]
    assert {hit.passage.document for hit in found.hits} == {"bronze", "gold"}
    assert len(texts[0] & texts[1]) / len(texts[0]) >= COPY_OVERLAP


@pytest.mark.parametrize(("heading", "kept"), [("# Points of Two\n", 1), ("## Points of two\n", 2)])
def test_a_copy_may_have_another_title_but_no_other_heading(tmp_path, embedder, heading, kept):
    body = KERNEL.partition("\n")[2] * 3
    notes = {"kernels": KERNEL.replace(KERNEL.partition("\n")[2], body), "named": f"{heading}{body}"}
    found = retriever_of(tmp_path, embedder, notes).find("what does a kernel turn a dot product into")
    assert len(found.hits) == kept


def test_a_text_repeats_another_that_holds_its_words_in_their_order():
    better = ["a", "forest", "averages", "many", "trees", "that", "are", "grown", "on", "bootstrap", "samples"]
    assert repeats(better, better)
    assert repeats(better[2:9], better)
    assert not repeats([*better, "2000"], better)
    assert not repeats(["forest", "samples", "trees", "bootstrap"], better)
    assert repeats(["forest"], better)


def test_a_name_is_not_answered_as_the_word_that_it_is_like(tmp_path, embedder):
    flash = "# Flash attention\n\nFlash reads tiles of keys and values into fast memory, so long contexts fit.\n"
    retriever = retriever_of(tmp_path, embedder, {"flash": flash, **OTHERS})
    assert retriever.find("what is flash for").answers
    assert retriever.find("what is falsh for").answers
    assert not retriever.find("what is flask for").answers


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


def test_what_is_past_the_limit_is_ranked_and_neither_kept_nor_called_a_copy(retriever, embedder):
    found = Retriever(retriever.index, embedder, passages=1).find("what does a kernel turn a dot product into")
    assert len(found.hits) == 1
    assert len(found.ranked) > 1
    assert found.dropped == ()


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


DRIFT = {f"drift-{n}": f"# Drift {n}\n\nWe look for drift, more drift and drift {n} times a day.\n" for n in range(4)}
SAID = {"inputs": "# Inputs\n\nDrift is a change of the inputs that a model in use has not seen in its training.\n"}


def test_the_passage_that_says_what_the_asked_term_is_takes_the_last_place(tmp_path, embedder):
    retriever = Retriever(retriever_of(tmp_path, embedder, DRIFT | SAID).index, embedder, 3)
    found = retriever.find("What is drift?")
    ranked = [hit.passage.document for hit in found.ranked]
    assert "inputs" not in ranked[:3]
    assert [hit.passage.document for hit in found.hits] == [*ranked[:2], "inputs"]
    assert [hit.rank for hit in found.hits] == [1, 2, 3]
    assert found.defining is not None
    assert found.defining.row == found.hits[2].row
    assert found.dropped == ()


def test_where_none_is_asked_what_it_is_or_one_of_the_first_says_it_the_order_stays(tmp_path, embedder):
    retriever = Retriever(retriever_of(tmp_path, embedder, DRIFT | SAID).index, embedder, 3)
    for_how = retriever.find("how often do we look for drift in a day")
    assert for_how.defining is None
    assert [hit.row for hit in for_how.hits] == [hit.row for hit in for_how.ranked[:3]]
    assert Retriever(retriever.index, embedder, 5).find("What is drift?").defining is None


def test_what_teaches_key_points_that_are_known_ahead_is_what_a_turn_would_find(retriever: Retriever) -> None:
    section, points = "forests#how-a-forest-averages-many-trees", ("a bootstrap sample for each tree", "it averages")
    found = [retriever._teaches(section, point) for point in points]
    retriever.know(((section, point) for point in points), lambda: True)
    assert retriever.teaches.cache_info().misses == 0
    retriever.know((section, point) for point in points)
    searched = retriever.teaches.cache_info().misses
    assert [retriever.teaches(section, point) for point in points] == found
    assert retriever.teaches.cache_info().misses == searched
