"""What plain vector search sees of a text, and that it is sentence-transformers' own."""

import numpy as np
import pytest

from eval.retrieval.beir import Beir, documents_of
from eval.retrieval.plain_vectors import PIECES, OneVector, open_plain, ranked, whole_documents
from ingest.embedding.export import taught_model
from ingest.embedding.packaged_model import packaged_model
from ingest.index.manifest import read_manifest

LONG = "word " * 400


def test_a_text_is_one_vector_of_its_first_pieces(tmp_path, fake_embedder):
    texts = ["A forest averages many trees.", f"{LONG} forest", "net"]
    open_plain(texts, tmp_path / "index", fake_embedder)
    made = read_manifest(tmp_path / "index")
    assert (made["passages"], made["windows"]) == (3, 3)
    assert fake_embedder.embedded == [texts[0], LONG[: 5 * PIECES - 1], "net"]


def test_the_nearest_text_is_first_and_documents_without_a_word_are_left_out(tmp_path, fake_embedder):
    documents = {"a": ("Nets", "stack layers"), "b": (" ", " "), "c": ("Forests", "average many trees")}
    index, owners = whole_documents(documents, tmp_path / "index", fake_embedder)
    assert owners == ["a", "c"]
    assert [owners[row] for row in ranked(index, "forests of trees")] == ["c", "a"]
    # The title stands before the text, with nothing between that would be read as a breadcrumb.
    assert fake_embedder.embedded == ["Nets stack layers", "Forests average many trees"]


def test_a_document_with_a_title_alone_is_found_as_the_coach_finds_it(tmp_path, fake_embedder):
    documents = {"a": ("Nets", "stack layers"), "b": ("Forests of trees", " ")}
    index, owners = whole_documents(documents, tmp_path / "index", fake_embedder)
    assert [owners[row] for row in ranked(index, "forests of trees")] == ["b", "a"]
    coach = documents_of(Beir("set", documents, {}, {}))
    assert {document.id for document in coach} == set(owners)


def test_an_embedder_of_one_vector_leaves_queries_as_they_are(fake_embedder):
    one = OneVector(fake_embedder, 2)
    assert np.array_equal(one.encode_query(LONG), fake_embedder.encode_query(LONG))
    assert np.array_equal(one.encode(["net of layers"])[0], fake_embedder.encode_query("net of"))


@pytest.mark.slow
def test_plain_vectors_are_those_of_sentence_transformers(embedder):
    pytest.importorskip("sentence_transformers")
    model = taught_model(packaged_model().folder)
    assert model.max_seq_length == PIECES + 2
    text = "Bias is what a model cannot fit and variance is what it fits too well. " * 40
    theirs = model.encode([text], normalize_embeddings=True)[0]
    ours = OneVector(embedder, PIECES).encode([text])[0]
    # 8-bit texts are off by up to 0.002 in cosine; the whole text, or its first 128 pieces, would be further off.
    assert float(theirs @ ours) > 0.99
