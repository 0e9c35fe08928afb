"""Another embedding model by its name: prompts, digest, limits, and an index that is not mixed."""

import json

import numpy as np
import pytest

from ingest.embedding.embedder import EmbedError
from ingest.embedding.sentence_transformers import SentenceTransformersEmbedder
from ingest.index.manifest import IndexUnfit
from ingest.index.search import Index
from ingest.pipeline.build import build

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def model(tiny_model):
    return SentenceTransformersEmbedder(str(tiny_model("sentences")))


def test_vectors_are_normalised_and_query_and_passage_have_their_prompts(model):
    passage, query = model.encode(["a tree"])[0], model.encode_query("a tree")
    assert passage.shape == (model.dimension,) == (32,)
    assert float(np.linalg.norm(query)) == pytest.approx(1.0, abs=1e-4)
    assert not np.allclose(passage, query, atol=1e-3)


@pytest.mark.parametrize("name", ["document", "passage", "corpus"])
def test_a_passage_prompt_is_applied_under_whatever_name_the_model_stores_it(tiny_model, name):
    model = SentenceTransformersEmbedder(str(tiny_model("sentences", {"query": "query: ", name: "passage: "})))
    assert (model.query_prompt, model.passage_prompt) == ("query: ", "passage: ")
    by_hand = model._model.encode(["passage: a tree"], normalize_embeddings=True)
    assert np.allclose(model.encode(["a tree"]), by_hand, atol=1e-5)
    assert not np.allclose(
        model.encode(["a tree"]), model._model.encode(["a tree"], normalize_embeddings=True), atol=1e-3
    )


def test_prompts_that_are_set_stand_before_the_texts_and_over_the_models_own(tiny_model):
    folder = str(tiny_model("sentences", {"query": "its own: "}))
    set_here = SentenceTransformersEmbedder(folder, query_prompt="ask: ", passage_prompt="read: ")
    bare = set_here._model.encode(["ask: a tree", "read: a tree"], normalize_embeddings=True)
    assert np.allclose(set_here.encode_query("a tree"), bare[0], atol=1e-5)
    assert np.allclose(set_here.encode(["a tree"])[0], bare[1], atol=1e-5)
    own = SentenceTransformersEmbedder(folder)
    assert (own.query_prompt, own.passage_prompt) == ("its own: ", "")


def test_a_text_that_is_too_long_is_refused(model):
    with pytest.raises(EmbedError, match="cut windows first"):
        model.encode(["tree " * 80])


def test_the_prompt_counts_where_a_text_just_fits(tiny_model):
    folder = str(tiny_model("sentences", {}))
    text = "tree " * 62
    assert SentenceTransformersEmbedder(folder).encode([text]).shape == (1, 32)
    with pytest.raises(EmbedError, match="a text has 66 pieces"):
        SentenceTransformersEmbedder(folder, passage_prompt="passage: ").encode([text])


def test_a_prompt_that_leaves_no_room_for_a_text_is_refused(tiny_model):
    with pytest.raises(EmbedError, match="set a shorter COACH_PASSAGE_PROMPT"):
        SentenceTransformersEmbedder(str(tiny_model("sentences")), passage_prompt="read this " * 25)


def test_documents_with_long_headings_and_windows_are_cut_to_what_the_model_reads(tmp_path, model):
    # A window of 64 pieces and [CLS] and [SEP] are 66, and the model reads 64.
    text = f"# {'Long heading ' * 60}\n\n" + "A tree splits the data by one feature at a time. " * 40
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "long.md").write_text(text)
    (tmp_path / "notes" / "good.md").write_text("# Trees\n\nA tree splits.\n")
    report = build([tmp_path / "notes"], tmp_path / "index", model)
    assert report.documents == 2
    assert Index(tmp_path / "index", model).search("trees", k=1)


@pytest.mark.parametrize("prompts", [{"query_prompt": "ask: "}, {"passage_prompt": "read: "}])
def test_an_index_built_with_other_prompts_is_refused_and_embedded_anew(notes, tmp_path, tiny_model, prompts):
    folder = str(tiny_model("sentences", {}))
    build([notes], tmp_path / "index", SentenceTransformersEmbedder(folder))
    other = SentenceTransformersEmbedder(folder, **prompts)
    with pytest.raises(IndexUnfit, match=f"was built with {next(iter(prompts))} ''"):
        Index(tmp_path / "index", other)
    assert build([notes], tmp_path / "index", other).embedded_windows == 3


def test_an_index_built_when_the_model_read_less_is_refused(notes, tmp_path, model):
    build([notes], tmp_path / "index", model)
    model.max_pieces = 96
    with pytest.raises(IndexUnfit, match="was built with max_pieces 64, this is 96"):
        Index(tmp_path / "index", model)


def test_an_index_from_before_prompts_were_written_down_is_taken_by_a_model_without_any(notes, tmp_path, tiny_model):
    folder = str(tiny_model("sentences", {}))
    build([notes], tmp_path / "index", SentenceTransformersEmbedder(folder))
    path = tmp_path / "index" / "manifest.json"
    known = json.loads(path.read_text())
    path.write_text(
        json.dumps({key: known[key] for key in known.keys() - {"query_prompt", "passage_prompt", "max_pieces"}})
    )
    assert Index(tmp_path / "index", SentenceTransformersEmbedder(folder)).passages == 3
    with pytest.raises(IndexUnfit, match="query_prompt"):
        Index(tmp_path / "index", SentenceTransformersEmbedder(folder, query_prompt="ask: "))


def test_pieces_stand_where_they_say(model):
    text = "A tree, unsplittable"
    assert "".join(text[start:end] for start, end in model.piece_offsets(text)) == text.replace(" ", "")


def test_an_index_is_built_with_it_and_not_opened_with_another(notes, tmp_path, model, fake_embedder):
    build([notes], tmp_path / "index", model)
    assert Index(tmp_path / "index", model).search("trees", k=1)
    with pytest.raises(IndexUnfit, match="model"):
        Index(tmp_path / "index", fake_embedder)


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(EmbedError, match="cannot be loaded"):
        SentenceTransformersEmbedder(str(tmp_path / "none"))
