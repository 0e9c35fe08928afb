"""The ways of cutting that are compared, and what leaving a stage out does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.retrieval import ablation, chunking
from eval.retrieval.spans import Labelled, Query
from ingest.documents.document import parse
from ingest.index.manifest import read_manifest
from ingest.passages.token_counts import count_tokens

PROSE = "One idea stands here. Another one follows it! " * 60


@pytest.fixture
def labelled(document):
    text = f"# Forests\n\nA forest averages many trees.\n\n{PROSE}"
    start = text.index("A forest")
    query = Query(id="q", text="what does a forest average", document="sample", spans=((start, start + 29),))
    return Labelled("own", [document(text)], [query, Query(id="u", text="eggs")])


@pytest.mark.parametrize("cut", [chunking.fixed, chunking.sentences])
def test_naive_cuts_hold_all_of_the_text_and_keep_to_their_size(document, cut):
    passages = cut(document(PROSE), 100)
    assert "".join(passage.text for passage in passages).split() == PROSE.split()
    assert all(passage.text == PROSE[passage.start : passage.end] for passage in passages)
    assert all(50 <= passage.tokens <= 115 for passage in passages[:-1])


def test_sentences_are_not_torn(document):
    assert all(passage.text.strip()[-1] in ".!" for passage in chunking.sentences(document(PROSE), 60))


@pytest.mark.parametrize("cut", [chunking.fixed, chunking.sentences])
def test_naive_cuts_have_the_headings_that_hold_where_they_begin(document, cut):
    """Without them a comparison of splitters measured the loss of breadcrumbs."""
    first, second, third, fourth = (PROSE.replace("idea", f"idea of {word}") for word in ("a", "b", "c", "d"))
    text = f"# Title\n\n{first}\n\n## Forests\n\n{second}\n\n### Depth\n\n{third}\n\n## Nets\n\n{fourth}"
    passages = cut(document(text), 100)
    marks = {"": 0, "Forests": text.index("## F"), "Depth": text.index("### D"), "Nets": text.index("## N")}
    paths = {"": (), "Forests": ("Forests",), "Depth": ("Forests", "Depth"), "Nets": ("Nets",)}
    for passage in passages:
        begins = passage.start + len(passage.text) - len(passage.text.lstrip())
        section = max((name for name in marks if marks[name] <= begins), key=lambda name: marks[name])
        assert passage.headings == paths[section]
    assert {passage.headings for passage in passages} == set(paths.values())


@given(st.text("ab .\n", min_size=1, max_size=300))
def test_naive_cuts_lose_nothing(text):
    if not text.strip():
        return
    found = parse(text, "d", "d.txt", markdown=False)
    for cut in (chunking.fixed, chunking.sentences):
        assert "".join("".join(passage.text.split()) for passage in cut(found, 20)) == "".join(text.split())


@pytest.mark.slow
def test_each_way_is_measured_at_equal_tokens(labelled, tmp_path, fake_embedder):
    done = []
    report = chunking.evaluate(labelled, fake_embedder, tmp_path, done.append)
    assert done == [way.name for way in chunking.ways()]
    assert all(0 <= outcome.recall[-1].value <= 1 for outcome in report.outcomes)
    assert report.outcomes[0].recall[-1].value == 1.0
    assert "no breadcrumbs" in report.render()


@pytest.mark.slow
def test_plot_is_a_png(labelled, tmp_path, fake_embedder):
    pytest.importorskip("matplotlib")
    report = chunking.evaluate(labelled, fake_embedder, tmp_path / "work")
    chunking.plot([report, report], tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_ablation_compares_query_by_query(labelled, tmp_path, fake_embedder):
    report = ablation.evaluate(labelled, fake_embedder, tmp_path)
    assert report.outcomes[0].change.value == 0.0
    assert len(report.outcomes) == len(ablation.stages())
    assert "no words (BM25)" in report.render()


def test_each_stage_has_the_windows_that_it_names(labelled, tmp_path, fake_embedder):
    named = {stage.name: stage for stage in ablation.stages()}
    left_out = (named["one vector a passage (of 510 pieces)"], named["no wide window"])
    ablation.evaluate(labelled, fake_embedder, tmp_path, [ablation.EVERYTHING, *left_out])
    made = {folder.name: read_manifest(folder) for folder in tmp_path.iterdir()}
    counts = {name: each["windows"] for name, each in made.items()}
    passages = made["one-with-breadcrumbs"]["passages"]
    assert counts["one-with-breadcrumbs"] == passages < counts["narrow-with-breadcrumbs"]
    assert counts["all-with-breadcrumbs"] > counts["narrow-with-breadcrumbs"]


def test_prose_is_long_enough_to_be_cut():
    assert count_tokens(PROSE) > 500
