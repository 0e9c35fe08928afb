"""The search over real FAISS and BM25 files, and what it refuses."""

import json
import shutil
import unicodedata
from string import ascii_lowercase

import numpy as np
import pytest
from sampled import one_in

from ingest.index.fuse import SearchSettings, agreement, weight_of_words
from ingest.index.manifest import IndexUnfit
from ingest.index.search import Index
from ingest.index.vectors import write_vectors
from ingest.pipeline.build import build


@pytest.fixture
def index(notes, tmp_path, fake_embedder):
    build([notes], tmp_path / "index", fake_embedder)
    return Index(tmp_path / "index", fake_embedder)


def test_best_passage_comes_first_with_its_scores(index):
    hits = index.search("a forest averages trees", k=3)
    assert hits[0].passage.document == "forests"
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits[0].score > hits[1].score
    assert 0 < hits[0].words <= 1
    assert -1 <= hits[0].vector <= 1


def test_fewer_hits_only_where_the_index_holds_fewer(index):
    assert len(index.search("trees", k=50)) == index.passages


def test_search_is_the_order_of_all_scores(index):
    near, words = index.scores("a net of layers")
    weight = weight_of_words(agreement(near, words), index.settings)
    expected = np.argsort(-(near + weight * words) / (1 + weight), kind="stable")
    assert [hit.row for hit in index.search("a net of layers", k=3)] == expected.tolist()


def test_lists_that_are_all_read_find_what_scoring_every_passage_finds(notes, tmp_path, fake_embedder):
    for number, name in enumerate(ascii_lowercase):
        (notes / f"{name}.md").write_text(f"# Note {name}\n\nWord{number} of a net, layer{number % 3}.\n")
    build([notes], tmp_path / "index", fake_embedder)
    index = Index(tmp_path / "index", fake_embedder)
    expected = index.search("a net of layer1", k=8)
    write_vectors(index.folder, np.load(index.folder / "vectors.npy"), most_exact=1)
    listed = Index(index.folder, fake_embedder)
    found = listed.search("a net of layer1", k=8)
    assert [hit.row for hit in found] == [hit.row for hit in expected]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-6)


def test_closeness_is_halfway_between_the_best_and_the_wide_window(notes, tmp_path, fake_embedder):
    (notes / "long.md").write_text("# Long\n\nA forest of words.\n\n" + "Eggs are cooked in salt water. " * 60)
    build([notes], tmp_path / "index", fake_embedder)
    index = Index(tmp_path / "index", fake_embedder)
    assert index.manifest["windows"] > index.passages
    query = fake_embedder.encode_query("forest")
    rows = np.arange(index.passages)
    vectors, of_window = (np.load(index.folder / name) for name in ("vectors.npy", "window_passage.npy"))
    cosines = [vectors[of_window == row] @ query for row in rows]
    expected = [(one[0] + one.max()) / 2 for one in cosines]
    assert any(one[0] < one.max() for one in cosines)
    assert index.closeness(rows, query).tolist() == pytest.approx(expected, abs=1e-5)
    assert index.closeness(rows[1:3], query).tolist() == pytest.approx(expected[1:3], abs=1e-5)


def test_words_can_be_left_out(notes, tmp_path, fake_embedder):
    build([notes], tmp_path / "index", fake_embedder)
    index = Index(tmp_path / "index", fake_embedder, SearchSettings(word_weight=0.0))
    hit = index.search("forest", k=1)[0]
    assert hit.score == pytest.approx(hit.vector)


@pytest.mark.parametrize("query", ["", "   ", "?!", "zebra", "🦓" * 50, "tree " * 600])
def test_any_query_is_ranked(index, query):
    assert len(index.search(query, k=2)) == 2


def test_missing_index_says_how_to_build_one(tmp_path, fake_embedder):
    with pytest.raises(IndexUnfit, match="coach ingest"):
        Index(tmp_path, fake_embedder)


@pytest.mark.parametrize("key", ["format", "model", "model_sha256"])
def test_index_of_another_model_or_format_is_refused(index, fake_embedder, key):
    path = index.folder / "manifest.json"
    path.write_text(json.dumps(index.manifest | {key: "other"}), encoding="utf-8")
    with pytest.raises(IndexUnfit, match=key):
        Index(index.folder, fake_embedder)


def truncated(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path):
    path.write_bytes(b"")


def made_garbage(path):
    path.write_bytes(b"garbage " * 100)


def removed(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize("damage", one_in(4, [truncated, emptied, made_garbage, removed]))
@pytest.mark.parametrize(
    "name", ["vectors.npy", "window_passage.npy", "passages.sqlite", "words/vocab.index.json", "phrased.json"]
)
def test_a_damaged_file_of_an_index_is_told_with_the_folder_and_the_way_out(index, fake_embedder, name, damage):
    damage(index.folder / name)
    with pytest.raises(IndexUnfit, match=rf"{index.folder} is damaged \(.+\); build it .*coach ingest PATH --index"):
        Index(index.folder, fake_embedder)


def test_files_of_another_index_are_told(index, notes, tmp_path, fake_embedder):
    (notes / "more.md").write_text("# More\n\nOf another index.\n")
    build([notes], tmp_path / "other", fake_embedder)
    for name in ("vectors.npy", "window_passage.npy", "passages.sqlite"):
        whole = (index.folder / name).read_bytes()
        (index.folder / name).write_bytes((tmp_path / "other" / name).read_bytes())
        with pytest.raises(IndexUnfit, match="is damaged"):
            Index(index.folder, fake_embedder)
        (index.folder / name).write_bytes(whole)
    Index(index.folder, fake_embedder)


@pytest.mark.parametrize("manifest", ["[]", "7", "null", "{", "", '{"format": 7}'])
def test_a_manifest_that_is_none_is_unfit(index, fake_embedder, manifest):
    (index.folder / "manifest.json").write_text(manifest)
    with pytest.raises(IndexUnfit, match="build it again with: coach ingest PATH --index"):
        Index(index.folder, fake_embedder)


def test_a_query_is_searched_in_the_form_that_documents_are_kept_in(notes, tmp_path, fake_embedder):
    (notes / "bayes.md").write_text("# Naïve Bayes\n\nNaïve of it.\n", encoding="utf-8")
    build([notes], tmp_path / "index", fake_embedder)
    index = Index(tmp_path / "index", fake_embedder)
    decomposed = unicodedata.normalize("NFD", "naïve")
    assert index.meant(decomposed) == "naïve"
    assert index.search(decomposed) == index.search("naïve")
    assert Index(index.folder, fake_embedder, SearchSettings(mend_spelling=False)).meant(decomposed) == "naïve"


def test_real_model_finds_a_paraphrase(notes, tmp_path, embedder):
    build([notes], tmp_path / "index", embedder)
    index = Index(tmp_path / "index", embedder)
    assert index.search("an ensemble that takes the mean of its members", k=1)[0].passage.document == "forests"


def test_misspelt_query_finds_what_was_meant(notes, tmp_path, embedder):
    build([notes], tmp_path / "index", embedder)
    index = Index(tmp_path / "index", embedder)
    assert index.meant("averagse of trees") == "averages of trees"
    assert index.search("averagse", k=1)[0].passage.document == "forests"
    assert index.search("averagse of trees")[0].vector == index.search("averages of trees")[0].vector
    as_typed = Index(tmp_path / "index", embedder, SearchSettings(mend_spelling=False))
    assert as_typed.meant("averagse of trees") == "averagse of trees"


def test_both_apostrophes_find_the_same_with_the_same_scores(notes, tmp_path, embedder):
    build([notes], tmp_path / "index", embedder)
    index = Index(tmp_path / "index", embedder)
    assert index.search("what’s a forest") == index.search("what's a forest")
    curly, plain = index.scores("what’s a forest"), index.scores("what's a forest")
    assert [side.tolist() for side in curly] == [side.tolist() for side in plain]


def test_a_deeper_ranking_is_the_same_search_with_more_hits(index):
    ranking = index.rank("a net of layers", 1)
    assert index.deeper(ranking, 3).hits == index.rank("a net of layers", 3).hits
    assert len(index.deeper(ranking, 3).hits) == 3
