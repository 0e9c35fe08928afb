"""Another embedding model by its name: prompts, digest, limits, and an index that is not mixed."""

import numpy as np
import pytest

from ingest.build import build
from ingest.embed import EmbedError, load_embedder
from ingest.index import Index, IndexUnfit
from ingest.sentence_models import SentenceTransformersEmbedder

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def model(tiny_model):
    return SentenceTransformersEmbedder(str(tiny_model("sentences")))


def test_vectors_are_normalised_and_query_and_passage_have_their_prompts(model):
    passage, query = model.encode(["a tree"])[0], model.encode_query("a tree")
    assert passage.shape == (model.dimension,) == (32,)
    assert float(np.linalg.norm(query)) == pytest.approx(1.0, abs=1e-4)
    assert not np.allclose(passage, query, atol=1e-3)


def test_a_text_that_is_too_long_is_refused(model):
    with pytest.raises(EmbedError, match="cut windows first"):
        model.encode(["tree " * 80])


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
        load_embedder(tmp_path, name=str(tmp_path / "none"))
